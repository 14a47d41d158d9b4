package dev.handoff;

import dev.handoff.spi.Op;

/** A kind that stores values, first in, first out. */
abstract class Storing<T> extends Kind<T> {
    /** About what it takes one core to send or to receive a value (ADR 7). */
    private static final int NANOS_A_VALUE = 20;

    private static final int LEAST_NANOS = 250;
    private static final int MOST_NANOS = 2_000;

    final Ring<T> ring;

    Storing(int capacity, Op sending) {
        super(sending);
        this.ring = new Ring<>(capacity);
    }

    @Override
    final int nanosAlone() {
        return Math.clamp((long) NANOS_A_VALUE * capacity(), LEAST_NANOS, MOST_NANOS);
    }

    @Override
    final boolean outlastsAStay() {
        return nanosAlone() > LEAST_NANOS;
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
