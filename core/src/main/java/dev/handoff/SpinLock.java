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
     * cache to the other's, which costs ten times what the operation does. Whoever stays away for about as long as the
     * other needs to fill the store or to empty it lets it go on alone until then. So it is done there (ADR 7): by who finds
     * the lock taken; and, where that has happened some times, by a sender or receiver that finds the store full or empty,
     * once before it waits.
     * Were it to wait at once, the other would meet it with the next value, and they would go on value by value. If it
     * finds nothing afterwards, or one value alone twice in a row, the other was not at it, and the lock has to be found taken
     * as often again. A small store keeps the other for too short a time.
     *
     * Who had the lock may have taken it to begin to wait, as one does who sends a request and then waits for the answer.
     * So who stays away looks once, soon, whether somebody waits, and if so comes back: the lock was found taken by chance.
     *
     * Actions before unlock() happen-before the next lock().
     */
    private static final int SPINS = 256;

    private static final int STAYS_IN_A_ROW = 48;

    /** By when who has the lock has begun to wait, if that is what it was taken for. */
    private static final int LOOK_NANOS = 200;

    /** After how many looks in a row a clock that shows the same stands still. The coarsest moves each 100 ns. */
    private static final int STILL = 16;

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

    /** For how long whoever finds it taken had better stay away, in nanoseconds; 0: not at all. */
    int nanosAlone() {
        return 0;
    }

    /** It was found taken, by who has it now, and nobody waits; not told where it is not left alone. */
    void wasFoundTaken() {}

    private void lockContended() {
        int nanos = nanosAlone();
        boolean bothAtIt = nanos > 0 && stayAwayUnlessAwaited(nanos);
        while (!lockWithinSpins()) {
            Thread.yield();
        }
        if (bothAtIt) {
            wasFoundTaken();
        }
    }

    /** Whether it was for all of the time; false where somebody waits. */
    private boolean stayAwayUnlessAwaited(int nanos) {
        stayAway(LOOK_NANOS);
        if (isAwaited()) {
            return false;
        }
        stayAway(nanos - LOOK_NANOS);
        return true;
    }

    /** Whether somebody waits at what this guards: a hint, read without the lock. */
    boolean isAwaited() {
        return false;
    }

    /**
     * Whether somebody who would have to wait had better stay away first. With the lock held.
     *
     * @param wasAway whether he has done so, and would have to wait all the same
     */
    boolean isBusy(boolean wasAway) {
        return false;
    }

    /** Somebody who has stayed away has found, and done, what he came for. With the lock held. */
    void wasWorthIt() {}

    /**
     * Lets the other go on alone for a while. Without the lock. Whoever finds what it needs after each stay never waits, and
     * keeps its core from those who could run; so one in so many, as chance and the clock will have it, lets them have it.
     */
    final void stayAway() {
        long end = stayAway(nanosAlone());
        if ((end >>> 8) % STAYS_IN_A_ROW == 0) {
            Thread.yield();
        }
    }

    /**
     * By the machine's clock, whatever the scheduling's is: this is about caches. Under a model checker that clock stands
     * still, which ends the stay. Returns when it has ended.
     */
    private static long stayAway(int nanos) {
        long begin = System.nanoTime();
        long last = begin;
        int still = 0;
        while (last - begin < nanos && still < STILL) {
            Thread.onSpinWait();
            long now = System.nanoTime();
            still = now == last ? still + 1 : 0;
            last = now;
        }
        return last;
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
        try {
            LOCKED.setRelease(this, 0);
        } catch (StackOverflowError e) { // a frame or two more than to lock it
            locked = 0;
            throw e;
        }
    }

    /** Yields to whoever holds what could not be had, such as a lock that {@link #lockWithinSpins} did not get. */
    static void yieldToHolder() {
        Thread.yield();
    }

    /**
     * Lets those run that wait for this thread's core. A courtesy that nobody waits for: without the memory or the stack for it,
     * it is left out.
     */
    static void letOthersRun() {
        if (Thread.currentThread().isVirtual()) {
            try {
                Thread.yield();
            } catch (VirtualMachineError e) {
                // it goes on at once
            }
        }
    }
}
