package dev.handoff;

import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

/** A store of {@code n} values; without a limit if {@code n} is {@code Integer.MAX_VALUE} (L3, L5). */
final class Buffered<T> extends Storing<T> {
    Buffered(int capacity) {
        super(capacity, Op.SEND);
    }

    @Override
    Sending send(T value) {
        if (looksEnded()) {
            return Sending.ENDED;
        }
        if (handOver(value)) {
            return Sending.DONE;
        }
        if (ring.isFull()) {
            return Sending.WAIT;
        }
        ring.add(value);
        return Sending.DONE;
    }

    @Override
    @Nullable T receive() {
        if (ring.size() == 0) {
            return null;
        }
        T value = ring.remove();
        T next = takeFromSender();
        if (next != null) {
            ring.add(next);
        }
        return value;
    }

    @Override
    String describe() {
        return capacity() == Integer.MAX_VALUE ? "unbounded" : "buffered " + capacity();
    }

    @Override
    boolean canTakeAtOnce() {
        return !looksEnded() && !ring.isFull();
    }
}
