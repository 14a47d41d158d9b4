package dev.handoff.coordinate;

import dev.handoff.Scope;
import dev.handoff.WorkCancelledException;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.toolkit.Cancellations;

import java.util.concurrent.CancellationException;

/** How work ends that is no longer wanted. */
final class Cancels {
    private Cancels() {}

    /**
     * The interrupt to be thrown in work that was cancelled, and that {@linkplain Cancellations#hasEnded has ended} by
     * that.
     */
    static InterruptedException asInterrupt(Throwable failure) {
        return Interrupts.asOne(
                failure,
                t -> t instanceof WorkCancelledException || t instanceof CancellationException);
    }

    /**
     * Whether this process was interrupted or cancelled, or is late. Clears its interrupt status, even if it was only
     * interrupted.
     */
    static boolean isUnwanted() {
        try {
            Scope.checkpoint();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
