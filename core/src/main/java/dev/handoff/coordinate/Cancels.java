package dev.handoff.coordinate;

import dev.handoff.Scope;
import dev.handoff.WorkCancelledException;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.toolkit.Cancellations;

import java.util.concurrent.CancellationException;

/** How work ends that is no longer wanted. */
final class Cancels {
    private Cancels() {}

    /** As an interrupt is to be thrown, in work that was cancelled and {@linkplain Cancellations#hasEnded has ended} so. */
    static InterruptedException asInterrupt(Throwable failure) {
        return Interrupts.asOne(
                failure,
                t -> t instanceof WorkCancelledException || t instanceof CancellationException);
    }

    /** Whether this process was interrupted or cancelled, or is late. Clears its interrupt status, also where that is all there is. */
    static boolean isUnwanted() {
        try {
            Scope.checkpoint();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
