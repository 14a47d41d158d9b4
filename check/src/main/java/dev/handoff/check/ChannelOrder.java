package dev.handoff.check;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/** What the operations on one channel put into an order (L8). */
final class ChannelOrder {
    /* Overview
     *
     *   under way   for each value in the channel, what its sender knew: a receive learns it
     *   room        for each receive whose room nobody has used yet, what the receiver knew: with a capacity of n the
     *               first n sends find room, and each one after them uses the room of a receive. For a rendezvous
     *               each send uses the room of its own receive
     *
     * Within one batch sends may be told of before the receives whose room they use: `owed` counts them. The batch has
     * woken their processes, so what it knew is known to them.
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

    /** A value was sent: what the receiver knew who has made room for it; null if there was room from the start. */
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
