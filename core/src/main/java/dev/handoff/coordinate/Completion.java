package dev.handoff.coordinate;

import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Handler;
import dev.handoff.Outcome;
import dev.handoff.internal.Insist;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * The end of work that one process does and others wait for: a result, a failure, or a cancellation. Whoever ends it is
 * alone in doing so, or all cancel it for the same reason; the first end stays.
 *
 * @param <T> the type of the result, which may be null
 */
final class Completion<T extends @Nullable Object> {
    private record End<T extends @Nullable Object>(
            @Nullable T result, @Nullable Throwable failure, boolean isCancelled) {}

    private final String work;
    private final Gate gate;
    private volatile @Nullable End<T> end; // before the gate opens

    /** Both are for messages and reports. */
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

    /** Nobody would end it once more for want of memory: it goes on until there is some. Whoever comes second may open the gate. */
    private void end(@Nullable T result, @Nullable Throwable failure, boolean isCancelled) {
        while (end == null) {
            try {
                end = new End<>(result, failure, isCancelled);
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
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

    <R> Case<R> onEnd(Handler<? super T, ? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        Outcome<R> outcome = () -> handler.handle(result());
        return gate.onOpen(outcome);
    }

    /** Only after the end. */
    @SuppressWarnings("NullAway") // null only if the work's result was
    T result() {
        End<T> how = Objects.requireNonNull(end, "end");
        if (how.isCancelled) {
            throw new CancelledException(work + " was cancelled", how.failure);
        }
        if (how.failure != null) {
            throw WorkFailedException.of(work, how.failure);
        }
        return how.result;
    }
}
