package dev.handoff;

import dev.handoff.spi.Scheduling;

import java.time.Duration;

/**
 * An instant of the monotonic clock by which something must be done. It does not move when the wall clock is set.
 *
 * @param nanoTime the instant, in the nanoseconds of {@link System#nanoTime} (or of the virtual clock, in a
 *     controlled run)
 */
public record Deadline(long nanoTime) {
    /** Longer than anybody waits (146 years), and short enough to be compared by difference. */
    static final long FAR = Long.MAX_VALUE / 2;

    /**
     * A deadline that lies {@code duration} ahead. Durations beyond 146 years are cut to that.
     *
     * @param duration how far ahead; zero or less has passed already
     * @return the deadline
     */
    public static Deadline in(Duration duration) {
        return new Deadline(Scheduling.current().nanoTime() + nanos(duration));
    }

    /**
     * How much time is left.
     *
     * @return zero once it has passed
     */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanoTime - Scheduling.current().nanoTime()));
    }

    /**
     * Whether it has passed.
     *
     * @return true from the instant itself on
     */
    public boolean hasPassed() {
        return nanoTime - Scheduling.current().nanoTime() <= 0;
    }

    boolean isBefore(Deadline other) {
        return nanoTime - other.nanoTime < 0;
    }

    static long nanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.toSeconds() >= FAR / 1_000_000_000 ? FAR : duration.toNanos();
    }
}
