package dev.handoff.spi;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** The default scheduling: virtual threads, the machine's clock, and chance. */
final class VirtualThreads extends Scheduling {
    static final VirtualThreads INSTANCE = new VirtualThreads();

    /** A time that no yield takes, unless others compute or yield, too; in nanoseconds. */
    private static final long SHORT = 1_000_000;

    /** The factory that the user has named; null for the JDK's threads. */
    private final @Nullable ThreadFactory factory = ProcessThreads.chosen();

    private VirtualThreads() {}

    static @Nullable Object sleepsOn(Thread thread) {
        return LockSupport.getBlocker(thread);
    }

    @Override
    public Thread newThread(String name, Runnable body) {
        Thread thread =
                factory == null ? Thread.ofVirtual().unstarted(body) : factory.newThread(body);
        if (!name.isEmpty()) {
            thread.setName(name);
        }
        return thread;
    }

    @Override
    public void start(Thread thread) {
        thread.start();
    }

    @Override
    public void reach(Op op, long id) {}

    @Override
    public void reach(Op op, long[] ids) {}

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        if (nanos != FOREVER) {
            parkWithin(who, nanos);
        } else if (!Patience.wasEnough(who, false) && who.prepareToPark()) {
            LockSupport.park(who.blocker());
        }
    }

    /**
     * The yield before a sleep may take long, if others compute: then the sleep is for what is left of the time, if
     * anything. But a short wait sleeps in any case: two threads that poll by yields alone would keep their common
     * carrier from ever looking for threads that were woken from outside.
     */
    private static void parkWithin(Parked who, long nanos) {
        long begin = System.nanoTime();
        if (!Patience.wasEnough(who, true) && who.prepareToPark()) {
            long left = nanos - (System.nanoTime() - begin);
            LockSupport.parkNanos(who.blocker(), nanos < SHORT ? Math.max(left, 1) : left);
        }
    }

    @Override
    public void unpark(Parked who) {
        LockSupport.unpark(who.thread());
    }

    /**
     * A carrier runs the threads that have been woken on it until none of them is left. Only then does it look for
     * those that a timer or a platform thread has woken, and for threads that have not begun (JDK 25). A thread that
     * yields stays in that circle; one that sleeps for a time, however short, comes back by the way of those others.
     * The sleep takes some microseconds, and memory for a timer. If this thread finds that there is no memory, the
     * sleep is left out: it is a courtesy that nobody waits for.
     */
    @Override
    public void letOthersIn() {
        try {
            LockSupport.parkNanos(1);
        } catch (OutOfMemoryError e) {
            // it comes back at once
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public int choose(int bound) {
        return bound == 1 ? 0 : ThreadLocalRandom.current().nextInt(bound);
    }
}
