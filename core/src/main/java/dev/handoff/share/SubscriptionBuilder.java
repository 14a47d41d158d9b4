package dev.handoff.share;

import dev.handoff.Channel;
import dev.handoff.ChannelBuilder;
import dev.handoff.CheckReturnValue;
import dev.handoff.Overflow;
import dev.handoff.Receiver;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Describes a subscription before it is made: {@code prices.subscriber().named("log").buffered(64).subscribe()}. Unless
 * said otherwise, the subscription has no buffer, and the broadcast waits for the subscriber. For one thread.
 *
 * @param <T> the type of the values
 */
public final class SubscriptionBuilder<T> {
    private final Distributor<T> distributor;
    private final BiFunction<Channel<T>, Lag, Subscriber<T>> maker;
    private final @Nullable Consumer<? super T> onUndelivered;
    private @Nullable String name;
    private int capacity;
    private Lag lag = Lag.WAIT;

    /** {@code onUndelivered} gets what the policy drops, and what is in the buffer at a cancel. */
    SubscriptionBuilder(
            Distributor<T> distributor,
            BiFunction<Channel<T>, Lag, Subscriber<T>> maker,
            @Nullable Consumer<? super T> onUndelivered) {
        this.distributor = distributor;
        this.maker = maker;
        this.onUndelivered = onUndelivered;
    }

    /**
     * With a name, which messages and reports will show.
     *
     * @param name the name
     * @return this
     */
    public SubscriptionBuilder<T> named(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * With a buffer.
     *
     * @param capacity how many values; zero makes a rendezvous
     * @return this
     * @throws IllegalArgumentException if {@code capacity} is negative
     */
    public SubscriptionBuilder<T> buffered(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException(
                    "a subscription cannot have a capacity of "
                            + capacity
                            + "; 0 makes a rendezvous");
        }
        this.capacity = capacity;
        return this;
    }

    /**
     * With a buffer that grows as needed: this subscriber never slows the senders; the memory is the limit.
     *
     * @return this
     */
    public SubscriptionBuilder<T> unbounded() {
        return buffered(Integer.MAX_VALUE);
    }

    /**
     * With room for the latest value only: a buffer of one that drops the oldest.
     *
     * @return this
     */
    public SubscriptionBuilder<T> latest() {
        return buffered(1).onLag(Lag.DROP_OLDEST);
    }

    /**
     * What is done when this subscriber has no room for the next value. {@link Receiver#dropped} counts what was dropped.
     *
     * @param lag the policy
     * @return this
     */
    public SubscriptionBuilder<T> onLag(Lag lag) {
        this.lag = Objects.requireNonNull(lag, "lag");
        return this;
    }

    /**
     * Subscribes. Never waits.
     *
     * @return the values; {@link Receiver#cancel} unsubscribes. If the sender has ended, so has this,
     *     after the values that are replayed
     * @throws IllegalArgumentException if the policy is not to wait, and there is no buffer
     */
    @CheckReturnValue(Ignored.SUBSCRIPTION)
    public Receiver<T> subscribe() {
        if (lag != Lag.WAIT && capacity == 0) {
            throw new IllegalArgumentException(
                    lag + " needs a buffer: say buffered(n) with n of one or more");
        }
        ChannelBuilder<T> channel = Distributor.<T>named(title()).buffered(capacity);
        switch (lag) {
            case DROP_OLDEST -> channel.overflow(Overflow.DROP_OLDEST);
            case DROP_NEWEST -> channel.overflow(Overflow.DROP_NEWEST);
            case WAIT, DISCONNECT -> {}
        }
        if (onUndelivered != null) {
            channel.onUndelivered(onUndelivered);
        }
        return distributor.subscribe(maker.apply(channel.open(), lag));
    }

    private @Nullable String title() {
        return name == null && distributor.name() != null
                ? distributor.nextSubscriber() + " of " + distributor.name()
                : name;
    }
}
