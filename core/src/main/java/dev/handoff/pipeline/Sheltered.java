package dev.handoff.pipeline;

import dev.handoff.Channel;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Those below a stage, who are not interrupted while they are at a value because something beside them has failed: they may
 * have a recovery from that.
 */
final class Sheltered<T> extends Output<T> {
    /* Overview
     *
     *   ABOVE ◀──push──▶ BELOW
     *     └──────shut──────┴────▶ SHUT
     *
     *   Whoever is about to fail shuts this, waits until no value is below, and fails then, which interrupts what is above.
     *   Meanwhile nothing goes below any more, and what is above is told that no more is wanted.
     */
    private enum Place {
        ABOVE,
        BELOW,
        SHUT
    }

    private final Output<? super T> out;
    private final AtomicReference<Place> place = new AtomicReference<>(Place.ABOVE);

    /** Closed when this is shut, and no value is below. */
    private final Channel<Void> left;

    Sheltered(Label me, Output<? super T> out) {
        this.out = out;
        this.left = Channel.<Void>named(me + ", those below are done").open();
    }

    @Override
    boolean push(T value) throws Exception {
        if (!place.compareAndSet(Place.ABOVE, Place.BELOW)) {
            return false;
        }
        boolean wanted;
        try {
            wanted = out.push(value);
        } finally {
            if (!place.compareAndSet(Place.BELOW, Place.ABOVE)) {
                left.close();
            }
        }
        return wanted && place.get() == Place.ABOVE;
    }

    void shut() {
        if (place.getAndSet(Place.SHUT) == Place.ABOVE) {
            left.close();
        }
    }

    /** Waits until those below are done with the value that they are at, if this is shut. */
    void awaitLeft() throws InterruptedException {
        left.receiveOrNull();
    }
}
