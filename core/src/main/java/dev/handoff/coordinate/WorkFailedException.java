package dev.handoff.coordinate;

import dev.handoff.HandoffException;
import dev.handoff.internal.Foreign;

import org.jspecify.annotations.Nullable;

/**
 * Work that another process has done for this one has failed: a job, a call, the body of a {@link Once}, or all
 * attempts of a race. The message says which; {@link #getCause} is what it threw, or null if nothing was thrown,
 * because the call was dropped or cancelled by its server, or the results of a race differ.
 */
public final class WorkFailedException extends HandoffException {
    private static final long serialVersionUID = 1;

    WorkFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Such as {@code job "resize" of pool "images" has failed: java.io.IOException: disk full}. */
    static WorkFailedException of(Object work, Throwable cause) {
        return new WorkFailedException(work + " has failed: " + Foreign.words(cause), cause);
    }
}
