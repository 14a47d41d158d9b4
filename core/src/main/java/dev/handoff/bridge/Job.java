package dev.handoff.bridge;

import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.internal.Access;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A task of an executor and its future; a thread that waits for it waits on channels. */
class Job<T extends @Nullable Object> implements RunnableFuture<T> {
    /* Overview
     *
     *   NEW ──run()──▶ RUNNING ──▶ SUCCEEDED | FAILED
     *    └──cancel()──────┴──────▶ CANCELLED
     *
     * "done" ends when the future has an outcome. "quiet" ends when no thread runs the body any more, or ever will:
     * after a cancel that may be later. Fields are written under the lock, channels are closed outside of it.
     *
     * The thread that runs the body is interrupted under the lock: it may be somebody else's, and must not be
     * interrupted when the body has ended. The interrupt may run a user's code, the close of a channel of the JDK for
     * example. Such code must not wait for another thread that asks this task.
     */
    private enum State {
        NEW,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    private final String title;

    /** Guards the fields that change. Not the monitor of the future itself, which who has the future may hold. */
    private final Object lock = new Object();

    /** To the fields that change. */
    private final Access access = new Access();

    /** The body, until it has begun or was cancelled: code that holds the future does not hold what the body holds. */
    private @Nullable Callable<? extends T> body;

    private final Channel<Void> done;
    private final Channel<Void> quiet;
    private State state = State.NEW;
    private @Nullable Thread runner;
    private boolean wasInterrupted;
    private @Nullable T result;
    private @Nullable Throwable thrown;

    Job(String name, Callable<? extends T> body) {
        this.body = Objects.requireNonNull(body, "task");
        this.title = "task \"" + name + "\"";
        this.done = Channel.<Void>named("end of " + title).open();
        this.quiet = Channel.<Void>named("last step of " + title).open();
    }

    // ---- running

    @Override
    public void run() {
        Callable<? extends T> body = begin();
        if (body == null) {
            return;
        }
        T value = null;
        Throwable thrown = null;
        try {
            value = body.call();
        } catch (Throwable t) {
            thrown = t;
        }
        try {
            if (end(value, thrown)) {
                Insist.onClose(done);
                tellOutcome();
            }
        } finally {
            Insist.onClose(quiet);
        }
    }

    /** Null if the body is not to run. */
    private @Nullable Callable<? extends T> begin() {
        access.write();
        synchronized (lock) {
            if (state != State.NEW) {
                return null;
            }
            state = State.RUNNING;
            runner = Thread.currentThread();
            Callable<? extends T> begun = body;
            body = null;
            return begun;
        }
    }

    /** False if the task was cancelled before. */
    private boolean end(@Nullable T value, @Nullable Throwable thrown) {
        access.write();
        synchronized (lock) {
            runner = null; // from here on nobody interrupts
            this.thrown = thrown;
            if (state == State.CANCELLED) {
                Thread.interrupted(); // by our cancel, and not meant for what the thread does next
                return false;
            }
            state = thrown == null ? State.SUCCEEDED : State.FAILED;
            result = value;
            return true;
        }
    }

    /** For a subclass that must tell of the outcome, once: called in the thread that has brought it about. */
    void tellOutcome() {}

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean begun;
        access.begin();
        synchronized (lock) {
            begun = state == State.RUNNING;
            if (!begun && state != State.NEW) {
                return false;
            }
            access.write();
            state = State.CANCELLED;
            body = null;
            if (mayInterruptIfRunning) {
                interrupt();
            }
        }
        try {
            Insist.onClose(done);
            tellOutcome();
        } finally {
            if (!begun) {
                Insist.onClose(quiet);
            }
        }
        return true;
    }

    /**
     * Cancels a task that is not wanted any more: the thread that runs it is interrupted, even if others have cancelled
     * the task without that.
     */
    void stop() {
        cancel(true);
        interrupt();
    }

    /** Interrupts the thread that runs the body, if there is one, and only once. */
    private void interrupt() {
        access.read();
        synchronized (lock) {
            if (runner != null && !wasInterrupted) {
                wasInterrupted = true;
                Interrupts.interrupt(runner);
            }
        }
    }

    // ---- waiting

    /** Waits for an outcome. */
    void await() throws InterruptedException {
        done.receiveOrNull();
    }

    /** False if the time is up. */
    boolean awaitWithin(Duration limit) throws InterruptedException {
        return done.receiveWithin(limit) instanceof Received.Closed<Void> || isDone();
    }

    /** Waits, whatever happens, until no thread runs the body any more; an interrupt stays pending. */
    void awaitQuiet() {
        Interrupts.undisturbed(
                () -> {
                    quiet.receiveOrNull();
                    return true;
                });
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        await();
        return outcome();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        Duration limit = Duration.ofNanos(unit.toNanos(timeout));
        if (!awaitWithin(limit)) {
            throw new TimeoutException(title + " has not ended within " + limit);
        }
        return outcome();
    }

    private T outcome() throws ExecutionException {
        Throwable thrown = failure();
        if (thrown != null) {
            throw new ExecutionException(thrown);
        }
        if (wasCancelled()) {
            throw new CancellationException(title + " was cancelled");
        }
        return result();
    }

    @Nullable Throwable failure() {
        synchronized (lock) {
            return state == State.FAILED ? thrown : null;
        }
    }

    /** What the body has thrown, even if the task had been cancelled before. */
    @Nullable Throwable thrown() {
        synchronized (lock) {
            return thrown;
        }
    }

    @SuppressWarnings("NullAway") // null only if the body's result was
    T result() {
        synchronized (lock) {
            return result;
        }
    }

    @Override
    public boolean isCancelled() {
        access.begin();
        return wasCancelled();
    }

    private boolean wasCancelled() {
        synchronized (lock) {
            return state == State.CANCELLED;
        }
    }

    @Override
    public boolean isDone() {
        access.begin();
        synchronized (lock) {
            return state != State.NEW && state != State.RUNNING;
        }
    }
}
