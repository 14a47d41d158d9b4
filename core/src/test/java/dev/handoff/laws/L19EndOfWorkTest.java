package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.DeadlineExceededException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.WorkCancelledException;
import dev.handoff.coordinate.Job;
import dev.handoff.coordinate.Once;
import dev.handoff.coordinate.WorkFailedException;
import dev.handoff.coordinate.WorkerPool;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** To wait for the end of a task, a job or a once with a limit; the time is virtual. */
class L19EndOfWorkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofDays(1);

    private static final Callable<Integer> SLOW =
            () -> {
                Timers.sleep(SECOND.multipliedBy(3));
                return 42;
            };

    private static final Callable<Integer> FAILS =
            () -> {
                throw new IOException("no paper");
            };

    private final Turns turns = Turns.withSeed(1);

    private void assertNow(Duration elapsed) {
        assertThat(turns.elapsedNanos()).isEqualTo(elapsed.toNanos());
    }

    @Test
    @DisplayName("L19 a task that is late goes on, and can be waited for again")
    void lateTaskGoesOn() {
        turns.run(
                () ->
                        Scope.run(
                                scope -> {
                                    Task<Integer> task = scope.fork(SLOW);
                                    assertThat(task.awaitWithin(Duration.ZERO)).isFalse();
                                    assertThat(task.awaitWithin(SECOND.negated())).isFalse();
                                    assertNow(Duration.ZERO);
                                    assertThat(task.awaitWithin(SECOND)).isFalse();
                                    assertNow(SECOND);
                                    assertThat(task.awaitWithin(LONG)).isTrue();
                                    assertNow(SECOND.multipliedBy(3));
                                    assertThat(task.awaitWithin(Duration.ZERO)).isTrue();
                                    assertThat(task.join()).isEqualTo(42);
                                }));
    }

    @Test
    @DisplayName("L19 a task that has failed or was cancelled has ended")
    void endOfATaskIsAnyEnd() {
        turns.run(
                () ->
                        Scope.unnamed()
                                .supervised(failure -> {})
                                .run(
                                        scope -> {
                                            Task<Integer> failed = scope.fork(FAILS);
                                            assertThat(failed.awaitWithin(LONG)).isTrue();
                                            assertThatThrownBy(failed::join)
                                                    .isInstanceOf(ProcessFailedException.class);
                                            Task<Integer> cancelled =
                                                    scope.fork(Channel.<Integer>never()::receive);
                                            assertThat(cancelled.awaitWithin(SECOND)).isFalse();
                                            cancelled.cancel();
                                            assertThat(cancelled.awaitWithin(LONG)).isTrue();
                                            assertThatThrownBy(cancelled::join)
                                                    .isInstanceOf(WorkCancelledException.class);
                                            assertNow(SECOND);
                                        }));
    }

    @Test
    @DisplayName("L19 a job that is late goes on, and can be waited for again")
    void lateJobGoesOn() {
        turns.run(
                () ->
                        Scope.run(
                                scope -> {
                                    try (WorkerPool pool = WorkerPool.in(scope).open()) {
                                        Job<Integer> job = pool.submit(SLOW);
                                        assertThat(job.awaitWithin(Duration.ZERO)).isFalse();
                                        assertNow(Duration.ZERO);
                                        assertThat(job.awaitWithin(SECOND)).isFalse();
                                        assertNow(SECOND);
                                        assertThat(job.awaitWithin(LONG)).isTrue();
                                        assertNow(SECOND.multipliedBy(3));
                                        assertThat(job.awaitWithin(Duration.ZERO)).isTrue();
                                        assertThat(job.join()).isEqualTo(42);
                                    }
                                }));
    }

    @Test
    @DisplayName("L19 a job that has failed or was cancelled has ended")
    void endOfAJobIsAnyEnd() {
        turns.run(
                () ->
                        Scope.run(
                                scope -> {
                                    try (WorkerPool pool =
                                            WorkerPool.in(scope).supervised(failure -> {}).open()) {
                                        Job<Integer> failed = pool.submit(FAILS);
                                        assertThat(failed.awaitWithin(LONG)).isTrue();
                                        assertThatThrownBy(failed::join)
                                                .isInstanceOf(WorkFailedException.class);
                                        Job<Integer> cancelled =
                                                pool.submit(Channel.<Integer>never()::receive);
                                        assertThat(cancelled.awaitWithin(SECOND)).isFalse();
                                        cancelled.cancel();
                                        assertThat(cancelled.awaitWithin(LONG)).isTrue();
                                        assertThatThrownBy(cancelled::join)
                                                .isInstanceOf(WorkCancelledException.class);
                                        assertNow(SECOND);
                                    }
                                }));
    }

    @Test
    @DisplayName("L19 a once is waited for with a limit, and runs nothing by that")
    void onceIsWaitedForWithALimit() {
        turns.run(
                () ->
                        Scope.run(
                                scope -> {
                                    Once<Integer> once = Once.of(SLOW);
                                    assertThat(once.awaitWithin(SECOND)).isFalse();
                                    assertNow(SECOND);
                                    scope.go(once::get);
                                    assertThat(once.awaitWithin(Duration.ZERO)).isFalse();
                                    assertThat(once.awaitWithin(SECOND.negated())).isFalse();
                                    assertThat(once.awaitWithin(SECOND)).isFalse();
                                    assertNow(SECOND.multipliedBy(2));
                                    assertThat(once.awaitWithin(LONG)).isTrue();
                                    assertNow(SECOND.multipliedBy(4));
                                    assertThat(once.awaitWithin(Duration.ZERO)).isTrue();
                                    assertThat(once.get()).isEqualTo(42);
                                }));
    }

    @Test
    @DisplayName("L19 a once that has failed has been run, one whose runner was cancelled has not")
    void endOfAOnceIsItsResult() {
        turns.run(
                () ->
                        Scope.run(
                                scope -> {
                                    Once<Integer> failed = Once.of(FAILS);
                                    assertThatThrownBy(failed::get)
                                            .isInstanceOf(WorkFailedException.class);
                                    assertThat(failed.awaitWithin(LONG)).isTrue();
                                    Once<Integer> cut = Once.of(SLOW);
                                    assertThatThrownBy(
                                                    () ->
                                                            Scope.named("late")
                                                                    .deadline(SECOND)
                                                                    .call(inner -> cut.get()))
                                            .isInstanceOf(DeadlineExceededException.class);
                                    assertThat(cut.awaitWithin(SECOND)).isFalse();
                                    assertNow(SECOND.multipliedBy(2));
                                    assertThat(cut.get()).isEqualTo(42);
                                }));
    }
}
