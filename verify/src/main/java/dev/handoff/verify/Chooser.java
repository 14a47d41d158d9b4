package dev.handoff.verify;

import java.util.SplittableRandom;

/** Decides everything that is open in a {@link Controlled} run: the same answers make the same run. */
interface Chooser {
    /**
     * Who goes on.
     *
     * @param ready how many can
     * @param current which of them is running now; -1 if it cannot go on
     * @return a number from 0 to {@code ready - 1}
     */
    int next(int ready, int current);

    /** Whether the time of the next sleeper comes although others could still run. */
    boolean timePasses();

    /** Whether those who wait may wake up for no reason. */
    boolean wakesStray();

    /** Select's coin. */
    int toss(int bound);

    /** Chance with a seed. Each seed also draws how often it switches, so that long and short runs of one occur. */
    static Chooser seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int staysOutOf16 = random.nextInt(16);
        return new Chooser() {
            @Override
            public int next(int ready, int current) {
                if (current >= 0 && random.nextInt(16) < staysOutOf16) {
                    return current;
                }
                return random.nextInt(ready);
            }

            @Override
            public boolean timePasses() {
                return random.nextInt(32) == 0;
            }

            @Override
            public boolean wakesStray() {
                return random.nextInt(32) == 0;
            }

            @Override
            public int toss(int bound) {
                return random.nextInt(bound);
            }
        };
    }
}
