package dev.handoff.share;

import static dev.handoff.Select.on;

import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.ChannelBuilder;
import dev.handoff.ProcessBody;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Sent;
import dev.handoff.internal.AwaitedBody;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The process that gives each value of one channel to many. */
final class Distributor<M> {
    /* Overview
     *
     *   senders ──▶ input ──────▶ this process ──▶ a channel for each subscriber
     *   subscribe() ──▶ joins ──▶
     *
     *   nobody behind:  a select takes from joins, or else a value from input, and offers it to every recipient
     *   some behind:    a select takes from joins, or gives one of them what is pending; no new value is taken
     *
     * The send is matched when this process takes the value. So a sender that is cancelled has sent to nobody, and one
     * that is not has sent to all. One process hands out, so all subscribers see one order.
     *
     * Who is present at the send? The select is prioritized: it takes a value only at an instant at which nobody stands
     * in joins. So a subscriber that has subscribed before the send began is on the roster when the send is matched,
     * and one that subscribes after the send has returned is not. A buffer at the input spoils the second half of this:
     * hence the rendezvous, unless the user says otherwise.
     *
     * When the input has ended, joins is closed. Subscribers that stand there are still admitted, and given what is
     * replayed. One that comes later finds joins closed, and takes the replayed values itself: recent is not changed
     * any more.
     *
     * The values, and what their order depends on, are shared by channels, so that the checker sees it. The roster and
     * recent are changed by this process alone. Anybody may have a copy of the roster, by its lock, and of recent, once
     * the input has ended.
     */
    private static final int SWEEP_AFTER = 32;

    private final @Nullable String name;
    private final String title;
    private final String keepsValues;
    private final Roster<M> roster;
    private final int replay;
    private final Channel<M> input;
    private final Channel<Subscriber<M>> joins;
    private final Case<Boolean> joining;
    private final ArrayDeque<M> recent = new ArrayDeque<>();
    private final List<Subscriber<M>> behind = new ArrayList<>();
    private final AtomicInteger subscribers = new AtomicInteger();
    private volatile @Nullable Thread process;
    private final List<Subscriber<M>> gone = new ArrayList<>();
    private int admitted;

    /** A subscriber that was not told yet that it has come too late. */
    private @Nullable Subscriber<M> late;

    Distributor(String what, @Nullable String name, Roster<M> roster, int capacity, int replay) {
        this.name = name;
        this.roster = roster;
        this.replay = replay;
        this.input = Distributor.<M>named(name).buffered(capacity).open();
        this.title = what + (name == null ? " over " + input : " \"" + name + "\"");
        this.keepsValues = title + " keeps its values for those who subscribe later";
        this.joins = Channel.<Subscriber<M>>named("subscriptions to " + title).unbounded().open();
        this.joining = on(joins, this::admit);
    }

    static <M> ChannelBuilder<M> named(@Nullable String name) {
        return name == null ? Channel.unnamed() : Channel.named(name);
    }

    Sender<M> sender() {
        return input;
    }

    @Nullable String name() {
        return name;
    }

    /** Such as {@code subscriber 2}: the name of a subscriber that is given none. */
    String nextSubscriber() {
        return "subscriber " + subscribers.incrementAndGet();
    }

    /** Never waits. After the end of the input the subscription ends, too, after what is replayed. */
    Receiver<M> subscribe(Subscriber<M> subscriber) {
        if (joins.trySend(subscriber) instanceof Sent.Closed(Throwable cause)) {
            if (cause == null) {
                return afterTheEnd(subscriber);
            }
            subscriber.end(cause);
        }
        return subscriber.channel;
    }

    /** Nobody is left to hand values over: all that the subscriber is given lies in its buffer. */
    private Receiver<M> afterTheEnd(Subscriber<M> late) {
        Channel<M> channel =
                Distributor.<M>named(late.channel.name()).buffered(recent.size()).open();
        Subscriber<M> filled = new Subscriber<>(channel, Lag.WAIT);
        replay(late.mostReplayed(), filled);
        filled.end(endOfInput());
        return channel;
    }

    List<Subscription> subscriptions() {
        return roster.all().stream()
                .filter(subscriber -> !subscriber.channel.isClosed())
                .map(Subscriber::look)
                .toList();
    }

    // ---- the process

    void startIn(Scope scope) {
        scope.go(title, new Body<>(this, scope));
    }

    private record Body<M>(Distributor<M> of, Scope scope) implements ProcessBody, AwaitedBody {
        @Override
        public void run() throws InterruptedException {
            of.run(scope);
        }

        @Override
        public void tellFailure(Throwable failure) {
            of.abort(
                    failure instanceof InterruptedException
                            ? new CancelledException(
                                    of.title + " was cancelled with its scope", failure)
                            : failure);
        }
    }

    /** Whether the caller is the distributor's own process. */
    boolean isCurrentProcess() {
        return Thread.currentThread().equals(process);
    }

    private void run(Scope scope) throws InterruptedException {
        process = Thread.currentThread();
        Select<Boolean> next =
                Select.prioritized(joining, on(input, this::take).onClosed(joins::tryClose));
        while (behind.isEmpty() ? next.run() : giveToOneBehind()) {
            behind.removeIf(subscriber -> !subscriber.isBehind());
            gone.forEach(roster::remove);
            gone.clear();
            if (scope.isCancelled()) { // a condition may have swallowed the interrupt
                throw new InterruptedException();
            }
        }
        end(endOfInput());
    }

    /** Null, too, if it was closed. */
    private @Nullable Throwable endOfInput() {
        return input.tryReceive() instanceof Received.Closed<M>(Throwable cause) ? cause : null;
    }

    private boolean admit(Subscriber<M> subscriber) {
        roster.add(subscriber);
        if (++admitted > SWEEP_AFTER + roster.size() / 2) {
            admitted = 0;
            roster.forEach(this::noticeIfGone); // where subscribers come and go, and no value does
        }
        replay(subscriber.mostReplayed(), subscriber);
        if (subscriber.isBehind()) {
            behind.add(subscriber);
        }
        return true;
    }

    private void replay(int most, Subscriber<M> subscriber) {
        int unwanted = recent.size() - most;
        for (M value : recent) {
            if (unwanted-- <= 0) {
                subscriber.offer(value);
            }
        }
    }

    private boolean take(M value) {
        if (replay > 0) {
            Shared.checked(value, "value", keepsValues);
            if (recent.size() == replay) {
                recent.poll();
            }
            recent.add(value);
        }
        roster.forEachRecipient(value, subscriber -> offer(subscriber, value));
        return true;
    }

    private void offer(Subscriber<M> subscriber, M value) {
        subscriber.offer(value);
        if (subscriber.isBehind()) {
            behind.add(subscriber);
        }
        dropIfGone(subscriber);
    }

    private void noticeIfGone(Subscriber<M> subscriber) {
        subscriber.noticeIfGone();
        dropIfGone(subscriber);
    }

    /** Notes a subscriber that is gone: it is taken out when the roster is not gone through any more. */
    private void dropIfGone(Subscriber<M> subscriber) {
        if (subscriber.isGone()) {
            gone.add(subscriber);
        }
    }

    /** Waits until a subscriber that is behind has room, or is gone; then looks at the other ones, too. */
    private boolean giveToOneBehind() throws InterruptedException {
        List<Case<Boolean>> cases = new ArrayList<>(behind.size() + 1);
        cases.add(joining);
        for (Subscriber<M> subscriber : behind) {
            cases.add(subscriber.room());
        }
        try {
            Select.one(cases);
        } catch (ReceiverFailedException e) { // that is the receiver's own affair: it has the value
            behind.stream()
                    .filter(subscriber -> subscriber.channel.equals(e.sender()))
                    .forEach(Subscriber::hasFirst);
        }
        behind.forEach(Subscriber::catchUp);
        behind.forEach(this::dropIfGone);
        return true;
    }

    /** Ends without the end of the input: tells all subscribers, including those that have come too late. */
    private void abort(Throwable cause) {
        input.cancel();
        joins.fail(cause);
        while (late != null || (late = joins.tryReceiveOrNull()) != null) {
            late.end(cause);
            late = null;
        }
        end(cause);
    }

    private void end(@Nullable Throwable cause) {
        roster.forEach(subscriber -> subscriber.end(cause));
    }

    /** Such as {@code broadcast "prices"}. */
    @Override
    public String toString() {
        return title;
    }
}
