package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.AllClosedException;
import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;

@DisplayName("L5 The two extremes: always room, and never ready")
class L05UnboundedAndNeverTest extends ByBothThreads {
    @RegisterExtension final Crew crew = new Crew();

    /** However many values nobody receives, the next one fits. */
    @DisplayName("L5 a send to an unbounded channel never waits")
    @Test
    void aSendToAnUnboundedChannelNeverWaits() throws Exception {
        Channel<Integer> channel = Channel.unbounded();
        for (int i = 0; i < 100_000; i++) {
            channel.send(i);
            assertThat(channel.trySend(i)).isInstanceOf(Sent.Accepted.class);
        }
        assertThat(channel.size()).isEqualTo(200_000);
        assertThat(channel.capacity()).isEqualTo(Integer.MAX_VALUE);
        for (int i = 0; i < 100_000; i++) {
            assertThat(channel.receive().intValue()).isEqualTo(i);
            assertThat(channel.receive().intValue()).isEqualTo(i);
        }
    }

    /** Tries and timed operations on never() find it neither ready nor ended. */
    @DisplayName("L5 neither end of never() is ever ready")
    @Test
    void neitherEndOfNeverIsEverReady() throws Exception {
        Channel<Integer> never = Channel.never();
        assertThat(never.trySend(1)).isInstanceOf(Sent.Full.class);
        assertThat(never.tryReceive()).isEqualTo(Received.empty());
        assertThat(never.tryReceiveOrNull()).isNull();
        assertThat(never.sendWithin(1, Duration.ofNanos(1))).isInstanceOf(Sent.Full.class);
        assertThat(never.receiveWithin(Duration.ofNanos(1))).isEqualTo(Received.empty());
        assertThat(never.size()).isZero();
    }

    /** A sender and a receiver of never() do not even find each other. */
    @DisplayName("L5 a sender and a receiver of never() do not meet")
    @Test
    void aSenderAndAReceiverOfNeverDoNotMeet() {
        Channel<Integer> never = Channel.never();
        List<Worker<?>> workers =
                List.of(
                        crew.run(runner, () -> never.send(1)),
                        crew.run(runner, () -> never.sendAll(List.of(1, 2))),
                        crew.call(runner, never::receive),
                        crew.call(runner, never::receiveOrNull),
                        crew.call(runner, () -> never.receiveBatch(3)),
                        crew.run(runner, () -> never.receiveHolding(value -> {})));
        Until.sendersWait(never, 2);
        Until.receiversWait(never, 4);
        workers.forEach(Worker::asleep);
        workers.forEach(Worker::interrupt);

        assertThat(workers)
                .allSatisfy(
                        worker ->
                                assertThat(worker.failure())
                                        .isInstanceOf(InterruptedException.class));
        assertThat(never.waitingSenders()).isZero();
        assertThat(never.waitingReceivers()).isZero();
    }

    /** Iterating over never() waits until the thread is interrupted. */
    @DisplayName("L5 iterating over never() waits")
    @Test
    void iteratingOverNeverWaits() {
        Channel<Integer> never = Channel.never();
        Worker<Boolean> worker = crew.call(runner, () -> never.iterator().hasNext());
        Until.receiversWait(never, 1);
        worker.interrupt();
        assertThat(worker.failure()).isInstanceOf(CancelledException.class);
    }

    /** Nobody ends never(): neither end, nor a count of senders. */
    @DisplayName("L5 never() cannot be ended")
    @Test
    void neverCannotBeEnded() {
        Channel<Integer> never = Channel.never();
        never.close();
        assertThat(never.tryClose()).isFalse();
        assertThat(never.fail(new IllegalStateException("no"))).isFalse();
        never.cancel();
        assertThat(never.newSender().tryClose()).isFalse();
        assertThat(never.isClosed()).isFalse();
        assertThat(never.tryReceive()).isEqualTo(Received.empty());
        assertThat(never.trySend(1)).isInstanceOf(Sent.Full.class);
        never.newSender().close();
    }

    /** Whoever waits there goes on, and learns nothing of it. */
    @DisplayName("L5 L15 to cancel never() wakes nobody")
    @Test
    void toCancelNeverWakesNobody() {
        Channel<Integer> never = Channel.never();
        Worker<Void> sender = crew.run(runner, () -> never.send(1));
        Worker<Integer> receiver = crew.call(runner, never::receive);
        Until.sendersWait(never, 1);
        Until.receiversWait(never, 1);
        never.cancel();
        assertThat(never.waitingSenders()).isOne();
        assertThat(never.waitingReceivers()).isOne();
        sender.interrupt();
        receiver.interrupt();
        assertThat(sender.failure()).isInstanceOf(InterruptedException.class);
        assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
    }

    /** A select with never() alone has nothing to wait for. */
    @DisplayName("L5 a select leaves never() out")
    @Test
    void aSelectLeavesNeverOut() throws Exception {
        Channel<Integer> never = Channel.never();
        String title = never.toString().replace(" (never)", "");
        Channel<Integer> full = Channel.buffered(1);
        full.send(7);
        assertThat(
                        Select.<Integer>one(
                                Select.on(never, value -> value),
                                Select.to(never, 1, () -> 1),
                                Select.on(full, value -> value)))
                .isEqualTo(7);
        assertThat(catchThrowable(() -> Select.one(Select.on(never, value -> value))))
                .isInstanceOf(AllClosedException.class)
                .hasMessageEndingWith("never ready: [" + title + "]");
    }
}
