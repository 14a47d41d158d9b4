package dev.handoff.share;

import dev.handoff.Scope;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Describes a broadcast before it is made: {@code Broadcast.<Price>named("prices").replay(1).in(scope)}. For one thread.
 *
 * @param <T> the type of the values
 */
public final class BroadcastBuilder<T> {
    private final @Nullable String name;
    private int capacity;
    private int replay;

    BroadcastBuilder(@Nullable String name) {
        this.name = name;
    }

    /**
     * With a buffer before the broadcast: senders may be so many values ahead of it, which makes it faster. A value is
     * then given to those that have subscribed when it is taken out of the buffer: a process that subscribes after a
     * send has returned may still get that value.
     *
     * @param capacity how many values; zero, which is the default, makes a rendezvous
     * @return this
     * @throws IllegalArgumentException if {@code capacity} is negative
     */
    public BroadcastBuilder<T> buffered(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException(
                    "a broadcast cannot have a capacity of " + capacity + "; 0 makes a rendezvous");
        }
        this.capacity = capacity;
        return this;
    }

    /**
     * Keeps the last values for those that subscribe later: each gets them, oldest first, before the next one. A
     * subscriber whose {@link Lag} is not to wait gets no more of them than its buffer holds. A process that subscribes
     * after the sender was closed or failed gets them, too, and then the end; if the scope was cancelled instead,
     * nobody gets them any more.
     *
     * <p>What is kept for others has no owner: an {@link dev.handoff.Owned} value that is sent fails the broadcast with an
     * {@link IllegalArgumentException}.
     *
     * @param count how many; zero, which is the default: none
     * @return this
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public BroadcastBuilder<T> replay(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "a broadcast cannot replay " + count + " values; 0 replays none");
        }
        this.replay = count;
        return this;
    }

    /**
     * Makes the broadcast and starts its process.
     *
     * @param scope the scope that the process belongs to
     * @return a new broadcast
     * @throws IllegalStateException if the scope has been left
     */
    public Broadcast<T> in(Scope scope) {
        Objects.requireNonNull(scope, "scope");
        Distributor<T> distributor =
                new Distributor<>("broadcast", name, new Everybody<>(), capacity, replay);
        distributor.startIn(scope);
        return new Broadcast<>(distributor);
    }
}
