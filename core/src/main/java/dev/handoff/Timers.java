package dev.handoff;

import dev.handoff.internal.Ignored;
import dev.handoff.internal.Interrupts;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import java.time.Duration;
import java.util.Objects;

/**
 * Time: sleeping, a tick after a while, a tick at each period, a bucket of ticks. Needs no threads of its own.
 */
public final class Timers {
    private Timers() {}

    /**
     * Waits for a time.
     *
     * @param duration how long; zero or less does not wait
     * @throws InterruptedException if the thread was interrupted, before or while it waits
     */
    public static void sleep(Duration duration) throws InterruptedException {
        Scheduling scheduling = Scheduling.current();
        scheduling.reach(Op.SLEEP, 0);
        Interrupts.throwIfInterrupted();
        long until = Waiting.deadlineIn(scheduling, Deadline.nanos(duration));
        if (!sleepUntil(scheduling, until, WaitReason.SLEEP, duration)) {
            throw Interrupts.taken();
        }
    }

    /** False if the thread was interrupted before; the interrupt status stays set. */
    static boolean sleepUntil(
            Scheduling scheduling, long nanoTime, WaitReason why, Object blocker) {
        Sleeper sleeper = new Sleeper(blocker);
        return Waiting.await(scheduling, sleeper, why, nanoTime, null) != Waiting.INTERRUPTED;
    }

    /** A wait that nobody can match. */
    private static final class Sleeper extends Party {
        private final Object blocker;

        Sleeper(Object blocker) {
            this.blocker = blocker;
            begin();
        }

        @Override
        public Object blocker() {
            return blocker;
        }
    }

    /**
     * A single tick, {@code delay} from now; then the channel is closed. For a time-out in a select use {@link
     * Select#after}. If several processes receive from it, one of them gets the tick. Nothing keeps the channel: one
     * that is no longer wanted may be forgotten.
     *
     * @param delay how long; zero or less: at once
     * @return where the tick is received
     */
    @CheckReturnValue(Ignored.TICKS)
    public static Receiver<Tick> after(Duration delay) {
        return timer("after " + delay, Deadline.nanos(delay), 1);
    }

    /**
     * A tick at the end of each period. A tick that nobody has received when the next one is due is skipped, and the
     * next one says how many were skipped (L47): a slow receiver is never behind. If several processes receive from the
     * channel, each tick goes to one of them. The channel ends when it is cancelled; but nothing keeps it, and one that
     * is no longer wanted may be forgotten.
     *
     * @param period how long, at least a nanosecond
     * @return where the ticks are received
     * @throws IllegalArgumentException if {@code period} is zero or less
     */
    @CheckReturnValue(Ignored.TICKS)
    public static Receiver<Tick> every(Duration period) {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("a ticker with a period of " + period);
        }
        return timer("every " + period, Deadline.nanos(period), Long.MAX_VALUE);
    }

    /**
     * A bucket of ticks, full at first: while it is not full, one more is put in at the end of each period. A receiver
     * that comes seldom finds it full; one that comes all the time gets a tick each period. Unlike {@link #every}, a
     * bucket saves up ticks, and its period begins when a tick is taken out of a full bucket. It ends when it is
     * cancelled. Each waiting receiver wakes up whenever a tick has come, and looks whose turn it is: that is fit for
     * hundreds of waiting receivers, not for thousands.
     *
     * @param capacity how many ticks it holds, at least one
     * @param period how long, at least a nanosecond
     * @return where the ticks are received; their {@code number} counts those that were received, {@code skipped} is 0
     * @throws IllegalArgumentException if {@code capacity} or {@code period} is zero or less, or if it would take longer
     *     than 146 years to fill
     */
    @CheckReturnValue(Ignored.TICKS)
    public static Receiver<Tick> bucket(int capacity, Duration period) {
        return bucketOf("bucket of " + capacity + " every " + period, capacity, period);
    }

    /**
     * As {@link #bucket(int, Duration)}, with a name, which messages and reports will show.
     *
     * @param name the name
     * @param capacity how many ticks it holds, at least one
     * @param period how long, at least a nanosecond
     * @return where the ticks are received
     * @throws IllegalArgumentException as {@link #bucket(int, Duration)}
     */
    @CheckReturnValue(Ignored.TICKS)
    public static Receiver<Tick> bucket(String name, int capacity, Duration period) {
        return bucketOf(Objects.requireNonNull(name, "name"), capacity, period);
    }

    private static Receiver<Tick> bucketOf(String name, int capacity, Duration period) {
        if (!period.isPositive() || capacity < 1) {
            throw new IllegalArgumentException(
                    "a bucket of " + capacity + " ticks with a period of " + period);
        }
        long nanos = Deadline.nanos(period);
        if (Math.multiplyHigh(nanos, capacity) != 0
                || nanos * capacity < 0
                || nanos * capacity >= Deadline.FAR) { // what is longer was cut to that
            throw new IllegalArgumentException(
                    "a bucket of %s ticks with a period of %s: it takes longer than 146 years to fill"
                            .formatted(capacity, period));
        }
        Scheduling scheduling = Scheduling.current();
        return new Channel<>(
                new Bucket(scheduling::nanoTime, nanos, capacity), name, null, scheduling);
    }

    private static Receiver<Tick> timer(String name, long nanos, long ticks) {
        Scheduling scheduling = Scheduling.current();
        return new Channel<>(
                new Ticker(scheduling::nanoTime, nanos, ticks), name, null, scheduling);
    }
}
