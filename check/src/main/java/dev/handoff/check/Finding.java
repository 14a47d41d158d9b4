package dev.handoff.check;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What is wrong, in one schedule.
 *
 * @param verdict the kind
 * @param summary one line
 * @param details further lines: who waits for what, since when, from where
 * @param cause what was thrown; null if nothing was
 */
public record Finding(
        Verdict verdict, String summary, List<String> details, @Nullable Throwable cause) {
    /** Keeps a copy of the details. */
    public Finding {
        details = List.copyOf(details);
    }
}
