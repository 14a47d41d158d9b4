package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.coordinate.Latch;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Mapping;
import dev.handoff.pipeline.OnError;
import dev.handoff.pipeline.Pipeline;
import dev.handoff.pipeline.PipelineException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

@DisplayName("L46 Pipelines in many schedules")
class PipelinesExploredTest {
    private static final Explore MANY = Explore.random().schedules(300);

    private static void explore(Program program) throws Exception {
        for (Explore how : List.of(MANY, Explore.pct(3).schedules(300), Explore.roundRobin())) {
            Report report = how.check(program);
            assertThat(report.verdict()).as(report::toString).isEqualTo(Verdict.CLEAN);
        }
    }

    @Test
    @DisplayName("L46 ordered workers emit in input order in every schedule")
    void orderedWorkersKeepTheOrder() throws Exception {
        explore(
                () -> {
                    List<Integer> seen = new ArrayList<>();
                    Pipeline.of(1, 2, 3).parallel(2, x -> 10 * x).forEach(seen::add);
                    assertThat(seen).containsExactly(10, 20, 30);
                });
    }

    @Test
    @DisplayName("L46 unordered workers emit all in every schedule")
    void unorderedWorkersEmitAll() throws Exception {
        explore(
                () -> {
                    List<Integer> seen = new ArrayList<>();
                    Pipeline.of(1, 2, 3).parallelUnordered(2, x -> 10 * x).forEach(seen::add);
                    assertThat(seen).containsExactlyInAnyOrder(10, 20, 30);
                });
    }

    @Test
    @DisplayName("L46 a sink with workers does all in every schedule")
    void aSinkWithWorkersDoesAll() throws Exception {
        explore(
                () -> {
                    Channel<Integer> done = Channel.unbounded();
                    Pipeline.of(1, 2, 3).forEach(2, done::send);
                    assertThat(done.receiveBatch(4)).containsExactlyInAnyOrder(1, 2, 3);
                });
    }

    /** What is at the sink is ahead, too, and so is what each process on the way has in its hand. */
    @Test
    @DisplayName("L46 stages are ahead of a sink that waits by what is said, and no further")
    void stagesAreAheadByWhatIsSaid() throws Exception {
        Pipeline<Integer> others = Pipeline.range(0, 3_000);
        Duration day = Duration.ofDays(1);
        assertAhead(1, p -> p.map(x -> x));
        assertAhead(1 + 3 + 1, p -> p.buffer(3));
        assertAhead(1 + 1, p -> p.buffer(0));
        assertAhead(1, p -> p.zip(others, (x, y) -> x));
        assertAhead(1 + 1, p -> others.zip(p, (x, y) -> x));
        assertAhead(1 + 1, p -> Pipeline.zipAll(List.of(others, p)).map(List::getLast));
        assertAhead(1 + 1, p -> p.interleave());
        assertAhead(1 + 1, PipelinesExploredTest::combinedWithOne);
        assertAhead(1, p -> p.tee(q -> q));
        assertAhead(1 + 1, p -> p.timeout(day));
        assertAhead(1, p -> p.throttle(3_000, day));
        assertAhead(1 + 1, p -> p.batchWithin(1, day).map(List::getFirst));
        assertAhead(1 + 16 + 1 + 16 + 1, p -> p.partition(3, x -> 1, q -> q));
        assertAhead(1 + 16 + 1 + 1, p -> p.groupBy(2, x -> 1, (k, q) -> q));
        assertAhead(1 + 16 + 1 + 1, p -> p.groupBy(2, day, x -> 1, (k, q) -> q));
        assertAhead(256 + 256 + 1, p -> p.merge());
        assertAhead(256 + 256 + 2 + 1, p -> p.flatMapMerge(2, x -> Pipeline.of(x)));
        assertAhead(2 * 2 + 63 + 32, p -> p.parallel(2, x -> x));
        assertAhead(2 * 2 + 63 + 32, p -> p.parallelUnordered(2, x -> x));
    }

    /** Each value, which waits until the other has put out all it has. */
    private static Pipeline<Integer> combinedWithOne(Pipeline<Integer> p) {
        Latch taken = Latch.of(1);
        Pipeline<Integer> atItsTurn = Pipeline.from(Generator.of(out -> taken.countDown()));
        return p.peek(x -> taken.await())
                .combineLatest(Pipeline.of(1).concat(atItsTurn), (x, one) -> x);
    }

    private static void assertAhead(int number, UnaryOperator<Pipeline<Integer>> stage)
            throws Exception {
        AtomicInteger in = new AtomicInteger();
        AtomicInteger out = new AtomicInteger();
        AtomicInteger ahead = new AtomicInteger();
        Pipeline<Integer> source = Pipeline.range(0, 3_000).peek(x -> in.incrementAndGet());
        Explore.roundRobin()
                .maxTurns(200_000)
                .require(
                        () ->
                                stage.apply(source)
                                        .peek(
                                                x -> {
                                                    VirtualTime.settle();
                                                    ahead.accumulateAndGet(
                                                            in.get() - out.getAndIncrement(),
                                                            Math::max);
                                                })
                                        .take(100)
                                        .run());
        assertThat(ahead).hasValue(number);
    }

    @Test
    @DisplayName("L20 an interrupt from outside ends ordered workers, or comes too late")
    void anInterruptEndsOrderedWorkers() throws Exception {
        explore(
                () -> {
                    Channel<Thread> upstream = Channel.latest();
                    Pipeline<Integer> numbers =
                            Pipeline.range(0, 70) // more than may wait in order
                                    .peek(_ -> upstream.send(Thread.currentThread()))
                                    .parallel(1, x -> x);
                    Scope.run(
                            scope -> {
                                scope.go("sniper", () -> upstream.receive().interrupt());
                                try {
                                    assertThat(numbers.count()).isEqualTo(70);
                                } catch (InterruptedException e) {
                                    scope.cancel();
                                }
                            });
                });
    }

    /** A run of {@code flatMapLatest} would go on for ever; after {@code first} the status stays set. */
    @Test
    @DisplayName("L20 L46 an interrupt from outside is not lost while what is above is stopped")
    void anInterruptMeetsAStop() throws Exception {
        Pipeline<Integer> numbers = Pipeline.of(1, 2);
        assertInterrupted(() -> numbers.flatMapLatest(Pipeline::of).count());
        assertInterrupted(() -> numbers.buffer(1).first());
    }

    private static void assertInterrupted(Callable<?> run) throws Exception {
        explore(
                () -> {
                    Thread self = Thread.currentThread();
                    Scope.run(
                            scope -> {
                                Task<?> sniper =
                                        scope.fork(
                                                "sniper",
                                                () -> {
                                                    self.interrupt();
                                                    return true;
                                                });
                                assertThatThrownBy(
                                                () -> {
                                                    run.call();
                                                    sniper.join();
                                                    Scope.checkpoint();
                                                })
                                        .isInstanceOf(InterruptedException.class);
                                sniper.join();
                            });
                });
    }

    @Test
    @DisplayName("L46 stopping downstream stops upstream, and leaves nothing, in every schedule")
    void stoppingLeavesNothing() throws Exception {
        explore(
                () -> {
                    AtomicInteger open = new AtomicInteger();
                    Pipeline<Integer> numbers =
                            Pipeline.range(0, 1000)
                                    .buffer(1)
                                    .<AutoCloseable, Integer>parallelWith(
                                            2,
                                            () -> {
                                                open.incrementAndGet();
                                                return open::decrementAndGet;
                                            },
                                            (resource, x) -> x);
                    assertThat(numbers.first()).contains(0);
                    assertThat(open).hasValue(0);
                });
    }

    @Test
    @DisplayName(
            "L46 past a failure for one value workers close what they have opened, open anew, and"
                    + " leave nothing open, in every schedule")
    void workersGoOnPastAFailure() throws Exception {
        explore(
                () -> {
                    AtomicInteger open = new AtomicInteger();
                    Callable<Closeable> opening =
                            () -> {
                                assertThat(open.incrementAndGet()).isLessThanOrEqualTo(2);
                                return open::decrementAndGet;
                            };
                    List<Integer> seen =
                            Pipeline.of(1, 0, 2, 0, 3)
                                    .<Closeable, Integer>parallelWith(
                                            2,
                                            opening,
                                            (resource, x) -> 60 / x,
                                            OnError.replace(failure -> -1))
                                    .toList();
                    assertThat(seen).containsExactly(60, -1, 30, -1, 20);
                    assertThat(open).hasValue(0);
                });
    }

    @Test
    @DisplayName(
            "L46 a receiver that cancels stops a pipeline wherever it waits, in every schedule")
    void aCancelStopsAPipeline() throws Exception {
        for (UnaryOperator<Pipeline<Integer>> stage :
                List.<UnaryOperator<Pipeline<Integer>>>of(
                        p -> p, p -> p.buffer(1), p -> p.parallel(2, x -> x))) {
            explore(
                    () -> {
                        Channel<Integer> source = Channel.buffered(2);
                        Scope.run(
                                scope -> {
                                    Receiver<Integer> values =
                                            stage.apply(Pipeline.from(source)).receiveIn(scope, 0);
                                    source.send(1);
                                    assertThat(values.receive()).isEqualTo(1);
                                    values.cancel();
                                });
                        source.send(2);
                        assertThat(source.size()).isEqualTo(1);
                    });
        }
    }

    @Test
    @DisplayName(
            "L46, L15 a cancel that meets the end of a pipeline fails nothing, and interrupts no"
                    + " finally block after it, in every schedule")
    void aCancelMeetsTheEnd() throws Exception {
        Set<List<Received<Integer>>> seen = new HashSet<>();
        explore(
                () -> {
                    AtomicInteger opened = new AtomicInteger();
                    List<Boolean> interruptedAtClose = new ArrayList<>();
                    Pipeline<Integer> one =
                            Pipeline.fromStream(
                                    () -> {
                                        opened.incrementAndGet();
                                        return Stream.of(1)
                                                .onClose(
                                                        () ->
                                                                interruptedAtClose.add(
                                                                        isInterrupted()));
                                    });
                    List<Received<Integer>> received = new ArrayList<>();
                    Scope.run(
                            scope -> {
                                Receiver<Integer> values = one.receiveIn(scope, 1);
                                received.add(values.tryReceive());
                                received.add(values.tryReceive());
                                values.cancel();
                            });
                    seen.add(received);
                    assertThat(interruptedAtClose).hasSize(opened.get());
                    if (received.getLast() instanceof Received.Closed<Integer>) {
                        assertThat(interruptedAtClose).containsExactly(false);
                    }
                });
        Received<Integer> none = Received.empty();
        Received<Integer> value = new Received.Value<>(1);
        List<Received<Integer>> all = List.of(value, Received.closed(null));
        assertThat(seen)
                .contains(List.of(none, none), all)
                .isSubsetOf(List.of(none, none), List.of(none, value), List.of(value, none), all);
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    @Test
    @DisplayName("L46, L15 a run that stops holds up no sender of its receiver, in every schedule")
    void aRunThatStopsHoldsUpNobody() throws Exception {
        List<UnaryOperator<Pipeline<Integer>>> between =
                List.of(
                        p -> p,
                        p -> p.buffer(1),
                        p -> Pipeline.of(1).flatMapLatest(x -> p),
                        p -> p.merge(p));
        for (UnaryOperator<Pipeline<Integer>> stages : between) {
            explore(
                    () ->
                            Scope.run(
                                    scope ->
                                            assertThat(stages.apply(endless(scope)).first())
                                                    .contains(0)));
        }
    }

    @Test
    @DisplayName("L46, L15 so it is with one that gives way to the next value, in every schedule")
    void aRunThatGivesWayHoldsUpNobody() throws Exception {
        explore(
                () ->
                        Scope.run(
                                scope ->
                                        Pipeline.of(1, 2)
                                                .flatMapLatest(
                                                        x ->
                                                                x == 1
                                                                        ? endless(scope)
                                                                        : Pipeline.of(x))
                                                .run()));
    }

    /** Each run has a sender, which ends only when its values are not wanted any more, and its scope waits for it. */
    private static Pipeline<Integer> endless(Scope scope) {
        return Pipeline.fromReceiver(
                () ->
                        scope.<Integer>produce(
                                "numbers",
                                out -> {
                                    out.send(0);
                                    out.send(1);
                                    out.done().receiveOrNull();
                                }));
    }

    /** Functions that wait, and cannot close something when they are stopped. */
    private static final List<Mapping<Integer, Integer>> CLOSING =
            List.of(
                    PipelinesExploredTest::waitAndClose,
                    x -> {
                        try {
                            return waitAndClose(x);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException("no answer", e);
                        }
                    });

    @Test
    @DisplayName(
            "L46, L20 what cannot be closed when a receiver cancels is told once, whatever stands"
                    + " between and whether the scope is cancelled, too, in every schedule")
    void whatCannotBeClosedAtACancelIsToldOnce() throws Exception {
        Pipeline<Integer> two = Pipeline.of(0, 1);
        List<Function<Mapping<Integer, Integer>, Pipeline<Integer>>> stages =
                List.of(
                        two::map,
                        function -> two.map(function).buffer(1),
                        function -> two.parallel(1, function),
                        function -> two.parallelUnordered(1, function));
        for (Function<Mapping<Integer, Integer>, Pipeline<Integer>> stage : stages) {
            for (Mapping<Integer, Integer> closing : CLOSING) {
                exploreToldOnce(stage, closing, scope -> {});
                exploreToldOnce(stage, closing, Scope::cancel);
            }
        }
    }

    private static void exploreToldOnce(
            Function<Mapping<Integer, Integer>, Pipeline<Integer>> stage,
            Mapping<Integer, Integer> closing,
            Consumer<Scope> after)
            throws Exception {
        explore(
                () -> {
                    Latch waiting = Latch.of(1);
                    List<Throwable> told = new ArrayList<>();
                    listen(told);
                    Pipeline<Integer> pipeline =
                            stage.apply(
                                    x -> {
                                        if (x == 0) {
                                            return x;
                                        }
                                        waiting.countDown();
                                        return closing.apply(x);
                                    });
                    Scope.run(
                            scope -> {
                                Receiver<Integer> values =
                                        pipeline.peek(_ -> listen(told)).receiveIn(scope, 0);
                                assertThat(values.receive()).isZero();
                                waiting.await();
                                values.cancel();
                                after.accept(scope);
                            });
                    assertThat(told)
                            .singleElement()
                            .satisfies(t -> assertThat(t).hasMessageContaining("commit"));
                });
    }

    private static void listen(List<Throwable> told) {
        Thread.currentThread().setUncaughtExceptionHandler((_, t) -> told.add(t));
    }

    private static int waitAndClose(int x) throws IOException, InterruptedException {
        try (Closeable _ = PipelinesExploredTest::commit) {
            return x + Channel.<Integer>never().receive();
        }
    }

    private static void commit() throws IOException {
        throw new IOException("commit");
    }

    @Test
    @DisplayName(
            "L46 a finally block above may wait if the receiver cancels while a value is being"
                    + " sent, in every schedule")
    void aCancelDuringASendDoesNotInterruptAFinallyBlock() throws Exception {
        explore(
                () -> {
                    AtomicInteger closed = new AtomicInteger();
                    Pipeline<Integer> numbers =
                            Pipeline.fromStream(
                                    () -> Stream.of(0, 1, 2).onClose(() -> waitAndAdd(closed)));
                    Scope.run(
                            scope -> {
                                Receiver<Integer> values = numbers.receiveIn(scope, 0);
                                assertThat(values.receive()).isZero();
                                VirtualTime.settle();
                                values.cancel();
                            });
                    assertThat(closed).hasValue(1);
                });
    }

    private static void waitAndAdd(AtomicInteger closed) {
        try {
            Timers.sleep(Duration.ofSeconds(1));
            closed.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("L46, L36 a failure that the receiver has seen fails the scope, though it cancels")
    void aFailureBeforeACancelIsThrown() throws Exception {
        explore(
                () ->
                        assertThatThrownBy(
                                        () ->
                                                Scope.run(
                                                        scope -> {
                                                            Receiver<Integer> values =
                                                                    Pipeline.of(0)
                                                                            .map(x -> 1 / x)
                                                                            .receiveIn(scope, 0);
                                                            seesTheEnd(values);
                                                            values.cancel();
                                                        }))
                                .hasRootCauseInstanceOf(ArithmeticException.class));
    }

    private static void seesTheEnd(Receiver<Integer> values) throws InterruptedException {
        try {
            values.receive();
        } catch (ChannelFailedException e) {
            // is what the scope throws
        }
    }

    @Test
    @DisplayName("L46 a failure of an ordered worker comes after the values before it")
    void aFailureKeepsItsPlace() throws Exception {
        explore(
                () -> {
                    List<Integer> seen = new ArrayList<>();
                    Pipeline<Integer> failing =
                            Pipeline.of(1, 2, 0, 4).buffer(1).parallel(2, x -> 10 / x);
                    assertThatThrownBy(() -> failing.forEach(seen::add))
                            .isInstanceOf(PipelineException.class)
                            .hasCauseInstanceOf(ArithmeticException.class);
                    assertThat(seen).containsExactly(10, 5);
                });
    }

    @Test
    @DisplayName(
            "L46 a failure of an unordered worker or upstream fails the pipeline in every schedule")
    void aFailureFailsThePipeline() throws Exception {
        explore(
                () -> {
                    Pipeline<Integer> source = Pipeline.of(1, 0, 4);
                    assertThatThrownBy(() -> source.parallelUnordered(2, x -> 10 / x).count())
                            .isInstanceOf(PipelineException.class);
                    assertThatThrownBy(
                                    () ->
                                            source.map(x -> 10 / x)
                                                    .parallelUnordered(2, x -> x)
                                                    .count())
                            .isInstanceOf(PipelineException.class);
                });
    }

    @Test
    @DisplayName("L46 a buffer changes nothing but the speed, in all schedules")
    void aBufferChangesNothing() throws Exception {
        Report report =
                Explore.exhaustive()
                        .schedules(5_000)
                        .check(
                                () -> {
                                    List<Integer> seen = new ArrayList<>();
                                    Pipeline.of(1, 2).buffer(1).forEach(seen::add);
                                    assertThat(seen).containsExactly(1, 2);
                                });
        assertThat(report.verdict()).as(report::toString).isEqualTo(Verdict.CLEAN);
    }

    @Test
    @DisplayName("L46 a copy of a tee is not at its end when that of a tee below has failed")
    void aFailedCopyBelowIsNoEnd() throws Exception {
        explore(
                () -> {
                    List<List<Integer>> saved = new ArrayList<>();
                    Pipeline<Integer> copiedTwice =
                            Pipeline.range(0, 8)
                                    .tee(copy -> copy.batch(100).peek(saved::add))
                                    .tee(copy -> copy.map(x -> 10 / (3 - x)));
                    assertThatThrownBy(copiedTwice::run)
                            .hasCauseInstanceOf(ArithmeticException.class);
                    assertThat(saved).allMatch(batch -> batch.size() == 8);
                });
    }

    @Test
    @DisplayName("L46 the copy of a run inside of another has its end, also when that has enough")
    void aRunInsideOfAnotherHasItsOwnEnd() throws Exception {
        List<List<Integer>> saved = Collections.synchronizedList(new ArrayList<>());
        Mapping<Integer, Integer> firstTwo =
                x ->
                        (int)
                                Pipeline.range(0, 3)
                                        .tee(copy -> copy.batch(100).peek(saved::add))
                                        .take(2)
                                        .count();
        explore(
                () -> {
                    saved.clear();
                    AtomicInteger ended = new AtomicInteger();
                    Pipeline<Integer> runs =
                            Pipeline.range(0, 3).map(firstTwo).peek(_ -> ended.incrementAndGet());
                    assertThat(runs.merge(Pipeline.range(0, 5)).first()).isPresent();
                    assertThat(saved).allMatch(List.of(0, 1)::equals);
                    assertThat(saved).hasSizeGreaterThanOrEqualTo(ended.get());
                });
    }
}
