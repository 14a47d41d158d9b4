package dev.handoff;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for sections of some tens of nanoseconds in which nothing waits and no foreign code runs.
 *
 * <p>Extended, not held, by what it guards: one object less for each channel. Not reentrant, not fair.
 */
abstract class SpinLock {
    /* Overview
     *
     *   lock:    0 → 1 by compare-and-set; while it is 1, look again after a pause
     *   unlock:  1 → 0 by a release store
     *
     * A virtual thread is never unmounted while it holds the lock, so the holder is running, unless the
     * operating system has taken the core away from its carrier. Then spinning would burn the time slice that
     * the holder needs: after SPINS pauses the thread yields.
     *
     * Two that contend for a store of values do so at each operation, and each time the store moves from one core's
     * cache to the other's, which costs ten times what the operation does. Whoever yields at once lets the other go
     * on alone until the store is full or empty. So it is done there (ADR 7).
     *
     * Actions before unlock() happen-before the next lock().
     */
    private static final int SPINS = 64;

    private static final VarHandle LOCKED;

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(SpinLock.class, "locked", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int locked;

    final void lock() {
        if (!LOCKED.compareAndSet(this, 0, 1)) {
            lockContended();
        }
    }

    /** Whether it is better to let the holder go on for a while than to be next. */
    boolean isBetterLeftAlone() {
        return false;
    }

    private void lockContended() {
        if (isBetterLeftAlone()) {
            Thread.yield();
        }
        while (!lockWithinSpins()) {
            Thread.yield();
        }
    }

    /** Spins for a while, but does not yield: for those who hold other locks. */
    final boolean lockWithinSpins() {
        for (int i = 0; i < SPINS; i++) {
            if (locked == 0 && LOCKED.compareAndSet(this, 0, 1)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    final void unlock() {
        LOCKED.setRelease(this, 0);
    }

    /** Yields to whoever holds a lock that {@link #lockWithinSpins} did not get. */
    static void yieldToHolder() {
        Thread.yield();
    }
}
