package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * The value was received, but the handler of the extended receive that got it has thrown: {@link #getCause} is
 * what it threw (L24).
 */
public final class ReceiverFailedException extends HandoffException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Sender<?> sender;

    ReceiverFailedException(Sender<?> sender, String message, Throwable cause) {
        super(message, cause);
        this.sender = sender;
    }

    /**
     * The channel that the value was sent to: in a select, it is one of several.
     *
     * @return the channel; null if this exception was serialized
     */
    public @Nullable Sender<?> sender() {
        return sender;
    }
}
