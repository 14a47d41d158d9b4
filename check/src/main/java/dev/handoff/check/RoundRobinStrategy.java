package dev.handoff.check;

import java.util.List;
import java.util.Random;

/** All processes in turn, in the order of their start; coins are those of one seed. One schedule. */
final class RoundRobinStrategy extends Strategy {
    private boolean begun;
    private int latest = -1;
    private final Random coins = new Random(1);

    @Override
    boolean beginRun() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    @Override
    int next(List<ControlledProcess> ready) {
        int chosen = 0;
        for (int i = 1; i < ready.size(); i++) {
            if (distance(ready.get(i)) < distance(ready.get(chosen))) {
                chosen = i;
            }
        }
        latest = ready.get(chosen).number;
        return chosen;
    }

    /** How far behind the latest a process is, in a circle. */
    private int distance(ControlledProcess process) {
        int distance = process.number - latest;
        return distance > 0 ? distance : Integer.MAX_VALUE / 2 + distance;
    }

    @Override
    int toss(int bound) {
        return coins.nextInt(bound);
    }

    @Override
    boolean isOnce() {
        return true;
    }

    @Override
    public String toString() {
        return "round robin";
    }
}
