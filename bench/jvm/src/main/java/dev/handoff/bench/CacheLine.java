package dev.handoff.bench;

/**
 * How long a cache line takes from one core to another and back. The cores of a virtual machine may be near to each
 * other at one minute and far at another; a library that hands values from core to core is faster or slower with that.
 */
final class CacheLine {
    private static final long NANOS = 15_000_000;
    private static final int ROUNDS = 3;

    /** Even: it is the asker's turn; odd: the answerer's; negative: it is over. */
    private volatile long turn;

    private CacheLine() {}

    /** The time in nanoseconds, in the best of a few rounds. While other threads need the cores it means nothing. */
    static double thereAndBack() throws InterruptedException {
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.min(best, new CacheLine().round());
        }
        return best;
    }

    private double round() throws InterruptedException {
        Thread answerer = Thread.ofPlatform().daemon().start(this::answer);
        long begin = System.nanoTime();
        long turns = 0;
        long spent;
        do {
            for (int i = 0; i < 100; i++) {
                turn = 2 * ++turns - 1;
                while (turn != 2 * turns) {
                    Thread.onSpinWait();
                }
            }
            spent = System.nanoTime() - begin;
        } while (spent < NANOS);
        turn = -1;
        answerer.join();
        return (double) spent / turns;
    }

    private void answer() {
        while (true) {
            long now = turn;
            if (now < 0) {
                return;
            } else if (now % 2 == 1) {
                turn = now + 1;
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
