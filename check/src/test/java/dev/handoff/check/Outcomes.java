package dev.handoff.check;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that a program can come to, by one way of exploring it.
 *
 * @param seen what the processes have seen and how the run has ended, for each end
 * @param schedules how many runs came to an end
 * @param abandoned how many were given up
 * @param turns how many turns all of them took
 * @param isComplete whether no bound has cut it short
 */
record Outcomes(Set<String> seen, int schedules, int abandoned, long turns, boolean isComplete) {
    private static final int MOST_TURNS = 2_000;

    static Outcomes of(SmallProgram program, Strategy strategy, int mostSchedules)
            throws InterruptedException {
        return of(program, strategy, mostSchedules, false);
    }

    /** With the traces of the matches, as for a specification. */
    static Outcomes traced(SmallProgram program, Strategy strategy, int mostSchedules)
            throws InterruptedException {
        return of(program, strategy, mostSchedules, true);
    }

    private static Outcomes of(
            SmallProgram program, Strategy strategy, int mostSchedules, boolean isTraced)
            throws InterruptedException {
        Set<String> seen = new TreeSet<>();
        int schedules = 0;
        int abandoned = 0;
        long turns = 0;
        OtherThreads otherThreads = new OtherThreads(false);
        while (strategy.beginRun()) {
            if (schedules + abandoned == mostSchedules) {
                return new Outcomes(seen, schedules, abandoned, turns, false);
            }
            SmallProgram.Run run = program.new Run();
            String[] latest = {""};
            TurnListener listener =
                    new TurnListener() {
                        @Override
                        public void happened(Transition turn, long nanoTime) {
                            latest[0] =
                                    run.seen(); // what comes after the last turn is no more of it
                        }
                    };
            MatchTrace trace = new MatchTrace(name -> true);
            RunResult result =
                    new ControlledRun(
                                    strategy,
                                    MOST_TURNS,
                                    isTraced ? List.of(listener, trace) : List.of(listener),
                                    Grain.OPERATIONS,
                                    false,
                                    otherThreads)
                            .execute(run);
            turns += result.turns();
            if (result.ending() == ControlledRun.Ending.ABANDONED) {
                abandoned++;
            } else {
                schedules++;
                seen.add(latest[0] + end(result) + trace.events());
            }
        }
        return new Outcomes(seen, schedules, abandoned, turns, strategy.isExhaustive());
    }

    private static String end(RunResult result) {
        Finding finding = Judge.of(result, new Users());
        List<String> waits =
                result.blocked().stream()
                        .map(b -> b.process() + " " + b.state() + " " + b.since())
                        .sorted()
                        .toList();
        Verdict verdict = finding == null ? Verdict.CLEAN : finding.verdict();
        return " "
                + result.ending()
                + " "
                + verdict
                + " "
                + waits
                + Objects.toString(result.failures());
    }
}
