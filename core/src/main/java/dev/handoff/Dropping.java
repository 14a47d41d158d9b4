package dev.handoff;

import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

/**
 * A store of {@code n} values whose sends never wait: for a value without room one is dropped (L4). With {@code
 * n = 1} and the oldest dropped it always holds the latest value.
 */
final class Dropping<T> extends Storing<T> {
    private final boolean dropsOldest;

    Dropping(int capacity, boolean dropsOldest) {
        super(capacity, Op.TRY_SEND);
        this.dropsOldest = dropsOldest;
    }

    @Override
    Sending send(T value) {
        if (looksEnded()) {
            return Sending.ENDED;
        }
        if (handOver(value)) {
            return Sending.DONE;
        }
        if (!ring.isFull()) {
            ring.add(value);
            return Sending.DONE;
        }
        if (!dropsOldest) {
            return drop(value);
        }
        Sending answer = drop(ring.remove());
        ring.add(value);
        return answer;
    }

    @Override
    @Nullable T receive() {
        return ring.size() == 0 ? null : ring.remove();
    }

    @Override
    String describe() {
        if (dropsOldest && capacity() == 1) {
            return "latest";
        }
        return "buffered " + capacity() + (dropsOldest ? ", drops oldest" : ", drops newest");
    }

    @Override
    boolean dropsOldest() {
        return dropsOldest;
    }

    @Override
    boolean hasRoom() {
        return true;
    }
}
