package dev.handoff.lint;

/**
 * A part of the source.
 *
 * @param start its first position
 * @param end the one behind it
 */
record Span(long start, long end) {
    boolean has(long at) {
        return start <= at && at < end;
    }

    boolean contains(Span other) {
        return start <= other.start && other.end <= end;
    }
}
