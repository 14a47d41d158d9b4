package dev.handoff.bridge;

import dev.handoff.Scope;
import dev.handoff.internal.toolkit.Cancellations;

import java.util.concurrent.CancellationException;

/** How a process has ended, for others that are to be told of that. */
final class Endings {
    private Endings() {}

    /**
     * Whether {@code thrown} has come of a cancel of {@code scope}, whatever was made of the interrupt: then it is not
     * a failure of the process. A scope inside may throw it as it is, because that scope is cancelled after the
     * process.
     */
    static boolean isOfCancel(Scope scope, Throwable thrown) {
        return scope.isCancelled() && Cancellations.hasEnded(thrown);
    }

    /** A cancel, in the form in which the JDK tells others of one. */
    static CancellationException cancellation(String message, Throwable cause) {
        CancellationException cancellation = new CancellationException(message);
        cancellation.initCause(cause);
        return cancellation;
    }
}
