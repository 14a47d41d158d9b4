package dev.handoff.bridge;

import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Received;
import dev.handoff.internal.Insist;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/** Several jobs of which the first success counts; the others are cancelled then. */
final class FirstOf<T extends @Nullable Object> {
    private final Channel<Integer> ended;
    private final List<Job<T>> jobs = new ArrayList<>();
    private int failed;

    FirstOf(String name, Collection<? extends Callable<T>> tasks) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("the first of no tasks");
        }
        ended = Channel.<Integer>named("ends of " + name).buffered(tasks.size()).open();
        for (Callable<T> task : tasks) {
            Objects.requireNonNull(task, "task");
            Integer number = jobs.size();
            jobs.add(
                    new Job<>(name, task) {
                        @Override
                        void tellOutcome() {
                            insistOnTelling(number);
                        }
                    });
        }
    }

    /** There is room, but perhaps no memory; and nobody would tell it again. */
    private void insistOnTelling(Integer number) {
        while (true) {
            try {
                ended.trySend(number);
                return;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    T get(Executor executor) throws InterruptedException, ExecutionException {
        try {
            jobs.forEach(executor::execute);
            while (true) {
                Job<T> job = jobs.get(ended.receive());
                if (succeeded(job)) {
                    return job.result();
                }
            }
        } finally {
            jobs.forEach(job -> job.cancel(true));
        }
    }

    T get(Executor executor, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            jobs.forEach(executor::execute);
            while (true) {
                if (!(ended.receiveWithin(deadline.remaining())
                        instanceof Received.Value<Integer>(Integer number))) {
                    throw new TimeoutException("none of the tasks has succeeded in time");
                }
                Job<T> job = jobs.get(number);
                if (succeeded(job)) {
                    return job.result();
                }
            }
        } finally {
            jobs.forEach(job -> job.cancel(true));
        }
    }

    /** False if the job has failed and others have not. */
    private boolean succeeded(Job<T> job) throws InterruptedException, ExecutionException {
        ExecutionException failure;
        try {
            job.get();
            return true;
        } catch (ExecutionException e) {
            failure = e;
        } catch (CancellationException e) {
            failure = new ExecutionException(e);
        }
        failed++;
        if (failed == jobs.size()) {
            throw failure;
        }
        return false;
    }
}
