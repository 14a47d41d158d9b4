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

    /** The task of this thread; null, too, if the interrupt of its cancel has come before, for that comes only once. */
    private @Nullable Task<?> task;

    /**
     * Whether the thread was interrupted from outside, and the interrupt has ended the body, or has come while the
     * scope was waiting for its processes.
     */
    private boolean interruptedFromOutside;

    /** Whether the deadline had passed when all processes but the keeper had ended. */
    private boolean late;

    /**
     * A failure that is known to carry what is suppressed in it: it is noted, because to ask it is to copy all of that.
     */
    private @Nullable Throwable carrier;

    /**
     * Whether the thread is to be interrupted when the scope has been left: because of an interrupt that came when all
     * had ended, or of one that was not seen and came before the body cancelled the scope, or while a race started its
     * racers.
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
        Interrupts.throwIfInterrupted(); // after that: what comes from now on comes to this scope
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

    private void enter() throws InterruptedException {
        if (parent == null) {
            scheduling.touch(Op.ENTER, Registry.ID);
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
        if (parent == null) {
            hearCancelAll();
        }
        if (deadline != null && outerWithDeadline() == null) {
            if (scope.isLate()) {
                scope.cancel(Cancellation.DEADLINE);
            } else {
                scope.startKeeper(deadline);
            }
        }
    }

    /** Throws if a cancelAll that may not see this scope is about to interrupt its thread, or has just done so. */
    private static void hearCancelAll() throws InterruptedException {
        if (CancelAll.takeOver()) {
            Interrupts.interrupt(Thread.currentThread());
        }
        Interrupts.throwIfInterrupted();
    }

    private void bodyEnded(@Nullable Throwable failure) {
        scheduling.reach(Op.LEAVE, scope.id());
        boolean cancelled = letOwnerGo();
        boolean fromOutside =
                !cancelled || !scope.interruptsOwner() || scope.wasInterruptedBefore();
        // clears the interrupt of the cancel, or of a scope inside that has seen the cancel coming
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

    /** After this no cancel interrupts the thread any more; returns whether there was a cancel. */
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

    /**
     * Ends the keeper. All else has ended; it does not count how long it takes until the keeper is given a core to end,
     * too.
     */
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
            } catch (OutOfMemoryError e) { // no memory to sleep; the wait has been given up
                Insist.awaitMemory();
            }
        }
    }

    private void leave() {
        scheduling.touch(Op.LEAVE, parent == null ? Registry.ID : parent.id());
        if (root != null) {
            root.remove();
            if (state.wasCancelledFromOutside()) {
                CancelAll.takeOver(); // the thread learns of it now
            }
        }
        if (parent != null) {
            parent.release(scope);
        }
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
                first.fillInStackTrace(); // of the thread that ran the scope: the cause tells where
                // the process was
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

    /**
     * The exception stands for every interrupt until now, so that code that cleans up can wait undisturbed. If there is
     * no memory for it, an interrupt stays pending.
     */
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

    /**
     * Whether there was a cancel from outside whose interrupt this scope's own cancel may have replaced. Without an own
     * cancel, the interrupt from outside is still there, or will come.
     */
    private boolean wasCancelledFromOutside(@Nullable Cancellation own) {
        return own != null
                && (state.wasCancelledFromOutside()
                        || (parent != null && parent.hasBeenCancelled())
                        || (task != null && task.wasInterrupted()));
    }

    /**
     * Whether the race was ended before all racers had failed: then those that have failed meanwhile are not the reason
     * why there is no winner.
     */
    private boolean isRaceCutShort(@Nullable Cancellation cancellation, boolean fromOutside) {
        return scope.isRace() && (fromOutside || cancellation == Cancellation.DEADLINE);
    }

    /**
     * The failure that others follow from: one that follows from it, by a join of its task, may have been noted before
     * it.
     */
    private static Throwable first(List<Throwable> failures) {
        Throwable first = failures.getFirst();
        for (Throwable later : failures) {
            // for most, the walk along the causes, which in nested scopes are many, is not worth it
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

    /**
     * Suppresses in {@code thrown} what has failed beside it, as a try statement does with the failure of a close. What
     * is suppressed there already is left out.
     */
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

    /**
     * Where to suppress {@code later}, which is the body's failure: if the body has learned of it by a join, it is the
     * failure of a process, which is in the list, too.
     */
    private static Throwable sameOr(Throwable first, Throwable later, List<Throwable> failures) {
        for (Throwable other : failures) {
            if (other != later && isSameFailure(other, later)) {
                return other;
            }
        }
        return first;
    }

    /** No failure is swallowed: one that {@code first} cannot carry is reported. */
    private void suppress(Throwable first, Throwable later) {
        if (isSameFailure(first, later)) {
            for (Throwable ofHook : later.getSuppressed()) {
                if (ofHook != first) { // a hook may throw a failure that it was given before
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

    /** Whether both are the failure of one process: once from itself, once from a join of its task. */
    private static boolean isSameFailure(Throwable a, Throwable b) {
        return a instanceof ProcessFailedException one
                && b instanceof ProcessFailedException other
                && one.getCause() == other.getCause()
                && one.process().equals(other.process());
    }

    /** The scope around this one, if it has the same deadline and so is the one that keeps it; null otherwise. */
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
