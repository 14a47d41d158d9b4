package dev.handoff.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a program may take to end after Ctrl-C, before it is halted: {@code -Dhandoff.grace=5s}. */
record Grace(long millis) {
    /** The default ends a program within a second. */
    private static final String DEFAULT = "800ms";

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s)?");

    /** The grace that the system property sets. */
    static Grace asSet() {
        return of(System.getProperty("handoff.grace", DEFAULT));
    }

    /** Seconds, or with a unit: {@code 5}, {@code 5s}, {@code 800ms}. */
    static Grace of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "-Dhandoff.grace=" + text + " is not a time such as 5s or 800ms");
        }
        long number = Long.parseLong(form.group(1));
        return new Grace("ms".equals(form.group(2)) ? number : 1000 * number);
    }

    /** Such as {@code 0.8 s}. */
    @Override
    public String toString() {
        return millis / 1000.0 + " s";
    }
}
