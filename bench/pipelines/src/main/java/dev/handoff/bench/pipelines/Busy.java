package dev.handoff.bench.pipelines;

import java.util.concurrent.locks.LockSupport;

/** What the parallel stages do. */
final class Busy {
    private static final int STEPS_PER_MICRO = Calibration.stepsPerMicro();

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
        return Calibration.steps(item.key(), micros * STEPS_PER_MICRO) == 42 ? item.next() : item;
    }
}
