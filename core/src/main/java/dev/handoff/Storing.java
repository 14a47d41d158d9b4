package dev.handoff;

import dev.handoff.spi.Op;

/** A kind that stores values, first in, first out. */
abstract class Storing<T> extends Kind<T> {
    final Ring<T> ring;

    Storing(int capacity, Op sending) {
        super(sending);
        this.ring = new Ring<>(capacity);
    }

    @Override
    final boolean isBetterLeftAlone() {
        return true;
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
