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

    /** After so many stays in a row in which the other has sent or received one value alone, it is not at it. */
    private static final byte MOST_SINGLES = 2;

    final Ring<T> ring;

    /** How often the lock was found taken, up to {@link #OFTEN}, since somebody has stayed away in vain. */
    private byte contentions;

    /** How many stays in a row have brought one value alone, or room for one; less than {@link #MOST_SINGLES}. */
    private byte singles;

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

    /** Where two talk by turns, each finds one value at a time: there to wait is faster, for it ends when that comes. */
    @Override
    final void wasWorthIt() {
        boolean wasSingle = ring.size() == 0 || ring.isFull();
        singles = wasSingle ? (byte) (singles + 1) : 0;
        if (singles == MOST_SINGLES) {
            singles = 0;
            contentions = 0;
        }
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
