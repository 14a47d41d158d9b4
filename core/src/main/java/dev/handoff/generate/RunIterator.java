package dev.handoff.generate;

import dev.handoff.CancelledException;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/** A run in a {@code for} loop. */
final class RunIterator<T> implements Iterator<T> {
    private final GeneratorRun<T> run;
    private final boolean isOwner;
    private @Nullable T next;

    RunIterator(GeneratorRun<T> run, boolean isOwner) {
        this.run = run;
        this.isOwner = isOwner;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = pull(run, isOwner);
        }
        return next != null;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException(run.steps().generator() + " has ended");
        }
        T value = Objects.requireNonNull(next);
        next = null;
        return value;
    }

    /** The next value, for callers that cannot throw {@link InterruptedException}; null at the end. */
    static <T> @Nullable T pull(GeneratorRun<T> run, boolean isOwner) {
        try {
            return run.nextOrNull();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancelledException cancelled =
                    new CancelledException(
                            "interrupted while iterating over " + run.steps().generator(), e);
            if (isOwner) {
                closeAfter(cancelled, run);
            }
            throw cancelled;
        }
    }

    private static void closeAfter(CancelledException cancelled, GeneratorRun<?> run) {
        try {
            run.close();
        } catch (GeneratorFailedException e) {
            cancelled.addSuppressed(e);
        }
    }
}
