package dev.handoff.verify;

import dev.handoff.Channel;
import dev.handoff.ChannelBuilder;
import dev.handoff.Overflow;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/** A channel under test, and what a referee knows of it from outside. */
final class Line {
    /** What is done to the sending side; only ever goes up. */
    enum Ended {
        NO,
        CLOSED,
        CANCELLED
    }

    /** How many values of one kind of channel can be kept. */
    enum Store {
        RENDEZVOUS(0, false),
        ONE(1, false),
        TWO(2, false),
        TEN(10, false),
        UNBOUNDED(Integer.MAX_VALUE, false),
        LATEST(1, true),
        DROPS_OLDEST(3, true),
        DROPS_NEWEST(2, true);

        final int capacity;
        final boolean drops;

        Store(int capacity, boolean drops) {
            this.capacity = capacity;
            this.drops = drops;
        }

        static Store random(RandomGenerator random) {
            // half of all are rendezvous or hold one value: there most waits are
            return random.nextBoolean()
                    ? values()[random.nextInt(2)]
                    : values()[random.nextInt(values().length)];
        }
    }

    final int number;
    final Store store;
    final Channel<Long> channel;
    final Queue<Long> undelivered = new ConcurrentLinkedQueue<>();
    private boolean endBegun;
    private Ended ended = Ended.NO;

    Line(int number, Store store) {
        this.number = number;
        this.store = store;
        ChannelBuilder<Long> builder = Channel.named("line " + number);
        builder.buffered(store.capacity).onUndelivered(undelivered::add);
        if (store.drops) {
            builder.overflow(
                    store == Store.DROPS_NEWEST ? Overflow.DROP_NEWEST : Overflow.DROP_OLDEST);
        }
        this.channel = builder.open();
    }

    /** To be called before the operation that ends it. */
    synchronized void noteEndBegun() {
        endBegun = true;
    }

    /** An end is reported: somebody must have begun to end it. */
    synchronized void requireEndBegun(String how) {
        if (!endBegun) {
            throw new AssertionError(this + " has not ended, but " + how);
        }
    }

    /** To be called when the operation has returned. */
    synchronized void noteEnded(Ended how) {
        if (how.compareTo(ended) > 0) {
            ended = how;
        }
    }

    synchronized Ended ended() {
        return ended;
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
