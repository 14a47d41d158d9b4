package dev.handoff.check;

import java.util.List;

/** One run, by a schedule; where it has nothing to say, or what cannot be done, the first choice. */
final class ReplayStrategy extends Strategy {
    private final Schedule schedule;
    private boolean begun;
    private int next;
    private boolean faithful = true;

    ReplayStrategy(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Whether every choice of the schedule could be followed. */
    boolean wasFaithful() {
        return faithful && next >= schedule.length();
    }

    @Override
    boolean beginRun() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    @Override
    int next(List<ControlledProcess> ready) {
        return ready.size() == 1 ? 0 : choice(ready.size());
    }

    @Override
    int toss(int bound) {
        return choice(bound);
    }

    private int choice(int bound) {
        int choice = schedule.at(next++);
        if (choice < bound) {
            return choice;
        }
        faithful = false;
        return 0;
    }

    @Override
    public String toString() {
        return "replay of " + schedule;
    }
}
