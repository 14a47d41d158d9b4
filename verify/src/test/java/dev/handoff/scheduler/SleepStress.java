package dev.handoff.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Who falls asleep, and who adds outside or wakes: nothing is overlooked, although nobody helps later.
 *
 * <p>No thread of these carriers is started; to the others it seems to run something. The actors do what it does up to the
 * moment when it would park, and whoever sleeps in the end was not woken.
 */
public final class SleepStress {
    private static final Runnable TASK = () -> {};

    private SleepStress() {}

    private static void searchInVain(Carriers carriers, int index) {
        carriers.beginSearch();
        carriers.get(index).fallAsleep();
    }

    private static void useUpCredit(Carrier carrier) {
        for (int i = 0; i < 3; i++) {
            carrier.credit.didNotPay();
        }
    }

    /** The last one falls asleep while one adds outside. */
    @JCStressTest
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "It has seen the task, or was woken.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "It was woken later.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps, and the task waits.")
    @State
    public static class CarrierFallsAsleepAgainstAdder {
        final Carriers carriers = new Carriers(1);
        final Carrier carrier = carriers.get(0);

        {
            carriers.beginSearch();
        }

        @Actor
        public void carrier(ZZ_Result r) {
            carrier.fallAsleep();
            r.r1 = carrier.isAsleep();
        }

        @Actor
        public void adder() {
            carriers.submit(TASK);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = carrier.isAsleep();
        }
    }

    /** One falls asleep while the queue of another overflows. */
    @JCStressTest
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "It has seen tasks, or was woken.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "It was woken later.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps, and the tasks wait.")
    @State
    public static class CarrierFallsAsleepAgainstOverflow {
        final Carriers carriers = new Carriers(2);
        final Carrier full = carriers.get(0);
        final Carrier other = carriers.get(1);

        {
            for (int i = 0; i <= RunQueue.SIZE; i++) {
                full.submit(TASK);
            }
            useUpCredit(full); // or he would wake somebody by that
            carriers.beginSearch();
        }

        @Actor
        public void other(ZZ_Result r) {
            other.fallAsleep();
            r.r1 = other.isAsleep();
        }

        @Actor
        public void full() {
            full.submit(TASK);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = other.isAsleep();
        }
    }

    /** One finds the only task; who adds another one meanwhile may have left it to him to wake the one who sleeps. */
    @JCStressTest
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "Woken before all was added.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Woken by the finder, later.")
    @Outcome(expect = FORBIDDEN, desc = "One sleeps, and the task waits.")
    @State
    public static class FinderAgainstAdder {
        final Carriers carriers = new Carriers(2);
        final Carrier finder = carriers.get(0);
        final Carrier sleeper = carriers.get(1);

        {
            searchInVain(carriers, 1);
            useUpCredit(finder); // so he wakes somebody for what is outside alone
            carriers.addOutside(TASK);
            carriers.beginSearch();
        }

        @Actor
        public void finder() {
            carriers.pollOutside();
            finder.getToWork();
        }

        @Actor
        public void adder(ZZ_Result r) {
            carriers.submit(TASK);
            r.r1 = sleeper.isAsleep();
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = sleeper.isAsleep();
        }
    }

    /** Or else it would count as two who search, and after its search nobody would be woken any more. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "By the one.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "By the other.")
    @Outcome(expect = FORBIDDEN, desc = "By both, or by none.")
    @State
    public static class SleeperIsWokenOnce {
        final Carriers carriers = new Carriers(1);

        {
            searchInVain(carriers, 0);
        }

        @Actor
        public void one(ZZ_Result r) {
            r.r1 = carriers.wakeOne(null);
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = carriers.wakeOne(null);
        }
    }

    /** All carriers sleep. Who adds comes to the end of his stack before he can wake one, so the monitor must. */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "It has seen the task.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "It was woken.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps, and the task waits.")
    @State
    public static class MonitorFallsAsleepAgainstAdder {
        final Carriers carriers = new Carriers(1);
        final Monitor monitor = new Monitor(carriers);

        {
            searchInVain(carriers, 0);
        }

        @Actor
        public void monitor(ZZ_Result r) {
            r.r1 = monitor.fallAsleep();
        }

        @Actor
        public void adder(ZZ_Result r) {
            carriers.addOutside(TASK);
            r.r2 = monitor.wake();
        }
    }

    /** One carrier wakes the other and falls asleep: whoever looks at them one after the other may see both asleep. */
    @JCStressTest
    @Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "It has seen that one is awake.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "It was woken.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "It sleeps, and nobody looks after the carrier that was woken.")
    @State
    public static class MonitorFallsAsleepAgainstCarrier {
        final Carriers carriers = new Carriers(2);
        final Carrier carrier = carriers.get(0);
        final Monitor monitor = new Monitor(carriers);

        {
            searchInVain(carriers, 0);
        }

        @Actor
        public void monitor(ZZ_Result r) {
            r.r1 = monitor.fallAsleep();
        }

        @Actor
        public void carriers(ZZ_Result r) {
            carrier.wake(null);
            searchInVain(carriers, 1);
            r.r2 = monitor.wake();
        }
    }
}
