package dev.handoff.check;

import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process of a {@link ControlledRun}: what the run knows of it. Guarded by the run's lock, except what is the
 * thread's own.
 */
final class ControlledProcess {
    enum State {
        /** Made, not started. */
        NEW,
        /** Could go on, or does. */
        READY,
        /** Sleeps in the library: until it is woken or interrupted, or its time is up. */
        PARKED,
        /** Goes on when nobody else can, before time passes. */
        SETTLING,
        /** Goes on when nobody else can, and no time will change that. */
        OUTLASTING,
        /** Waits for something that is not the library's: a lock, a latch, a socket. */
        OUTSIDE,
        ENDED
    }

    /** The order of start in this run: 0 is the program itself. */
    final int number;

    /** The same in all runs of a program, whatever the order of starts. */
    final long key;

    final String name;
    final Thread thread;

    /** Where it was started, in the user's code. */
    final String origin;

    State state = State.NEW;

    final Maker maker;

    // while it is parked
    @Nullable Parked waitsAs;
    @Nullable WaitReason waitsFor;
    long wakeAt = Scheduling.FOREVER;
    long parkedAt;
    int parkedAtTurn;
    boolean woken;

    /**
     * Whether it counts as awake as soon as it is matched: a channel that was made before the run wakes nobody in the
     * run.
     */
    boolean wakesByMatch;

    /**
     * Whether it could go on only because this is a fine run, which lets time pass early and lets a process that waits
     * wake up for no reason.
     */
    boolean isEarly;

    /** Whether it may still wake up for no reason in its present wait. */
    boolean wakesStray;

    /** Whether it has had its turn for so long that the run was given up. */
    boolean runsAway;

    /** Whether it could have had its turn for so long that the run was given up, but its thread got no carrier. */
    boolean isStarved;

    /** Whether its thread has not begun, or sleeps, until it has its turn. */
    volatile boolean awaitsTurn = true;

    /** Whether the run is over and it is to end; so it goes on, even if the next one was given the baton meanwhile. */
    volatile boolean isToEnd;

    /** How many choice points it has come to since the run was over. */
    int reachedAfterTheEnd;

    /** Whether it was interrupted at the end of the latest turn. */
    boolean wasInterrupted;

    /** What it would do next, if it is ready: known before it does so. */
    Transition next;

    /** An interrupt that came while it waited for its turn; given back to the thread together with the turn. */
    private volatile boolean interruptNoted;

    /** How many interrupts it has noted; {@link #interruptsSeen} says how many of them have been seen. */
    private final AtomicInteger interruptsNoted = new AtomicInteger();

    private int interruptsSeen;

    ControlledProcess(int number, long key, String name, Thread thread, String origin) {
        this.number = number;
        this.key = key;
        this.maker = new Maker(key);
        this.name = name;
        this.thread = thread;
        this.origin = origin;
        this.next = Transition.begin(this);
    }

    /** It has had the baton for so long that the run is given up. */
    void noteGivenUp() {
        isStarved = awaitsTurn;
        runsAway = !isStarved;
    }

    boolean isAlive() {
        return state != State.NEW && state != State.ENDED;
    }

    /** Whether it could go on, but only for no reason at all. */
    boolean isStray() {
        return isEarly && wakeAt == Scheduling.FOREVER;
    }

    boolean isSettling() {
        return state == State.SETTLING || state == State.OUTLASTING;
    }

    /** Whether it could go on now. */
    boolean isReady(long now) {
        return state == State.READY
                || (state == State.PARKED
                        && (woken || wakeAt <= now || isInterrupted() || isMatched()));
    }

    private boolean isMatched() {
        Parked who = waitsAs;
        return wakesByMatch && who != null && !who.isWaiting();
    }

    /**
     * The thread notes an interrupt before it clears its status, so we look at the status before we look at the note.
     */
    boolean isInterrupted() {
        return thread.isInterrupted() || interruptNoted;
    }

    /**
     * Called by the thread itself, when its turn is over and while it waits for the next: an interrupt would keep it
     * from sleeping.
     */
    void noteInterrupt() {
        if (thread.isInterrupted()) {
            interruptNoted = true;
            interruptsNoted.incrementAndGet(); // before the status is cleared
            Thread.interrupted();
        }
    }

    /**
     * Whether it was interrupted since {@link #seeInterrupts}, even if not for the first time; perhaps it has noted
     * that already.
     */
    boolean hasNewInterrupt() {
        return thread.isInterrupted() || interruptsNoted.get() != interruptsSeen;
    }

    void seeInterrupts() {
        interruptsSeen = interruptsNoted.get();
    }

    /** Called by the thread itself, when it has its turn. */
    void giveInterruptBack() {
        if (interruptNoted) {
            interruptNoted = false;
            thread.interrupt();
        }
    }

    /** In one line, whatever its name is. */
    @Override
    public String toString() {
        String text = Words.flat(name);
        return text.isEmpty() ? "process " + number : text;
    }
}
