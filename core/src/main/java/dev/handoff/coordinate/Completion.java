package dev.handoff.coordinate;

import dev.handoff.Case;
import dev.handoff.Handler;
import dev.handoff.Outcome;
import dev.handoff.WorkCancelledException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/**
 * The end of work that one process does and others wait for: a result, a failure, or a cancellation. Either one caller
 * alone ends the work, or all cancel it for the same reason; the first end stays.
 *
 *
 * @param <T> the type of the result, which may be null
 */
final class Completion<T extends @Nullable Object> {
    private final String work;
    private final Gate gate;
    private @Nullable T result;
    private @Nullable Throwable failure;
    private boolean isCancelled;

    /** Set when the fields above are, and before the gate opens. */
    private volatile boolean hasEnd;

    /** Both texts are for messages and reports. */
    Completion(String work, String endOfWork) {
        this.work = work;
        this.gate = new Gate(endOfWork);
    }

    void complete(T result) {
        end(result, null, false);
    }

    void fail(Throwable failure) {
        end(null, failure, false);
    }

    void cancel(@Nullable Throwable by) {
        end(null, by, true);
    }

    /**
     * Makes nothing: there may be no memory for it, and nobody would end the work once more. A second caller may be the
     * one that opens the gate.
     */
    private void end(@Nullable T value, @Nullable Throwable thrown, boolean cancelled) {
        if (!hasEnd) {
            result = value;
            failure = thrown;
            isCancelled = cancelled;
            hasEnd = true;
        }
        gate.insistOnOpen();
    }

    boolean isEnded() {
        return gate.isOpen();
    }

    T join() throws InterruptedException {
        gate.await();
        return result();
    }

    boolean awaitWithin(Duration limit) throws InterruptedException {
        return gate.awaitWithin(limit);
    }

    <R extends @Nullable Object> Case<R> onEnd(Handler<? super T, ? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        Outcome<R> outcome = () -> handler.handle(result());
        return gate.onOpen(outcome);
    }

    /** To be called only after the end. */
    @SuppressWarnings("NullAway") // null only if the work's result was
    T result() {
        if (!hasEnd) {
            throw new IllegalStateException(work + " has not ended");
        }
        if (isCancelled) {
            throw new WorkCancelledException(work, failure);
        }
        if (failure != null) {
            throw WorkFailedException.of(work, failure);
        }
        return result;
    }
}
