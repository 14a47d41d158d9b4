package dev.handoff.verify.zoo;

import dev.handoff.check.Report;
import dev.handoff.check.Verdict;

import java.time.Duration;

/**
 * What came of the exploration of a program.
 *
 * @param program the program
 * @param expectation how it was explored, and what was expected
 * @param report what was found
 * @param took real time
 */
record Sighting(ZooProgram program, Expectation expectation, Report report, Duration took) {
    static Sighting of(ZooProgram program, Expectation expectation)
            throws ReflectiveOperationException, InterruptedException {
        long start = System.nanoTime();
        Report report = expectation.explore().check(program.program(expectation.arguments()));
        return new Sighting(
                program, expectation, report, Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Whether the verdict is the expected one, and the report has the expected words; and, if no schedule was to be
     * left out and nothing was found, whether none was left out.
     */
    boolean isAsExpected() {
        boolean triedAll =
                report.verdict() != Verdict.CLEAN
                        || !expectation.isExhaustive()
                        || report.isComplete();
        return report.verdict() == expectation.verdict()
                && report.toString().contains(expectation.words())
                && triedAll;
    }

    @Override
    public String toString() {
        return "%s %s: expected %s%s, and it was %s"
                .formatted(
                        program,
                        String.join(" ", expectation.arguments()),
                        expectation.verdict(),
                        expectation.words().isEmpty() ? "" : " saying " + expectation.words(),
                        report);
    }
}
