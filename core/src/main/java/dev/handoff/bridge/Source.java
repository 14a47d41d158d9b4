package dev.handoff.bridge;

import dev.handoff.Receiver;
import dev.handoff.Scope;

/** What one run of a publisher delivers: it is closed at the end of the run, also if that could not begin. */
interface Source<T> extends AutoCloseable {
    /** Called once at most, in the scope of the run. */
    Receiver<? extends T> open(Scope run);

    /** Whether it only says why there is nothing: a failure for the subscriber, and for nobody else. */
    default boolean isRefusal() {
        return false;
    }

    /** The receiver has ended, and the other processes of the run may have not. */
    default void ended() {}

    /** No process of the run is left. */
    @Override
    default void close() {}
}
