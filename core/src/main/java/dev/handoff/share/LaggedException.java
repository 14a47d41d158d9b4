package dev.handoff.share;

import dev.handoff.HandoffException;

/** A subscriber was too slow for its buffer, and was disconnected as it had asked for ({@link Lag#DISCONNECT}). */
public final class LaggedException extends HandoffException {
    private static final long serialVersionUID = 1;

    LaggedException(String message) {
        super(message, null);
    }
}
