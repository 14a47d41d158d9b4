package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Sender;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.concurrent.CountDownLatch;

@DisplayName("L10 A close happens once")
class L10CloseTest {
    @RegisterExtension final Crew crew = new Crew();

    /** A second close does nothing, and tryClose tells which was the first. */
    @DisplayName("L10 close is idempotent, and tryClose answers whether this call closed it")
    @Over.EveryKind
    void closeIsIdempotent(Shape shape) {
        Channel<String> channel = shape.open();
        assertThat(channel.isClosed()).isFalse();
        assertThat(channel.tryClose()).isTrue();
        assertThat(channel.tryClose()).isFalse();
        channel.close();
        channel.close();
        assertThat(channel.isClosed()).isTrue();
    }

    /** The first end stays: neither a failure nor a cancel makes another of a close. */
    @DisplayName("L10 the first end stays")
    @Over.EveryKind
    void theFirstEndStays(Shape shape) {
        Channel<String> closed = shape.open();
        closed.close();
        assertThat(closed.fail(new IllegalStateException("late"))).isFalse();
        closed.cancel();
        assertThat(catchThrowable(closed::receive))
                .isInstanceOf(ClosedException.class)
                .hasNoCause();

        Channel<String> failed = shape.open();
        IllegalStateException cause = new IllegalStateException("first");
        assertThat(failed.fail(cause)).isTrue();
        assertThat(failed.tryClose()).isFalse();
        assertThat(failed.fail(new IllegalStateException("late"))).isFalse();
        assertThat(catchThrowable(failed::receive))
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(cause);

        Channel<String> cancelled = shape.open();
        cancelled.cancel();
        assertThat(cancelled.tryClose()).isFalse();
        assertThat(cancelled.fail(cause)).isFalse();
    }

    /** However many race, one of them has closed the channel. */
    @DisplayName("L10 of many who close at once, one did it")
    @Over.EveryKind
    void ofManyWhoCloseAtOnceOneDidIt(Shape shape) {
        for (int round = 0; round < 50; round++) {
            Channel<String> channel = shape.open();
            CountDownLatch start = new CountDownLatch(1);
            List<Worker<Boolean>> closers =
                    crew.callAll(
                            4,
                            i -> {
                                start.await();
                                return i < 3
                                        ? channel.tryClose()
                                        : channel.fail(new IllegalStateException());
                            });
            start.countDown();
            assertThat(closers.stream().filter(Worker::join)).hasSize(1);
        }
    }

    /** Both a channel and a counted sender fit a try statement. */
    @DisplayName("L10 close is AutoCloseable's")
    @Test
    void closeIsAutoCloseables() throws Exception {
        Channel<Integer> kept;
        try (Channel<Integer> channel = Channel.buffered(1)) {
            channel.send(1);
            kept = channel;
        }
        assertThat(kept.isClosed()).isTrue();
        assertThat(kept.receive()).isEqualTo(1);

        Channel<Integer> counted = Channel.buffered(1);
        try (Sender<Integer> sender = counted.newSender()) {
            sender.send(2);
        }
        assertThat(counted.isClosed()).isTrue();
    }

    /** The last counted sender has closed the channel; who comes after it has not. */
    @DisplayName("L10 after the last counted sender nobody else closes the channel")
    @Test
    void afterTheLastCountedSenderNobodyElseClosesTheChannel() {
        Channel<Integer> channel = Channel.buffered(1);
        assertThat(channel.newSender().tryClose()).isTrue();
        assertThat(channel.tryClose()).isFalse();

        Channel<Integer> other = Channel.buffered(1);
        other.newSender().close();
        assertThat(other.fail(new IllegalStateException("late"))).isFalse();
        assertThat(other.tryReceive().orNull()).isNull();
        assertThat(catchThrowable(other::receive)).isInstanceOf(ClosedException.class);
    }

    /** Closing does not wait, for whatever is in the channel. */
    @DisplayName("L10 close never waits")
    @Over.BoundedKinds
    void closeNeverWaits(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        while (channel.trySend(0).accepted()) {}
        Worker<Void> sender = crew.run(VIRTUAL, () -> channel.send(1));
        Until.sendersWait(channel, 1);
        channel.close();
        assertThat(channel.waitingSenders()).isEqualTo(1);
        assertThat(sender.isDone()).isFalse();
        channel.forEach(value -> {});
        sender.join();
    }
}
