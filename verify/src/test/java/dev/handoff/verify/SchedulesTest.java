package dev.handoff.verify;

import static dev.handoff.spi.WaitReason.DEADLINE;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.check.Report;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The quick form of {@code verify/run schedules}. */
class SchedulesTest {
    @Test
    @DisplayName("random programs under random schedules keep the laws")
    void randomProgramsKeepTheLaws() throws Exception {
        long seed = new Options(new String[0]).seed();
        System.out.println("schedules: from seed " + seed);
        System.out.println("schedules: " + Schedules.run(seed, 10_000));
    }

    @Test
    @DisplayName("a seed is a schedule: the same steps again")
    void sameSeedSameSteps() throws Exception {
        for (long seed = 1; seed <= 200; seed++) {
            assertThat(Schedules.traceOf(seed)).isEqualTo(Schedules.traceOf(seed)).isNotEmpty();
        }
    }

    @Test
    @DisplayName("finds a lost wake-up, and says how to replay it")
    void findsALostWakeUp() throws Exception {
        assertThat(failuresWith(LosesWakeUps::new))
                .anySatisfy(failure -> assertThat(failure).contains("although"));
    }

    @Test
    @DisplayName("L6: finds a process that is served before one that came first")
    void findsAnOvertaking() throws Exception {
        assertThat(failuresWith(QueuesLate::new))
                .anySatisfy(failure -> assertThat(failure).contains("which had come first"));
    }

    @Test
    @DisplayName("finds a process that a cancel of its scope does not reach")
    void findsALostInterrupt() throws Exception {
        assertThat(failuresWith(LosesInterrupts::new))
                .anySatisfy(
                        failure ->
                                assertThat(failure)
                                        .containsPattern(
                                                "scope \\d+ was cancelled, and \\d+ of its"
                                                        + " processes wait"));
    }

    @Test
    @DisplayName("L19: finds a time-out that does not come")
    void findsALostTimeOut() throws Exception {
        assertThat(failuresWith(delegate -> new LosesTime(delegate, why -> why != DEADLINE)))
                .anySatisfy(failure -> assertThat(failure).contains("ends by itself"));
    }

    @Test
    @DisplayName("L39: finds a deadline that does not come")
    void findsALostDeadline() throws Exception {
        assertThat(failuresWith(delegate -> new LosesTime(delegate, why -> why == DEADLINE)))
                .anySatisfy(
                        failure ->
                                assertThat(failure)
                                        .contains("has a deadline, and was not cancelled by it"));
    }

    @Test
    @DisplayName("finds a thread that is interrupted when it has left its scopes")
    void findsAnInterruptLeftBehind() throws Exception {
        assertThat(failuresWith(delegate -> new Interrupts(delegate, Op.JOIN)))
                .anySatisfy(failure -> assertThat(failure).contains("have left it interrupted"));
    }

    @Test
    @DisplayName("L38: finds a scope that says that it was interrupted, which nobody has done")
    void findsAnInterruptOutOfNowhere() throws Exception {
        assertThat(failuresWith(delegate -> new Interrupts(delegate, Op.ENTER)))
                .anySatisfy(
                        failure -> assertThat(failure).contains("says that it was interrupted"));
    }

    @Test
    @DisplayName("L20: finds an interrupt that is swallowed")
    void findsASwallowedInterrupt() throws Exception {
        assertThat(failuresWith(SwallowsInterrupts::new))
                .anySatisfy(failure -> assertThat(failure).contains("was swallowed"));
    }

    private static List<String> failuresWith(UnaryOperator<Scheduling> mistake) throws Exception {
        List<String> failures = new ArrayList<>();
        for (long seed = 1; seed <= 200; seed++) {
            Report report = Schedules.explore(seed, new RandomProgram(seed, mistake));
            if (!report.isClean()) {
                failures.add(Schedules.failure(seed, report).getMessage());
            }
        }
        assertThat(failures)
                .isNotEmpty()
                .allSatisfy(
                        failure ->
                                assertThat(failure)
                                        .contains("verify/run schedules --trace --seed"));
        return failures;
    }

    /** Every seventh wake-up gets lost. */
    private static final class LosesWakeUps extends DelegatingScheduling {
        private int wakeUps;

        LosesWakeUps(Scheduling delegate) {
            super(delegate);
        }

        @Override
        public void unpark(Parked who) {
            if (++wakeUps % 7 != 0) {
                super.unpark(who);
            }
        }
    }

    /** Others may come between the moment at which a process joins a queue and the one at which it says so. */
    private static final class QueuesLate extends DelegatingScheduling {
        private final Watcher watcher =
                new DelegatingWatcher(delegate().watcher()) {
                    @Override
                    public void blocked(Parked who, WaitReason why) {
                        reach(Op.INSPECT, 0);
                        super.blocked(who, why);
                    }
                };

        QueuesLate(Scheduling delegate) {
            super(delegate);
        }

        @Override
        public Watcher watcher() {
            return watcher;
        }
    }

    /** Every third interrupt gets lost. */
    private static final class LosesInterrupts extends DelegatingScheduling {
        private int interrupts;

        LosesInterrupts(Scheduling delegate) {
            super(delegate);
        }

        @Override
        public void interrupt(Thread thread) {
            if (++interrupts % 3 != 0) {
                super.interrupt(thread);
            }
        }
    }

    /** Some waits have no limit. */
    private static final class LosesTime extends DelegatingScheduling {
        private final Predicate<WaitReason> which;

        LosesTime(Scheduling delegate, Predicate<WaitReason> which) {
            super(delegate);
            this.which = which;
        }

        @Override
        public void park(Parked who, WaitReason why, long nanos) {
            super.park(who, why, which.test(why) ? FOREVER : nanos);
        }
    }

    /** Every third process that comes to a scope, or to its end, finds itself interrupted. */
    private static final class Interrupts extends DelegatingScheduling {
        private final Op where;
        private int times;

        Interrupts(Scheduling delegate, Op where) {
            super(delegate);
            this.where = where;
        }

        @Override
        public void reach(Op op, long id) {
            super.reach(op, id);
            if (op == where && ++times % 3 == 0) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
