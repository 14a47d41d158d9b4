package dev.handoff.check;

import java.util.ArrayList;
import java.util.List;

/** One run for each schedule, as long as the program repeats itself. */
abstract class SystematicStrategy<C> extends Strategy {
    /** How many runs are begun after the program was first seen not to repeat itself. */
    static final int MOST_RUNS_UNREPEATED = 1_000;

    /** The choices up to the present point, and behind them those that are planned for this run. */
    final List<C> path = new ArrayList<>();

    /** How many of them were made in this run. */
    int depth;

    private boolean begun;
    private boolean diverged;
    private int runsSinceDiverged;

    @Override
    final boolean beginRun() {
        diverged |= depth < path.size(); // the program has ended before what was to come
        depth = 0;
        if (diverged) {
            runsSinceDiverged++;
        }
        if (hasGivenUp()) {
            return false; // what was planned is void again and again, and new plans are made
        }
        if (!begun) {
            begun = true;
            return true;
        }
        return planNext();
    }

    /** Plans a run that was not tried; false if there is none left. */
    abstract boolean planNext();

    /** The program has not done what it did before: what was planned behind the present point is void. */
    final void diverge() {
        diverged = true;
        path.subList(depth, path.size()).clear();
    }

    @Override
    final boolean isOfAll() {
        return true;
    }

    @Override
    final boolean hasGivenUp() {
        return runsSinceDiverged > MOST_RUNS_UNREPEATED;
    }

    @Override
    final boolean isExhaustive() {
        return !diverged;
    }

    /** Its name, if the program repeats itself. */
    abstract String name();

    @Override
    public final String toString() {
        return diverged ? name() + ", but the program does not repeat itself" : name();
    }
}
