package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.WorkCancelledException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** To cancel a task by itself. */
class L38TaskCancelTest {
    private final Channel<Integer> silent = Channel.<Integer>named("silent").open();

    @Test
    @DisplayName("L38 a task that is cancelled ends by that, and its scope and the others go on")
    void theOthersGoOn() throws Exception {
        Channel<Integer> answers = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Task<Integer> one = scope.fork("one", () -> silent.receive());
                    Task<Integer> other = scope.fork("other", () -> answers.receive());
                    Until.receiversWait(silent, 1);
                    one.cancel();
                    assertThatThrownBy(one::join)
                            .isInstanceOf(WorkCancelledException.class)
                            .hasMessageStartingWith("task \"one\" was cancelled");
                    assertThat(scope.isCancelled()).isFalse();
                    answers.send(1);
                    assertThat(other.join()).isOne();
                });
        assertThat(silent.waitingReceivers()).isZero();
    }

    /** As its scope sees it: nobody has cancelled anything here. */
    @Test
    @DisplayName("L37 a task that fails with what a cancel of others comes out as has failed")
    void aFailureOfOthersIsNoCancel() throws Exception {
        Exception ofOthers = new ExecutionException(new InterruptedException());
        Exception wrapped =
                new IOException(new IllegalStateException(new CancelledException("", null)));
        for (Exception failure : List.of(ofOthers, wrapped, new InterruptedException())) {
            List<Throwable> reported = new ArrayList<>();
            Scope.unnamed()
                    .supervised(report -> reported.add(report.getCause()))
                    .run(
                            scope -> {
                                Task<?> task =
                                        scope.fork(
                                                "ask",
                                                () -> {
                                                    throw failure;
                                                });
                                assertThatThrownBy(task::join)
                                        .isInstanceOf(ProcessFailedException.class)
                                        .hasCause(failure);
                            });
            assertThat(reported).containsExactly(failure);
        }
    }

    @Test
    @DisplayName("L38 a task that is cancelled before it has begun begins interrupted")
    void cancelledBeforeItBegins() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        Turns.withSeed(1)
                .run(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Task<@Nullable Void> task =
                                                    scope.fork(
                                                            () ->
                                                                    interrupted.set(
                                                                            Thread.interrupted()));
                                            task.cancel();
                                            assertThat(task.join()).isNull();
                                        }));
        assertThat(interrupted).isTrue();
    }

    @Test
    @DisplayName("L38 the scopes that a cancelled task has opened are cancelled with it")
    void itsScopesAreCancelled() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        Scope.run(
                scope -> {
                    Task<@Nullable Void> task =
                            scope.fork(
                                    () ->
                                            Scope.run(
                                                    inner -> {
                                                        inner.go(this::waitForEver);
                                                        inner.go(
                                                                () -> {
                                                                    try {
                                                                        waitForEver();
                                                                    } finally {
                                                                        ended.incrementAndGet();
                                                                    }
                                                                });
                                                        waitForEver();
                                                    }));
                    Until.receiversWait(silent, 3);
                    task.cancel();
                    task.done().receiveOrNull();
                });
        assertThat(ended).hasValue(1);
    }

    /** The interrupt by the cancel of the scope may be the same: that of the task is not lost in it. */
    @Test
    @DisplayName(
            "L38 a task that is cancelled while a scope that it has opened is learns it afterwards")
    void besideTheCancelOfItsScope() throws Exception {
        AtomicBoolean innerIsCancelled = new AtomicBoolean();
        AtomicBoolean taskIsCancelled = new AtomicBoolean();
        Scope.run(
                scope -> {
                    Task<Integer> task =
                            scope.fork(
                                    () -> {
                                        try {
                                            failInside(innerIsCancelled, taskIsCancelled);
                                        } catch (ProcessFailedException e) {
                                            // tries again
                                        }
                                        return silent.receive();
                                    });
                    Until.eventually("the scope is cancelled", innerIsCancelled::get);
                    task.cancel();
                    taskIsCancelled.set(true);
                    assertThatThrownBy(task::join).isInstanceOf(WorkCancelledException.class);
                });
    }

    private static void failInside(AtomicBoolean isCancelled, AtomicBoolean taskIsCancelled)
            throws InterruptedException {
        Scope.run(
                inner -> {
                    inner.go(
                            () -> {
                                throw new IOException("attempt");
                            });
                    spinUntil(inner::isCancelled);
                    isCancelled.set(true);
                    spinUntil(taskIsCancelled::get);
                });
    }

    private static void spinUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield(); // an interrupt is to stay pending
        }
    }

    @Test
    @DisplayName("L38 a task that has seen its cancel is not told again by scopes that it opens")
    void isToldOnce() throws Exception {
        Scope.run(
                scope -> {
                    Task<Integer> task =
                            scope.fork(
                                    () -> {
                                        assertThatThrownBy(silent::receive)
                                                .isInstanceOf(InterruptedException.class);
                                        assertThatThrownBy(
                                                        () ->
                                                                Scope.run(
                                                                        inner -> {
                                                                            inner.cancel();
                                                                            silent.receive();
                                                                        }))
                                                .isInstanceOf(CancelledException.class);
                                        return 1;
                                    });
                    Until.receiversWait(silent, 1);
                    task.cancel();
                    assertThat(task.join()).isOne();
                });
    }

    @Test
    @DisplayName("L38 a cancelled task that fails with something else fails its scope")
    void anotherFailure() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Task<@Nullable Void> task =
                                                    scope.fork("task", this::failOnInterrupt);
                                            Until.receiversWait(silent, 1);
                                            task.cancel();
                                        }))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("\"task\"")
                .hasRootCauseMessage("disk");
    }

    @Test
    @DisplayName("L38 what fails beside the end of a cancelled task is told")
    void aFailureBeside() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Task<@Nullable Void> task =
                                                    scope.fork("task", this::failToClose);
                                            Until.receiversWait(silent, 1);
                                            task.cancel();
                                            task.done().receiveOrNull();
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
    @DisplayName("L38 a task that swallows the interrupt goes on, and a second cancel does nothing")
    void aSecondCancelDoesNothing() throws Exception {
        Channel<Boolean> cleaned = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Task<Integer> task =
                            scope.fork(
                                    () -> {
                                        try {
                                            return silent.receive();
                                        } catch (InterruptedException e) {
                                            cleaned.receive();
                                            return 7;
                                        }
                                    });
                    Until.receiversWait(silent, 1);
                    task.cancel();
                    Until.receiversWait(cleaned, 1);
                    task.cancel();
                    cleaned.send(true);
                    assertThat(task.join()).isEqualTo(7);
                    task.cancel();
                    assertThat(task.join()).isEqualTo(7);
                });
    }

    /** Whose cancel would interrupt it, whatever it does by then. */
    @Test
    @DisplayName("L38 a task that has ended keeps no thread")
    void taskThatHasEndedKeepsNoThread() throws Exception {
        Task<WeakReference<Thread>> task =
                Scope.call(scope -> scope.fork(() -> new WeakReference<>(Thread.currentThread())));
        WeakReference<Thread> thread = task.join();
        Until.eventually(
                "collected",
                () -> {
                    System.gc();
                    return thread.refersTo(null);
                });
        assertThat(task.isDone()).isTrue();
    }

    private void waitForEver() throws InterruptedException {
        silent.receive();
    }

    private void failOnInterrupt() throws Exception {
        try {
            waitForEver();
        } catch (InterruptedException e) {
            throw new IOException("disk");
        }
    }

    private void failToClose() throws Exception {
        try (AutoCloseable _ =
                () -> {
                    throw new IOException("disk");
                }) {
            waitForEver();
        }
    }
}
