package dev.handoff.bridge;

import dev.handoff.CheckReturnValue;
import dev.handoff.ProducerBody;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.internal.AtEnd;
import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Ignored;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Bridges to {@link Flow}, the Reactive Streams of the JDK, and so to Reactor, RxJava and whatever else speaks it.
 *
 * <p>All signals to a subscriber come from one process of the scope, one after the other; a subscriber that takes its time
 * slows that process and nothing else. A value is received only when it was requested: never one ahead. Signals from a
 * publisher never wait, except for memory if the heap is full: at most as many values as there is room for are requested.
 *
 * <p>The rules named in the sources are those of the Reactive Streams specification 1.0.4 (2022); the bridges pass its TCK.
 */
public final class Publishers {
    private Publishers() {}

    // ---- to publishers

    /**
     * A cold publisher: each subscriber has a run of its own. A run is a process of {@code scope}; it opens a scope, calls
     * {@code source} with it, and gives the subscriber the values of the receiver that {@code source} answers, as they
     * are requested. When the receiver and all processes of the run have ended, the run completes; no request is needed
     * for that.
     *
     * <p>If the receiver, {@code source} or a process of the run fails, the subscriber gets the cause by {@code onError},
     * and the scope is not told. If {@code scope} is cancelled, or if somebody else cancels the receiver, the
     * subscriber gets a {@link java.util.concurrent.CancellationException}. If the subscriber itself throws, even in
     * {@code onSubscribe}, that is a cancel; the process fails with what was thrown, and with it the scope. As in any
     * process, a {@link dev.handoff.CancelledException} is no failure.
     *
     * <p>When the subscriber cancels, the receiver and the scope of the run are cancelled at once, even while the run
     * waits for a value or for the end of its processes. A value that was received at that moment is still given to the
     * subscriber. If the run fails then, the subscriber cannot be told any more: the process fails, and with it the scope.
     *
     * <p>A subscription after {@code scope} was left, or for which no thread can be started, is answered with {@code
     * onError}. The scope is not left while a subscription is open.
     *
     * @param scope where the processes run
     * @param name the name of each process and scope
     * @param source makes the receiver of a run, in the scope of the run
     * @param <T> the type of the values
     * @return the publisher, for any number of subscribers
     */
    public static <T> Flow.Publisher<T> publisher(
            Scope scope,
            String name,
            Function<? super Scope, ? extends Receiver<? extends T>> source) {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        return subscriber -> Delivery.<T>start(scope, name, source::apply, subscriber);
    }

    /**
     * A hot publisher: the values of a receiver that is there, for one subscriber. Otherwise as
     * {@link #publisher(Scope, String, Function)}. The receiver is cancelled when the subscriber cancels, when
     * {@code scope} is cancelled, and when there is no process to serve the subscriber. A second subscriber gets
     * {@code onError} with an {@link IllegalStateException}.
     *
     * <p>One thing is told late: that the last of the values that were left at the receiver's end is gone, because
     * others that receive from it have taken that value or dropped it by a cancel, or because its sender, which waited,
     * has given up. A subscriber that has requested no value is told so at its next request.
     *
     * @param scope where the process runs
     * @param name the name of the process
     * @param receiver where the values come from
     * @param <T> the type of the values
     * @return the publisher, for one subscriber
     */
    public static <T> Flow.Publisher<T> publisher(
            Scope scope, String name, Receiver<? extends T> receiver) {
        Objects.requireNonNull(receiver, "receiver");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(name, "name");
        String title = "the publisher of " + receiver;
        return new SinglePublisher<>(scope, name, title, new Given<>(receiver));
    }

    /** A receiver that is there, whether it is opened or not. */
    private record Given<T>(Receiver<? extends T> receiver) implements Source<T> {
        @Override
        public Receiver<? extends T> open(Scope run) {
            return receiver;
        }

        @Override
        public void close() {
            receiver.cancel(); // does nothing to one that has ended
        }
    }

    // ---- from publishers

    /**
     * Starts a process that subscribes to a publisher and sends what it publishes into a rendezvous channel. Never more
     * than {@code window} values are requested and not yet received: they wait in a buffer of that size. At the end of
     * the publisher the channel is closed; an error of the publisher fails the channel and the scope, as in {@link
     * Scope#produce}.
     *
     * <p>The subscription is cancelled when the scope is cancelled, or when the receiver has cancelled: at once, even
     * while nothing is published. What was published and not yet received is then dropped. If {@code subscribe} throws,
     * that is an error of the publisher, and a subscription that it has given before is cancelled.
     *
     * @param scope where the process runs
     * @param name the name of the process and of the channel
     * @param publisher the publisher; its {@code subscribe} is called in the process
     * @param window how many values to request ahead, one or more
     * @param <T> the type of the values
     * @return the receiving end
     * @throws IllegalArgumentException if {@code window} is less than one
     * @throws IllegalStateException if the scope has been left; nothing is subscribed
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public static <T> Receiver<T> produce(
            Scope scope, String name, Flow.Publisher<? extends T> publisher, int window) {
        Objects.requireNonNull(publisher, "publisher");
        Intake<T> intake = new Intake<>(name, window);
        return scope.produce(
                name,
                out -> {
                    try (AtEnd _ = intake::abandon) {
                        publisher.subscribe(intake);
                        intake.sendAll(out);
                    }
                });
    }

    /**
     * A subscriber that sends what it gets to a sender, for code that does the subscribing itself. A process of the scope
     * does the sending, and requests as there is room; it runs from now on. The sender is closed when the publisher
     * completes; an error of the publisher fails the sender and the scope.
     *
     * <p>The subscription is cancelled when the scope is cancelled, or when the channel takes no more values: at once,
     * even while nothing is published (if others have closed this sender alone, that is noticed at the next value). If
     * it was closed by others, the process fails with the value that it could not send; it ends without a failure if
     * there is none, or if the receiver has cancelled. A subscriber that is never subscribed keeps the scope waiting as
     * long as the sender takes values.
     *
     * @param scope where the process runs
     * @param name the name of the process
     * @param sender where the values go; failed if the process cannot be started
     * @param window how many values to request ahead, one or more
     * @param <T> the type of the values
     * @return the subscriber, for one subscription: further ones are cancelled
     * @throws IllegalArgumentException if {@code window} is less than one
     * @throws IllegalStateException if the scope has been left
     */
    public static <T> Flow.Subscriber<T> subscriber(
            Scope scope, String name, Sender<? super T> sender, int window) {
        Objects.requireNonNull(sender, "sender");
        Intake<T> intake = new Intake<>(name, window);
        scope.go(name, sender, new Sending<>(intake));
        return intake;
    }

    /** The publisher is told if the process is kept from beginning. */
    private record Sending<T>(Intake<? extends T> intake) implements ProducerBody<T>, AwaitedBody {
        @Override
        public void run(Sender<T> out) throws Exception {
            intake.sendAll(out);
        }

        @Override
        public void tellFailure(Throwable failure) {
            intake.abandon();
        }
    }

    // ---- in between

    /**
     * A processor: {@code body} gets what comes from the publisher, as a receiver, and makes of it the receiver whose
     * values go to the subscriber. {@code body} is called when there is a subscriber, with the scope of the run, as the
     * source of a {@link #publisher(Scope, String, Function)} is, which says how a run ends. A
     * {@link dev.handoff.pipeline.Pipeline} is put in between like this:
     *
     * <pre>{@code
     * Flow.Processor<Integer, Integer> squares = Publishers.processor(scope, "squares", 16,
     *         (run, numbers) -> Pipeline.from(numbers).map(n -> n * n).receiveIn(run));
     * }</pre>
     *
     * <p>Nothing is requested of the publisher before there is a subscriber; then never more than {@code window} values that
     * the body has not yet received. An error of the publisher is passed on to the subscriber, at once: values that it
     * overtakes are dropped. A failure of the body is passed on in the same way, and cancels the subscription to the
     * publisher; so do the subscriber's cancel, and the end of what the body gives. The scope is told of none of these.
     * If the scope is cancelled, or has no process for the subscriber, the subscription is cancelled as well. Without a
     * subscriber there is nothing that would run and cancel it: then the code that has subscribed the processor has to
     * cancel.
     *
     * <p>It stands between one publisher and one subscriber: a further subscription to a publisher is cancelled, a second
     * subscriber gets {@code onError} with an {@link IllegalStateException}. The scope is not left while there is a
     * subscriber and the publisher has not ended.
     *
     * @param scope where the processes run
     * @param name the name of each process and scope, and of the channel that the body receives from
     * @param window how many values to request ahead, one or more
     * @param body makes the receiver of what is published, in the scope of the run
     * @param <T> the type of the values it gets
     * @param <R> the type of the values it gives
     * @return the processor, for one subscription each way
     * @throws IllegalArgumentException if {@code window} is less than one
     */
    public static <T, R> Flow.Processor<T, R> processor(
            Scope scope,
            String name,
            int window,
            BiFunction<? super Scope, ? super Receiver<T>, ? extends Receiver<? extends R>> body) {
        Objects.requireNonNull(body, "body");
        return new BodyProcessor<>(scope, name, window, body);
    }
}
