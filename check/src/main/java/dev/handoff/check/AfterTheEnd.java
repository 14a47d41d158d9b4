package dev.handoff.check;

import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

/** What a process may still do when its run is over: whatever it begins throws, so that its finally blocks run. */
final class AfterTheEnd {
    /** Ends a process. Not to be caught. */
    static final class RunAborted extends Error {
        private static final long serialVersionUID = 1;

        RunAborted() {
            super("the controlled run is over", null, false, false);
        }
    }

    /**
     * How many choice points a process may come to; who does not end by then never would. One that ends a scope interrupts all
     * processes of it: that does not count.
     */
    private static final int MOST_REACHED = 1_000;

    private AfterTheEnd() {}

    /**
     * A choice point; returns if what is behind it may be done.
     *
     * @param me whose; null if the thread has no process in this run
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

    /** Whether it is more than what a finally block does. */
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
