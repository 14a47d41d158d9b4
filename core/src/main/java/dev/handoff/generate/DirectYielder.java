package dev.handoff.generate;

import dev.handoff.CancelledException;
import dev.handoff.internal.ChoicePoint;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.Unwanted;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** Yields to an action that is called at once, in the same thread: no process, no hand-over. */
final class DirectYielder<T> extends Yielder<T> {
    private final Consumer<? super T> action;
    private final ChoicePoint choicePoint = new ChoicePoint();
    private @Nullable Throwable failure;
    private @Nullable InterruptedException interrupt;
    private boolean wasCancelled;

    DirectYielder(String generator, Consumer<? super T> action) {
        super(generator);
        this.action = action;
    }

    @Override
    void hand(T value) throws InterruptedException {
        if (failure != null) {
            throw consumerHasFailed(failure);
        }
        wasCancelled = false;
        choicePoint.reach();
        interrupt = null;
        try {
            Interrupts.throwIfInterrupted();
        } catch (InterruptedException e) {
            interrupt = e;
            wasCancelled = isUnwanted();
            throw e;
        }
        try {
            action.accept(value);
        } catch (Throwable t) {
            failure = t;
            wasCancelled = Endings.comesOfInterrupt(t) && Unwanted.look();
            throw consumerHasFailed(t);
        }
    }

    private static boolean isUnwanted() {
        boolean isUnwanted = Unwanted.look();
        if (isUnwanted) {
            Thread.interrupted(); // the interrupt of a deadline that the look found to be over
        }
        return isUnwanted;
    }

    private CancelledException consumerHasFailed(Throwable cause) {
        return new CancelledException(generator() + ": its consumer has failed", cause);
    }

    /** What the last yield has thrown; null if it was not interrupted. */
    @Nullable InterruptedException interrupt() {
        return interrupt;
    }

    /**
     * Whether the last yield, or the action at it, was interrupted in a scope or a task that was cancelled: perhaps a
     * scope of the body's own.
     */
    boolean wasCancelled() {
        return wasCancelled;
    }

    /** What the action has thrown; null if nothing. */
    @Nullable Throwable failure() {
        return failure;
    }
}
