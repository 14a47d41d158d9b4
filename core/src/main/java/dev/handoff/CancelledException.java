package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * The work is no longer wanted: a send to a channel whose receiver has cancelled it (L15), an iteration that was
 * interrupted (L17), a task or scope that was cancelled.
 */
public final class CancelledException extends HandoffException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Object undelivered;

    CancelledException(String message, @Nullable Object undelivered, @Nullable Throwable cause) {
        super(message, cause);
        this.undelivered = undelivered;
    }

    /**
     * The value that was not sent.
     *
     * @return the value, still the sender's; null if this was not a send
     */
    public @Nullable Object undelivered() {
        return undelivered;
    }
}
