package dev.handoff.check;

import dev.handoff.check.spec.Violation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/** Runs a program once under a strategy, and judges it. */
@FunctionalInterface
interface Trial {
    /**
     * How a run went, and what was wrong with it.
     *
     * @param violation where its trace has left the specification: then that is the finding; else null
     */
    record Tried(RunResult run, @Nullable Finding finding, @Nullable Violation violation) {
        /** What this run has in common with every run that shows the same mistake; empty if it shows none. */
        String symptom() {
            if (violation != null) {
                return "violation " + violation.kind();
            }
            return finding == null ? "" : Judge.symptom(run, finding);
        }
    }

    /**
     * Runs.
     *
     * @param strategy what decides
     * @param users what is known of which process uses which channel; learns more only if it is also in {@code others}
     * @param others listeners that are told, too
     */
    Tried run(Strategy strategy, Users users, List<TurnListener> others)
            throws InterruptedException;

    /**
     * What is wrong with a run: a race comes first, as it may be the cause of the rest; then what the judge or a
     * listener says.
     */
    static @Nullable Finding judge(RunResult run, Users users, List<TurnListener> listeners) {
        Finding told =
                listeners.stream()
                        .flatMap(listener -> Stream.ofNullable(listener.finding()))
                        .findFirst()
                        .orElse(null);
        if (told != null && told.verdict() == Verdict.RACE) {
            return told;
        }
        Finding judged = Judge.of(run, users);
        return judged != null ? judged : told;
    }
}
