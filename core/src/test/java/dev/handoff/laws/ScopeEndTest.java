package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A process that is started by somebody outside while its scope ends. Found by the referees. */
class ScopeEndTest {
    private static final int ROUNDS = 20_000;

    /** Enough for all rounds where both threads have a core; where they have one, each round takes some time slices. */
    private static final long MOST_NANOS = 5_000_000_000L;

    private record Round(Scope scope, AtomicBoolean left) {}

    private final AtomicReference<Round> current = new AtomicReference<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger outlived = new AtomicInteger();

    /** Either the start is refused, or the scope waits. */
    @Test
    @DisplayName("L35 a process started while its scope ends is awaited, or refused")
    void startedWhileTheScopeEndsIsAwaitedOrRefused() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Thread outsider = Thread.ofPlatform().start(() -> startUntil(stop));
        try {
            long start = System.nanoTime();
            for (int i = 0; i < ROUNDS && System.nanoTime() - start < MOST_NANOS; i++) {
                AtomicBoolean left = new AtomicBoolean();
                Scope.run(scope -> current.set(new Round(scope, left)));
                left.set(true);
            }
        } finally {
            stop.set(true);
            outsider.join();
        }
        assertThat(outlived.get()).as("processes that outlived their scope").isZero();
    }

    private void startUntil(AtomicBoolean stop) {
        while (!stop.get()) {
            Round round = current.get();
            if (round != null && running.get() < 2) { // else it would never let the scope end
                startIn(round);
            }
        }
    }

    private void startIn(Round round) {
        running.incrementAndGet();
        try {
            round.scope.go(
                    () -> {
                        running.decrementAndGet();
                        Thread.yield();
                        if (round.left.get()) {
                            outlived.incrementAndGet();
                        }
                    });
        } catch (IllegalStateException refused) {
            running.decrementAndGet(); // it was too late, and was told so
        }
    }
}
