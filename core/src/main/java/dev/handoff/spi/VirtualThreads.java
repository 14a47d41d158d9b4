package dev.handoff.spi;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** The default scheduling: virtual threads, the machine's clock, and chance. */
final class VirtualThreads extends Scheduling {
    static final VirtualThreads INSTANCE = new VirtualThreads();

    /** Nanoseconds that no yield takes, but where others compute or yield, too. */
    private static final long SHORT = 1_000_000;

    /** Null for the JDK's. */
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
     * The yield before a sleep may take long, where others compute: the sleep is for what it has left of the time, if
     * anything. But a short wait sleeps in any case. Threads that poll by yields alone, two on a carrier, would keep it from ever
     * looking for those who were woken from outside.
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
     * A carrier runs what has been woken on it until nothing of that is left, and only then looks for what a timer or a platform
     * thread has woken, and for threads that have not begun (JDK 25); who yields stays in that circle. Who sleeps for a time,
     * however short, comes back by the others' way. It takes some microseconds, and memory for a timer; where this thread
     * finds that there is none, it is left out, as a courtesy that nobody waits for.
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
