package dev.handoff.share;

import dev.handoff.Owned;

import java.util.Objects;

/**
 * A value with the topic that it was published to.
 *
 * @param topic the topic
 * @param value the value
 * @param <K> the type of the topics
 * @param <T> the type of the values
 */
public record Message<K, T>(K topic, T value) {
    /**
     * A message; null is refused, and so is an {@link Owned} value, which would not move inside of it.
     *
     * @param topic the topic
     * @param value the value
     * @throws IllegalArgumentException if the value is owned
     */
    public Message {
        Objects.requireNonNull(topic, "topic");
        Shared.checked(value, "value", "a message does not hand it on; send it by a channel");
    }
}
