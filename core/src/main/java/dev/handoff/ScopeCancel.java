package dev.handoff;

import dev.handoff.internal.Unheard;
import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
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
     * out by itself, with an InterruptedException, and is interrupted all the same.
     */
    private final List<Marked> marked = new ArrayList<>(1);
    private final Set<Thread> interrupted = Collections.newSetFromMap(new IdentityHashMap<>(2));

    /** {@code sparesOwner} says whether who runs the body is interrupted for another scope of this cancel. */
    private record Marked(
            Scope scope,
            @Nullable Channel<Void> done,
            boolean sparesOwner,
            List<ProcessRecord> processes) {}

    private final boolean countsProcesses;

    /** A scope without another inside need not count its processes: none of them runs a body here. */
    private ScopeCancel(boolean countsProcesses) {
        this.countsProcesses = countsProcesses;
    }

    static void cancel(Scope scope, Cancellation why) {
        new ScopeCancel(false).cancelAll(List.of(scope), why);
    }

    /** Returns the threads that were interrupted: those that run the bodies or wait at their ends, and the processes. */
    static Set<Thread> cancel(List<Scope> scopes, Cancellation why) {
        ScopeCancel cancel = new ScopeCancel(true);
        cancel.cancelAll(scopes, why);
        return cancel.interrupted;
    }

    private void cancelAll(List<Scope> scopes, Cancellation why) {
        try {
            for (Scope scope : scopes) {
                markAll(scope, why);
            }
        } finally {
            tell();
        }
    }

    /** Not by recursion: they may be nested deeper than this thread's stack. */
    private void markAll(Scope outermost, Cancellation why) {
        Deque<Scope> inside = new ArrayDeque<>(mark(outermost, why));
        for (Scope next; (next = inside.poll()) != null; ) {
            List<Scope> more = mark(next, Cancellation.OUTSIDE);
            for (int i = more.size(); --i >= 0; ) {
                inside.push(more.get(i));
            }
        }
    }

    /** Returns the scopes inside; none if this one was cancelled before. */
    private List<Scope> mark(Scope scope, Cancellation why) {
        scope.scheduling().reach(Op.CANCEL_SCOPE, scope.id());
        ScopeState state = scope.state();
        state.lock();
        try {
            if (!state.canBeCancelled()) {
                return List.of();
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
            marked.add(new Marked(scope, scope.doneToClose(), sparesOwner, processes));
            state.cancel(why); // last: there may be no memory for the lists
            return nested;
        } finally {
            state.unlock();
        }
    }

    private void tell() {
        for (Marked one : marked) {
            close(one);
        }
        for (Marked one : marked) {
            for (ProcessRecord process : one.processes) {
                one.scope.scheduling().reach(Op.INTERRUPT, 0);
                one.scope.interrupt(process.thread());
            }
        }
        for (Marked one :
                marked) { // last: this thread may be one, and what interrupts it meanwhile is
            // another's
            if (!one.sparesOwner) {
                one.scope.scheduling().reach(Op.INTERRUPT, one.scope.id());
                one.scope.interruptOwner();
            }
        }
    }

    /** Others are to be told, whatever comes out, of a watcher for example: there is no second cancel. */
    private static void close(Marked one) {
        if (one.done == null) {
            return;
        }
        try {
            one.done.close();
        } catch (Throwable t) {
            Unheard.tell(t);
        }
    }
}
