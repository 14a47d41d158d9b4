package dev.handoff.share;

import dev.handoff.CheckReturnValue;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.internal.Ignored;

import java.util.List;
import java.util.Objects;

/**
 * Gives each value to every subscriber (L43).
 *
 * <pre>{@code
 * Scope.run(scope -> {
 *     Broadcast<Price> prices = Broadcast.<Price>named("prices").in(scope);
 *     Receiver<Price> all = prices.subscribe();
 *     Receiver<Price> newest = prices.subscriber().named("screen").latest().subscribe();
 *     scope.go("log", () -> { for (Price price : all) { … } });
 *     scope.go("screen", () -> { for (Price price : newest) { … } });
 *     scope.go("exchange", prices.sender(), out -> out.send(…));
 * });
 * }</pre>
 *
 * <p>Both ends are channels. The {@link #sender} can be used by many processes, and in a select, with a time-out, as a
 * counted sender. Each subscription is a {@link Receiver} of its own, with its own buffer and its own {@link Lag}; {@link
 * Receiver#cancel} unsubscribes.
 *
 * <p>In between is one process, which belongs to the scope that the broadcast was made in. That scope is not left
 * before the broadcast or its sender is {@linkplain #close closed} or {@linkplain #fail failed}, or the scope is
 * cancelled. The process takes a value when every subscriber has room for the one before, so that a slow subscriber
 * slows the senders, unless its {@link Lag} is another. A send is matched when the process takes the value
 * ({@linkplain BroadcastBuilder#buffered a buffer} in front changes only what is said here of late subscribers):
 *
 * <ul>
 *   <li>A send that is cancelled or times out has sent to nobody; any other has sent to all. There is no half way.
 *   <li>All subscribers see the values in the same order: that of the matches.
 *   <li>The value goes to those that subscribed before the send began and have not cancelled; it does not go to those
 *       that subscribe after the send has returned. Those that come in between may get it or not, but then get all that
 *       follow.
 *   <li>If nobody has subscribed, the value goes to nobody, and the send does not wait.
 * </ul>
 *
 * <p>A value is offered in the order of the subscriptions, and goes to each subscriber as soon as that has room: a slow
 * subscriber does not keep this value from the others, only the next one. A subscriber that cancels is not waited for
 * any more. While the {@linkplain Receiver#receiveHolding handler} of a subscriber without a buffer runs, the others
 * may have to wait; what the handler throws concerns that subscriber alone.
 *
 * <p>A subscriber that sends to its own broadcast must always have room ({@link SubscriptionBuilder#unbounded}, or a {@link
 * Lag} that does not wait). Otherwise it comes to wait for itself: in such a handler always; in a loop that receives
 * and then sends, as soon as somebody else has sent, too. (The same holds for a circle of subscribers.)
 *
 * <p>When the broadcast is closed or fails, each subscriber is told so after the values sent before. When the scope is
 * cancelled, senders get a {@link dev.handoff.CancelledException}; subscribers get, after what is in their buffers, a
 * {@link dev.handoff.ChannelFailedException} with such an exception as its cause.
 *
 * <p>Actions before a send happen-before the return of each receive that gets the value. A value is not copied. An {@link
 * dev.handoff.Owned} value has one owner: to give it to two subscribers fails the broadcast with an {@link
 * dev.handoff.OwnershipException}.
 *
 * <p>The price is the process, and for each value one hand-over to it, before those to the subscribers; a
 * {@linkplain BroadcastBuilder#buffered buffer} in front takes half of that price away. After the {@code mult} of
 * Clojure's core.async (2013), whose process waits for all taps, too, and the lag policies of Kotlin's
 * {@code SharedFlow} and tokio's broadcast channel (both 2020).
 *
 * @param <T> the type of the values
 */
public final class Broadcast<T> implements AutoCloseable {
    private final Distributor<T> distributor;

    Broadcast(Distributor<T> distributor) {
        this.distributor = distributor;
    }

    /**
     * Makes a broadcast without a name.
     *
     * @param scope the scope that its process belongs to
     * @param <T> the type of the values
     * @return a new broadcast
     * @throws IllegalStateException if the scope has been left
     */
    public static <T> Broadcast<T> in(Scope scope) {
        return new BroadcastBuilder<T>(null).in(scope);
    }

    /**
     * Begins the description of a broadcast with a name, which all messages and reports about it will show.
     *
     * @param name the name
     * @param <T> the type of the values
     * @return the description; end it with {@link BroadcastBuilder#in}
     */
    public static <T> BroadcastBuilder<T> named(String name) {
        return new BroadcastBuilder<>(Objects.requireNonNull(name, "name"));
    }

    /**
     * Begins the description of a broadcast without a name.
     *
     * @param <T> the type of the values
     * @return the description; end it with {@link BroadcastBuilder#in}
     */
    public static <T> BroadcastBuilder<T> unnamed() {
        return new BroadcastBuilder<>(null);
    }

    /**
     * Where the values come in: a rendezvous, unless it was given a {@linkplain BroadcastBuilder#buffered buffer}. To close or fail it is to close or fail all subscriptions.
     *
     * @return the same one each time
     */
    public Sender<T> sender() {
        return distributor.sender();
    }

    /**
     * Subscribes without a buffer: a send is followed by the next one when this subscriber has received the value.
     * Never waits. The subscriber gets the values sent from now on, after those that the broadcast
     * {@linkplain BroadcastBuilder#replay replays}.
     *
     * @return the values; if the broadcast has ended, so has this, after the values that are replayed
     */
    @CheckReturnValue(Ignored.SUBSCRIPTION)
    public Receiver<T> subscribe() {
        return subscriber().subscribe();
    }

    /**
     * Begins a subscription with a name, a buffer or a {@link Lag}.
     *
     * @return the description; end it with {@link SubscriptionBuilder#subscribe}
     */
    public SubscriptionBuilder<T> subscriber() {
        return new SubscriptionBuilder<>(distributor, Subscriber::new, null);
    }

    /**
     * What has become of each subscription that has not ended; one that was made a moment ago may be missing.
     *
     * @return a list that does not change
     */
    public List<Subscription> subscriptions() {
        return distributor.subscriptions();
    }

    // ---- ending

    /**
     * No more values: as {@link Sender#close} of the {@link #sender}. Each subscriber is told so after the values sent
     * before, and the process in between ends. Never waits, not even for processes that still send: a send that waits
     * already is still taken (L11), the next one throws {@link dev.handoff.ClosedException}. So at the end of a
     * {@code try} that only starts the senders, a close comes too early. A second close does nothing.
     *
     * <p>In a {@code finally}, or at the end of a {@code try} with resources, a close comes after a failure, too, and
     * before the {@code catch} of that {@code try}: subscribers then take half of the values for the whole. Where that
     * matters, {@link #fail} the broadcast first, or let {@link Scope#go(String, Sender, dev.handoff.ProducerBody)}
     * close or fail it.
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
     * @return false if the broadcast had ended before
     */
    public boolean fail(Throwable cause) {
        return distributor.sender().fail(cause);
    }

    /** Such as {@code broadcast "prices"}. */
    @Override
    public String toString() {
        return distributor.toString();
    }
}
