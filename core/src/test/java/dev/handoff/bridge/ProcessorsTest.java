package dev.handoff.bridge;

import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.pipeline.Pipeline;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

@DisplayName("Bridges: processors")
class ProcessorsTest {
    private static final IllegalStateException NO_PAPER = new IllegalStateException("no paper");

    /** A subscriber's side: notes what it gets, and asks for all. */
    private static class Downstream extends Notes {
        @Override
        public void onSubscribe(Flow.Subscription given) {
            super.onSubscribe(given);
            given.request(Long.MAX_VALUE);
        }
    }

    private final Upstream upstream = new Upstream();
    private final Downstream downstream = new Downstream();

    /** A processor without a subscriber. */
    private Flow.Processor<Integer, Integer> belowUpstream(
            Scope scope, BiFunction<Scope, Receiver<Integer>, Receiver<Integer>> body) {
        Flow.Processor<Integer, Integer> processor =
                Publishers.processor(scope, "between", 4, body);
        processor.onSubscribe(upstream);
        return processor;
    }

    /** A processor between the two. */
    private Flow.Processor<Integer, Integer> between(
            Scope scope, BiFunction<Scope, Receiver<Integer>, Receiver<Integer>> body) {
        Flow.Processor<Integer, Integer> processor = belowUpstream(scope, body);
        processor.subscribe(downstream);
        return processor;
    }

    @Test
    @DisplayName("a pipeline stands between a publisher and a subscriber")
    void aPipelineStandsBetween() throws Exception {
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> squares =
                            Publishers.processor(
                                    scope,
                                    "squares",
                                    8,
                                    (run, numbers) ->
                                            Pipeline.from(numbers)
                                                    .parallel(3, n -> n * n)
                                                    .receiveIn(run, 0));
                    squares.subscribe(downstream);
                    try (SubmissionPublisher<Integer> numbers = new SubmissionPublisher<>()) {
                        numbers.subscribe(squares);
                        for (int i = 0; i < 1_000; i++) {
                            numbers.submit(i);
                        }
                    }
                });
        assertThat(downstream.values)
                .isEqualTo(IntStream.range(0, 1_000).map(n -> n * n).boxed().toList());
        assertThat(downstream.complete).isTrue();
    }

    @Test
    @DisplayName(
            "nothing is requested before there is a subscriber, and then no more than the window")
    void nothingIsRequestedBefore() throws Exception {
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> processor =
                            Publishers.processor(scope, "between", 4, (run, values) -> values);
                    processor.onSubscribe(upstream);
                    assertThat(upstream.requested).hasValue(0);
                    processor.subscribe(downstream);
                    eventually("a request", () -> upstream.requested.get() > 0);
                    assertThat(upstream.requested).hasValue(4);
                    processor.onComplete();
                });
        assertThat(downstream.complete).isTrue();
    }

    private static Flow.Processor<Integer, Integer> waitsForAHeader(Scope scope) {
        return Publishers.processor(
                scope,
                "rest",
                4,
                (run, values) -> {
                    int header = values.iterator().next();
                    return run.produce("rest", out -> out.send(header));
                });
    }

    @Test
    @DisplayName("a subscriber's cancel ends a body that waits, and cancels the publisher")
    void aCancelEndsABodyThatWaits() throws Exception {
        Upstream upstream = new Upstream();
        Scope.run(
                scope -> {
                    Notes notes = new Notes();
                    Flow.Processor<Integer, Integer> rest = waitsForAHeader(scope);
                    rest.onSubscribe(upstream);
                    rest.subscribe(notes);
                    eventually("a request", () -> upstream.requested.get() > 0);
                    notes.subscription.cancel();
                });
        assertThat(upstream.cancelled).isTrue();
    }

    @Test
    @DisplayName("an illegal request is told while a body waits")
    void anIllegalRequestWhileABodyWaits() throws Exception {
        Upstream upstream = new Upstream();
        Notes notes =
                new Notes() {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        given.request(0);
                    }
                };
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> rest = waitsForAHeader(scope);
                    rest.onSubscribe(upstream);
                    rest.subscribe(notes);
                });
        assertThat(notes.failure).isInstanceOf(IllegalArgumentException.class);
        assertThat(upstream.cancelled).isTrue();
    }

    @Test
    @DisplayName("a body that ends cancels an idle publisher, and completes the subscriber")
    void aBodyThatEndsCancelsThePublisher() throws Exception {
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> processor =
                            between(
                                    scope,
                                    (run, values) ->
                                            run.produce(
                                                    "first", out -> out.send(values.receive())));
                    processor.onNext(7);
                    eventually("an end", () -> downstream.complete);
                });
        assertThat(downstream.values).containsExactly(7);
        assertThat(upstream.cancelled).isTrue();
    }

    @Test
    @DisplayName("L36 that the publisher cannot be cancelled when the body has ended is told")
    void aPublisherThatCannotBeCancelled() throws Exception {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> processor =
                            Publishers.processor(
                                    scope,
                                    "between",
                                    4,
                                    (run, values) -> {
                                        Thread.currentThread()
                                                .setUncaughtExceptionHandler((_, t) -> told.add(t));
                                        return run.produce(
                                                "first", out -> out.send(values.receive()));
                                    });
                    processor.onSubscribe(
                            new Flow.Subscription() {
                                @Override
                                public void request(long n) {}

                                @Override
                                public void cancel() {
                                    throw NO_PAPER;
                                }
                            });
                    processor.subscribe(downstream);
                    processor.onNext(7);
                });
        assertThat(downstream.values).containsExactly(7);
        assertThat(downstream.complete).isTrue();
        assertThat(told).singleElement().satisfies(t -> assertThat(t).hasRootCause(NO_PAPER));
    }

    @Test
    @DisplayName("an error of the publisher is the subscriber's, and the scope is not told")
    void anErrorIsPassedOn() throws Exception {
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> processor =
                            between(scope, (run, values) -> values);
                    processor.onError(NO_PAPER);
                });
        assertThat(downstream.failure).isSameAs(NO_PAPER);
        assertThat(upstream.cancelled).isTrue(); // which does nothing after an error
    }

    @Test
    @DisplayName("an error of the publisher that is a cancellation is not taken for its end")
    void aCancellationIsAnError() throws Exception {
        CancelledException notWanted = new CancelledException("not wanted", null);
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> processor =
                            between(scope, (run, values) -> values);
                    processor.onNext(7);
                    processor.onError(notWanted);
                });
        assertThat(downstream.values).isSubsetOf(7);
        assertThat(downstream.failure).isSameAs(notWanted);
        assertThat(downstream.complete).isFalse();
    }

    @Test
    @DisplayName("a failure of the body is the subscriber's, and cancels the publisher")
    void aFailureOfTheBodyIsPassedOn() throws Exception {
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> processor =
                            between(
                                    scope,
                                    (run, values) ->
                                            run.produce(
                                                    "broken",
                                                    out -> {
                                                        values.receive();
                                                        throw NO_PAPER;
                                                    }));
                    processor.onNext(7);
                });
        assertThat(downstream.failure).isSameAs(NO_PAPER);
        assertThat(upstream.cancelled).isTrue();
    }

    @Test
    @DisplayName("a body that throws cancels a publisher from which nobody has taken yet")
    void aBodyThatThrowsCancelsThePublisher() {
        LateStarts.after(
                1,
                () ->
                        Scope.run(
                                scope ->
                                        between(
                                                scope,
                                                (run, values) -> {
                                                    throw NO_PAPER;
                                                })));
        assertThat(downstream.failure).isSameAs(NO_PAPER);
        assertThat(upstream.cancelled).isTrue();
    }

    @Test
    @DisplayName(
            "a subscriber that cancels at once cancels a publisher from which nobody has taken yet")
    void aCancelAtOnceReachesThePublisher() {
        Downstream cancelling =
                new Downstream() {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        given.cancel();
                    }
                };
        LateStarts.after(
                1,
                () ->
                        Scope.run(
                                scope ->
                                        belowUpstream(scope, (run, values) -> values)
                                                .subscribe(cancelling)));
        assertThat(upstream.cancelled).isTrue();
    }

    @Test
    @DisplayName(
            "a cancel reaches the publisher at once, also when others of the run take their time")
    void aCancelDoesNotWaitForTheRun() {
        AtomicBoolean wasCancelled = new AtomicBoolean();
        LateStarts.after(
                1,
                () ->
                        Scope.run(
                                scope ->
                                        between(
                                                scope,
                                                (run, values) -> {
                                                    run.cancel();
                                                    eventually(
                                                            "a cancel", () -> upstream.cancelled);
                                                    wasCancelled.set(true);
                                                    return values;
                                                })));
        assertThat(wasCancelled).isTrue();
    }

    @Test
    @DisplayName("a scope that is cancelled before a run begins cancels the publisher")
    void aCancelledScopeCancelsThePublisher() throws Exception {
        Scope.run(
                scope -> {
                    scope.cancel();
                    between(scope, (run, values) -> values);
                });
        assertThat(downstream.failure).isInstanceOf(CancellationException.class);
        assertThat(upstream.cancelled).isTrue();
    }

    @Test
    @DisplayName("a publisher that comes when the run is over is cancelled")
    void aLatePublisherIsCancelled() throws Exception {
        Flow.Processor<Integer, Integer> processor =
                Scope.call(
                        scope -> {
                            scope.cancel();
                            Flow.Processor<Integer, Integer> early =
                                    Publishers.processor(
                                            scope, "early", 4, (run, values) -> values);
                            early.subscribe(downstream);
                            return early;
                        });
        processor.onSubscribe(upstream);
        assertThat(upstream.cancelled).isTrue();
        assertThat(upstream.requested).hasValue(0);
    }

    @Test
    @DisplayName("a subscription after the scope was left cancels the publisher")
    void aLateSubscriptionCancelsThePublisher() throws Exception {
        Flow.Processor<Integer, Integer> processor =
                Scope.call(scope -> belowUpstream(scope, (run, values) -> values));
        assertThat(upstream.cancelled).isFalse();
        processor.subscribe(downstream);
        assertThat(downstream.failure).isInstanceOf(IllegalStateException.class);
        assertThat(upstream.cancelled).isTrue();
    }

    @Test
    @DisplayName("a subscriber that cancels ends the body and an idle publisher at once")
    void aCancelReachesThePublisher() throws Exception {
        Scope.run(
                scope -> {
                    between(
                            scope,
                            (run, values) -> run.produce("echo", out -> values.forEach(v -> {})));
                    eventually("a request", () -> upstream.requested.get() > 0);
                    downstream.subscription.cancel();
                });
        assertThat(upstream.cancelled).isTrue();
        assertThat(downstream.complete).isFalse();
        assertThat(downstream.failure).isNull();
    }

    @Test
    @DisplayName("a second subscriber is refused, and the first is served")
    void aSecondSubscriberIsRefused() throws Exception {
        Downstream second = new Downstream();
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> processor =
                            between(scope, (run, values) -> values);
                    eventually("a request", () -> upstream.requested.get() > 0);
                    processor.subscribe(second);
                    eventually("a refusal", () -> second.failure != null);
                    processor.onNext(7);
                    processor.onComplete();
                });
        assertThat(second.failure)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("processor \"between\" has a subscriber already, and takes no second");
        assertThat(downstream.values).containsExactly(7);
        assertThat(downstream.complete).isTrue();
    }
}
