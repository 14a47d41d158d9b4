package dev.handoff.check;

import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

/**
 * What a process may still do when its run is over: an operation that begins something throws, so that the process runs
 * its finally blocks.
 */
final class AfterTheEnd {
    /** Ends a process. Not to be caught. */
    static final class RunAborted extends Error {
        private static final long serialVersionUID = 1;

        RunAborted() {
            super("the controlled run is over", null, false, false);
        }
    }

    /**
     * How many choice points a process may come to; one that has not ended by then never would. A process that ends a
     * scope interrupts all processes of the scope: those interrupts do not count.
     */
    private static final int MOST_REACHED = 1_000;

    private AfterTheEnd() {}

    /**
     * A choice point; returns if the operation behind it may be done.
     *
     * @param me the process that has come to it; null if the thread has no process in this run
     */
    static void reach(Op op, @Nullable ControlledProcess me, ControlledTurns turns) {
        if (me != null && op != Op.INTERRUPT && ++me.reachedAfterTheEnd > MOST_REACHED) {
            turns.stop(me);
        }
        if (!begins(op)) {
            return;
        }
        if (me == null && ControlledRun.here() != null) {
            throw new IllegalStateException(
                    "a channel, scope or task of one schedule is used in another: each must make"
                            + " its own, and keep it in no static field");
        }
        throw new RunAborted();
    }

    /** Whether the operation is more than what a finally block does. */
    private static boolean begins(Op op) {
        return switch (op) {
            case CLOSE,
                    CANCEL,
                    CANCEL_SCOPE,
                    INTERRUPT,
                    INSPECT,
                    NEW_SENDER,
                    LEAVE,
                    JOIN,
                    END,
                    MARK ->
                    false;
            default -> true;
        };
    }
}
