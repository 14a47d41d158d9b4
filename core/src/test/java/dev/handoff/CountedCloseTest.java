package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The close of a counted sender is one step. */
class CountedCloseTest {
    @Test
    @DisplayName("L16 no counted sender is seen closed before its channel has ended by that")
    void senderAndChannel() throws Exception {
        Channel<Integer> channel = new Channel<>(new Rendezvous<>(), null, null);
        Sender<Integer> only = channel.newSender();
        Thread closer;
        channel.kind.lock();
        try {
            closer = Thread.ofPlatform().daemon().start(only::close);
            while (!waitsForALock(closer)) {
                Thread.onSpinWait();
            }
            assertThat(CountedSender.isClosed(only)).isFalse();
        } finally {
            channel.kind.unlock();
        }
        closer.join();
        assertThat(CountedSender.isClosed(only)).isTrue();
        assertThat(channel.isClosed()).isTrue();
    }

    /** Has the sender closed, by another thread, between its look at itself and the try. */
    private static final class ClosesBeforeTheTry extends DelegatingScheduling {
        private Sender<Integer> sender;

        ClosesBeforeTheTry() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public void reach(Op op, long id) {
            if (op == Op.TRY_SEND) {
                Thread closer = Thread.ofPlatform().daemon().start(sender::close);
                while (closer.isAlive()) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("L16 L18 nothing is sent by a try after the close of its counted sender")
    void aTryAfterTheClose(boolean within) throws Exception {
        ClosesBeforeTheTry scheduling = new ClosesBeforeTheTry();
        Channel<Integer> channel = new Channel<>(new Buffered<>(1), null, null, scheduling);
        channel.newSender(); // so that the channel stays open
        scheduling.sender = channel.newSender();
        Sent sent =
                within
                        ? scheduling.sender.sendWithin(1, Duration.ZERO)
                        : scheduling.sender.trySend(1);
        assertThat(sent).isEqualTo(Sent.Closed.INSTANCE);
        assertThat(channel.size()).isZero();
        assertThat(channel.isClosed()).isFalse();
    }

    @Test
    @DisplayName("L12 L16 nothing is sent by a batch after the close of its counted sender")
    void aBatchAfterTheClose() {
        ClosesBeforeTheTry scheduling = new ClosesBeforeTheTry();
        Channel<Integer> channel = new Channel<>(new Buffered<>(4), null, null, scheduling);
        channel.newSender(); // so that the channel stays open
        scheduling.sender = channel.newSender();
        assertThatThrownBy(() -> scheduling.sender.sendAll(List.of(1, 2, 3)))
                .isInstanceOf(ClosedException.class);
        assertThat(channel.size()).isZero();
    }

    private static boolean waitsForALock(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(SpinLock.class.getName()));
    }
}
