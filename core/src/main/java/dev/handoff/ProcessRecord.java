package dev.handoff;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** A process of a scope: what it runs, and its link in the scope's list of running processes. */
final class ProcessRecord extends Startable
        implements ScopedValue.CallableOp<@Nullable Void, Exception> {
    private final Scope scope;
    private final String name;
    private final ProcessBody body;
    private final Thread thread;

    private @Nullable ProcessRecord next;
    private @Nullable ProcessRecord previous;

    ProcessRecord(Scope scope, String name, ProcessBody body) {
        this.scope = scope;
        this.name = Objects.requireNonNull(name, "name");
        this.body = Objects.requireNonNull(body, "body");
        this.thread = scope.scheduling().newThread(name, this);
    }

    String name() {
        return name;
    }

    Thread thread() {
        return thread;
    }

    /** Whether this process was cancelled by itself, not with its scope. */
    boolean isCancelled() {
        return body instanceof Task.Body<?> of && of.task().isCancelled();
    }

    // ---- the list, guarded by the scope's lock: null at its ends, and while it is in none

    @Nullable ProcessRecord next() {
        return next;
    }

    @Nullable ProcessRecord previous() {
        return previous;
    }

    /** Puts {@code process} behind this one, which is the last. */
    void link(ProcessRecord process) {
        next = process;
        process.previous = this;
    }

    void unlink() {
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        }
        next = null;
        previous = null;
    }

    @Override
    public void run() {
        if (!begins()) {
            return;
        }
        @Nullable Throwable failure = null;
        try {
            scope.scheduling().watcher().started(name, thread);
            scope.bindings(body).call(this);
        } catch (Throwable t) {
            failure = t;
        }
        end(failure);
    }

    /** Runs the body; called with the scoped values of the scope. */
    @Override
    public @Nullable Void call() throws Exception {
        body.run();
        return null;
    }

    /** A method of its own, so that a process that runs keeps none of its variables on the stack (ADR 26). */
    private void end(@Nullable Throwable failure) {
        Scheduling scheduling = scope.scheduling();
        try {
            if (failure != null) {
                tellThoseWhoWait(body, failure);
            }
            scheduling.reach(Op.END, scope.id());
            if (failure != null) {
                scope.processFailed(this, failure);
            }
        } finally {
            try {
                scheduling.watcher().ended(name, thread);
            } finally {
                scope.processEnded(this);
            }
        }
    }
}
