package dev.handoff;

import dev.handoff.internal.Insist;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

/** The one parking loop of the library, and the arithmetic of deadlines. */
final class Waiting {
    /* Overview
     *
     *   loop:  decided? return : interrupted? return that : time left? park : a tick due? hand it out : late, return that
     *
     * The loop does not give up by itself. It tells its caller, which tries to claim its own party. If that claim is
     * lost, the party was matched after all, and the caller comes back here for the outcome. So an operation takes
     * effect or ends early, never both (L19, L20). A loop that fails, because there is no memory to sleep or no stack,
     * makes that claim for its caller. If the party was matched before, the operation goes on as ever, and has not
     * failed.
     *
     * Timers have no thread: a process that waits at one wakes up when it is due, and hands out the tick, as a rule to
     * itself.
     */

    /** Something that becomes due while a party waits. */
    interface Timer {
        /** The instant at which it is due; {@link #NONE} if never. */
        long readyAt();

        /** Called when it is due: hands out the ticks. */
        void elapse();
    }

    /** "No deadline." */
    static final long NONE = Long.MAX_VALUE;

    /** What the loop answers when the wait is not over. */
    static final int TIMED_OUT = -1;

    static final int INTERRUPTED = -2;

    private Waiting() {}

    /**
     * Waits for the outcome of {@code who}. A single short method: every waiting thread has its frame on the stack
     * (ADR 26).
     *
     * @param timer the timer at which {@code who} waits; null if it waits at none
     * @return the outcome, or {@link #TIMED_OUT} or {@link #INTERRUPTED} while it is still open, or held
     */
    static int await(
            Scheduling scheduling,
            Party who,
            WaitReason why,
            long deadline,
            @Nullable Timer timer) {
        try {
            scheduling.watcher().blocked(who, why);
            int outcome = who.result();
            while (outcome < 0) {
                if (Thread.currentThread().isInterrupted()) {
                    outcome = INTERRUPTED;
                    break;
                }
                long due = timer == null || !who.isClaimable() ? NONE : timer.readyAt();
                long until = earlier(deadline, due);
                long nanos = until == NONE ? Scheduling.FOREVER : until - scheduling.nanoTime();
                if (nanos > 0) {
                    scheduling.park(who, why, nanos);
                } else if (timer == null || until != due) {
                    outcome = TIMED_OUT;
                    break;
                } else {
                    timer.elapse();
                }
                outcome = who.result();
            }
            scheduling.watcher().resumed(who, why);
            return outcome;
        } catch (Throwable t) { // for want of stack or heap, or thrown by a watcher
            if (who.giveUp() || !(t instanceof VirtualMachineError)) {
                throw t; // nobody is to match a party that has gone
            }
            return Math.max(who.result(), TIMED_OUT); // a lower number says: held, by a handler
        }
    }

    /** Waits, whatever happens, for the outcome of a party that is matched already; an interrupt stays pending. */
    static int awaitMatched(Scheduling scheduling, Party who, WaitReason why) {
        boolean interrupted = false;
        try {
            while (true) {
                int outcome = await(scheduling, who, why, NONE, null);
                if (outcome >= 0) {
                    return outcome;
                }
                if (outcome == TIMED_OUT) { // there was no memory to sleep
                    Insist.awaitMemory();
                }
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The instant {@code nanos} from now; with zero or less, now; {@link #NONE} with {@link Scheduling#FOREVER}. */
    static long deadlineIn(Scheduling scheduling, long nanos) {
        if (nanos == Scheduling.FOREVER) {
            return NONE;
        }
        long deadline = scheduling.nanoTime() + nanos;
        return deadline == NONE ? NONE - 1 : deadline;
    }

    static long earlier(long a, long b) {
        if (a == NONE) {
            return b;
        }
        return b == NONE || a - b < 0 ? a : b;
    }
}
