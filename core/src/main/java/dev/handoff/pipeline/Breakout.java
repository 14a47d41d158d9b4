package dev.handoff.pipeline;

import dev.handoff.HandoffException;

import org.jspecify.annotations.Nullable;

/**
 * Breaks out of code of others that pushes values and knows neither answers nor checked exceptions: the body of a generator,
 * the operations of a stream.
 */
final class Breakout extends HandoffException {
    private static final long serialVersionUID = 1;

    /** No more values are wanted. */
    Breakout() {
        super("no more values are wanted", null);
    }

    /** The stages below have failed. */
    Breakout(Throwable below) {
        super("those below have failed", below);
    }

    /**
     * Called outside of that code. Answers false if no more is wanted, or throws what the stages below have thrown.
     * What has failed on the way out, and is suppressed here, counts as a failed close.
     */
    boolean leave(Label me) throws Exception {
        @Nullable Throwable below = getCause();
        if (below == null) {
            throwIfCloseFailed(me);
            return false;
        }
        for (Throwable failure : getSuppressed()) {
            if (failure != below) { // a body may have looked for it, and thrown it again
                below.addSuppressed(me.closeFailure(failure));
            }
        }
        if (below instanceof Error error) {
            throw error;
        }
        throw (Exception) below;
    }

    private void throwIfCloseFailed(Label me) {
        @Nullable PipelineException first = null;
        for (Throwable failure : getSuppressed()) {
            PipelineException next = me.closeFailure(failure);
            if (first == null) {
                first = next;
            } else {
                first.addSuppressed(next);
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
