package dev.handoff.junit;

import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;

/** A wait of some thread at what a test has made. Times are those of {@link System#nanoTime}. */
final class Wait {
    private final Parked who;
    private final WaitReason why;
    private final long since;

    /** Whether the thread has gone to sleep with no time-out that would end it; not known before. */
    private volatile boolean unlimited;

    Wait(Parked who, WaitReason why, long since) {
        this.who = who;
        this.why = why;
        this.since = since;
    }

    void sleeps(boolean limited) {
        unlimited = !limited;
    }

    /** Whether it is still open. A thread that was matched goes on, though it may not have seen that yet. */
    boolean isOpen() {
        return who.isWaiting();
    }

    /** Whether only another process or thread can end it. */
    boolean isForGood() {
        return isOpen() && unlimited;
    }

    /** What it waits for. A send that began to wait for a receiver may have met one, and wait for its handler. */
    String describe() {
        boolean isHeld =
                (why == WaitReason.SEND || why == WaitReason.SELECT)
                        && isOpen()
                        && !who.isClaimable();
        return (isHeld ? WaitReason.HANDLER : why).describe(who.blocker());
    }

    long nanosUntil(long now) {
        return now - since;
    }
}
