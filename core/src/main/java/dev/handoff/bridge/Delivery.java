package dev.handoff.bridge;

import static dev.handoff.Select.done;
import static dev.handoff.Select.on;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.internal.AtEnd;
import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;

/** One subscriber's run of a publisher. */
final class Delivery<T> implements ProcessBody, AwaitedBody {
    /* Overview
     *
     *   process:  onSubscribe
     *             scope of the run:  loop:  cancelled? leave : nothing wanted? await news, or the end
     *                                       : a value? onNext : await a value, the end, or news
     *             onComplete or onError, after all of the run has ended
     *
     * All signals come from this process, so they are serial (rule 1.3), and request() inside onNext only counts
     * (rule 3.3). A cancel is news, too: it ends a wait for a value without interrupting the subscriber's code.
     */
    private final Scope scope;
    private final String name;
    private final Source<T> source;
    private final Flow.Subscriber<? super T> subscriber;
    private final Demand demand;
    private @Nullable Throwable thrownBySubscriber;
    private @Nullable CancellationException cancelledByOthers;
    private final AtEnd closing = this::closeSource; // there may be no memory for it later
    private boolean hasBegun;

    private Delivery(
            Scope scope, String name, Source<T> source, Flow.Subscriber<? super T> subscriber) {
        this.scope = scope;
        this.name = name;
        this.source = source;
        this.subscriber = subscriber;
        this.demand = new Demand(name);
    }

    /** Returns normally, whatever happens (rule 1.9). */
    static <T> void start(
            Scope scope, String name, Source<T> source, Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Delivery<T> delivery = new Delivery<>(scope, name, source, subscriber);
        try {
            scope.go(name, delivery);
        } catch (RuntimeException | Error notStarted) {
            Insist.onTelling(delivery, notStarted);
        }
    }

    /** A run that has begun tells the subscriber itself. */
    @Override
    public void tellFailure(Throwable failure) {
        try (closing) {
            if (!hasBegun) {
                hasBegun = true; // the subscriber is told once
                subscriber.onSubscribe(demand);
                subscriber.onError(failure);
            }
        }
    }

    /** Insists here: what has ended the run would hide that there was no memory for the close. */
    private void closeSource() {
        Insist.onClose(source);
    }

    @Override
    public void run() throws Exception {
        hasBegun = true;
        try {
            subscriber.onSubscribe(demand);
        } catch (Throwable t) {
            cancelUnheard(t);
            throw t;
        }
        boolean completed;
        try {
            completed = deliverInScope();
            if (!hasLeft()) {
                demand.throwIfIllegal(); // while the run came to its end
            }
        } catch (Exception | Error e) {
            if (hasLeft()) {
                if (source.isRefusal()) {
                    return;
                }
                if (e == cancelledByOthers || e == demand.illegal()) {
                    throw noFailure(e);
                }
                throw e; // somebody must be told
            }
            IllegalArgumentException illegal = demand.illegal();
            if (illegal != null) {
                tellBeside(e, illegal);
                subscriber.onError(illegal);
                return;
            }
            if (e instanceof InterruptedException || Endings.isOfCancel(scope, e)) {
                subscriber.onError(cancellation("the scope of publisher \"%s\" was cancelled", e));
                throw e;
            }
            subscriber.onError(cause(e));
            return;
        }
        if (completed && !hasLeft()) {
            subscriber.onComplete();
        }
    }

    /**
     * Thrown in place of a failure that only the subscriber was to be told of. What has failed beside that must be told
     * to somebody all the same.
     */
    private static CancelledException noFailure(Throwable end) {
        CancelledException noFailure = new CancelledException("the subscriber has cancelled", end);
        for (Throwable beside : end.getSuppressed()) {
            noFailure.addSuppressed(beside);
        }
        return noFailure;
    }

    /** Adds to an illegal request what has failed beside it, but not what has just ended because of it. */
    private static void tellBeside(Throwable thrown, IllegalArgumentException illegal) {
        boolean isEnd =
                thrown == illegal
                        || thrown instanceof InterruptedException
                        || thrown instanceof CancelledException;
        if (!isEnd) {
            illegal.addSuppressed(cause(thrown));
        } else if (thrown != illegal) {
            for (Throwable beside : thrown.getSuppressed()) {
                illegal.addSuppressed(beside);
            }
        }
    }

    /** A subscriber that has cancelled or thrown gets no more signals (rules 1.8, 2.13). */
    private boolean hasLeft() {
        return thrownBySubscriber != null || demand.isCancelled();
    }

    /**
     * A subscriber that throws has cancelled (rule 2.13): the values that it would have received are cancelled as after
     * any cancel.
     */
    private void cancelUnheard(Throwable thrown) {
        demand.cancel();
        try {
            deliverInScope();
        } catch (Throwable t) {
            if (t != thrown) { // the run may fail with the same
                thrown.addSuppressed(t);
            }
        }
    }

    /** Returns true at the end of the source, false if the subscriber has cancelled. */
    private boolean deliverInScope() throws Exception {
        try (closing) {
            return Scope.named(name).<Boolean, Exception>call(this::deliver);
        }
    }

    private boolean deliver(Scope run) throws InterruptedException {
        demand.opening(run);
        Receiver<? extends T> values =
                Objects.requireNonNull(source.open(run), "the source's receiver");
        demand.opened();
        boolean ended = false;
        try {
            ended = deliver(run, values);
        } finally {
            if (!ended) {
                values.cancel();
            }
        }
        if (ended) {
            source.ended();
            demand.ending(run);
        } else {
            run.cancel();
        }
        return ended;
    }

    private <V extends T> boolean deliver(Scope run, Receiver<V> values)
            throws InterruptedException {
        Channel<V> channel =
                switch (values) {
                    case Channel<V> both -> both;
                };
        Select<Boolean> newsOrEnd =
                Select.of(on(demand.news(), nothing -> true), done(channel, () -> true));
        Select<Received<V>> next =
                Select.prioritized(
                        on(demand.news(), nothing -> Received.<V>empty()),
                        Select.<V, Received<V>>on(values, Received.Value::new)
                                .onClosed(() -> Received.closed(null)));
        while (!demand.isCancelled()) {
            Interrupts.throwIfInterrupted();
            if (run.isCancelled()) { // the subscriber may have swallowed the interrupt
                throw new InterruptedException();
            }
            if (!demand.isPending()) {
                if (!channel.isClosed()) {
                    newsOrEnd.run();
                } else if (isEmpty(channel)) {
                    throwUnlessClosed(values);
                    return true;
                } else {
                    demand.news().receive();
                }
                continue;
            }
            V value = values.tryReceiveOrNull();
            if (value != null) {
                give(value);
                continue;
            }
            switch (next.run()) {
                case Received.Value<V>(V awaited) -> give(awaited);
                case Received.Empty<V> news -> {}
                case Received.Closed<V> end -> {
                    throwUnlessClosed(values);
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether it is empty for good, as it takes no more values. */
    private static boolean isEmpty(Channel<?> ended) {
        return ended.waitingSenders() == 0 && ended.size() == 0;
    }

    private void give(T value) {
        demand.given(); // before onNext, which may request more
        try {
            subscriber.onNext(value);
        } catch (Throwable t) {
            thrownBySubscriber = t;
            throw t;
        }
    }

    /** The channel has ended, and a receive says how. */
    private void throwUnlessClosed(Receiver<?> ended) throws InterruptedException {
        try {
            ended.receive();
        } catch (ClosedException e) {
            return;
        } catch (CancelledException e) {
            cancelledByOthers =
                    cancellation("the receiver of publisher \"%s\" was cancelled by others", e);
            throw cancelledByOthers;
        }
    }

    private CancellationException cancellation(String message, Throwable cause) {
        return Endings.cancellation(message.formatted(name), cause);
    }

    /** What the channel or the process has failed with; what has failed besides is suppressed in that. */
    private static Throwable cause(Throwable failure) {
        Throwable cause =
                failure instanceof ChannelFailedException
                                || failure instanceof ProcessFailedException
                        ? failure.getCause()
                        : null;
        if (cause == null) {
            return failure;
        }
        for (Throwable besides : failure.getSuppressed()) {
            Throwable other = cause(besides);
            if (other != cause) { // a process fails with what it has failed its channel with
                cause.addSuppressed(other);
            }
        }
        return cause;
    }
}
