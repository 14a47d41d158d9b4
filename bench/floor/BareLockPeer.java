package dev.handoff.bench;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Not a channel, but what a lock and a ring take where nothing waits: a compare-and-set and a release for each operation.
 * No close, no interrupt, nobody who waits to be served.
 */
final class BareLockPeer extends Peer {
    @Override
    Set<Feature> features() {
        return EnumSet.of(Feature.TRY, Feature.TIMED_RECEIVE);
    }

    @Override
    boolean has(int capacity) {
        return capacity > 0;
    }

    @Override
    Pipe pipe(int capacity) {
        return new LockedRing(capacity);
    }

    private static final class LockedRing extends Pipe {
        private final AtomicInteger locked = new AtomicInteger();
        private final Integer[] cells;
        private int head;
        private int size;

        LockedRing(int capacity) {
            cells = new Integer[capacity];
        }

        @Override
        boolean trySend(Integer value) {
            lock();
            boolean hasRoom = size < cells.length;
            if (hasRoom) {
                int tail = head + size;
                cells[tail < cells.length ? tail : tail - cells.length] = value;
                size++;
            }
            unlock();
            return hasRoom;
        }

        @Override
        int tryReceive() {
            lock();
            int value = size > 0 ? remove() : -1;
            unlock();
            return value;
        }

        @Override
        void send(Integer value) {
            if (!trySend(value)) {
                throw new IllegalStateException("nobody is to wait here");
            }
        }

        @Override
        int receiveWithinSecond() {
            return tryReceive();
        }

        @Override
        Integer receive() {
            throw new UnsupportedOperationException();
        }

        private int remove() {
            Integer value = cells[head];
            cells[head] = null;
            head = head + 1 < cells.length ? head + 1 : 0;
            size--;
            return value;
        }

        private void lock() {
            while (!locked.compareAndSet(0, 1)) {
                Thread.onSpinWait();
            }
        }

        private void unlock() {
            locked.setRelease(0);
        }
    }
}
