package dev.handoff.pipeline;

import dev.handoff.BlockingBody;
import dev.handoff.CancelledException;
import dev.handoff.CheckReturnValue;
import dev.handoff.Deadline;
import dev.handoff.Timers;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Interlude;
import dev.handoff.internal.Lot;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * How often something is tried, after which failures, and how long the pauses in between are. The pauses begin with a
 * first one, and grow by a factor from one to the next, up to a longest one; without jitter they are exactly that. A
 * function is tried by {@link #call(BlockingBody)}, a value of a pipeline by {@link Mapping#retrying}, a pipeline by
 * {@link Pipeline#retry}.
 *
 * <pre>{@code
 * Backoff patient = Backoff.of(5).pause(Duration.ofMillis(100)).factor(2).when(e -> e instanceof IOException);
 * String page = patient.call(() -> fetch(address));
 * }</pre>
 *
 * <p>A back-off is an immutable value: each method gives a new one, with all else as it was. Two are equal if all that
 * was said of them is equal, including the same predicate for {@link #when}.
 */
public final class Backoff {
    /** This many failures are kept for the last one: attempts may go on for years. */
    static final int KEPT = 10;

    private static final Duration NO_LIMIT = Duration.ofDays(365);
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();
    private static final Predicate<Exception> ALWAYS = Exception.class::isInstance;

    private final int attempts;
    private final Duration pause;
    private final double factor;
    private final Duration longest;
    private final double jitter;
    private final long seed;
    private final boolean beginsAnew;

    /** The length of an attempt after which the attempts begin anew, too. */
    private final Duration healthy;

    private final Predicate<? super Exception> when;

    private Backoff(
            int attempts,
            Duration pause,
            double factor,
            Duration longest,
            double jitter,
            long seed,
            boolean beginsAnew,
            Duration healthy,
            Predicate<? super Exception> when) {
        if (attempts < 1
                || pause.isNegative()
                || !(factor >= 1)
                || longest.isNegative()
                || !(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException(
                    "back-off with %s attempts, pause %s, factor %s, longest %s, jitter %s"
                            .formatted(attempts, pause, factor, longest, jitter));
        }
        this.attempts = attempts;
        this.pause = pause;
        this.factor = factor;
        this.longest = longest;
        this.jitter = jitter;
        this.seed = seed;
        this.beginsAnew = beginsAnew;
        this.healthy = healthy;
        this.when = Objects.requireNonNull(when, "when");
    }

    /**
     * Several attempts, without pauses, after any failure, if nothing else is said.
     *
     * @param attempts how often at most, the first time included
     * @return a back-off with that
     * @throws IllegalArgumentException if {@code attempts} is less than one
     */
    public static Backoff of(int attempts) {
        return new Backoff(attempts, Duration.ZERO, 1, NO_LIMIT, 0, 0, false, FOREVER, ALWAYS);
    }

    /**
     * With another number of attempts.
     *
     * @param most how often at most, the first time included
     * @return a back-off with that
     * @throws IllegalArgumentException if {@code most} is less than one
     */
    @CheckReturnValue(Ignored.BACKOFF)
    public Backoff attempts(int most) {
        return new Backoff(most, pause, factor, longest, jitter, seed, beginsAnew, healthy, when);
    }

    /**
     * With another first pause.
     *
     * @param first how long
     * @return a back-off with that
     * @throws IllegalArgumentException if {@code first} is negative
     */
    @CheckReturnValue(Ignored.BACKOFF)
    public Backoff pause(Duration first) {
        return new Backoff(
                attempts, first, factor, longest, jitter, seed, beginsAnew, healthy, when);
    }

    /**
     * With pauses that grow.
     *
     * @param by the factor
     * @return a back-off with that
     * @throws IllegalArgumentException if {@code by} is less than 1, or no number
     */
    @CheckReturnValue(Ignored.BACKOFF)
    public Backoff factor(double by) {
        return new Backoff(attempts, pause, by, longest, jitter, seed, beginsAnew, healthy, when);
    }

    /**
     * With a longest pause; it is 365 days if nothing is said.
     *
     * @param limit how long
     * @return a back-off with that
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    @CheckReturnValue(Ignored.BACKOFF)
    public Backoff longest(Duration limit) {
        return new Backoff(attempts, pause, factor, limit, jitter, seed, beginsAnew, healthy, when);
    }

    /**
     * With pauses that are shorter by a part that is drawn for each, so that callers that failed together do not come
     * back together, in one program or in several. A run under the checker draws the same parts each time.
     *
     * @param part by which part at most, from 0 to 1
     * @return a back-off with that
     * @throws IllegalArgumentException if {@code part} is not from 0 to 1
     */
    @CheckReturnValue(Ignored.BACKOFF)
    public Backoff jitter(double part) {
        return jitter(part, 0);
    }

    /**
     * As {@link #jitter(double)}, with a seed: with another seed, other parts are drawn, even under the checker.
     *
     * @param part by which part at most, from 0 to 1
     * @param with the seed
     * @return a back-off with that
     * @throws IllegalArgumentException if {@code part} is not from 0 to 1
     */
    @CheckReturnValue(Ignored.BACKOFF)
    public Backoff jitter(double part, long with) {
        return new Backoff(attempts, pause, factor, longest, part, with, beginsAnew, healthy, when);
    }

    /**
     * With attempts and pauses that begin anew with a failure if a value has come out since the failure before: for a
     * {@link Pipeline#retry} of a pipeline that goes on for ever, such as a feed that is disconnected once a day. A
     * pipeline that puts out a value each time before it fails is then tried again for ever, if there are two attempts
     * or more. For {@link #call(BlockingBody)} and {@link Mapping#retrying} this makes no difference;
     * {@link #anewAfter} does.
     *
     * @return a back-off with that
     */
    @CheckReturnValue(Ignored.BACKOFF)
    public Backoff anewAfterValues() {
        return new Backoff(attempts, pause, factor, longest, jitter, seed, true, healthy, when);
    }

    /**
     * With attempts and pauses that begin anew with the failure of an attempt that has lasted {@code lasting}: it
     * counts as the first. This is for what goes on for ever, and fails now and then: a connection, or processes that
     * are started again. {@code of(5).anewAfter(Duration.ofMinutes(1))} gives up when five in a row have failed, each
     * of the last four within a minute. Work that lasts so long each time before it fails is tried again for ever, if
     * there are two attempts or more.
     *
     * <p>An attempt lasts from the call of the function, or, with {@link Pipeline#retry}, from the beginning of a run, to its
     * failure, by the monotonic clock. So a run lasts longer where the stages below take their time. Together with
     * {@link #anewAfterValues}, either is enough.
     *
     * @param lasting how long
     * @return a back-off with that
     * @throws IllegalArgumentException if {@code lasting} is zero or less
     */
    @CheckReturnValue(Ignored.BACKOFF)
    public Backoff anewAfter(Duration lasting) {
        TimedStages.requirePositive(lasting, "anewAfter");
        return new Backoff(
                attempts, pause, factor, longest, jitter, seed, beginsAnew, lasting, when);
    }

    /**
     * With a predicate that says after which failures it is tried again; if nothing is said, it is after every failure.
     * The predicate is not asked after the last attempt.
     *
     * @param again whether it is tried again after a failure: it is given what the function has thrown, even where
     *     {@link Pipeline#retry} has a {@link PipelineException} around that. What this throws is the failure then,
     *     with the one before suppressed
     * @return a back-off with that
     */
    @CheckReturnValue(Ignored.BACKOFF)
    public Backoff when(Predicate<? super Exception> again) {
        return new Backoff(
                attempts, pause, factor, longest, jitter, seed, beginsAnew, healthy, again);
    }

    /**
     * How long the pause after an attempt is; with jitter, how long it may be.
     *
     * @param attempt which one; the first is 1
     * @return zero or more
     */
    public Duration pauseAfter(int attempt) {
        return pauseAfter(attempt, 0);
    }

    private Duration pauseAfter(int attempt, long lot) {
        double cut = Math.min(nanos(pause) * Math.pow(factor, attempt - 1), nanos(longest));
        return Duration.ofNanos((long) (cut * (1 - jitter * drawn(attempt, lot))));
    }

    /** The nanoseconds of any duration: {@link Duration#toNanos} fails beyond 292 years. */
    private static double nanos(Duration duration) {
        return duration.toSeconds() * 1e9 + duration.toNanosPart();
    }

    /** A number from 0 to 1: by the mixing function of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private double drawn(int attempt, long lot) {
        long z = seed + attempt * 0x9E3779B97F4A7C15L + lot * 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
    }

    /**
     * Calls a function, and calls it again, after a pause, when it has failed. The function runs in this thread, which
     * waits in between as {@link Timers#sleep} does.
     *
     * <p>{@link InterruptedException} and {@link CancelledException} are no failures, nor is an
     * {@link java.io.IOException} whose cause is the latter, nor what an interrupt makes a file or a socket throw, nor
     * an error: they are thrown at once, as they are, without the failures before. A failure after which nothing is to
     * be {@linkplain #when tried again} is thrown at once, too, as that of a last attempt is.
     *
     * @param function what is called
     * @param <R> the type of what it returns
     * @param <X> what it throws beside an interrupt; {@link RuntimeException} if it throws nothing that must be
     *     declared
     * @return what the first attempt that does not fail returns
     * @throws X what the function throws: the failure of the last attempt, with the {@value #KEPT} failures before it
     *     suppressed, the oldest first
     * @throws InterruptedException if the thread was interrupted while it waited; or, with the failure as its cause, if
     *     an attempt has failed that is to be made again and the scope or task around it was cancelled; then nothing is
     *     tried again
     */
    public <R extends @Nullable Object, X extends Exception> R call(
            BlockingBody<? extends R, X> function) throws X, InterruptedException {
        Objects.requireNonNull(function, "function");
        return run(
                function,
                thrown ->
                        !(Cancellations.isInterrupt(thrown)
                                || PipelineException.refusal(thrown) != null),
                this::triesAgainAfter,
                () -> false);
    }

    /**
     * As {@link #call(BlockingBody)}, for an action without a result: for example, to start processes again when one of
     * them has failed.
     *
     * <pre>{@code
     * restart.call(() -> Scope.run(this::serve));
     * }</pre>
     *
     * @param action what is run
     * @param <X> what it throws beside an interrupt; {@link RuntimeException} if it throws nothing that must be
     *     declared
     * @throws X what the action throws: the failure of the last attempt, as {@link #call(BlockingBody)}
     * @throws InterruptedException as {@link #call(BlockingBody)}
     */
    public <X extends Exception> void call(BlockingBody.Action<X> action)
            throws X, InterruptedException {
        Objects.requireNonNull(action, "action");
        BlockingBody<@Nullable Void, X> function =
                () -> {
                    action.run();
                    return null;
                };
        call(function);
    }

    boolean triesAgainAfter(Exception failure) {
        return when.test(failure);
    }

    /**
     * Tries {@code function} until it succeeds; throws the last failure, with the latest of those before suppressed.
     * What is thrown and is no failure is thrown at once, as it is: the failures before it are mended, or nobody wants
     * to know of them. Waits between the attempts, in this process.
     *
     * @param hasPutOut whether {@code function} has put out values since this was asked last
     */
    <R extends @Nullable Object, X extends Exception> R run(
            BlockingBody<? extends R, X> function,
            Predicate<Exception> isFailure,
            Predicate<Exception> again,
            BooleanSupplier hasPutOut)
            throws X, InterruptedException {
        Deque<Exception> before = new ArrayDeque<>();
        for (int attempt = 1; ; attempt++) {
            Deadline healthyFrom = Deadline.in(healthy);
            try {
                return function.call();
            } catch (Exception e) {
                if (!isFailure.test(e)) {
                    throw e;
                }
                if ((beginsAnew && hasPutOut.getAsBoolean()) || healthyFrom.hasPassed()) {
                    attempt = 1;
                    before.clear();
                }
                before.removeIf(known -> known == e); // a function may throw the same one again
                if (attempt == attempts || !isMet(again, e)) {
                    before.forEach(e::addSuppressed);
                    throw e;
                }
                Boundary.throwIfStopped(e);
                if (before.size() == KEPT) {
                    before.remove();
                }
                before.add(e);
            }
            Duration next = pauseAfter(attempt, jitter == 0 ? 0 : Lot.draw());
            Timers.sleep(next);
            if (next.isZero()) {
                Interlude.take(); // whoever is to mend it needs a core
            }
        }
    }

    private static boolean isMet(Predicate<Exception> again, Exception failure) {
        try {
            return again.test(failure);
        } catch (Throwable t) {
            if (t != failure) {
                t.addSuppressed(failure);
            }
            throw t;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Backoff that
                && attempts == that.attempts
                && pause.equals(that.pause)
                && Double.compare(factor, that.factor) == 0
                && longest.equals(that.longest)
                && Double.compare(jitter, that.jitter) == 0
                && seed == that.seed
                && beginsAnew == that.beginsAnew
                && healthy.equals(that.healthy)
                && when.equals(that.when);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                attempts, pause, factor, longest, jitter, seed, beginsAnew, healthy, when);
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
