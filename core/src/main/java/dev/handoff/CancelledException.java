package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * The work is no longer wanted: a send, a receive or a {@link Sender#newSender} on a channel that its receiver has
 * cancelled (L15), an iteration that was interrupted (L17), or a scope that was cancelled while its body waited. A
 * process that ends by this exception has not failed. A process that waits for the work of others, and learns that this
 * was cancelled, gets a {@link WorkCancelledException}.
 */
public final class CancelledException extends HandoffException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Object undelivered;

    /**
     * For code that builds on this library, and is told that its work is no longer wanted.
     *
     * @param message what was cancelled, and why
     * @param cause null if there is none
     */
    public CancelledException(String message, @Nullable Throwable cause) {
        this(message, null, cause);
    }

    CancelledException(String message, @Nullable Object undelivered, @Nullable Throwable cause) {
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
