package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Diagnosis;
import dev.handoff.Handoff;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.Timers;
import dev.handoff.coordinate.WaitGroup;
import dev.handoff.coordinate.WorkFailedException;
import dev.handoff.coordinate.WorkerPool;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.generate.GeneratorRun;
import dev.handoff.pipeline.Pipeline;
import dev.handoff.share.Broadcast;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** The machine has no thread for a process: whoever asked for it is told, and nobody waits for what was never there. */
class NoThreadToStartTest {
    private static void assertHasNoThread(ThrowingCallable start) {
        assertThatThrownBy(start).isSameAs(NoThreads.NO_THREAD);
    }

    @Test
    @DisplayName("L35 a scope does not wait for a process that could not be started")
    void aScopeDoesNotWaitForIt() {
        NoThreads.after(
                0,
                () ->
                        Scope.run(
                                scope -> {
                                    assertHasNoThread(() -> scope.go("worker", () -> {}));
                                    assertHasNoThread(() -> scope.fork("task", () -> 42));
                                    assertHasNoThread(
                                            () -> scope.produce("numbers", out -> out.send(1)));
                                }));
    }

    @Test
    @DisplayName("L36 if nobody catches it the others are cancelled, and the scope throws it")
    void theOthersAreCancelled() {
        Channel<Integer> silent = Channel.rendezvous();
        NoThreads.after(
                1,
                () ->
                        assertHasNoThread(
                                () ->
                                        Scope.run(
                                                scope -> {
                                                    scope.go("first", silent::receive);
                                                    scope.go("second", () -> {});
                                                })));
        assertThat(silent.waitingReceivers()).isZero();
    }

    @Test
    @DisplayName(
            "L39 a scope that gets no thread for its deadline throws, and leaves nothing in the"
                    + " scope around")
    void aScopeWithoutAThreadForItsDeadline() {
        NoThreads.after(
                0,
                () ->
                        Scope.run(
                                outer -> {
                                    assertHasNoThread(
                                            () ->
                                                    Scope.named("inside, and late")
                                                            .deadline(
                                                                    Deadline.in(Duration.ofDays(1)))
                                                            .run(inner -> {}));
                                    assertThat(Diagnosis.take().toString())
                                            .doesNotContain("\"inside, and late\"");
                                }));
    }

    @Test
    @DisplayName(
            "L42 a generator that could not begin tells it at each pull, and its close does not"
                    + " wait")
    void aGenerator() {
        Generator<Integer> numbers = Generator.named("numbers", out -> out.yield(1));
        NoThreads.after(
                0,
                () -> {
                    try (GeneratorRun<Integer> run = numbers.open()) {
                        assertHasNoThread(run::nextOrNull);
                        assertThatThrownBy(run::nextOrNull)
                                .isInstanceOf(GeneratorFailedException.class)
                                .hasCause(NoThreads.NO_THREAD);
                    }
                });
    }

    @Test
    @DisplayName("L43 a broadcast that could not begin is no broadcast")
    void aBroadcast() {
        NoThreads.after(
                0,
                () ->
                        Scope.run(
                                scope ->
                                        assertHasNoThread(
                                                () -> Broadcast.<Integer>named("news").in(scope))));
    }

    /** Whichever of the four processes it is that it needs at least. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    @DisplayName("L46 a pipeline fails with it, and nothing of it is left running")
    void aPipeline(int threads) {
        Pipeline<Integer> numbers = Pipeline.range(0, 100);
        for (Pipeline<Integer> pipeline :
                List.of(
                        numbers.parallel(3, n -> n + 1).parallelUnordered(3, n -> n + 1),
                        numbers.parallelUnordered(3, n -> n + 1).parallel(3, n -> n + 1),
                        numbers.flatMapMerge(2, n -> Pipeline.of(n).buffer(1).buffer(1)),
                        numbers.flatMapLatest(n -> Pipeline.of(n).buffer(1).buffer(1)),
                        numbers.combineLatest(numbers.buffer(1).buffer(1), Integer::sum),
                        Pipeline.zipAll(List.of(numbers, numbers, numbers, numbers))
                                .map(List::getFirst),
                        numbers.groupBy(2, n -> n % 2, (k, g) -> g.buffer(1).buffer(1)))) {
            NoThreads.after(
                    threads,
                    () ->
                            assertThat(root(catchThrowable(pipeline::count)))
                                    .as(pipeline.describe())
                                    .isSameAs(NoThreads.NO_THREAD));
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : root(cause);
    }

    @Test
    @DisplayName("a wait group does not count a process that could not be started")
    void aWaitGroup() {
        WaitGroup group = WaitGroup.named("downloads");
        NoThreads.after(
                0, () -> Scope.run(scope -> assertHasNoThread(() -> group.go(scope, () -> {}))));
        assertThat(group.count()).isZero();
    }

    @Test
    @DisplayName(
            "a worker pool that gets no worker cancels what is queued, so that nobody waits for it")
    void aWorkerPool() {
        NoThreads.after(
                0,
                () ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).workers(2).open();
                                    assertHasNoThread(() -> pool.submit(() -> 42));
                                    assertThat(pool.queued()).isZero();
                                }));
    }

    @Test
    @DisplayName("L36 a job that fails is heard of also if no worker could be started for the next")
    void aWorkerThatCannotBeReplaced() {
        Channel<Integer> gate = Channel.rendezvous();
        NoThreads.after(
                1,
                () ->
                        assertThatThrownBy(() -> Scope.run(scope -> failWithOneQueued(scope, gate)))
                                .isInstanceOf(ProcessFailedException.class)
                                .cause()
                                .isInstanceOf(WorkFailedException.class)
                                .hasRootCauseMessage("broken")
                                .hasSuppressedException(NoThreads.NO_THREAD));
    }

    private static void failWithOneQueued(Scope scope, Channel<Integer> gate)
            throws InterruptedException {
        WorkerPool pool = WorkerPool.in(scope).workers(1).queue(1).open();
        pool.submit(
                () -> {
                    gate.receive();
                    throw new IllegalStateException("broken");
                });
        pool.submit(() -> 2);
        gate.send(0);
    }

    /** The JDK's start may throw when the thread is queued already, and only no carrier could be made. */
    @Test
    @DisplayName("L35 a process that runs although its start has thrown is not counted out twice")
    void aProcessThatRunsAlthoughItsStartHasThrown() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        Scheduling half = startsAndThrows(ran);
        AtomicBoolean otherEnded = new AtomicBoolean();
        Under.run(half, () -> Scope.run(scope -> startTwo(scope, ran, otherEnded)));
        assertThat(otherEnded).isTrue();
    }

    @Test
    @DisplayName("L35 a process that runs although its start has thrown is awaited")
    void aProcessThatRunsAlthoughItsStartHasThrownIsAwaited() {
        CountDownLatch ran = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Scheduling half = startsAndThrows(ran);
        Under.run(
                half,
                () ->
                        Scope.run(
                                scope ->
                                        scope.go(
                                                () -> {
                                                    ran.countDown();
                                                    Timers.sleep(Duration.ofMillis(20));
                                                    ended.set(true);
                                                })));
        assertThat(ended).isTrue();
    }

    /** Of the first process: when it runs. */
    private static Scheduling startsAndThrows(CountDownLatch ran) {
        AtomicBoolean throwsOnce = new AtomicBoolean(true);
        return new DelegatingScheduling(Scheduling.current()) {
            @Override
            public void start(Thread thread) {
                super.start(thread);
                if (throwsOnce.compareAndSet(true, false)) {
                    await(ran);
                    throw NoThreads.NO_THREAD;
                }
            }
        };
    }

    private static void startTwo(Scope scope, CountDownLatch ran, AtomicBoolean otherEnded) {
        AtomicReference<Thread> half = new AtomicReference<>();
        scope.go(
                () -> {
                    half.set(Thread.currentThread());
                    ran.countDown();
                });
        scope.go(
                () -> {
                    half.get().join();
                    Timers.sleep(Duration.ofMillis(1));
                    otherEnded.set(true);
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The queue has grown, and then there was no memory to wake who serves it. */
    @Test
    @DisplayName("L41 a detached process that runs is there, whatever its start has thrown")
    void aDetachedProcessThatRunsAllTheSame() {
        Channel<Integer> wanted = Channel.<Integer>named("wanted by who runs").open();
        Scheduling late =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void start(Thread thread) {
                        super.start(thread);
                        Until.receiversWait(wanted, 1);
                        throw NoThreads.NO_THREAD;
                    }
                };
        Under.run(
                late,
                () -> {
                    Thread process = Handoff.go("runs all the same", wanted::receive);
                    assertThat(Diagnosis.report()).contains("\"runs all the same\"");
                    wanted.send(1);
                    process.join();
                });
    }
}
