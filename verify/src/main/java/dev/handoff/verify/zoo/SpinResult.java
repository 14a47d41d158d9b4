package dev.handoff.verify.zoo;

import dev.handoff.check.Verdict;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What spin's verifier has said of a model.
 *
 * @param finding in its words
 * @param states how many states it has stored
 * @param transitions how many transitions it has taken
 */
record SpinResult(Finding finding, long states, long transitions) {
    /** What it looks for. */
    enum Finding {
        NO_ERRORS("no errors"),
        INVALID_END_STATE("invalid end state"),
        ASSERTION_VIOLATED("assertion violated"),
        NON_PROGRESS_CYCLE("non-progress cycle");

        final String words;

        Finding(String words) {
            this.words = words;
        }

        /** Whether Handoff's verdict says the same. */
        boolean agreesWith(Verdict verdict) {
            return switch (this) {
                case NO_ERRORS -> verdict == Verdict.CLEAN;
                case INVALID_END_STATE -> verdict == Verdict.DEADLOCK || verdict == Verdict.LEAK;
                case ASSERTION_VIOLATED -> verdict == Verdict.FAILURE;
                case NON_PROGRESS_CYCLE -> verdict == Verdict.LIVELOCK;
            };
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
