package dev.handoff.bridge;

import static dev.handoff.Select.done;
import static dev.handoff.Select.on;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.OwnershipException;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Sent;
import dev.handoff.internal.AtEnd;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Raise;
import dev.handoff.internal.toolkit.ChannelEnd;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

/** A subscriber whose signals never wait, except for memory, and the process that passes on what it got. */
final class Intake<T> implements Flow.Subscriber<T> {
    /* Overview
     *
     *   publisher:  onNext → inbox, which has room: requested and not yet passed on <= window
     *   process:    inbox → sender; after half a window, requests that much again
     *               nothing in the inbox, or not yet subscribed? awaits that, or the end of the sender
     *
     * Only the process calls the subscription (rule 2.7), unless the subscription is not wanted. Code that abandons the
     * intake in place of the process does so when there is no process.
     *
     * A publisher does not send a signal again. So one for which there is no memory is not lost: it waits until there is
     * some.
     */
    static {
        ChannelEnd.prepare();
    }

    private final String name;
    private final int window;
    private final Channel<T> inbox;
    private final Channel<Void> subscribed;
    private final AtomicReference<Flow.@Nullable Subscription> subscription =
            new AtomicReference<>();

    /** Whether there was no memory for a cancel of the subscription: then the next one is the last. */
    private volatile boolean wasShortOfMemory;

    Intake(String name, int window) {
        if (window < 1) {
            throw new IllegalArgumentException(
                    "a window of " + window + " values for \"" + name + "\"; it takes one or more");
        }
        this.name = Objects.requireNonNull(name, "name");
        this.window = window;
        this.inbox = Channel.<T>named("inbox of " + name).buffered(window).open();
        this.subscribed = Channel.<Void>named("subscription of " + name).open();
    }

    // ---- signals, from threads of the publisher

    @Override
    public void onSubscribe(Flow.Subscription given) {
        requireNonNull(given, "subscription");
        if (subscription.compareAndSet(null, given)) {
            Insist.onClose(subscribed);
        } else {
            given.cancel(); // rule 2.5
        }
    }

    @Override
    public void onNext(T value) {
        requireNonNull(value, "value");
        try {
            if (insistOnTaking(value) instanceof Sent.Full) {
                tellEnd(
                        new IllegalStateException(
                                "rule 1.1: the publisher of \""
                                        + name
                                        + "\" has sent more than was requested"));
            }
        } catch (OwnershipException e) {
            tellEnd(e); // and is told to nobody else: rule 2.13
        }
    }

    private Sent insistOnTaking(T value) {
        while (true) {
            try {
                return inbox.trySend(value);
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        requireNonNull(failure, "failure");
        tellEnd(failure);
    }

    @Override
    public void onComplete() {
        tellEnd(null);
    }

    private void tellEnd(@Nullable Throwable failure) {
        ChannelEnd.insistOnTelling(inbox, failure);
    }

    /** Throws as rule 2.13 says. The publisher will send nothing more, so the process is told, too. */
    private void requireNonNull(@Nullable Object signal, String what) {
        if (signal == null) {
            NullPointerException refused =
                    new NullPointerException(
                            "rule 2.13: the publisher of \""
                                    + name
                                    + "\" has given null as "
                                    + what);
            tellEnd(refused);
            throw refused;
        }
    }

    // ---- the process

    /**
     * Sends all values up to the end of the publisher, or until nobody receives any more.
     *
     * @throws Exception what the publisher has failed with, or why a value cannot be sent
     */
    void sendAll(Sender<? super T> out) throws Exception {
        try (AtEnd _ = this::abandon) {
            boolean isWanted =
                    Select.<Boolean>prioritized(
                                    on(subscribed, nothing -> true).onClosed(() -> true),
                                    done(inbox, () -> true), // against rule 1.9
                                    done(out, () -> false))
                            .run();
            Flow.Subscription given = subscription.get();
            if (isWanted && pass(given == null ? Refused.INSTANCE : given, out)) {
                subscription.set(Refused.INSTANCE); // it has ended: nothing is left to cancel
            }
        }
    }

    /**
     * Takes no more, and cancels the subscription, even one that comes later. It is cancelled again only if there was
     * no memory for the cancel, and then only once.
     */
    void abandon() {
        inbox.cancel();
        Flow.Subscription given = subscription.getAndSet(Refused.INSTANCE);
        if (given != null) {
            try {
                given.cancel();
            } catch (OutOfMemoryError e) {
                if (!wasShortOfMemory) {
                    wasShortOfMemory = true;
                    // to be cancelled once more, but not again: it may always throw
                    subscription.set(given);
                }
                throw e;
            }
        }
    }

    /** Answers true if the publisher has ended, false if nobody receives any more. */
    private boolean pass(Flow.Subscription from, Sender<? super T> out) throws Exception {
        int again = window - window / 2;
        int passed = 0;
        Select<Received<T>> next =
                Select.prioritized(
                        Select.<T, Received<T>>on(inbox, Received.Value::new)
                                .onClosed(() -> Received.closed(null)),
                        Select.<Received<T>>done(out, () -> Received.empty()));
        from.request(window);
        while (true) {
            T there = inbox.tryReceiveOrNull();
            switch (there == null ? next.run() : new Received.Value<>(there)) {
                case Received.Value<T>(T value) -> {
                    if (!send(out, value)) {
                        return false;
                    }
                }
                case Received.Empty<T> nobody -> {
                    return false;
                }
                case Received.Closed<T> end -> {
                    throwUnlessCompleted();
                    return true;
                }
            }
            if (++passed == again) {
                from.request(again);
                passed = 0;
            }
        }
    }

    /** Answers false if the receiver has cancelled the channel. */
    private static <T> boolean send(Sender<? super T> out, T value) throws InterruptedException {
        try {
            out.send(value);
            return true;
        } catch (CancelledException e) {
            return false;
        }
    }

    private void throwUnlessCompleted() throws InterruptedException {
        try {
            inbox.receiveOrNull(); // which says how it has ended
        } catch (ChannelFailedException e) {
            throw Raise.asIs(Objects.requireNonNull(e.getCause()));
        }
    }

    /** Takes the place of a subscription when none is wanted any more. */
    private enum Refused implements Flow.Subscription {
        INSTANCE;

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
