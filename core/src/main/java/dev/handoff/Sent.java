package dev.handoff;

import org.jspecify.annotations.Nullable;

/** The outcome of a send that need not wait for ever. If it was not accepted, the value is still the sender's. */
public sealed interface Sent {
    /**
     * The channel, or a waiting receiver, has the value. A full channel that drops the newest ({@link Overflow#DROP_NEWEST})
     * accepts the value, too, and drops it: the {@code onUndelivered} hook has it then (L4).
     */
    record Accepted() implements Sent {
        static final Accepted INSTANCE = new Accepted();
    }

    /** There was no room and no receiver, and none came in time. */
    record Full() implements Sent {
        static final Full INSTANCE = new Full();
    }

    /**
     * The channel takes no values any more: it was closed, has failed, or was cancelled by its receiver; or this
     * counted sender was closed.
     *
     * @param cause what the channel has failed with; null if it was closed or cancelled, or if this counted sender was closed
     */
    record Closed(@Nullable Throwable cause) implements Sent {
        static final Closed INSTANCE = new Closed(null);
    }

    /**
     * Whether the value was accepted, for callers that do not care why not.
     *
     * @return whether the value was accepted
     */
    default boolean accepted() {
        return this instanceof Accepted;
    }
}
