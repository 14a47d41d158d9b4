package dev.handoff.coordinate;

import dev.handoff.CancelledException;
import dev.handoff.Scope;
import dev.handoff.WorkCancelledException;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Interrupts;

import java.util.concurrent.CancellationException;

/** How work ends that is no longer wanted. */
final class Cancels {
    private Cancels() {}

    /**
     * Whether an interrupt, a {@link CancelledException}, a {@link WorkCancelledException}, or the close of a channel or socket
     * or the cancel of a future of the JDK is among the causes of a failure: that of work which was cancelled is no failure of
     * its own then. The rule of scopes and tasks.
     */
    static boolean ended(Throwable failure) {
        return Foreign.withCauses(failure).stream()
                .anyMatch(
                        t ->
                                t instanceof CancelledException
                                        || t instanceof WorkCancelledException
                                        || Interrupts.mayComeOfOne(t));
    }

    /** As an interrupt is to be thrown, in work that was cancelled and has {@link #ended} so. */
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
