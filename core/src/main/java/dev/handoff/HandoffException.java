package dev.handoff;

import org.jspecify.annotations.Nullable;

/** The root of all exceptions of this library. The message always says what happened, and to what. */
public abstract class HandoffException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * For the exceptions of this library.
     *
     * @param message what happened, to what, and what to do
     * @param cause what it follows from, or null
     */
    protected HandoffException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
