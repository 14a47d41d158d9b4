package dev.handoff.scheduler;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadLocalRandom;

/** How a carrier that has nothing to do finds something. */
final class Search {
    /* Overview
     *
     *   watch all other carriers for NANOS: how many tasks does each of them begin?
     *   more wait there now than that:  it will not come to all of them soon; take half
     *   as many or fewer:               leave it alone; its threads hand over to each other, and would only get slower
     *
     * What is added outside is taken at once: nobody else has it in the cache.
     */
    private static final int TRIES = 2;
    static final long NANOS = 10_000;
    private static final int PAUSES_A_LOOK = 10;

    private final Carriers carriers;
    private final Carrier thief;

    /** How many tasks each carrier had begun when the watch began. */
    private final int[] before;

    /** A search on behalf of {@code thief}. */
    Search(Carriers carriers, Carrier thief) {
        this.carriers = carriers;
        this.thief = thief;
        this.before = new int[carriers.count()];
    }

    /** Called while the thief's queue is empty. Returns null if there is nothing that should be taken. */
    @Nullable Runnable forAWhile() {
        for (int i = 0; i < TRIES; i++) {
            Runnable task = watch();
            if (task == null) {
                task = steal();
            }
            if (task != null) {
                return task;
            }
        }
        return null;
    }

    private @Nullable Runnable watch() {
        for (int i = 0; i < before.length; i++) {
            before[i] = carriers.get(i).switches();
        }
        long begin = System.nanoTime();
        do {
            Runnable task = carriers.pollOutside();
            if (task != null) {
                return task;
            }
            for (int i = 0; i < PAUSES_A_LOOK; i++) {
                Thread.onSpinWait();
            }
        } while (System.nanoTime() - begin < NANOS);
        return null;
    }

    private @Nullable Runnable steal() {
        int first = ThreadLocalRandom.current().nextInt(before.length);
        for (int i = 0; i < before.length; i++) {
            int index = (first + i) % before.length;
            Carrier other = carriers.get(index);
            if (other != thief && other.waiting() > other.switches() - before[index]) {
                Runnable task = other.giveHalfTo(thief);
                if (task != null) {
                    return task;
                }
            }
        }
        return null;
    }
}
