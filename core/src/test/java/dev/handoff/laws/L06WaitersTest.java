package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.PLATFORM;
import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.ProcessBody;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

@DisplayName("L6 Waiters are served first come, first served")
class L06WaitersTest {
    private static final Duration LONG = Duration.ofMinutes(9);

    @RegisterExtension final Crew crew = new Crew();

    /** The receiver that has waited longest gets the next value. */
    @DisplayName("L6 waiting receivers are served in the order they came")
    @Over.EverySetting
    void waitingReceiversAreServedInTheOrderTheyCame(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        List<Worker<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            receivers.add(crew.call(in.receivers(), channel::receive));
            Until.receiversWait(channel, i + 1);
        }
        for (int i = 0; i < 6; i++) {
            int value = i;
            crew.run(in.senders(), () -> channel.send(value)).join();
        }
        assertThat(receivers.stream().map(Worker::join)).containsExactly(0, 1, 2, 3, 4, 5);
    }

    /** The sender that has waited longest is received, or finds room, first. */
    @DisplayName("L6 waiting senders are served in the order they came")
    @Over.BoundedSettings
    void waitingSendersAreServedInTheOrderTheyCame(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        fill(channel);
        List<Worker<Void>> senders = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int value = i;
            senders.add(crew.run(in.senders(), () -> channel.send(value)));
            Until.sendersWait(channel, i + 1);
        }
        for (int i = 0; i < 6; i++) {
            crew.call(in.receivers(), channel::receive).join();
            senders.get(i).join();
            assertThat(channel.waitingSenders()).isEqualTo(5 - i);
        }
    }

    /** There is one queue for all the ways to receive, a select's place in it included. */
    @DisplayName("L6 all ways to receive wait in one queue")
    @Over.EveryKind
    void allWaysToReceiveWaitInOneQueue(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        Channel<Integer> other = Channel.rendezvous();
        List<Callable<Integer>> ways =
                List.of(
                        channel::receive,
                        () -> Select.one(Select.on(other, v -> -1), Select.on(channel, v -> v)),
                        channel::receiveOrNull,
                        () -> channel.receiveWithin(LONG).orNull(),
                        () -> channel.receiveBatch(1).getFirst(),
                        () -> channel.iterator().next(),
                        () -> receiveExtended(channel),
                        () -> Select.one(Select.on(channel, v -> v), Select.after(LONG, () -> -2)),
                        channel::receive);
        List<Worker<Integer>> receivers = new ArrayList<>();
        for (Callable<Integer> way : ways) {
            receivers.add(crew.call(ThreadKind.alternating(receivers.size()), way));
            Until.receiversWait(channel, receivers.size());
        }
        for (int i = 0; i < ways.size(); i++) {
            assertThat(channel.trySend(i)).isInstanceOf(Sent.Accepted.class);
            assertThat(receivers.get(i).join()).isEqualTo(i);
        }
        assertThat(channel.size()).isZero();
        assertThat(other.waitingReceivers()).isZero();
    }

    private static int receiveExtended(Channel<Integer> channel) throws InterruptedException {
        int[] got = new int[1];
        channel.receiveHolding(value -> got[0] = value);
        return got[0];
    }

    /** There is one queue for all the ways to send, a select's place in it included. */
    @DisplayName("L6 all ways to send wait in one queue")
    @Over.BoundedKinds
    void allWaysToSendWaitInOneQueue(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        Channel<Integer> other = Channel.rendezvous();
        fill(channel);
        List<ProcessBody> ways =
                List.of(
                        () -> channel.send(0),
                        () ->
                                Select.one(
                                        Select.to(other, -1, () -> 0),
                                        Select.to(channel, 1, () -> 0)),
                        () -> channel.sendWithin(2, LONG),
                        () -> channel.sendAll(List.of(3)),
                        () -> channel.newSender().send(4),
                        () ->
                                Select.one(
                                        Select.to(channel, 5, () -> 0),
                                        Select.after(LONG, () -> 0)),
                        () -> channel.send(6));
        List<Worker<Void>> senders = new ArrayList<>();
        for (ProcessBody way : ways) {
            senders.add(crew.run(ThreadKind.alternating(senders.size()), way));
            Until.sendersWait(channel, senders.size());
        }
        List<Integer> got = new ArrayList<>();
        for (int i = 0; i < shape.capacity + ways.size(); i++) {
            got.add(channel.receive());
        }
        assertThat(got.subList(shape.capacity, got.size())).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(other.waitingSenders()).isZero();
    }

    /** Who comes while others wait does not go first: room is given to the waiting sender at once. */
    @DisplayName("L6 a newcomer does not overtake a waiting sender")
    @Over.BoundedKinds
    void aNewcomerDoesNotOvertakeAWaitingSender(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        fill(channel);
        Worker<Void> first = crew.run(VIRTUAL, () -> channel.send(1));
        Until.sendersWait(channel, 1);
        Worker<Void> second = crew.run(PLATFORM, () -> channel.send(2));
        Until.sendersWait(channel, 2);
        channel.receive();

        assertThat(channel.trySend(3)).isInstanceOf(Sent.Full.class);
        assertThat(channel.waitingSenders()).isEqualTo(1);
        first.join();
        while (channel.size() > 0 || channel.waitingSenders() > 0) {
            channel.receive();
        }
        second.join();
    }

    /** A value for the first receiver is not taken by one that comes later. */
    @DisplayName("L6 a newcomer does not overtake a waiting receiver")
    @Over.EveryKind
    void aNewcomerDoesNotOvertakeAWaitingReceiver(Shape shape) {
        Channel<Integer> channel = shape.open();
        Worker<Integer> first = crew.call(VIRTUAL, channel::receive);
        Until.receiversWait(channel, 1);
        assertThat(channel.trySend(1)).isInstanceOf(Sent.Accepted.class);

        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
        assertThat(first.join()).isEqualTo(1);
    }

    /** Who gives up and comes again is the last. */
    @DisplayName("L6 cancelling a receive loses the place")
    @Over.EverySetting
    void cancellingAReceiveLosesThePlace(Setting in) {
        Channel<Integer> channel = in.open();
        CountDownLatch again = new CountDownLatch(1);
        Worker<Integer> quitter =
                crew.call(
                        in.receivers(),
                        () -> {
                            assertThat(catchThrowable(channel::receive))
                                    .isInstanceOf(InterruptedException.class);
                            again.await();
                            return channel.receive();
                        });
        Until.receiversWait(channel, 1);
        Worker<Integer> stayer = crew.call(in.receivers(), channel::receive);
        Until.receiversWait(channel, 2);
        quitter.interrupt();
        Until.receiversWait(channel, 1);
        again.countDown();
        Until.receiversWait(channel, 2);

        crew.run(in.senders(), () -> channel.sendAll(List.of(1, 2))).join();
        assertThat(stayer.join()).isEqualTo(1);
        assertThat(quitter.join()).isEqualTo(2);
    }

    /** The same for a sender, alone or in a select. */
    @DisplayName("L6 cancelling a send loses the place")
    @Over.BoundedSettings
    void cancellingASendLosesThePlace(Setting in) {
        cancellingLosesThePlace(in, channel -> channel.send(1));
        cancellingLosesThePlace(in, channel -> Select.one(Select.to(channel, 1, () -> 0)));
    }

    private interface Use {
        void of(Channel<Integer> channel) throws Exception;
    }

    private void cancellingLosesThePlace(Setting in, Use send) {
        Channel<Integer> channel = in.open();
        fill(channel);
        CountDownLatch again = new CountDownLatch(1);
        Worker<Void> quitter =
                crew.run(
                        in.senders(),
                        () -> {
                            assertThat(catchThrowable(() -> send.of(channel)))
                                    .isInstanceOf(InterruptedException.class);
                            again.await();
                            channel.send(2);
                        });
        Until.sendersWait(channel, 1);
        crew.run(in.senders(), () -> channel.send(3));
        Until.sendersWait(channel, 2);
        quitter.interrupt();
        Until.sendersWait(channel, 1);
        again.countDown();
        Until.sendersWait(channel, 2);

        List<Integer> got = new ArrayList<>();
        for (int i = 0; i < in.shape().capacity + 2; i++) {
            got.add(crew.call(in.receivers(), channel::receive).join());
        }
        assertThat(got.subList(in.shape().capacity, got.size())).containsExactly(3, 2);
    }

    /** A time-out gives the place up, too: those behind move on, and who comes again is the last. */
    @DisplayName("L6 a receive's time-out loses the place")
    @Over.BoundedKinds
    void aTimeOutOfAReceiveLosesThePlace(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch again = new CountDownLatch(1);
        Worker<Integer> quitter =
                crew.call(
                        VIRTUAL,
                        () -> {
                            assertThat(channel.receiveWithin(Duration.ofMillis(20)))
                                    .isEqualTo(Received.empty());
                            late.countDown();
                            again.await();
                            return channel.receive();
                        });
        Until.eventually(
                "it waits or is late",
                () -> channel.waitingReceivers() == 1 || late.getCount() == 0);
        Worker<Integer> stayer = crew.call(VIRTUAL, channel::receive);
        late.await();
        Until.receiversWait(channel, 1);
        again.countDown();
        Until.receiversWait(channel, 2);

        crew.run(VIRTUAL, () -> channel.sendAll(List.of(1, 2))).join();
        assertThat(stayer.join()).isEqualTo(1);
        assertThat(quitter.join()).isEqualTo(2);
    }

    /** The same for a sender. */
    @DisplayName("L6 a send's time-out loses the place")
    @Over.BoundedKinds
    void aTimeOutOfASendLosesThePlace(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        fill(channel);
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch again = new CountDownLatch(1);
        crew.run(
                PLATFORM,
                () -> {
                    assertThat(channel.sendWithin(1, Duration.ofMillis(20)))
                            .isInstanceOf(Sent.Full.class);
                    late.countDown();
                    again.await();
                    channel.send(2);
                });
        Until.eventually(
                "it waits or is late", () -> channel.waitingSenders() == 1 || late.getCount() == 0);
        crew.run(PLATFORM, () -> channel.send(3));
        late.await();
        Until.sendersWait(channel, 1);
        again.countDown();
        Until.sendersWait(channel, 2);

        for (int i = 0; i < shape.capacity; i++) {
            assertThat(channel.receive()).isEqualTo(-1);
        }
        assertThat(channel.receive()).isEqualTo(3);
        assertThat(channel.receive()).isEqualTo(2);
    }

    /** A select that was matched elsewhere leaves no trace in the queue. */
    @DisplayName("L6 a select that is matched elsewhere loses its other places")
    @Over.EveryKind
    void aSelectThatIsMatchedElsewhereLosesItsOtherPlaces(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        Channel<Integer> other = Channel.rendezvous();
        Worker<Integer> select =
                crew.call(
                        VIRTUAL,
                        () ->
                                Select.<Integer>one(
                                        Select.on(channel, v -> v), Select.on(other, v -> v)));
        Until.receiversWait(channel, 1);
        Worker<Integer> plain = crew.call(PLATFORM, channel::receive);
        Until.receiversWait(channel, 2);

        other.send(1);
        assertThat(channel.waitingReceivers()).isEqualTo(1);
        channel.send(2);
        assertThat(select.join()).isEqualTo(1);
        assertThat(plain.join()).isEqualTo(2);
    }

    private static void fill(Channel<Integer> channel) {
        while (channel.trySend(-1).accepted()) {}
    }
}
