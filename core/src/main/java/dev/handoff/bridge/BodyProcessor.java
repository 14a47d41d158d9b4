package dev.handoff.bridge;

import dev.handoff.CancelledException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.internal.AtEnd;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;

/** A processor that gives what a body makes of what it gets; {@link Publishers#processor} says how. */
final class BodyProcessor<T, R> implements Flow.Processor<T, R> {
    /* Overview
     *
     *   onSubscribe, onNext … → intake
     *   subscribe → delivery, whose run has one more process:  intake → the receiver given to the body
     *
     * The values of the body may end before the publisher does. Then that process is stopped, which cancels the
     * subscription; else it would keep the run from its end. A run may also end before it has that process, or before
     * the process has done anything: so the run abandons the intake, too.
     */
    private final String name;
    private final Intake<T> intake;
    private final Stoppable intaking = new Stoppable();
    private final Flow.Publisher<R> delivering;

    BodyProcessor(
            Scope scope,
            String name,
            int window,
            BiFunction<? super Scope, ? super Receiver<T>, ? extends Receiver<? extends R>> body) {
        Objects.requireNonNull(scope, "scope");
        this.name = name;
        this.intake = new Intake<>(name, window);
        this.delivering = new SinglePublisher<>(scope, name, toString(), new Made(body));
    }

    /** What the body makes of the values that are taken in. */
    private final class Made implements Source<R> {
        private final BiFunction<
                        ? super Scope, ? super Receiver<T>, ? extends Receiver<? extends R>>
                body;

        Made(BiFunction<? super Scope, ? super Receiver<T>, ? extends Receiver<? extends R>> body) {
            this.body = body;
        }

        @Override
        public Receiver<? extends R> open(Scope run) {
            return body.apply(run, run.<T>produce(name, BodyProcessor.this::takeIn));
        }

        @Override
        public void ended() {
            intaking.stop();
        }

        @Override
        public void close() {
            intake.abandon();
        }
    }

    private void takeIn(Sender<T> out) throws Exception {
        try (AtEnd _ = intake::abandon) {
            intaking.<@Nullable Void>call(
                    name,
                    () -> {
                        intake.sendAll(out);
                        return null;
                    });
        } catch (CancelledException e) {
            if (!intaking.isStopped() || e.getSuppressed().length > 0) {
                throw e; // what the publisher, or its subscription, has failed with
            }
        }
    }

    // ---- as a subscriber

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        intake.onSubscribe(subscription);
    }

    @Override
    public void onNext(T value) {
        intake.onNext(value);
    }

    @Override
    public void onError(Throwable failure) {
        intake.onError(failure);
    }

    @Override
    public void onComplete() {
        intake.onComplete();
    }

    // ---- as a publisher

    @Override
    public void subscribe(Flow.Subscriber<? super R> subscriber) {
        delivering.subscribe(subscriber);
    }

    @Override
    public String toString() {
        return "processor \"" + name + "\"";
    }
}
