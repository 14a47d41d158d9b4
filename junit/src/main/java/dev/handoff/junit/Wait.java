package dev.handoff.junit;

import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;

/** A wait of some thread at what a test has made. Times are those of {@link System#nanoTime}. */
final class Wait {
    private final Parked who;
    private final WaitReason why;
    private final long since;

    /** Whether a time-out would end it; known only when the thread goes to sleep. */
    private volatile boolean limited;

    Wait(Parked who, WaitReason why, long since) {
        this.who = who;
        this.why = why;
        this.since = since;
    }

    void limit() {
        limited = true;
    }

    /** Whether it is still open. Who was matched goes on, though its thread may not have seen that yet. */
    boolean isOpen() {
        return who.isWaiting();
    }

    /** Whether only another process or thread can end it. */
    boolean isForGood() {
        return isOpen() && !limited;
    }

    /** What for. */
    String describe() {
        return why.describe(who.blocker());
    }

    long nanosUntil(long now) {
        return now - since;
    }
}
