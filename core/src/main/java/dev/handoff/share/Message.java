package dev.handoff.share;

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
     * A message; null is refused.
     *
     * @param topic the topic
     * @param value the value
     */
    public Message {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(value, "value");
    }
}
