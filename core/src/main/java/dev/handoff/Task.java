package dev.handoff;

import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interrupts;
import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * A process that can be joined, for its result if it has one, and cancelled on its own; started by {@link Scope#fork}.
 *
 * @param <T> the type of the result
 */
public final class Task<T extends @Nullable Object> {
    /** Bound in the thread that runs the task. */
    static final ScopedValue<Task<?>> CURRENT = ScopedValue.newInstance();

    private final String name;
    private final Scope scope;
    private final long id;

    /** For code that sets one of the next fields and reads another; a task's own monitor may be somebody else's. */
    private final Object lock = new Object();

    private volatile boolean hasEnded;
    private @Nullable Channel<Void> done;
    private boolean isCancelled;

    /** Whether the interrupt by the cancel has come. */
    private volatile boolean isInterrupted;

    /** The thread that is about to interrupt. */
    private volatile @Nullable Thread interrupter;

    /** Once it is true, a cancel changes nothing. */
    private boolean isSettled;

    /* How it has ended: by a result, which may be null, or by a failure. Set before `hasEnded`. */
    private @Nullable T result;
    private @Nullable Throwable failure;
    private boolean endedByCancel;

    /** The thread that runs the task, until it has ended. */
    private volatile @Nullable Thread runner;

    /** What the process of a task does. */
    record Body<T extends @Nullable Object>(Task<T> task, Callable<? extends T> body)
            implements ProcessBody, AwaitedBody {
        @Override
        public void run() throws Exception {
            task.complete(body);
        }

        @Override
        public void tellFailure(Throwable failure) {
            task.fail(failure);
        }
    }

    /** The task that this thread runs; null if it runs none. */
    static @Nullable Task<?> current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    Task(String name, Scope scope) {
        this.name = name;
        this.scope = scope;
        this.id = scope.scheduling().newId();
    }

    void setRunner(Thread thread) {
        runner = thread;
    }

    void complete(Callable<? extends T> body) throws Exception {
        result = body.call();
        end();
    }

    private void fail(Throwable t) {
        if (hasEnded) {
            return;
        }
        failure = t;
        try {
            endedByCancel = isCancellation(t);
        } catch (Throwable _) {
            // there may be no memory to tell: a caller that joins it learns that it has failed
        }
        end();
    }

    private boolean isCancellation(Throwable t) {
        boolean mayBe = settles();
        if (Cancellation.isNotWanted(t)) {
            return true;
        }
        scope.scheduling().touch(Op.INSPECT, scope.id());
        return (scope.hasBeenCancelled() || mayBe) && Cancellation.ends(t);
    }

    /** After this a cancel changes nothing. Returns whether the task was cancelled before. */
    private boolean settles() {
        scope.scheduling().reach(Op.INSPECT, id);
        synchronized (lock) {
            isSettled = true;
            return isCancelled;
        }
    }

    /**
     * Cancels this task alone: interrupts its process once. If a scope that the task has opened was cancelled
     * meanwhile, the process is interrupted once more at the end of that scope, because it cannot be told whose
     * interrupt the first one was. The waits of the task, and of the scopes that it has opened, then throw
     * {@link InterruptedException}. If the task ends by that, or by another exception that an interrupt comes out as
     * ({@link Scope} lists them), it has not failed: its scope goes on, and {@link #join} throws
     * {@link WorkCancelledException}. If the task swallows the interrupt, it goes on; anything else that it throws
     * fails the scope as usual.
     *
     * <p>Does not wait for the end, as {@link #join} and {@link #done} do. Nothing happens if the task has ended, or
     * was cancelled before.
     *
     * <p>Actions before the cancel happen-before what the process does when it has seen the interrupt.
     */
    public void cancel() {
        scope.scheduling().reach(Op.CANCEL_SCOPE, id);
        Thread thread;
        synchronized (lock) {
            if (isCancelled || isSettled) {
                return;
            }
            isCancelled = true;
            thread = runner;
        }
        if (thread != null) {
            scope.scheduling().reach(Op.INTERRUPT, 0);
            interrupter = Thread.currentThread();
            try {
                scope.interrupt(thread); // not under the lock: it may run a user's hook
            } finally { // its process waits to be told that the interrupt has come
                isInterrupted = true;
                interrupter = null;
            }
        }
    }

    /** Whether the process of the task, which calls this, has been interrupted by its cancel. */
    boolean wasInterrupted() {
        for (Thread by; (by = interrupter) != null && by != Thread.currentThread(); ) {
            scope.scheduling().reach(Op.INSPECT, id); // nobody knows whether the interrupt has come
            SpinLock.yieldToHolder();
        }
        if (isInterrupted) {
            // what was before the cancel is before what follows
            scope.scheduling().reach(Op.INSPECT, id);
        }
        return isInterrupted;
    }

    boolean isCancelled() {
        synchronized (lock) {
            return isCancelled;
        }
    }

    private void end() {
        scope.scheduling().reach(Op.END, id);
        Channel<Void> waitedFor;
        synchronized (lock) {
            hasEnded = true;
            runner = null;
            waitedFor = done;
        }
        if (waitedFor != null) {
            Insist.onClose(waitedFor);
        }
    }

    /**
     * Waits for the task to end. Any number of threads may join it, any number of times. The task's actions
     * happen-before the return.
     *
     * @return its result
     * @throws ProcessFailedException if it has failed
     * @throws WorkCancelledException if it was cancelled before it had a result: it or its scope was cancelled, and it
     *     has ended by an exception that a cancel comes out as ({@link Scope} lists them); or it has ended by an
     *     exception that its scope never takes for a failure. A process that ends by this exception has failed, unless
     *     its own scope or task was cancelled, too. Where the task may be cancelled on its own, catch this exception at
     *     the join
     * @throws InterruptedException if the thread was interrupted
     */
    public T join() throws InterruptedException {
        scope.scheduling().reach(Op.INSPECT, id);
        Interrupts.throwIfInterrupted();
        if (!hasEnded) {
            done().receiveOrNull();
        }
        return outcome();
    }

    /**
     * Waits at most {@code limit} for the task to end, in whatever way; {@link #join} says in which. A task that is
     * late goes on. If this returns true, the task's actions happen-before the return.
     *
     * @param limit how long at most; zero or less: only looks
     * @return whether it has ended
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean awaitWithin(Duration limit) throws InterruptedException {
        Objects.requireNonNull(limit, "limit");
        scope.scheduling().reach(Op.INSPECT, id);
        Interrupts.throwIfInterrupted();
        return hasEnded || done().receiveWithin(limit) instanceof Received.Closed;
    }

    /** As {@link #join}, for a task that has ended: does not look at the interrupt status. */
    T outcome() {
        Throwable failed = failure;
        if (failed == null) {
            return ofBody();
        }
        if (endedByCancel) {
            throw new WorkCancelledException(toString(), failed);
        }
        throw new ProcessFailedException(name, scope.toString(), failed);
    }

    @SuppressWarnings("NullAway") // null only if the body's result was
    private T ofBody() {
        return result;
    }

    /**
     * Whether the task has ended, in whatever way.
     *
     * @return true if {@link #join} would not wait
     */
    public boolean isDone() {
        scope.scheduling().reach(Op.INSPECT, id);
        return hasEnded;
    }

    /**
     * A channel that never has a value, and ends when the task does: for {@link Select#done(Task, Handler)}. To cancel
     * it does nothing, because others wait for it, too.
     *
     * @return the same one each time
     */
    public Receiver<Void> done() {
        scope.scheduling().reach(Op.INSPECT, id);
        Channel<Void> channel;
        synchronized (lock) {
            channel = done;
        }
        if (channel == null) { // the channel is not to be made under the lock
            channel =
                    firstDone(Channel.signal("end of " + this, this::runners, scope.scheduling()));
        }
        if (hasEnded) {
            channel.close();
        }
        return channel;
    }

    private Channel<Void> firstDone(Channel<Void> made) {
        synchronized (lock) {
            if (done == null) {
                done = made;
            }
            return done;
        }
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
