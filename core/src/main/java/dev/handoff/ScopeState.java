package dev.handoff;

import dev.handoff.spi.Parked;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a scope knows of its processes. All methods are called under the lock, except by {@link ScopeLife#execute} at
 * its very end: the scope has ended then, and what it reads does not change any more.
 */
final class ScopeState extends SpinLock {
    /* Overview
     *
     *   OPEN ──cancel(why)──▶ CANCELLED          the first reason stays
     *     └────────┬──────────────┘
     *     body has ended, no process runs ──▶ ENDED: nothing can be started or cancelled any more
     *
     * Running processes hang in a list with two ends. It is not a circle: in a circle, the first process of the list
     * would, at its end, write to the record of the last one, which another core is just starting. The scope holds the
     * processes strongly on purpose: as long as it can cancel a process, that process is not garbage, however hopeless
     * its wait, because a cancel would run its finally blocks.
     *
     * The keeper is the process that waits for the deadline, if there is one. It does not matter whether it runs, until
     * it is the last process.
     */
    private @Nullable ProcessRecord first;
    private @Nullable ProcessRecord last;
    private int running;
    private @Nullable ProcessRecord keeper;
    private final Set<Scope> nested = new LinkedHashSet<>(2);
    private final List<Throwable> failures = new ArrayList<>(1);

    /** What was suppressed in the exceptions by which cancelled processes, or the body, have ended. */
    private List<Throwable> beside = List.of();

    /** The thread of the body, while the body runs. */
    private @Nullable Thread owner;

    private boolean ownerInterrupted;
    private boolean interrupting;
    private boolean ended;
    private @Nullable Cancellation cancellation;
    private boolean cancelledFromOutside;
    private @Nullable Joiner joiner;

    /** The wait of a body for its processes. Made at the beginning: at the end there may be no memory for it. */
    static final class Joiner extends Party {
        private final Scope scope;

        Joiner(Scope scope) {
            this.scope = scope;
        }

        void beginWait() {
            begin();
        }

        boolean claimAsleep() {
            return claim(0) == Claim.ASLEEP;
        }

        @Override
        public Object blocker() {
            return scope;
        }

        @Override
        public List<Thread> awaited() {
            return scope.threads();
        }
    }

    // ---- processes

    /** How many processes run, the keeper of the deadline not counted. */
    int running() {
        return keeper == null ? running : running - 1;
    }

    void add(ProcessRecord process) {
        if (last == null) {
            first = process;
        } else {
            last.link(process); // first: it may overflow the stack, and then nothing was added
        }
        last = process;
        running++;
    }

    void addKeeper(ProcessRecord process) {
        add(process);
        keeper = process;
    }

    /** Returns the party that must be unparked, if this was what the body waited for. */
    @Nullable Parked remove(ProcessRecord process) {
        ProcessRecord next = process.next();
        ProcessRecord previous = process.previous();
        process.unlink();
        running--;
        if (process == keeper) {
            keeper = null;
        }
        if (process == first) {
            first = next;
        }
        if (process == last) {
            last = previous;
        }
        return claimJoiner();
    }

    private @Nullable Parked claimJoiner() {
        Joiner waiting = joiner;
        if (waiting == null || !mayEnd()) {
            return null;
        }
        joiner = null;
        return waiting.claimAsleep() ? waiting : null;
    }

    // ---- the body

    void bodyBegins() {
        owner = Thread.currentThread();
    }

    /** The thread that runs the body; null before and after that. */
    @Nullable Thread owner() {
        return owner;
    }

    /** The thread that runs the body, or waits at its end; null in between, and before. */
    @Nullable Thread thread() {
        if (owner != null) {
            return owner;
        }
        return joiner == null ? null : joiner.thread();
    }

    /**
     * The thread that is to be interrupted, once: at the cancel, or when a body begins in a scope that is cancelled
     * already. Null if there is none; else {@link #ownerIsInterrupted} must follow.
     */
    @Nullable Thread ownerToInterrupt() {
        if (owner == null || ownerInterrupted) {
            return null;
        }
        ownerInterrupted = true;
        interrupting = true;
        return owner;
    }

    void ownerIsInterrupted() {
        interrupting = false;
    }

    /** From here on nobody begins to interrupt the owner; returns false while somebody is about to. */
    boolean bodyEnds() {
        owner = null;
        return !interrupting;
    }

    /**
     * Whether the body must wait, as the party {@code body}. False if no process runs but the keeper: then, at this
     * very instant, the scope has ended, and no process can be started any more.
     */
    boolean join(Joiner body) {
        if (mayEnd()) {
            ended = true;
            return false;
        }
        body.beginWait();
        joiner = body;
        return true;
    }

    private boolean mayEnd() {
        return ended ? running == 0 : running() == 0;
    }

    /** The process that waits for the deadline, and is to be dismissed when the scope has ended. */
    @Nullable ProcessRecord keeper() {
        return keeper;
    }

    boolean hasEnded() {
        return ended;
    }

    // ---- failing and cancelling

    void addFailure(Throwable failure) {
        failures.add(failure);
    }

    List<Throwable> failures() {
        return failures;
    }

    void addBeside(List<? extends Throwable> more) {
        if (beside.isEmpty()) {
            beside = new ArrayList<>();
        }
        beside.addAll(more);
    }

    List<Throwable> beside() {
        return beside;
    }

    @Nullable Cancellation cancellation() {
        return cancellation;
    }

    /**
     * To be called only if the scope has not ended. The first reason stays; it is noted besides if any of them came
     * from outside.
     */
    void cancel(Cancellation why) {
        if (cancellation == null) {
            cancellation = why;
        }
        cancelledFromOutside |= why == Cancellation.OUTSIDE;
    }

    /** Whether one of the cancels came from outside, be it the first or a later one. */
    boolean wasCancelledFromOutside() {
        return cancelledFromOutside;
    }

    List<ProcessRecord> processes() {
        List<ProcessRecord> processes = new ArrayList<>(running);
        for (ProcessRecord process = first; process != null; process = process.next()) {
            processes.add(process);
        }
        return processes;
    }

    /** The threads of the processes that the scope waits for. */
    List<Thread> threads() {
        return processes().stream()
                .filter(process -> !process.equals(keeper))
                .map(ProcessRecord::thread)
                .toList();
    }

    // ---- scopes inside this one

    void adopt(Scope scope) {
        nested.add(scope);
    }

    void release(Scope scope) {
        nested.remove(scope);
    }

    /** The scopes inside, in the order in which they were entered. */
    List<Scope> nested() {
        return new ArrayList<>(nested);
    }
}
