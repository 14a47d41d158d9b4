package dev.handoff.spi;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The seam between the library and the machine: who runs, who sleeps, what time it is, how a coin falls.
 *
 * <p>The library starts threads, parks them, reads a clock and tosses a coin only through this class. The
 * default runs on virtual threads and the machine's clock. A checker supplies another, which runs one process
 * at a time, decides who goes next at each {@link #reach} and {@link #park}, and owns the time.
 *
 * <p>A channel or a scope asks {@link #current} once, when it is made; a select uses that of its channels. A sleep, a
 * deadline and the start of a detached process ask each time. In production one subclass is loaded, so the compiler calls
 * it directly.
 */
public abstract class Scheduling {
    /** "Wait without limit", for {@link #park}. */
    public static final long FOREVER = Long.MAX_VALUE;

    private static final ScopedValue<Scheduling> CURRENT = ScopedValue.newInstance();
    private static final AtomicLong LAST_ID = new AtomicLong();

    /** For subclasses. */
    protected Scheduling() {}

    /**
     * What channels and scopes made here and now will use.
     *
     * @return the one that {@link #within} has set, or the default
     */
    public static Scheduling current() {
        return CURRENT.orElse(VirtualThreads.INSTANCE);
    }

    /**
     * The default: virtual threads, the machine's clock, and chance.
     *
     * @return always the same one
     */
    public static Scheduling virtualThreads() {
        return VirtualThreads.INSTANCE;
    }

    /**
     * Runs {@code body} with {@code scheduling} as the current one. Processes that it starts must be given it
     * again, by {@link #newThread}.
     *
     * @param scheduling what is to be used
     * @param body what is to be run
     */
    public static void within(Scheduling scheduling, Runnable body) {
        ScopedValue.where(CURRENT, scheduling).run(body);
    }

    /**
     * Makes a thread for a process, not yet started.
     *
     * @param name the process's name; empty for none
     * @param body what it runs
     * @return the thread, to be given to {@link #start}
     */
    public abstract Thread newThread(String name, Runnable body);

    /**
     * Starts a thread made by {@link #newThread}.
     *
     * @param thread the thread
     */
    public abstract void start(Thread thread);

    /**
     * A choice point: the current thread is about to do {@code op}.
     *
     * @param op what it will do
     * @param id the number of the channel, scope, task or variable; 0 for none
     */
    public abstract void reach(Op op, long id);

    /**
     * A choice point for an operation that concerns several channels. By default it is one for the first of them.
     *
     * @param op what the current thread will do
     * @param ids the numbers of the channels, ascending; not to be changed
     */
    public void reach(Op op, long[] ids) {
        reach(op, ids.length == 0 ? 0 : ids[0]);
    }

    /**
     * Says that what the current thread does until its next choice point concerns more than that choice point has
     * said. Nothing is to be decided.
     *
     * @param op what it does
     * @param id the number of the channel, scope or task, or of whatever else has one
     */
    public void touch(Op op, long id) {}

    /**
     * Lets the current thread sleep while {@code who} waits. Returns when {@code who} is no longer waiting, when
     * the time is up, when the thread is interrupted, or for no reason; callers loop.
     *
     * @param who the current thread's wait
     * @param why why it waits
     * @param nanos how long at most, in nanoseconds; {@link #FOREVER} for no limit
     */
    public abstract void park(Parked who, WaitReason why, long nanos);

    /**
     * Wakes the thread of a party that a claim found asleep.
     *
     * @param who the party
     */
    public abstract void unpark(Parked who);

    /**
     * Interrupts a thread: {@link Thread#interrupt}. It must not wait, and is no choice point.
     *
     * @param thread the thread of a process, or of a scope's body
     */
    public void interrupt(Thread thread) {
        thread.interrupt();
    }

    /**
     * Numbers channels, counted senders, scopes, tasks and variables: names for the nameless, and the order of locking.
     *
     * @return a number that nothing else has that uses this scheduling, above zero
     */
    public long newId() {
        return LAST_ID.incrementAndGet();
    }

    /**
     * Leaves the core to a thread that waits for one, and comes back soon: for code that may go on for ever without a
     * wait. Does nothing unless the scheduling needs it.
     */
    public void letOthersIn() {}

    /**
     * The monotonic clock.
     *
     * @return nanoseconds since an arbitrary instant, as {@link System#nanoTime}
     */
    public abstract long nanoTime();

    /**
     * Select's coin.
     *
     * @param bound one or more
     * @return a number from 0 to {@code bound - 1}, each equally likely
     */
    public abstract int choose(int bound);

    /**
     * What a thread sleeps on: {@link Parked#blocker}, if it is the library that it waits in.
     *
     * @param thread any thread
     * @return null if it is awake, or waits for something without a name
     */
    public static @Nullable Object blockerOf(Thread thread) {
        return VirtualThreads.sleepsOn(thread);
    }

    /**
     * The watcher that is to be told what happens.
     *
     * @return {@link Watcher#NONE} by default
     */
    public Watcher watcher() {
        return Watcher.NONE;
    }
}
