package dev.handoff.share;

import dev.handoff.Scope;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Describes topics before they are made: {@code Topics.<String, Integer>named("news").buffered(16).in(scope)}. For one thread.
 *
 * @param <K> the type of the topics
 * @param <T> the type of the values
 */
public final class TopicsBuilder<K, T> {
    private final @Nullable String name;
    private int capacity;

    TopicsBuilder(@Nullable String name) {
        this.name = name;
    }

    /**
     * With a buffer before the topics: publishers may be so many messages ahead of them, which makes them faster. A
     * message is then given to those that have subscribed when it is taken out of the buffer, as with
     * {@link BroadcastBuilder#buffered}.
     *
     * @param capacity how many messages; zero, which is the default, makes a rendezvous
     * @return this
     * @throws IllegalArgumentException if {@code capacity} is negative
     */
    public TopicsBuilder<K, T> buffered(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException(
                    "topics cannot have a capacity of " + capacity + "; 0 makes a rendezvous");
        }
        this.capacity = capacity;
        return this;
    }

    /**
     * Makes the topics and starts their process.
     *
     * @param scope the scope that the process belongs to
     * @return new topics
     * @throws IllegalStateException if the scope has been left
     */
    public Topics<K, T> in(Scope scope) {
        return new Topics<>(Objects.requireNonNull(scope, "scope"), name, capacity);
    }
}
