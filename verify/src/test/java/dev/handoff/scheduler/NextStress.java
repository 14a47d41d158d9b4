package dev.handoff.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The one that a carrier is to run next: its owner and a thief. Each task is taken once. */
public final class NextStress {
    private record Task(int number) implements Runnable {
        @Override
        public void run() {}
    }

    private static final Task FIRST = new Task(1);
    private static final Task SECOND = new Task(2);

    private NextStress() {}

    private static int number(Runnable task) {
        return task instanceof Task(int number) ? number : 0;
    }

    /** None of its threads is started. */
    private static Carrier carrierWithFirst() {
        Carrier carrier = new Carriers(1).get(0);
        carrier.submit(FIRST);
        return carrier;
    }

    /** Both take it. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The owner was first.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The thief was first.")
    @Outcome(expect = FORBIDDEN, desc = "It was taken twice, or lost.")
    @State
    public static class OwnerTakesNextAgainstThief {
        final Carrier carrier = carrierWithFirst();

        @Actor
        public void owner(II_Result r) {
            r.r1 = number(carrier.own());
        }

        @Actor
        public void thief(II_Result r) {
            r.r2 = number(carrier.giveOne());
        }
    }

    /** Another one takes its place, and it goes into the queue; one is taken. */
    @JCStressTest
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "The thief has got the first.")
    @Outcome(
            id = "2, 1, 0",
            expect = ACCEPTABLE,
            desc = "The second, while the first was in the owner's hands.")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "None: the first was no longer next.")
    @Outcome(expect = FORBIDDEN, desc = "One was taken twice, or lost.")
    @State
    public static class OwnerReplacesNextAgainstThief {
        final Carrier carrier = carrierWithFirst();

        @Actor
        public void owner() {
            carrier.submit(SECOND);
        }

        @Actor
        public void thief(III_Result r) {
            r.r1 = number(carrier.giveOne());
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r2 = number(carrier.giveOne());
            r.r3 = number(carrier.giveOne());
        }
    }
}
