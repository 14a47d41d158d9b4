package dev.handoff.check;

import dev.handoff.check.ControlledRun.Ending;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sees to processes of a run that wait for something that is not the library's: a lock, a latch, a socket. The thread
 * of such a process waits while it has the baton, which is then taken away: the process is outside, and comes back when
 * it reaches its next choice point.
 */
final class Watchdog {
    /**
     * How long a process may wait for something that is not the library's before others go on, and then before all give
     * up. Where an earlier run of the program has met such a wait, it takes less to believe in one.
     */
    private static final long GLANCE_MILLIS = 10;

    private static final long SHORT_GLANCE_MILLIS = 1;
    private static final long OUTSIDE_MILLIS = 2_000;
    private static final long RUNAWAY_MILLIS = 20_000;

    /** For how many glances a process may wait for a lock of the JDK's own: another test may have it for a moment. */
    private static final long GLANCES_AT_THE_JDK = 20;

    private final ControlledTurns turns;
    private final Consumer<String> notes;
    private final long glanceMillis;

    /**
     * Makes one.
     *
     * @param expectsOutsiders whether an earlier run of the program was not wholly controlled
     * @param notes is told what is not controlled
     */
    Watchdog(ControlledTurns turns, boolean expectsOutsiders, Consumer<String> notes) {
        this.turns = turns;
        this.notes = notes;
        this.glanceMillis = expectsOutsiders ? SHORT_GLANCE_MILLIS : GLANCE_MILLIS;
    }

    /** Real time, which nobody else in a run looks at. */
    static long realNanos() {
        return System.nanoTime();
    }

    /** Returns when the run is over. */
    void watch() throws InterruptedException {
        AwakeTime awake = new AwakeTime(realNanos());
        int seenTurns = -1;
        long since = 0;
        while (!turns.awaitEnd(glanceMillis)) {
            long now = awake.goOnTo(realNanos());
            int seen = turns.takenUntil(now);
            if (seen != seenTurns) {
                seenTurns = seen;
                since = now;
            } else if (!goOnWithout(now - since)) {
                return;
            }
        }
    }

    /** Nothing has happened for so long: returns whether there is still hope. */
    private boolean goOnWithout(long nanos) {
        synchronized (turns) {
            if (turns.isOver()) {
                return false;
            }
            ControlledProcess idler = turns.running();
            if (idler == null) {
                return nanos < nanos(GLANCE_MILLIS) || wake(nanos);
            }
            String line = lineOutside(idler.thread, nanos / nanos(glanceMillis));
            if (line != null) {
                notes.accept(
                        idler + " waits outside of Handoff" + Stacks.unlessUnknown(": ", line));
                turns.leaveOutside(idler);
            } else if (nanos > nanos(RUNAWAY_MILLIS)) {
                idler.noteGivenUp();
                turns.finish(Ending.RUNAWAY);
                return false;
            }
            return true;
        }
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Nobody has the baton: gives it to a process that would otherwise wait for what those outside may do. */
    private boolean wake(long nanos) {
        turns.passBatonWithoutOutsiders();
        long most = turns.isAnyOutsiderOnItsWay() ? RUNAWAY_MILLIS : OUTSIDE_MILLIS;
        if (turns.running() != null || turns.standsStill() || nanos <= nanos(most)) {
            return true;
        }
        if (!turns.isWaitingOutside()) {
            notes.accept(
                    "there are threads that Handoff has not started: all wait, and are"
                            + " stuck unless one of those acts");
        }
        turns.finish(Ending.STUCK);
        return false;
    }

    /** Where the thread waits for something that is not the library's; null if it does not. */
    private static @Nullable String lineOutside(Thread thread, long glances) {
        Thread.State state = thread.getState();
        if (!waits(state)) {
            return null;
        }
        StackTraceElement[] stack = thread.getStackTrace();
        boolean hasGoneOn = thread.getState() != state; // and the stack may be of what it does now
        return hasGoneOn || !isOutside(state, stack, glances) ? null : Stacks.line(stack);
    }

    private static boolean waits(Thread.State state) {
        return switch (state) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            default -> false;
        };
    }

    /**
     * Whether a thread that waits so for some glances is outside. One that waits for a class that another one is loading
     * goes on by itself, and is not.
     */
    static boolean isOutside(Thread.State state, StackTraceElement[] stack, long glances) {
        return !Stacks.isOfChecker(stack)
                && !Stacks.isLoadingClass(stack)
                && (glances >= GLANCES_AT_THE_JDK || !Stacks.isAtALockOfTheJdk(state, stack));
    }
}
