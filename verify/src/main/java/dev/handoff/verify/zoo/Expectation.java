package dev.handoff.verify.zoo;

import dev.handoff.check.Explore;
import dev.handoff.check.Verdict;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a program of the zoo is explored, and what comes of it; written {@code DEADLOCK by exhaustive with 3 saying "fork 1"}.
 *
 * @param verdict what is found
 * @param how all schedules, some at random, or some by PCT
 * @param depth of PCT; otherwise 0
 * @param schedules how many at most
 * @param arguments the arguments of the program
 * @param words words that the report has somewhere, so that it is not about something else; empty if anything will do
 */
record Expectation(
        Verdict verdict, How how, int depth, int schedules, List<String> arguments, String words) {
    /** A way to explore. */
    enum How {
        EXHAUSTIVE,
        RANDOM,
        PCT
    }

    /** A livelock needs no more turns to be one: no program of the zoo takes a fifth of it otherwise. */
    private static final int MAX_TURNS = 2_000;

    private static final Pattern FORM =
            Pattern.compile(
                    "(?<verdict>[A-Z]+) by (?:(?<all>exhaustive)|random (?<some>\\d+)"
                            + "|pct (?<depth>\\d+) (?<few>\\d+))(?: with (?<arguments>.+?))?"
                            + "(?: saying (?<words>.+))?");

    /**
     * Reads what a program says.
     *
     * @throws IllegalArgumentException if it is not of the form
     */
    static Expectation parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not VERDICT by exhaustive | random N | pct DEPTH N [with ARGUMENTS] [saying WORDS]"
                            .formatted(text));
        }
        How how =
                m.group("all") != null
                        ? How.EXHAUSTIVE
                        : m.group("some") != null ? How.RANDOM : How.PCT;
        return new Expectation(
                Verdict.valueOf(m.group("verdict")),
                how,
                how == How.PCT ? Integer.parseInt(m.group("depth")) : 0,
                switch (how) {
                    case EXHAUSTIVE -> Integer.MAX_VALUE;
                    case RANDOM -> Integer.parseInt(m.group("some"));
                    case PCT -> Integer.parseInt(m.group("few"));
                },
                m.group("arguments") == null ? List.of() : List.of(m.group("arguments").split(" ")),
                m.group("words") == null ? "" : m.group("words"));
    }

    Explore explore() {
        Explore explore =
                switch (how) {
                    case EXHAUSTIVE -> Explore.exhaustive();
                    case RANDOM -> Explore.random();
                    case PCT -> Explore.pct(depth);
                };
        return explore.schedules(schedules).maxTurns(MAX_TURNS);
    }

    /** The same expectation, with no more schedules than that. */
    Expectation atMost(int most) {
        return new Expectation(verdict, how, depth, Math.min(schedules, most), arguments, words);
    }

    boolean isExhaustive() {
        return how == How.EXHAUSTIVE && schedules == Integer.MAX_VALUE;
    }

    /** How, in words. */
    String way() {
        return switch (how) {
            case EXHAUSTIVE -> "exhaustive";
            case RANDOM -> "random " + schedules;
            case PCT -> "pct " + depth + " " + schedules;
        };
    }
}
