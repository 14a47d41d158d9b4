package dev.handoff;

/** A store of {@code n} values; without a limit if {@code n} is {@code Integer.MAX_VALUE} (L3, L5). */
final class Buffered<T> extends Kind<T> {
    private final int capacity;
    private final Ring<T> ring;

    Buffered(int capacity) {
        this.capacity = capacity;
        this.ring = new Ring<>(capacity);
    }

    @Override
    Sending send(T value) {
        if (isEnded()) {
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
    Object receive() {
        if (ring.size() == 0) {
            return endedOrWait();
        }
        T value = ring.remove();
        T next = takeFromSender();
        if (next != null) {
            ring.add(next);
        }
        return value;
    }

    @Override
    int size() {
        return ring.size();
    }

    @Override
    int capacity() {
        return capacity;
    }

    @Override
    String describe() {
        return capacity == Integer.MAX_VALUE ? "unbounded" : "buffered " + capacity;
    }

    @Override
    boolean canTakeAtOnce() {
        return !isEnded() && !ring.isFull();
    }

    @Override
    T removeStored() {
        return ring.remove();
    }
}
