package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.Overflow;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.generate.Generator;
import dev.handoff.generate.Yielder;
import dev.handoff.internal.Interrupts;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Gatherer;
import java.util.stream.Stream;

/** Whoever stops stops what is above, also functions that take no notice of an interrupt. */
class L46StoppingTest {
    private static final int LAST = 3;
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Pipeline<Integer> ENDLESS = Pipeline.range(0, Integer.MAX_VALUE);

    private static final Generator<Integer> WAITING =
            Generator.of(out -> Channel.<Integer>never().receive());

    /** A function that waits once, until it is interrupted, and goes on as if nothing had happened. */
    private static final class Deaf implements Mapping<Integer, Integer> {
        private final CountDownLatch waiting = new CountDownLatch(1);
        private final Set<Thread> interrupted = ConcurrentHashMap.newKeySet();
        private final int from;

        Deaf(int from) {
            this.from = from;
        }

        @Override
        public Integer apply(Integer value) {
            if (value >= from && interrupted.add(Thread.currentThread())) {
                waiting.countDown();
                try {
                    Channel.<Integer>never().receive();
                } catch (InterruptedException e) {
                    // as so many do
                }
            }
            return value;
        }
    }

    /** Stages with a function that is deaf from the value on that follows the last, in a process of its own. */
    private static final Map<String, BiFunction<Deaf, Pipeline<Integer>, Pipeline<Integer>>>
            STAGES = new LinkedHashMap<>();

    static {
        STAGES.put("buffer", (deaf, above) -> above.buffer(1));
        STAGES.put("timeout", (deaf, above) -> above.timeout(Duration.ofHours(1)));
        STAGES.put("debounce", (deaf, above) -> above.debounce(MOMENT));
        STAGES.put("sample", (deaf, above) -> above.sample(MOMENT));
        STAGES.put(
                "batchWithin",
                (deaf, above) -> above.batchWithin(2, MOMENT).flatMapIterable(list -> list));
        STAGES.put(
                "batchByWeightWithin",
                (deaf, above) ->
                        above.batchByWeightWithin(2, x -> 1, MOMENT).flatMapIterable(list -> list));
        STAGES.put("buffer that drops", (deaf, above) -> above.buffer(2, Overflow.DROP_OLDEST));
        STAGES.put("conflate", (deaf, above) -> above.conflate());
        STAGES.put("conflate by", (deaf, above) -> above.conflate(x -> x, (a, x) -> x));
        STAGES.put("expand", (deaf, above) -> above.expand(x -> List.of(x)));
        STAGES.put("merge", (deaf, above) -> above.merge(Pipeline.of(1)));
        STAGES.put("interleave", (deaf, above) -> above.interleave(ENDLESS));
        STAGES.put("zip", (deaf, above) -> ENDLESS.zip(above, (x, y) -> y));
        STAGES.put("combineLatest", (deaf, above) -> above.combineLatest(ENDLESS, (x, y) -> x));
        STAGES.put(
                "combineLatest, the other",
                (deaf, above) -> ENDLESS.combineLatest(above, (x, y) -> y));
        STAGES.put(
                "zipAll",
                (deaf, above) ->
                        Pipeline.zipAll(List.of(ENDLESS, above, ENDLESS)).map(step -> step.get(1)));
        STAGES.put(
                "combineLatestAll",
                (deaf, above) ->
                        Pipeline.combineLatestAll(List.of(ENDLESS, above, ENDLESS))
                                .map(latest -> latest.get(1)));
        STAGES.put("partition", (deaf, above) -> above.partition(x -> x > 1, q -> q, q -> q));
        STAGES.put("groupBy", (deaf, above) -> above.groupBy(2, x -> x % 3, (k, q) -> q));
        STAGES.put("in a branch", (deaf, above) -> ENDLESS.partition(1, x -> 1, q -> q.map(deaf)));
        STAGES.put(
                "in a group", (deaf, above) -> ENDLESS.groupBy(1, x -> 1, (k, q) -> q.map(deaf)));
        STAGES.put("flatMapMerge", (deaf, above) -> above.flatMapMerge(2, x -> Pipeline.of(x)));
        STAGES.put(
                "in a merged pipeline",
                (deaf, above) -> ENDLESS.flatMapMerge(2, x -> Pipeline.of(x).map(deaf)));
        STAGES.put("flatMapLatest", (deaf, above) -> above.flatMapLatest(x -> Pipeline.of(x)));
        STAGES.put(
                "in the latest pipeline",
                (deaf, above) -> Pipeline.of(1).flatMapLatest(x -> ENDLESS.map(deaf)));
        STAGES.put(
                "throttle",
                (deaf, above) -> above.throttle(LAST + 1, Duration.ofHours(1)).buffer(1));
        STAGES.put(
                "tee to a channel",
                (deaf, above) -> above.tee(Channel.<Integer>buffered(LAST + 1)).buffer(1));
        STAGES.put(
                "a generator that begins",
                (deaf, above) ->
                        above.flatMap(x -> x <= LAST ? Pipeline.of(x) : Pipeline.from(WAITING))
                                .buffer(1));
        STAGES.put("parallel", (deaf, above) -> ENDLESS.parallel(2, deaf));
        STAGES.put("parallelUnordered", (deaf, above) -> ENDLESS.parallelUnordered(2, deaf));
    }

    /** What those below do with a value. */
    private static boolean isLast(Deaf deaf, int value) throws InterruptedException {
        if (value == LAST) {
            deaf.waiting.await();
        }
        return value == LAST;
    }

    @Test
    @DisplayName(
            "L46 a receiver's pipeline ends with its scope, whether it heeds the interrupt or not")
    void aCancelledScopeStopsTheDeaf() throws Exception {
        Deaf deaf = new Deaf(1);
        Scope.run(
                scope -> {
                    Receiver<Integer> values = ENDLESS.map(deaf).receiveIn(scope, 0);
                    assertThat(values.receive()).isZero();
                    deaf.waiting.await();
                    scope.cancel();
                });
        assertThat(deaf.interrupted).hasSize(1);
    }

    @Test
    @DisplayName(
            "L46 a receiver's pipeline ends with its scope, also if all its values fall to a"
                    + " filter, and not as if they were whole")
    void aCancelledScopeStopsEachSource() throws Exception {
        for (var source : SOURCES.entrySet()) {
            Deaf deaf = new Deaf(0);
            AtomicReference<Receiver<Integer>> values = new AtomicReference<>();
            Scope.run(
                    scope -> {
                        Pipeline<Integer> above = source.getValue().apply(scope).map(deaf);
                        values.set(above.filter(x -> false).receiveIn(scope, 0));
                        deaf.waiting.await();
                        scope.cancel();
                    });
            assertThatThrownBy(() -> values.get().receive())
                    .as(source.getKey())
                    .isInstanceOf(ChannelFailedException.class);
        }
    }

    @Test
    @DisplayName(
            "L46 a receiver that cancels stops its pipeline at once, also where it waits for its"
                    + " source, which keeps its values")
    void aCancelStopsWhoWaitsForTheSource() throws Exception {
        List<Function<Pipeline<Integer>, Pipeline<Integer>>> stages =
                List.of(
                        p -> p,
                        p -> p.filter(x -> x == 1),
                        p -> p.buffer(1),
                        p -> p.parallel(2, x -> x),
                        p -> p.merge(),
                        p -> p.flatMap(x -> Pipeline.of(x)).timeout(Duration.ofHours(1)));
        for (Function<Pipeline<Integer>, Pipeline<Integer>> stage : stages) {
            Channel<Integer> source = Channel.buffered(1);
            Scope.run(
                    scope -> {
                        Receiver<Integer> values =
                                stage.apply(Pipeline.from(source)).receiveIn(scope, 0);
                        source.send(1);
                        assertThat(values.receive()).isOne();
                        values.cancel();
                    });
            source.send(2);
            assertThat(source.size()).isOne();
        }
    }

    @Test
    @DisplayName(
            "L46 what a function makes of being stopped by a receiver that cancels fails nothing")
    void whatAFunctionMakesOfACancelFailsNothing() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        Mapping<Integer, Integer> failing =
                x -> {
                    if (x == 0) {
                        return x;
                    }
                    waiting.countDown();
                    try {
                        return Channel.<Integer>never().receive();
                    } catch (InterruptedException e) {
                        throw new IOException("no answer", e);
                    }
                };
        Scope.run(
                scope -> {
                    Receiver<Integer> values = ENDLESS.map(failing).receiveIn(scope, 0);
                    assertThat(values.receive()).isZero();
                    waiting.await();
                    values.cancel();
                });
    }

    @Test
    @DisplayName("L46 what cannot be closed when a receiver cancels is told")
    void whatCannotBeClosedAtACancelIsTold() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        List<Throwable> told = new CopyOnWriteArrayList<>();
        Mapping<Integer, Integer> closing =
                x -> {
                    if (x == 0) {
                        return x;
                    }
                    Thread.currentThread().setUncaughtExceptionHandler((thread, t) -> told.add(t));
                    waiting.countDown();
                    try (Closeable _ = () -> fail("commit")) {
                        return Channel.<Integer>never().receive();
                    }
                };
        Scope.run(
                scope -> {
                    Receiver<Integer> values = ENDLESS.map(closing).receiveIn(scope, 0);
                    assertThat(values.receive()).isZero();
                    waiting.await();
                    values.cancel();
                });
        assertThat(told).singleElement().satisfies(t -> assertThat(t).hasMessage("commit"));
    }

    private static void fail(String what) throws IOException {
        throw new IOException(what);
    }

    @Test
    @DisplayName("L46 a receiver that cancels stops the deaf, too")
    void aCancelStopsTheDeaf() throws Exception {
        Deaf deaf = new Deaf(1);
        Scope.run(
                scope -> {
                    Receiver<Integer> values =
                            ENDLESS.map(deaf).filter(x -> x == 0).receiveIn(scope, 0);
                    assertThat(values.receive()).isZero();
                    deaf.waiting.await();
                    values.cancel();
                });
        assertThat(deaf.interrupted).hasSize(1);
    }

    @Test
    @DisplayName("L46 who has enough stops what is above, whether it heeds the interrupt or not")
    void enoughStopsTheDeaf() throws Exception {
        for (var stage : STAGES.entrySet()) {
            Deaf deaf = new Deaf(LAST + 1);
            assertThat(
                            stage.getValue()
                                    .apply(deaf, ENDLESS.map(deaf))
                                    .filter(x -> isLast(deaf, x))
                                    .first())
                    .as(stage.getKey())
                    .contains(LAST);
            assertThat(deaf.interrupted).as(stage.getKey()).isNotEmpty();
        }
    }

    /** As many as no channel between stages has room for; it looks at no answer. */
    @Test
    @DisplayName("L46 who has enough stops a gatherer, too, that is deaf and pushes on")
    void enoughStopsADeafGatherer() throws Exception {
        AtomicReference<CountDownLatch> waiting = new AtomicReference<>();
        Gatherer<Integer, ?, Integer> many =
                Gatherer.of(
                        (state, x, out) -> {
                            if (x > 0) {
                                waiting.get().countDown();
                                swallowInterrupt();
                                for (int i = 1; i < 1_000; i++) {
                                    out.push(i);
                                }
                            }
                            return out.push(x);
                        });
        Pipeline<Integer> deaf = Pipeline.range(0, 2).gather(many);
        for (Pipeline<Integer> pipeline :
                List.of(
                        deaf.buffer(1),
                        deaf.merge(Pipeline.of()),
                        deaf.parallel(1, x -> x),
                        deaf.parallelUnordered(1, x -> x),
                        Pipeline.of(1).flatMapMerge(2, x -> deaf),
                        Pipeline.of(1).flatMapLatest(x -> deaf))) {
            waiting.set(new CountDownLatch(1));
            assertThat(pipeline.peek(x -> waiting.get().await()).first())
                    .as(pipeline.describe())
                    .contains(0);
        }
    }

    private static void swallowInterrupt() {
        try {
            Channel.never().receive();
        } catch (InterruptedException e) {
            // as so many do
        }
    }

    /** Where no value is ever put out, no answer tells the source that nobody wants one. */
    @Test
    @DisplayName("L46 who has enough stops what is above, also if all its values fall to a filter")
    void enoughStopsThoseWhoPutOutNothing() throws Exception {
        for (var stage : STAGES.entrySet()) {
            Deaf deaf = new Deaf(LAST + 1);
            assertThat(
                            stage.getValue()
                                    .apply(deaf, ENDLESS.map(deaf).filter(x -> x <= LAST))
                                    .filter(x -> isLast(deaf, x))
                                    .first())
                    .as(stage.getKey())
                    .contains(LAST);
        }
    }

    private static final Map<String, Function<Scope, Pipeline<Integer>>> SOURCES =
            new LinkedHashMap<>();

    static {
        SOURCES.put("range", scope -> ENDLESS);
        SOURCES.put(
                "iterable", scope -> Pipeline.from(() -> Stream.iterate(0, x -> x + 1).iterator()));
        SOURCES.put("stream", scope -> Pipeline.fromStream(() -> Stream.iterate(0, x -> x + 1)));
        SOURCES.put("generator", scope -> Pipeline.from(Generator.of(L46StoppingTest::count)));
        SOURCES.put(
                "channel",
                scope -> Pipeline.from(Generator.of(L46StoppingTest::count).receiveIn(scope)));
        SOURCES.put(
                "receiver",
                scope ->
                        Pipeline.fromReceiver(
                                () -> Generator.of(L46StoppingTest::count).receiveIn(scope)));
        SOURCES.put("ticker", scope -> Pipeline.ticker(Duration.ofNanos(1)).map(tick -> 0));
        SOURCES.put("buffer", scope -> ENDLESS.buffer(1));
        SOURCES.put("sample", scope -> ENDLESS.sample(Duration.ofNanos(1)));
        SOURCES.put(
                "expand",
                scope -> Pipeline.of(1).expand(x -> () -> Stream.generate(() -> x).iterator()));
        SOURCES.put("flatMap", scope -> ENDLESS.flatMap(x -> Pipeline.of(x)));
        SOURCES.put("parallel", scope -> ENDLESS.parallel(2, x -> x));
        SOURCES.put("merge", scope -> ENDLESS.merge(ENDLESS));
        SOURCES.put("combineLatest", scope -> ENDLESS.combineLatest(ENDLESS, (x, y) -> x));
        SOURCES.put(
                "combineLatestAll",
                scope ->
                        Pipeline.combineLatestAll(List.of(ENDLESS, ENDLESS, ENDLESS))
                                .map(List::getFirst));
        SOURCES.put(
                "zipAll", scope -> Pipeline.zipAll(List.of(ENDLESS, ENDLESS)).map(List::getFirst));
    }

    private static void count(Yielder<Integer> out) throws InterruptedException {
        for (int i = 0; ; i++) {
            out.yield(i);
        }
    }

    @Test
    @DisplayName("L46 each kind of source is stopped, also if all its values fall to a filter")
    void enoughStopsEachSource() throws Exception {
        for (var source : SOURCES.entrySet()) {
            Deaf deaf = new Deaf(0);
            Scope.run(
                    scope -> {
                        assertThat(
                                        source.getValue()
                                                .apply(scope)
                                                .map(deaf)
                                                .filter(x -> false)
                                                .merge(Pipeline.of(LAST))
                                                .filter(x -> isLast(deaf, x))
                                                .first())
                                .as(source.getKey())
                                .contains(LAST);
                        scope.cancel();
                    });
        }
    }

    @Test
    @DisplayName("L46 samplers whose ticks are always due leave a core to those above")
    void ticksThatAreAlwaysDue() throws Exception {
        Duration moment = Duration.ofNanos(1);
        List<Pipeline<?>> above = List.of(ENDLESS, Pipeline.ticker(Duration.ofMillis(1)));
        Scope.run(
                scope -> {
                    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                        for (Pipeline<?> each : above) {
                            scope.go(() -> assertThat(each.sample(moment).first()).isPresent());
                        }
                    }
                });
    }

    @Test
    @DisplayName("L46 a failure stops what is above, whether it heeds the interrupt or not")
    void aFailureStopsTheDeaf() {
        Map<String, BiFunction<Deaf, Pipeline<Integer>, Pipeline<Integer>>> stages =
                new LinkedHashMap<>(STAGES);
        stages.put("in a copy", (deaf, above) -> ENDLESS.tee(q -> q.map(x -> deaf.apply(x + 1))));
        for (var stage : stages.entrySet()) {
            Deaf deaf = new Deaf(LAST + 1);
            assertThatThrownBy(
                            () ->
                                    stage.getValue()
                                            .apply(deaf, ENDLESS.map(deaf))
                                            .forEach(x -> failIf(isLast(deaf, x))))
                    .as(stage.getKey())
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    /** Nothing looks for it any more: neither those below, who have enough, nor what is above, which is stopped. */
    @Test
    @DisplayName("L46, L38 an interrupt that comes with the last value is still set after the run")
    void anInterruptWithTheLastValueStaysSet() throws Exception {
        Map<String, Pipeline<Integer>> pipelines = new LinkedHashMap<>();
        pipelines.put("no process", ENDLESS);
        pipelines.put("buffer", ENDLESS.buffer(1));
        pipelines.put("timeout", ENDLESS.timeout(Duration.ofHours(1)));
        pipelines.put("expand", ENDLESS.expand(x -> List.of(x)));
        pipelines.put("parallel", ENDLESS.parallel(2, x -> x));
        pipelines.put("parallelUnordered", ENDLESS.parallelUnordered(2, x -> x));
        pipelines.put("merge", ENDLESS.merge(ENDLESS));
        pipelines.put("interleave", ENDLESS.interleave(ENDLESS));
        pipelines.put("zip", Pipeline.range(0, LAST).zip(ENDLESS, (x, y) -> x));
        pipelines.put("combineLatest", ENDLESS.combineLatest(ENDLESS, (x, y) -> x));
        pipelines.put("partition", ENDLESS.partition(2, x -> x, q -> q));
        pipelines.put("groupBy", ENDLESS.groupBy(2, x -> x % 2, (k, q) -> q));
        pipelines.put("tee", ENDLESS.tee(q -> q.take(1)).buffer(1));
        pipelines.put("flatMapMerge", ENDLESS.flatMapMerge(2, x -> Pipeline.of(x)));
        pipelines.put("flatMapLatest", Pipeline.of(1).flatMapLatest(x -> ENDLESS));
        for (var pipeline : pipelines.entrySet()) {
            AtomicInteger seen = new AtomicInteger();
            pipeline.getValue().take(LAST).forEach(x -> interruptAt(LAST, seen));
            assertThat(Thread.interrupted()).as(pipeline.getKey()).isTrue();
            assertThat(seen).as(pipeline.getKey()).hasValue(LAST);
        }
    }

    /** The copy is cut short by that: to give the result would say that all is well. */
    @Test
    @DisplayName(
            "L46 an interrupt as the copy of a tee is awaited is thrown, for the copy is not whole")
    void interruptedAsACopyIsAwaited() {
        Channel<Integer> never = Channel.never();
        Thread me = Thread.currentThread();
        Pipeline<Integer> copied =
                ENDLESS.tee(
                        q ->
                                q.peek(
                                        x -> {
                                            awaitWaiting(me);
                                            me.interrupt();
                                            never.receive();
                                        }));
        assertThatThrownBy(copied::first).isInstanceOf(InterruptedException.class);
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
    }

    private static void interruptAt(int last, AtomicInteger seen) {
        if (seen.incrementAndGet() == last) {
            Thread.currentThread().interrupt();
        }
    }

    /** It would wait for ever: the interrupt does not come again. */
    @Test
    @DisplayName("L46 a function that fails as it is stopped is not tried again")
    void aFunctionThatIsStoppedIsNotTriedAgain() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Mapping<Integer, Integer> waits =
                x -> {
                    if (x > LAST) {
                        calls.incrementAndGet();
                        waiting.countDown();
                        waitUntilInterrupted();
                    }
                    return x;
                };
        assertThat(
                        ENDLESS.map(Mapping.retrying(Backoff.of(3), waits))
                                .buffer(1)
                                .filter(x -> x == LAST)
                                .peek(x -> waiting.await())
                                .first())
                .contains(LAST);
        assertThat(calls).hasValue(1);
    }

    private static void waitUntilInterrupted() {
        try {
            Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            throw new IllegalStateException("stopped");
        }
    }

    /** The copy gets its values from the process that runs what is above. */
    @Test
    @DisplayName("L46 a copy that fails stops what is above, whether it heeds the interrupt or not")
    void aCopyThatFailsStopsTheDeaf() {
        Deaf deaf = new Deaf(LAST + 1);
        AtomicInteger newest = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                ENDLESS.map(deaf)
                                        .peek(newest::set)
                                        .tee(q -> q.peek(x -> failIf(isLast(deaf, x))))
                                        .run())
                .hasCauseInstanceOf(IOException.class);
        assertThat(deaf.interrupted).isNotEmpty();
        assertThat(newest).hasValue(LAST + 1);
    }

    @Test
    @DisplayName("L46 a copy that fails stops what is above and deaf, though no value comes to it")
    void aCopyThatFailsStopsTheDeafBehindAFilter() {
        Deaf deaf = new Deaf(LAST + 1);
        AtomicInteger newest = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                ENDLESS.map(deaf)
                                        .peek(newest::set)
                                        .filter(x -> x <= LAST)
                                        .tee(q -> q.peek(x -> failIf(isLast(deaf, x))))
                                        .run())
                .hasCauseInstanceOf(IOException.class);
        assertThat(newest.get()).isLessThan(1_000_000);
    }

    private static void failIf(boolean last) throws IOException {
        if (last) {
            throw new IOException("no more paper");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"in order", "unordered"})
    @DisplayName("a worker that leaves its interrupt pending keeps nobody waiting for its result")
    void pendingInterruptOfAWorker(String order) throws Exception {
        CountDownLatch allSent = new CountDownLatch(1);
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        Mapping<Integer, Integer> computes =
                x -> {
                    if (x == 0) {
                        allSent.await();
                    } else if (x == 1) {
                        computing.countDown();
                        while (!Thread.currentThread().isInterrupted()) {
                            LockSupport.parkNanos(1_000_000);
                        }
                    }
                    return x;
                };
        Pipeline<Integer> all =
                Pipeline.of(0, 1, 2)
                        .peek(
                                x -> {
                                    if (x == 2) {
                                        allSent.countDown();
                                    }
                                });
        Pipeline<Integer> deaf =
                (order.equals("unordered")
                                ? all.parallelUnordered(1, computes)
                                : all.parallel(1, computes))
                        .filter(
                                x -> {
                                    waiting.countDown();
                                    try {
                                        Channel.<Integer>never().receive();
                                    } catch (InterruptedException e) {
                                        // as so many do
                                    }
                                    return false;
                                });
        Pipeline<Integer> nine =
                deaf.merge(Pipeline.of(9))
                        .filter(
                                x -> {
                                    computing.await();
                                    waiting.await();
                                    return true;
                                });
        assertThat(nine.first()).contains(9);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"in order", "unordered"})
    @DisplayName("a worker that interrupts itself ends the run by an interrupt")
    void workerThatInterruptsItself(String order) {
        Mapping<Integer, Integer> interrupts =
                x -> {
                    Thread.currentThread().interrupt();
                    return x;
                };
        Pipeline<Integer> run =
                order.equals("unordered")
                        ? ENDLESS.parallelUnordered(1, interrupts)
                        : ENDLESS.parallel(1, interrupts);
        assertThatThrownBy(run::run).isInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("L20 L46 an interrupt while those above are stopped does not take away the result")
    void interruptedWhileThoseAboveAreStopped() throws Exception {
        Channel<Integer> values = Channel.unbounded();
        values.sendAll(List.of(1, 2));
        CountDownLatch atSecond = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread me = Thread.currentThread();
        Pipeline<Integer> above =
                Pipeline.from(values)
                        .peek(
                                x -> {
                                    if (x == 2) {
                                        atSecond.countDown();
                                        Interrupts.undisturbed(
                                                () -> {
                                                    goOn.await();
                                                    return true;
                                                });
                                    }
                                })
                        .buffer(1);
        Optional<Integer> first =
                above.peek(
                                x -> {
                                    atSecond.await();
                                    Thread.ofPlatform()
                                            .start(
                                                    () -> {
                                                        awaitWaiting(me);
                                                        me.interrupt();
                                                        goOn.countDown();
                                                    });
                                })
                        .first();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(first).contains(1);
    }
}
