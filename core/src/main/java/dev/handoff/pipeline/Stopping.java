package dev.handoff.pipeline;

import dev.handoff.internal.Unheard;

/**
 * An output that may have enough. What fails above after that, a close or a finally block, fails nothing, because all
 * that was wanted has come. It is reported, so that it is not lost.
 */
abstract class Stopping<T> extends Output<T> {
    /** The contrary of what the last push has answered. */
    boolean enough;

    /** Pushes the values of {@code upstream} into this. */
    final void run(Stage<? extends T> upstream) throws Exception {
        try {
            upstream.run(this);
        } catch (PipelineException e) {
            if (!enough) {
                throw e;
            }
            Unheard.tell(e);
        }
    }
}
