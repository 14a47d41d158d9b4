package dev.handoff.pipeline;

import dev.handoff.Channel;

import java.util.concurrent.atomic.AtomicReference;

/**
 * An output that is shut from beside, by whoever wants to interrupt what runs there; but not while a value is below. Those
 * below may have a recovery from what has failed beside them; and those above are told by what their push answers, and
 * may have a finally block that waits.
 */
final class Sheltered<T> extends Stopping<T> {
    /* Overview
     *
     *   ABOVE ◀──push──▶ BELOW
     *     └──────shut──────┴────▶ SHUT
     *
     *   Whoever is about to interrupt shuts this. If a value is below then, he waits until it no longer is, or does not
     *   interrupt at all. Nothing goes below any more, and what is above is told that no more is wanted.
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
            enough = true;
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
        enough = !wanted || place.get() == Place.SHUT;
        return !enough;
    }

    /** Answers whether it has shut this, and no value is below. */
    boolean shut() {
        boolean isLeft = place.getAndSet(Place.SHUT) == Place.ABOVE;
        if (isLeft) {
            left.close();
        }
        return isLeft;
    }

    /** Waits until those below are done with the value that they are at, if this is shut. */
    void awaitLeft() throws InterruptedException {
        left.receiveOrNull();
    }
}
