package dev.handoff.laws;

import dev.handoff.ProcessBody;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** The threads of one test, all virtual or all platform: joined at the end, and what one of them threw is thrown. */
final class Team implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(Until.LIMIT_SECONDS);

    private final ThreadKind kind;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private Team(ThreadKind kind) {
        this.kind = kind;
    }

    static Team of(ThreadKind kind) {
        return new Team(kind);
    }

    static Team virtual() {
        return new Team(ThreadKind.VIRTUAL);
    }

    Thread start(ProcessBody body) {
        Runnable guarded =
                () -> {
                    try {
                        body.run();
                    } catch (Throwable t) {
                        failures.add(t);
                    }
                };
        Thread thread = kind.unstarted(guarded);
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** Waits for all threads. */
    void join() {
        long until = System.nanoTime() + LIMIT.toNanos();
        for (Thread thread : threads) {
            if (!joined(thread, until)) {
                failures.add(stuck(thread));
                threads.forEach(Thread::interrupt);
                break;
            }
        }
        threads.clear();
        Throwable first = failures.poll();
        if (first != null) {
            failures.forEach(first::addSuppressed);
            throw new AssertionError("a thread of the test has failed", first);
        }
    }

    private static boolean joined(Thread thread, long until) {
        try {
            return thread.join(Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime())));
        } catch (InterruptedException e) {
            throw new AssertionError("the test was interrupted", e);
        }
    }

    private static AssertionError stuck(Thread thread) {
        AssertionError stuck = new AssertionError("does not end: " + thread);
        stuck.setStackTrace(thread.getStackTrace());
        return stuck;
    }

    @Override
    public void close() {
        join();
    }

    /** Runs {@code body} in a thread of its own, and returns what it threw, or null. */
    static Throwable failureOf(ProcessBody body) {
        Throwable[] failure = new Throwable[1];
        try (Team team = virtual()) {
            team.start(
                    () -> {
                        try {
                            body.run();
                        } catch (Throwable t) {
                            failure[0] = t;
                        }
                    });
        }
        return failure[0];
    }

    static int sum(int[] numbers) {
        return Arrays.stream(numbers).sum();
    }
}
