package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * A send to a channel that was closed or has failed ({@link #getCause} is what it has failed with), a send by a counted
 * sender that was closed, a {@link Sender#newSender} of such a sender or of a channel that was closed or has failed, or a
 * receive from a channel that was closed and has been emptied (L12).
 */
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
     * @return the value, still the sender's; null if this was not a send, or if this exception was serialized
     */
    public @Nullable Object undelivered() {
        return undelivered;
    }
}
