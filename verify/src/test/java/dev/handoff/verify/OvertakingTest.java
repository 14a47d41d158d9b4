package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.Offer;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Who is served before one that came first is found, whatever either waits for. */
class OvertakingTest {
    private static final String LINE = "line 1";
    private static final Offer SEND = new Offer(true, LINE, 1);
    private static final Offer RECEIVE = new Offer(false, LINE, 1);
    private static final Offer RECEIVE_ELSEWHERE = new Offer(false, "line 2", 2);

    private final Overtaking overtaking = new Overtaking(Scheduling.virtualThreads());
    private final Process first = new Process("first");
    private final Process second = new Process("second");
    private final Process third = new Process("third");

    /** What the library would do, step by step, in the thread of one process. */
    private final class Process extends Parked {
        private final ExecutorService thread;
        private List<Offer> offers = List.of();

        Process(String name) {
            thread = Executors.newSingleThreadExecutor(Thread.ofVirtual().name(name).factory());
        }

        private void act(Runnable what) throws ExecutionException, InterruptedException {
            thread.submit(what).get();
        }

        void waitsTo(Offer... some) throws Exception {
            act(
                    () -> {
                        overtaking.reach(Op.SELECT, new long[0]);
                        offers = List.of(some);
                        begin();
                        overtaking.watcher().blocked(this, WaitReason.SELECT);
                    });
        }

        /** Who matches it then wakes it: the next call of the seam. */
        void isMatched() {
            claim(0);
            overtaking.unpark(this);
        }

        void givesUp() throws Exception {
            act(() -> claim(1));
        }

        void has(Offer done) throws Exception {
            Watcher watcher = overtaking.watcher();
            act(
                    () -> {
                        if (done.isSend()) {
                            watcher.sent(done.channel(), done.channelId(), "value");
                        } else {
                            watcher.received(done.channel(), done.channelId(), "value");
                        }
                    });
        }

        /** Comes, matches one that waits, and wakes it before it says so. */
        void meets(Process partner) throws Exception {
            act(
                    () -> {
                        overtaking.reach(Op.SELECT, new long[0]);
                        partner.isMatched();
                    });
        }

        /** Comes, and is matched at once. */
        void hasAtOnce(Offer done) throws Exception {
            act(() -> overtaking.reach(done.isSend() ? Op.SEND : Op.RECEIVE, done.channelId()));
            has(done);
        }

        @Override
        public List<Offer> offers() {
            return isClaimable() ? offers : List.of();
        }

        @Override
        public Object blocker() {
            return LINE;
        }
    }

    @AfterEach
    void end() {
        first.thread.close();
        second.thread.close();
        third.thread.close();
    }

    private void assertFinds(String what) {
        assertThat(overtaking.problems()).containsExactly(what);
    }

    private void assertFindsNothing() {
        assertThat(overtaking.problems()).isEmpty();
    }

    @Test
    @DisplayName("L6: finds a receiver that is served before one that came first")
    void findsAReceiverThatIsServedTooSoon() throws Exception {
        first.waitsTo(RECEIVE);
        second.waitsTo(RECEIVE);
        second.isMatched();
        second.has(RECEIVE);
        assertFinds(
                "second has received from line 1 before first, which had come first and waited");
    }

    @Test
    @DisplayName("L6: finds a sender that is served before one that came first")
    void findsASenderThatIsServedTooSoon() throws Exception {
        first.waitsTo(SEND);
        second.waitsTo(SEND);
        second.isMatched();
        second.has(SEND);
        assertFinds("second has sent to line 1 before first, which had come first and waited");
    }

    @Test
    @DisplayName("L6: who came first may say so last")
    void whoCameFirstMaySaySoLast() throws Exception {
        first.waitsTo(RECEIVE);
        second.waitsTo(RECEIVE);
        first.isMatched();
        second.isMatched();
        second.has(RECEIVE);
        first.has(RECEIVE);
        assertFindsNothing();
    }

    @Test
    @DisplayName("L6: finds a newcomer that does not wait where another does")
    void findsANewcomerThatDoesNotWait() throws Exception {
        first.waitsTo(RECEIVE);
        second.hasAtOnce(RECEIVE);
        assertFinds(
                "second has received from line 1 before first, which had come first and waited");
    }

    @Test
    @DisplayName("L6: a newcomer may be served where nobody waits for the same")
    void aNewcomerMayBeServedWhereNobodyWaits() throws Exception {
        first.waitsTo(RECEIVE);
        second.hasAtOnce(SEND);
        second.hasAtOnce(RECEIVE_ELSEWHERE);
        assertFindsNothing();
    }

    @Test
    @DisplayName("L6: who comes when a newcomer is matched, and has not said so, has come after it")
    void whoComesAfterTheMatchHasNotComeFirst() throws Exception {
        first.waitsTo(SEND);
        second.meets(first);
        third.waitsTo(RECEIVE);
        second.has(RECEIVE);
        assertFindsNothing();
    }

    @Test
    @DisplayName("L6: a select may be served where it is the first")
    void aSelectMayBeServedWhereItIsTheFirst() throws Exception {
        first.waitsTo(RECEIVE);
        second.waitsTo(RECEIVE, RECEIVE_ELSEWHERE);
        second.isMatched();
        second.has(RECEIVE_ELSEWHERE);
        assertFindsNothing();
    }

    @Test
    @DisplayName("L6: finds a select that is served where it is not the first")
    void findsASelectThatIsServedTooSoon() throws Exception {
        first.waitsTo(RECEIVE);
        second.waitsTo(RECEIVE, RECEIVE_ELSEWHERE);
        second.isMatched();
        second.has(RECEIVE);
        assertFinds(
                "second has received from line 1 before first, which had come first and waited");
    }

    @Test
    @DisplayName("L6: finds one that has given up, has come again, and has kept its place")
    void findsAPlaceThatWasKept() throws Exception {
        first.waitsTo(RECEIVE);
        second.waitsTo(RECEIVE);
        first.givesUp();
        first.waitsTo(RECEIVE);
        first.isMatched();
        first.has(RECEIVE);
        assertFinds(
                "first has received from line 1 before second, which had come first and waited");
    }

    @Test
    @DisplayName("L6: nobody is behind one that has given up")
    void nobodyIsBehindOneThatHasGivenUp() throws Exception {
        first.waitsTo(RECEIVE);
        second.waitsTo(RECEIVE);
        first.givesUp();
        second.isMatched();
        second.has(RECEIVE);
        assertFindsNothing();
    }
}
