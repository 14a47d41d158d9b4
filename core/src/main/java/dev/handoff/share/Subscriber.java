package dev.handoff.share;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Select;
import dev.handoff.Sent;
import dev.handoff.internal.toolkit.ChannelEnd;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** One subscriber, as the distributor knows it: its channel, and the values that have not found room in there yet. */
class Subscriber<M> {
    final Channel<M> channel;
    private final Lag lag;
    private final ArrayDeque<M> pending = new ArrayDeque<>(1);
    private final AtomicLong sent = new AtomicLong();
    private boolean gone;

    Subscriber(Channel<M> channel, Lag lag) {
        this.channel = channel;
        this.lag = lag;
    }

    /** How many values it is given, at most, of those that a new subscriber may ask for again. */
    int mostReplayed() {
        return lag == Lag.WAIT ? Integer.MAX_VALUE : channel.capacity();
    }

    /** Gives it one more value; never waits. If the value must wait instead, it {@link #isBehind}. */
    void offer(M value) {
        if (isBehind() || !give(value)) {
            pending.add(value);
        }
    }

    /** Gives it what is pending, as far as there is room. */
    void catchUp() {
        while (isBehind() && give(pending.peek())) {
            pending.poll();
        }
    }

    /** False if the value must be kept for it. */
    private boolean give(M value) {
        switch (channel.trySend(value)) {
            case Sent.Accepted accepted -> count(value);
            case Sent.Closed closed -> leave();
            case Sent.Full full -> {
                if (lag == Lag.WAIT) {
                    return false;
                }
                end(new LaggedException(disconnection()));
            }
        }
        return true;
    }

    private String disconnection() {
        return channel
                + " was disconnected: it held "
                + (channel.capacity() == 1
                        ? "a value that was"
                        : channel.capacity() + " values that were")
                + " not received when the next one came; receive faster, or subscribe with a larger"
                + " buffer or another Lag";
    }

    /** A case of a select that gives the subscriber its first pending value, or finds that it is gone. */
    Case<Boolean> room() {
        M first = Objects.requireNonNull(pending.peek());
        return Select.<M, Boolean>to(
                        channel,
                        first,
                        () -> {
                            hasFirst();
                            return true;
                        })
                .onClosed(
                        () -> {
                            leave();
                            return true;
                        });
    }

    /** The channel has taken the first pending value. */
    void hasFirst() {
        count(pending.remove());
    }

    /** The channel has taken {@code value}. */
    void count(M value) {
        sent.setRelease(sent.getPlain() + 1); // one process counts, others may look
    }

    /** Looks whether the subscriber is gone, without giving it anything. */
    void noticeIfGone() {
        if (channel.isClosed()) {
            leave();
        }
    }

    private void leave() {
        gone = true;
        pending.clear();
    }

    /** Ends the subscription from the sending side: the end comes after what is in the buffer. */
    void end(@Nullable Throwable cause) {
        leave();
        ChannelEnd.tell(channel, cause);
    }

    /** Whether values are pending. */
    boolean isBehind() {
        return !pending.isEmpty();
    }

    /** Whether it takes no more values, as far as has been noticed. */
    boolean isGone() {
        return gone;
    }

    Subscription look() {
        long dropped = channel.dropped();
        String name = Objects.requireNonNullElseGet(channel.name(), channel::toString);
        long delivered =
                Math.max(0, sent.getAcquire() - dropped); // the latest may not be counted yet
        return new Subscription(name, delivered, dropped, channel.size());
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
