package dev.handoff.bench.pipelines;

import java.util.concurrent.locks.LockSupport;

/** What the parallel stages do. */
final class Busy {
    /** Steps that take about a microsecond; measured once, before all else. */
    private static final int STEPS = calibrate();

    private Busy() {}

    static Item for10Micros(Item item) {
        return compute(item, 10);
    }

    static Item forMilli(Item item) {
        return compute(item, 1000);
    }

    static Item waitMilli(Item item) {
        long until = System.nanoTime() + 1_000_000;
        for (long left; (left = until - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
        return item;
    }

    private static Item compute(Item item, int micros) {
        // neither foreseeable nor true
        return steps(item.key(), micros * STEPS) == 42 ? item.next() : item;
    }

    private static long steps(long seed, int count) {
        long x = seed;
        for (int i = 0; i < count; i++) {
            x = x * 6364136223846793005L + 1442695040888963407L;
        }
        return x;
    }

    private static int calibrate() {
        int steps = 1_000_000;
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            if (steps(i, steps) == 42) {
                return 1;
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        return (int) (steps * 1000L / best);
    }
}
