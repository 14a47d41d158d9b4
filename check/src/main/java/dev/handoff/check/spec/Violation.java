package dev.handoff.check.spec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a trace has left its specification.
 *
 * @param before the events before, all of them allowed; only those that the specification speaks of
 * @param came the event that is not allowed there; null if it is the end
 * @param allowed what would have been allowed
 */
public record Violation(List<Event> before, @Nullable Event came, List<String> allowed) {
    private static final int MOST_LINES = 60;
    private static final int MOST_ALLOWED = 16;

    /** Keeps copies of the lists. */
    public Violation {
        before = List.copyOf(before);
        allowed = List.copyOf(allowed);
    }

    /**
     * How long the offending trace is.
     *
     * @return the number of events, the end counted as one
     */
    public int length() {
        return before.size() + 1;
    }

    /**
     * One line.
     *
     * @return such as {@code after 2 events came send jobs 3, which is not allowed}
     */
    public String summary() {
        return after() + " came " + what() + ", which is not allowed";
    }

    /**
     * Which mistake it is, whatever the value, whose text may be another in each run.
     *
     * @return such as {@code after 2 events came send jobs}
     */
    public String kind() {
        return after() + " came " + (came == null ? "the end" : came.port());
    }

    private String after() {
        return switch (before.size()) {
            case 0 -> "at the beginning";
            case 1 -> "after 1 event";
            default -> "after " + before.size() + " events";
        };
    }

    private String what() {
        return came == null ? "the end" : came.toString();
    }

    /**
     * The trace, what came, and what would have been allowed.
     *
     * @return a line each; the first events of a long trace, and the last of many that would be allowed, are left out
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        int first = Math.max(0, before.size() - MOST_LINES);
        if (first > 0) {
            lines.add("... " + first + " events");
        }
        for (int i = first; i < before.size(); i++) {
            lines.add(i + 1 + ". " + before.get(i));
        }
        lines.add("came: " + what());
        lines.add("allowed: " + (allowed.isEmpty() ? "nothing" : firstAllowed()));
        return lines;
    }

    private String firstAllowed() {
        int more = allowed.size() - MOST_ALLOWED;
        return more <= 0
                ? String.join(", ", allowed)
                : String.join(", ", allowed.subList(0, MOST_ALLOWED)) + " and " + more + " more";
    }
}
