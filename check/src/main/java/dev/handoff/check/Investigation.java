package dev.handoff.check;

import java.util.ArrayList;
import java.util.List;

/**
 * What is done about a finding: shrinks the schedule, learns which processes could help, and runs it once more,
 * watched.
 */
final class Investigation {
    /* Overview
     *
     *   shrink     many runs
     *   ask around a few runs under other schedules: who uses which end of which channel?
     *   run        the shortest schedule, recorded; the last run of all, so that what it prints is what is reported
     *
     * All of it is a function of the schedule that was found. If something is not controlled, a replay shows nothing for
     * sure, and the finding is reported as it came.
     */
    private static final int PROBES = 8;

    private static final int HABIT_TURNS = 1_000;

    private Investigation() {}

    static Evidence of(Trial trial, Trial.Tried found, boolean shrinks)
            throws InterruptedException {
        Finding finding = found.finding();
        if (finding == null) {
            throw new IllegalArgumentException("nothing was found");
        }
        Schedule original = found.run().schedule();
        if (!found.run().uncontrolled().isEmpty() || finding.verdict() == Verdict.UNCONTROLLED) {
            return Evidence.asItCame(finding, original);
        }
        Schedule schedule = shrinks ? Shrinker.shrink(trial, found) : original;
        Users users = new Users();
        if (isStuck(found.run(), finding)) {
            probe(trial, users);
        }
        users.beginReported();
        Recording recording = new Recording();
        Trial.Tried shown =
                trial.run(new ReplayStrategy(schedule), users, List.of(users, recording));
        if (!shown.symptom().equals(found.symptom())) {
            return new Evidence(
                    finding,
                    original,
                    original.switches(),
                    null,
                    List.of(
                            "the same schedule has not shown it again: the program depends on more"
                                    + " than the schedule, such as what an earlier run has left"
                                    + " behind"));
        }
        return of(shown, users, recording, original);
    }

    /** As {@link #of(Trial, Trial.Tried, boolean)}, for a run that was recorded and is not to be repeated. */
    static Evidence of(Trial.Tried shown, Users users, Recording recording) {
        return of(shown, users, recording, shown.run().schedule());
    }

    private static Evidence of(
            Trial.Tried shown, Users users, Recording recording, Schedule original) {
        Finding finding = shown.finding();
        if (finding == null) {
            throw new IllegalArgumentException("nothing was found");
        }
        List<String> notes = new ArrayList<>();
        if (finding.verdict() == Verdict.LIVELOCK) {
            notes.addAll(recording.habits(HABIT_TURNS));
        }
        return new Evidence(
                finding,
                shown.run().schedule(),
                original.switches(),
                Diagram.of(
                        recording,
                        shown.run().processes(),
                        Judge.stuck(shown.run(), users),
                        finding.verdict() == Verdict.RACE),
                notes);
    }

    private static boolean isStuck(RunResult run, Finding finding) {
        return switch (finding.verdict()) {
            case DEADLOCK, LEAK, LIVELOCK -> run.blocked().stream().anyMatch(Blocked::isForGood);
            default -> false;
        };
    }

    private static void probe(Trial trial, Users users) throws InterruptedException {
        Strategy strategy = new RandomStrategy(PROBES);
        for (int i = 0; i < PROBES; i++) {
            strategy.beginRun();
            if (!trial.run(strategy, users, List.of(users)).run().uncontrolled().isEmpty()) {
                return; // and each would take long
            }
        }
    }
}
