package dev.handoff.bridge;

import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.internal.Raise;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/** Bridges to {@link Executor} and {@link ExecutorService}. */
public final class ExecutorServices {
    private ExecutorServices() {}

    /**
     * A scope as an executor service: each task is a process of its own. Otherwise as {@link #pool}, without a bound.
     *
     * @param scope where the processes run
     * @param name the name of each process
     * @return the executor service
     */
    public static ExecutorService of(Scope scope, String name) {
        return pool(scope, name, Integer.MAX_VALUE, 0);
    }

    /**
     * A worker pool in a scope, as an executor service. At most {@code workers} processes run tasks; at most {@code
     * capacity} tasks wait for one, first come, first served; a further task is rejected with {@link
     * java.util.concurrent.RejectedExecutionException}. A worker ends when there is nothing to do, so a pool that is not
     * shut down keeps nobody waiting.
     *
     * <p>The processes cannot outlive the scope: it waits for all tasks, including those that still wait for a worker.
     * When the scope is cancelled, running tasks are interrupted. Tasks that wait begin interrupted, as processes of a
     * cancelled scope do (one that begins while the cancel goes from process to process may be interrupted by that once
     * more). Further tasks are rejected; so are those that come after the scope was left. What is thrown for tasks that
     * come after the cancel has a {@link dev.handoff.CancelledException} as its cause: a process of the scope that ends
     * by it has not failed.
     *
     * <p>What a submitted task throws is in its future, and nowhere else. A task given to {@link ExecutorService#execute}
     * has no future: what it throws fails the process, and with it the scope. {@code shutdownNow} interrupts what runs.
     * The futures' {@code get}, {@code invokeAll}, {@code invokeAny}, {@code awaitTermination} and {@code close} wait
     * as anything in this library does, and are seen in its reports. A task that is cancelled before it has begun keeps
     * its room until a worker passes over it.
     *
     * <p>If no thread can be started for a task, its {@code execute} or {@code submit} throws what prevented it; tasks
     * that have come to wait for that worker meanwhile are cancelled if there is no other. They are cancelled, too, and
     * with them the task itself, if the worker is kept from beginning, for example for want of memory. The same becomes of
     * tasks that have come to wait for a worker when the scope was being left. One that has no future, and thus cannot be
     * cancelled, is reported to the uncaught-exception handler of the thread that finds out, in a {@link
     * java.util.concurrent.RejectedExecutionException}.
     *
     * @param scope where the processes run
     * @param name the name of each process
     * @param workers how many tasks may run at once, one or more
     * @param capacity how many tasks may wait, zero or more
     * @return the executor service
     * @throws IllegalArgumentException if {@code workers} is less than one, or {@code capacity} is negative
     */
    public static ExecutorService pool(Scope scope, String name, int workers, int capacity) {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(name, "name");
        if (workers < 1 || capacity < 0) {
            throw new IllegalArgumentException(
                    "a pool \"%s\" of %s workers with room for %s tasks; it takes one worker or more, and zero room or more"
                            .formatted(name, workers, capacity));
        }
        return new ScopedPool(scope, name, workers, capacity);
    }

    /**
     * Starts a process that has work done by a foreign executor, and waits for it: for work that must run in certain
     * threads. The task can be joined, and be a case of a select.
     *
     * <p>If the process is cancelled, work that has not begun never will; work that has begun is interrupted, and the
     * process waits for its end, so that it does not outlive the scope. What the work throws fails the process; so does
     * an executor that rejects or cancels it: work that has begun is interrupted then, and awaited, too. The work does
     * not run inside the scope: a scope that it opens is not cancelled with this one, except by the interrupt.
     *
     * @param scope where the process runs
     * @param name the name of the process
     * @param executor the executor that runs the work
     * @param work the work
     * @param <T> the type of the result
     * @return the task
     * @throws IllegalStateException if the scope has been left
     */
    public static <T extends @Nullable Object> Task<T> fork(
            Scope scope, String name, Executor executor, Callable<? extends T> work) {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(work, "work");
        return scope.fork(
                name,
                () -> {
                    Job<T> job = new Job<>(name, work);
                    try {
                        executor.execute(job);
                    } catch (Throwable t) { // it may have taken the job all the same
                        job.stop();
                        throw Raise.asIs(withThrown(t, job));
                    }
                    try {
                        return job.get();
                    } catch (InterruptedException e) {
                        job.stop();
                        job.awaitQuiet();
                        Throwable thrown = job.thrown(); // as the body of a process would throw it
                        throw Raise.asIs(thrown == null ? e : thrown);
                    } catch (ExecutionException e) {
                        throw Raise.asIs(Objects.requireNonNull(e.getCause()));
                    } catch (CancellationException e) { // by the executor
                        job.stop();
                        throw Raise.asIs(withThrown(e, job));
                    }
                });
    }

    /**
     * As {@link #fork(Scope, String, Executor, Callable)}, for work without a result.
     *
     * @param scope where the process runs
     * @param name the name of the process
     * @param executor the executor that runs the work
     * @param work the work
     * @return the task; its result is null
     * @throws IllegalStateException if the scope has been left
     */
    public static Task<@Nullable Void> fork(
            Scope scope, String name, Executor executor, ProcessBody work) {
        return fork(scope, name, executor, work.asCallable());
    }

    /** Why the work is not wanted any more, with what it has thrown since; waits for the end of the work. */
    private static Throwable withThrown(Throwable why, Job<?> job) {
        job.awaitQuiet();
        Throwable thrown = job.thrown();
        if (thrown != null && thrown != why) {
            why.addSuppressed(thrown);
        }
        return why;
    }
}
