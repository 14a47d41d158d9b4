package dev.handoff.verify.stress;

import static dev.handoff.verify.stress.Calls.onVirtualThread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Some of the others again, with the bodies of all actors on virtual threads, or of all but one. */
public final class VirtualStress {
    private VirtualStress() {}

    @JCStressTest
    @Outcome(
            id = "7, 1",
            expect = ACCEPTABLE,
            desc = "What was written before the send is seen after the receive.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class AllPublishRendezvous extends HandOverStress.PublishRendezvous {
        @Actor
        @Override
        public void sender(II_Result r) {
            onVirtualThread(() -> super.sender(r));
        }

        @Actor
        @Override
        public void receiver(II_Result r) {
            onVirtualThread(() -> super.receiver(r));
        }
    }

    @JCStressTest
    @Outcome(
            id = "7, 1",
            expect = ACCEPTABLE,
            desc = "What was written before the send is seen after the receive.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SomePublishRendezvous extends HandOverStress.PublishRendezvous {
        @Actor
        @Override
        public void sender(II_Result r) {
            super.sender(r);
        }

        @Actor
        @Override
        public void receiver(II_Result r) {
            onVirtualThread(() -> super.receiver(r));
        }
    }

    @JCStressTest
    @Outcome(id = "5, 1, 1", expect = ACCEPTABLE, desc = "Received; the interrupt stays pending.")
    @Outcome(id = "-1, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; nothing was sent.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class AllInterruptAgainstReceiveRendezvousBefore
            extends GivingUpStress.InterruptAgainstReceiveRendezvousBefore {
        @Actor
        @Override
        public void sender(III_Result r) {
            onVirtualThread(() -> super.sender(r));
        }

        @Actor
        @Override
        public void receiver(III_Result r) {
            onVirtualThread(() -> super.receiver(r));
        }
    }

    @JCStressTest
    @Outcome(id = "5, 1, 1", expect = ACCEPTABLE, desc = "Received; the interrupt stays pending.")
    @Outcome(id = "-1, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; nothing was sent.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SomeInterruptAgainstReceiveRendezvousBefore
            extends GivingUpStress.InterruptAgainstReceiveRendezvousBefore {
        @Actor
        @Override
        public void sender(III_Result r) {
            super.sender(r);
        }

        @Actor
        @Override
        public void receiver(III_Result r) {
            onVirtualThread(() -> super.receiver(r));
        }
    }

    @JCStressTest
    @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "They met.")
    @Outcome(id = "-4, -4", expect = ACCEPTABLE, desc = "Neither was there for the other.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class AllTimeOutsMeet extends GivingUpStress.TimeOutsMeet {
        @Actor
        @Override
        public void sender(II_Result r) {
            onVirtualThread(() -> super.sender(r));
        }

        @Actor
        @Override
        public void receiver(II_Result r) {
            onVirtualThread(() -> super.receiver(r));
        }
    }

    @JCStressTest
    @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "They met.")
    @Outcome(id = "-4, -4", expect = ACCEPTABLE, desc = "Neither was there for the other.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SomeTimeOutsMeet extends GivingUpStress.TimeOutsMeet {
        @Actor
        @Override
        public void sender(II_Result r) {
            super.sender(r);
        }

        @Actor
        @Override
        public void receiver(II_Result r) {
            onVirtualThread(() -> super.receiver(r));
        }
    }

    @JCStressTest
    @Outcome(id = "5, 1", expect = ACCEPTABLE, desc = "The live case was met.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "All cases have ended.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class AllTwoClosesAgainstSelect extends EndStress.TwoClosesAgainstSelect {
        @Actor
        @Override
        public void selects(II_Result r) {
            onVirtualThread(() -> super.selects(r));
        }

        @Actor
        @Override
        public void closer() {
            onVirtualThread(super::closer);
        }

        @Actor
        @Override
        public void sender(II_Result r) {
            onVirtualThread(() -> super.sender(r));
        }
    }

    @JCStressTest
    @Outcome(id = "5, 1", expect = ACCEPTABLE, desc = "The live case was met.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "All cases have ended.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SomeTwoClosesAgainstSelect extends EndStress.TwoClosesAgainstSelect {
        @Actor
        @Override
        public void selects(II_Result r) {
            super.selects(r);
        }

        @Actor
        @Override
        public void closer() {
            onVirtualThread(super::closer);
        }

        @Actor
        @Override
        public void sender(II_Result r) {
            onVirtualThread(() -> super.sender(r));
        }
    }

    @JCStressTest
    @Outcome(id = "1, 5, -4, 0", expect = ACCEPTABLE, desc = "The first has sent to the second.")
    @Outcome(id = "-4, 1, 6, 0", expect = ACCEPTABLE, desc = "The second has sent to the third.")
    @Outcome(id = "7, -4, 1, 0", expect = ACCEPTABLE, desc = "The third has sent to the first.")
    @Outcome(id = "-4, -4, -4, 0", expect = ACCEPTABLE, desc = "None was there for another.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class AllSelectsInARing extends SelectStress.SelectsInARing {
        @Actor
        @Override
        public void one(IIII_Result r) {
            onVirtualThread(() -> super.one(r));
        }

        @Actor
        @Override
        public void two(IIII_Result r) {
            onVirtualThread(() -> super.two(r));
        }

        @Actor
        @Override
        public void three(IIII_Result r) {
            onVirtualThread(() -> super.three(r));
        }

        @Arbiter
        @Override
        public void waiting(IIII_Result r) {
            super.waiting(r);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 5, -4, 0", expect = ACCEPTABLE, desc = "The first has sent to the second.")
    @Outcome(id = "-4, 1, 6, 0", expect = ACCEPTABLE, desc = "The second has sent to the third.")
    @Outcome(id = "7, -4, 1, 0", expect = ACCEPTABLE, desc = "The third has sent to the first.")
    @Outcome(id = "-4, -4, -4, 0", expect = ACCEPTABLE, desc = "None was there for another.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SomeSelectsInARing extends SelectStress.SelectsInARing {
        @Actor
        @Override
        public void one(IIII_Result r) {
            super.one(r);
        }

        @Actor
        @Override
        public void two(IIII_Result r) {
            onVirtualThread(() -> super.two(r));
        }

        @Actor
        @Override
        public void three(IIII_Result r) {
            onVirtualThread(() -> super.three(r));
        }

        @Arbiter
        @Override
        public void waiting(IIII_Result r) {
            super.waiting(r);
        }
    }

    @JCStressTest
    @Outcome(id = "6, 1", expect = ACCEPTABLE, desc = "Made in time; its value was received.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The end was told: it was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class AllLastSenderAgainstNewSenderAndReceiver
            extends CountedStress.LastSenderAgainstNewSenderAndReceiver {
        @Actor
        @Override
        public void receiver(II_Result r) {
            onVirtualThread(() -> super.receiver(r));
        }

        @Actor
        @Override
        public void closer() {
            onVirtualThread(super::closer);
        }

        @Actor
        @Override
        public void other(II_Result r) {
            onVirtualThread(() -> super.other(r));
        }
    }

    @JCStressTest
    @Outcome(id = "6, 1", expect = ACCEPTABLE, desc = "Made in time; its value was received.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The end was told: it was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SomeLastSenderAgainstNewSenderAndReceiver
            extends CountedStress.LastSenderAgainstNewSenderAndReceiver {
        @Actor
        @Override
        public void receiver(II_Result r) {
            super.receiver(r);
        }

        @Actor
        @Override
        public void closer() {
            onVirtualThread(super::closer);
        }

        @Actor
        @Override
        public void other(II_Result r) {
            onVirtualThread(() -> super.other(r));
        }
    }
}
