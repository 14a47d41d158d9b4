package dev.handoff.bench;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Not a channel, but what virtual threads take that park at once: one who comes first parks, the other one
 * hands over or takes, unparks, and goes on. One sender and one receiver, and no close, no interrupt, no time-out.
 */
final class BareParkPeer extends Peer {
    @Override
    Set<Feature> features() {
        return EnumSet.of(Feature.PIPE, Feature.CROWD);
    }

    @Override
    boolean has(int capacity) {
        return capacity == 0;
    }

    @Override
    Pipe pipe(int capacity) {
        return new Meeting();
    }

    /** Who came first; it leaves with the value of the other. */
    private static final class First {
        final Thread thread = Thread.currentThread();
        volatile Integer value;
        volatile boolean over;

        First(Integer value) {
            this.value = value;
        }

        void await() {
            while (!over) {
                LockSupport.park(this);
            }
        }

        void end() {
            over = true;
            LockSupport.unpark(thread);
        }
    }

    private static final class Meeting extends Pipe {
        private final AtomicReference<First> first = new AtomicReference<>();

        @Override
        void send(Integer value) {
            meet(value);
        }

        @Override
        Integer receive() {
            return meet(null);
        }

        /** What the other has: a sender gives its value for null. */
        private Integer meet(Integer mine) {
            First other = first.get();
            if (other == null) {
                First me = new First(mine);
                if (first.compareAndSet(null, me)) {
                    me.await();
                    return me.value;
                }
                other = first.get();
            }
            first.set(null);
            Integer value = other.value;
            other.value = mine;
            other.end();
            return value;
        }
    }
}
