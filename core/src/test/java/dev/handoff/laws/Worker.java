package dev.handoff.laws;

import java.time.Duration;
import java.util.concurrent.Callable;

/** One thread of a test, and what became of it. */
final class Worker<T> {
    private final Thread thread;
    private volatile T result;
    private volatile Throwable failure;
    private volatile boolean failureSeen;

    Worker(ThreadKind kind, Callable<T> body) {
        this.thread =
                kind.unstarted(
                        () -> {
                            try {
                                result = body.call();
                            } catch (Throwable t) {
                                failure = t;
                            }
                        });
        thread.start();
    }

    /** What the body has returned. */
    T join() {
        awaitEnd();
        if (failure != null) {
            failureSeen = true;
            throw new AssertionError(thread + " has failed with " + failure, failure);
        }
        return result;
    }

    /** What the body has thrown, as the test expects it to; null if nothing. */
    Throwable failure() {
        awaitEnd();
        failureSeen = true;
        return failure;
    }

    /** Waits until the thread sleeps. */
    Worker<T> asleep() {
        Until.asleep(thread);
        return this;
    }

    boolean isDone() {
        return !thread.isAlive();
    }

    void interrupt() {
        thread.interrupt();
    }

    Thread thread() {
        return thread;
    }

    /** As {@link #join}, but a failure that the test has asked for is none. */
    void joinUnlessFailureSeen() {
        awaitEnd();
        if (!failureSeen) {
            join();
        }
    }

    private void awaitEnd() {
        boolean interrupted = Thread.interrupted();
        try {
            if (!thread.join(Duration.ofSeconds(Until.LIMIT_SECONDS))) {
                AssertionError error = new AssertionError(thread + " does not end; it is here:");
                error.setStackTrace(thread.getStackTrace());
                throw error;
            }
        } catch (InterruptedException e) {
            throw new AssertionError("the test was interrupted", e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
