package dev.handoff.bench;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Not a channel, but what virtual threads take that park at once: one who comes first parks, the
 * other one hands over or takes, unparks, and goes on. No close, no interrupt, no select; of many
 * that wait, the last to come is served first.
 */
final class BareParkPeer extends Peer {
    @Override
    Set<Feature> features() {
        return EnumSet.of(Feature.PIPE, Feature.CROWD, Feature.SHARED_PIPE, Feature.TIMED_RECEIVE);
    }

    @Override
    boolean has(int capacity) {
        return capacity == 0;
    }

    @Override
    Pipe pipe(int capacity) {
        return new Meeting();
    }

    @Override
    Pipe sharedPipe(int capacity) {
        return new Gathering();
    }

    /** Who came first; it leaves with the value of the other. */
    private static class First {
        final Thread thread = Thread.currentThread();
        volatile Integer value;
        volatile boolean over;

        First(Integer value) {
            this.value = value;
        }

        /** Returns what the other has left. */
        final Integer await() {
            while (!over) {
                LockSupport.park(this);
            }
            return value;
        }

        /**
         * The same with a time-out, which must not fire: the other would leave its value to nobody.
         */
        final Integer awaitWithin(long nanos) {
            long deadline = System.nanoTime() + nanos;
            while (!over) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException("nobody came in time");
                }
                LockSupport.parkNanos(this, left);
            }
            return value;
        }

        /** Leaves {@code mine} to it, and returns what it had. */
        final Integer end(Integer mine) {
            Integer had = value;
            value = mine;
            over = true;
            LockSupport.unpark(thread);
            return had;
        }
    }

    /** Of one sender and one receiver. */
    private static final class Meeting extends Pipe {
        private static final long FOREVER = Long.MAX_VALUE;

        private final AtomicReference<First> first = new AtomicReference<>();

        @Override
        void send(Integer value) {
            meet(value, FOREVER);
        }

        @Override
        Integer receive() {
            return meet(null, FOREVER);
        }

        @Override
        int receiveWithinSecond() {
            return meet(null, 1_000_000_000);
        }

        /** What the other has: a sender gives its value for null. */
        private Integer meet(Integer mine, long nanos) {
            First other = first.get();
            if (other == null) {
                First me = new First(mine);
                if (first.compareAndSet(null, me)) {
                    return nanos == FOREVER ? me.await() : me.awaitWithin(nanos);
                }
                other = first.get();
            }
            first.set(null);
            return other.end(mine);
        }
    }

    /** Of many: a stack of those that wait, all of them senders or all receivers. */
    private static final class Gathering extends Pipe {
        private static final class Waiter extends First {
            final boolean sends;
            Waiter below;

            Waiter(Integer value, boolean sends) {
                super(value);
                this.sends = sends;
            }
        }

        private final AtomicReference<Waiter> top = new AtomicReference<>();

        @Override
        void send(Integer value) {
            meet(value, true);
        }

        @Override
        Integer receive() {
            return meet(null, false);
        }

        private Integer meet(Integer mine, boolean sends) {
            Waiter me = null;
            while (true) {
                Waiter other = top.get();
                if (other == null || other.sends == sends) {
                    if (me == null) {
                        me = new Waiter(mine, sends);
                    }
                    me.below = other;
                    if (top.compareAndSet(other, me)) {
                        return me.await();
                    }
                } else if (top.compareAndSet(other, other.below)) { // nobody stands there twice
                    return other.end(mine);
                }
            }
        }
    }
}
