package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a receive that need not wait: a value, nothing, or the end. The three can always be told apart:
 *
 * <pre>{@code
 * switch (orders.tryReceive()) {
 *     case Received.Value<Order>(Order order) -> pack(order);
 *     case Received.Empty<Order> e -> idle();
 *     case Received.Closed<Order> c -> stop();
 * }
 * }</pre>
 *
 * @param <T> the type of the channel's values
 */
public sealed interface Received<T extends @Nullable Object> {
    /**
     * A value was received.
     *
     * @param value the value
     * @param <T> the type of the channel's values
     */
    record Value<T extends @Nullable Object>(T value) implements Received<T> {}

    /**
     * Nothing was there, or did not come in time.
     *
     * @param <T> the type of the channel's values
     */
    record Empty<T extends @Nullable Object>() implements Received<T> {
        private static final Empty<?> INSTANCE = new Empty<>();
    }

    /**
     * The channel has ended and nothing is left in it.
     *
     * @param cause what it failed with; null if it was closed or cancelled
     * @param <T> the type of the channel's values
     */
    record Closed<T extends @Nullable Object>(@Nullable Throwable cause) implements Received<T> {
        private static final Closed<?> INSTANCE = new Closed<>(null);
    }

    /**
     * The value, for callers that do not care why there is none.
     *
     * @return the value, or null
     */
    default @Nullable T orNull() {
        return this instanceof Value<T>(T value) ? value : null;
    }

    /**
     * Nothing was there.
     *
     * @param <T> the type of the channel's values
     * @return the same object each time
     */
    @SuppressWarnings("unchecked") // holds no value of the type
    static <T extends @Nullable Object> Received<T> empty() {
        return (Received<T>) Empty.INSTANCE;
    }

    /**
     * The channel has ended.
     *
     * @param cause what it failed with; null if it was closed or cancelled
     * @param <T> the type of the channel's values
     * @return the same object each time, if there is no cause
     */
    @SuppressWarnings("unchecked") // holds no value of the type
    static <T extends @Nullable Object> Received<T> closed(@Nullable Throwable cause) {
        return cause == null ? (Received<T>) Closed.INSTANCE : new Closed<>(cause);
    }
}
