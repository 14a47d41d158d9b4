package dev.handoff;

import dev.handoff.internal.Foreign;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.Unheard;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The life of a scope, in the thread that opens it: enter, the body, the wait for the processes, leave. */
final class ScopeLife {
    private final Scope scope;
    private final ScopeState state;
    private final Scheduling scheduling;
    private final @Nullable Scope parent;
    private final @Nullable Deadline deadline;
    private final ScopeState.Joiner joiner;
    private Registry.@Nullable Entry root;

    /** The task whose thread this is, unless its cancel has come before: it is told but once. */
    private @Nullable Task<?> task;

    /** Whether the thread was interrupted from outside, and that has ended the body, or the scope was waiting for its processes. */
    private boolean interruptedFromOutside;

    /** Whether the deadline had passed when all but the keeper had ended. */
    private boolean late;

    /** Is known to carry what is suppressed in it: to ask is to copy all of it. */
    private @Nullable Throwable carrier;

    /**
     * Whether the thread is to be interrupted when the scope has been left: by who came when all had ended, or by who came
     * before the body has cancelled the scope, or while a race started its racers, and was not seen.
     */
    private boolean interruptedAfterEnd;

    ScopeLife(Scope scope, @Nullable Scope parent) {
        this.scope = scope;
        this.state = scope.state();
        this.scheduling = scope.scheduling();
        this.parent = parent;
        this.deadline = scope.deadline();
        this.joiner = new ScopeState.Joiner(scope);
    }

    @SuppressWarnings(
            "NullAway") // the result is null only if the body's was, or if finish() throws
    <R extends @Nullable Object, X extends Throwable> R execute(ScopeBody<R, X> body)
            throws X, InterruptedException {
        scheduling.reach(Op.ENTER, parent == null ? 0 : parent.id());
        Task<?> current = Task.current();
        boolean knows = current == null || current.wasInterrupted();
        Interrupts.throwIfInterrupted(); // afterwards: what comes from now on comes to this scope
        task = knows ? null : current;
        @Nullable R result = null;
        Throwable failure = null;
        try {
            enter();
            result = scope.callInside(() -> body.call(scope));
        } catch (Throwable t) {
            failure = t;
        }
        try {
            bodyEnded(failure);
        } catch (Throwable t) { // there may be no memory to say what it was
            scope.insistOnFail(t);
            scope.insistOnCancel(Cancellation.FAILURE);
        }
        joinAll();
        leave();
        this.<X>finish(failure);
        return result;
    }

    private void enter() {
        if (parent == null) {
            root = Registry.add(scope);
        } else {
            parent.adopt(scope);
        }
        boolean cancelled;
        state.lock();
        state.bodyBegins();
        cancelled = state.cancellation() != null;
        state.unlock();
        if (cancelled) {
            scope.interruptOwner();
        }
        if (deadline != null && outerWithDeadline() == null) {
            if (scope.isLate()) {
                scope.cancel(Cancellation.DEADLINE);
            } else {
                scope.startKeeper(deadline);
            }
        }
    }

    private void bodyEnded(@Nullable Throwable failure) {
        scheduling.reach(Op.LEAVE, scope.id());
        boolean cancelled = letOwnerGo();
        boolean fromOutside =
                !cancelled || !scope.interruptsOwner() || scope.wasInterruptedBefore();
        // clears what the cancel has set, or a scope inside that has seen it coming
        if (cancelled && Thread.interrupted()) {
            interruptedAfterEnd = fromOutside;
        }
        if (failure == null) {
            return;
        }
        interruptedFromOutside = fromOutside && failure instanceof InterruptedException;
        if (interruptedFromOutside) {
            scope.insistOnCancel(Cancellation.OUTSIDE);
        } else if (!cancelled || !Cancellation.ends(failure)) {
            scope.fail(failure);
            scope.cancel(Cancellation.FAILURE);
            return;
        }
        scope.failedBeside(Cancellation.failuresBeside(failure));
    }

    /** No cancel interrupts the thread any more; returns whether there was one. */
    private boolean letOwnerGo() {
        while (true) {
            state.lock();
            boolean free = state.bodyEnds();
            boolean cancelled = state.cancellation() != null;
            state.unlock();
            if (free) {
                return cancelled;
            }
            SpinLock.yieldToHolder();
        }
    }

    /** Waits until no process runs; an interrupt in the meantime cancels them. */
    private void joinAll() {
        interruptedFromOutside |= join();
        late = scope.isLate();
        dismissKeeper();
    }

    /** All has ended, however long it takes until the keeper is given a core to end, too. */
    private void dismissKeeper() {
        ProcessRecord keeper;
        state.lock();
        keeper = state.keeper();
        state.unlock();
        if (keeper != null) {
            scope.interrupt(keeper.thread());
            interruptedAfterEnd |= join();
        }
    }

    /** Returns whether the thread was interrupted meanwhile. */
    private boolean join() {
        boolean interrupted = false;
        while (true) {
            scheduling.reach(Op.JOIN, scope.id());
            boolean waits;
            state.lock();
            try {
                waits = state.join(joiner);
            } finally {
                state.unlock();
            }
            if (!waits) {
                return interrupted;
            }
            try {
                if (Waiting.await(scheduling, joiner, WaitReason.SCOPE, Waiting.NONE, null) < 0) {
                    joiner.giveUp();
                    interrupted |= Thread.interrupted();
                    scope.insistOnCancel(Cancellation.OUTSIDE);
                }
            } catch (OutOfMemoryError e) { // there is none to sleep; the wait has been given up
                Insist.awaitMemory();
            }
        }
    }

    private void leave() {
        if (root != null) {
            root.remove();
        }
        if (parent == null) {
            return;
        }
        scheduling.touch(Op.LEAVE, parent.id());
        parent.release(scope);
    }

    /** Throws what the scope ends with, if it does not end well. All processes have ended. */
    @SuppressWarnings("unchecked") // the first failure is unchecked, or the body's
    private <X extends Throwable> void finish(@Nullable Throwable bodyFailure)
            throws X, InterruptedException {
        List<Throwable> failures = state.failures();
        Cancellation cancellation = state.cancellation();
        boolean fromOutside = interruptedFromOutside || wasCancelledFromOutside(cancellation);
        restoreInterrupt(interruptedAfterEnd);
        if (cancellation == Cancellation.WON) {
            restoreInterrupt(fromOutside);
            state.beside().forEach(Unheard::tell);
            return;
        }
        if (!failures.isEmpty() && !isRaceCutShort(cancellation, fromOutside)) {
            restoreInterrupt(fromOutside);
            Throwable first = first(failures);
            for (Throwable later : failures) {
                if (later != first) {
                    suppress(later == bodyFailure ? sameOr(first, later, failures) : first, later);
                }
            }
            if (first instanceof ProcessFailedException && first != bodyFailure) {
                first.fillInStackTrace(); // who has run the scope: the cause tells where the
                // process was
            }
            throw (X) withThoseBeside(first);
        }
        if (fromOutside) {
            throw insteadOfStatus(bodyFailure);
        }
        Scope outer = outerWithDeadline();
        if (cancellation == null && late && outer != null) {
            outer.cancelAsLate();
            throw insteadOfStatus(null);
        }
        if (cancellation == Cancellation.DEADLINE || (cancellation == null && late)) {
            throw withThoseBeside(
                    new DeadlineExceededException(scope + ": the deadline has passed"));
        }
        if (bodyFailure != null) {
            throw withThoseBeside(
                    new CancelledException(
                            scope + " was cancelled by scope.cancel()", null, bodyFailure));
        }
        state.beside().forEach(Unheard::tell);
    }

    /** It stands for every interrupt until now: who cleans up is to wait undisturbed. If there is no memory for it, one stays. */
    private InterruptedException insteadOfStatus(@Nullable Throwable bodyFailure) {
        try {
            InterruptedException thrown =
                    withThoseBeside(
                            bodyFailure instanceof InterruptedException e
                                    ? e
                                    : new InterruptedException());
            Thread.interrupted();
            return thrown;
        } catch (VirtualMachineError e) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    /** Its own cancel may have taken the place of the interrupt by that; without one the interrupt is there, or comes. */
    private boolean wasCancelledFromOutside(@Nullable Cancellation own) {
        return own != null
                && (state.wasCancelledFromOutside()
                        || (parent != null && parent.hasBeenCancelled())
                        || (task != null && task.wasInterrupted()));
    }

    /** Before all racers have failed: who has failed meanwhile is not why there is no winner. */
    private boolean isRaceCutShort(@Nullable Cancellation cancellation, boolean fromOutside) {
        return scope.isRace() && (fromOutside || cancellation == Cancellation.DEADLINE);
    }

    /** What follows from another failure, by a join of its task, may have been noted before it. */
    private static Throwable first(List<Throwable> failures) {
        Throwable first = failures.getFirst();
        for (Throwable later : failures) {
            // most are not worth the way through the causes, which in nested scopes are many
            if (later != first && !isSameFailure(first, later) && hasCause(first, later)) {
                first = later;
            }
        }
        return first;
    }

    private static boolean hasCause(Throwable failure, Throwable other) {
        for (Throwable cause : Foreign.withCauses(Foreign.cause(failure))) {
            if (isSameFailure(cause, other)) {
                return true;
            }
        }
        return false;
    }

    /** As a try statement adds what a close has failed with, unless one has done so already. */
    private <E extends Throwable> E withThoseBeside(E thrown) {
        List<Throwable> beside = state.beside();
        if (!beside.isEmpty()) {
            Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
            known.addAll(List.of(thrown.getSuppressed()));
            for (Throwable failure : beside) {
                if (known.add(failure)) {
                    suppress(thrown, failure);
                }
            }
        }
        return thrown;
    }

    /** What the body has learned by a join is the failure of a process, which is there, too. */
    private static Throwable sameOr(Throwable first, Throwable later, List<Throwable> failures) {
        for (Throwable other : failures) {
            if (other != later && isSameFailure(other, later)) {
                return other;
            }
        }
        return first;
    }

    /** None is swallowed: what the first cannot carry is reported. */
    private void suppress(Throwable first, Throwable later) {
        if (isSameFailure(first, later)) {
            for (Throwable ofHook : later.getSuppressed()) {
                if (ofHook != first) { // a hook may throw what it was given before
                    first.addSuppressed(ofHook);
                }
            }
            return;
        }
        first.addSuppressed(later);
        if (first == carrier) {
            return;
        }
        if (first.getSuppressed().length == 0) { // its class allows none
            Unheard.tell(later);
        } else {
            carrier = first;
        }
    }

    /** Of the same process: once from itself, once from a join of its task. */
    private static boolean isSameFailure(Throwable a, Throwable b) {
        return a instanceof ProcessFailedException one
                && b instanceof ProcessFailedException other
                && one.getCause() == other.getCause()
                && one.process().equals(other.process());
    }

    /** The scope around this one if it has the same deadline, which is its to heed then; null otherwise. */
    private @Nullable Scope outerWithDeadline() {
        return parent != null && deadline != null && deadline.equals(parent.deadline())
                ? parent
                : null;
    }

    private static void restoreInterrupt(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
