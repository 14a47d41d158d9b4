package dev.handoff.bridge;

import static dev.handoff.Select.after;
import static dev.handoff.Select.done;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.internal.Interrupts;
import dev.handoff.laws.FailsToClose;
import dev.handoff.laws.HeldStarts;
import dev.handoff.laws.Seed;
import dev.handoff.laws.Told;
import dev.handoff.laws.Under;
import dev.handoff.laws.Until;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

@DisplayName("Bridges: executors")
class ExecutorServicesTest {
    private static final IllegalStateException NO_PAPER = new IllegalStateException("no paper");

    private static <T> Callable<T> forever() {
        return () -> Channel.<T>rendezvous().receive();
    }

    // ---- a scope as an executor service

    @Test
    @DisplayName("a submitted task gives its result to its future")
    void aTaskGivesItsResult() throws Exception {
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                    assertThat(pool.submit(() -> 42).get()).isEqualTo(42);
                    AtomicBoolean ran = new AtomicBoolean();
                    assertThat(pool.submit(() -> ran.set(true), "done").get(1, TimeUnit.DAYS))
                            .isEqualTo("done");
                    assertThat(ran).isTrue();
                    assertThat(pool.submit(() -> {}).get()).isNull();
                });
    }

    @Test
    @DisplayName("the scope waits for the tasks, with or without a shutdown")
    void theScopeWaitsForTheTasks() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 3, 100);
                    for (int i = 0; i < 50; i++) {
                        pool.execute(ended::incrementAndGet);
                    }
                });
        assertThat(ended).hasValue(50);
    }

    @Test
    @DisplayName("never more workers run than were asked for, and tasks begin in their order")
    void neverMoreWorkersThanAskedFor() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Integer> begun = Collections.synchronizedList(new ArrayList<>());
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 3, 200);
                    ExecutorService one = ExecutorServices.pool(scope, "one", 1, 200);
                    for (int i = 0; i < 200; i++) {
                        int number = i;
                        one.execute(() -> begun.add(number));
                        pool.execute(
                                () -> {
                                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                    Thread.yield();
                                    running.decrementAndGet();
                                });
                    }
                });
        assertThat(most.get()).isBetween(1, 3);
        assertThat(begun).isEqualTo(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    @DisplayName("a pool without room rejects, and says why")
    void aFullPoolRejects() throws Exception {
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 1, 1);
                    Future<Integer> running = pool.submit(forever());
                    Future<Integer> waiting = pool.submit(() -> 2);
                    assertThatThrownBy(() -> pool.submit(() -> 3))
                            .isInstanceOf(RejectedExecutionException.class)
                            .hasMessageContaining("pool \"pool\"")
                            .hasMessageContaining("1 tasks run and 1 wait");
                    running.cancel(true);
                    assertThat(waiting.get()).isEqualTo(2);
                });
    }

    @Test
    @DisplayName(
            "what a submitted task throws is in its future only; what an executed one throws fails"
                    + " the scope")
    void failuresGoWhereTheyAreSeen() throws Exception {
        Scope.run(
                scope -> {
                    Future<?> failed =
                            ExecutorServices.of(scope, "pool")
                                    .submit(
                                            () -> {
                                                throw NO_PAPER;
                                            });
                    assertThatThrownBy(failed::get)
                            .isInstanceOf(ExecutionException.class)
                            .hasCause(NO_PAPER);
                });
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                ExecutorServices.of(scope, "pool")
                                                        .execute(
                                                                () -> {
                                                                    throw NO_PAPER;
                                                                })))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("\"pool\"")
                .hasCause(NO_PAPER);
    }

    @Test
    @DisplayName("a task that fails its worker leaves none of the waiting behind")
    void aFailedWorkerLeavesNoneBehind() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        Scope.named("supervised")
                .supervised(failure -> failures.incrementAndGet())
                .run(
                        scope -> {
                            ExecutorService pool = ExecutorServices.pool(scope, "pool", 1, 100);
                            for (int i = 0; i < 20; i++) {
                                boolean fails = i % 3 == 0;
                                pool.execute(
                                        () -> {
                                            ran.incrementAndGet();
                                            if (fails) {
                                                throw NO_PAPER;
                                            }
                                        });
                            }
                        });
        assertThat(ran).hasValue(20);
        assertThat(failures).hasValue(7);
    }

    @Test
    @DisplayName("a cancel interrupts a running task, and keeps one that waits from running")
    void aCancelEndsATask() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        AtomicBoolean interrupted = new AtomicBoolean();
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 1, 5);
                    Channel<Boolean> begun = Channel.buffered(1);
                    Future<Integer> running =
                            pool.submit(
                                    () -> {
                                        begun.send(true);
                                        try {
                                            return Channel.<Integer>rendezvous().receive();
                                        } finally {
                                            interrupted.set(true);
                                        }
                                    });
                    Future<?> waiting = pool.submit(() -> ran.set(true));
                    begun.receive();
                    assertThat(waiting.cancel(true)).isTrue();
                    assertThat(waiting.cancel(true)).isFalse();
                    assertThat(running.cancel(true)).isTrue();
                    assertThat(running.isDone()).isTrue();
                    assertThat(running.isCancelled()).isTrue();
                    assertThatThrownBy(running::get)
                            .isInstanceOf(CancellationException.class)
                            .hasMessage("task \"pool\" was cancelled");
                });
        assertThat(ran).isFalse();
        assertThat(interrupted).isTrue();
    }

    @Test
    @DisplayName("a cancel that may not interrupt lets a task that runs go on")
    void aCancelThatMayNotInterruptLetsATaskGoOn() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        List<Integer> got = new ArrayList<>();
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                    Future<Boolean> task = pool.submit(() -> got.add(gate.receive()));
                    Until.receiversWait(gate, 1);
                    assertThat(task.cancel(false)).isTrue();
                    assertThat(gate.sendWithin(5, Duration.ofMinutes(1)).accepted()).isTrue();
                });
        assertThat(got).containsExactly(5);
    }

    @Test
    @DisplayName("an executor does not keep the threads that its tasks ran in")
    void theThreadsOfTasksAreNotKept() throws Exception {
        List<WeakReference<Thread>> threads = Collections.synchronizedList(new ArrayList<>());
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                    for (int i = 0; i < 100; i++) {
                        pool.submit(() -> threads.add(new WeakReference<>(Thread.currentThread())))
                                .get();
                    }
                    Until.eventually("most are forgotten", () -> forgotten(threads) > 90);
                    pool.shutdown();
                });
    }

    private static <T> long forgotten(List<WeakReference<T>> references) {
        System.gc();
        return references.stream().filter(reference -> reference.get() == null).count();
    }

    @Test
    @DisplayName("a future that has an outcome does not keep what its task has worked on")
    void whatATaskHasWorkedOnIsNotKept() throws Exception {
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 1, 2);
                    List<WeakReference<Object>> workedOn = new ArrayList<>();
                    Future<?> ended = pool.submit(worksOnSomething(workedOn));
                    ended.get();
                    Future<?> running = pool.submit(forever());
                    Future<?> waiting = pool.submit(worksOnSomething(workedOn));
                    waiting.cancel(false);
                    Until.eventually("both are forgotten", () -> forgotten(workedOn) == 2);
                    running.cancel(true);
                    assertThat(List.of(ended, waiting)).allMatch(Future::isDone);
                });
    }

    private static Callable<Integer> worksOnSomething(List<WeakReference<Object>> workedOn) {
        Object something = new Object();
        workedOn.add(new WeakReference<>(something));
        return something::hashCode;
    }

    @Test
    @DisplayName("a task ends though somebody holds the monitors of its future and of its pool")
    void theMonitorsOfAFutureAndItsPool() throws Exception {
        Channel<Integer> go = Channel.rendezvous();
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 1, 1);
                    Future<Integer> future = pool.submit(() -> go.receive());
                    synchronized (future) {
                        go.send(1);
                        assertThat(future.get()).isOne();
                    }
                    synchronized (pool) {
                        assertThat(pool.submit(() -> 2).get()).isEqualTo(2);
                    }
                });
    }

    @Test
    @DisplayName("an interrupt that a task leaves behind is not for the next, nor that of a cancel")
    void theNextTaskIsNotInterrupted() throws Exception {
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 1, 2);
                    Channel<Boolean> begun = Channel.rendezvous();
                    Future<Boolean> cancelled =
                            pool.submit(
                                    () -> {
                                        begun.receive();
                                        return awaitInterruptStatus();
                                    });
                    Future<?> interrupting = pool.submit(() -> Thread.currentThread().interrupt());
                    Future<Boolean> next = pool.submit(Thread::interrupted);
                    begun.send(true);
                    cancelled.cancel(true);
                    interrupting.get();
                    assertThat(next.get()).isFalse();
                });
    }

    private static boolean awaitInterruptStatus() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        return true;
    }

    @Test
    @DisplayName("a task is cancelled though what its interrupt runs fails, and that is reported")
    void aTaskIsCancelledThoughItsInterruptFails() throws Exception {
        assertThat(Told.by(() -> Scope.run(ExecutorServicesTest::cancelInAChannel)))
                .extracting(Throwable::getMessage)
                .containsExactly("cannot be closed");
    }

    private static void cancelInAChannel(Scope scope) throws InterruptedException {
        FailsToClose channel = new FailsToClose();
        Future<Void> task =
                ExecutorServices.of(scope, "pool")
                        .submit(
                                () -> {
                                    channel.stay();
                                    return null;
                                });
        channel.awaitEntered();
        assertThat(task.cancel(true)).isTrue();
        assertThatThrownBy(() -> task.get(1, TimeUnit.DAYS))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    @DisplayName("a get gives up in time, or when interrupted, and leaves the task")
    void aGetGivesUpInTime() throws Exception {
        Scope.run(
                scope -> {
                    Future<Integer> running = ExecutorServices.of(scope, "pool").submit(forever());
                    assertThatThrownBy(() -> running.get(1, TimeUnit.MILLISECONDS))
                            .isInstanceOf(TimeoutException.class)
                            .hasMessage("task \"pool\" has not ended within PT0.001S");
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(running::get).isInstanceOf(InterruptedException.class);
                    assertThat(running.isDone()).isFalse();
                    running.cancel(true);
                });
    }

    @Test
    @DisplayName("after a shutdown tasks are rejected, those before it run, and it terminates")
    void afterAShutdownTasksAreRejected() throws Exception {
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 1, 5);
                    Channel<Integer> gate = Channel.rendezvous();
                    Future<Integer> first = pool.submit(() -> gate.receive());
                    Future<Integer> second = pool.submit(() -> 2);
                    pool.shutdown();
                    assertThat(pool.isShutdown()).isTrue();
                    assertThat(pool.isTerminated()).isFalse();
                    assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
                    assertThatThrownBy(() -> pool.execute(() -> {}))
                            .isInstanceOf(RejectedExecutionException.class)
                            .hasMessageContaining("shut down");
                    gate.send(1);
                    assertThat(pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
                    assertThat(pool.isTerminated()).isTrue();
                    assertThat(first.get() + second.get()).isEqualTo(3);
                    ExecutorService unused = ExecutorServices.of(scope, "unused");
                    unused.close();
                    assertThat(unused.isTerminated()).isTrue();
                });
    }

    /** Has another thread look at a pool when it is closed, and waits for the answer. */
    private static final class LooksAtAPool extends AbstractInterruptibleChannel {
        private final ExecutorService pool;
        private final CountDownLatch entered = new CountDownLatch(1);
        final CompletableFuture<Boolean> isShutdown = new CompletableFuture<>();

        LooksAtAPool(ExecutorService pool) {
            this.pool = pool;
        }

        void stay() throws Exception {
            try {
                begin();
                entered.countDown();
                isShutdown.get();
            } finally {
                end(false);
            }
        }

        @Override
        protected void implCloseChannel() {
            isShutdown.completeAsync(pool::isShutdown).orTimeout(1, TimeUnit.MINUTES).join();
        }
    }

    @Test
    @DisplayName("what runs when shutdownNow interrupts a task may wait for who uses the pool")
    void whatRunsAtAnInterruptMayWaitForOthers() throws Exception {
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                    LooksAtAPool channel = new LooksAtAPool(pool);
                    pool.submit(
                            () -> {
                                channel.stay();
                                return null;
                            });
                    channel.entered.await();
                    assertThat(pool.shutdownNow()).isEmpty();
                    assertThat(channel.isShutdown.join()).isTrue();
                });
    }

    /** Once, and nobody else would do what waits. */
    @Test
    @DisplayName("a worker that has no memory to let others in is replaced, and the pool goes on")
    void aWorkerWithoutMemoryIsReplaced() {
        AtomicLong ahead = new AtomicLong();
        AtomicBoolean isScarce = new AtomicBoolean(true);
        Scheduling scarce =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public long nanoTime() {
                        return super.nanoTime() + ahead.get();
                    }

                    @Override
                    public void letOthersIn() {
                        if (isScarce.getAndSet(false)) {
                            throw new OutOfMemoryError("planted");
                        }
                        super.letOthersIn();
                    }
                };
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Under.run(
                scarce,
                () ->
                        Scope.unnamed()
                                .supervised(e -> failures.add(e.getCause()))
                                .run(scope -> takeTurns(scope, ahead)));
        assertThat(failures).singleElement().isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    @DisplayName("a task that there is no memory to begin is cancelled")
    void aTaskThatThereIsNoMemoryToBeginIsCancelled() {
        Thread test = Thread.currentThread();
        AtomicBoolean isScarce = new AtomicBoolean(true);
        Scheduling scarce =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public long nanoTime() {
                        if (Thread.currentThread() != test && isScarce.getAndSet(false)) {
                            throw new OutOfMemoryError("planted");
                        }
                        return super.nanoTime();
                    }
                };
        Under.run(
                scarce,
                () ->
                        Scope.unnamed()
                                .supervised(failure -> {})
                                .run(
                                        scope -> {
                                            Future<Integer> task =
                                                    ExecutorServices.of(scope, "pool")
                                                            .submit(() -> 1);
                                            assertThatThrownBy(() -> task.get(1, TimeUnit.MINUTES))
                                                    .isInstanceOf(CancellationException.class);
                                        }));
        assertThat(isScarce).isFalse();
    }

    /** The first task goes on for so long that others have a turn after it. */
    private static void takeTurns(Scope scope, AtomicLong ahead) throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        ExecutorService pool = ExecutorServices.pool(scope, "pool", 1, 1);
        pool.execute(
                () -> {
                    gate.iterator().next();
                    ahead.addAndGet(Duration.ofSeconds(1).toNanos());
                });
        Future<Integer> next = pool.submit(() -> 2);
        gate.send(0);
        assertThat(next.get(1, TimeUnit.MINUTES)).isEqualTo(2);
        pool.shutdown();
        assertThat(pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
    }

    @Test
    @DisplayName("shutdownNow interrupts what runs and returns what has not begun")
    void shutdownNowReturnsWhatHasNotBegun() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 1, 5);
                    Future<Integer> running = pool.submit(forever());
                    Runnable waiting = () -> ran.set(true);
                    pool.execute(waiting);
                    assertThat(pool.shutdownNow()).containsExactly(waiting);
                    assertThatThrownBy(running::get)
                            .isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(InterruptedException.class);
                    assertThat(pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
                });
        assertThat(ran).isFalse();
    }

    @Test
    @DisplayName("shutdownNow interrupts also a task whose worker is about to begin it")
    void shutdownNowInterruptsWhatIsAboutToBegin() {
        List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
        HeldStarts starts = new HeldStarts();
        Under.run(
                starts,
                () ->
                        Scope.run(
                                scope -> {
                                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                                    pool.execute(
                                            () ->
                                                    interrupted.add(
                                                            Thread.currentThread()
                                                                    .isInterrupted()));
                                    assertThat(pool.shutdownNow()).isEmpty();
                                    starts.begin();
                                }));
        assertThat(interrupted).containsExactly(true);
    }

    @Test
    @DisplayName("a close waits for the tasks")
    void aCloseWaitsForTheTasks() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        Scope.run(
                scope -> {
                    try (ExecutorService pool = ExecutorServices.pool(scope, "pool", 2, 50)) {
                        for (int i = 0; i < 30; i++) {
                            pool.execute(ended::incrementAndGet);
                        }
                    }
                    assertThat(ended).hasValue(30);
                });
    }

    @Test
    @DisplayName("a cancelled scope interrupts running tasks and those that wait, and rejects more")
    void aCancelledScopeInterruptsTasks() throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        AtomicReference<ExecutorService> left = new AtomicReference<>();
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 2, 50);
                    left.set(pool);
                    for (int i = 0; i < 10; i++) {
                        pool.submit(
                                () -> {
                                    try {
                                        return Channel.<Integer>rendezvous().receive();
                                    } catch (InterruptedException e) {
                                        interrupted.incrementAndGet();
                                        throw e;
                                    }
                                });
                    }
                    scope.cancel();
                    assertThatThrownBy(() -> pool.execute(() -> {}))
                            .isInstanceOf(RejectedExecutionException.class)
                            .hasMessageContaining("cancelled");
                });
        assertThat(interrupted).hasValue(10);
        ExecutorService pool = Scope.call(scope -> ExecutorServices.of(scope, "left"));
        assertThatThrownBy(() -> pool.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("has been left");
        pool.close();
        assertThat(pool.isTerminated()).isTrue();
    }

    /** The first of them finds out that the scope has been left, and the others may already wait for its worker. */
    @Test
    @DisplayName("of tasks that come at once after the scope was left, none is dropped in silence")
    void tasksThatComeAtOnceAfterTheScopeWasLeft() throws Exception {
        for (int round = 0; round < 200; round++) {
            ExecutorService pool = Scope.call(scope -> ExecutorServices.pool(scope, "left", 1, 9));
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger told = new AtomicInteger();
            Consumer<Throwable> report =
                    e -> told.addAndGet(e instanceof RejectedExecutionException ? 1 : 0);
            Phaser begin = new Phaser(3);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                threads.add(
                        Thread.ofPlatform()
                                .uncaughtExceptionHandler((thread, e) -> report.accept(e))
                                .start(
                                        () -> {
                                            begin.arriveAndAwaitAdvance();
                                            try {
                                                pool.execute(() -> {});
                                            } catch (RejectedExecutionException e) {
                                                refused.incrementAndGet();
                                            }
                                        }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(refused.get() + told.get()).isEqualTo(3);
            assertThatThrownBy(() -> pool.execute(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("has been left");
        }
    }

    @Test
    @DisplayName("L38 a task that comes after the cancel fails no process of the cancelled scope")
    void aTaskThatComesAfterTheCancelFailsNobody() throws Exception {
        ExecutorService pool =
                Scope.call(
                        scope -> {
                            ExecutorService inside = ExecutorServices.pool(scope, "pool", 1, 1);
                            scope.go(
                                    () -> {
                                        try {
                                            Channel.<Integer>never().receive();
                                        } catch (InterruptedException e) {
                                            inside.execute(() -> {});
                                        }
                                    });
                            scope.cancel();
                            return inside;
                        });
        assertThatThrownBy(() -> Scope.run(other -> other.go(() -> pool.execute(() -> {}))))
                .isInstanceOf(ProcessFailedException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    @DisplayName("invokeAll gives all results in order, and cancels what is late")
    void invokeAllGivesAllResults() throws Exception {
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                    List<Integer> results = new ArrayList<>();
                    for (Future<Integer> future :
                            pool.invokeAll(List.<Callable<Integer>>of(() -> 1, () -> 2, () -> 3))) {
                        results.add(future.get());
                    }
                    assertThat(results).containsExactly(1, 2, 3);
                    List<Future<Integer>> late =
                            pool.invokeAll(
                                    List.<Callable<Integer>>of(() -> 1, forever()),
                                    30,
                                    TimeUnit.MILLISECONDS);
                    assertThat(late.get(1).isCancelled()).isTrue();
                });
    }

    @Test
    @DisplayName("invokeAny gives the first success and cancels the rest")
    void invokeAnyGivesTheFirstSuccess() throws Exception {
        CountDownLatch bothAtWork = new CountDownLatch(2);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        Callable<Integer> slow =
                () -> {
                    begun.incrementAndGet();
                    bothAtWork.countDown();
                    try {
                        return Channel.<Integer>rendezvous().receive();
                    } catch (InterruptedException e) {
                        cancelled.incrementAndGet();
                        throw e;
                    }
                };
        Callable<Integer> third =
                () -> {
                    bothAtWork.await();
                    return 3;
                };
        Callable<Integer> fails =
                () -> {
                    throw NO_PAPER;
                };
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                    assertThat(pool.<Integer>invokeAny(List.of(slow, fails, third, slow)))
                            .isEqualTo(3);
                    assertThatThrownBy(() -> pool.invokeAny(List.of(fails, fails)))
                            .isInstanceOf(ExecutionException.class)
                            .hasCause(NO_PAPER);
                    assertThatThrownBy(
                                    () ->
                                            pool.invokeAny(
                                                    List.of(fails, slow), 1, TimeUnit.MILLISECONDS))
                            .isInstanceOf(TimeoutException.class);
                    assertThatThrownBy(() -> pool.invokeAny(List.<Callable<Integer>>of()))
                            .isInstanceOf(IllegalArgumentException.class);
                });
        assertThat(begun.get()).isBetween(2, 3); // one that has not begun never does
        assertThat(cancelled.get()).isEqualTo(begun.get());
    }

    @Test
    @DisplayName("CompletableFuture runs its stages in the scope")
    void completableFutureRunsInTheScope() throws Exception {
        Scope.run(
                scope -> {
                    ExecutorService pool = ExecutorServices.pool(scope, "pool", 2, 10);
                    assertThat(
                                    CompletableFuture.supplyAsync(() -> 20, pool)
                                            .thenApplyAsync(v -> v + 1, pool)
                                            .thenCombine(
                                                    CompletableFuture.supplyAsync(() -> 21, pool),
                                                    Integer::sum)
                                            .get())
                            .isEqualTo(42);
                });
    }

    @Test
    @DisplayName(
            "with tasks, cancels and shutdowns at random, each task runs once or never, as its"
                    + " future says, and all ends")
    void atRandomEachTaskRunsOnceOrNever() throws Exception {
        Random random = Seed.random("pool");
        for (int round = 0; round < 60; round++) {
            int workers = 1 + random.nextInt(3);
            int capacity = random.nextInt(6);
            int tasks = random.nextInt(20);
            int endAt = random.nextInt(40);
            boolean now = random.nextBoolean();
            Map<Future<Integer>, AtomicInteger> accepted = new LinkedHashMap<>();
            List<Runnable> neverBegun = new ArrayList<>();
            Scope.run(
                    scope -> {
                        ExecutorService pool =
                                ExecutorServices.pool(scope, "pool", workers, capacity);
                        for (int i = 0; i < tasks; i++) {
                            AtomicInteger runs = new AtomicInteger();
                            try {
                                accepted.put(pool.submit(runs::incrementAndGet), runs);
                            } catch (RejectedExecutionException e) {
                                // no room, or shut down
                            }
                            if (random.nextInt(3) == 0) {
                                cancelOne(List.copyOf(accepted.keySet()), random);
                            }
                            if (i == endAt) {
                                if (now) {
                                    neverBegun.addAll(pool.shutdownNow());
                                } else {
                                    pool.shutdown();
                                }
                            }
                        }
                        pool.shutdown();
                        assertThat(pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
                    });
            for (var task : accepted.entrySet()) {
                assertRuns(task.getKey(), task.getValue().get(), neverBegun);
            }
        }
    }

    private static void cancelOne(List<Future<Integer>> futures, Random random) {
        if (!futures.isEmpty()) {
            futures.get(random.nextInt(futures.size())).cancel(random.nextBoolean());
        }
    }

    /** A task that was cancelled may have run, unless it had not begun at the end. */
    private static void assertRuns(Future<Integer> task, int runs, List<Runnable> neverBegun)
            throws Exception {
        if (neverBegun.stream().anyMatch(other -> other == task)) {
            assertThat(runs).isZero();
            assertThat(task.isCancelled()).isEqualTo(task.isDone());
        } else if (task.isCancelled()) {
            assertThat(runs).isLessThanOrEqualTo(1);
        } else {
            assertThat(task.isDone()).isTrue();
            assertThat(task.get()).isEqualTo(1);
            assertThat(runs).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a pool without workers and a null task are refused")
    void whatMakesNoSenseIsRefused() throws Exception {
        Scope.run(
                scope -> {
                    assertThatThrownBy(() -> ExecutorServices.pool(scope, "pool", 0, 1))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> ExecutorServices.of(scope, "pool").execute(null))
                            .isInstanceOf(NullPointerException.class);
                });
    }

    // ---- work on foreign executors

    @Test
    @DisplayName("work on a foreign executor is a case of a select")
    void foreignWorkIsACase() throws Exception {
        try (ExecutorService foreign = Executors.newSingleThreadExecutor()) {
            CountDownLatch gate = new CountDownLatch(1);
            Scope.run(
                    scope -> {
                        Task<String> task =
                                ExecutorServices.fork(
                                        scope,
                                        "work",
                                        foreign,
                                        () -> {
                                            gate.await();
                                            return "on " + Thread.currentThread().isVirtual();
                                        });
                        Select<String> select =
                                Select.of(
                                        done(task, v -> v),
                                        after(Duration.ofMillis(1), () -> "not yet"));
                        assertThat(select.run()).isEqualTo("not yet");
                        gate.countDown();
                        assertThat(task.join()).isEqualTo("on false");
                        assertThat(select.run()).isEqualTo("on false");
                    });
        }
    }

    @Test
    @DisplayName("foreign work may have no result")
    void foreignWorkMayHaveNoResult() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Scope.run(
                scope -> {
                    Task<@Nullable Void> task =
                            ExecutorServices.fork(
                                    scope, "work", Runnable::run, () -> done.set(true));
                    assertThat(task.join()).isNull();
                });
        assertThat(done).isTrue();
    }

    @Test
    @DisplayName(
            "foreign work that fails, is rejected or is cancelled fails the scope with the cause")
    void foreignWorkThatFailsFailsTheScope() {
        assertThatThrownBy(
                        forked(
                                Runnable::run,
                                () -> {
                                    throw NO_PAPER;
                                }))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(NO_PAPER);
        assertThatThrownBy(
                        forked(
                                task -> {
                                    throw new RejectedExecutionException();
                                },
                                () -> 1))
                .hasCauseInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(forked(task -> ((Future<?>) task).cancel(true), () -> 1))
                .hasCauseInstanceOf(CancellationException.class);
    }

    private static ThrowingCallable forked(Executor executor, Callable<Integer> work) {
        return () -> Scope.run(scope -> ExecutorServices.fork(scope, "work", executor, work));
    }

    @ParameterizedTest(name = "by cancel({0})")
    @ValueSource(booleans = {true, false})
    @DisplayName("foreign work that its executor cancels while it runs is interrupted and awaited")
    void workCancelledByItsExecutorIsAwaited(boolean interrupts) {
        CountDownLatch begun = new CountDownLatch(1);
        Executor foreign =
                task -> {
                    Thread.ofVirtual().start(task);
                    Until.eventually("the work has begun", () -> begun.getCount() == 0);
                    ((Future<?>) task).cancel(interrupts);
                };
        assertThatThrownBy(forked(foreign, () -> workWithASlowEnd(begun)))
                .cause()
                .isInstanceOf(CancellationException.class)
                .hasSuppressedException(NO_PAPER);
    }

    /** Without an interrupt. */
    private static void startAndCancel(Runnable task, CountDownLatch begun) {
        Thread.ofVirtual().start(task);
        Until.eventually("the work has begun", () -> begun.getCount() == 0);
        ((Future<?>) task).cancel(false);
    }

    @Test
    @DisplayName("foreign work that its executor cancels and then rejects is interrupted")
    void workCancelledAndRejectedIsInterrupted() {
        CountDownLatch begun = new CountDownLatch(1);
        Executor foreign =
                task -> {
                    startAndCancel(task, begun);
                    throw new RejectedExecutionException("after all");
                };
        assertThatThrownBy(forked(foreign, () -> workWithASlowEnd(begun)))
                .cause()
                .hasMessage("after all")
                .hasSuppressedException(NO_PAPER);
    }

    @Test
    @DisplayName("a cancelled scope interrupts foreign work that its executor has cancelled")
    void aCancelledScopeInterruptsWorkCancelledByItsExecutor() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Channel<Boolean> interrupted = Channel.buffered(1);
        Scope.run(
                scope ->
                        ExecutorServices.fork(
                                scope,
                                "work",
                                task -> {
                                    startAndCancel(task, begun);
                                    scope.cancel();
                                },
                                () -> {
                                    begun.countDown();
                                    try {
                                        Timers.sleep(Duration.ofDays(1));
                                    } catch (InterruptedException e) {
                                        interrupted.trySend(true);
                                    }
                                    return 1;
                                }));
        assertThat(interrupted.tryReceiveOrNull()).isTrue();
    }

    private static int workWithASlowEnd(CountDownLatch begun) {
        begun.countDown();
        try {
            Timers.sleep(Duration.ofDays(1));
        } catch (InterruptedException e) {
            // a second interrupt would end it
            assertThatCode(() -> Timers.sleep(Duration.ofMillis(20))).doesNotThrowAnyException();
        }
        throw NO_PAPER;
    }

    @Test
    @DisplayName("a cancelled scope interrupts foreign work and waits for its end")
    void aCancelledScopeWaitsForForeignWork() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService foreign = Executors.newSingleThreadExecutor()) {
            Scope.run(
                    scope -> {
                        Channel<Boolean> begun = Channel.buffered(1);
                        ExecutorServices.fork(
                                scope,
                                "work",
                                foreign,
                                () -> {
                                    begun.send(true);
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                        for (int i = 0; i < 1_000; i++) {
                                            Thread.yield(); // tidies up
                                        }
                                        ended.set(true);
                                    }
                                    return 1;
                                });
                        begun.receive();
                        scope.cancel();
                    });
            assertThat(ended).isTrue();
        }
    }

    @Test
    @DisplayName("a foreign thread is not left interrupted by the cancel of its work")
    void aForeignThreadIsNotLeftInterrupted() throws Exception {
        CompletableFuture<Boolean> isInterrupted = new CompletableFuture<>();
        Scope.run(
                scope -> {
                    Channel<Boolean> begun = Channel.buffered(1);
                    ExecutorServices.fork(
                            scope,
                            "work",
                            work ->
                                    Thread.ofPlatform()
                                            .start(
                                                    () -> {
                                                        work.run();
                                                        isInterrupted.complete(
                                                                Thread.interrupted());
                                                    }),
                            () -> {
                                begun.trySend(true);
                                return awaitInterruptStatus();
                            });
                    begun.receive();
                    scope.cancel();
                });
        assertThat(isInterrupted.join()).isFalse();
    }

    @Test
    @DisplayName("L36 what foreign work fails with when its scope is cancelled is not swallowed")
    void whatForeignWorkFailsWithIsNotSwallowed() {
        IOException lost = new IOException("the rollback has failed");
        try (ExecutorService foreign = Executors.newSingleThreadExecutor()) {
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                Channel<Boolean> begun = Channel.buffered(1);
                                                ExecutorServices.fork(
                                                        scope,
                                                        "work",
                                                        foreign,
                                                        () -> {
                                                            begun.trySend(true);
                                                            awaitInterruptStatus();
                                                            throw lost;
                                                        });
                                                begun.receive();
                                                scope.cancel();
                                            }))
                    .isInstanceOf(ProcessFailedException.class)
                    .hasCause(lost);
        }
    }

    @Test
    @DisplayName("foreign work that has not begun when the scope is cancelled never does")
    void foreignWorkThatHasNotBegunNeverDoes() throws Exception {
        ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        AtomicBoolean ran = new AtomicBoolean();
        Scope.run(
                scope -> {
                    Channel<Boolean> given = Channel.buffered(1);
                    ExecutorServices.fork(
                            scope,
                            "work",
                            task -> {
                                waiting.add(task);
                                given.trySend(true);
                            },
                            () -> {
                                ran.set(true);
                                return 1;
                            });
                    given.receive();
                    scope.cancel();
                });
        waiting.forEach(Runnable::run);
        assertThat(waiting).hasSize(1);
        assertThat(ran).isFalse();
    }

    @Test
    @DisplayName("foreign work that its executor rejects after it has begun is awaited, too")
    void workThatIsRejectedAfterItHasBegunIsAwaited() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Executor full =
                task -> {
                    Thread.ofPlatform().daemon().start(task);
                    Interrupts.undisturbed(
                            () -> {
                                begun.await();
                                return true;
                            });
                    throw new RejectedExecutionException("after all");
                };
        assertThatThrownBy(
                        forked(
                                full,
                                () -> {
                                    begun.countDown();
                                    try {
                                        Channel.never().receive();
                                    } finally {
                                        ended.set(true);
                                    }
                                    return 1;
                                }))
                .rootCause()
                .hasMessage("after all")
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .singleElement()
                                        .isInstanceOf(InterruptedException.class));
        assertThat(ended).isTrue();
    }
}
