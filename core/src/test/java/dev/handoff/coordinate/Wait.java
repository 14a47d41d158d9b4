package dev.handoff.coordinate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.ProcessBody;
import dev.handoff.laws.Until;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;

/** Threads that wait, and are interrupted. */
final class Wait {
    static final Duration LIMIT = Duration.ofSeconds(Until.LIMIT_SECONDS);

    private Wait() {}

    /** How those end that {@link #waiting} has begun. */
    private static final Map<Thread, FutureTask<Void>> BEGUN = new ConcurrentHashMap<>();

    /** A thread that has begun to wait inside of {@code body}, which ends by an interrupt. */
    static Thread waiting(ProcessBody body) {
        FutureTask<Void> ending = new FutureTask<>(body.asCallable());
        Thread thread = Thread.ofVirtual().unstarted(ending);
        BEGUN.put(thread, ending);
        thread.start();
        return Until.asleep(thread);
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
