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

    /** However many have begun to close it. */
    @Test
    @DisplayName("L10 L16 a counted sender that two threads close at once counts once")
    void closedByTwoAtOnce() throws Exception {
        Channel<Integer> channel = new Channel<>(new Rendezvous<>(), null, null);
        Sender<Integer> mine = channel.newSender();
        channel.newSender(); // so that the channel stays open
        Thread one;
        Thread other;
        channel.kind.lock();
        try {
            one = Thread.ofPlatform().daemon().start(mine::close);
            other = Thread.ofPlatform().daemon().start(mine::close);
            while (!waitsForALock(one) || !waitsForALock(other)) {
                Thread.onSpinWait();
            }
        } finally {
            channel.kind.unlock();
        }
        one.join();
        other.join();
        assertThat(channel.isClosed()).isFalse();
    }

    /** Has the sender closed, by another thread, just before the first step of that kind. */
    private static final class ClosesBefore extends DelegatingScheduling {
        private final Op step;
        private Sender<Integer> sender;
        private boolean closes;

        ClosesBefore(Op step) {
            super(Scheduling.virtualThreads());
            this.step = step;
        }

        @Override
        public void reach(Op op, long id) {
            if (op == step && !closes) {
                closes = true;
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
        ClosesBefore scheduling = new ClosesBefore(Op.TRY_SEND);
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
        ClosesBefore scheduling = new ClosesBefore(Op.TRY_SEND);
        Channel<Integer> channel = new Channel<>(new Buffered<>(4), null, null, scheduling);
        channel.newSender(); // so that the channel stays open
        scheduling.sender = channel.newSender();
        assertThatThrownBy(() -> scheduling.sender.sendAll(List.of(1, 2, 3)))
                .isInstanceOf(ClosedException.class);
        assertThat(channel.size()).isZero();
    }

    @Test
    @DisplayName("L13 L16 a failure after the close of its counted sender fails nothing")
    void aFailureAfterTheClose() {
        ClosesBefore scheduling = new ClosesBefore(Op.CLOSE);
        Channel<Integer> channel = new Channel<>(new Buffered<>(1), null, null, scheduling);
        channel.newSender(); // so that the channel stays open
        scheduling.sender = channel.newSender();
        assertThat(scheduling.sender.fail(new IllegalStateException())).isFalse();
        assertThat(channel.isClosed()).isFalse();
    }

    private static boolean waitsForALock(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(SpinLock.class.getName()));
    }
}
