package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

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

    private static boolean waitsForALock(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(SpinLock.class.getName()));
    }
}
