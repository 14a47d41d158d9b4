package dev.handoff;

import org.jspecify.annotations.Nullable;

/** A send to a channel that was closed, or a receive from one that was closed and has been emptied (L12). */
public final class ClosedException extends HandoffException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Object undelivered;

    ClosedException(String message, @Nullable Object undelivered, @Nullable Throwable cause) {
        super(message, cause);
        this.undelivered = undelivered;
    }

    /**
     * The value that was not sent.
     *
     * @return the value, still the sender's; null after a receive
     */
    public @Nullable Object undelivered() {
        return undelivered;
    }
}
