package dev.handoff.verify.zoo;

import dev.handoff.check.Verdict;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What spin's verifier has said of a model.
 *
 * @param finding in its words
 * @param states how many it has stored
 * @param transitions how many it has taken
 */
record SpinResult(Finding finding, long states, long transitions) {
    /** What it looks for. */
    enum Finding {
        NO_ERRORS("no errors", Verdict.CLEAN),
        INVALID_END_STATE("invalid end state", Verdict.DEADLOCK, Verdict.LEAK),
        ASSERTION_VIOLATED("assertion violated", Verdict.FAILURE),
        NON_PROGRESS_CYCLE("non-progress cycle", Verdict.LIVELOCK);

        final String words;
        private final List<Verdict> verdicts;

        Finding(String words, Verdict... verdicts) {
            this.words = words;
            this.verdicts = List.of(verdicts);
        }

        /** Whether Handoff's verdict says the same. */
        boolean agreesWith(Verdict verdict) {
            return verdicts.contains(verdict);
        }
    }

    private static final Pattern STATES = Pattern.compile("(\\d+) states, stored");
    private static final Pattern TRANSITIONS = Pattern.compile("(\\d+) transitions");

    /**
     * Reads the verifier's output.
     *
     * @throws IllegalArgumentException if it is not complete, or the search was not
     */
    static SpinResult parse(String output) {
        if (output.contains("max search depth too small") || output.contains("out of memory")) {
            throw new IllegalArgumentException("the search was cut short:\n" + output);
        }
        return new SpinResult(finding(output), number(STATES, output), number(TRANSITIONS, output));
    }

    private static Finding finding(String output) {
        for (Finding finding : Finding.values()) {
            if (output.contains("pan:1: " + finding.words)) {
                return finding;
            }
        }
        if (output.contains("errors: 0")) {
            return Finding.NO_ERRORS;
        }
        throw new IllegalArgumentException(
                "spin's verifier has not said what it found:\n" + output);
    }

    private static long number(Pattern pattern, String output) {
        Matcher m = pattern.matcher(output);
        if (!m.find()) {
            throw new IllegalArgumentException("no \"" + pattern + "\" in:\n" + output);
        }
        return Long.parseLong(m.group(1));
    }
}
