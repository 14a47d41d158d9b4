package dev.handoff.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Is every process served that competes, or that has neighbours that never block? {@link FairnessPage} is the long
 * form.
 */
final class Fairness {
    /* Overview
     *
     *   spread  processes compete for a channel for some time; the busiest and the idlest of the same role are compared
     *   beside  two processes hand over values, while on every core but one another process never blocks; how often? The
     *           same with a queue of the JDK, whose processes run on the same threads
     */

    private static final Integer VALUE = 1;

    private final Duration time;

    /**
     * @param time for how long each crowd runs
     */
    Fairness(Duration time) {
        this.time = time;
    }

    // ---- spread

    /** Four senders and four receivers: the busiest to the idlest of those of the same role. */
    double manyToMany(Medium medium) throws InterruptedException {
        Crowd crowd = new Crowd();
        crowd.add(4, "senders", () -> medium.put(VALUE));
        crowd.add(4, "receivers", medium::take);
        return worst(crowd.run(time));
    }

    /** A producer, workers that pass on, a collector: the busiest worker to the idlest. */
    double fanOut(Medium jobs, Medium results, int workers) throws InterruptedException {
        Crowd crowd = new Crowd();
        crowd.add(1, "producer", () -> jobs.put(VALUE));
        crowd.add(workers, "workers", () -> results.put(jobs.take()));
        crowd.add(1, "collector", results::take);
        return worst(crowd.run(time));
    }

    private static double worst(Map<String, long[]> done) {
        return done.values().stream().mapToDouble(Fairness::spread).max().orElseThrow();
    }

    /** Infinite if one process has not done anything. */
    private static double spread(long[] done) {
        double most = Arrays.stream(done).max().orElseThrow();
        return most / Arrays.stream(done).min().orElseThrow();
    }

    // ---- beside

    /** How often two processes hand over beside processes that never block. */
    double beside(Medium.Kind kind, int capacity) throws InterruptedException {
        int others = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        List<Medium> busy = new ArrayList<>();
        for (int i = 0; i < others; i++) {
            busy.add(kind.open(16));
        }
        return handOvers(kind.open(capacity), busy);
    }

    /** The two begin when the others have their cores: if the two never block either, the others would never run. */
    private double handOvers(Medium medium, List<Medium> busy) throws InterruptedException {
        CountDownLatch unseen = new CountDownLatch(busy.size());
        Crowd crowd = new Crowd();
        for (Medium own : busy) {
            crowd.add(1, "never block", new Busy(own, unseen));
        }
        crowd.add(
                1,
                "sender",
                () -> {
                    unseen.await();
                    medium.put(VALUE);
                });
        crowd.add(
                1,
                "receiver",
                () -> {
                    unseen.await();
                    medium.take();
                });
        return crowd.run(time).get("receiver")[0];
    }

    /** A step that never blocks, and tells once that it runs. */
    private static final class Busy implements Crowd.Step {
        private final Medium own;
        private final CountDownLatch unseen;
        private boolean isSeen;

        private Busy(Medium own, CountDownLatch unseen) {
            this.own = own;
            this.unseen = unseen;
        }

        @Override
        public void run() {
            if (!isSeen) {
                isSeen = true;
                unseen.countDown();
            }
            own.tryBoth(VALUE);
        }
    }
}
