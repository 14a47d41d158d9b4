package dev.handoff.laws;

import java.util.Random;

/** Chance that can be had once more. */
public final class Seed {
    private Seed() {}

    /** A seed that is printed, so that a failure of {@code test} can be repeated with {@code -Dseed=…}. */
    public static long of(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        IO.println(test + ": -Dseed=" + seed);
        return seed;
    }

    /** Chance from {@linkplain #of such a seed}. */
    public static Random random(String test) {
        return new Random(of(test));
    }
}
