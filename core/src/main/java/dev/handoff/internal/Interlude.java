package dev.handoff.internal;

import java.util.concurrent.locks.LockSupport;

/** For code that may go on for ever without a wait. */
public final class Interlude {
    private Interlude() {}

    /**
     * Leaves the core to whoever waits for one, and comes back soon. A carrier runs what has been woken on it until nothing of
     * that is left, and only then looks for what a timer or a platform thread has woken, and for processes that have not begun
     * (JDK 25); who yields stays in that circle. Who sleeps for a time, however short, comes back by the others' way. It takes
     * some microseconds.
     */
    public static void take() {
        LockSupport.parkNanos(1);
    }
}
