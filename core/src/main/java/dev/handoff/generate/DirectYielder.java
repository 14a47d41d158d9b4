package dev.handoff.generate;

import dev.handoff.CancelledException;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** Yields to an action that is called at once, in the same thread: no process, no hand-over. */
final class DirectYielder<T> extends Yielder<T> {
    private final Consumer<? super T> action;
    private @Nullable Throwable failure;
    private @Nullable InterruptedException interrupt;

    DirectYielder(String generator, Consumer<? super T> action) {
        super(generator);
        this.action = action;
    }

    @Override
    void hand(T value) throws InterruptedException {
        if (failure != null) {
            throw consumerHasFailed(failure);
        }
        interrupt = Thread.interrupted() ? new InterruptedException() : null;
        if (interrupt != null) {
            throw interrupt;
        }
        try {
            action.accept(value);
        } catch (Throwable t) {
            failure = t;
            throw consumerHasFailed(t);
        }
    }

    private CancelledException consumerHasFailed(Throwable cause) {
        return new CancelledException(generator() + ": its consumer has failed", cause);
    }

    /** What the last yield has thrown; null if it was not interrupted. */
    @Nullable InterruptedException interrupt() {
        return interrupt;
    }

    /** What the action has thrown; null if nothing. */
    @Nullable Throwable failure() {
        return failure;
    }
}
