package dev.handoff.coordinate;

import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.CheckReturnValue;
import dev.handoff.Handler;
import dev.handoff.Scope;
import dev.handoff.WorkCancelledException;
import dev.handoff.internal.Flag;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Work that a {@link WorkerPool} has accepted: it waits in the queue, then runs, then has a result or a failure, or was
 * cancelled.
 *
 * @param <T> the type of the result
 */
public final class Job<T extends @Nullable Object> {
    /* Overview
     *
     *   QUEUED ──a worker takes it──▶ TAKEN ──the body ends──▶ ended
     *     └──cancel──▶ CANCELLED         cancel: of the scope that the worker runs it in, and then leaves
     *
     * Only a job that was taken has a runner to look for: the worker shows it before it takes the job, and removes it if
     * it is too late. A cancel sets "cancelled", and then looks for the runner. The worker removes the runner at the end,
     * and then looks whether the job was cancelled. So no cancel reaches a scope in which the next job runs.
     */
    private enum State {
        QUEUED,
        TAKEN,
        CANCELLED
    }

    private final String title;
    private final Callable<? extends T> body;
    private final Completion<T> result;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final Flag cancelled = new Flag();

    /** The scope that it runs in, while it runs. */
    private volatile @Nullable Scope runner;

    /** Whether it was cancelled while it ran; for its worker alone. */
    private boolean wasCancelled;

    Job(String title, String endTitle, Callable<? extends T> body) {
        this.title = title;
        this.body = Objects.requireNonNull(body, "body");
        this.result = new Completion<>(title, endTitle);
    }

    /**
     * Runs the job in a worker, unless it was cancelled before. Throws what the body throws, an interrupt as such.
     * While it runs, to cancel it is to cancel {@code scope}, in which it runs. {@code over} is run before others can
     * see that the job has ended. {@code isUnwanted} says whether its pool was cancelled; if so, it has then cancelled
     * the other workers.
     */
    void run(Scope scope, Runnable over, BooleanSupplier isUnwanted) throws Exception {
        T value;
        try {
            try {
                if (!begins(scope)) {
                    return;
                }
                value = body.call();
            } finally {
                try {
                    over.run();
                } finally {
                    settle();
                }
            }
        } catch (CancelledException e) {
            result.cancel(e);
            throw e;
        } catch (Throwable t) {
            try {
                judge(t, isUnwanted);
            } catch (VirtualMachineError e) {
                result.fail(t); // no memory to judge it; those that join are told all the same
                throw e;
            }
            throw t;
        }
        result.complete(value);
    }

    /** Ends the job in the way that {@code thrown}, by the body, says; throws an interrupt as such. */
    private void judge(Throwable thrown, BooleanSupplier isUnwanted) throws InterruptedException {
        boolean hasMetInterrupt = Interrupts.hasMet(thrown);
        if (hasMetInterrupt) {
            Thread.interrupted(); // the same, if the body has set it again: not a new one for the
            // worker
        }
        boolean unwanted = isUnwanted.getAsBoolean(); // first: another job may wait for this end
        if (hasMetInterrupt) {
            InterruptedException interrupt = Interrupts.asOne(thrown);
            result.cancel(interrupt);
            throw interrupt;
        }
        if (!take()) {
            result.cancel(null); // the end that the canceller gives it, too
        } else if ((wasCancelled || unwanted) && Cancellations.hasEnded(thrown)) {
            result.cancel(thrown);
        } else {
            result.fail(thrown);
        }
    }

    private boolean begins(Scope scope) {
        if (!cancelled.isSet()) {
            runner = scope;
            if (take()) {
                return true;
            }
            runner = null;
        }
        result.cancel(null); // the canceller may not have come to that yet
        return false;
    }

    /** After this a cancel of the job cancels the scope that it runs in. False if the job was cancelled before. */
    private boolean take() {
        return state.compareAndSet(State.QUEUED, State.TAKEN) || state.get() == State.TAKEN;
    }

    private void settle() {
        runner = null;
        wasCancelled = state.get() == State.TAKEN && cancelled.isSet();
    }

    /** Whether the scope that it ran in was cancelled because of this job, or is about to be; for its worker. */
    boolean wasCancelled() {
        return wasCancelled;
    }

    /**
     * Cancels this job alone: its pool and the other jobs go on. If the job waits in the queue, it never runs, and has
     * ended when this returns; it keeps its place in the queue until a worker comes to it. If it runs, it is
     * interrupted, once: its waits, and those of the scopes that it has opened, then throw
     * {@link InterruptedException}. If the job ends by that, or by another exception that an interrupt comes out as
     * ({@link Scope} lists them), it has not failed, and {@link #join} throws {@link WorkCancelledException}. If it
     * swallows the interrupt, it goes on, and has a result; anything else that it throws is a failure as usual.
     *
     * <p>Does not wait for the end, as {@link #join} and {@link #onDone} do; waits only if there is no memory, until
     * there is some. Nothing happens if the job has ended, or was cancelled before.
     *
     * <p>Actions before the cancel happen-before what the job does when it has seen the interrupt.
     */
    public void cancel() {
        cancelled.trySet();
        if (state.compareAndSet(State.QUEUED, State.CANCELLED) || state.get() == State.CANCELLED) {
            result.cancel(null);
            return;
        }
        Scope scope = runner;
        if (scope != null) {
            scope.cancel();
        }
    }

    /**
     * Waits for the job to end. Any number of threads may join it, any number of times. The job's actions happen-before the
     * return.
     *
     * @return its result
     * @throws WorkFailedException if it has failed
     * @throws WorkCancelledException if it was cancelled, in the queue or while it ran. It has then ended by an
     *     {@link InterruptedException} or a {@link CancelledException}; or, when it, the pool or its scope was
     *     cancelled, by an exception that has one of these or a {@link WorkCancelledException} among its causes, or by
     *     the close of a channel of the JDK that it shared with another. A process that ends by this exception has
     *     failed, unless its own scope or task was cancelled, too. Where the job may be cancelled on its own, catch
     *     this exception at the join
     * @throws InterruptedException if the thread was interrupted
     */
    public T join() throws InterruptedException {
        return result.join();
    }

    /**
     * Waits at most {@code limit} for the job to end, in whatever way; {@link #join} says in which. A job that is late
     * goes on. If this returns true, the job's actions happen-before the return.
     *
     * @param limit how long at most; zero or less: only looks
     * @return whether it has ended
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean awaitWithin(Duration limit) throws InterruptedException {
        return result.awaitWithin(limit);
    }

    /**
     * A case that is ready when the job has ended. If it has failed or was cancelled, the select throws what {@link #join}
     * throws.
     *
     * @param handler is given the job's result
     * @param <R> the type of the select's result
     * @return the case; it may stand in selects that run many times
     */
    @CheckReturnValue(Ignored.CASE)
    public <R extends @Nullable Object> Case<R> onDone(Handler<? super T, ? extends R> handler) {
        return result.onEnd(handler);
    }

    /**
     * Whether the job has ended, in whatever way.
     *
     * @return true if {@link #join} would not wait
     */
    public boolean isDone() {
        return result.isEnded();
    }

    /**
     * Such as {@code job "resize" of pool "images"}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return title;
    }
}
