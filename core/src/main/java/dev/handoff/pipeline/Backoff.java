package dev.handoff.pipeline;

import dev.handoff.Timers;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * How often something is tried, and how long the pauses in between are: the first one, growing by a factor from one to
 * the next, up to a longest one. Without jitter the pauses are exactly that.
 *
 * <pre>{@code Backoff.attempts(5).pause(Duration.ofMillis(100)).factor(2).longest(Duration.ofSeconds(1))}</pre>
 *
 * @param attempts how often at most, the first time included; one or more
 * @param pause the first pause; zero or more
 * @param factor by what each pause is longer than the one before; 1 or more
 * @param longest no pause is longer
 * @param jitter by which part a pause is shorter at most: from 0 to 1, drawn for each
 * @param seed what the jitter is drawn with: the same seed draws the same, so give each user its own
 */
public record Backoff(
        int attempts, Duration pause, double factor, Duration longest, double jitter, long seed) {
    /** So many failures are kept for the last one: attempts may go on for years. */
    static final int KEPT = 10;

    private static final Duration NO_LIMIT = Duration.ofDays(365);

    /** Refuses what makes no sense. */
    public Backoff {
        if (attempts < 1
                || pause.isNegative()
                || !(factor >= 1)
                || longest.isNegative()
                || !(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException(
                    "back-off with %d attempts, pause %s, factor %s, longest %s, jitter %s"
                            .formatted(attempts, pause, factor, longest, jitter));
        }
    }

    /**
     * Several attempts, without pauses if nothing else is said.
     *
     * @param most how often at most, the first time included
     * @return that
     */
    public static Backoff attempts(int most) {
        return new Backoff(most, Duration.ZERO, 1, NO_LIMIT, 0, 0);
    }

    /**
     * With another first pause.
     *
     * @param first how long
     * @return that
     */
    public Backoff pause(Duration first) {
        return new Backoff(attempts, first, factor, longest, jitter, seed);
    }

    /**
     * With pauses that grow.
     *
     * @param by the factor
     * @return that
     */
    public Backoff factor(double by) {
        return new Backoff(attempts, pause, by, longest, jitter, seed);
    }

    /**
     * With a longest pause.
     *
     * @param limit how long
     * @return that
     */
    public Backoff longest(Duration limit) {
        return new Backoff(attempts, pause, factor, limit, jitter, seed);
    }

    /**
     * With pauses that are shorter by a part that is drawn, so that those who have failed together do not come back
     * together.
     *
     * @param part by which part at most, from 0 to 1
     * @param with the seed
     * @return that
     */
    public Backoff jitter(double part, long with) {
        return new Backoff(attempts, pause, factor, longest, part, with);
    }

    /**
     * How long the pause after an attempt is.
     *
     * @param attempt which one; the first is 1
     * @return zero or more
     */
    public Duration pauseAfter(int attempt) {
        double cut = Math.min(nanos(pause) * Math.pow(factor, attempt - 1), nanos(longest));
        return Duration.ofNanos((long) (cut * (1 - jitter * drawn(attempt))));
    }

    /** Of any duration: {@link Duration#toNanos} fails beyond 292 years. */
    private static double nanos(Duration duration) {
        return duration.toSeconds() * 1e9 + duration.toNanosPart();
    }

    /** From 0 to 1: the mixing function of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private double drawn(int attempt) {
        long z = seed + attempt * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
    }

    /** What is tried. */
    @FunctionalInterface
    interface Trying<R> {
        R run() throws Exception;
    }

    /** Which failures are tried again. */
    @FunctionalInterface
    interface Again {
        boolean after(Exception failure);
    }

    /** Tries it; throws the last failure, with the latest of those before suppressed. Waits in between, in this process. */
    <R> R run(Trying<R> what, Again again) throws Exception {
        Objects.requireNonNull(what, "what");
        Deque<Exception> before = new ArrayDeque<>();
        for (int attempt = 1; ; attempt++) {
            try {
                return what.run();
            } catch (Exception e) {
                before.remove(e); // a function may throw the same one again
                if (attempt == attempts || !again.after(e)) {
                    before.forEach(e::addSuppressed);
                    throw e;
                }
                Boundary.throwIfStopped(e);
                if (before.size() == KEPT) {
                    before.remove();
                }
                before.add(e);
            }
            Timers.sleep(pauseAfter(attempt));
        }
    }

    /**
     * Such as {@code 5 attempts, 0.1s}.
     *
     * @return in short
     */
    @Override
    public String toString() {
        return attempts + " attempts" + (pause.isZero() ? "" : ", " + TimedStages.shown(pause));
    }
}
