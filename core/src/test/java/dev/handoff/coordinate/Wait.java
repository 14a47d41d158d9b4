package dev.handoff.coordinate;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come, without sleeping for a guessed time. */
final class Wait {
    private static final long LIMIT_NANOS = 15_000_000_000L;

    private Wait() {}

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError(what + ": not so after 15 s");
            }
            LockSupport.parkNanos(20_000);
        }
    }

    static Thread asleep(Thread thread) {
        until(
                thread + " sleeps",
                () ->
                        switch (thread.getState()) {
                            case WAITING, TIMED_WAITING -> true;
                            default -> false;
                        });
        return thread;
    }

    /** A thread that has begun to wait inside of {@code body}, which ends by an interrupt. */
    static Thread waiting(Body body) {
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        body.run();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    } catch (Exception e) {
                                        throw new AssertionError(e);
                                    }
                                });
        return asleep(thread);
    }

    interface Body {
        void run() throws Exception;
    }

    static void interruptAndJoin(Thread thread) throws InterruptedException {
        thread.interrupt();
        if (!thread.join(java.time.Duration.ofSeconds(15))) {
            throw new AssertionError(thread + " does not end");
        }
    }
}
