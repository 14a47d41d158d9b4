package dev.handoff.verify.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Cancels against everything that can wait, and what becomes of the values. */
public final class CancelStress {
    private CancelStress() {}

    /** A value is received or goes to the hook, one of the two (L15). */
    @JCStressTest
    @Outcome(id = "5, 0", expect = ACCEPTABLE, desc = "Received.")
    @Outcome(id = "0, 5", expect = ACCEPTABLE, desc = "Handed to the hook.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CancelAgainstReceive {
        final AtomicInteger undelivered = new AtomicInteger();
        final Channel<Integer> channel =
                Channel.<Integer>unnamed().buffered(1).onUndelivered(undelivered::addAndGet).open();

        public CancelAgainstReceive() {
            channel.trySend(5);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = Calls.tryReceive(channel);
        }

        @Actor
        public void canceller() {
            channel.cancel();
        }

        @Arbiter
        public void hook(II_Result r) {
            r.r2 = undelivered.get();
        }
    }

    /** A cancel frees a waiting sender, and refuses one that comes later (L15). */
    @JCStressTest
    @Outcome(id = "-2", expect = ACCEPTABLE, desc = "Cancelled.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CancelAgainstSendRendezvous {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void sender(I_Result r) {
            r.r1 = Calls.send(channel, 1);
        }

        @Actor
        public void canceller() {
            channel.cancel();
        }
    }

    /** An accepted value goes to the hook, a refused one does not (L15). */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Accepted, then handed to the hook.")
    @Outcome(id = "-2, 0", expect = ACCEPTABLE, desc = "Refused; the hook knows nothing.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CancelAgainstSendOne {
        final AtomicInteger undelivered = new AtomicInteger();
        final Channel<Integer> channel =
                Channel.<Integer>unnamed().buffered(1).onUndelivered(undelivered::addAndGet).open();

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.send(channel, 1);
        }

        @Actor
        public void canceller() {
            channel.cancel();
        }

        @Arbiter
        public void hook(II_Result r) {
            r.r2 = undelivered.get() + 10 * Calls.tryReceive(channel);
        }
    }

    /** A cancel ends a waiting send case (L15, L28). */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "No case is left.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CancelAgainstSelect {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();

        @Actor
        public void selects(I_Result r) {
            r.r1 = Calls.select(Calls.sends(a, 1, 5), Calls.receives(b));
        }

        @Actor
        public void canceller() {
            a.cancel();
            b.close();
        }
    }

    /** Each value has one fate: refused, or accepted and then handed to the hook (L15). */
    @JCStressTest
    @Outcome(id = "1, -2, 1", expect = ACCEPTABLE, desc = "The first was accepted.")
    @Outcome(id = "-2, 1, 2", expect = ACCEPTABLE, desc = "The second was accepted.")
    @Outcome(id = "-2, -2, 0", expect = ACCEPTABLE, desc = "Both were refused.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CancelAgainstTwoSends {
        final AtomicInteger undelivered = new AtomicInteger();
        final Channel<Integer> channel =
                Channel.<Integer>unnamed().buffered(1).onUndelivered(undelivered::addAndGet).open();

        @Actor
        public void one(III_Result r) {
            r.r1 = Calls.send(channel, 1);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = Calls.send(channel, 2);
        }

        @Actor
        public void canceller() {
            channel.cancel();
        }

        @Arbiter
        public void hook(III_Result r) {
            r.r3 = undelivered.get();
        }
    }

    /** Each value has one fate: refused, dropped, or left at the cancel; the hook has the two latter (L4, L15). */
    @JCStressTest
    @Outcome(id = "1, 1, 3", expect = ACCEPTABLE, desc = "One was dropped, and one was left.")
    @Outcome(id = "1, -2, 1", expect = ACCEPTABLE, desc = "The first was left.")
    @Outcome(id = "-2, 1, 2", expect = ACCEPTABLE, desc = "The second was left.")
    @Outcome(id = "-2, -2, 0", expect = ACCEPTABLE, desc = "Both were refused.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CancelAgainstTwoSendsLatest {
        final AtomicInteger undelivered = new AtomicInteger();
        final Channel<Integer> channel =
                Channel.<Integer>unnamed().latest().onUndelivered(undelivered::addAndGet).open();

        @Actor
        public void one(III_Result r) {
            r.r1 = Calls.send(channel, 1);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = Calls.send(channel, 2);
        }

        @Actor
        public void canceller() {
            channel.cancel();
        }

        @Arbiter
        public void hook(III_Result r) {
            r.r3 = undelivered.get();
        }
    }

    /** Of a batch the value that is refused is the first that the hook has not (L15, L23). */
    @JCStressTest
    @Outcome(
            id = "2, 1",
            expect = ACCEPTABLE,
            desc = "The first was accepted, and then handed to the hook.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Both were refused.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CancelAgainstBatch {
        final AtomicInteger undelivered = new AtomicInteger();
        final Channel<Integer> channel =
                Channel.<Integer>unnamed().buffered(1).onUndelivered(undelivered::addAndGet).open();

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.refusedOf(channel, List.of(1, 2));
        }

        @Actor
        public void canceller() {
            channel.cancel();
        }

        @Arbiter
        public void hook(II_Result r) {
            r.r2 = undelivered.get();
        }
    }
}
