package dev.handoff.check;

import java.util.ArrayList;
import java.util.List;

/** Every schedule, depth first, but those in which somebody wakes up for no reason: the measure of {@link ExhaustiveStrategy}. */
final class DepthFirstStrategy extends Strategy {
    /** A choice on the way to the present point. */
    private static final class Choice {
        final int bound;
        int taken;

        Choice(int bound) {
            this.bound = bound;
        }
    }

    private final List<Choice> path = new ArrayList<>();
    private int depth;
    private boolean begun;
    private boolean diverged;
    private int runsSinceDiverged;

    /** Whether somebody could have woken up for no reason. */
    private boolean leavesOut;

    @Override
    boolean beginRun() {
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
        while (!path.isEmpty()) {
            Choice last = path.getLast();
            if (++last.taken < last.bound) {
                return true;
            }
            path.removeLast();
        }
        return false;
    }

    @Override
    int next(List<ControlledProcess> ready) {
        int sensible = (int) ready.stream().filter(process -> !process.isStray()).count();
        leavesOut |= sensible < ready.size();
        return sensible == 1 ? 0 : choose(sensible);
    }

    @Override
    int toss(int bound) {
        return choose(bound);
    }

    private int choose(int bound) {
        if (depth < path.size() && path.get(depth).bound != bound) {
            diverged = true; // the program has not done what it did before
            path.subList(depth, path.size()).clear();
        }
        if (depth == path.size()) {
            path.add(new Choice(bound));
        }
        return path.get(depth++).taken;
    }

    @Override
    boolean isOfAll() {
        return true;
    }

    @Override
    boolean hasGivenUp() {
        return runsSinceDiverged > MOST_RUNS_UNREPEATED;
    }

    @Override
    boolean isExhaustive() {
        return !diverged;
    }

    @Override
    public String toString() {
        String how = leavesOut ? "depth first without wake-ups for no reason" : "depth first";
        return diverged ? how + ", but the program does not repeat itself" : how;
    }
}
