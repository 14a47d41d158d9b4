package dev.handoff.verify;

import dev.handoff.Channel;
import dev.handoff.ChannelBuilder;
import dev.handoff.Overflow;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import java.util.ArrayList;
import java.util.List;
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
        /**
         * The least capacity at which a process that finds the channel full or empty may leave it alone for a while
         * (ADR 7).
         */
        THIRTEEN(13, false),
        HUNDRED(100, false),
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

    private static final int MOST_COUNTED = 3;

    final int number;
    final Store store;
    final Channel<Long> channel;
    final Queue<Long> undelivered = new ConcurrentLinkedQueue<>();

    /** The way through the channel itself. */
    final Way itself;

    /* A process that notes or asks what is known of the end tells a controlled scheduling so: else one order of the two
     * would be as good as the other, and no schedule might begin an operation after the end. */
    private final long endId = Scheduling.current().newId();
    private final long toldId = Scheduling.current().newId();

    private final List<Way> counted = new ArrayList<>();
    private boolean wasCounted;
    private boolean endBegun;
    private Ended ended = Ended.NO;
    private boolean endTold;
    private boolean sendersAreKnown = true;

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
        this.itself = new Way(this, channel);
    }

    // ---- counted senders

    /** One of the ways to send on the line, perhaps one that was closed. */
    synchronized Way anyWay(RandomGenerator random) {
        int index = random.nextInt(-1, counted.size());
        return index < 0 ? itself : counted.get(index);
    }

    synchronized void addWay(Way way) {
        noteCounted();
        counted.add(way);
    }

    /** There is, or was, a counted sender. */
    synchronized void noteCounted() {
        wasCounted = true;
    }

    /** Whether all counted senders were closed, and there were some. To be asked when all have ended. */
    synchronized boolean lacksSenders() {
        return wasCounted && counted.stream().allMatch(Way::isClosed);
    }

    /** Whether one more may be added; if there are many, those that were closed are forgotten. */
    synchronized boolean hasRoomForWay() {
        return counted.size() < MOST_COUNTED || counted.removeIf(Way::isClosed);
    }

    /** A way that nobody has begun to close, which the caller is to do now; null if there is none. */
    synchronized Way beginToClose() {
        for (Way way : counted) {
            if (way.isOpen()) {
                way.noteClosing();
                endBegun |= counted.stream().noneMatch(Way::isOpen);
                return way;
            }
        }
        return null;
    }

    /** It cannot be told from outside which of the actors that select wait here to send. */
    synchronized void noteSendersUnknown() {
        sendersAreKnown = false;
    }

    synchronized boolean sendersAreKnown() {
        return sendersAreKnown;
    }

    // ---- its end

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

    /** A receive reports the end: nothing is left, and nothing more can come (L11). */
    synchronized void noteEndTold(String how) {
        requireEndBegun(how);
        endTold = true;
        Scheduling.current().touch(Op.CLOSE, toldId);
    }

    synchronized boolean isEndTold() {
        Scheduling.current().touch(Op.INSPECT, toldId);
        return endTold;
    }

    /** To be called when the operation has returned. */
    synchronized void noteEnded(Ended how) {
        if (how.compareTo(ended) > 0) {
            ended = how;
        }
        Scheduling.current().touch(Op.CLOSE, endId);
    }

    /** Finds out whether a close of a counted sender was the last, which its caller may not have found out. */
    void lookForEnd() {
        if (endIsInDoubt() && channel.isClosed()) {
            noteEnded(Ended.CLOSED);
        }
    }

    private synchronized boolean endIsInDoubt() {
        return endBegun && ended == Ended.NO;
    }

    synchronized Ended ended() {
        Scheduling.current().touch(Op.INSPECT, endId);
        return ended;
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
