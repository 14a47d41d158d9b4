package dev.handoff.coordinate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Timers;
import dev.handoff.laws.Speechless;
import dev.handoff.laws.Told;
import dev.handoff.laws.Until;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

class RaceTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger cancelled = new AtomicInteger();

    private <T> Callable<T> tortoise() {
        return () -> {
            try {
                return Channel.<T>rendezvous().receive();
            } catch (InterruptedException e) {
                cancelled.incrementAndGet();
                throw e;
            }
        };
    }

    private static <T> Callable<T> failing(String why) {
        return () -> {
            throw new IOException(why);
        };
    }

    @Test
    void theFirstNResultsAreEnoughAndTheOthersAreCancelled() throws Exception {
        List<Callable<Integer>> racers =
                List.of(tortoise(), () -> 1, failing("lame"), () -> 2, tortoise());
        assertThat(Race.first(2, racers)).containsExactlyInAnyOrder(1, 2);
        assertThat(cancelled.get()).isEqualTo(2); // and awaited: both have ended
    }

    @Test
    void tooManyFailuresAreThrownTogetherBeforeTheSlowOnesEnd() {
        List<Callable<Integer>> racers = List.of(failing("a"), tortoise(), failing("b"));
        assertThatThrownBy(() -> Race.first(2, racers))
                .isInstanceOf(WorkFailedException.class)
                .hasMessageContaining("2 of 3 have failed, 0 have succeeded")
                .satisfies(
                        e ->
                                assertThat(
                                                List.of(
                                                        e.getCause().getMessage(),
                                                        e.getSuppressed()[0].getMessage()))
                                        .containsExactlyInAnyOrder("a", "b"));
        assertThat(cancelled.get()).isEqualTo(1);
    }

    @Test
    void aFailureWithoutWordsIsToldAllTheSame() {
        Speechless failure = new Speechless();
        Callable<Integer> racer =
                () -> {
                    throw failure;
                };
        assertThatThrownBy(() -> Race.first(1, List.of(racer)))
                .isInstanceOf(WorkFailedException.class)
                .hasMessageEndingWith("the first failure: " + Speechless.class.getName())
                .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    }

    @Test
    @DisplayName(
            "L36 a racer that a channel of others has cut off has failed, and is not waited for")
    void aRacerThatIsCutOffHasFailed() {
        Channel<Integer> cancelled = Channel.rendezvous();
        cancelled.cancel();
        assertThatThrownBy(() -> Race.first(1, List.<Callable<Integer>>of(cancelled::receive)))
                .isInstanceOf(WorkFailedException.class)
                .hasCauseInstanceOf(CancelledException.class);
    }

    @Test
    void nMustAgree() throws Exception {
        List<Callable<String>> two = List.of(() -> "x", () -> "y", () -> "x");
        List<Callable<String>> none = List.of(() -> "x", () -> "y", () -> "z");
        assertThat(Race.agreed(2, two)).isEqualTo("x");
        assertThatThrownBy(() -> Race.agreed(2, none))
                .isInstanceOf(WorkFailedException.class)
                .hasMessageContaining("3 have succeeded");
    }

    @Test
    void theyMayAgreeOnNull() throws Exception {
        List<Callable<String>> racers = List.of(() -> null, () -> "x", () -> null);
        assertThat(Race.agreed(2, racers)).isNull();
    }

    @Test
    void whoCannotAgreeAnyMoreIsNotWaitedFor() {
        List<Callable<String>> racers = List.of(() -> "x", () -> "y", tortoise());
        assertThatThrownBy(() -> Race.agreed(3, racers))
                .isInstanceOf(WorkFailedException.class)
                .hasMessageContaining("0 of 3 have failed, 2 have succeeded");
        assertThat(cancelled.get()).isEqualTo(1);
    }

    @Test
    void aRaceNeedsAsManyRacersAsMustSucceed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Race.first(2, List.of(() -> 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Race.first(0, List.of(() -> 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Race.hedged(LONG, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Race.hedged(LONG, 0, () -> 1));
    }

    @Test
    @DisplayName("a hedge that is not needed is not started")
    void notNeededIsNotStarted() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        assertThat(Race.hedged(LONG, 3, starts::incrementAndGet)).isEqualTo(1);
        assertThat(starts.get()).isEqualTo(1);
    }

    @Test
    @DisplayName("a hedge is started when the first is late, and the loser is cancelled")
    void lateIsHedged() throws Exception {
        List<Callable<String>> attempts = List.of(tortoise(), () -> "hare");
        assertThat(Race.hedged(Duration.ofMillis(1), attempts)).isEqualTo("hare");
        assertThat(cancelled.get()).isEqualTo(1);
    }

    @Test
    @DisplayName("an attempt that fails is followed by the next without delay")
    void failureIsHedgedAtOnce() throws Exception {
        List<Callable<String>> attempts = List.of(failing("a"), failing("b"), () -> "third");
        assertThat(Race.hedged(LONG, attempts)).isEqualTo("third");
    }

    @Test
    @DisplayName("without a delay all attempts are started at once, and the losers are cancelled")
    void noDelayStartsAll() throws Exception {
        Channel<Boolean> here = Channel.rendezvous();
        List<Callable<String>> attempts =
                List.of(
                        tortoise(),
                        () -> {
                            here.send(true);
                            return Channel.<String>never().receive();
                        },
                        () -> {
                            here.receive();
                            return "third";
                        });
        for (Duration none : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThat(Race.hedged(none, attempts)).isEqualTo("third");
        }
        assertThat(cancelled.get()).isEqualTo(2);
    }

    @Test
    @DisplayName("an attempt that failed first does not outweigh one that is late and succeeds")
    void lateSuccessAfterAFailure() throws Exception {
        Channel<Boolean> failed = Channel.unbounded();
        List<Callable<String>> attempts =
                List.of(
                        () -> {
                            failed.receive();
                            return "late";
                        },
                        () -> {
                            failed.send(true);
                            throw new IOException("no paper");
                        });
        assertThat(Race.hedged(Duration.ZERO, attempts)).isEqualTo("late");
    }

    @Test
    @DisplayName("an interrupt cancels all attempts that were started")
    void anInterruptCancelsAllAttempts() throws Exception {
        List<Callable<Integer>> attempts = List.of(tortoise(), tortoise());
        Wait.interruptAndJoin(Wait.waiting(() -> Race.hedged(LONG, attempts)));
        assertThat(cancelled.get()).isEqualTo(1);
    }

    @Test
    @DisplayName("when all attempts have failed, all failures are told")
    void allFailed() {
        List<Callable<String>> attempts = List.of(failing("a"), failing("b"));
        assertThatThrownBy(() -> Race.hedged(LONG, attempts))
                .isInstanceOf(WorkFailedException.class)
                .hasMessageContaining("all attempts: 2 of 2 have failed")
                .hasRootCauseMessage("a")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void anInterruptCancelsAllRacers() throws Exception {
        List<Callable<Integer>> racers = List.of(tortoise(), tortoise());
        Wait.interruptAndJoin(Wait.waiting(() -> Race.first(1, racers)));
        assertThat(cancelled.get()).isEqualTo(2);
    }

    /** Interrupts a race that is won, and whose loser has not ended yet; returns what the race gives then. */
    private static Object interruptedWhenWon(Function<List<Callable<String>>, Callable<?>> race)
            throws Exception {
        return interruptedWhenWon(race, cleanUp -> cleanUp.complete(true));
    }

    private static Object interruptedWhenWon(
            Function<List<Callable<String>>, Callable<?>> race,
            Consumer<CompletableFuture<Boolean>> howItEnds)
            throws Exception {
        Channel<Boolean> begun = Channel.rendezvous();
        CountDownLatch isCancelled = new CountDownLatch(1);
        CompletableFuture<Boolean> cleanUp = new CompletableFuture<>();
        List<Callable<String>> racers =
                List.of(
                        () -> {
                            try (AutoCloseable _ =
                                    () -> {
                                        isCancelled.countDown();
                                        cleanUp.join();
                                    }) {
                                begun.send(true);
                                return Channel.<String>never().receive();
                            }
                        },
                        () -> {
                            begun.receive();
                            return "won";
                        });
        FutureTask<Object> result =
                new FutureTask<>(
                        () -> {
                            Object won = race.apply(racers).call();
                            assertThat(Thread.interrupted()).isTrue();
                            return won;
                        });
        Thread thread = Thread.ofVirtual().start(result);
        isCancelled.await();
        Until.asleep(thread).interrupt();
        howItEnds.accept(cleanUp);
        return result.get(Until.LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("L20 what has won is not lost to an interrupt while the losers are awaited")
    void interruptedWhenWon() throws Exception {
        assertThat(interruptedWhenWon(racers -> () -> Race.first(1, racers)))
                .isEqualTo(List.of("won"));
        assertThat(interruptedWhenWon(racers -> () -> Race.agreed(1, racers))).isEqualTo("won");
        assertThat(interruptedWhenWon(racers -> () -> Race.hedged(Duration.ZERO, racers)))
                .isEqualTo("won");
    }

    @Test
    @DisplayName(
            "L36 what a loser cannot close is reported also if a race that is won is interrupted")
    void whatALoserCannotCloseIsReportedIfInterrupted() throws Exception {
        List<Throwable> told = new ArrayList<>();
        List<Object> won = new ArrayList<>();
        interruptedWhenWon(
                racers ->
                        () -> {
                            told.addAll(Told.by(() -> won.addAll(Race.first(1, racers))));
                            return won;
                        },
                cleanUp -> cleanUp.completeExceptionally(new IOException("disk")));
        assertThat(won).containsExactly("won");
        assertThat(told).singleElement().satisfies(t -> assertThat(t).hasRootCauseMessage("disk"));
    }

    /** What the uncaught-exception handler of the thread is told that does it. */
    private static List<Throwable> reportedBy(ProcessBody race) throws Exception {
        List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
        Thread thread =
                Thread.ofPlatform()
                        .uncaughtExceptionHandler((t, e) -> reported.add(e))
                        .start(
                                () -> {
                                    try {
                                        race.run();
                                    } catch (Exception e) {
                                        throw new AssertionError(e);
                                    }
                                });
        assertThat(thread.join(Wait.LIMIT)).isTrue();
        return reported;
    }

    @Test
    @DisplayName("L20 results that have come before an interrupt are not lost to it")
    void whatHasComeIsNotLostToAnInterrupt() throws Exception {
        assertThat(Race.first(2, new Interrupting(List.of(() -> 1, () -> 2, tortoise()))))
                .containsExactlyInAnyOrder(1, 2);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Race.hedged(Duration.ZERO, new Interrupting(List.of(() -> 1, tortoise()))))
                .isOne();
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Racers of which the others end when the last is asked for; then whoever asks is interrupted. */
    private static final class Interrupting extends AbstractList<Callable<Integer>> {
        private final List<Callable<Integer>> racers;
        private final List<Thread> running = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch othersRun;
        private final CountDownLatch lastIsAskedFor = new CountDownLatch(1);
        private boolean isLookedAt;

        Interrupting(List<Callable<Integer>> racers) {
            this.racers = racers;
            this.othersRun = new CountDownLatch(racers.size() - 1);
        }

        @Override
        public Callable<Integer> get(int index) {
            if (index < racers.size() - 1) {
                return () -> {
                    running.add(Thread.currentThread());
                    othersRun.countDown();
                    lastIsAskedFor.await();
                    return racers.get(index).call();
                };
            }
            if (isLookedAt) { // before the race each is
                interruptAfterTheOthers();
            }
            isLookedAt = true;
            return racers.get(index);
        }

        private void interruptAfterTheOthers() {
            try {
                othersRun.await();
                lastIsAskedFor.countDown();
                for (Thread other : running) {
                    other.join();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            Thread.currentThread().interrupt();
        }

        @Override
        public int size() {
            return racers.size();
        }
    }

    @Test
    @DisplayName("L36 what a loser cannot close is reported")
    void whatALoserCannotCloseIsReported() throws Exception {
        IOException disk = new IOException("disk");
        Channel<Boolean> open = Channel.rendezvous();
        Callable<String> loser =
                () -> {
                    try (AutoCloseable _ =
                            () -> {
                                throw disk;
                            }) {
                        open.send(true);
                        return Channel.<String>rendezvous().receive();
                    }
                };
        Callable<String> winner =
                () -> {
                    open.receive();
                    return "won";
                };
        List<Callable<String>> racers = List.of(loser, winner);
        for (ProcessBody race :
                List.<ProcessBody>of(
                        () -> assertThat(Race.first(1, racers)).containsExactly("won"),
                        () -> assertThat(Race.agreed(1, racers)).isEqualTo("won"),
                        () -> assertThat(Race.hedged(Duration.ZERO, racers)).isEqualTo("won"))) {
            assertThat(reportedBy(race))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ProcessFailedException.class,
                            e -> {
                                assertThat(e.process()).isEqualTo("racer 1");
                                assertThat(e.getCause()).isSameAs(disk);
                            });
        }
    }

    @Test
    void aNullAmongTheRacersIsRefusedBeforeOneStarts() {
        AtomicInteger started = new AtomicInteger();
        Callable<Integer> racer = started::incrementAndGet;
        List<Callable<Integer>> racers = Arrays.asList(racer, null);
        for (ProcessBody race :
                List.<ProcessBody>of(
                        () -> Race.first(1, racers),
                        () -> Race.agreed(1, racers),
                        () -> Race.hedged(LONG, racers),
                        () -> Race.hedged(LONG, 3, null),
                        () -> Race.hedged(null, List.of(racer)))) {
            assertThatThrownBy(race::run).isInstanceOf(NullPointerException.class);
        }
        assertThat(started).hasValue(0);
    }

    /** Alike if they are near to each other: the third joins the two that are not. */
    private record Near(double x) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Near near && Math.abs(x - near.x) < 0.15;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    @Test
    void agreementIsSeenAlsoWhereOneResultJoinsTwoGroups() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Near agreed =
                Race.agreed(
                        2,
                        List.of(
                                () -> counted(both, 1.0),
                                () -> counted(both, 1.2),
                                () -> {
                                    both.await();
                                    Timers.sleep(Duration.ofMillis(20));
                                    return new Near(1.1);
                                }));
        assertThat(agreed).isEqualTo(new Near(1.1));
    }

    /** Equal to itself alone. */
    private static final class Asked {
        private final AtomicInteger times;

        Asked(AtomicInteger times) {
            this.times = times;
        }

        @Override
        public boolean equals(Object other) {
            times.incrementAndGet();
            return this == other;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    @Test
    @DisplayName("Results are compared so often as there are pairs of them, or twice")
    void resultsAreComparedOnceOrTwice() {
        AtomicInteger times = new AtomicInteger();
        int racers = 100;
        assertThatThrownBy(
                        () -> Race.agreed(2, Collections.nCopies(racers, () -> new Asked(times))))
                .isInstanceOf(WorkFailedException.class);
        assertThat(times.get()).isLessThan(2 * racers * racers);
    }

    private static Near counted(CountDownLatch latch, double x) {
        latch.countDown();
        return new Near(x);
    }
}
