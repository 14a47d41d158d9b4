package dev.handoff.share;

import dev.handoff.CheckReturnValue;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.internal.Ignored;
import dev.handoff.share.TopicSubscriber.Interest;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Gives each value to those that have subscribed to its topic: publish and subscribe.
 *
 * <pre>{@code
 * Scope.run(scope -> {
 *     Topics<String, Integer> news = Topics.<String, Integer>named("news").in(scope);
 *     Receiver<Message<String, Integer>> goals = news.subscribe("football");
 *     Receiver<Message<String, Integer>> all =
 *             news.subscriberWhere(topic -> true).buffered(100).onLag(Lag.DROP_OLDEST).subscribe();
 *     …
 *     news.publish("football", 1);
 *     …
 *     news.close();
 * });
 * }</pre>
 *
 * <p>This is a {@link Broadcast} of {@linkplain Message messages}, of which each subscriber gets those that it has
 * asked for. What is said there of order, of cancelled sends, of who is present, of the end and of the process in
 * between holds here, too. But a value is offered first to those that have listed its topic, then to those with a
 * condition. All topics share that process, and so one order: a subscriber that is waited for ({@link Lag#WAIT}) slows
 * the senders of all topics. A subscriber that cannot promise to be fast should have a buffer and another {@link Lag}.
 *
 * <p>Topics need no declaration; they are told apart by {@code equals} and {@code hashCode}. Neither a topic nor a
 * value may be null: a {@link NullPointerException} is thrown before anything happens. An {@link dev.handoff.Owned}
 * value is refused with an {@link IllegalArgumentException}, because it moves only by itself. Each topic that was
 * published to is remembered, for {@link #traffic}, until the end.
 *
 * @param <K> the type of the topics
 * @param <T> the type of the values
 */
public final class Topics<K, T> implements AutoCloseable {
    private final ByTopic<K, T> roster = new ByTopic<>();
    private final Distributor<Message<K, T>> distributor;

    Topics(Scope scope, @Nullable String name, int capacity) {
        distributor = new Distributor<>("topics", name, roster, capacity, 0);
        distributor.startIn(scope);
    }

    /**
     * Makes topics without a name.
     *
     * @param scope the scope that their process belongs to
     * @param <K> the type of the topics
     * @param <T> the type of the values
     * @return new topics
     * @throws IllegalStateException if the scope has been left
     */
    public static <K, T> Topics<K, T> in(Scope scope) {
        return new TopicsBuilder<K, T>(null).in(scope);
    }

    /**
     * Begins the description of topics with a name, which all messages and reports about them will show.
     *
     * @param name the name
     * @param <K> the type of the topics
     * @param <T> the type of the values
     * @return the description; end it with {@link TopicsBuilder#in}
     */
    public static <K, T> TopicsBuilder<K, T> named(String name) {
        return new TopicsBuilder<>(Objects.requireNonNull(name, "name"));
    }

    /**
     * Begins the description of topics without a name.
     *
     * @param <K> the type of the topics
     * @param <T> the type of the values
     * @return the description; end it with {@link TopicsBuilder#in}
     */
    public static <K, T> TopicsBuilder<K, T> unnamed() {
        return new TopicsBuilder<>(null);
    }

    // ---- publishing

    /**
     * Sends a value to all that have subscribed to its topic. Waits while a subscriber that is waited for, to whatever
     * topic, has no room for the value before, and a {@linkplain TopicsBuilder#buffered buffer} in front, if there is
     * one, is full.
     *
     * @param topic the topic
     * @param value the value
     * @throws dev.handoff.ClosedException if the sender was closed or failed before
     * @throws dev.handoff.CancelledException if the scope was cancelled
     * @throws InterruptedException if the thread was interrupted; the value was sent to nobody
     */
    public void publish(K topic, T value) throws InterruptedException {
        distributor.sender().send(new Message<>(topic, value));
    }

    /**
     * Where the messages come in: a rendezvous, unless there is a {@linkplain TopicsBuilder#buffered buffer}; for selects and
     * time-outs. To close or fail it is to close or fail all subscriptions.
     *
     * @return the same one each time
     */
    public Sender<Message<K, T>> sender() {
        return distributor.sender();
    }

    // ---- subscribing

    /**
     * Subscribes to one topic, without a buffer. Never waits.
     *
     * @param topic the topic
     * @return the messages sent from now on; it has ended if the sender has
     */
    @CheckReturnValue(Ignored.SUBSCRIPTION)
    public Receiver<Message<K, T>> subscribe(K topic) {
        return subscriber(topic).subscribe();
    }

    /**
     * Begins a subscription to one topic.
     *
     * @param topic the topic
     * @return the description; end it with {@link SubscriptionBuilder#subscribe}
     */
    public SubscriptionBuilder<Message<K, T>> subscriber(K topic) {
        return subscriberTo(Set.of(Objects.requireNonNull(topic, "topic")));
    }

    /**
     * Begins a subscription to several topics.
     *
     * @param topics the topics; one that is there twice counts once
     * @return the description; end it with {@link SubscriptionBuilder#subscribe}
     */
    public SubscriptionBuilder<Message<K, T>> subscriberTo(Collection<? extends K> topics) {
        return builder(new Interest.Listed<>(Set.copyOf(topics)));
    }

    /**
     * Begins a subscription to all topics of a kind, including those that come up later.
     *
     * @param condition asked for each message, in the process in between; must be quick and not wait. If it throws, the
     *     subscription ends, and fails with what was thrown
     * @return the description; end it with {@link SubscriptionBuilder#subscribe}
     */
    public SubscriptionBuilder<Message<K, T>> subscriberWhere(Predicate<? super K> condition) {
        return builder(new Interest.Where<>(Objects.requireNonNull(condition, "condition")));
    }

    private SubscriptionBuilder<Message<K, T>> builder(Interest<K> interest) {
        return new SubscriptionBuilder<>(
                distributor,
                (channel, lag) -> new TopicSubscriber<>(channel, lag, interest, roster),
                this::countDropped);
    }

    /** A subscriber that cancels, be it in a condition, has dropped nothing because it lagged. */
    private void countDropped(Message<K, T> message) {
        if (distributor.isCurrentProcess() && !roster.isAsking()) {
            roster.tally(message).countDropped();
        }
    }

    // ---- ending

    /**
     * No more values: as {@link Sender#close} of the {@link #sender}. Each subscriber is told so after the values sent
     * before, and the process in between ends. Never waits: a publish that waits already is still taken (L11), the next one
     * throws {@link dev.handoff.ClosedException}. A second close does nothing.
     *
     * <p>In a {@code finally}, or at the end of a {@code try} with resources, a close comes after a failure, too, and
     * before the {@code catch} of that {@code try}: subscribers then take half of the values for the whole. Where that
     * matters, {@link #fail} the topics first, or let {@link Scope#go(String, Sender, dev.handoff.ProducerBody)} close
     * or fail them.
     */
    @Override
    public void close() {
        distributor.sender().close();
    }

    /**
     * As {@link #close}, because of a failure: subscribers get a {@link dev.handoff.ChannelFailedException} with {@code cause}
     * after the values sent before. The first end stays: a close that comes later does nothing.
     *
     * @param cause what went wrong
     * @return false if they had ended before
     */
    public boolean fail(Throwable cause) {
        return distributor.sender().fail(cause);
    }

    // ---- looking

    /**
     * What went through each topic that was published to.
     *
     * @return a map that does not change
     */
    public Map<K, Traffic> traffic() {
        return roster.traffic();
    }

    /**
     * What has become of each subscription that has not ended; one that was made a moment ago may be missing.
     *
     * @return a list that does not change
     */
    public List<Subscription> subscriptions() {
        return distributor.subscriptions();
    }

    /** Such as {@code topics "news"}. */
    @Override
    public String toString() {
        return distributor.toString();
    }
}
