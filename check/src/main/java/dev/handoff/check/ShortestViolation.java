package dev.handoff.check;

import dev.handoff.check.spec.Violation;

import org.jspecify.annotations.Nullable;

/**
 * The run with the shortest trace that offends against the specification: once there is one, further runs are tried.
 */
final class ShortestViolation {
    /** How many further runs. */
    private static final int FURTHER_RUNS = 1_000;

    private Trial.@Nullable Tried run;
    private int length;
    private int further;
    private int tried;
    private long turns;

    /**
     * Looks at a run; true if the search for a shorter trace goes on, whatever else the run has shown.
     *
     * @param nowTried how many runs there were, with this one
     * @param nowTurns how many turns all of them had
     */
    boolean goesOnAfter(Trial.Tried now, int nowTried, long nowTurns) {
        if (run != null) {
            further++;
        }
        Violation violation = now.violation();
        if (violation != null && (run == null || violation.length() < length)) {
            run = now;
            length = violation.length();
            tried = nowTried;
            turns = nowTurns;
        }
        return run != null;
    }

    /** Whether enough runs were tried since the first violation. */
    boolean isSearchedFor() {
        return further >= FURTHER_RUNS;
    }

    /** How many runs there were until the shortest was found. */
    int tried() {
        return tried;
    }

    /** How many turns those runs had. */
    long turns() {
        return turns;
    }

    /** The shortest; null if no trace has offended. */
    Trial.@Nullable Tried run() {
        return run;
    }
}
