package dev.handoff.share;

import dev.handoff.Channel;
import dev.handoff.internal.Interrupts;

import java.util.Set;
import java.util.function.Predicate;

/** A subscriber to some topics: to those in a set, or to those that a condition is true for. */
final class TopicSubscriber<K, T> extends Subscriber<Message<K, T>> {
    /** What a subscriber wants. */
    sealed interface Interest<K> {
        /** The topics in a set. */
        record Listed<K>(Set<K> topics) implements Interest<K> {}

        /** The topics of a kind. */
        record Where<K>(Predicate<? super K> condition) implements Interest<K> {}
    }

    final Interest<K> interest;
    private final ByTopic<K, T> roster;

    TopicSubscriber(
            Channel<Message<K, T>> channel, Lag lag, Interest<K> interest, ByTopic<K, T> roster) {
        super(channel, lag);
        this.interest = interest;
        this.roster = roster;
    }

    @Override
    void count(Message<K, T> message) {
        super.count(message);
        roster.tally(message).countSent();
    }

    /** A condition that fails ends this subscription with its failure, and no other. */
    boolean wants(K topic, Predicate<? super K> condition) {
        try {
            return !isGone() && condition.test(topic);
        } catch (Throwable t) {
            end(t);
            Interrupts.keep(t);
            return false;
        }
    }
}
