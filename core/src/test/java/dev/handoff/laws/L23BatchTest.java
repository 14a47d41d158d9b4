package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

@DisplayName("L23 Batches are single operations in a row, faster")
class L23BatchTest {
    @RegisterExtension final Crew crew = new Crew();

    /** A batch takes what is there, up to its limit, and does not wait for more. */
    @DisplayName("L23 a batch takes what is there, at most max, in order")
    @Over.BufferingKinds
    void aBatchTakesWhatIsThereInOrder(Shape shape) throws Exception {
        for (int max : new int[] {1, 2, 3, 7, 100, Integer.MAX_VALUE}) {
            Channel<Integer> channel = shape.open();
            int count = shape.fits(20);
            for (int i = 0; i < count; i++) {
                channel.send(i);
            }
            List<Integer> batch = channel.receiveBatch(max);
            assertThat(batch).isEqualTo(numbers(0, Math.min(count, max)));
            assertThat(channel.size()).isEqualTo(count - batch.size());
        }
    }

    /** For the first value it waits. */
    @DisplayName("L23 a batch waits for the first value only")
    @Over.EverySetting
    void aBatchWaitsForTheFirstValueOnly(Setting in) {
        Channel<Integer> channel = in.open();
        Worker<List<Integer>> receiver = crew.call(in.receivers(), () -> channel.receiveBatch(10));
        Until.receiversWait(channel, 1);
        assertThat(receiver.isDone()).isFalse();
        crew.run(in.senders(), () -> channel.send(1)).join();
        assertThat(receiver.join()).containsExactly(1);
    }

    /** The senders that wait are part of what is there: their values move up, and they go on. */
    @DisplayName("L23 a batch takes the values of waiting senders, too")
    @Over.BoundedSettings
    void aBatchTakesTheValuesOfWaitingSenders(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        int n = in.shape().capacity;
        for (int i = 0; i < n; i++) {
            channel.send(i);
        }
        List<Worker<Void>> senders = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int value = n + i;
            senders.add(
                    crew.run(
                            in.senders(),
                            () -> {
                                if (value % 2 == 0) {
                                    channel.send(value);
                                } else {
                                    Select.one(Select.to(channel, value, () -> 0));
                                }
                            }));
            Until.sendersWait(channel, i + 1);
        }
        assertThat(channel.receiveBatch(4)).isEqualTo(numbers(0, 4));
        assertThat(channel.waitingSenders()).isEqualTo(2);
        assertThat(channel.receiveBatch(1_000)).isEqualTo(numbers(4, n + 6));
        senders.forEach(Worker::join);
    }

    /** A batch of no values makes no sense. */
    @DisplayName("L23 a batch of fewer than one value is refused")
    @Over.EveryKind
    void aBatchOfFewerThanOneValueIsRefused(Shape shape) throws Exception {
        Channel<Integer> channel = shape.<Integer>named("orders").open();
        if (shape.capacity > 0) {
            channel.send(1);
        }
        for (int max : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> channel.receiveBatch(max))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a batch of %s values from channel \"orders\"", max);
        }
        assertThat(channel.size()).isEqualTo(Math.min(1, shape.capacity));
    }

    /** The last values come before the end, which is an empty batch. */
    @DisplayName("L23 after the close the batches end with an empty one")
    @Over.BufferingKinds
    void afterTheCloseTheBatchesEndWithAnEmptyOne(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        int count = shape.fits(5);
        for (int i = 0; i < count; i++) {
            channel.send(i);
        }
        channel.close();
        List<Integer> got = new ArrayList<>();
        List<Integer> batch;
        while (!(batch = channel.receiveBatch(2)).isEmpty()) {
            assertThat(batch).hasSizeLessThanOrEqualTo(2);
            got.addAll(batch);
        }
        assertThat(got).isEqualTo(numbers(0, count));
    }

    /** More would be asked for in vain if the channel ended; fewer would be slower. */
    @DisplayName("L23 64 values of a collection are asked for before the first is sent")
    @Test
    void sixtyFourValuesAreAskedForBeforeTheFirstIsSent() {
        AtomicInteger asked = new AtomicInteger();
        List<Integer> counting =
                new AbstractList<>() {
                    @Override
                    public Integer get(int index) {
                        asked.incrementAndGet();
                        return index;
                    }

                    @Override
                    public int size() {
                        return 100;
                    }
                };
        Channel<Integer> channel = Channel.rendezvous();
        Worker<Void> sender = crew.run(VIRTUAL, () -> channel.sendAll(counting));
        Until.sendersWait(channel, 1);
        assertThat(asked).hasValue(64);
        channel.cancel();
        assertThat(sender.failure()).isInstanceOf(CancelledException.class);
    }

    /** Notes each send that is begun. */
    private static final class NotesSends extends DelegatingScheduling {
        private final List<Op> sends = new ArrayList<>();

        NotesSends() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public void reach(Op op, long id) {
            if (op == Op.SEND || op == Op.TRY_SEND) {
                sends.add(op);
            }
        }
    }

    /** That is what makes it faster. */
    @DisplayName("L23 64 values that have room are sent by one try")
    @Test
    void sixtyFourValuesThatHaveRoomAreSentByOneTry() {
        NotesSends notes = new NotesSends();
        Scheduling.within(
                notes,
                () -> {
                    Channel<Integer> channel = Channel.buffered(64);
                    assertThatCode(() -> channel.sendAll(numbers(0, 64)))
                            .doesNotThrowAnyException();
                    assertThat(channel.size()).isEqualTo(64);
                });
        assertThat(notes.sends).containsExactly(Op.TRY_SEND);
    }

    /** Batches on both sides, of random lengths: the values arrive as sent. */
    @DisplayName("L23 sent in batches, received in batches, in the order sent")
    @Over.LosslessSettings
    void sentInBatchesReceivedInBatches(Setting in) {
        Channel<Integer> channel = in.open();
        int count = 2_000;
        crew.run(
                in.senders(),
                () -> {
                    Random random = crew.random(0);
                    for (int next = 0; next < count; ) {
                        int end = Math.min(count, next + random.nextInt(200));
                        channel.sendAll(numbers(next, end));
                        next = end;
                    }
                    channel.close();
                });
        Worker<List<Integer>> receiver =
                crew.call(
                        in.receivers(),
                        () -> {
                            Random random = crew.random(1);
                            List<Integer> got = new ArrayList<>();
                            while (true) {
                                int max = 1 + random.nextInt(50);
                                List<Integer> batch = channel.receiveBatch(max);
                                if (batch.isEmpty()) {
                                    return got;
                                }
                                assertThat(batch).hasSizeLessThanOrEqualTo(max);
                                got.addAll(batch);
                            }
                        });
        assertThat(receiver.join()).isEqualTo(numbers(0, count));
    }

    /** Among several receivers each value goes to one. */
    @DisplayName("L23 batches of several senders and receivers lose nothing")
    @Over.LosslessKinds
    void batchesOfSeveralSendersAndReceiversLoseNothing(Shape shape) {
        Channel<Integer> channel = shape.open();
        List<Worker<Void>> senders =
                crew.callAll(
                        3,
                        id -> {
                            channel.sendAll(numbers(id * 500, id * 500 + 500));
                            return null;
                        });
        List<Worker<List<Integer>>> receivers =
                crew.callAll(
                        3,
                        id -> {
                            List<Integer> got = new ArrayList<>();
                            List<Integer> batch;
                            while (!(batch = channel.receiveBatch(1 + 10 * id)).isEmpty()) {
                                got.addAll(batch);
                            }
                            return got;
                        });
        senders.forEach(Worker::join);
        channel.close();
        List<Integer> all = new ArrayList<>();
        for (Worker<List<Integer>> receiver : receivers) {
            List<Integer> got = receiver.join();
            for (int id = 0; id < 3; id++) {
                int sender = id;
                assertThat(got.stream().filter(value -> value / 500 == sender)).isSorted();
            }
            all.addAll(got);
        }
        assertThat(all.stream().sorted()).isEqualTo(numbers(0, 1_500));
    }

    /** A batch wakes every receiver that it has values for. */
    @DisplayName("L23 a batch wakes each waiting receiver")
    @Over.EverySetting
    void aBatchWakesEachWaitingReceiver(Setting in) {
        Channel<Integer> channel = in.open();
        List<Worker<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            receivers.add(crew.call(in.receivers(), channel::receive));
            Until.receiversWait(channel, i + 1);
        }
        crew.run(in.senders(), () -> channel.sendAll(numbers(0, 5))).join();
        assertThat(receivers.stream().map(Worker::join)).containsExactly(0, 1, 2, 3, 4);
    }

    /** An interrupted batch was sent up to some value, without gaps. */
    @DisplayName("L23 an interrupted batch has sent its first values")
    @Over.BoundedSettings
    void anInterruptedBatchHasSentItsFirstValues(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        int n = in.shape().capacity;
        Worker<Void> sender = crew.run(in.senders(), () -> channel.sendAll(numbers(0, n + 50)));
        Until.sendersWait(channel, 1);
        sender.interrupt();
        assertThat(sender.failure()).isInstanceOf(InterruptedException.class);
        channel.close();
        assertThat(channel).containsExactlyElementsOf(numbers(0, n));
    }

    /** When the channel ends amid a batch, the exception gives back the first value not sent. */
    @DisplayName("L23 a batch that is cut off gives back its first value not sent")
    @Over.BoundedSettings
    void aBatchThatIsCutOffGivesBackItsFirstValueNotSent(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        int n = in.shape().capacity;
        Worker<Void> sender = crew.run(in.senders(), () -> channel.sendAll(numbers(0, n + 50)));
        Until.sendersWait(channel, 1);
        channel.close();
        assertThat(channel).containsExactlyElementsOf(numbers(0, n + 1));
        assertThat(sender.failure())
                .isInstanceOfSatisfying(
                        ClosedException.class, e -> assertThat(e.undelivered()).isEqualTo(n + 1));

        Channel<Integer> cancelled = in.open();
        Worker<Void> other = crew.run(in.senders(), () -> cancelled.sendAll(numbers(0, n + 50)));
        Until.sendersWait(cancelled, 1);
        cancelled.cancel();
        assertThat(other.failure())
                .isInstanceOfSatisfying(
                        CancelledException.class, e -> assertThat(e.undelivered()).isEqualTo(n));
    }

    /** Values that come one at a time are sent one at a time: a receiver may be what gives them. */
    @DisplayName("L23 a batch holds no value back while its iterator waits")
    @Over.LosslessSettings
    void aBatchHoldsNoValueBackWhileItsIteratorWaits(Setting in) throws Exception {
        Channel<Integer> source = in.open();
        Channel<Integer> target = in.open();
        Worker<Void> pipe = crew.run(in.senders(), () -> target.sendAll(source));
        for (int i = 0; i < 5; i++) {
            source.send(i);
            assertThat(crew.call(in.receivers(), target::receive).join()).isEqualTo(i);
        }
        Until.receiversWait(source, 1);
        pipe.interrupt();
        assertThat(pipe.failure()).isInstanceOf(CancelledException.class);
        assertThat(source.size()).isZero();
        assertThat(target.size()).isZero();
    }

    /** What an iterator has given before it throws was sent, of a collection as well. */
    @DisplayName("L23 when the iterator throws, what it gave before was sent")
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 64, 67})
    void whenTheIteratorThrowsWhatItGaveBeforeWasSent(int given) {
        List<Integer> failing =
                new AbstractList<>() {
                    @Override
                    public Integer get(int index) {
                        if (index == given) {
                            throw new IllegalStateException("no more");
                        }
                        return index;
                    }

                    @Override
                    public int size() {
                        return 100;
                    }
                };
        for (Iterable<Integer> values : List.of(failing, (Iterable<Integer>) failing::iterator)) {
            Channel<Integer> channel = Channel.unbounded();
            assertThat(catchThrowable(() -> channel.sendAll(values))).hasMessage("no more");
            channel.close();
            assertThat(channel).hasSize(given).isSubsetOf(failing.subList(0, given));
        }
    }

    /** The values of a batch may be sent to a counted sender. */
    @DisplayName("L23 a counted sender sends batches")
    @Test
    void aCountedSenderSendsBatches() {
        Channel<Integer> channel = Channel.buffered(10);
        Worker<Void> sender =
                crew.run(
                        VIRTUAL,
                        () -> {
                            try (var counted = channel.newSender()) {
                                counted.sendAll(numbers(0, 100));
                            }
                        });
        assertThat(channel).containsExactlyElementsOf(numbers(0, 100));
        sender.join();
        assertThat(
                        catchThrowableOfType(
                                        ClosedException.class, () -> channel.sendAll(List.of(1)))
                                .undelivered())
                .isEqualTo(1);
    }

    /** By somebody else, or by the code that gives the values. */
    @DisplayName("L12 L23 a counted sender that is closed in the midst of a batch sends no more")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCountedSenderThatIsClosedInABatchSendsNoMore(boolean isCollection) {
        Channel<Integer> channel = Channel.rendezvous();
        channel.newSender(); // so that the channel stays open
        Sender<Integer> counted = channel.newSender();
        List<Integer> list = numbers(0, 100);
        Iterable<Integer> values = isCollection ? list : list::iterator;
        Worker<Void> sender = crew.run(VIRTUAL, () -> counted.sendAll(values));
        Until.sendersWait(channel, 1);
        counted.close();
        assertThat(channel.tryReceiveOrNull()).as("it was waiting already").isZero();
        assertThat(sender.failure())
                .isInstanceOfSatisfying(
                        ClosedException.class, e -> assertThat(e.undelivered()).isEqualTo(1));
        assertThat(channel.isClosed()).isFalse();
    }

    /** Nor what could be stored without a wait. */
    @DisplayName("L12 L23 a counted sender that is closed in the midst of a batch stores no more")
    @Test
    void aCountedSenderThatIsClosedInABatchStoresNoMore() throws Exception {
        Channel<Integer> channel = Channel.buffered(3);
        channel.newSender(); // as above
        Sender<Integer> counted = channel.newSender();
        Worker<Void> sender = crew.run(VIRTUAL, () -> counted.sendAll(numbers(0, 100)));
        Until.sendersWait(channel, 1);
        counted.close();
        assertThat(channel.receiveBatch(2)).containsExactly(0, 1);
        assertThat(sender.failure())
                .isInstanceOfSatisfying(
                        ClosedException.class, e -> assertThat(e.undelivered()).isEqualTo(4));
        assertThat(channel.receiveBatch(9)).containsExactly(2, 3);
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    @DisplayName("L23 what cannot be sent does not hide that the collection's iterator has failed")
    void whatCannotBeSentHidesNothing() {
        IllegalStateException broken = new IllegalStateException("broken");
        List<Integer> one =
                new AbstractList<>() {
                    @Override
                    public Integer get(int index) {
                        if (index == 1) {
                            throw broken;
                        }
                        return index;
                    }

                    @Override
                    public int size() {
                        return 2;
                    }
                };
        Channel<Integer> channel = Channel.buffered(3);
        assertThatThrownBy(() -> channel.sendAll(one)).isSameAs(broken);
        assertThat(channel.tryReceiveOrNull()).isZero();
        channel.close();
        assertThatThrownBy(() -> channel.sendAll(one))
                .isInstanceOf(ClosedException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(broken));
    }

    @Test
    @DisplayName("L21 L23 a batch that never has to wait is cut off by an interrupt, too")
    void aBatchThatNeverWaitsIsCutOff() {
        List<Integer> interrupting =
                new AbstractList<>() {
                    @Override
                    public Integer get(int index) {
                        if (index == 100) {
                            Thread.currentThread().interrupt();
                        }
                        return index;
                    }

                    @Override
                    public int size() {
                        return 1_000;
                    }
                };
        Channel<Integer> channel = Channel.unbounded();
        assertThat(crew.run(ThreadKind.VIRTUAL, () -> channel.sendAll(interrupting)).failure())
                .isInstanceOf(InterruptedException.class);
        channel.close();
        assertThat(channel).hasSizeLessThanOrEqualTo(100);
    }
}
