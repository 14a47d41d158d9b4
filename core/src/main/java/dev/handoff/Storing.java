package dev.handoff;

import dev.handoff.spi.Op;

/** A kind that stores values, first in, first out. */
abstract class Storing<T> extends Kind<T> {
    /** About what it takes one core to send or to receive a value (ADR 7). */
    private static final int NANOS_A_VALUE = 20;

    private static final int LEAST_NANOS = 250;
    private static final int MOST_NANOS = 2_000;

    /** So many values are done with in less than the least stay. */
    private static final int SMALL = LEAST_NANOS / NANOS_A_VALUE;

    /** So often the lock is found taken where two go on at the same time; two who meet by chance part before. */
    private static final byte OFTEN = 3;

    final Ring<T> ring;

    /** How often the lock was found taken, up to {@link #OFTEN}, since somebody has stayed away in vain. */
    private byte contentions;

    Storing(int capacity, Op sending) {
        super(sending);
        this.ring = new Ring<>(capacity);
    }

    @Override
    int nanosAlone() {
        return Math.clamp((long) NANOS_A_VALUE * capacity(), LEAST_NANOS, MOST_NANOS);
    }

    @Override
    final void wasFoundTaken() {
        if (contentions < OFTEN) {
            contentions++;
        }
    }

    /** A small store keeps nobody busy for all of a stay. */
    @Override
    final boolean isBusy(boolean wasAway) {
        if (wasAway) {
            contentions = 0;
        }
        return contentions == OFTEN && capacity() > SMALL;
    }

    @Override
    final int size() {
        return ring.size();
    }

    @Override
    final int capacity() {
        return ring.capacity();
    }

    @Override
    final T removeStored() {
        return ring.remove();
    }
}
