package dev.handoff;

import dev.handoff.internal.Interrupts;
import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * A process that has a result; started by {@link Scope#fork}.
 *
 * @param <T> the type of the result
 */
public final class Task<T extends @Nullable Object> {
    /** How a task has ended: by a result (which may be null), or by a failure. */
    private record End<T extends @Nullable Object>(
            @Nullable T result, @Nullable Throwable failure, boolean cancelled) {}

    private final String name;
    private final Scope scope;
    private final long id;

    /** For who sets one of the next two and reads the other; a task's own monitor may be somebody else's. */
    private final Object lock = new Object();

    private volatile @Nullable End<T> end;
    private @Nullable Channel<Void> done;

    /** Until it has ended. */
    private volatile @Nullable Thread runner;

    private volatile boolean cancelled;

    /** What the process of a task does. */
    record Body<T extends @Nullable Object>(Task<T> task, Callable<? extends T> body)
            implements ProcessBody {
        @Override
        public void run() throws Exception {
            task.complete(body);
        }
    }

    Task(String name, Scope scope) {
        this.name = name;
        this.scope = scope;
        this.id = scope.scheduling().newId();
    }

    void isRunBy(Thread thread) {
        runner = thread;
    }

    void complete(Callable<? extends T> body) throws Exception {
        try {
            end(new End<>(body.call(), null, false));
        } catch (Throwable t) {
            boolean isCancellation = false;
            try {
                isCancellation = isCancellation(t);
            } catch (
                    Throwable unknown) { // for want of memory: whoever joins it is told that it has
                // failed
                t.addSuppressed(unknown);
            }
            end(new End<>(null, t, isCancellation));
            throw t;
        }
    }

    private boolean isCancellation(Throwable t) {
        if (Cancellation.isSaidBy(t)) {
            return true;
        }
        scope.scheduling().touch(Op.INSPECT, scope.id());
        return (scope.hasBeenCancelled() || cancelled) && Cancellation.ends(t);
    }

    /**
     * Cancels this task alone: interrupts its process, once. Its waits, and those of the scopes that it has opened, then throw
     * {@link InterruptedException}; if it ends by that, or by what {@link Scope} says that an interrupt comes out as, it has not
     * failed, its scope goes on, and {@link #join} throws {@link CancelledException}. If it swallows the interrupt it goes on; what
     * else it throws fails the scope as ever. Does not wait: {@link #join} or {@link #done} do. Nothing happens if the task has ended, or was
     * cancelled before.
     *
     * <p>Actions before the cancel happen-before what the process does when it has seen the interrupt.
     */
    public void cancel() {
        scope.scheduling().reach(Op.CANCEL_SCOPE, id);
        Thread thread;
        synchronized (lock) {
            thread = cancelled ? null : runner;
            cancelled = true;
        }
        if (thread != null) {
            scope.scheduling().reach(Op.INTERRUPT, 0);
            scope.interrupt(thread); // not under the lock: it may run a user's hook
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    private void end(End<T> how) {
        scope.scheduling().reach(Op.END, id);
        Channel<Void> waitedFor;
        synchronized (lock) {
            end = how;
            runner = null;
            waitedFor = done;
        }
        if (waitedFor != null) {
            waitedFor.close();
        }
    }

    /**
     * Waits for the task to end. Any number of threads may join it, any number of times. The task's actions
     * happen-before the return.
     *
     * @return its result
     * @throws ProcessFailedException if it has failed
     * @throws CancelledException if it was cancelled before it had a result: it has ended by an {@link
     *     InterruptedException}, or a {@link CancelledException}, or by what has one among its causes
     * @throws InterruptedException if the thread was interrupted
     */
    public T join() throws InterruptedException {
        scope.scheduling().reach(Op.INSPECT, id);
        Interrupts.throwIfInterrupted();
        if (end == null) {
            done().receiveOrNull();
        }
        return outcome();
    }

    /** As {@link #join}, once it has ended: does not look at the interrupt status. */
    T outcome() {
        End<T> how = Objects.requireNonNull(end, "end");
        Throwable failure = how.failure;
        if (failure == null) {
            return result(how);
        }
        if (how.cancelled) {
            throw new CancelledException(this + " was cancelled", null, failure);
        }
        throw new ProcessFailedException(name, scope.toString(), failure);
    }

    @SuppressWarnings("NullAway") // null only if the body's result was
    private static <T extends @Nullable Object> T result(End<T> end) {
        return end.result();
    }

    /**
     * Whether the task has ended, in whatever way.
     *
     * @return true if {@link #join} would not wait
     */
    public boolean isDone() {
        scope.scheduling().reach(Op.INSPECT, id);
        return end != null;
    }

    /**
     * A channel that never has a value, and ends when the task does: for {@link Select#done(Task, Handler)}. To cancel it
     * does nothing: others wait for it, too.
     *
     * @return the same one each time
     */
    public Receiver<Void> done() {
        scope.scheduling().reach(Op.INSPECT, id);
        Channel<Void> channel;
        synchronized (lock) {
            if (done == null) {
                done = Channel.signal("end of " + this, this::runners, scope.scheduling());
            }
            channel = done;
        }
        if (end != null) {
            channel.close();
        }
        return channel;
    }

    private List<Thread> runners() {
        Thread thread = runner;
        return thread == null ? List.of() : List.of(thread);
    }

    /**
     * Such as {@code task "answer"}, or {@code task #7} if it has no name.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return name.isEmpty() ? "task #" + id : "task \"" + name + "\"";
    }
}
