package dev.handoff.bridge;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Owned;
import dev.handoff.OwnershipException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.WorkCancelledException;
import dev.handoff.laws.Seed;
import dev.handoff.laws.Until;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@DisplayName("Bridges: futures")
class FuturesTest {
    private static final IllegalStateException NO_PAPER = new IllegalStateException("no paper");

    // ---- from futures

    @Test
    @DisplayName("await returns the result of a stage that completes later")
    void awaitReturnsTheResult() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        AtomicReference<String> got = new AtomicReference<>();
        Thread waiter =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                got.set(Futures.await(future.thenApply(s -> s + "!")));
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        Until.asleep(waiter);
        future.complete("done");
        waiter.join();
        assertThat(got).hasValue("done!");
    }

    @Test
    @DisplayName("await returns null for a stage whose result is null")
    void awaitReturnsNull() throws Exception {
        assertThat(Futures.<Void>await(CompletableFuture.completedFuture(null))).isNull();
    }

    @Test
    @DisplayName("await throws the cause of a failure, wrapped once, however long the chain")
    void awaitThrowsTheCause() {
        CompletableFuture<String> failed = CompletableFuture.failedFuture(NO_PAPER);
        assertThatThrownBy(() -> Futures.await(failed.thenApply(s -> s).thenApply(s -> s)))
                .isInstanceOf(CompletionException.class)
                .hasCause(NO_PAPER);
    }

    @Test
    @DisplayName("await of a cancelled future throws CancellationException")
    void awaitOfACancelledFutureThrows() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.cancel(true);
        assertThatThrownBy(() -> Futures.await(future)).isInstanceOf(CancellationException.class);
    }

    @Test
    @DisplayName("an interrupt ends await, and leaves the future as it is")
    void anInterruptEndsAwait() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread waiter =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                Futures.await(future);
                            } catch (InterruptedException e) {
                                interrupted.set(true);
                            }
                        });
        Until.asleep(waiter);
        waiter.interrupt();
        waiter.join();
        assertThat(interrupted).isTrue();
        assertThat(future).isNotDone();
    }

    @Test
    @DisplayName("a completion is a case, ready from then on at each run")
    void aCompletionIsACase() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Channel<String> other = Channel.buffered(1);
        Select<String> select =
                Select.prioritized(
                        on(other, v -> "other " + v),
                        Futures.done(future, v -> "future " + v),
                        after(Duration.ofMillis(1), () -> "nothing"));
        assertThat(select.run()).isEqualTo("nothing");
        other.send("a");
        assertThat(select.run()).isEqualTo("other a");
        future.complete("b");
        assertThat(select.run()).isEqualTo("future b");
        assertThat(select.run()).isEqualTo("future b");
    }

    @Test
    @DisplayName("a select throws what its future has failed with")
    void aSelectThrowsTheFailure() {
        assertThatThrownBy(
                        () ->
                                Select.one(
                                        Futures.done(
                                                CompletableFuture.failedFuture(NO_PAPER), v -> v)))
                .isInstanceOf(CompletionException.class)
                .hasCause(NO_PAPER);
    }

    @Test
    @DisplayName("a completion wakes a select that waits")
    void aCompletionWakesASelect() throws Exception {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        Scope.run(
                scope -> {
                    Task<Integer> task =
                            scope.fork(
                                    () ->
                                            Select.<Integer>one(
                                                    Futures.done(future, v -> v),
                                                    on(Channel.<Integer>rendezvous(), v -> v)));
                    Thread.startVirtualThread(() -> future.complete(7));
                    assertThat(task.join()).isEqualTo(7);
                });
    }

    @Test
    @DisplayName("a result is the only value of its receiver")
    void aResultIsTheOnlyValue() throws Exception {
        Receiver<String> receiver = Futures.receiver(CompletableFuture.completedFuture("a"));
        assertThat(receiver).containsExactly("a");
    }

    @Test
    @DisplayName("a null result is the end without a value")
    void aNullResultIsTheEnd() throws Exception {
        Receiver<String> receiver = Futures.receiver(CompletableFuture.completedFuture(null));
        assertThat(receiver.tryReceive()).isEqualTo(Received.closed(null));
    }

    @Test
    @DisplayName("a failed and a cancelled future fail the receiver with the cause")
    void aFailedFutureFailsTheReceiver() {
        CompletableFuture<String> future = new CompletableFuture<>();
        Receiver<String> receiver = Futures.receiver(future.thenApply(s -> s));
        CompletableFuture<String> unwanted = new CompletableFuture<>();
        Receiver<String> cancelled = Futures.receiver(unwanted);
        future.completeExceptionally(NO_PAPER);
        unwanted.cancel(true);
        assertThatThrownBy(receiver::receive)
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(NO_PAPER);
        assertThatThrownBy(cancelled::receive)
                .isInstanceOf(ChannelFailedException.class)
                .hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    @DisplayName("a result that its future may not send fails the receiver")
    void anOwnedResultOfAnotherFailsTheReceiver() {
        CompletableFuture<Owned<String>> future =
                CompletableFuture.supplyAsync(() -> Owned.of("theirs"));
        future.join();
        assertThatThrownBy(Futures.receiver(future)::receive)
                .isInstanceOf(ChannelFailedException.class)
                .hasCauseInstanceOf(OwnershipException.class);
    }

    @Test
    @DisplayName("a forked stage gives its result to the task")
    void aForkedStageGivesItsResult() throws Exception {
        Scope.run(
                scope ->
                        assertThat(
                                        Futures.fork(
                                                        scope,
                                                        "query",
                                                        () ->
                                                                CompletableFuture.supplyAsync(
                                                                        () -> 42))
                                                .join())
                                .isEqualTo(42));
    }

    @Test
    @DisplayName("cancelling the scope cancels a forked stage's future")
    void cancellingTheScopeCancelsTheFuture() throws Exception {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        Scope.run(
                scope -> {
                    Channel<Boolean> started = Channel.buffered(1);
                    Futures.fork(
                            scope,
                            "query",
                            () -> {
                                started.send(true);
                                return future;
                            });
                    started.receive();
                    scope.cancel();
                });
        assertThat(future).isCancelled();
    }

    @Test
    @DisplayName("cancelling the scope leaves a forked stage alone that has no future")
    void aForkedStageWithoutAFuture() throws Exception {
        Channel<Boolean> started = Channel.buffered(1);
        Scope.run(
                scope -> {
                    Futures.fork(
                            scope,
                            "query",
                            () -> {
                                started.send(true);
                                return withoutFuture();
                            });
                    started.receive();
                    scope.cancel();
                });
        // and the process has not failed
    }

    /** It never completes, and is no part of a {@link CompletableFuture}. */
    @SuppressWarnings("unchecked") // the interface has the type asked for
    private static CompletionStage<Integer> withoutFuture() {
        return (CompletionStage<Integer>)
                Proxy.newProxyInstance(
                        CompletionStage.class.getClassLoader(),
                        new Class<?>[] {CompletionStage.class},
                        (stage, method, arguments) -> {
                            if (method.getName().equals("toCompletableFuture")) {
                                throw new UnsupportedOperationException("it has none");
                            }
                            return stage;
                        });
    }

    @Test
    @DisplayName("a forked stage that fails fails the scope with the cause itself")
    void aForkedStageThatFailsFailsTheScope() {
        assertThatThrownBy(() -> forkAStageThatFails(NO_PAPER))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(NO_PAPER);
    }

    private static void forkAStageThatFails(Exception failure) throws InterruptedException {
        Scope.run(
                scope ->
                        Futures.fork(scope, "query", () -> CompletableFuture.failedStage(failure)));
    }

    @Test
    @DisplayName(
            "L36 a forked stage that nobody wanted fails the scope, in whatever words it says so")
    void aForkedStageThatWasCancelledFailsTheScope() {
        CancelledException refusal = new CancelledException("not wanted", null);
        IOException ofStream = new IOException(refusal);
        for (Exception failure : List.of(refusal, ofStream, new UncheckedIOException(ofStream))) {
            assertThatThrownBy(() -> forkAStageThatFails(failure))
                    .isInstanceOf(ProcessFailedException.class)
                    .cause()
                    .isInstanceOf(CompletionException.class)
                    .hasCause(failure);
        }
    }

    // ---- to futures

    @Test
    @DisplayName("a process gives its result to its future")
    void aProcessGivesItsResult() throws Exception {
        Scope.run(
                scope -> assertThat(Futures.start(scope, "answer", () -> 42).get()).isEqualTo(42));
    }

    @Test
    @DisplayName("a process that fails fails its future and the scope")
    void aFailingProcessFailsBoth() {
        AtomicReference<CompletableFuture<Object>> future = new AtomicReference<>();
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                future.set(
                                                        Futures.start(
                                                                scope,
                                                                "answer",
                                                                () -> {
                                                                    throw NO_PAPER;
                                                                }))))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(NO_PAPER);
        assertThatThrownBy(() -> future.get().get())
                .isInstanceOf(ExecutionException.class)
                .hasCause(NO_PAPER);
    }

    @Test
    @DisplayName("cancelling or timing out a future cancels its process, and not the scope")
    void cancellingAFutureCancelsItsProcess() throws Exception {
        List<String> ended = Collections.synchronizedList(new ArrayList<>());
        Scope.run(
                scope -> {
                    Channel<String> begun = Channel.buffered(2);
                    List<CompletableFuture<Integer>> futures = new ArrayList<>();
                    for (String name : List.of("a", "b")) {
                        futures.add(
                                Futures.start(
                                        scope,
                                        name,
                                        () -> {
                                            begun.send(name);
                                            try {
                                                return Channel.<Integer>rendezvous().receive();
                                            } finally {
                                                ended.add(name);
                                            }
                                        }));
                    }
                    begun.receive();
                    begun.receive();
                    futures.get(0).cancel(true);
                    CompletableFuture<Integer> timed =
                            futures.get(1).orTimeout(1, TimeUnit.MILLISECONDS);
                    assertThatThrownBy(timed::get).hasCauseInstanceOf(TimeoutException.class);
                    Until.eventually("both processes end", () -> ended.size() == 2);
                    assertThat(scope.isCancelled()).isFalse();
                });
        assertThat(ended).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    @DisplayName("a future that is cancelled at any moment leaves no process behind")
    void aFutureCancelledAtAnyMoment() throws Exception {
        Random random = Seed.random("cancelled future");
        for (int i = 0; i < 300; i++) {
            int pauses = random.nextInt(60);
            Scope.run(
                    scope -> {
                        CompletableFuture<Integer> future =
                                Futures.start(
                                        scope,
                                        "forever",
                                        () -> Channel.<Integer>rendezvous().receive());
                        for (int j = 0; j < pauses; j++) {
                            Thread.onSpinWait();
                        }
                        future.cancel(true);
                        assertThat(future).isCancelled();
                    });
        }
    }

    @Test
    @DisplayName("a cancelled scope cancels a future also if its process wraps the interrupt")
    void aWrappedInterruptCancelsTheFuture() {
        AtomicReference<CompletableFuture<Integer>> future = new AtomicReference<>();
        Channel<Boolean> begun = Channel.buffered(1);
        SlowCancels.within(
                () ->
                        Scope.run(
                                scope -> {
                                    future.set(
                                            Futures.start(
                                                    scope,
                                                    "forever",
                                                    () -> {
                                                        begun.send(true);
                                                        try {
                                                            return Channel.<Integer>never()
                                                                    .receive();
                                                        } catch (InterruptedException e) {
                                                            throw new IllegalStateException(e);
                                                        }
                                                    }));
                                    begun.receive();
                                    scope.cancel();
                                }));
        assertThat(future.get()).isCancelled();
    }

    @ParameterizedTest(name = "by {0}")
    @MethodSource("waits")
    @DisplayName(
            "L36 who waits for a future that a cancelled process of its scope cancels has not"
                    + " failed")
    void whoWaitsForAFutureThatIsCancelledWithTheScope(String by, Wait wait) {
        CompletableFuture<Integer> shared = new CompletableFuture<>();
        Channel<Thread> waiter = Channel.buffered(1);
        SlowCancels.within(
                () ->
                        Scope.run(
                                scope -> {
                                    Futures.fork(scope, "owner", () -> shared);
                                    scope.go(
                                            "waiter",
                                            () -> {
                                                waiter.send(Thread.currentThread());
                                                wait.on(shared);
                                            });
                                    Until.asleep(waiter.receive());
                                    scope.cancel();
                                }));
        assertThat(shared).isCancelled();
    }

    interface Wait {
        void on(CompletableFuture<Integer> stage) throws Exception;
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                arguments("await", (Wait) Futures::await),
                arguments("a select", (Wait) stage -> Select.one(Futures.done(stage, v -> v))),
                arguments("get", (Wait) stage -> stage.get(1, TimeUnit.DAYS)));
    }

    @Test
    @DisplayName("a cancelled scope cancels the futures of its processes")
    void aCancelledScopeCancelsFutures() throws Exception {
        AtomicReference<CompletableFuture<Integer>> future = new AtomicReference<>();
        Scope.run(
                scope -> {
                    future.set(
                            Futures.start(
                                    scope,
                                    "forever",
                                    () -> Channel.<Integer>rendezvous().receive()));
                    scope.cancel();
                });
        assertThat(future.get()).isCancelled();
    }

    @Test
    @DisplayName("L38 who waits for such a future in the cancelled scope has not failed")
    void whoWaitsForACancelledFutureHasNotFailed() throws Exception {
        Scope.run(
                scope -> {
                    CompletableFuture<Integer> future =
                            Futures.start(scope, "waits", () -> Channel.<Integer>never().receive());
                    scope.go(
                            () -> {
                                try {
                                    Channel.<Integer>never().receive();
                                } catch (InterruptedException e) {
                                    future.join();
                                }
                            });
                    scope.cancel();
                });
    }

    @Test
    @DisplayName("a task's result, failure and cancellation are its future's")
    void aTaskIsAFuture() throws Exception {
        Scope.run(
                scope ->
                        assertThat(Futures.future(scope, scope.fork("answer", () -> 42)).get())
                                .isEqualTo(42));
        AtomicReference<CompletableFuture<Object>> future = new AtomicReference<>();
        assertThatThrownBy(
                        () ->
                                Scope.named("s")
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    Task<Object> task =
                                                            scope.fork(
                                                                    "answer",
                                                                    () -> {
                                                                        throw NO_PAPER;
                                                                    });
                                                    future.set(Futures.future(scope, task));
                                                }))
                .hasCause(NO_PAPER)
                .hasNoSuppressedExceptions();
        assertThatThrownBy(() -> future.get().get()).hasCause(NO_PAPER);
        CompletableFuture<Integer> cancelled =
                Scope.call(
                        scope -> {
                            Task<Integer> task =
                                    scope.fork(() -> Channel.<Integer>rendezvous().receive());
                            CompletableFuture<Integer> itsFuture = Futures.future(scope, task);
                            scope.cancel();
                            return itsFuture;
                        });
        assertThat(cancelled).isCancelled();
    }

    @Test
    @DisplayName("the future of a task that was cancelled by itself is cancelled, and no more")
    void aCancelledTaskCancelsItsFuture() throws Exception {
        Scope.run(
                scope -> {
                    Task<Integer> task = scope.fork(() -> Channel.<Integer>never().receive());
                    CompletableFuture<Integer> future = Futures.future(scope, task);
                    task.cancel();
                    assertThatThrownBy(() -> Futures.await(future))
                            .isInstanceOf(CancellationException.class)
                            .hasCauseInstanceOf(WorkCancelledException.class);
                });
    }

    @Test
    @DisplayName("L36 a process that waits for cancelled work fails, and so does its future")
    void aProcessThatWaitsForCancelledWorkFails() {
        AtomicReference<CompletableFuture<Integer>> future = new AtomicReference<>();
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Task<Integer> task =
                                                    scope.fork(
                                                            () ->
                                                                    Channel.<Integer>never()
                                                                            .receive());
                                            future.set(Futures.start(scope, "clerk", task::join));
                                            task.cancel();
                                        }))
                .isInstanceOf(ProcessFailedException.class)
                .hasCauseInstanceOf(WorkCancelledException.class);
        assertThatThrownBy(() -> future.get().get())
                .hasCauseInstanceOf(WorkCancelledException.class);
    }

    @Test
    @DisplayName("L36 in a scope that was cancelled, too, its future is cancelled")
    void aCancelledProcessThatWaitsForCancelledWorkHasNotFailed() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        CompletableFuture<Integer> future =
                Scope.call(
                        scope -> {
                            Task<Integer> task = scope.fork(silent::receive);
                            CompletableFuture<Integer> itsFuture =
                                    Futures.start(
                                            scope,
                                            "clerk",
                                            () -> joinWhenInterrupted(silent, task));
                            Until.eventually("both wait", () -> silent.waitingReceivers() == 2);
                            scope.cancel();
                            return itsFuture;
                        });
        assertThat(future).isCancelled();
    }

    private static Integer joinWhenInterrupted(Channel<Integer> silent, Task<Integer> task)
            throws InterruptedException {
        try {
            return silent.receive();
        } catch (InterruptedException e) {
            return task.join();
        }
    }

    @Test
    @DisplayName(
            "a task that an interrupt has ended, though nobody cancelled it, fails its future and"
                    + " no process of the scope of that")
    void aTaskThatFailsByAnInterruptFailsItsFuture() throws Exception {
        InterruptedException interrupt = new InterruptedException();
        List<ProcessFailedException> reports = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Object> future =
                Scope.named("s")
                        .supervised(reports::add)
                        .call(
                                scope -> {
                                    Task<Object> task =
                                            scope.fork(
                                                    "answer",
                                                    () -> {
                                                        throw interrupt;
                                                    });
                                    return Futures.future(scope, task);
                                });
        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasCause(interrupt);
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.process()).isEqualTo("answer"));
    }

    @Test
    @DisplayName("a receive is a future; the end of the channel fails it, and not the scope")
    void aReceiveIsAFuture() throws Exception {
        Scope.run(
                scope -> {
                    Channel<Integer> channel = Channel.rendezvous();
                    CompletableFuture<Integer> first = Futures.next(scope, channel, v -> {});
                    channel.send(1);
                    assertThat(first.get()).isEqualTo(1);
                    CompletableFuture<Integer> second = Futures.next(scope, channel, v -> {});
                    channel.close();
                    assertThatThrownBy(second::get).hasCauseInstanceOf(ClosedException.class);
                });
    }

    @Test
    @DisplayName("a receive of a cancelled channel cancels its future")
    void aReceiveOfACancelledChannelCancelsItsFuture() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        channel.cancel();
        Scope.run(
                scope -> {
                    CompletableFuture<Integer> next = Futures.next(scope, channel, v -> {});
                    assertThatThrownBy(next::get).isInstanceOf(CancellationException.class);
                    assertThat(next).isCancelled();
                });
    }

    @Test
    @DisplayName("a receive whose future is cancelled at a random moment loses nothing")
    void aCancelledReceiveLosesNothing() throws Exception {
        Random random = Seed.random("cancelled receive");
        List<Integer> got = Collections.synchronizedList(new ArrayList<>());
        int count = 200;
        Scope.run(
                scope -> {
                    Channel<Integer> channel = Channel.buffered(random.nextInt(3));
                    scope.go(
                            () -> {
                                for (int i = 0; i < count; i++) {
                                    channel.send(i);
                                }
                                channel.close();
                            });
                    while (receivesOrCancels(channel, random, got)) {}
                });
        assertThat(got)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
    }

    /** False at the end of the channel. The process has ended then: where it gets no core, many would come to wait. */
    private static boolean receivesOrCancels(
            Channel<Integer> channel, Random random, List<Integer> got) throws Exception {
        return Scope.<Boolean, Exception>call(
                scope -> {
                    CompletableFuture<Integer> future = Futures.next(scope, channel, got::add);
                    if (random.nextInt(4) > 0) { // else a cancel might always be too early
                        for (int j = random.nextInt(100); j > 0; j--) {
                            Thread.onSpinWait();
                        }
                        if (future.cancel(true)) {
                            return true;
                        }
                    }
                    try {
                        got.add(future.get());
                        return true;
                    } catch (ExecutionException e) {
                        return false;
                    }
                });
    }

    @Test
    @DisplayName("null is refused at once")
    void nullIsRefused() throws Exception {
        assertThatThrownBy(() -> Futures.await(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Futures.receiver(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Futures.done(CompletableFuture.completedFuture(1), null))
                .isInstanceOf(NullPointerException.class);
    }
}
