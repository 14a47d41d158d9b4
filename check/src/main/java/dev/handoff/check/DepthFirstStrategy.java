package dev.handoff.check;

import java.util.List;

/**
 * Every schedule, depth first, except those in which a process wakes up for no reason: the measure of {@link
 * ExhaustiveStrategy}.
 */
final class DepthFirstStrategy extends SystematicStrategy<DepthFirstStrategy.Choice> {
    /** A choice on the way to the present point. */
    static final class Choice {
        final int bound;
        int taken;

        Choice(int bound) {
            this.bound = bound;
        }
    }

    /** Whether a process could have woken up for no reason. */
    private boolean leavesOut;

    @Override
    boolean planNext() {
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
            diverge();
        }
        if (depth == path.size()) {
            path.add(new Choice(bound));
        }
        return path.get(depth++).taken;
    }

    @Override
    String name() {
        return leavesOut ? "depth first without wake-ups for no reason" : "depth first";
    }
}
