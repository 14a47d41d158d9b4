package dev.handoff.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.spi.Offer;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** Orders of events that last for an instant alone: a match that comes as a wait is about to be given up. */
class MeteredWatcherTest {
    private static final long ID = 1;

    private final Channel<Integer> channel = Channel.rendezvous();
    private final MeteredWatcher watcher = new MeteredWatcher(Scheduling.virtualThreads());
    private final Receive receive = new Receive();

    private final class Receive extends Parked {
        Receive() {
            begin();
        }

        void match() {
            claim(0);
        }

        @Override
        public Object blocker() {
            return channel;
        }

        @Override
        public List<Offer> offers() {
            return List.of(new Offer(false, channel, ID));
        }
    }

    @BeforeEach
    void waits() {
        watcher.begins();
        watcher.blocked(receive, WaitReason.RECEIVE);
    }

    /** It is told of the wait's end, and goes back to sleep, since it was matched. */
    private void goesOnWithTheSameWait() {
        watcher.resumed(receive, WaitReason.RECEIVE);
        receive.match();
        watcher.blocked(receive, WaitReason.RECEIVE);
        watcher.resumed(receive, WaitReason.RECEIVE);
        watcher.received(channel, ID, 1);
    }

    private Waits counted() {
        return watcher.read().getFirst().receiveWaits();
    }

    @Test
    @DisplayName("a match after the watcher was told of the time-out: one wait")
    void matchedAfterTheTimeOut() {
        goesOnWithTheSameWait();
        assertThat(counted().count()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "a match before the watcher was told of the time-out: one wait, with all of its time")
    void matchedBeforeTheTimeOut() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < 1_000_000) {
            Thread.onSpinWait();
        }
        receive.match();
        goesOnWithTheSameWait();
        assertThat(counted().count()).isEqualTo(1);
        assertThat(counted().total()).isGreaterThanOrEqualTo(Duration.ofMillis(1));
    }

    @Test
    @DisplayName("what is given up for good is one wait, and the next operation's is another")
    void givenUp() {
        watcher.resumed(receive, WaitReason.RECEIVE);
        watcher.begins();
        Receive next = new Receive();
        watcher.blocked(next, WaitReason.RECEIVE);
        next.match();
        watcher.resumed(next, WaitReason.RECEIVE);
        watcher.received(channel, ID, 1);
        assertThat(counted().count()).isEqualTo(2);
    }
}
