package dev.handoff.check;

import java.util.Objects;

/** What a program does, as its specification sees it: for events that no channel shows. */
public final class Trace {
    private Trace() {}

    /**
     * Sets a mark: an event of the trace, and a point at which other processes may come first. Outside of a program
     * that {@link Explore} runs it does nothing, and costs a look at a scoped value.
     *
     * @param name its name, for {@link dev.handoff.check.spec.Event#mark}
     */
    public static void mark(String name) {
        ControlledRun run = ControlledRun.here();
        if (run != null) {
            run.mark(Objects.requireNonNull(name, "name"));
        }
    }
}
