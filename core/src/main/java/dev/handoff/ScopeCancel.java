package dev.handoff;

import dev.handoff.internal.Insist;
import dev.handoff.internal.Unheard;
import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** One cancel: of scopes and of all that are inside of them. */
final class ScopeCancel {
    /* Overview
     *
     *   mark  from the outside inwards: each scope is cancelled, and nobody hears of it yet
     *   tell  each done() ends, and each thread is interrupted, once
     *
     * All scopes are marked before anybody is told: a process that hears an interrupt may ask the scope that it is in
     * whether it is cancelled, and go on if it is not. A thread may run the bodies of several of the scopes; it is
     * interrupted once, because it may be cleaning up by then. What is not promised:
     *
     *   one interrupt   for a thread that enters or leaves an inner scope between the two passes: it finds out by
     *                   itself, with an InterruptedException, and is interrupted all the same
     *   all marked      before anybody is told, if the heap is full: those to be told may hold the memory that is
     *                   needed to mark the next scope
     *   no join         of a process that asks its scope while others are still being marked, and ends by the answer,
     *                   by a process in a scope that is not marked yet
     */
    private final ArrayList<Marked> marked = new ArrayList<>(1);

    /** How many of the marked scopes have been told. */
    private int told;

    /** Scopes inside of marked ones, which are still to be marked. */
    private final ArrayList<Scope> inside = new ArrayList<>(0);

    private final Set<Thread> interrupted = Collections.newSetFromMap(new IdentityHashMap<>(2));

    /**
     * {@code sparesOwner} says whether the thread of the body is interrupted for another scope of this cancel, and so
     * not for this one.
     */
    private record Marked(
            Scope scope,
            @Nullable Channel<Void> done,
            boolean sparesOwner,
            List<ProcessRecord> processes) {}

    private final boolean countsProcesses;

    /**
     * Whether the scopes inside of one that was cancelled before are looked at: that earlier cancel may still be at
     * work on them.
     */
    private final boolean completesOthers;

    /** Some done() channels are not closed yet, because there was no memory to tell those who wait for them. */
    private boolean hasUnclosed;

    /**
     * If {@code countsProcesses} is false, the processes of a scope without scopes inside are not counted: none of them
     * runs the body of a scope of this cancel.
     */
    private ScopeCancel(boolean countsProcesses, boolean completesOthers) {
        this.countsProcesses = countsProcesses;
        this.completesOthers = completesOthers;
    }

    static void cancel(Scope scope, Cancellation why) {
        new ScopeCancel(false, false).cancelAll(List.of(scope), why, null);
    }

    /**
     * Returns the threads of these scopes, interrupted or not: those that run the bodies or wait at their ends, and
     * those of the processes. The body of a race is not interrupted, because it waits at the end.
     */
    static Set<Thread> cancel(List<Scope> scopes, Cancellation why) {
        ScopeCancel cancel = new ScopeCancel(true, false);
        cancel.cancelAll(scopes, why, null);
        return cancel.interrupted;
    }

    /**
     * Cancels scopes on request. {@code whenMarked} is run before anybody is told, when all scopes inside are marked,
     * too, be it by another cancel.
     */
    static void cancelTogether(List<?> scopes, Runnable whenMarked) {
        new ScopeCancel(true, true).cancelAll(scopes, Cancellation.ASKED, whenMarked);
    }

    private void cancelAll(List<?> scopes, Cancellation why, @Nullable Runnable whenMarked) {
        try {
            for (Object scope : scopes) {
                markAll((Scope) scope, why);
            }
            if (whenMarked != null) {
                whenMarked.run();
            }
        } finally {
            tell();
            closeRest();
        }
    }

    /** Not by recursion: the scopes may be nested deeper than this thread's stack. */
    private void markAll(Scope outermost, Cancellation why) {
        mark(outermost, why); // if there is no memory for that, the caller can ask again
        while (!inside.isEmpty()) {
            insistOnMark(inside.removeLast());
        }
    }

    /** Marks a scope, again until there is memory for it: once the scope around it is marked, nobody can ask again. */
    private void insistOnMark(Scope scope) {
        while (true) {
            try {
                mark(scope, Cancellation.OUTSIDE);
                return;
            } catch (OutOfMemoryError e) {
                tell();
                Insist.awaitMemory();
            }
        }
    }

    /**
     * Marks a scope, and adds the scopes inside to those to be marked. If this scope was cancelled before, only those
     * inside matter.
     */
    private void mark(Scope scope, Cancellation why) {
        scope.scheduling().reach(Op.CANCEL_SCOPE, scope.id());
        ScopeState state = scope.state();
        state.lock();
        try {
            if (state.hasEnded()) {
                return;
            }
            boolean wasCancelled = state.cancellation() != null;
            if (wasCancelled && !completesOthers) {
                state.cancel(why);
                return;
            }
            List<ProcessRecord> processes = state.processes();
            List<Scope> nested = state.nested();
            Thread thread = state.thread(); // one that waits at the end is told when it leaves
            boolean wasThere = thread != null && !interrupted.add(thread);
            boolean sparesOwner = wasThere && state.owner() != null;
            if (countsProcesses || !nested.isEmpty()) {
                for (ProcessRecord process : processes) {
                    interrupted.add(process.thread());
                }
            }
            Marked one = new Marked(scope, scope.doneToClose(), sparesOwner, processes);
            marked.ensureCapacity(marked.size() + 1);
            inside.ensureCapacity(inside.size() + nested.size());
            state.cancel(why); // from here on nothing takes memory
            if (!wasCancelled) { // else the cancel that has done it tells
                marked.add(one);
            }
            for (int i = nested.size(); --i >= 0; ) {
                inside.add(nested.get(i));
            }
        } finally {
            state.unlock();
        }
    }

    /** Tells the threads of those marked scopes that have not been told yet. */
    private void tell() {
        int from = told;
        told = marked.size();
        for (int i = from; i < told; i++) { // an iterator would take memory
            close(marked.get(i));
        }
        for (int i = from; i < told; i++) {
            interruptProcesses(marked.get(i));
        }
        // last: this thread may be an owner, and what interrupts it until then is something else
        for (int i = from; i < told; i++) {
            interruptOwner(marked.get(i));
        }
    }

    /** Closes the channels for which there was no memory: threads that were interrupted may have let go of some. */
    private void closeRest() {
        for (int i = 0; hasUnclosed && i < marked.size(); i++) {
            insistOnClose(marked.get(i));
        }
    }

    private static void insistOnClose(Marked one) {
        if (one.done == null) {
            return;
        }
        try {
            Insist.onClose(one.done);
        } catch (Throwable t) {
            Unheard.tell(t);
        }
    }

    private static void interruptProcesses(Marked one) {
        List<ProcessRecord> processes = one.processes;
        for (int i = 0; i < processes.size(); i++) {
            one.scope.scheduling().reach(Op.INTERRUPT, 0);
            one.scope.interrupt(processes.get(i).thread());
        }
    }

    private static void interruptOwner(Marked one) {
        if (!one.sparesOwner) {
            one.scope.scheduling().reach(Op.INTERRUPT, one.scope.id());
            one.scope.interruptOwner();
        }
    }

    /**
     * Whatever is thrown here, by a watcher for example, the others are still to be told: there is no second cancel.
     */
    private void close(Marked one) {
        if (one.done == null) {
            return;
        }
        try {
            one.done.close();
        } catch (OutOfMemoryError e) {
            hasUnclosed = true;
        } catch (Throwable t) {
            Unheard.tell(t);
        }
    }
}
