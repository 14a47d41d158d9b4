package dev.handoff.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Priorities with a few changes: finds a bug that needs {@code depth} orderings in a program of n processes and k turns
 * with a probability of at least 1 / (n k^(depth - 1)) a run.
 *
 * <p>After Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of
 * Finding Bugs" (2010).
 */
final class PctStrategy extends Strategy {
    private final long seed;
    private final int depth;
    private Random random;
    private long run;
    private int turns;
    private int longest = 50;
    private final Map<Long, Integer> priorities = new HashMap<>();
    private final Set<Integer> changes = new HashSet<>();

    PctStrategy(long seed, int depth) {
        this.seed = seed;
        this.depth = depth;
        this.random = new Random(seed);
    }

    @Override
    boolean beginRun() {
        random = random(seed, run++);
        longest = Math.max(longest, turns);
        turns = 0;
        priorities.clear();
        changes.clear();
        for (int i = 1; i < depth; i++) {
            changes.add(random.nextInt(longest));
        }
        return true;
    }

    @Override
    int next(List<ControlledProcess> ready) {
        int chosen = 0;
        for (int i = 1; i < ready.size(); i++) {
            if (priority(ready.get(i)) > priority(ready.get(chosen))) {
                chosen = i;
            }
        }
        if (changes.contains(turns++)) {
            priorities.put(ready.get(chosen).key, -turns); // below all
            return next(ready);
        }
        return chosen;
    }

    private int priority(ControlledProcess process) {
        return priorities.computeIfAbsent(process.key, key -> random.nextInt(1 << 30));
    }

    @Override
    int toss(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public String toString() {
        return "PCT of depth " + depth + ", seed " + seed;
    }
}
