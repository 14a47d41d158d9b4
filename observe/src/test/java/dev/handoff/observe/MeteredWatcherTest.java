package dev.handoff.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Offer;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;

/**
 * Orders of events that last for an instant alone: a match that comes as a wait is about to be given up. All in one thread, for
 * which a watcher notes them.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SAME_THREAD)
class MeteredWatcherTest {
    private static final long ID = 1;
    private static final long OTHER_ID = 2;

    private final Channel<Integer> channel = Channel.rendezvous();
    private final Channel<Integer> other = Channel.rendezvous();
    private final MeteredWatcher watcher = new MeteredWatcher(Scheduling.virtualThreads());
    private final Waiter waiter = new Waiter();

    private final class Waiter extends Parked {
        Waiter() {
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
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SAME_THREAD)
    void waits() {
        watcher.begins();
        watcher.blocked(waiter, WaitReason.RECEIVE);
    }

    /** It is told of the wait's end, and goes back to sleep, since it was matched. */
    private void goesOnWithTheSameWait() {
        watcher.resumed(waiter, WaitReason.RECEIVE);
        waiter.match();
        watcher.blocked(waiter, WaitReason.RECEIVE);
        watcher.resumed(waiter, WaitReason.RECEIVE);
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
        waiter.match();
        goesOnWithTheSameWait();
        assertThat(counted().count()).isEqualTo(1);
        assertThat(counted().total()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1));
    }

    @Test
    @DisplayName("what is given up for good is one wait, and the next operation's is another")
    void givenUp() {
        watcher.resumed(waiter, WaitReason.RECEIVE);
        watcher.begins();
        Waiter next = new Waiter();
        watcher.blocked(next, WaitReason.RECEIVE);
        next.match();
        watcher.resumed(next, WaitReason.RECEIVE);
        watcher.received(channel, ID, 1);
        assertThat(counted().count()).isEqualTo(2);
    }

    private final class Selection extends Parked {
        Selection() {
            begin();
        }

        void match() {
            claim(0);
        }

        @Override
        public Object blocker() {
            return this;
        }

        @Override
        public List<Offer> offers() {
            return isClaimable() ? List.of(new Offer(false, channel, ID)) : List.of();
        }
    }

    /** As of a select that a channel has ended which is not measured. */
    private void selects() {
        watcher.begins();
        Selection select = new Selection();
        watcher.blocked(select, WaitReason.SELECT);
        select.match();
        watcher.resumed(select, WaitReason.SELECT);
    }

    private long waitsOfTheOther() {
        ChannelStatistics statistics = watcher.read().getLast();
        assertThat(statistics.id()).isEqualTo(OTHER_ID);
        return statistics.receiveWaits().count() + statistics.sendWaits().count();
    }

    @Test
    @DisplayName("a wait that nothing followed is not one at the channel of what comes next")
    void nothingFollowed() {
        waiter.match();
        watcher.resumed(waiter, WaitReason.RECEIVE); // and its handler has failed
        watcher.received(other, OTHER_ID, 1);
        assertThat(waitsOfTheOther()).isZero();
        waits();
        watcher.resumed(waiter, WaitReason.RECEIVE);
        watcher.foundEnded(other, OTHER_ID);
        assertThat(waitsOfTheOther()).isZero();
    }

    /** Who gives up and finds that somebody was first waits for what may be a handler, or nothing. */
    @Test
    @DisplayName("a send that a cancel ends as it is given up has waited to send")
    void endedAsItIsGivenUp() {
        watcher.begins();
        watcher.blocked(waiter, WaitReason.SEND);
        waiter.match();
        watcher.resumed(waiter, WaitReason.SEND);
        watcher.blocked(waiter, WaitReason.HANDLER);
        watcher.resumed(waiter, WaitReason.HANDLER);
        watcher.foundEnded(channel, ID);
        assertThat(watcher.read().getFirst().sendWaits().count()).isEqualTo(1);
        assertThat(counted().count()).isZero();
    }

    @Test
    @DisplayName("a select has not waited at a channel of which it had no case")
    void noCase() {
        selects();
        watcher.received(other, OTHER_ID, 1);
        assertThat(waitsOfTheOther()).isZero();
    }

    @Test
    @DisplayName(
            "a select that was matched as it was about to wait has waited where it was matched")
    void matchedAtOnce() {
        watcher.begins();
        Selection select = new Selection();
        select.match();
        watcher.blocked(select, WaitReason.SELECT);
        watcher.resumed(select, WaitReason.SELECT);
        watcher.received(channel, ID, 1);
        assertThat(counted().count()).isEqualTo(1);
    }

    @Test
    @DisplayName("who finds the end twice has waited for it once")
    void foundEndedTwice() {
        waiter.match();
        watcher.resumed(waiter, WaitReason.RECEIVE);
        watcher.foundEnded(channel, ID);
        watcher.foundEnded(channel, ID);
        assertThat(counted().count()).isEqualTo(1);
    }

    @Test
    @DisplayName("what begins has not waited yet, be it at one channel or at several")
    void begins() {
        Op[] begun = new Op[1];
        Scheduling outer =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void reach(Op op, long id) {
                        begun[0] = op;
                    }

                    @Override
                    public void reach(Op op, long[] ids) {
                        begun[0] = op;
                    }
                };
        Scheduling metered = new MeteredScheduling(outer, watcher);
        selects();
        metered.reach(Op.RECEIVE, ID);
        watcher.received(channel, ID, 1);
        assertThat(begun[0]).isEqualTo(Op.RECEIVE);
        selects();
        metered.reach(Op.SELECT, new long[] {ID, OTHER_ID});
        watcher.received(channel, ID, 1);
        assertThat(begun[0]).isEqualTo(Op.SELECT);
        assertThat(counted().count()).isZero();
    }
}
