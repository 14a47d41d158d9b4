package dev.handoff.coordinate;

import dev.handoff.CancelledException;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Interrupts;

/** How work ends that is no longer wanted. */
final class Cancels {
    private Cancels() {}

    /**
     * Whether an interrupt or a {@link CancelledException} is among the causes of a failure: that of work which was cancelled
     * is no failure of its own then. The rule of scopes and tasks.
     */
    static boolean ended(Throwable failure) {
        return Foreign.withCauses(failure).stream()
                .anyMatch(t -> t instanceof CancelledException || Interrupts.isOne(t));
    }
}
