package dev.handoff.check;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Random;

/**
 * Random, but each run draws how often it switches, so that a process goes on for many turns in some runs and for few
 * in others. A process that could only go on early is chosen rarely. For fine runs, in which most switches are of
 * little use.
 */
final class BurstsStrategy extends Strategy {
    private static final int RARELY = 32;
    private static final int MOST_STAYS = 16;

    private final long seed;
    private Random random;
    private long run;
    private int stays;
    private @Nullable ControlledProcess latest;

    BurstsStrategy(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    @Override
    boolean beginRun() {
        random = random(seed, run++);
        stays = random.nextInt(MOST_STAYS);
        latest = null;
        return true;
    }

    @Override
    int next(List<ControlledProcess> ready) {
        int punctual = (int) ready.stream().filter(process -> !process.isEarly).count();
        int chosen;
        if (punctual < ready.size() && random.nextInt(RARELY) == 0) {
            chosen = punctual + random.nextInt(ready.size() - punctual);
        } else if (ready.getFirst().equals(latest) && random.nextInt(MOST_STAYS) < stays) {
            chosen = 0;
        } else {
            chosen = random.nextInt(punctual);
        }
        latest = ready.get(chosen);
        return chosen;
    }

    @Override
    int toss(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public String toString() {
        return "random bursts, seed " + seed;
    }
}
