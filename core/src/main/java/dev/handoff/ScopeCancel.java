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
     * All are marked before any is told: who hears an interrupt may ask the scope that it is in whether it is cancelled,
     * and go on if it is not. A thread may run the bodies of several of the scopes; it is interrupted once, for it may be
     * cleaning up by then. What is not promised: a thread that enters or leaves a scope inside between the two passes finds
     * out by itself, with an InterruptedException, and is interrupted all the same. Nor that all are marked first if the
     * heap is full: who is to be told may hold what is needed to mark the next. Nor that a process which asks its scope, while
     * others are still being marked, and ends by that, is joined by nobody in a scope that is not marked yet.
     */
    private final ArrayList<Marked> marked = new ArrayList<>(1);

    /** How many of them have been told. */
    private int told;

    /** Scopes in scopes that are marked. */
    private final ArrayList<Scope> inside = new ArrayList<>(0);

    private final Set<Thread> interrupted = Collections.newSetFromMap(new IdentityHashMap<>(2));

    /** {@code sparesOwner} says whether who runs the body is interrupted for another scope of this cancel. */
    private record Marked(
            Scope scope,
            @Nullable Channel<Void> done,
            boolean sparesOwner,
            List<ProcessRecord> processes) {}

    private final boolean countsProcesses;

    /** Whether scopes inside of one that was cancelled before are looked at: who does that may still be at it. */
    private final boolean completesOthers;

    /** There was no memory to tell who waits for some of the ends. */
    private boolean hasUnclosed;

    /** A scope without another inside need not count its processes: none of them runs a body here. */
    private ScopeCancel(boolean countsProcesses, boolean completesOthers) {
        this.countsProcesses = countsProcesses;
        this.completesOthers = completesOthers;
    }

    static void cancel(Scope scope, Cancellation why) {
        new ScopeCancel(false, false).cancelAll(List.of(scope), why, null);
    }

    /**
     * Returns whom these scopes have, interrupted or not: the threads that run the bodies or wait at their ends, and the
     * processes. The body of a race is not interrupted, for it waits at the end.
     */
    static Set<Thread> cancel(List<Scope> scopes, Cancellation why) {
        ScopeCancel cancel = new ScopeCancel(true, false);
        cancel.cancelAll(scopes, why, null);
        return cancel.interrupted;
    }

    /**
     * By who has asked for it; {@code whenMarked} is run before any is told, and when all inside are marked, too, be it by
     * another cancel.
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

    /** Not by recursion: they may be nested deeper than this thread's stack. */
    private void markAll(Scope outermost, Cancellation why) {
        mark(outermost, why); // who asks for it can ask again, if there is no memory for that
        while (!inside.isEmpty()) {
            insistOnMark(inside.removeLast());
        }
    }

    /** When the scope around it is marked, nobody can ask again. */
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

    /** Adds the scopes inside to those to be marked; if this one was cancelled before, for others' sake alone. */
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
            Thread thread = state.thread(); // who waits at the end is told so when it leaves
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
            if (!wasCancelled) { // else who has done it tells
                marked.add(one);
            }
            for (int i = nested.size(); --i >= 0; ) {
                inside.add(nested.get(i));
            }
        } finally {
            state.unlock();
        }
    }

    /** Those that have not been told. */
    private void tell() {
        int from = told;
        told = marked.size();
        for (int i = from; i < told; i++) { // an iterator would take memory
            close(marked.get(i));
        }
        for (int i = from; i < told; i++) {
            interruptProcesses(marked.get(i));
        }
        // last: this thread may be one, and what interrupts it meanwhile is another's
        for (int i = from; i < told; i++) {
            interruptOwner(marked.get(i));
        }
    }

    /** Who was interrupted may have let go of memory. */
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

    /** Others are to be told, whatever comes out, of a watcher for example: there is no second cancel. */
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
