package dev.handoff.check;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/** What the operations on one channel put into an order (L8). */
final class ChannelOrder {
    /* Overview
     *
     *   under way   for each value in the channel, what its sender knew: the receive of the value learns it
     *   room        for each receive whose room nobody has used yet, what the receiver knew. With a capacity of n the
     *               first n sends find room, and each send after them uses the room of a receive. At a rendezvous
     *               each send uses the room of its own receive
     *
     * Within one batch of receives, sends may be told of before the receives whose room they use: `owed` counts these
     * sends. The batch has woken their processes, so they already know what it knew.
     */
    private final int capacity;
    private final Deque<VectorClock> underWay = new ArrayDeque<>();
    private final Deque<VectorClock> room = new ArrayDeque<>();
    private long sends;
    private int owed;

    ChannelOrder(int capacity) {
        this.capacity = capacity;
    }

    void store(VectorClock sender) {
        underWay.add(sender.copy());
    }

    /** What the sender of the oldest value knew; null for a value that no process has sent: a tick. */
    @Nullable VectorClock take() {
        return underWay.poll();
    }

    void makeRoom(VectorClock receiver) {
        if (owed > 0) {
            owed--;
        } else if (capacity != Integer.MAX_VALUE) {
            room.add(receiver.copy());
        }
    }

    /**
     * A value was sent: returns what the receiver that has made room for it knew; null if there was room from the
     * start.
     */
    @Nullable VectorClock useRoom() {
        if (++sends <= capacity) {
            return null;
        }
        VectorClock receiver = room.poll();
        if (receiver == null) {
            owed++;
        }
        return receiver;
    }
}
