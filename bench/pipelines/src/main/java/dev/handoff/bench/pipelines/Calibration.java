package dev.handoff.bench.pipelines;

/** How much work a microsecond is: found out once, so that all cells of a run do the same. */
final class Calibration {
    private static final String STEPS = "handoff.bench.steps";

    private Calibration() {}

    /** How many steps take about a microsecond here. */
    static String measured() {
        return String.valueOf(calibrate());
    }

    /** The option that tells a cell's JVM. */
    static String option(String steps) {
        return "-D" + STEPS + "=" + steps;
    }

    /** How many steps take about a microsecond, as this JVM was told. */
    static int stepsPerMicro() {
        Integer told = Integer.getInteger(STEPS);
        return told == null ? calibrate() : told;
    }

    /**
     * So many steps, each of which needs the one before. Shifts and exclusive ors (Marsaglia, "Xorshift RNGs", 2003): of a
     * multiplication and an addition a compiler can make one step of four, and does so for some callers and not for others.
     */
    static long steps(long seed, int count) {
        long x = seed | 1;
        for (int i = 0; i < count; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
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
