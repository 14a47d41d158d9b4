package dev.handoff.bridge;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.ProcessBody;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.internal.Access;
import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interlude;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.Unheard;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes of a scope as an executor service; {@link ExecutorServices#pool} says how. */
final class ScopedPool extends AbstractExecutorService {
    /* Overview
     *
     *   execute:  a worker fewer than allowed? start one with the task : room? let it wait : reject
     *   worker:   run the task; the next that waits? run it : end
     *
     * A worker that finds nothing is counted out in the same step under the lock, so no task is left behind. Under the
     * lock nothing waits, no channel is touched, and nobody is interrupted: an interrupt may run a user's code.
     */
    private final Scope scope;
    private final String name;
    private final int workers;
    private final int capacity;
    private final Channel<Void> terminated;

    /** Guards the rest. Not the monitor of the pool itself, which who has the pool may hold. */
    private final Object lock = new Object();

    /** To what the lock guards. */
    private final Access access = new Access();

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Set<Thread> running = new HashSet<>();
    private int workersNow;

    /** Workers that are counted out, and have yet to cancel the tasks for which no worker is left. */
    private int leaving;

    private boolean shutdown;
    private boolean stopped;

    /** No worker can ever be started again: a task that waited for one would be dropped. */
    private boolean scopeLeft;

    ScopedPool(Scope scope, String name, int workers, int capacity) {
        this.scope = scope;
        this.name = name;
        this.workers = workers;
        this.capacity = capacity;
        this.terminated = Channel.<Void>named("end of pool \"" + name + "\"").open();
    }

    // ---- tasks

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (scope.isCancelled()) {
            String why = scope + " was cancelled";
            throw rejected(why, new CancelledException(why, null));
        }
        if (!admit(task)) {
            return;
        }
        try {
            scope.go(name, new Worker(task));
        } catch (IllegalStateException left) {
            synchronized (lock) {
                scopeLeft = true;
            }
            countOut(left);
            throw rejectedByLeftScope(left);
        } catch (Throwable notStarted) {
            countOut(notStarted);
            throw notStarted;
        }
    }

    /** One process of the pool. */
    private final class Worker implements ProcessBody, AwaitedBody {
        /** Its first task; null once the worker has begun. */
        private @Nullable Runnable first;

        Worker(Runnable first) {
            this.first = first;
        }

        @Override
        public void run() {
            Runnable task = first;
            first = null;
            work(task);
        }

        @Override
        public void tellFailure(Throwable failure) {
            if (first != null) {
                drop(first, failure);
                countOut(failure);
            }
        }
    }

    /**
     * Counts out a worker that does not begin. The others do the tasks that wait; if there are no others, these are
     * dropped before the pool has ended. A task that is executed meanwhile, by code that hears of that, has a worker
     * of its own.
     */
    private void countOut(Throwable why) {
        synchronized (lock) {
            accessed();
            workersNow--;
            leaving++;
        }
        for (Runnable task; (task = nextStranded()) != null; ) {
            drop(task, why);
        }
        synchronized (lock) {
            accessed();
            leaving--;
        }
        closeIfOver();
    }

    private @Nullable Runnable nextStranded() {
        synchronized (lock) {
            accessed();
            return workersNow == 0 ? waiting.poll() : null;
        }
    }

    /** Its {@code execute} has returned, so what has no future to be cancelled is reported. */
    private void drop(Runnable task, Throwable why) {
        if (task instanceof Future<?>) {
            cancel(task);
            return;
        }
        Throwable report = why;
        try {
            report = rejected(task + " has waited for a worker that could not begin", why);
        } catch (Throwable noWords) {
            // no memory for them, or none of the task
        }
        Unheard.tell(report);
    }

    /** What somebody else's future throws stops nothing. */
    private static void cancel(Runnable task) {
        if (task instanceof Future<?> future) {
            try {
                future.cancel(false);
            } catch (Throwable t) {
                Unheard.tell(t);
            }
        }
    }

    /**
     * In a pool without a limit workers come and go in any order: all that matters is who comes before the shutdown.
     * Called under the lock.
     */
    private void accessed() {
        if (workers == Integer.MAX_VALUE && !shutdown) {
            access.read();
        } else {
            access.write();
        }
    }

    /** Returns whether a worker is to be started for the task. */
    private boolean admit(Runnable task) {
        synchronized (lock) {
            accessed();
            if (shutdown) {
                throw rejected("it was shut down", null);
            }
            if (scopeLeft) {
                throw rejectedByLeftScope(null);
            }
            if (workersNow < workers) {
                workersNow++;
                return true;
            }
            if (waiting.size() >= capacity) {
                throw rejected(
                        "%s tasks run and %s wait".formatted(workersNow, waiting.size()), null);
            }
            waiting.add(task);
            return false;
        }
    }

    private RejectedExecutionException rejectedByLeftScope(@Nullable Throwable cause) {
        return rejected(scope + " has been left", cause);
    }

    private RejectedExecutionException rejected(String why, @Nullable Throwable cause) {
        return new RejectedExecutionException(
                "pool \"" + name + "\" rejects a task: " + why, cause);
    }

    private void work(@Nullable Runnable first) {
        Runnable task = first;
        Interlude interlude = null; // where there is always a task, nobody ever waits
        while (task != null) {
            try {
                if (interlude == null) {
                    interlude = new Interlude();
                }
                runInterruptibly(task);
                interlude.takeIfDue();
            } catch (Throwable t) { // by a task without a future, or for want of memory
                cancel(task); // if the task has not begun
                startAnother(t);
                throw t;
            }
            task = nextOrCountOut();
        }
    }

    /** Starts a worker in place of one that fails: the pool goes on. */
    private void startAnother(Throwable failure) {
        Runnable next = nextOrCountOut();
        if (next == null) {
            return;
        }
        try {
            scope.go(name, new Worker(next));
        } catch (Throwable notStarted) {
            drop(next, notStarted);
            countOut(notStarted);
            if (notStarted != failure) { // the JVM has only one for some failures
                failure.addSuppressed(notStarted);
            }
        }
    }

    private void runInterruptibly(Runnable task) {
        Thread thread = Thread.currentThread();
        boolean unwanted = scope.isCancelled();
        synchronized (lock) {
            accessed();
            running.add(thread);
            unwanted |= stopped;
        }
        if (unwanted) {
            thread.interrupt(); // the scope has interrupted this process once; an earlier task
            // may have taken that
        }
        try {
            task.run();
        } finally {
            synchronized (lock) {
                accessed();
                running.remove(thread);
            }
            Thread.interrupted(); // was for the task that has ended
        }
    }

    private @Nullable Runnable nextOrCountOut() {
        synchronized (lock) {
            accessed();
            Runnable next = waiting.poll();
            if (next != null) {
                return next;
            }
            workersNow--;
        }
        closeIfOver();
        return null;
    }

    private void closeIfOver() {
        if (isOver()) {
            Insist.onClose(terminated);
        }
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> task) {
        return new Job<>(name, task);
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Runnable task, T value) {
        return new Job<>(
                name,
                () -> {
                    task.run();
                    return value;
                });
    }

    // ---- several

    /* The inherited method looks at the machine's clock, which may not be the one that times the wait. */
    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        Deadline deadline = Deadline.in(Duration.ofNanos(unit.toNanos(timeout)));
        List<Job<T>> jobs = new ArrayList<>();
        for (Callable<T> task : tasks) {
            jobs.add(new Job<>(name, task));
        }
        try {
            jobs.forEach(this::execute);
            for (Job<T> job : jobs) {
                if (!job.awaitWithin(deadline.remaining())) {
                    break;
                }
            }
            return new ArrayList<>(jobs);
        } finally {
            jobs.forEach(job -> job.cancel(true)); // does nothing to jobs that have ended
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        return new FirstOf<T>(name, tasks).get(this);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return new FirstOf<T>(name, tasks)
                .get(this, Deadline.in(Duration.ofNanos(unit.toNanos(timeout))));
    }

    // ---- the end

    @Override
    public void shutdown() {
        access.begin();
        synchronized (lock) {
            shutdown = true;
            accessed();
        }
        closeIfOver();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        List<Thread> atWork;
        List<Runnable> waited;
        synchronized (lock) {
            accessed();
            stopped = true;
            atWork = List.copyOf(running);
            waited = List.copyOf(waiting);
            waiting.clear();
        }
        // a thread whose task has ended meanwhile has no other task
        atWork.forEach(Interrupts::interrupt);
        return waited;
    }

    @Override
    public boolean isShutdown() {
        access.begin();
        synchronized (lock) {
            return shutdown;
        }
    }

    /** Whether all workers have ended, and nothing more will begin. */
    @Override
    public boolean isTerminated() {
        access.begin();
        return isOver();
    }

    private boolean isOver() {
        synchronized (lock) {
            return shutdown && workersNow + leaving == 0;
        }
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        Duration limit = Duration.ofNanos(unit.toNanos(timeout));
        return terminated.receiveWithin(limit) instanceof Received.Closed<Void> || isTerminated();
    }

    @Override
    public String toString() {
        return "pool \"" + name + "\" in " + scope;
    }
}
