package dev.handoff;

/** A receive from a channel that was ended by {@link Sender#fail}: {@link #getCause} is what it failed with (L13). */
public final class ChannelFailedException extends HandoffException {
    private static final long serialVersionUID = 1;

    ChannelFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
