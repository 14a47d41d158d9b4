package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

@DisplayName("L1 A channel is a typed FIFO queue")
class L01FifoTest {
    private static final int VALUES = 500;

    @RegisterExtension final Crew crew = new Crew();

    /** What one sender sends, one receiver gets in the same order. */
    @DisplayName("L1 values of one sender arrive in the order sent")
    @Over.LosslessSettings
    void valuesOfOneSenderArriveInTheOrderSent(Setting in) {
        Channel<Integer> channel = in.open();
        crew.run(
                in.senders(),
                () -> {
                    for (int i = 0; i < VALUES; i++) {
                        channel.send(i);
                    }
                    channel.close();
                });
        Worker<List<Integer>> receiver = crew.call(in.receivers(), () -> drain(channel));

        assertThat(receiver.join()).isEqualTo(numbers(0, VALUES));
    }

    /** Values of one sender stay in order among those of others, for each of several receivers. */
    @DisplayName("L1 values of one sender stay in order among those of others")
    @Over.LosslessSettings
    void valuesOfOneSenderStayInOrderAmongThoseOfOthers(Setting in) {
        Channel<long[]> channel = in.open();
        List<Worker<Void>> senders =
                IntStream.range(0, 3)
                        .mapToObj(
                                id ->
                                        crew.run(
                                                in.senders(),
                                                () -> {
                                                    for (int i = 0; i < VALUES / 3; i++) {
                                                        channel.send(new long[] {id, i});
                                                    }
                                                }))
                        .toList();
        List<Worker<Integer>> receivers =
                IntStream.range(0, 2)
                        .mapToObj(r -> crew.call(in.receivers(), () -> countInOrder(channel)))
                        .toList();
        senders.forEach(Worker::join);
        channel.close();

        assertThat(receivers.stream().mapToInt(Worker::join).sum()).isEqualTo(VALUES / 3 * 3);
    }

    private static int countInOrder(Channel<long[]> channel) throws InterruptedException {
        long[] next = new long[3];
        int count = 0;
        long[] value;
        while ((value = channel.receiveOrNull()) != null) {
            assertThat(value[1]).isGreaterThanOrEqualTo(next[(int) value[0]]);
            next[(int) value[0]] = value[1] + 1;
            count++;
        }
        return count;
    }

    /** Whoever is matched first is received first: senders in the buffer, then those who wait, as they came. */
    @DisplayName("L1 values of all senders arrive in the order in which their sends were matched")
    @Over.LosslessSettings
    void valuesOfAllSendersArriveInTheOrderMatched(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        int stored = in.shape().fits(4);
        for (int i = 0; i < stored; i++) {
            int value = i;
            crew.run(in.senders(), () -> channel.send(value)).join();
        }
        int waiting = in.shape().waits() && stored == in.shape().capacity ? 4 : 0;
        for (int i = 0; i < waiting; i++) {
            int value = stored + i;
            crew.run(in.senders(), () -> channel.send(value));
            Until.sendersWait(channel, i + 1);
        }
        channel.close();

        assertThat(crew.call(in.receivers(), () -> drain(channel)).join())
                .isEqualTo(numbers(0, stored + waiting));
    }

    /** An overflow policy leaves gaps, and no other order. */
    @DisplayName("L1 what is not dropped keeps its order")
    @Over.DroppingKinds
    void whatIsNotDroppedKeepsItsOrder(Shape shape) {
        Channel<Integer> channel = shape.open();
        crew.run(
                VIRTUAL,
                () -> {
                    for (int i = 0; i < 20 * VALUES; i++) {
                        channel.send(i);
                    }
                    channel.close();
                });
        Worker<List<Integer>> receiver = crew.call(VIRTUAL, () -> drain(channel));

        assertThat(receiver.join()).isSorted().doesNotHaveDuplicates().isNotEmpty();
    }

    private static void sendInOneWay(Channel<Integer> channel, int value) throws Exception {
        switch (value % 5) {
            case 0 -> channel.send(value);
            case 1 -> channel.trySend(value);
            case 2 -> channel.sendWithin(value, Duration.ofMinutes(9));
            case 3 -> channel.sendAll(List.of(value));
            default -> Select.one(Select.to(channel, value, () -> 0));
        }
    }

    /** There is one order for all the ways to send: as many as there is room for, before the first is received. */
    @DisplayName("L1 all ways to send share one order")
    @Over.BufferingKinds
    void allWaysToSendShareOneOrder(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        int room = shape.fits(10);
        for (int round = 0; round < 50; round += room) {
            int first = round;
            crew.run(
                            VIRTUAL,
                            () -> {
                                for (int i = 0; i < room; i++) {
                                    sendInOneWay(channel, first + i);
                                }
                            })
                    .join();
            assertThat(channel.receiveBatch(room + 1)).isEqualTo(numbers(first, first + room));
        }
    }

    /** A sender that uses each way to send in turn is received in order by one who uses each way to receive. */
    @DisplayName("L1 all ways to send and to receive keep the order")
    @Over.LosslessSettings
    void allWaysToSendAndReceiveKeepTheOrder(Setting in) {
        Channel<Integer> channel = in.open();
        crew.run(
                in.senders(),
                () -> {
                    for (int i = 0; i < VALUES; i += 5) {
                        channel.send(i);
                        int tried = i + 1;
                        Until.eventually("room for one", () -> channel.trySend(tried).accepted());
                        channel.sendWithin(i + 2, Duration.ofMinutes(9));
                        channel.sendAll(List.of(i + 3));
                        Select.one(Select.to(channel, i + 4, () -> 0));
                    }
                    channel.close();
                });
        Worker<List<Integer>> receiver =
                crew.call(in.receivers(), () -> receiveInEveryWay(channel, VALUES));

        assertThat(receiver.join()).isEqualTo(numbers(0, VALUES));
    }

    private static List<Integer> receiveInEveryWay(Channel<Integer> channel, int count)
            throws InterruptedException {
        List<Integer> got = new ArrayList<>();
        for (int way = 0; got.size() < count; way++) {
            switch (way % 7) {
                case 0 -> got.add(channel.receive());
                case 1 -> got.add(channel.receiveOrNull());
                case 2 -> {
                    Integer tried = channel.tryReceiveOrNull();
                    if (tried != null) {
                        got.add(tried);
                    }
                }
                case 3 -> got.add(channel.receiveWithin(Duration.ofMinutes(9)).orNull());
                case 4 -> got.addAll(channel.receiveBatch(3));
                case 5 -> channel.receiveHolding(got::add);
                default -> got.add(Select.one(Select.on(channel, value -> value)));
            }
        }
        return got;
    }

    private static List<Integer> drain(Channel<Integer> channel) {
        List<Integer> got = new ArrayList<>();
        for (Integer value : channel) {
            got.add(value);
        }
        return got;
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
