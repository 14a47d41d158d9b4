package dev.handoff.verify.bridge;

import static dev.handoff.Select.on;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.bridge.ExecutorServices;
import dev.handoff.bridge.Futures;
import dev.handoff.bridge.Publishers;
import dev.handoff.pipeline.Pipeline;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.FlowAdapters;

import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A user of Reactor or RxJava needs their adapters of the JDK's Flow, and nothing else. */
class ReactorAndRxJavaTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Flow.Publisher<Integer> counting(Scope scope, int count, AtomicInteger sent) {
        return Publishers.publisher(
                scope,
                "numbers",
                run ->
                        run.produce(
                                "count",
                                out -> {
                                    for (int i = 0; i < count; i++) {
                                        out.send(i);
                                        sent.incrementAndGet();
                                    }
                                }));
    }

    // ---- Reactor

    @Test
    @DisplayName("a Flux of a channel has its values, through Reactor's operators and threads")
    void aFluxOfAChannel() throws Exception {
        Scope.run(
                scope -> {
                    Flux<Integer> flux =
                            JdkFlowAdapter.flowPublisherToFlux(
                                    counting(scope, 1_000, new AtomicInteger()));
                    List<Integer> got =
                            flux.publishOn(reactor.core.scheduler.Schedulers.parallel(), 16)
                                    .map(n -> n + 1)
                                    .filter(n -> n % 2 == 0)
                                    .collectList()
                                    .block(LIMIT);
                    assertThat(got)
                            .isEqualTo(
                                    IntStream.rangeClosed(1, 500).map(n -> 2 * n).boxed().toList());
                });
    }

    @Test
    @DisplayName("Reactor's limits on what it requests are felt by the process that sends")
    void reactorsDemandIsFelt() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        Scope.run(
                scope -> {
                    Flux<Integer> flux =
                            JdkFlowAdapter.flowPublisherToFlux(
                                    counting(scope, Integer.MAX_VALUE, sent));
                    assertThat(flux.take(10, true).collectList().block(LIMIT))
                            .isEqualTo(numbers(10));
                });
        assertThat(sent.get()).isBetween(9, 10); // the last may not have been counted
    }

    @Test
    @DisplayName("a process of a Flux that fails is the error of the Flux")
    void aFailureIsTheErrorOfTheFlux() throws Exception {
        Scope.run(
                scope -> {
                    Flow.Publisher<Integer> broken =
                            Publishers.publisher(
                                    scope,
                                    "broken",
                                    run ->
                                            run.produce(
                                                    "count",
                                                    out -> {
                                                        out.send(1);
                                                        throw new IllegalStateException("no paper");
                                                    }));
                    assertThatThrownBy(
                                    () ->
                                            JdkFlowAdapter.flowPublisherToFlux(broken)
                                                    .collectList()
                                                    .block(LIMIT))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("no paper");
                });
    }

    @Test
    @DisplayName("a Flux is received, also as a case of a select, and a cancelled scope cancels it")
    void aFluxIsReceived() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        List<Integer> got = new ArrayList<>();
        Scope.run(
                scope -> {
                    Flux<Integer> flux =
                            Flux.range(0, Integer.MAX_VALUE)
                                    .publishOn(reactor.core.scheduler.Schedulers.parallel())
                                    .doOnCancel(() -> cancelled.set(true));
                    Receiver<Integer> values =
                            Publishers.produce(
                                    scope,
                                    "flux",
                                    JdkFlowAdapter.publisherToFlowPublisher(flux),
                                    4);
                    Select<Integer> next =
                            Select.of(on(values, v -> v), on(Channel.<Integer>never(), v -> v));
                    for (int i = 0; i < 100; i++) {
                        got.add(next.run());
                    }
                    scope.cancel();
                });
        assertThat(got).isEqualTo(numbers(100));
        assertThat(cancelled).isTrue();
    }

    @Test
    @DisplayName("a pipeline stands in the middle of a Flux")
    void aPipelineInAFlux() throws Exception {
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> squares =
                            Publishers.processor(
                                    scope,
                                    "squares",
                                    8,
                                    (run, numbers) ->
                                            Pipeline.from(numbers)
                                                    .parallel(4, n -> n * n)
                                                    .receiveIn(run, 0));
                    Flux.range(0, 500).subscribe(FlowAdapters.toSubscriber(squares));
                    assertThat(
                                    JdkFlowAdapter.flowPublisherToFlux(squares)
                                            .take(100)
                                            .collectList()
                                            .block(LIMIT))
                            .isEqualTo(IntStream.range(0, 100).map(n -> n * n).boxed().toList());
                });
    }

    @Test
    @DisplayName("operators run in the processes of a scope, and may wait there")
    void operatorsRunInAScope() throws Exception {
        Channel<Integer> replies = Channel.<Integer>named("replies").buffered(1).open();
        Scope.run(
                scope -> {
                    reactor.core.scheduler.Scheduler processes =
                            reactor.core.scheduler.Schedulers.fromExecutorService(
                                    ExecutorServices.of(scope, "operator"));
                    List<Integer> got =
                            Flux.range(0, 20)
                                    .publishOn(processes)
                                    .map(
                                            n -> {
                                                assertThat(Thread.currentThread().isVirtual())
                                                        .isTrue();
                                                replies.trySend(n + 1);
                                                return replies.iterator().next();
                                            })
                                    .collectList()
                                    .block(LIMIT);
                    assertThat(got).isEqualTo(IntStream.rangeClosed(1, 20).boxed().toList());
                    processes.dispose();
                });
    }

    @Test
    @DisplayName("a process is a Mono, and disposing of that ends it")
    void aProcessIsAMono() throws Exception {
        Channel<String> never = Channel.<String>named("never sent to").open();
        Scope.run(
                scope -> {
                    assertThat(
                                    Mono.fromFuture(() -> Futures.start(scope, "sum", () -> 40 + 2))
                                            .block(LIMIT))
                            .isEqualTo(42);
                    Mono.fromFuture(() -> Futures.start(scope, "forever", () -> never.receive()))
                            .subscribe()
                            .dispose();
                });
        assertThat(never.waitingReceivers()).isZero();
    }

    @Test
    @DisplayName("a Mono is waited for as a future")
    void aMonoIsAFuture() throws Exception {
        assertThat(Futures.await(Mono.just(41).map(n -> n + 1).toFuture())).isEqualTo(42);
    }

    // ---- RxJava

    @Test
    @DisplayName("a Flowable of a channel has its values, and one is received")
    void aFlowableBothWays() throws Exception {
        Scope.run(
                scope -> {
                    Flowable<Integer> squares =
                            Flowable.fromPublisher(
                                            FlowAdapters.toPublisher(
                                                    counting(scope, 500, new AtomicInteger())))
                                    .observeOn(Schedulers.computation(), false, 8)
                                    .map(n -> n * n);
                    Receiver<Integer> received =
                            Publishers.produce(
                                    scope, "squares", FlowAdapters.toFlowPublisher(squares), 8);
                    assertThat(received)
                            .containsExactlyElementsOf(
                                    IntStream.range(0, 500).map(n -> n * n).boxed().toList());
                });
    }

    @Test
    @DisplayName("a pipeline stands in the middle of a Flowable, and a Single is a future")
    void aPipelineInAFlowable() throws Exception {
        Scope.run(
                scope -> {
                    Flow.Processor<Integer, Integer> odd =
                            Publishers.processor(
                                    scope,
                                    "odd",
                                    4,
                                    (run, numbers) ->
                                            Pipeline.from(numbers)
                                                    .filter(n -> n % 2 == 1)
                                                    .receiveIn(run, 0));
                    Flowable.range(0, 100)
                            .observeOn(Schedulers.computation())
                            .subscribe(FlowAdapters.toSubscriber(odd));
                    assertThat(
                                    Futures.await(
                                            Flowable.fromPublisher(FlowAdapters.toPublisher(odd))
                                                    .count()
                                                    .toCompletionStage()))
                            .isEqualTo(50L);
                });
    }

    @Test
    @DisplayName("a Flowable that is disposed of ends the process that sends")
    void aDisposedFlowableEndsTheProcess() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        Scope.run(
                scope ->
                        assertThat(
                                        Flowable.fromPublisher(
                                                        FlowAdapters.toPublisher(
                                                                counting(
                                                                        scope,
                                                                        Integer.MAX_VALUE,
                                                                        sent)))
                                                .rebatchRequests(4)
                                                .filter(n -> n == 20)
                                                .blockingFirst())
                                .isEqualTo(20));
        assertThat(sent.get()).isLessThan(30);
    }
}
