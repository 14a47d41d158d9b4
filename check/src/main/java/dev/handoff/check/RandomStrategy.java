package dev.handoff.check;

import java.util.List;
import java.util.Random;

/** At each turn all processes that can go on are equally likely. */
final class RandomStrategy extends Strategy {
    private final long seed;
    private Random random;
    private long run;

    RandomStrategy(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    @Override
    boolean beginRun() {
        random = random(seed, run++);
        return true;
    }

    @Override
    int next(List<ControlledProcess> ready) {
        return random.nextInt(ready.size());
    }

    @Override
    int toss(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public String toString() {
        return "random, seed " + seed;
    }
}
