package dev.handoff.spi;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** The default scheduling: virtual threads, the machine's clock, and chance. */
final class VirtualThreads extends Scheduling {
    static final VirtualThreads INSTANCE = new VirtualThreads();

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

    /** The yield before a sleep may take long, where others compute: a sleep is for what it has left of the time. */
    private static void parkWithin(Parked who, long nanos) {
        long begin = System.nanoTime();
        if (!Patience.wasEnough(who, true) && who.prepareToPark()) {
            LockSupport.parkNanos(who.blocker(), nanos - (System.nanoTime() - begin));
        }
    }

    @Override
    public void unpark(Parked who) {
        LockSupport.unpark(who.thread());
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
