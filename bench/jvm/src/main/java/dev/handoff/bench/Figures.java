package dev.handoff.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/** Takes the figures of a cell and prints them, each in a line with a tab. */
final class Figures {
    private static final double[] SHARES = {0.5, 0.99, 0.999};
    private static final String[] NAMES = {"p50", "p99", "p99.9"};

    private final double warmup;
    private final int rounds;
    private final double seconds;

    /**
     * @param warmup the least length of the warm-up, in seconds
     * @param rounds how many
     * @param seconds the least length of each
     */
    Figures(double warmup, int rounds, double seconds) {
        this.warmup = warmup;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** Nanoseconds an operation, in the warm-up and in each round. */
    void times(Supplier<Scenario.Unit> prepare) throws InterruptedException {
        print("cold", time(prepare, warmup));
        for (int i = 0; i < rounds; i++) {
            print("round", time(prepare, seconds));
        }
    }

    /** Runs units until so much time has passed in them, at least one. */
    private static double time(Supplier<Scenario.Unit> prepare, double seconds)
            throws InterruptedException {
        long limit = (long) (seconds * 1e9);
        long nanos = 0;
        long operations = 0;
        do {
            Scenario.Unit unit = prepare.get();
            long start = System.nanoTime();
            operations += unit.run();
            nanos += System.nanoTime() - start;
        } while (nanos < limit);
        return (double) nanos / operations;
    }

    /** Bytes a process: first of the processes that warm up, then once of all. */
    void bytes(Parked parked) throws InterruptedException {
        print("cold", parked.measureCold());
        print("round", parked.measure());
    }

    /** How many nanoseconds such a share of the round trips took at most, in each round; after a warm-up. */
    void percentiles(Latency latency) throws InterruptedException {
        long start = System.nanoTime();
        do {
            latency.sample();
        } while (System.nanoTime() - start < warmup * 1e9);
        for (int i = 0; i < rounds; i++) {
            long[] samples = latency.sample();
            Arrays.sort(samples);
            for (int j = 0; j < SHARES.length; j++) {
                int index = (int) ((samples.length - 1) * SHARES[j]);
                print(NAMES[j], (double) samples[index]);
            }
        }
    }

    private static void print(String what, double figure) {
        System.out.printf(Locale.ROOT, "%s\t%.3f%n", what, figure);
        System.out.flush();
    }
}
