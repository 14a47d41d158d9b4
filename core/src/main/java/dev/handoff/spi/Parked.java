package dev.handoff.spi;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * One party that waits to be matched: a thread inside one blocking operation.
 *
 * <p>A {@link Scheduling} parks and wakes it; the library's algorithms claim it. Actions before a claim
 * happen-before the return of the wait that the claim ends.
 */
public abstract class Parked {
    /* Overview
     *
     * Everything that can befall a waiting party is one word:
     *
     *   WAITING ──prepareToPark──▶ PARKED          awake / asleep, open to the first claim
     *      │                          │
     *      ├──────── claim(n) ────────┴──▶ n >= 0  the outcome; final until the next begin()
     *      │                          │
     *      └──────── hold() ──▶ HELD ─┴▶ HELD_PARKED ── release(n) ──▶ n
     *
     * Claims race (two counterparts of one select; a match against a time-out). The compare-and-set decides, and the
     * winner writes nothing afterwards that the waiter goes by. (The channel on which the handler that holds a select
     * runs is noted afterwards, for reports.) A claimer that finds WAITING need not unpark: the waiter looks at the
     * word once more before it sleeps. That skipped unpark is most of the cost of a wake-up.
     *
     * HELD: matched, but not yet free to go (the sender in an extended rendezvous). It can no longer be claimed, not
     * even by its own time-out.
     *
     * Not promised: that thread() is still waiting when it is unparked, or that it is still there. Stray unparks are
     * harmless, because every wait is a loop.
     */
    private static final int WAITING = -1;
    private static final int PARKED = -2;
    private static final int HELD = -3;
    private static final int HELD_PARKED = -4;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Parked.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What a claim came upon. */
    public enum Claim {
        /** Somebody else was first; nothing was changed. */
        LOST,
        /** The party is matched; its thread is awake and will see it. */
        AWAKE,
        /** The party is matched; its thread sleeps and must be unparked. */
        ASLEEP
    }

    private volatile int state;
    private @Nullable Thread thread;

    /** For subclasses. */
    protected Parked() {}

    /** Opens this party to claims, for the current thread. Call it before anybody else can see the party. */
    protected final void begin() {
        thread = Thread.currentThread();
        STATE.set(this, WAITING);
    }

    /** As {@link #begin}, but matched from the start and waiting only for its {@link #release}. */
    protected final void beginHeld() {
        thread = Thread.currentThread();
        STATE.set(this, HELD);
    }

    /** Lets go of the thread, whose wait is over: for a party that outlives it, so that nobody is kept alive (L49). */
    protected final void end() {
        thread = null;
    }

    /**
     * Decides what this party's wait ends with, if nobody has yet.
     *
     * @param outcome zero or more
     * @return whether this call decided it, and whether the party must then be unparked
     */
    protected final Claim claim(int outcome) {
        return move(WAITING, outcome, PARKED, outcome);
    }

    /**
     * Matches this party without letting it go.
     *
     * @return as {@link #claim}; the party stays asleep if it is
     */
    protected final Claim hold() {
        return move(WAITING, HELD, PARKED, HELD_PARKED);
    }

    /**
     * Lets a held party go.
     *
     * @param outcome zero or more
     * @return whether it must be unparked
     */
    protected final Claim release(int outcome) {
        return move(HELD, outcome, HELD_PARKED, outcome);
    }

    private Claim move(int awake, int fromAwake, int asleep, int fromAsleep) {
        while (true) {
            // not read before: the cache line with the word would move from the waiter's core twice
            int s = (int) STATE.compareAndExchange(this, awake, fromAwake);
            if (s == awake) {
                return Claim.AWAKE;
            }
            if (s != asleep) {
                return Claim.LOST;
            }
            if (STATE.compareAndSet(this, asleep, fromAsleep)) {
                return Claim.ASLEEP;
            }
        }
    }

    /**
     * Whether this party still waits, held or not.
     *
     * @return false once its outcome is decided
     */
    public final boolean isWaiting() {
        return state < 0;
    }

    /**
     * Whether a claim could still succeed.
     *
     * @return false once it is matched, held or has given up
     */
    public final boolean isClaimable() {
        int s = state;
        return s == WAITING || s == PARKED;
    }

    /**
     * What the wait ended with.
     *
     * @return the outcome, zero or more, or a negative number while it still waits
     */
    protected final int outcome() {
        return state;
    }

    /**
     * Announces that the thread is about to sleep, so that the next claim will unpark it. Only the waiting
     * thread itself may call it.
     *
     * @return false if the wait is over and it must not sleep
     */
    public final boolean prepareToPark() {
        for (int s = state; s < 0; s = state) {
            if (s == PARKED || s == HELD_PARKED) {
                return true;
            }
            int asleep = s == WAITING ? PARKED : HELD_PARKED;
            if (STATE.compareAndSet(this, s, asleep)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The thread that waits.
     *
     * @return the thread of the latest {@code begin}, or null before the first, and perhaps once the wait is over
     */
    public final @Nullable Thread thread() {
        return thread;
    }

    /**
     * What a scheduling has learned of waits like this one, and keeps with what is waited for. A hint: threads that
     * learn at the same time overwrite each other.
     *
     * @return what {@link #remember} was given last; 0 at first, and for waits that have no memory
     */
    public int experience() {
        return 0;
    }

    /**
     * Keeps what was learned.
     *
     * @param experience any number
     */
    public void remember(int experience) {}

    /**
     * What is waited for: shown in thread dumps and in reports.
     *
     * @return a channel, a select, a scope, a task
     */
    public abstract Object blocker();

    /**
     * The operations of which one would end this wait: one for a send or a receive, one for each case of a select that
     * takes part. To be asked while nothing can happen to the party, or as a hint.
     *
     * @return none if the party waits for no channel, or is matched
     */
    public List<Offer> offers() {
        return List.of();
    }

    /**
     * The threads whose end would end this wait: those of a scope, or of a task. To be asked as {@link #offers}.
     *
     * @return none if they are not known, or if it waits for something else
     */
    public List<Thread> awaited() {
        return List.of();
    }
}
