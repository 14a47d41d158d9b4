package dev.handoff.bridge;

import dev.handoff.Scope;
import dev.handoff.internal.toolkit.Cancellations;

import java.util.concurrent.CancellationException;

/** How a process has ended that others are to be told of. */
final class Endings {
    private Endings() {}

    /**
     * Whether {@code thrown} has come of a cancel of {@code scope}, whatever was made of the interrupt: what a process of
     * the scope has not failed with. A scope inside may throw it as it is, for it is cancelled after the process.
     */
    static boolean isOfCancel(Scope scope, Throwable thrown) {
        return scope.isCancelled() && Cancellations.hasEnded(thrown);
    }

    /** As the JDK tells others of a cancel. */
    static CancellationException cancellation(String message, Throwable cause) {
        CancellationException cancellation = new CancellationException(message);
        cancellation.initCause(cause);
        return cancellation;
    }
}
