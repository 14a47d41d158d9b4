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

/** Closes and fails against everything that can wait. */
public final class EndStress {
    private EndStress() {}

    /** A send before the close is received, one after it is refused (L11, L12). */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Sent before the close, and still received.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Refused, and not there.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CloseAgainstSend {
        final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.send(channel, 1);
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void left(II_Result r) {
            r.r2 = Calls.tryReceive(channel);
        }
    }

    /** Who waits to send when it is closed is still received (L11). */
    @JCStressTest
    @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "It waited, and was received.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It came later, and was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CloseAgainstWaitingSend {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.send(channel, 5);
        }

        @Actor
        public void closer(II_Result r) {
            channel.close();
            r.r2 = Calls.receive(channel);
        }
    }

    /** One call has closed it (L10). */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first one has.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second one has.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CloseAgainstTwoCloses {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void one(II_Result r) {
            r.r1 = channel.tryClose() ? 1 : 0;
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = channel.tryClose() ? 1 : 0;
        }
    }

    /** A receiver gets what was sent before the close, and else the end (L11, L14). */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Accepted and received.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Refused; the receiver sees the end.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CloseAgainstReceiveRendezvous {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void receiver(II_Result r) {
            r.r1 = Calls.receive(channel);
        }

        @Actor
        public void closer(II_Result r) {
            r.r2 = Calls.trySend(channel, 1);
            channel.close();
        }
    }

    /** A receiver gets what was sent before the close, and else the end (L11, L14). */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Accepted and received.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Refused; the receiver sees the end.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CloseAgainstReceiveOne {
        final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void receiver(II_Result r) {
            r.r1 = Calls.receive(channel);
        }

        @Actor
        public void closer(II_Result r) {
            r.r2 = Calls.trySend(channel, 1);
            channel.close();
        }
    }

    /** The last close wakes a select that waits for nothing else (L14, L28). */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "All cases have ended.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CloseAgainstSelect {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();

        @Actor
        public void selects(I_Result r) {
            r.r1 = Calls.select(Calls.receives(a), Calls.receives(b), Calls.receives(a));
        }

        @Actor
        public void closer() {
            b.close();
            a.close();
        }
    }

    /** A case with onClosed is matched by the close. */
    @JCStressTest
    @Outcome(id = "9", expect = ACCEPTABLE, desc = "The handler of the closed case.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CloseAgainstSelectWithHandler {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();

        @Actor
        public void selects(I_Result r) {
            r.r1 = Calls.select(Calls.receives(a), Calls.receives(b).onClosed(() -> 9));
        }

        @Actor
        public void closer() {
            b.close();
        }
    }

    /** A closed case does not starve the live one (L28). */
    @JCStressTest
    @Outcome(id = "5", expect = ACCEPTABLE, desc = "The live case.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CloseOneSendOther {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();

        @Actor
        public void selects(I_Result r) {
            r.r1 = Calls.select(Calls.receives(a), Calls.receives(b));
        }

        @Actor
        public void closer() {
            a.close();
            Calls.send(b, 5);
        }
    }

    /** Two closes race for the last live case of a select, which goes on as long as there is one (L14, L28). */
    @JCStressTest
    @Outcome(id = "5, 1", expect = ACCEPTABLE, desc = "The live case was met.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "All cases have ended.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class TwoClosesAgainstSelect {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();

        @Actor
        public void selects(II_Result r) {
            r.r1 = Calls.select(Calls.receives(a), Calls.receives(b));
        }

        @Actor
        public void closer() {
            a.close();
        }

        @Actor
        public void sender(II_Result r) {
            r.r2 = Calls.trySend(b, 5);
            b.close();
        }
    }

    /** As above, but what is sent before the close stays there (L11, L28). */
    @JCStressTest
    @Outcome(id = "5, 1", expect = ACCEPTABLE, desc = "The live case, whenever it came.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class TwoClosesAgainstSelectOne {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.buffered(1);

        @Actor
        public void selects(II_Result r) {
            r.r1 = Calls.select(Calls.receives(a), Calls.receives(b));
        }

        @Actor
        public void closer() {
            a.close();
        }

        @Actor
        public void sender(II_Result r) {
            r.r2 = Calls.trySend(b, 5);
            b.close();
        }
    }

    /** The end that is told is that of the call which says that it was the one (L10, L13). */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "Closed.")
    @Outcome(id = "0, 1, -5", expect = ACCEPTABLE, desc = "Failed.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CloseAgainstFail {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void closer(III_Result r) {
            r.r1 = channel.tryClose() ? 1 : 0;
        }

        @Actor
        public void failer(III_Result r) {
            r.r2 = channel.fail(new IllegalStateException()) ? 1 : 0;
        }

        @Actor
        public void receiver(III_Result r) {
            r.r3 = Calls.receive(channel);
        }
    }
}
