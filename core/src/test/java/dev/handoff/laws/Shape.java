package dev.handoff.laws;

import dev.handoff.Channel;
import dev.handoff.ChannelBuilder;
import dev.handoff.Overflow;

import java.util.Arrays;
import java.util.stream.Stream;

/** The kinds and capacities of channels over which the laws are shown. */
enum Shape {
    RENDEZVOUS(0),
    BUFFERED_1(1),
    BUFFERED_2(2),
    BUFFERED_10(10),
    BUFFERED_100(100),
    UNBOUNDED(Integer.MAX_VALUE),
    LATEST(1),
    DROP_OLDEST_1(1),
    DROP_OLDEST_2(2),
    DROP_OLDEST_10(10),
    DROP_OLDEST_100(100),
    DROP_NEWEST_1(1),
    DROP_NEWEST_2(2),
    DROP_NEWEST_10(10),
    DROP_NEWEST_100(100);

    final int capacity;

    Shape(int capacity) {
        this.capacity = capacity;
    }

    <T> ChannelBuilder<T> of(ChannelBuilder<T> builder) {
        return switch (this) {
            case RENDEZVOUS -> builder.rendezvous();
            case BUFFERED_1, BUFFERED_2, BUFFERED_10, BUFFERED_100 -> builder.buffered(capacity);
            case UNBOUNDED -> builder.unbounded();
            case LATEST -> builder.latest();
            case DROP_OLDEST_1, DROP_OLDEST_2, DROP_OLDEST_10, DROP_OLDEST_100 ->
                    builder.buffered(capacity).overflow(Overflow.DROP_OLDEST);
            case DROP_NEWEST_1, DROP_NEWEST_2, DROP_NEWEST_10, DROP_NEWEST_100 ->
                    builder.buffered(capacity).overflow(Overflow.DROP_NEWEST);
        };
    }

    <T> ChannelBuilder<T> named(String name) {
        return of(Channel.named(name));
    }

    <T> Channel<T> open() {
        return of(Channel.<T>unnamed()).open();
    }

    /** Without room for one more: of a kind whose senders may have to wait. */
    Channel<Integer> openFull() {
        Channel<Integer> channel = open();
        for (int i = 1; i <= capacity; i++) {
            channel.trySend(-i);
        }
        return channel;
    }

    /** How many of {@code wanted} values fit without a receiver, before a sender waits or a value is dropped. */
    int fits(int wanted) {
        return Math.min(wanted, capacity);
    }

    boolean drops() {
        return this == LATEST || name().startsWith("DROP");
    }

    boolean dropsNewest() {
        return name().startsWith("DROP_NEWEST");
    }

    /** Whether a sender can ever have to wait. */
    boolean waits() {
        return !drops() && this != UNBOUNDED;
    }

    static Stream<Shape> every() {
        return Arrays.stream(values());
    }

    static Stream<Shape> lossless() {
        return every().filter(shape -> !shape.drops());
    }

    static Stream<Shape> bounded() {
        return every().filter(Shape::waits);
    }

    /** Both of them. */
    static Stream<Shape> filling() {
        return bounded().filter(shape -> shape.capacity > 0);
    }

    static Stream<Shape> buffering() {
        return every().filter(shape -> shape.capacity > 0);
    }

    static Stream<Shape> dropping() {
        return every().filter(Shape::drops);
    }
}
