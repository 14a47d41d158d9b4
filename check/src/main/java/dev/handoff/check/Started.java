package dev.handoff.check;

import dev.handoff.check.ControlledProcess.State;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The processes of a run: all that were started, and those that are alive, as each turn goes through these. Guarded by
 * the run's lock.
 */
final class Started {
    private final List<ControlledProcess> all = new ArrayList<>();
    private final List<ControlledProcess> living = new ArrayList<>();

    /** How many processes wait for something that is not the library's. */
    private int outside;

    /** In the order of their start. */
    List<ControlledProcess> all() {
        return all;
    }

    /** In the order of their start. */
    List<ControlledProcess> living() {
        return living;
    }

    boolean areAllEnded() {
        return living.isEmpty();
    }

    boolean isAnyOutside() {
        return outside > 0;
    }

    @Nullable ControlledProcess lastLiving() {
        return living.isEmpty() ? null : living.getLast();
    }

    void add(ControlledProcess process) {
        process.state = State.READY;
        all.add(process);
        living.add(process);
    }

    void leaveOutside(ControlledProcess process) {
        process.state = State.OUTSIDE;
        outside++;
    }

    /** Sets the state of a process; returns whether it was outside. */
    boolean set(ControlledProcess process, State state) {
        boolean wasOutside = process.state == State.OUTSIDE;
        if (wasOutside) {
            outside--;
        }
        process.state = state;
        return wasOutside;
    }

    /** The process has ended; returns whether it was outside. */
    boolean end(ControlledProcess process) {
        living.remove(process);
        return set(process, State.ENDED);
    }
}
