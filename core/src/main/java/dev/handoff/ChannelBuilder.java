package dev.handoff;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * Describes a channel before it is made: {@code Channel.<Job>named("jobs").buffered(64).open()}. The channel is a
 * rendezvous unless said otherwise. For one thread.
 *
 * @param <T> the type of the values
 */
public final class ChannelBuilder<T> {
    private final @Nullable String name;
    private int capacity;
    private Overflow overflow = Overflow.WAIT;
    private @Nullable Consumer<? super T> onUndelivered;

    ChannelBuilder(@Nullable String name) {
        this.name = name;
    }

    /**
     * Without a buffer (L2).
     *
     * @return this
     */
    public ChannelBuilder<T> rendezvous() {
        return buffered(0);
    }

    /**
     * With a buffer (L3).
     *
     * @param capacity how many values; zero makes a rendezvous
     * @return this
     * @throws IllegalArgumentException if {@code capacity} is negative
     */
    public ChannelBuilder<T> buffered(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException(
                    "a channel cannot have a capacity of " + capacity + "; 0 makes a rendezvous");
        }
        this.capacity = capacity;
        return this;
    }

    /**
     * With a buffer that grows as needed: a send never waits (L5).
     *
     * @return this
     */
    public ChannelBuilder<T> unbounded() {
        return buffered(Integer.MAX_VALUE);
    }

    /**
     * With room for the latest value only: a buffer of one that drops the oldest (L4).
     *
     * @return this
     */
    public ChannelBuilder<T> latest() {
        return buffered(1).overflow(Overflow.DROP_OLDEST);
    }

    /**
     * What happens to a value for which there is no room (L4).
     *
     * @param overflow the policy
     * @return this
     */
    public ChannelBuilder<T> overflow(Overflow overflow) {
        this.overflow = Objects.requireNonNull(overflow, "overflow");
        return this;
    }

    /**
     * The hook that gets the values that the channel has taken and nobody will receive: those dropped by the overflow
     * policy, and those in the buffer when the receiver cancels (L4, L15). It is called once for each value, in the
     * thread whose send or cancel it was, outside of all locks. What the hook throws goes to that thread's
     * uncaught-exception handler.
     *
     * @param hook gets the values
     * @return this
     */
    public ChannelBuilder<T> onUndelivered(Consumer<? super T> hook) {
        this.onUndelivered = Objects.requireNonNull(hook, "hook");
        return this;
    }

    /**
     * Makes the channel.
     *
     * @return a new channel
     * @throws IllegalArgumentException if values are to be dropped, and there is no buffer to drop them from
     */
    public Channel<T> open() {
        return new Channel<>(kind(), name, onUndelivered);
    }

    private Kind<T> kind() {
        if (overflow != Overflow.WAIT) {
            if (capacity == 0) {
                throw new IllegalArgumentException(
                        overflow + " needs a buffer: say buffered(n) with n of one or more");
            }
            return new Dropping<>(capacity, overflow == Overflow.DROP_OLDEST);
        }
        return capacity == 0 ? new Rendezvous<>() : new Buffered<>(capacity);
    }
}
