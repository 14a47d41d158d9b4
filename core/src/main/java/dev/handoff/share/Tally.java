package dev.handoff.share;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what goes through one topic. One process counts, others may look. */
final class Tally {
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    void countPublished() {
        addOne(published);
    }

    void countSent() {
        addOne(sent);
    }

    void countDropped() {
        addOne(dropped);
    }

    private static void addOne(AtomicLong count) {
        count.setRelease(count.getPlain() + 1);
    }

    Traffic look() {
        long droppedSoFar = dropped.getAcquire();
        long delivered =
                Math.max(0, sent.getAcquire() - droppedSoFar); // the latest may not be counted yet
        return new Traffic(published.getAcquire(), delivered, droppedSoFar);
    }
}
