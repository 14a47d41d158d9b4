package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Scope;
import dev.handoff.Timers;
import dev.handoff.spi.Parked;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The quick form of {@code verify/run schedules}, and what a controlled run is. */
class SchedulesTest {
    @Test
    @DisplayName("random programs under random schedules keep the laws")
    void randomProgramsKeepTheLaws() {
        long seed = new Options(new String[0]).seed();
        System.out.println("schedules: seed " + seed + ": " + Schedules.run(seed, 20_000));
    }

    @Test
    @DisplayName("a seed is a schedule: the same steps again")
    void sameSeedSameSteps() {
        for (long seed = 1; seed <= 200; seed++) {
            assertThat(stepsOf(seed)).isEqualTo(stepsOf(seed));
        }
    }

    private static List<String> stepsOf(long seed) {
        List<String> trace = new ArrayList<>();
        new RandomProgram(seed, new Controlled(Chooser.seeded(seed), trace)).run();
        // channels are numbered for the whole JVM
        return trace.stream().map(step -> step.replaceAll("#\\d+", "#")).toList();
    }

    @Test
    @DisplayName("finds a lost wake-up")
    void findsALostWakeUp() {
        assertThat(seedsWithProblems(LosesWakeUps::new)).isPositive();
    }

    /** Every seventh wake-up gets lost. */
    private static final class LosesWakeUps extends Controlled {
        private int wakeUps;

        LosesWakeUps(Chooser chooser) {
            super(chooser);
        }

        @Override
        public void unpark(Parked who) {
            if (++wakeUps % 7 != 0) {
                super.unpark(who);
            }
        }
    }

    private static long seedsWithProblems(Function<Chooser, Controlled> make) {
        long found = 0;
        for (long seed = 1; seed <= 200; seed++) {
            if (!new RandomProgram(seed, make.apply(Chooser.seeded(seed))).run().isEmpty()) {
                found++;
            }
        }
        return found;
    }

    @Test
    @DisplayName("who waits for himself is stuck, and is named")
    void namesWhoIsStuck() {
        Controlled controlled = new Controlled(Chooser.seeded(1));
        assertThat(
                        controlled.run(
                                () ->
                                        unchecked(
                                                () -> {
                                                    Channel<Integer> channel =
                                                            Channel.<Integer>named("orders").open();
                                                    channel.send(1);
                                                })))
                .isEqualTo(Controlled.Ending.STUCK);
        assertThat(controlled.waiters().toString())
                .contains("root: send: nobody receives from channel \"orders\"");
        controlled.waiters().forEach(waiter -> waiter.thread().interrupt());
        assertThat(controlled.resume()).isEqualTo(Controlled.Ending.ALL_ENDED);
    }

    @Test
    @DisplayName("time moves when all wait: a day passes at once")
    void timeMovesWhenAllWait() {
        Controlled controlled = new Controlled(Chooser.seeded(1));
        long start = System.nanoTime();
        Controlled.Ending ending =
                controlled.run(
                        () ->
                                unchecked(
                                        () -> {
                                            Deadline tomorrow = Deadline.in(Duration.ofDays(1));
                                            Scope.run(
                                                    scope ->
                                                            scope.go(
                                                                    () ->
                                                                            Timers.sleep(
                                                                                    Duration.ofDays(
                                                                                            2))));
                                            assertThat(tomorrow.hasPassed()).isTrue();
                                        }));
        assertThat(ending).isEqualTo(Controlled.Ending.ALL_ENDED);
        assertThat(controlled.failures()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    @DisplayName("a failing program says how to replay it")
    void saysHowToReplay() {
        Line line = new Line(0, Line.Store.ONE);
        Journal journal = new Journal(0);
        journal.accepted.add(journal.newValue(line));
        assertThatThrownBy(
                        () -> {
                            List<String> problems =
                                    Ledger.problems(List.of(journal), List.of(line));
                            throw Schedules.failure(17, problems);
                        })
                .hasMessageContaining("lost: value 0 of process 0 on line 0")
                .hasMessageContaining("verify/run schedules --trace --seed 17");
    }

    private interface Body {
        void run() throws InterruptedException;
    }

    private static void unchecked(Body body) {
        try {
            body.run();
        } catch (InterruptedException e) {
            // the test has let it go
        }
    }
}
