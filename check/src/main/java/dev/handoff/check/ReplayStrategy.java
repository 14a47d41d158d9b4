package dev.handoff.check;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** One run, by a schedule: where that has nothing to say, or says what cannot be done, takes the first choice. */
final class ReplayStrategy extends Strategy {
    private final Schedule schedule;
    private boolean begun;
    private int next;
    private @Nullable String misfit;

    ReplayStrategy(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Why the schedule was not one of the program that was run; null if every choice of it could be followed. */
    @Nullable String misfit() {
        return misfit == null && next < schedule.length()
                ? "the run was over after %s of its %s choices".formatted(next, schedule.length())
                : misfit;
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
        if (misfit == null) {
            misfit = "choice %s is %s, of %s that there were".formatted(next, choice, bound);
        }
        return 0;
    }

    @Override
    public String toString() {
        return "replay of " + Words.oneLine(schedule.toString());
    }
}
