package dev.handoff.coordinate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.ScopeBody;
import dev.handoff.Select;
import dev.handoff.WorkCancelledException;
import dev.handoff.laws.ShortOfMemory;
import dev.handoff.laws.Until;
import dev.handoff.spi.Op;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** To cancel a job by itself. */
class JobCancelTest {
    private final Channel<Integer> silent = Channel.<Integer>named("silent").open();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @Test
    @DisplayName("L38 a job that is cancelled while it runs ends by that, and its pool goes on")
    void thePoolGoesOn() throws Exception {
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).named("p").queue(1).open();
                    Job<Integer> job = pool.submit("one", () -> silent.receive());
                    Job<Integer> next = pool.submit(() -> 2);
                    cancelWhenItWaits(job);
                    assertThatThrownBy(job::join)
                            .isInstanceOf(WorkCancelledException.class)
                            .hasMessageStartingWith("job \"one\" of pool \"p\" was cancelled");
                    assertThat(next.join()).isEqualTo(2);
                    assertThat(pool.submit(() -> 3).join()).isEqualTo(3);
                    assertThat(scope.isCancelled()).isFalse();
                });
        assertThat(silent.waitingReceivers()).isZero();
    }

    @Test
    @DisplayName("L38 a job that is cancelled in the queue has ended, never runs, keeps its place")
    void inTheQueue() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        AtomicBoolean ran = new AtomicBoolean();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).queue(1).open();
                    Job<Integer> first = pool.submit(() -> gate.receive());
                    Job<Boolean> queued = pool.submit(() -> ran.getAndSet(true));
                    Until.eventually("one runs, one waits", () -> pool.queued() == 1);
                    queued.cancel();
                    assertThat(queued.isDone()).isTrue();
                    assertThatThrownBy(queued::join).isInstanceOf(WorkCancelledException.class);
                    assertThat(pool.trySubmitOrNull(() -> 3)).isNull();
                    gate.send(1);
                    assertThat(first.join()).isEqualTo(1);
                    assertThat(pool.submit(() -> 4).join()).isEqualTo(4);
                });
        assertThat(ran).isFalse();
    }

    @Test
    @DisplayName("L38 a job that swallows the interrupt goes on, and the next is not cancelled")
    void theNextJobIsNotCancelled() throws Exception {
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).queue(1).open();
                    Job<Integer> job = pool.submit(() -> swallowInterrupt());
                    Job<Boolean> next =
                            pool.submit(
                                    () -> {
                                        Scope.checkpoint();
                                        return Thread.interrupted();
                                    });
                    cancelWhenItWaits(job);
                    assertThat(job.join()).isEqualTo(7);
                    assertThat(next.join()).isFalse();
                });
    }

    @Test
    @DisplayName("L38 a second cancel of a job, or one after its end, does nothing")
    void aSecondCancelDoesNothing() throws Exception {
        Channel<Boolean> cleaned = Channel.rendezvous();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    Job<Boolean> job =
                            pool.submit(
                                    () -> {
                                        swallowInterrupt();
                                        return cleaned.receive();
                                    });
                    cancelWhenItWaits(job);
                    Until.eventually("it cleans up", () -> cleaned.waitingReceivers() == 1);
                    job.cancel();
                    cleaned.send(true);
                    assertThat(job.join()).isTrue();
                    job.cancel();
                    assertThat(job.join()).isTrue();
                    assertThat(pool.submit(() -> 1).join()).isEqualTo(1);
                });
    }

    @Test
    @DisplayName("L38 a cancel that there is no memory for can be repeated")
    void aCancelIsRepeated() {
        within(
                ShortOfMemory.at(Op.CANCEL_SCOPE, 1),
                scope -> {
                    Job<Integer> job = WorkerPool.in(scope).open().submit(() -> silent.receive());
                    assertThatThrownBy(() -> cancelWhenItWaits(job))
                            .isInstanceOf(OutOfMemoryError.class);
                    job.cancel();
                    assertThatThrownBy(job::join).isInstanceOf(WorkCancelledException.class);
                });
    }

    @Test
    @DisplayName("L38 a pool is cancelled although there is no memory for a while")
    void aPoolIsCancelledWithoutMemoryForAWhile() {
        within(
                ShortOfMemory.at(Op.CANCEL_SCOPE, 1),
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    Job<Integer> job = pool.submit(() -> silent.receive());
                    Until.eventually("it waits", () -> silent.waitingReceivers() == 1);
                    pool.cancel();
                    assertThatThrownBy(job::join).isInstanceOf(WorkCancelledException.class);
                });
    }

    @Test
    @DisplayName("L38 a pool is cancelled although there is no memory for the second worker")
    void aPoolIsCancelledWithoutMemoryForTheSecondWorker() {
        ShortOfMemory memory = ShortOfMemory.later(Op.CANCEL_SCOPE);
        within(
                memory,
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).workers(2).open();
                    List<Job<Integer>> jobs = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        jobs.add(pool.submit(() -> silent.receive()));
                    }
                    Until.eventually("they wait", () -> silent.waitingReceivers() == 2);
                    memory.beginAfter(1);
                    pool.cancel();
                    for (Job<Integer> job : jobs) {
                        assertThatThrownBy(job::join).isInstanceOf(WorkCancelledException.class);
                    }
                });
        assertThat(memory.isOver()).isTrue();
    }

    @Test
    @DisplayName("L38 a cancel of a pool that the stack ends in can be repeated")
    void aCancelOfAPoolAtTheEndOfTheStack() {
        within(
                ShortOfMemory.onStackAt(Op.CANCEL_SCOPE),
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    Job<Integer> job = pool.submit(() -> silent.receive());
                    Until.eventually("it waits", () -> silent.waitingReceivers() == 1);
                    assertThatThrownBy(pool::cancel).isInstanceOf(StackOverflowError.class);
                    pool.cancel();
                    assertThatThrownBy(job::join).isInstanceOf(WorkCancelledException.class);
                });
    }

    private static void within(ShortOfMemory scarce, ScopeBody.Action<Exception> body) {
        scarce.run(() -> Scope.named("test").deadline(Wait.LIMIT).run(body));
    }

    @Test
    @DisplayName("L38 a job that has ended without memory is not cancelled with its worker's scope")
    void aCancelAfterAnEndWithoutMemory() throws Exception {
        Scope.run(
                scope -> {
                    Job<Integer> job = new Job<>("job", "end of job", () -> 1);
                    Runnable scarce =
                            () -> {
                                throw new OutOfMemoryError("planted");
                            };
                    assertThatThrownBy(() -> job.run(scope, scarce, () -> false))
                            .isInstanceOf(OutOfMemoryError.class);
                    job.cancel();
                    assertThat(scope.isCancelled()).isFalse();
                });
    }

    @Test
    @DisplayName("L38 the scopes that a cancelled job has opened are cancelled with it")
    void itsScopesAreCancelled() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    Job<Integer> job =
                            pool.submit(
                                    () ->
                                            Scope.call(
                                                    inner ->
                                                            inner.fork(() -> waitAndCount(ended))
                                                                    .join()));
                    cancelWhenItWaits(job);
                    assertThatThrownBy(job::join).isInstanceOf(WorkCancelledException.class);
                });
        assertThat(ended).hasValue(1);
    }

    @Test
    @DisplayName("L38 a job that is cancelled and wraps its interrupt has not failed")
    void aWrappedInterrupt() throws Exception {
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).supervised(this::tell).open();
                    Job<Integer> job =
                            pool.submit(
                                    () -> {
                                        try {
                                            return silent.receive();
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    });
                    cancelWhenItWaits(job);
                    assertThatThrownBy(job::join)
                            .isInstanceOf(WorkCancelledException.class)
                            .hasCauseInstanceOf(IllegalStateException.class);
                    assertThat(pool.submit(() -> 1).join()).isEqualTo(1);
                });
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("L38 a cancelled job that fails with something else fails its scope")
    void anotherFailure() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            WorkerPool pool = WorkerPool.in(scope).open();
                                            cancelWhenItWaits(
                                                    pool.submit("bad", () -> failOnInterrupt()));
                                        }))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("\"bad\"")
                .hasRootCauseMessage("disk");
    }

    @Test
    @DisplayName("L38 the hook that is told of a failure is not cancelled with the job that failed")
    void theHookIsNotCancelled() throws Exception {
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).supervised(this::tell).open();
                    Job<Integer> job = pool.submit(() -> failOnInterrupt());
                    cancelWhenItWaits(job);
                    assertThatThrownBy(job::join).isInstanceOf(WorkFailedException.class);
                });
        assertThat(told).containsExactly("java.io.IOException: disk");
    }

    @Test
    @DisplayName("L38 what fails beside the end of a cancelled job is told")
    void aFailureBeside() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            WorkerPool pool = WorkerPool.in(scope).open();
                                            Job<Integer> job = pool.submit(() -> failToClose());
                                            cancelWhenItWaits(job);
                                            assertThatThrownBy(job::join)
                                                    .isInstanceOf(WorkCancelledException.class);
                                            throw new IOException("of the body");
                                        }))
                .hasMessage("of the body")
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .singleElement()
                                        .satisfies(s -> assertThat(s).hasRootCauseMessage("disk")));
    }

    @Test
    @DisplayName("L36 who waits for a job that was cancelled, and was not cancelled himself, fails")
    void whoWaitsForACancelledJobFails() {
        List<Function<Job<Integer>, ProcessBody>> waits =
                List.of(job -> job::join, job -> () -> Select.<Integer>one(job.onDone(v -> v)));
        for (Function<Job<Integer>, ProcessBody> wait : waits) {
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                WorkerPool pool =
                                                        WorkerPool.in(scope).named("p").open();
                                                Job<Integer> job =
                                                        pool.submit("one", () -> silent.receive());
                                                scope.go("clerk", wait.apply(job));
                                                cancelWhenItWaits(job);
                                            }))
                    .isInstanceOf(ProcessFailedException.class)
                    .hasMessageContainingAll("\"clerk\"", "job \"one\" of pool \"p\" was cancelled")
                    .hasCauseInstanceOf(WorkCancelledException.class);
        }
    }

    @Test
    @DisplayName("L36 a job that waits for a job that was cancelled by itself has failed")
    void aJobThatWaitsForACancelledJobHasFailed() throws Exception {
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).workers(2).supervised(this::tell).open();
                    Job<Integer> price = pool.submit(() -> silent.receive());
                    Job<Integer> clerk = pool.submit(() -> price.join());
                    cancelWhenItWaits(price);
                    assertThatThrownBy(clerk::join)
                            .isInstanceOf(WorkFailedException.class)
                            .hasCauseInstanceOf(WorkCancelledException.class);
                });
        assertThat(told).hasSize(1);
    }

    private void cancelWhenItWaits(Job<?> job) {
        Until.eventually("it waits", () -> silent.waitingReceivers() == 1);
        job.cancel();
    }

    private int swallowInterrupt() {
        try {
            return silent.receive();
        } catch (InterruptedException e) {
            return 7;
        }
    }

    private int waitAndCount(AtomicInteger ended) throws InterruptedException {
        try {
            return silent.receive();
        } finally {
            ended.incrementAndGet();
        }
    }

    private int failOnInterrupt() throws IOException {
        try {
            return silent.receive();
        } catch (InterruptedException e) {
            throw new IOException("disk");
        }
    }

    private int failToClose() throws Exception {
        try (AutoCloseable _ =
                () -> {
                    throw new IOException("disk");
                }) {
            return silent.receive();
        }
    }

    private void tell(WorkFailedException failure) {
        try {
            Scope.checkpoint();
            told.add(String.valueOf(failure.getCause()));
        } catch (InterruptedException e) {
            told.add("cancelled");
        }
    }
}
