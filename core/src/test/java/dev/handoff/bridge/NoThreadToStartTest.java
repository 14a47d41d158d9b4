package dev.handoff.bridge;

import static dev.handoff.laws.NoThreads.NO_THREAD;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.internal.Raise;
import dev.handoff.laws.NoThreads;
import dev.handoff.laws.ShortOfMemory;
import dev.handoff.laws.Told;
import dev.handoff.laws.Until;
import dev.handoff.spi.Op;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

@DisplayName("Bridges: the machine has no thread for a process")
class NoThreadToStartTest {
    @Test
    @DisplayName("a pool throws why it takes no task, and its end does not wait for that task")
    void aPoolThrowsWhy() {
        NoThreads.after(
                0,
                () ->
                        Scope.run(
                                scope -> {
                                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                                    assertThatThrownBy(() -> pool.submit(() -> 42))
                                            .isSameAs(NO_THREAD);
                                    pool.shutdown();
                                    assertThat(pool.awaitTermination(0, TimeUnit.DAYS)).isTrue();
                                }));
    }

    @Test
    @DisplayName(
            "a task that has come to wait for the worker that could not be started is cancelled")
    void aStrandedTaskIsCancelled() {
        AtomicReference<@Nullable ExecutorService> pool = new AtomicReference<>();
        List<Future<Integer>> waiting = new ArrayList<>();
        NoThreads.after(0, () -> waiting.add(pool.get().submit(() -> 2)), submitsInVain(pool));
        assertThat(waiting).singleElement().matches(Future::isCancelled);
    }

    /** Makes the pool, of one worker with room for one task, and gives it a task for which there is no thread. */
    private static ProcessBody submitsInVain(AtomicReference<@Nullable ExecutorService> pool) {
        return () ->
                Scope.run(
                        scope -> {
                            pool.set(ExecutorServices.pool(scope, "pool", 1, 1));
                            assertThatThrownBy(() -> pool.get().submit(() -> 1))
                                    .isSameAs(NO_THREAD);
                        });
    }

    @Test
    @DisplayName("a stranded task whose end fails leaves no other stranded, and that is reported")
    void aStrandedTaskWhoseEndFails() throws Exception {
        AtomicReference<@Nullable ExecutorService> pool = new AtomicReference<>();
        IllegalStateException broken = new IllegalStateException("broken");
        FutureTask<Integer> first =
                new FutureTask<>(() -> 2) {
                    @Override
                    protected void done() {
                        throw broken;
                    }
                };
        FutureTask<Integer> second = new FutureTask<>(() -> 3);
        ProcessBody body =
                () ->
                        Scope.run(
                                scope -> {
                                    pool.set(ExecutorServices.pool(scope, "pool", 1, 2));
                                    assertThatThrownBy(() -> pool.get().submit(() -> 1))
                                            .isSameAs(NO_THREAD);
                                    pool.get().shutdown();
                                    assertThat(pool.get().isTerminated()).isTrue();
                                });
        Runnable strand =
                () -> {
                    pool.get().execute(first);
                    pool.get().execute(second);
                };
        assertThat(Told.by(() -> NoThreads.after(0, strand, body))).containsExactly(broken);
        assertThat(second).matches(Future::isCancelled);
    }

    @Test
    @DisplayName("a stranded task that has no future is reported")
    void aStrandedTaskWithoutAFuture() throws Exception {
        AtomicReference<@Nullable ExecutorService> pool = new AtomicReference<>();
        Runnable strand = () -> pool.get().execute(new Named("never"));
        assertThat(Told.by(() -> NoThreads.after(0, strand, submitsInVain(pool))))
                .singleElement(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage(
                        "pool \"pool\" rejects a task: task \"never\" has waited for a worker that"
                                + " could not begin")
                .hasCause(NO_THREAD);
    }

    private record Named(String name) implements Runnable {
        @Override
        public void run() {
            throw new AssertionError("there is no thread for " + this);
        }

        @Override
        public String toString() {
            return "task \"" + name + '"';
        }
    }

    @Test
    @DisplayName("what a stranded task executes when it is cancelled has a worker of its own")
    void whatAStrandedTaskExecutes() throws Exception {
        AtomicReference<@Nullable ExecutorService> pool = new AtomicReference<>();
        FutureTask<Integer> again = new FutureTask<>(() -> 3);
        FutureTask<Integer> stranded =
                new FutureTask<>(() -> 2) {
                    @Override
                    protected void done() {
                        pool.get().execute(again);
                    }
                };
        NoThreads.atFirst(() -> pool.get().execute(stranded), submitsInVain(pool));
        assertThat(stranded).matches(Future::isCancelled);
        assertThat(again.get()).isEqualTo(3);
    }

    @Test
    @DisplayName("who waits for the first of such tasks is told")
    void invokeAnyIsTold() {
        AtomicReference<@Nullable ExecutorService> pool = new AtomicReference<>();
        CompletableFuture<Integer> first = new CompletableFuture<>();
        Runnable invoke =
                () -> {
                    try {
                        first.complete(pool.get().invokeAny(List.<Callable<Integer>>of(() -> 2)));
                    } catch (InterruptedException | ExecutionException e) {
                        first.completeExceptionally(e);
                    }
                };
        NoThreads.after(
                0, () -> Until.asleep(Thread.startVirtualThread(invoke)), submitsInVain(pool));
        assertThatThrownBy(() -> first.get(Until.LIMIT_SECONDS, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(CancellationException.class);
    }

    @Test
    @DisplayName("a task that waits for another worker is done by that one")
    void otherWorkersDoWhatWaits() {
        AtomicReference<@Nullable ExecutorService> pool = new AtomicReference<>();
        List<Future<Integer>> waiting = new ArrayList<>();
        Channel<Integer> gate = Channel.rendezvous();
        NoThreads.after(
                1,
                () -> waiting.add(pool.get().submit(() -> 2)),
                () ->
                        Scope.run(
                                scope -> {
                                    pool.set(ExecutorServices.pool(scope, "pool", 2, 1));
                                    Future<Integer> first = pool.get().submit(() -> gate.receive());
                                    assertThatThrownBy(() -> pool.get().submit(() -> 1))
                                            .isSameAs(NO_THREAD);
                                    gate.send(0);
                                    assertThat(first.get()).isZero();
                                    assertThat(waiting.getFirst().get()).isEqualTo(2);
                                }));
    }

    @Test
    @DisplayName("a worker that fails, and cannot be replaced, cancels the task that was next")
    void aWorkerThatCannotBeReplaced() {
        IllegalStateException broken = new IllegalStateException("broken");
        FutureTask<Integer> next = new FutureTask<>(() -> 2);
        assertThat(failuresOfTheOnlyWorker(broken, next, List.of())).containsExactly(broken);
        assertThat(broken).hasSuppressedException(NO_THREAD);
        assertThat(next).matches(Future::isCancelled);
    }

    /** The JVM has but one failure for that, if there is no memory for another. */
    @Test
    @DisplayName("a worker that fails by what keeps another from beginning fails by that alone")
    void aWorkerThatCannotBeReplacedForTheSameReason() {
        List<Throwable> told = new ArrayList<>();
        assertThat(failuresOfTheOnlyWorker(NO_THREAD, new Named("next"), told))
                .containsExactly(NO_THREAD);
        assertThat(told)
                .singleElement(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("task \"next\" has waited")
                .hasCause(NO_THREAD);
    }

    /** A task fails by {@code broken} while {@code next} waits, and there is no thread for another worker. */
    private static List<Throwable> failuresOfTheOnlyWorker(
            Throwable broken, Runnable next, List<Throwable> told) {
        List<Throwable> failures = new ArrayList<>();
        Channel<Integer> gate = Channel.rendezvous();
        NoThreads.after(
                1,
                () ->
                        Scope.unnamed()
                                .supervised(failure -> failures.add(failure.getCause()))
                                .run(
                                        scope -> {
                                            ExecutorService pool =
                                                    ExecutorServices.pool(scope, "pool", 1, 1);
                                            pool.execute(
                                                    () -> {
                                                        Thread.currentThread()
                                                                .setUncaughtExceptionHandler(
                                                                        (_, t) -> told.add(t));
                                                        gate.iterator().next();
                                                        throw Raise.asIs(broken);
                                                    });
                                            pool.execute(next);
                                            gate.send(0);
                                        }));
        return failures;
    }

    /** Rule 1.9 of Reactive Streams: a subscribe returns normally. */
    @Test
    @DisplayName("a subscriber for whom no process could be started is told so")
    void aSubscriberIsTold() {
        AtomicReference<@Nullable Throwable> told = new AtomicReference<>();
        NoThreads.after(
                0,
                () ->
                        Scope.run(
                                scope ->
                                        Publishers.publisher(
                                                        scope,
                                                        "numbers",
                                                        run -> Channel.<Integer>rendezvous())
                                                .subscribe(new Errors(told::set))));
        assertThat(told).hasValue(NO_THREAD);
    }

    @Test
    @DisplayName("who subscribes what fails when it is told that it has no process is not told")
    void aSubscriberThatFails() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        IllegalStateException broken = new IllegalStateException("broken");
        List<Throwable> unheard = new ArrayList<>();
        Consumer<Throwable> fails =
                failure -> {
                    throw broken;
                };
        Runnable subscribe =
                () ->
                        NoThreads.after(
                                0,
                                () ->
                                        Scope.run(
                                                scope ->
                                                        Publishers.publisher(scope, "hot", channel)
                                                                .subscribe(new Errors(fails))));
        Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, failure) -> unheard.add(failure))
                .start(subscribe)
                .join();
        assertThat(unheard).containsExactly(broken);
        assertThat(channel.isClosed()).isTrue();
    }

    @Test
    @DisplayName("a receiver that there is no memory to cancel for a while is cancelled")
    void aReceiverThatThereIsNoMemoryToCancel() throws Exception {
        AtomicReference<@Nullable Scope> left = new AtomicReference<>();
        Scope.run(left::set);
        ShortOfMemory.at(Op.CANCEL, 1)
                .run(
                        () -> {
                            Channel<Integer> channel = Channel.rendezvous();
                            Flow.Publisher<Integer> hot =
                                    Publishers.publisher(left.get(), "hot", channel);
                            Flow.Subscriber<Integer> subscriber = new Errors(failure -> {});
                            hot.subscribe(subscriber);
                            assertThat(channel.isClosed()).isTrue();
                        });
    }

    @ParameterizedTest(name = "{0} processes are started")
    @ValueSource(ints = {0, 1})
    @DisplayName("a processor that cannot run cancels its publisher")
    void aProcessorThatCannotRun(int started) {
        AtomicReference<@Nullable Throwable> told = new AtomicReference<>();
        Upstream upstream = new Upstream();
        NoThreads.after(
                started,
                () ->
                        Scope.run(
                                scope -> {
                                    Flow.Processor<Integer, Integer> processor =
                                            Publishers.processor(
                                                    scope, "between", 4, (run, values) -> values);
                                    processor.onSubscribe(upstream);
                                    processor.subscribe(new Errors(told::set));
                                }));
        assertThat(told).hasValue(NO_THREAD);
        assertThat(upstream.cancelled).isTrue();
    }

    @Test
    @DisplayName("a receiver whose publisher cannot run is cancelled")
    void aReceiverWhosePublisherCannotRun() {
        Channel<Integer> channel = Channel.rendezvous();
        NoThreads.after(
                0,
                () ->
                        Scope.run(
                                scope ->
                                        Publishers.publisher(scope, "hot", channel)
                                                .subscribe(new Errors(failure -> {}))));
        assertThat(channel.isClosed()).isTrue();
    }

    private record Errors(Consumer<Throwable> told) implements Flow.Subscriber<Integer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(Integer value) {
            throw new AssertionError("nobody has sent " + value);
        }

        @Override
        public void onError(Throwable failure) {
            told.accept(failure);
        }

        @Override
        public void onComplete() {
            throw new AssertionError("completed");
        }
    }
}
