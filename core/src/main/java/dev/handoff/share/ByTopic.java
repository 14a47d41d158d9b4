package dev.handoff.share;

import dev.handoff.share.TopicSubscriber.Interest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The roster of topics: finds those who have listed a topic by a look into a map, and asks all others. */
final class ByTopic<K, T> implements Roster<Message<K, T>> {
    /** A subscriber whose condition is to be asked. */
    private record Asking<K, T>(TopicSubscriber<K, T> subscriber, Interest.Where<K> interest) {
        boolean wants(K topic) {
            return subscriber.wants(topic, interest.condition());
        }
    }

    private final List<Subscriber<Message<K, T>>> all = new CopyOnWriteArrayList<>();
    private final Map<K, List<Subscriber<Message<K, T>>>> listed = new HashMap<>();
    private final List<Asking<K, T>> asking = new ArrayList<>();
    private final Map<K, Tally> tallies = new ConcurrentHashMap<>();

    /** While a condition runs, which may do what its user likes: cancel a subscription, for example. */
    private boolean isAsking;

    @Override
    public void add(Subscriber<Message<K, T>> subscriber) {
        all.add(subscriber);
        if (subscriber instanceof TopicSubscriber<K, T> one) {
            switch (one.interest) {
                case Interest.Listed<K>(var topics) ->
                        topics.forEach(
                                topic ->
                                        listed.computeIfAbsent(topic, k -> new ArrayList<>())
                                                .add(one));
                case Interest.Where<K> where -> asking.add(new Asking<>(one, where));
            }
        }
    }

    @Override
    public void removeGone() {
        all.removeIf(Subscriber::isGone);
        asking.removeIf(one -> one.subscriber.isGone());
        listed.values().removeIf(some -> some.removeIf(Subscriber::isGone) && some.isEmpty());
    }

    @Override
    public void forEachRecipient(
            Message<K, T> message, Consumer<Subscriber<Message<K, T>>> action) {
        tallies.computeIfAbsent(message.topic(), topic -> new Tally()).countPublished();
        listed.getOrDefault(message.topic(), List.of()).forEach(action);
        for (Asking<K, T> one : asking) {
            isAsking = true;
            boolean isWanted = one.wants(message.topic());
            isAsking = false;
            if (isWanted || one.subscriber.isGone()) { // who has just gone is noticed by the offer
                action.accept(one.subscriber);
            }
        }
    }

    @Override
    public List<Subscriber<Message<K, T>>> all() {
        return all;
    }

    /** For the process of the distributor alone. */
    boolean isAsking() {
        return isAsking;
    }

    /** Of a message that was published. */
    Tally tally(Message<K, T> message) {
        return tallies.computeIfAbsent(message.topic(), topic -> new Tally());
    }

    Map<K, Traffic> traffic() {
        return tallies.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().look()));
    }
}
