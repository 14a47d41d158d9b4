package dev.handoff;

import dev.handoff.internal.Unheard;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** A process that belongs to no scope (L41). Nothing but the process itself and what it waits for holds it. */
final class DetachedProcess extends Startable {
    static { // loads what a failure needs: what fails to load for want of memory is gone
        Memory.prepare();
        wasAskedToEnd(new Exception(new InterruptedException()), false);
    }

    private final Scheduling scheduling;
    private final String name;
    private final ProcessBody body;
    private final Thread thread;
    private final @Nullable StackTraceElement startedAt = Origin.ofCaller();
    private final Registry.Entry entry;

    DetachedProcess(Scheduling scheduling, String name, ProcessBody body) {
        this.scheduling = scheduling;
        this.name = Objects.requireNonNull(name, "name");
        this.body = Objects.requireNonNull(body, "body");
        this.thread = scheduling.newThread(name, this);
        scheduling.touch(Op.ENTER, Registry.ID);
        this.entry = Registry.add(this, thread);
    }

    Thread start() {
        try {
            scheduling.start(thread);
        } catch (Throwable t) {
            if (giveUp()) {
                entry.remove();
                throw t;
            }
        }
        return thread;
    }

    String name() {
        return name;
    }

    /** Null if that is not recorded. */
    @Nullable StackTraceElement startedAt() {
        return startedAt;
    }

    @Override
    public void run() {
        if (!begins()) {
            return;
        }
        try {
            scheduling.watcher().started(name, thread);
            body.run();
        } catch (Throwable t) {
            tellThoseWhoWait(body, t);
            scheduling.touch(Op.INSPECT, Registry.ID);
            if (wasAskedToEnd(t, entry.wasCancelled())) {
                Thread.currentThread().interrupt();
            } else {
                Unheard.tell(t);
            }
        } finally {
            end();
        }
    }

    /** Whether it was asked to end and does so by {@code t}. Then the failures beside that are told. */
    private static boolean wasAskedToEnd(Throwable t, boolean wasCancelled) {
        try {
            if (!Cancellation.isMetBy(t) && !(wasCancelled && Cancellation.ends(t))) {
                return false;
            }
            Cancellation.failuresBeside(t).forEach(Unheard::tell);
            return true;
        } catch (Throwable _) { // there may be no memory to find out
            return false;
        }
    }

    private void end() {
        try {
            scheduling.reach(Op.END, 0);
        } finally {
            try {
                scheduling.watcher().ended(name, thread);
            } finally {
                scheduling.touch(Op.LEAVE, Registry.ID);
                entry.remove();
            }
        }
    }
}
