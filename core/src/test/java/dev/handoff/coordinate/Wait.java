package dev.handoff.coordinate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.ProcessBody;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come, without sleeping for a guessed time. */
final class Wait {
    static final Duration LIMIT = Duration.ofSeconds(15);

    private Wait() {}

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
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

    /** How those end that {@link #waiting} has begun. */
    private static final Map<Thread, FutureTask<Void>> BEGUN = new ConcurrentHashMap<>();

    /** A thread that has begun to wait inside of {@code body}, which ends by an interrupt. */
    static Thread waiting(ProcessBody body) {
        FutureTask<Void> ending = new FutureTask<>(body.asCallable());
        Thread thread = Thread.ofVirtual().unstarted(ending);
        BEGUN.put(thread, ending);
        thread.start();
        return asleep(thread);
    }

    /** One that {@link #waiting} has begun must end by the interrupt. */
    static void interruptAndJoin(Thread thread) throws InterruptedException {
        thread.interrupt();
        if (!thread.join(LIMIT)) {
            throw new AssertionError(thread + " does not end");
        }
        FutureTask<Void> ending = BEGUN.remove(thread);
        if (ending != null) {
            assertThatThrownBy(ending::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }
}
