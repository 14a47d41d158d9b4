package dev.handoff.share;

import dev.handoff.share.TopicSubscriber.Interest;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The roster of topics: finds the subscribers that have listed a topic by a look into a map, and asks all others. */
final class ByTopic<K, T> extends Roster<Message<K, T>> {
    private final Map<K, Set<Subscriber<Message<K, T>>>> listed = new HashMap<>();

    /** The subscribers whose condition is to be asked. */
    private final Map<TopicSubscriber<K, T>, Predicate<? super K>> asking = new LinkedHashMap<>();

    private final Map<K, Tally> tallies = new ConcurrentHashMap<>();

    /** True while a condition runs, which may do what its user likes: cancel a subscription, for example. */
    private boolean isAsking;

    @Override
    void add(Subscriber<Message<K, T>> subscriber) {
        super.add(subscriber);
        if (subscriber instanceof TopicSubscriber<K, T> one) {
            switch (one.interest) {
                case Interest.Listed<K>(var topics) ->
                        topics.forEach(
                                topic ->
                                        listed.computeIfAbsent(topic, k -> new LinkedHashSet<>())
                                                .add(one));
                case Interest.Where<K>(var condition) -> asking.put(one, condition);
            }
        }
    }

    @Override
    void remove(Subscriber<Message<K, T>> subscriber) {
        super.remove(subscriber);
        if (subscriber instanceof TopicSubscriber<K, T> one) {
            switch (one.interest) {
                case Interest.Listed<K>(var topics) ->
                        topics.forEach(topic -> listed.computeIfPresent(topic, without(one)));
                case Interest.Where<K> where -> asking.remove(one);
            }
        }
    }

    private static <K, S> BiFunction<K, Set<S>, @Nullable Set<S>> without(S one) {
        return (topic, some) -> some.remove(one) && some.isEmpty() ? null : some;
    }

    @Override
    void forEachRecipient(Message<K, T> message, Consumer<Subscriber<Message<K, T>>> action) {
        tally(message).countPublished();
        listed.getOrDefault(message.topic(), Set.of()).forEach(action);
        asking.forEach(
                (one, condition) -> {
                    isAsking = true;
                    boolean isWanted = one.wants(message.topic(), condition);
                    isAsking = false;
                    if (isWanted || one.isGone()) { // one just gone is noticed by the offer
                        action.accept(one);
                    }
                });
    }

    /** For the process of the distributor alone. */
    boolean isAsking() {
        return isAsking;
    }

    /** The tally for the topic of a message that was published, to count in. */
    Tally tally(Message<K, T> message) {
        access.write();
        return tallies.computeIfAbsent(message.topic(), topic -> new Tally());
    }

    Map<K, Traffic> traffic() {
        access.begin();
        return tallies.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().look()));
    }
}
