package dev.handoff.pipeline;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens once in a trial, and when.
 *
 * @param kind what
 * @param point at which call of that which fails or interrupts
 * @param stage number of the operator at which it does, where there is one
 */
record Disturbance(Kind kind, int point, int stage) {
    enum Kind {
        NONE,
        SOURCE_FAILS,
        STAGE_FAILS,
        FUNCTION_FAILS,
        SINK_FAILS,
        /** A function that runs beside the values: in a branch, in another input, in a pipeline inside. */
        BRANCH_FAILS,
        /** Of the source, if it has one, else of the stage. */
        CLOSE_FAILS,
        SINK_INTERRUPTED,
        INTERRUPTED,
        TASK_CANCELLED
    }

    /** What a failure is known by. */
    static final class Planted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean interrupts() {
        return kind.compareTo(Kind.SINK_INTERRUPTED) >= 0;
    }

    /** Called each time that one of {@code when} could happen. */
    void failAt(Kind when, AtomicInteger count) {
        if (is(when) && count.incrementAndGet() == point) {
            throw new Planted();
        }
    }
}
