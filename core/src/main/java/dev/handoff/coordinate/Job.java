package dev.handoff.coordinate;

import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Handler;
import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * Work that a {@link WorkerPool} has accepted: waits in its queue, then runs, then has a result or a failure, or was
 * cancelled.
 *
 * @param <T> the type of the result
 */
public final class Job<T extends @Nullable Object> {
    private final String title;
    private final Callable<? extends T> body;
    private final Completion<T> result;

    Job(String title, String endTitle, Callable<? extends T> body) {
        this.title = title;
        this.body = Objects.requireNonNull(body, "body");
        this.result = new Completion<>(title, endTitle);
    }

    /**
     * Does it, in a worker; throws what the body does, an interrupt as such. {@code over} is run before others can see that it
     * has ended; {@code isUnwanted} says whether its pool was cancelled.
     */
    void run(Runnable over, BooleanSupplier isUnwanted) throws Exception {
        T value;
        try {
            try {
                value = body.call();
            } finally {
                over.run();
            }
        } catch (CancelledException e) {
            result.cancel(e);
            throw e;
        } catch (Throwable t) {
            if (Interrupts.hasMet(t)) {
                InterruptedException interrupt = Interrupts.asOne(t);
                result.cancel(interrupt);
                throw interrupt;
            }
            if (isUnwanted.getAsBoolean() && Cancels.ended(t)) {
                result.cancel(t);
            } else {
                result.fail(t);
            }
            throw t;
        }
        result.complete(value);
    }

    void cancel() {
        result.cancel(null);
    }

    /**
     * Waits for the job to end. Any number of threads may join it, any number of times. The job's actions happen-before the
     * return.
     *
     * @return its result
     * @throws WorkFailedException if it has failed
     * @throws CancelledException if it was cancelled, in the queue or while it ran: it has ended by an {@link
     *     InterruptedException}, or a {@link CancelledException}, or, when the pool or its scope was cancelled, by what has one
     *     among its causes, or the close of a channel of the JDK that it shared with another
     * @throws InterruptedException if the thread was interrupted
     */
    public T join() throws InterruptedException {
        return result.join();
    }

    /**
     * A case that is ready when the job has ended. If it has failed or was cancelled, the select throws what {@link #join}
     * throws.
     *
     * @param handler is given the job's result
     * @param <R> the type of the select's result
     * @return the case; it may stand in selects that run many times
     */
    public <R> Case<R> onDone(Handler<? super T, ? extends R> handler) {
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
