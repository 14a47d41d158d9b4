package dev.handoff.check;

import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Says what is wrong with a run, if anything is. */
final class Judge {
    private Judge() {}

    static @Nullable Finding of(RunResult run) {
        if (!run.failures().isEmpty()) {
            Throwable failure = run.failures().getFirst();
            return new Finding(Verdict.FAILURE, failure.toString(), List.of(), failure);
        }
        return switch (run.ending()) {
            case ALL_ENDED, ABANDONED -> null;
            case ENDLESS ->
                    finding(
                            Verdict.LIVELOCK,
                            "the program does not end within " + run.turns() + " turns",
                            run);
            case RUNAWAY ->
                    finding(
                            Verdict.UNCONTROLLED,
                            "a process runs on and does nothing that Handoff knows of",
                            run);
            case STUCK -> stuck(run);
        };
    }

    private static @Nullable Finding stuck(RunResult run) {
        List<Blocked> forGood = run.blocked().stream().filter(b -> !b.limited()).toList();
        if (forGood.isEmpty()) {
            return null; // detached processes that sleep
        }
        if (forGood.stream().anyMatch(b -> b.why() == null)) {
            return finding(Verdict.UNCONTROLLED, "nobody can go on", run);
        }
        boolean onlyLeft =
                forGood.stream()
                        .filter(b -> b.number() == 0)
                        .allMatch(b -> b.why() == WaitReason.SCOPE);
        return onlyLeft
                ? finding(Verdict.LEAK, "a process waits for ever", run)
                : finding(Verdict.DEADLOCK, "nobody can go on", run);
    }

    private static Finding finding(Verdict verdict, String summary, RunResult run) {
        return new Finding(
                verdict, summary, run.blocked().stream().map(Judge::line).toList(), null);
    }

    private static String line(Blocked b) {
        return b.process() + " at " + b.line() + ": " + b.waitsFor();
    }
}
