package dev.handoff.bridge;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come, and for nothing else; chance with a seed. */
final class Soon {
    private static final long LIMIT = 15_000_000_000L;

    private Soon() {}

    static void soon(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT) {
                throw new AssertionError(what + ": not so after 15 s");
            }
            LockSupport.parkNanos(20_000);
        }
    }

    static void asleep(Thread thread) {
        soon(
                thread + " sleeps",
                () ->
                        switch (thread.getState()) {
                            case WAITING, TIMED_WAITING -> true;
                            default -> false;
                        });
    }

    /** Chance whose seed is printed, so that a failure can be repeated with {@code -Dseed=…}. */
    static Random random(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        IO.println(test + ": -Dseed=" + seed);
        return new Random(seed);
    }
}
