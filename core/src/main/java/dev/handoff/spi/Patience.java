package dev.handoff.spi;

/** How long a waiter stays awake before it sleeps. */
final class Patience {
    /* Overview
     *
     *   spin for SPINS pauses, where that has been paying off; yield once; then it is time to sleep
     *
     * Two parties that run on two cores meet while one of them spins, for a fraction of what a sleep and a wake-up
     * cost. Ten thousand pairs on two cores never do, and there a spin is pure loss, many times the work itself. The
     * machine does not say which it is, so what is waited for remembers a credit:
     *
     *   0 … CAP        spin; + 1 if the wait was over then, - LOSS if not
     *   -PROBE … -1    do not; + 1, so that it is tried again after PROBE waits
     *
     * The credit is written without synchronization, and not at all where it stays the same, which is where it
     * matters.
     *
     * A yield lets a party that shares the carrier go first. Mostly the wait is over then, and nobody had to be put to
     * sleep and woken.
     */
    private static final int SPINS = 64;
    private static final int CAP = 16;
    private static final int LOSS = 8;
    private static final int PROBE = 500;

    private Patience() {}

    /** Whether the wait was over before it was time to sleep. */
    static boolean wasEnough(Parked who) {
        int credit = who.experience();
        if (credit < 0) {
            who.remember(credit + 1);
        } else if (spin(who)) {
            if (credit < CAP) {
                who.remember(credit + 1);
            }
            return true;
        } else {
            who.remember(credit < LOSS ? -PROBE : credit - LOSS);
        }
        Thread.yield();
        return !who.isWaiting();
    }

    private static boolean spin(Parked who) {
        for (int i = 0; i < SPINS; i++) {
            if (!who.isWaiting()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
