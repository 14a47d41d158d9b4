package dev.handoff.coordinate;

import dev.handoff.Scope;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Consumer;

/** Describes a {@link WorkerPool} before it is opened. For one thread. */
public final class WorkerPoolBuilder {
    private final Scope scope;
    private String name = "";
    private int workers = 1;
    private int queue;
    private @Nullable Consumer<? super WorkFailedException> onFailure;

    WorkerPoolBuilder(Scope scope) {
        this.scope = Objects.requireNonNull(scope, "scope");
    }

    /**
     * Gives it a name, which messages and reports will show.
     *
     * @param name the name
     * @return this
     */
    public WorkerPoolBuilder named(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * How many jobs run at once, at most; one if nothing is said. Their places are there from the beginning, with about
     * ten bytes of memory for each: so {@link Integer#MAX_VALUE} is no way to say "without a limit".
     *
     * @param most at least one
     * @return this
     * @throws IllegalArgumentException if {@code most} is less than one
     */
    public WorkerPoolBuilder workers(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a pool of " + most + " workers; it is at least 1");
        }
        this.workers = most;
        return this;
    }

    /**
     * How many jobs may wait while all workers are at work; none if nothing is said. A process that submits another one
     * waits. The room is there from the beginning, with about ten bytes of memory for each job.
     *
     * @param most zero or more
     * @return this
     * @throws IllegalArgumentException if {@code most} is negative
     */
    public WorkerPoolBuilder queue(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("a queue of " + most + " jobs; it is at least 0");
        }
        this.queue = most;
        return this;
    }

    /**
     * The failure of a job is not a failure of a process of the scope, so the others go on. If nothing is said, it is
     * one, and the scope's policy says what follows.
     *
     * @param onFailure is given each failure, in the worker, after the job has ended; {@code failure -> {}} for code
     *     that joins all jobs. What it throws is a failure of the worker.
     * @return this
     */
    public WorkerPoolBuilder supervised(Consumer<? super WorkFailedException> onFailure) {
        this.onFailure = Objects.requireNonNull(onFailure, "onFailure");
        return this;
    }

    /**
     * Makes the pool. No process is started before there is a job.
     *
     * @return a new pool
     * @throws IllegalArgumentException if workers and queue together exceed {@link Integer#MAX_VALUE}
     */
    public WorkerPool open() {
        if (workers + queue < 0) {
            throw new IllegalArgumentException(
                    "a pool of %s workers and a queue of %s: together they are too many"
                            .formatted(workers, queue));
        }
        return new WorkerPool(scope, name, workers, workers + queue, onFailure);
    }
}
