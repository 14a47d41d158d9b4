package dev.handoff.bridge;

import dev.handoff.Receiver;
import dev.handoff.Scope;

/** What one run of a publisher delivers. It is closed at the end of the run, even if that could not begin. */
interface Source<T> extends AutoCloseable {
    /** Called once at most, in the scope of the run. */
    Receiver<? extends T> open(Scope run);

    /** Whether the source only says why there is nothing: a failure for the subscriber, and for nobody else. */
    default boolean isRefusal() {
        return false;
    }

    /** Called when the receiver has ended; the other processes of the run may not have. */
    default void ended() {}

    /** Called when no process of the run is left. */
    @Override
    default void close() {}
}
