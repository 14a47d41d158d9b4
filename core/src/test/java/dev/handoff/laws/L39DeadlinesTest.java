package dev.handoff.laws;

import static dev.handoff.laws.Team.failureOf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.DeadlineExceededException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.ScopeBody;
import dev.handoff.ScopeBuilder;
import dev.handoff.Timers;
import dev.handoff.coordinate.WorkerPool;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Deadlines of scopes; those with long times run on a clock of their own, which moves when all wait. */
class L39DeadlinesTest extends ByBothThreads {
    /** They leave nothing of their cores to the timer; the JDK's scheduler alone never comes to it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 16})
    @DisplayName("L39 a deadline comes to processes that hand over to each other all the time")
    void deadlineOfProcessesThatNeverRest(int capacity) {
        int pairs = 2 * Runtime.getRuntime().availableProcessors();
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .deadline(Duration.ofMillis(100))
                                        .run(
                                                scope -> {
                                                    for (int i = 0; i < pairs; i++) {
                                                        Channel<Integer> c =
                                                                Channel.buffered(capacity);
                                                        scope.go(() -> sendForEver(c));
                                                        scope.go(() -> c.forEach(value -> {}));
                                                    }
                                                }))
                .isInstanceOf(DeadlineExceededException.class);
    }

    private static void sendForEver(Channel<Integer> channel) throws InterruptedException {
        while (true) {
            channel.send(1);
        }
    }

    @Test
    @DisplayName("L39 a deadline comes to a pool whose workers always have a job")
    void deadlineOfAPoolThatIsAlwaysBusy() {
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .deadline(Duration.ofMillis(100))
                                        .run(L39DeadlinesTest::submitForEver))
                .isInstanceOf(DeadlineExceededException.class);
    }

    private static void submitForEver(Scope scope) throws InterruptedException {
        WorkerPool pool =
                WorkerPool.in(scope)
                        .workers(Runtime.getRuntime().availableProcessors())
                        .queue(16)
                        .open();
        while (true) {
            pool.submit(
                    () -> {
                        long begin = System.nanoTime();
                        while (System.nanoTime() - begin < 1_000_000) {
                            Thread.onSpinWait();
                        }
                        return null;
                    });
        }
    }

    private static final Duration SHORT = Duration.ofMillis(3);

    private static void waitForEver() throws InterruptedException {
        Channel.never().receive();
    }

    /** The clock is asked once more at the end: nobody waited, so nobody was interrupted. */
    @Test
    @DisplayName("L39 a body that computes past the deadline without waiting is late all the same")
    void bodyThatComputesPastTheDeadlineIsLate() {
        Duration limit = Duration.ofNanos(200_000);
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .deadline(limit)
                                        .run(scope -> computeFor(limit.multipliedBy(2))))
                .isInstanceOf(DeadlineExceededException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    private static void computeFor(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    /** Body, processes, nested scopes. */
    @Test
    @DisplayName(
            "L39 a deadline ends everything in its scope, which throws DeadlineExceededException")
    void deadlineEndsEverythingInItsScope() {
        Turns.withSeed(1)
                .run(
                        () -> {
                            AtomicInteger ended = new AtomicInteger();
                            assertThatThrownBy(
                                            () ->
                                                    Scope.named("search")
                                                            .deadline(SHORT)
                                                            .run(
                                                                    scope ->
                                                                            waitEverywhere(
                                                                                    scope, ended)))
                                    .isInstanceOf(DeadlineExceededException.class)
                                    .hasMessageContaining("scope \"search\"");
                            assertThat(ended).hasValue(3);
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        });
    }

    private static void waitEverywhere(Scope scope, AtomicInteger ended)
            throws InterruptedException {
        scope.go(() -> countedWait(ended));
        scope.go(() -> Scope.run(inner -> inner.go(() -> countedWait(ended))));
        countedWait(ended);
    }

    private static void countedWait(AtomicInteger ended) throws InterruptedException {
        try {
            waitForEver();
        } finally {
            ended.incrementAndGet();
        }
    }

    /** The body's own end is not enough. */
    @Test
    @DisplayName("L39 a deadline that passes while the scope waits for its processes is exceeded")
    void deadlineThatPassesWhileTheScopeWaitsIsExceeded() {
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .deadline(SHORT)
                                        .run(scope -> scope.go(L39DeadlinesTest::waitForEver)))
                .isInstanceOf(DeadlineExceededException.class);
    }

    /** Nothing is left of it. */
    @Test
    @DisplayName("L39 a scope that ends in time does not wait for its deadline")
    void scopeThatEndsInTimeDoesNotWaitForItsDeadline() throws Exception {
        int result =
                Scope.unnamed()
                        .deadline(Duration.ofDays(365_000_000))
                        .call(
                                scope -> {
                                    scope.go(() -> {});
                                    return 5;
                                });
        assertThat(result).isEqualTo(5);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** A clock that leaps over the deadline while the process that waits for it is told that all has ended. */
    private static final class SlowToDismiss extends DelegatingScheduling {
        private final Thread body = Thread.currentThread();
        private volatile long ahead;

        SlowToDismiss() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public long nanoTime() {
            return super.nanoTime() + ahead;
        }

        @Override
        public void interrupt(Thread thread) {
            ahead = Duration.ofDays(1).toNanos();
            body.interrupt();
            super.interrupt(thread);
        }
    }

    /** The machine may be busy: nobody knows when the process is given a core that has waited for the deadline in vain. */
    @Test
    @DisplayName(
            "L20 L39 a scope whose processes have ended in time has ended well, late or interrupted"
                    + " as its thread may be")
    void scopeWhoseProcessesHaveEndedInTimeHasEndedWell() {
        AtomicReference<Object> result = new AtomicReference<>();
        Scheduling.within(
                new SlowToDismiss(),
                () -> {
                    try {
                        result.set(
                                Scope.unnamed()
                                        .deadline(Duration.ofHours(1))
                                        .call(scope -> scope.fork(() -> 5).join()));
                    } catch (InterruptedException | RuntimeException e) {
                        result.set(e);
                    }
                });
        assertThat(result.get()).isEqualTo(5);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @DisplayName(
            "L38 a cancel of the scope around one whose processes have ended leaves its result, and"
                    + " is not lost")
    void cancelOfTheScopeAroundLeavesTheResult() {
        AtomicReference<Scope> around = new AtomicReference<>();
        AtomicReference<Object> result = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        Scheduling cancelling =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void interrupt(Thread thread) { // of who waits for the deadline
                        super.interrupt(thread);
                        around.get().cancel();
                    }
                };
        Under.run(
                cancelling,
                () ->
                        Scope.run(
                                outer -> {
                                    around.set(outer);
                                    result.set(fiveInTime());
                                    interrupted.set(Thread.interrupted());
                                }));
        assertThat(result.get()).isEqualTo(5);
        assertThat(interrupted).isTrue();
    }

    private static int fiveInTime() throws InterruptedException {
        return Scope.unnamed()
                .deadline(Duration.ofHours(1))
                .call(scope -> scope.fork(() -> 5).join());
    }

    /** It has passed when the body begins. */
    @Test
    @DisplayName("L39 a deadline of zero or less cancels at once, before the body")
    void deadlineOfZeroOrLessCancelsAtOnce() {
        for (Duration limit : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
            for (int round = 0; round < 100; round++) {
                AtomicBoolean cancelled = new AtomicBoolean();
                AtomicReference<Throwable> inBody = new AtomicReference<>();
                assertThatThrownBy(
                                () ->
                                        Scope.unnamed()
                                                .deadline(limit)
                                                .run(
                                                        scope -> {
                                                            cancelled.set(scope.isCancelled());
                                                            try {
                                                                Timers.sleep(Duration.ZERO);
                                                            } catch (InterruptedException e) {
                                                                inBody.set(e);
                                                            }
                                                        }))
                        .isInstanceOf(DeadlineExceededException.class);
                assertThat(cancelled).isTrue();
                assertThat(inBody.get()).isInstanceOf(InterruptedException.class);
            }
        }
    }

    /** The same instant for all. */
    @Test
    @DisplayName("L39 a deadline can be given as an instant, which several scopes share")
    void deadlineCanBeGivenAsAnInstant() {
        Deadline deadline = Deadline.in(SHORT);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(
                            () ->
                                    Scope.unnamed()
                                            .deadline(deadline)
                                            .run(
                                                    scope -> {
                                                        assertThat(scope.deadline())
                                                                .isEqualTo(deadline);
                                                        waitForEver();
                                                    }))
                    .isInstanceOf(DeadlineExceededException.class);
            assertThat(deadline.hasPassed()).isTrue();
        }
    }

    /** The outer one ends the inner scope, and is the outer scope's. */
    @Test
    @DisplayName("L39 an inner deadline that is farther is cut to the outer one")
    void innerDeadlineThatIsFartherIsCutToTheOuterOne() {
        AtomicReference<Throwable> inner = new AtomicReference<>();
        assertThatThrownBy(
                        () ->
                                Scope.named("outer")
                                        .deadline(SHORT)
                                        .run(outer -> inner.set(expectInterrupt(outer.deadline()))))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("outer");
        assertThat(inner.get()).isInstanceOf(InterruptedException.class);
    }

    private static Throwable expectInterrupt(Deadline outer) throws InterruptedException {
        try {
            Scope.named("inner")
                    .deadline(Duration.ofHours(1))
                    .run(
                            scope -> {
                                assertThat(scope.deadline()).isEqualTo(outer);
                                waitForEver();
                            });
            return null;
        } catch (InterruptedException e) {
            return e;
        }
    }

    /** The clock moves when all wait: then the processes and who waits for the deadline can go on in any order. */
    @Test
    @DisplayName(
            "L39 a deadline that a scope inside is the first to meet is that of the scope around"
                    + " it")
    void deadlineThatAScopeInsideIsTheFirstToMeet() {
        ScopeBody.Action<InterruptedException> sleeps = scope -> Timers.sleep(SHORT);
        List<ScopeBody.Action<InterruptedException>> bodies =
                List.of(
                        outer -> Scope.run(sleeps),
                        outer -> outer.go(() -> Scope.run(sleeps)),
                        outer -> outer.go(() -> Scope.run(middle -> Scope.run(sleeps))),
                        outer -> Scope.run(middle -> middle.go(() -> Scope.run(sleeps))));
        for (ScopeBody.Action<InterruptedException> body : bodies) {
            for (int seed = 0; seed < 20; seed++) {
                Turns.withSeed(seed).run(() -> assertEndsByItsDeadline(body));
            }
        }
    }

    /** Whichever of the scopes has heard of the deadline when the innermost is late. */
    @Test
    @DisplayName("L39 a deadline that all share is nobody's failure in a scope between")
    void deadlineThatAllShareIsNobodysFailure() {
        ScopeBody.Action<InterruptedException> inner = scope -> Timers.sleep(SHORT);
        for (int seed = 0; seed < 400; seed++) {
            List<Throwable> failures = new ArrayList<>();
            ScopeBody.Action<InterruptedException> middle =
                    seed % 2 == 0
                            ? scope -> scope.go(() -> Scope.run(inner))
                            : scope -> scope.go(() -> Scope.run(between -> Scope.run(inner)));
            Turns.withSeed(seed)
                    .run(
                            () ->
                                    assertEndsByItsDeadline(
                                            outer ->
                                                    Scope.unnamed()
                                                            .supervised(failures::add)
                                                            .run(middle)));
            assertThat(failures).as("seed %d", seed).isEmpty();
        }
    }

    private static void assertEndsByItsDeadline(ScopeBody.Action<InterruptedException> body) {
        assertThatThrownBy(() -> Scope.named("outer").deadline(SHORT).run(body))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("scope \"outer\"")
                .hasNoSuppressedExceptions();
        assertThat(Thread.interrupted()).isFalse();
    }

    /** And the outer scope goes on. */
    @Test
    @DisplayName("L39 an inner deadline that is nearer ends the inner scope alone")
    void innerDeadlineThatIsNearerEndsTheInnerScopeAlone() throws Exception {
        AtomicBoolean wentOn = new AtomicBoolean();
        Scope.named("outer")
                .deadline(Duration.ofHours(1))
                .run(
                        outer -> {
                            assertThatThrownBy(
                                            () ->
                                                    Scope.named("inner")
                                                            .deadline(SHORT)
                                                            .run(inner -> waitForEver()))
                                    .isInstanceOf(DeadlineExceededException.class)
                                    .hasMessageContaining("inner");
                            Timers.sleep(Duration.ofMillis(1));
                            assertThat(outer.isCancelled()).isFalse();
                            wentOn.set(true);
                        });
        assertThat(wentOn).isTrue();
    }

    /** In a process, the inner exception is a failure of that process. */
    @Test
    @DisplayName("L39 a nearer deadline inside a process is a failure of that process")
    void nearerDeadlineInsideAProcessIsAFailureOfThatProcess() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        outer ->
                                                outer.go(
                                                        "limited",
                                                        () ->
                                                                Scope.unnamed()
                                                                        .deadline(SHORT)
                                                                        .run(s -> waitForEver()))))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("limited")
                .hasCauseInstanceOf(DeadlineExceededException.class);
    }

    /** What went wrong in the cleanup matters more. */
    @Test
    @DisplayName("L39 a failure during the cancellation by a deadline is thrown")
    void failureDuringTheCancellationByADeadlineIsThrown() {
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .deadline(SHORT)
                                        .run(
                                                scope -> {
                                                    try {
                                                        waitForEver();
                                                    } finally {
                                                        fail();
                                                    }
                                                }))
                .isInstanceOf(IOException.class);
    }

    private static void fail() throws IOException {
        throw new IOException("cleanup");
    }

    /** A scope without one inherits that of the scope around it; without any there is none. */
    @Test
    @DisplayName("L39 scope.deadline() is the nearest of all around")
    void scopeDeadlineIsTheNearestOfAllAround() throws Exception {
        Deadline near = Deadline.in(Duration.ofMinutes(1));
        Deadline far = Deadline.in(Duration.ofMinutes(2));
        Scope.run(scope -> assertThat(scope.deadline()).isNull());
        Scope.unnamed()
                .deadline(far)
                .run(
                        a -> {
                            Scope.run(b -> assertThat(b.deadline()).isEqualTo(far));
                            a.go(
                                    () ->
                                            Scope.unnamed()
                                                    .deadline(near)
                                                    .deadline(Duration.ofMinutes(5))
                                                    .run(
                                                            b ->
                                                                    assertThat(b.deadline())
                                                                            .isEqualTo(near)));
                        });
        Scope.unnamed()
                .deadline(near)
                .run(
                        a ->
                                Scope.unnamed()
                                        .deadline(far)
                                        .run(b -> assertThat(b.deadline()).isEqualTo(near)));
    }

    /** The end of the work and the deadline race: one of the two comes out, and no interrupt is left. */
    @Test
    @DisplayName(
            "L39 a scope that ends as its deadline passes ends well or not, and leaves no"
                    + " interrupt")
    void scopeThatEndsAsItsDeadlinePassesLeavesNoInterrupt() {
        int late = 0;
        for (int round = 0; round < 500; round++) {
            int micros = round;
            AtomicBoolean flag = new AtomicBoolean();
            Throwable thrown =
                    failureOf(
                            () -> {
                                try {
                                    Scope.unnamed()
                                            .deadline(Duration.ofNanos(micros * 1_000L))
                                            .run(scope -> scope.go(Thread::yield));
                                } finally {
                                    flag.set(Thread.currentThread().isInterrupted());
                                }
                            });
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(DeadlineExceededException.class);
                late++;
            }
            assertThat(flag).isFalse();
        }
        IO.println("deadline against end: %d of 500 late".formatted(late));
    }

    /** The deadline has no core to come on while all racers compute. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("L37 L39 who comes in after the deadline has not won, be it of a scope around")
    void whoComesInAfterTheDeadlineHasNotWon(boolean around) {
        Ahead clock = new Ahead();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Callable<Integer> late =
                () -> {
                    clock.by(Duration.ofDays(1));
                    return 5;
                };
        Scheduling.within(
                clock,
                () ->
                        thrown.set(
                                catchThrowable(
                                        () -> {
                                            if (around) {
                                                withinAnHour().run(scope -> Scope.race(late));
                                            } else {
                                                withinAnHour().race(late);
                                            }
                                        })));
        assertThat(thrown.get()).isInstanceOf(DeadlineExceededException.class);
    }

    /** Who has lost may take long to clean up. */
    @Test
    @DisplayName("L37 L39 a race that was won in time is won, however late its losers end")
    void raceThatWasWonInTimeIsWon() {
        Ahead clock = new Ahead();
        Callable<Integer> loser =
                () -> {
                    try {
                        return Channel.<Integer>never().receive();
                    } finally {
                        clock.by(Duration.ofDays(1));
                    }
                };
        assertThat(resultWithin(clock, () -> withinAnHour().<Integer>race(() -> 5, loser)))
                .isEqualTo(5);
    }

    @Test
    @DisplayName(
            "L39 a scope that has cancelled itself before its deadline returns after it as well")
    void scopeThatHasCancelledItselfBefore() {
        Ahead clock = new Ahead();
        assertThat(
                        resultWithin(
                                clock,
                                () ->
                                        withinAnHour()
                                                .call(
                                                        scope -> {
                                                            scope.cancel();
                                                            clock.by(Duration.ofDays(1));
                                                            return 5;
                                                        })))
                .isEqualTo(5);
    }

    private static ScopeBuilder withinAnHour() {
        return Scope.unnamed().deadline(Duration.ofHours(1));
    }

    /** What it returns, or has thrown. */
    private static Object resultWithin(Scheduling scheduling, Callable<Integer> body) {
        AtomicReference<Object> result = new AtomicReference<>();
        Scheduling.within(
                scheduling,
                () -> {
                    try {
                        result.set(body.call());
                    } catch (Exception e) {
                        result.set(e);
                    }
                });
        return result.get();
    }

    /** Else who sleeps for what remains, on a clock that stands still meanwhile, would do so for ever. */
    @Test
    @DisplayName("L39 a deadline of which nothing remains has passed")
    void deadlineOfWhichNothingRemainsHasPassed() {
        Scheduling stopped =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public long nanoTime() {
                        return 7;
                    }
                };
        Under.run(
                stopped,
                () -> {
                    Deadline now = Deadline.in(Duration.ZERO);
                    assertThat(now.remaining()).isZero();
                    assertThat(now.hasPassed()).isTrue();
                });
    }
}
