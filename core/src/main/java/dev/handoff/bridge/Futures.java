package dev.handoff.bridge;

import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.CheckReturnValue;
import dev.handoff.Handler;
import dev.handoff.Outcome;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.WorkCancelledException;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Raise;
import dev.handoff.internal.toolkit.ChannelEnd;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Bridges to {@link CompletableFuture} and {@link CompletionStage}: both ways, with cancellation both ways.
 *
 * <p>Actions before the completion of a stage happen-before the return of the call here that has waited for it; actions
 * of a process happen-before the completion of its future. Where a stage has failed, {@link #await} and {@link #done}
 * throw a {@link CompletionException} with the cause, as {@link CompletableFuture#join} does; all other methods pass on
 * the cause itself, but see {@link #fork}.
 *
 * <p>A stage cannot be told that nobody waits any more: each call here that is given a stage leaves a small object with
 * it until it completes. So make a case once, not in a loop.
 */
public final class Futures {
    static {
        ChannelEnd.prepare();
    }

    private Futures() {}

    // ---- from futures

    /**
     * Waits for a stage. It is a wait like any other of this library: seen in reports, ended by an interrupt. The stage
     * goes on when this is interrupted; {@link #fork} cancels it.
     *
     * @param stage what to wait for
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException if it has failed, with the cause
     * @throws CancellationException if it was cancelled
     * @throws InterruptedException if the thread was interrupted
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage)
            throws InterruptedException {
        Completion<T> completion = Completion.of(stage);
        completion.done().receiveOrNull();
        return completion.get();
    }

    /**
     * A case that is ready when a stage has completed, and at each run from then on.
     *
     * @param stage the stage
     * @param handler is given the result; if the stage has failed or was cancelled, the select throws what {@link #await}
     *     throws
     * @param <T> the type of the stage's result
     * @param <R> the type of the select's result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <T extends @Nullable Object, R extends @Nullable Object> Case<R> done(
            CompletionStage<T> stage, Handler<? super T, ? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        Completion<T> completion = Completion.of(stage);
        Outcome<R> outcome = () -> handler.handle(completion.get());
        return Select.<Void, R>on(completion.done(), nothing -> outcome.run()).onClosed(outcome);
    }

    /**
     * The result of a stage as the only value of a channel, which is closed then. A null result is no value: the channel
     * is closed without one. A stage that has failed or was cancelled fails the channel with the cause (L13), and so does a
     * result that cannot be sent: an {@link dev.handoff.Owned} value has to belong to the thread that completes the
     * stage. Cancelling the receiver does not cancel the stage; a result that comes later goes nowhere.
     *
     * @param stage the stage
     * @param <T> the type of its result
     * @return the receiving end
     */
    public static <T> Receiver<T> receiver(CompletionStage<? extends @Nullable T> stage) {
        Channel<T> channel = Channel.<T>named("result of a future").buffered(1).open();
        Objects.requireNonNull(stage, "stage")
                .whenComplete(
                        (value, failure) -> {
                            Throwable end = Completion.cause(failure);
                            if (end == null && value != null) {
                                try {
                                    channel.trySend(value);
                                } catch (Throwable t) { // the value is another's, for example
                                    end = t;
                                }
                            }
                            // the stage would not tell it again
                            ChannelEnd.insistOnTelling(channel, end);
                        });
        return channel;
    }

    /**
     * Starts a process that starts a stage and waits for it. If the process is cancelled, it cancels the stage's future
     * ({@link CompletableFuture#cancel}, which does not interrupt the thread that computes it) and ends without waiting
     * further. The stage's future is that of {@link CompletionStage#toCompletableFuture}: a stage that has none, or
     * gives a copy, goes on. A stage that fails or is cancelled by others fails the process with the cause; if that is
     * a {@link CancelledException}, or the {@link IOException} that a stream has made of one, with a
     * {@link CompletionException} around it. Another process that waits for the stage, in a scope that was cancelled,
     * has not failed by its {@link CancellationException}.
     *
     * @param scope where the process runs
     * @param name the name of the process
     * @param start gives the stage; called in the process
     * @param <T> the type of the result
     * @return the task, to be joined or used as a case of a select
     * @throws IllegalStateException if the scope has been left
     */
    public static <T extends @Nullable Object> Task<T> fork(
            Scope scope, String name, Callable<? extends CompletionStage<? extends T>> start) {
        Objects.requireNonNull(start, "start");
        return scope.fork(
                name,
                () -> {
                    CompletionStage<? extends T> stage = start.call();
                    Completion<T> completion = Completion.of(stage);
                    try {
                        completion.done().receiveOrNull();
                    } catch (InterruptedException e) {
                        cancel(stage);
                        throw e;
                    }
                    Throwable failure = completion.failure();
                    if (failure != null) {
                        throw Raise.asIs(ofStage(failure));
                    }
                    return completion.get();
                });
    }

    /**
     * What a stage has failed with. If it says that nobody wanted the work of others, it is wrapped: thrown as it is,
     * it would end this process unheard.
     */
    private static Throwable ofStage(Throwable failure) {
        return Foreign.insideIo(failure) instanceof CancelledException
                ? new CompletionException(failure)
                : failure;
    }

    private static void cancel(CompletionStage<?> stage) {
        CompletableFuture<?> future;
        try {
            future = stage.toCompletableFuture();
        } catch (UnsupportedOperationException e) {
            return; // it has none
        }
        future.cancel(true);
    }

    // ---- to futures

    /**
     * Starts a process, and gives its result as a future. If the future is completed in any other way (cancelled, timed
     * out, completed by hand), the process is cancelled, together with the scopes that it has opened. If the process
     * fails, so do the future and the scope, as with {@link Scope#fork}; if it is cancelled by the scope, the future is
     * cancelled, with that as the cause: a process of the cancelled scope that waits for the future has not failed. A result
     * that comes too late is dropped.
     *
     * @param scope where the process runs
     * @param name the name of the process
     * @param body what it does
     * @param <T> the type of the result
     * @return the future
     * @throws IllegalStateException if the scope has been left
     */
    public static <T extends @Nullable Object> CompletableFuture<T> start(
            Scope scope, String name, Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        return run(scope, name, body, late -> {}, true);
    }

    /**
     * As {@link #start(Scope, String, Callable)}, for a body without a result.
     *
     * @param scope where the process runs
     * @param name the name of the process
     * @param body what it does
     * @return the future; its result is null
     * @throws IllegalStateException if the scope has been left
     */
    public static CompletableFuture<@Nullable Void> start(
            Scope scope, String name, ProcessBody body) {
        return start(scope, name, body.asCallable());
    }

    /**
     * The result of a task as a future. If the task fails, so does the future; if the task is cancelled, so is the
     * future. If {@code scope} is cancelled before the process has seen how the task has ended, for example by the
     * task's very failure, the future is cancelled. Completing the future in another way ends the wait for the task,
     * not the task.
     *
     * @param scope where the process runs that waits for the task
     * @param task the task
     * @param <T> the type of the result
     * @return the future
     * @throws IllegalStateException if the scope has been left
     */
    public static <T extends @Nullable Object> CompletableFuture<T> future(
            Scope scope, Task<? extends T> task) {
        Objects.requireNonNull(task, "task");
        return run(scope, "future of " + task, task::join, late -> {}, false);
    }

    /**
     * Receives the next value in a process of its own, and gives it as a future. If the future is completed in another
     * way while the process waits, nothing is received. The future fails with what {@link Receiver#receive} throws, and
     * is cancelled if the channel was: the end of a channel is no failure of the process.
     *
     * @param scope where the process runs
     * @param receiver where the value comes from
     * @param onUndelivered gets a value that was received at the same time as the future was completed otherwise, or the
     *     scope was cancelled
     * @param <T> the type of the value
     * @return the future
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue("what it receives is lost")
    public static <T> CompletableFuture<T> next(
            Scope scope, Receiver<? extends T> receiver, Consumer<? super T> onUndelivered) {
        Objects.requireNonNull(receiver, "receiver");
        Objects.requireNonNull(onUndelivered, "onUndelivered");
        return run(scope, "future of " + receiver, receiver::receive, onUndelivered, false);
    }

    private static <T extends @Nullable Object> CompletableFuture<T> run(
            Scope scope,
            String name,
            Callable<? extends T> body,
            Consumer<? super T> onUndelivered,
            boolean failing) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Stoppable work = new Stoppable();
        scope.go(
                name,
                new Telling(
                        () -> {
                            AtomicReference<@Nullable T> made = new AtomicReference<>();
                            boolean delivered = false;
                            try {
                                T value =
                                        work.<T>call(
                                                name,
                                                () -> {
                                                    T result = body.call();
                                                    made.set(result);
                                                    return result;
                                                });
                                delivered = future.complete(value);
                            } catch (Throwable t) {
                                // the first two at any time; what was made of them only after a
                                // cancel
                                boolean cancelled =
                                        t instanceof InterruptedException
                                                || t instanceof CancelledException
                                                || Endings.isOfCancel(scope, t);
                                future.completeExceptionally(
                                        cancelled
                                                ? cancellation(name, t)
                                                : failing ? t : ofOthers(name, t));
                                if (cancelled || failing) {
                                    throw t;
                                }
                            } finally { // also if the scope was cancelled when there was a result
                                @Nullable T late = made.get();
                                if (!delivered && late != null) {
                                    onUndelivered.accept(late);
                                }
                            }
                        },
                        future::completeExceptionally));
        var _ = future.whenComplete((value, failure) -> work.stop());
        return future;
    }

    /**
     * What a task has failed with, or that it was cancelled. That is not thrown here: the interrupt of another process
     * is no interrupt of this one.
     */
    private static Throwable ofOthers(String name, Throwable met) {
        return switch (met) {
            case ProcessFailedException e -> Objects.requireNonNull(e.getCause());
            case WorkCancelledException e -> cancellation(name, e);
            default -> met;
        };
    }

    private static CancellationException cancellation(String name, Throwable cause) {
        return Endings.cancellation(name + ": it was cancelled", cause);
    }
}
