package dev.handoff;

/**
 * The value was received, but the handler of the extended receive that got it has thrown: {@link #getCause} is
 * what it threw (L24).
 */
public final class ReceiverFailedException extends HandoffException {
    private static final long serialVersionUID = 1;

    ReceiverFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
