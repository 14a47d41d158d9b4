package dev.handoff;

import dev.handoff.internal.Unheard;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** One {@link Handoff#cancelAll()}: of all scopes and detached processes, and of other threads. */
final class CancelAll {
    /* Overview
     *
     *   announce    the threads that are due: of detached processes, and those that were given
     *   cancel      all root scopes that are there now, and what is inside of them
     *   interrupt   each thread that is due and is not interrupted by its scope
     *
     * A thread that is due may enter a root scope too late for that scope to be cancelled. If the interrupt came then,
     * it would be lost wherever it came together with that of the scope's own cancel: the scope would end with its
     * failure alone. So a thread that enters a root scope, and is still due, interrupts itself, and the body is not run.
     * None is missed, for each side first says what it does and then looks for the other: the scope is in the registry
     * before its thread looks whether it is due, and the threads are announced before the registry is looked at.
     *
     * A root scope that was cancelled from outside tells its thread so at its end. From then on the thread is not due
     * any more, because it may be cleaning up.
     *
     * A thread's lock is held during its interrupt: one that enters or leaves a root scope meanwhile waits until the
     * interrupt has come.
     *
     * For the checker all interrupts are one step, in which nobody waits: how many threads there are does not depend on
     * the program alone. A step that enters or leaves the registry does not commute with it.
     */

    /** The latest one that is under way; each holds the one before it. */
    private static volatile @Nullable CancelAll latest;

    private volatile @Nullable CancelAll previous;

    /** In the order in which they are interrupted. */
    private final List<Due> all = new ArrayList<>();

    /** Not changed once other threads can see it. */
    private final IdentityHashMap<Thread, Due> byThread = new IdentityHashMap<>();

    /** A thread that is to be interrupted once. */
    private static final class Due {
        final Thread thread;
        private boolean isDue = true;

        Due(Thread thread) {
            this.thread = thread;
        }

        /** Whether it was still due; it is not any more. */
        synchronized boolean take() {
            boolean was = isDue;
            isDue = false;
            return was;
        }

        synchronized void interrupt(Scheduling scheduling) {
            if (take()) {
                try {
                    scheduling.interrupt(thread);
                } catch (Throwable t) { // the others are still to be interrupted
                    Unheard.tell(t);
                }
            }
        }
    }

    private CancelAll(List<Thread> others) {
        others.forEach(this::add);
        for (Registry.Entry entry : Registry.entries()) {
            if (entry.isDetached() && entry.get() instanceof Thread thread) {
                entry.cancel(); // it may wait for a scope's work, and hear of its end first
                add(thread);
            }
        }
    }

    private void add(Thread thread) {
        if (!byThread.containsKey(thread)) {
            Due due = new Due(thread);
            byThread.put(thread, due);
            all.add(due);
        }
    }

    /** Cancels all scopes and detached processes, and {@code others}; each thread is interrupted once. */
    static void with(List<Thread> others) {
        Scheduling scheduling = Scheduling.current();
        scheduling.reach(Op.INSPECT, 0);
        scheduling.touch(Op.CANCEL_SCOPE, Registry.ID);
        CancelAll one = new CancelAll(others);
        begin(one);
        try {
            one.run(scheduling);
        } finally {
            end(one);
        }
    }

    private static synchronized void begin(CancelAll one) {
        one.previous = latest;
        latest = one;
    }

    /** Takes no memory. */
    private static synchronized void end(CancelAll one) {
        if (latest == one) {
            latest = one.previous;
        }
        for (CancelAll other = latest; other != null; other = other.previous) {
            if (other.previous == one) {
                other.previous = one.previous;
            }
        }
    }

    private void run(Scheduling scheduling) {
        Set<Thread> byScopes = ScopeCancel.cancel(Registry.scopes(), Cancellation.OUTSIDE);
        scheduling.reach(Op.INTERRUPT, 0);
        scheduling.touch(Op.INTERRUPT, Registry.ID);
        for (Due due : all) {
            if (!byScopes.contains(due.thread)) {
                due.interrupt(scheduling);
            }
        }
    }

    static boolean isUnderWay() {
        return latest != null;
    }

    /**
     * Whether this thread was still to be interrupted; it is not any more. If it is just being interrupted, waits until
     * the interrupt has come.
     */
    static boolean takeOver() {
        boolean wasDue = false;
        for (CancelAll one = latest; one != null; one = one.previous) {
            Due due = one.byThread.get(Thread.currentThread());
            wasDue |= due != null && due.take();
        }
        return wasDue;
    }
}
