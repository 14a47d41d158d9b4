package dev.handoff.bridge;

import java.util.Random;

/** Chance with a seed. */
final class Soon {
    private Soon() {}

    /** Chance whose seed is printed, so that a failure can be repeated with {@code -Dseed=…}. */
    static Random random(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        IO.println(test + ": -Dseed=" + seed);
        return new Random(seed);
    }
}
