package dev.handoff.coordinate;

import dev.handoff.Case;
import dev.handoff.CheckReturnValue;
import dev.handoff.Outcome;
import dev.handoff.Receiver;
import dev.handoff.Select;
import dev.handoff.Tick;
import dev.handoff.Timers;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/**
 * Lets only so many callers through in a given time: a token bucket.
 *
 * <pre>{@code
 * // 10 a second, 3 at once after a pause
 * RateLimiter limiter = RateLimiter.named("fetches", 10, Duration.ofSeconds(1), 3);
 * limiter.acquire();
 * fetch(page);
 * }</pre>
 *
 * <p>The bucket holds up to {@code burst} tokens, and is full at first. While it is not full, a token is put in at the end of
 * each period, which is {@code per / n}, rounded up to a nanosecond. To acquire is to take a token, and to wait for one if
 * there is none: so in any time t at most {@code burst + t * n / per} callers are let through. A burst of one keeps any
 * two of them at least a period apart. Tokens that do not fit are gone: a caller that was idle for an hour may not
 * catch up.
 *
 * <p>It is a bucket of ticks ({@link Timers#bucket}), so it needs no process and no scope, follows the virtual clock of a
 * controlled run, and what holds for a receive holds here: tokens go first come, first served (L6); an acquire that is
 * interrupted, that times out or that is a case not chosen has taken no token (L19, L20, L25). It is meant for hundreds
 * of processes that wait at once, not for thousands, because each of them wakes up at each token. Let thousands queue
 * first: {@code turn.with(limiter::acquire)}, where {@code turn} is one {@linkplain Permits permit}.
 *
 * <p>A process that waits for a token is reported as receiving from an empty channel, which has the name of the limiter
 * or, without one, is called a bucket of so many ticks.
 *
 * <p>After Jonathan Turner's token (leaky) bucket (New Directions in Communications, 1986).
 */
public final class RateLimiter {
    private final String title;
    private final Receiver<Tick> tokens;
    private final int count;
    private final Duration per;

    private RateLimiter(@Nullable String name, int count, Duration per, int burst) {
        if (count < 1 || burst < 1 || !per.isPositive()) {
            throw new IllegalArgumentException(
                    "a rate of %s per %s with a burst of %s: all must be above zero"
                            .formatted(count, per, burst));
        }
        this.count = count;
        this.per = per;
        Duration period = period(count, per);
        if (name == null) {
            this.title = "rate limiter";
            this.tokens = Timers.bucket(burst, period);
        } else {
            this.title = "rate limiter \"" + name + "\"";
            this.tokens = Timers.bucket(name, burst, period);
        }
    }

    private static Duration period(int count, Duration per) {
        Duration down = per.dividedBy(count);
        return down.multipliedBy(count).equals(per) ? down : down.plusNanos(1);
    }

    /**
     * Makes a limiter without bursts: one at a time, evenly.
     *
     * @param n how many are let through in {@code per}
     * @param per in how much time {@code n} are let through
     * @return the limiter, ready for the first
     * @throws IllegalArgumentException if {@code n} or {@code per} is zero or less
     */
    public static RateLimiter of(int n, Duration per) {
        return of(n, per, 1);
    }

    /**
     * Makes a limiter.
     *
     * @param n how many are let through in {@code per}
     * @param per in how much time {@code n} are let through
     * @param burst how many are let through at once, after a pause that was long enough
     * @return the limiter, with a full bucket
     * @throws IllegalArgumentException if one of them is zero or less, or if the bucket would take longer than 146 years
     *     to fill
     */
    public static RateLimiter of(int n, Duration per, int burst) {
        return new RateLimiter(null, n, per, burst);
    }

    /**
     * Makes a limiter without bursts, with a name, which messages and reports will show.
     *
     * @param name the name
     * @param n how many are let through in {@code per}
     * @param per in how much time {@code n} are let through
     * @return the limiter, ready for the first
     * @throws IllegalArgumentException if {@code n} or {@code per} is zero or less
     */
    public static RateLimiter named(String name, int n, Duration per) {
        return named(name, n, per, 1);
    }

    /**
     * Makes a limiter with a name, which messages and reports will show.
     *
     * @param name the name
     * @param n how many are let through in {@code per}
     * @param per in how much time {@code n} are let through
     * @param burst how many are let through at once, after a pause that was long enough
     * @return the limiter, with a full bucket
     * @throws IllegalArgumentException as {@link #of(int, Duration, int)}
     */
    public static RateLimiter named(String name, int n, Duration per, int burst) {
        return new RateLimiter(Objects.requireNonNull(name, "name"), n, per, burst);
    }

    /**
     * Takes a token; waits until there is one.
     *
     * @throws InterruptedException if the thread was interrupted; no token was taken
     */
    public void acquire() throws InterruptedException {
        tokens.receive();
    }

    /**
     * Takes a token if there is one that nobody waits for. Never waits.
     *
     * @return whether a token was taken
     */
    @CheckReturnValue(Ignored.TOKEN)
    public boolean tryAcquire() {
        return tokens.tryReceiveOrNull() != null;
    }

    /**
     * Takes a token; waits at most {@code limit}.
     *
     * @param limit how long at most; zero or less: try
     * @return whether a token was taken
     * @throws InterruptedException if the thread was interrupted; no token was taken
     */
    @CheckReturnValue(Ignored.TOKEN)
    public boolean acquireWithin(Duration limit) throws InterruptedException {
        return TimedTake.orNull(tokens, limit) != null;
    }

    /**
     * A case that takes a token.
     *
     * @param handler gives the select's result
     * @param <R> its type
     * @return the case; it may stand in selects that run many times
     */
    @CheckReturnValue(Ignored.CASE)
    public <R extends @Nullable Object> Case<R> onAcquire(Outcome<? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return Select.on(tokens, token -> handler.run());
    }

    /**
     * How many tokens there are, at an instant during the call (L22).
     *
     * @return zero to the burst
     */
    public int available() {
        return tokens.size();
    }

    /**
     * Such as {@code rate limiter "fetches" of 10 per PT1S, burst 3}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return "%s of %s per %s, burst %s".formatted(title, count, per, tokens.capacity());
    }
}
