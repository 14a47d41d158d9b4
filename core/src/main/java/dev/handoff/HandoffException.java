package dev.handoff;

import org.jspecify.annotations.Nullable;

/** The root of all exceptions of this library. The message always says what happened, and to what. */
public abstract class HandoffException extends RuntimeException {
    private static final long serialVersionUID = 1;

    HandoffException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
