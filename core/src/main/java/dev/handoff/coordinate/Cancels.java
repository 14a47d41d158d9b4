package dev.handoff.coordinate;

import dev.handoff.CancelledException;
import dev.handoff.Scope;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Interrupts;

/** How work ends that is no longer wanted. */
final class Cancels {
    private Cancels() {}

    /**
     * Whether an interrupt, a {@link CancelledException}, or the close of a channel or socket or the cancel of a future of the
     * JDK is among the causes of a failure: that of work which was cancelled is no failure of its own then. The rule of scopes
     * and tasks.
     */
    static boolean ended(Throwable failure) {
        return Foreign.withCauses(failure).stream()
                .anyMatch(t -> t instanceof CancelledException || Interrupts.mayComeOfOne(t));
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
