package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.ScopeBody;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorBody;
import dev.handoff.laws.Until;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Gatherer;
import java.util.stream.Stream;

/** What cannot be closed when all that is wanted has come fails nothing, and is not lost. */
class L46ClosingTest {
    private static final String PLANTED = "planted";

    /** Endless, and not to be closed. */
    private static final Map<String, Pipeline<Integer>> SOURCES = new LinkedHashMap<>();

    static {
        SOURCES.put(
                "generator",
                Pipeline.from(
                        Generator.of(
                                out -> {
                                    try {
                                        for (int i = 1; ; i++) {
                                            out.yield(i);
                                        }
                                    } finally {
                                        fail();
                                    }
                                })));
        SOURCES.put(
                "stream",
                Pipeline.fromStream(
                        () ->
                                Stream.iterate(1, i -> i + 1)
                                        .onClose(
                                                () -> {
                                                    throw new IllegalStateException(PLANTED);
                                                })));
    }

    /** 1 and 2, and not to be closed. */
    private static final Pipeline<Integer> BRIEF =
            Pipeline.fromStream(() -> Stream.of(1, 2).onClose(failing(PLANTED)));

    private static void fail() throws IOException {
        throw new IOException(PLANTED);
    }

    /** Between those who have enough and the source. */
    private static final Map<String, UnaryOperator<Pipeline<Integer>>> BETWEEN =
            new LinkedHashMap<>();

    static {
        BETWEEN.put("nothing", p -> p);
        BETWEEN.put("map", p -> p.map(x -> x));
        BETWEEN.put("flatMap", p -> Pipeline.of(1).flatMap(x -> p));
        BETWEEN.put("concat", p -> p.concat(Pipeline.of(1)));
        BETWEEN.put("recover", p -> p.recover(e -> -1));
        BETWEEN.put("retry", p -> p.retry(Backoff.of(3)));
        BETWEEN.put("tee", p -> p.tee(q -> q.take(1)));
        BETWEEN.put("buffer", p -> p.buffer(1));
        BETWEEN.put("parallel", p -> p.parallel(2, x -> x));
        BETWEEN.put("merge", p -> p.merge());
        BETWEEN.put(
                "combineLatest",
                p -> JoiningOperators.combinedWithOne(p, Pipeline.of(1), (x, one) -> x));
        BETWEEN.put("partition", p -> p.partition(1, x -> 1, q -> q));
        BETWEEN.put("groupBy", p -> p.groupBy(1, x -> 1, (k, q) -> q));
    }

    /** Who have enough with 2. */
    private static final Map<String, UnaryOperator<Pipeline<Integer>>> ENOUGH =
            new LinkedHashMap<>();

    static {
        ENOUGH.put("take", p -> p.take(2));
        ENOUGH.put("takeWhile", p -> p.takeWhile(x -> x < 3));
        ENOUGH.put("zip", p -> p.zip(Pipeline.of(1, 2), (x, y) -> x));
        ENOUGH.put("gather", p -> p.gather(two()));
        ENOUGH.put(
                "stop",
                p ->
                        p.map(
                                x -> {
                                    if (x == 3) {
                                        fail();
                                    }
                                    return x;
                                },
                                OnError.stop()));
    }

    /** What a generator does that waits for something itself, and fails when it is stopped. */
    private static final Map<String, GeneratorBody<Integer>> STOPPED = new LinkedHashMap<>();

    static {
        STOPPED.put(
                "finally",
                out -> {
                    try {
                        Channel.<Integer>never().receive();
                    } finally {
                        fail();
                    }
                });
        STOPPED.put(
                "resource",
                out -> {
                    try (Closeable _ = L46ClosingTest::fail) {
                        Channel.<Integer>never().receive();
                    }
                });
        STOPPED.put(
                "resource, and another exception",
                out -> {
                    try (Closeable _ = L46ClosingTest::fail) {
                        waitForNothing();
                    }
                });
        STOPPED.put(
                "resource, and an interrupt that is wrapped twice",
                out -> {
                    try (Closeable _ = L46ClosingTest::fail) {
                        waitAsInAFile();
                    } catch (IOException e) {
                        throw new IllegalStateException(new UncheckedIOException(e));
                    }
                });
    }

    /** Ends as the JDK's channels do. */
    private static void waitAsInAFile() throws IOException {
        try {
            Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    private static void waitForNothing() {
        try {
            Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            throw new IllegalStateException("stopped", e);
        }
    }

    /** Those of them that run what is above in another process. */
    private static final List<String> BOUNDARIES =
            List.of("buffer", "parallel", "merge", "combineLatest", "partition", "groupBy");

    private static Gatherer<Integer, ?, Integer> two() {
        return Gatherer.of((state, x, out) -> out.push(x) && x < 2);
    }

    /** What has come out of a run, and what was reported meanwhile. */
    private record Run<R>(R result, List<Throwable> reported) {
        static <R> Run<R> of(Callable<R> body) throws Exception {
            List<Throwable> reported = new CopyOnWriteArrayList<>();
            FutureTask<R> task = new FutureTask<>(body);
            Thread thread =
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((t, e) -> reported.add(e))
                            .start(task);
            R result = task.get();
            thread.join();
            return new Run<>(result, reported);
        }

        void isWhole(R expected, String name) {
            assertThat(result).as(name).isEqualTo(expected);
            assertThat(reported)
                    .as(name)
                    .singleElement()
                    .satisfies(e -> assertThat(e).isInstanceOf(PipelineException.class))
                    .satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
        }
    }

    @Test
    @DisplayName("L46 a close that fails when there is enough fails nothing, and is reported")
    void aFailedCloseIsReported() throws Exception {
        for (var source : SOURCES.entrySet()) {
            for (var between : BETWEEN.entrySet()) {
                Pipeline<Integer> above = between.getValue().apply(source.getValue());
                for (var enough : ENOUGH.entrySet()) {
                    Pipeline<Integer> pipeline = enough.getValue().apply(above);
                    Run.of(() -> pipeline.collect(Collectors.toList()))
                            .isWhole(List.of(1, 2), pipeline.describe());
                }
                Run.of(() -> above.first().orElseThrow()).isWhole(1, above.describe());
                Channel<Integer> nobodys = Channel.rendezvous();
                nobodys.cancel();
                Run.of(
                                () -> {
                                    above.sendTo(nobodys);
                                    return true;
                                })
                        .isWhole(true, above.describe());
            }
        }
    }

    @Test
    @DisplayName("L46 each of several closes that fail when there is enough is reported")
    void eachFailedCloseIsReported() throws Exception {
        Run<List<Integer>> run =
                Run.of(
                        () ->
                                Pipeline.fromStream(L46ClosingTest::streamInAStream)
                                        .take(1)
                                        .collect(Collectors.toList()));
        assertThat(run.result()).containsExactly(1);
        Throwable reported = run.reported().getFirst();
        assertThat(List.of(reported, reported.getSuppressed()[0]))
                .extracting(e -> e.getCause().getMessage())
                .containsExactlyInAnyOrder("inner", "outer");
    }

    private static Stream<Integer> streamInAStream() {
        return Stream.of(1)
                .flatMap(
                        a ->
                                Stream.of(a)
                                        .flatMap(b -> Stream.of(b, b).onClose(failing("inner")))
                                        .onClose(failing("outer")));
    }

    private static Runnable failing(String what) {
        return () -> {
            throw new IllegalStateException(what);
        };
    }

    @Test
    @DisplayName("L46 so is what a copy fails with that is awaited when there is enough")
    void aFailedCopyIsReported() throws Exception {
        Pipeline<Integer> atTheEnd = Pipeline.of(1).peek(x -> fail());
        Pipeline<Integer> above = Pipeline.range(1, 10).tee(q -> q.concat(atTheEnd));
        for (var enough : ENOUGH.entrySet()) {
            Pipeline<Integer> pipeline = enough.getValue().apply(above);
            Run.of(() -> pipeline.collect(Collectors.toList()))
                    .isWhole(List.of(1, 2), pipeline.describe());
        }
    }

    @Test
    @DisplayName("L46 so is what a generator fails with that is stopped as it waits for something")
    void aGeneratorThatIsStoppedAsItWaits() throws Exception {
        for (var stopped : STOPPED.entrySet()) {
            for (String between : BOUNDARIES) {
                String name = stopped.getKey() + ", " + between;
                Run.of(() -> enoughBelow(between, stopped.getValue()).toList())
                        .isWhole(List.of(1, 2), name);
            }
        }
    }

    @Test
    @DisplayName("L46 a generator that makes something else of the interrupt has not failed")
    void aGeneratorThatMakesSomethingElseOfTheInterrupt() throws Exception {
        for (String between : BOUNDARIES) {
            Run<List<Integer>> run =
                    Run.of(() -> enoughBelow(between, out -> waitForNothing()).toList());
            assertThat(run.result()).as(between).containsExactly(1, 2);
            assertThat(run.reported()).as(between).isEmpty();
        }
    }

    @Test
    @DisplayName("L46 a stage that is stopped begins nothing in place of what has failed")
    void aStageThatIsStoppedBeginsNothing() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        for (var stage : replacing(begun).entrySet()) {
            for (String between : BOUNDARIES) {
                begun.set(0);
                GeneratorBody<Integer> fails = STOPPED.get("finally");
                String name = stage.getKey() + ", " + between;
                Run.of(() -> enoughBelow(between, begun, fails, stage.getValue()).toList())
                        .isWhole(List.of(1, 2), name);
                assertThat(begun).as(name).hasValue(1);
            }
        }
    }

    @Test
    @DisplayName("L46 nor does one above a copy that fails, and what fails above is told with that")
    void aStageAboveACopyThatFailsBeginsNothing() {
        AtomicInteger begun = new AtomicInteger();
        for (var stage : replacing(begun).entrySet()) {
            begun.set(0);
            CountDownLatch afterTwo = new CountDownLatch(1);
            Pipeline<Integer> above =
                    stage.getValue().apply(oneAndTwo(begun, afterTwo, STOPPED.get("finally")));
            Action<Integer> fails =
                    x -> {
                        afterTwo.await();
                        throw new IllegalArgumentException("first");
                    };
            Throwable failure = catchThrowable(() -> above.tee(q -> q.peek(fails)).run());
            assertThat(failure).as(stage.getKey()).hasRootCauseMessage("first");
            assertThat(failure.getSuppressed())
                    .as(stage.getKey())
                    .singleElement()
                    .satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
            assertThat(begun).as(stage.getKey()).hasValue(1);
        }
    }

    /** Stages that begin something in place of a failure. */
    private static Map<String, UnaryOperator<Pipeline<Integer>>> replacing(AtomicInteger begun) {
        Map<String, UnaryOperator<Pipeline<Integer>>> stages = new LinkedHashMap<>();
        stages.put("recover", p -> p.recover(e -> begun.incrementAndGet()));
        stages.put("recoverWith", p -> p.recoverWith(e -> p));
        stages.put("retry", p -> p.retry(Backoff.of(2)));
        return stages;
    }

    /** 1, 2, and then what {@code then} does; if it is run again, it waits. */
    private static Pipeline<Integer> oneAndTwo(
            AtomicInteger begun, CountDownLatch afterTwo, GeneratorBody<Integer> then) {
        return Pipeline.from(
                Generator.of(
                        out -> {
                            if (begun.getAndIncrement() > 0) {
                                waitForNothing();
                            }
                            out.yield(1);
                            out.yield(2);
                            afterTwo.countDown();
                            then.run(out);
                        }));
    }

    /**
     * What takes 1 and 2 of a generator, when that has begun to do {@code then}.
     *
     * @param stage a stage below the generator, in the same process
     */
    private static Pipeline<Integer> enoughBelow(
            String between,
            AtomicInteger begun,
            GeneratorBody<Integer> then,
            UnaryOperator<Pipeline<Integer>> stage) {
        CountDownLatch afterTwo = new CountDownLatch(1);
        return BETWEEN.get(between)
                .apply(stage.apply(oneAndTwo(begun, afterTwo, then)))
                .peek(
                        x -> {
                            if (x == 2) {
                                afterTwo.await();
                            }
                        })
                .take(2);
    }

    private static Pipeline<Integer> enoughBelow(String between, GeneratorBody<Integer> then) {
        return enoughBelow(between, new AtomicInteger(), then, p -> p);
    }

    @Test
    @DisplayName("L46 a close that fails behind a function that fails as it is stopped is reported")
    void aFailedCloseBehindAFunctionThatFails() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Pipeline<Integer> pipeline =
                SOURCES.get("stream")
                        .peek(
                                x -> {
                                    if (x == 3) {
                                        begun.countDown();
                                        waitForNothing();
                                    }
                                })
                        .buffer(1)
                        .peek(
                                x -> {
                                    if (x == 2) {
                                        begun.await();
                                    }
                                })
                        .take(2);
        Run.of(pipeline::toList).isWhole(List.of(1, 2), pipeline.describe());
    }

    @Test
    @DisplayName("L46 so is what a process fails with that a stopped function has begun")
    void aFailedProcessOfAFunctionThatIsStopped() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Action<Integer> work =
                x -> {
                    if (x == 2) {
                        Scope.run(
                                scope -> {
                                    scope.go(
                                            () -> {
                                                try (Closeable _ = L46ClosingTest::fail) {
                                                    begun.countDown();
                                                    Channel.never().receive();
                                                }
                                            });
                                    Channel.never().receive();
                                });
                    }
                };
        Pipeline<Integer> pipeline =
                Pipeline.range(1, 9).peek(work).buffer(1).peek(_ -> begun.await()).take(1);
        Run<List<Integer>> run = Run.of(pipeline::toList);
        assertThat(run.result()).containsExactly(1);
        assertThat(run.reported())
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessage(PLANTED));
    }

    @Test
    @DisplayName("L46 what a stream fails with on the way out is told with the failure below")
    void aStreamThatFailsOnTheWayOut() {
        Pipeline<Integer> fails =
                Pipeline.fromStream(
                        () ->
                                Stream.of(1)
                                        .mapMulti(
                                                (x, down) -> {
                                                    try {
                                                        down.accept(x);
                                                    } finally {
                                                        failing(PLANTED).run();
                                                    }
                                                }));
        Throwable failure = catchThrowable(() -> fails.peek(_ -> failing("first").run()).run());
        assertThat(failure).hasRootCauseMessage("first");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
    }

    @Test
    @DisplayName("L46 a failure below that a stream throws again stays as it is")
    void aStreamThatThrowsTheFailureAgain() {
        Pipeline<Integer> again =
                Pipeline.fromStream(
                        () ->
                                Stream.of(1)
                                        .mapMulti(
                                                (x, down) -> {
                                                    try {
                                                        down.accept(x);
                                                    } catch (RuntimeException e) {
                                                        throw (RuntimeException) e.getCause();
                                                    }
                                                }));
        assertThat(catchThrowable(() -> again.peek(_ -> failing("first").run()).run()))
                .hasMessageStartingWith("stage peek has failed")
                .hasNoSuppressedExceptions();
    }

    @Test
    @DisplayName("L46 what is above a copy that fails and fails as it is stopped is told with it")
    void whatIsAboveAFailedCopyFails() {
        CountDownLatch atTwo = new CountDownLatch(1);
        Action<Integer> above =
                x -> {
                    if (x == 2) {
                        atTwo.countDown();
                        try {
                            Channel.never().receive();
                        } catch (InterruptedException e) {
                            fail(); // as if by itself
                        }
                    }
                };
        Action<Integer> copy =
                _ -> {
                    atTwo.await();
                    throw new IllegalArgumentException("first");
                };
        Throwable failure =
                catchThrowable(() -> Pipeline.of(1, 2).peek(above).tee(q -> q.peek(copy)).run());
        assertThat(failure).hasRootCauseMessage("first");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
    }

    @Test
    @DisplayName(
            "L46 a failed close above a partition that each branch recovers from fails nothing")
    void aFailedCloseThatEachBranchRecoversFrom() throws Exception {
        assertThat(
                        BRIEF.<Integer>partition(
                                        x -> x == 1, q -> q.recover(e -> 3), q -> q.recover(e -> 4))
                                .toList())
                .containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    @Test
    @DisplayName("L46 a close that has failed, and several branches with it, is reported once")
    void aFailedCloseIsReportedOnce() throws Exception {
        AtomicReference<Thread> branch = new AtomicReference<>();
        Action<Integer> note = x -> branch.set(Thread.currentThread());
        for (Pipeline<Integer> branches :
                List.of(
                        BRIEF.partition(1, x -> 1, q -> q.peek(note)),
                        BRIEF.groupBy(1, x -> 1, (k, q) -> q.peek(note)))) {
            Pipeline<Integer> pipeline =
                    branches.peek(
                                    x -> {
                                        if (x == 2) {
                                            branch.get().join();
                                        }
                                    })
                            .take(2);
            Run.of(pipeline::toList).isWhole(List.of(1, 2), pipeline.describe());
        }
    }

    @Test
    @DisplayName(
            "L46 a close that fails above branches is told even if one of them recovers from it")
    void aFailedCloseThatABranchRecoversFrom() throws Exception {
        CompletableFuture<Thread> passingOn = new CompletableFuture<>();
        Pipeline<Integer> parted =
                BRIEF.partition(
                        x -> x == 1,
                        q -> q.recover(e -> 3),
                        q -> q.peek(x -> passingOn.complete(Thread.currentThread())));
        for (Pipeline<Integer> branches :
                List.of(
                        BRIEF.groupBy(1, x -> 1, (k, q) -> q.recover(e -> 3)),
                        withThreeAfter(passingOn, parted))) {
            CompletableFuture<Thread> above = new CompletableFuture<>();
            Pipeline<Integer> buffered =
                    branches.peek(x -> above.complete(Thread.currentThread())).buffer(8);
            for (Pipeline<Integer> each : List.of(branches, withThreeAfter(above, buffered))) {
                Pipeline<Integer> pipeline = each.take(3);
                Run.of(() -> pipeline.collect(Collectors.toSet()))
                        .isWhole(Set.of(1, 2, 3), pipeline.describe());
            }
        }
    }

    private static Pipeline<Integer> withThreeAfter(
            CompletableFuture<Thread> process, Pipeline<Integer> values) {
        return values.peek(
                x -> {
                    if (x == 3) {
                        process.get().join();
                    }
                });
    }

    @Test
    @DisplayName("L46 so it is where the branches have processes of their own")
    void aFailedCloseIsReportedOnceBesideBranchesWithProcesses() throws Exception {
        List<Throwable> reportedInBranch = new CopyOnWriteArrayList<>();
        AtomicReference<Thread> inBranch = new AtomicReference<>();
        for (Pipeline<Integer> branches : branchesWithProcesses(inBranch, reportedInBranch)) {
            Pipeline<Integer> pipeline = branches.peek(_ -> inBranch.get().join()).take(1);
            Run.of(pipeline::toList).isWhole(List.of(1), pipeline.describe());
            assertThat(reportedInBranch).as(pipeline.describe()).isEmpty();
        }
    }

    @Test
    @DisplayName("L46 and it is not reported if it is told with a failure below")
    void aFailedCloseIsNotReportedThatIsSuppressed() throws Exception {
        List<Throwable> reportedInBranch = new CopyOnWriteArrayList<>();
        AtomicReference<Thread> inBranch = new AtomicReference<>();
        for (Pipeline<Integer> branches : branchesWithProcesses(inBranch, reportedInBranch)) {
            Pipeline<Integer> pipeline =
                    branches.peek(
                            _ -> {
                                inBranch.get().join();
                                throw new IllegalArgumentException("first");
                            });
            Run<Throwable> run = Run.of(() -> catchThrowable(pipeline::run));
            assertThat(run.result()).as(pipeline.describe()).hasRootCauseMessage("first");
            assertThat(run.result().getSuppressed())
                    .as(pipeline.describe())
                    .singleElement()
                    .satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
            assertThat(run.reported()).as(pipeline.describe()).isEmpty();
            assertThat(reportedInBranch).as(pipeline.describe()).isEmpty();
        }
    }

    /**
     * Of more values than may wait below a branch, and a source that cannot be closed.
     *
     * @param inBranch is given a process that ends by that
     */
    private static List<Pipeline<Integer>> branchesWithProcesses(
            AtomicReference<Thread> inBranch, List<Throwable> reportedInBranch) {
        int most = 100;
        Pipeline<Integer> source =
                Pipeline.fromStream(
                        () ->
                                Stream.iterate(1, x -> x + 1)
                                        .limit(most)
                                        .onClose(
                                                () -> {
                                                    throw new IllegalStateException(PLANTED);
                                                }));
        Action<Integer> listen =
                _ ->
                        Thread.currentThread()
                                .setUncaughtExceptionHandler((_, e) -> reportedInBranch.add(e));
        UnaryOperator<Pipeline<Integer>> branch =
                q -> q.peek(_ -> inBranch.set(Thread.currentThread())).buffer(most).peek(listen);
        return List.of(
                source.partition(1, _ -> 1, branch),
                source.groupBy(1, _ -> 1, (_, q) -> branch.apply(q)),
                source.partition(1, _ -> 1, q -> q.partition(1, _ -> 1, branch).peek(listen)));
    }

    @Test
    @DisplayName("L46 a close that fails after another input has failed is told with that failure")
    void aFailedCloseBesideAFailedInput() {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Thread> failing = new CompletableFuture<>();
        Pipeline<Integer> first =
                Pipeline.from(
                        Generator.of(
                                out -> {
                                    failing.complete(Thread.currentThread());
                                    taken.await();
                                    throw new IllegalArgumentException("first");
                                }));
        Pipeline<Integer> second =
                Pipeline.from(
                        Generator.of(
                                out -> {
                                    try {
                                        out.yield(1);
                                        taken.await();
                                        failing.get().join();
                                        out.yield(2);
                                    } finally {
                                        closed.countDown();
                                        fail();
                                    }
                                }));
        Throwable failure =
                catchThrowable(
                        () ->
                                first.merge(second)
                                        .forEach(
                                                x -> {
                                                    taken.countDown();
                                                    closed.await();
                                                }));
        assertThat(failure).hasRootCauseMessage("first");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
    }

    @Test
    @DisplayName("L46 a close that fails after a failure below is told with it")
    void aFailedCloseIsSuppressed() {
        for (var source : SOURCES.entrySet()) {
            for (var between : BETWEEN.entrySet()) {
                Pipeline<Integer> pipeline =
                        between.getValue()
                                .apply(source.getValue())
                                .peek(
                                        x -> {
                                            throw new IllegalArgumentException("first");
                                        });
                Throwable failure = catchThrowable(pipeline::run);
                assertThat(failure).as(pipeline.describe()).hasRootCauseMessage("first");
                assertThat(failure.getSuppressed())
                        .as(pipeline.describe())
                        .singleElement()
                        .satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
            }
        }
    }

    @Test
    @DisplayName("L46 a gatherer's finisher that fails when enough has come is no close")
    void aFinisherThatFailsIsNoClose() throws Exception {
        Gatherer<Integer, AtomicInteger, Integer> bad =
                Gatherer.ofSequential(
                        AtomicInteger::new,
                        (count, x, out) -> out.push(x),
                        (count, out) -> {
                            throw new IllegalStateException(PLANTED);
                        });
        for (UnaryOperator<Pipeline<Integer>> between :
                List.<UnaryOperator<Pipeline<Integer>>>of(p -> p, p -> p.buffer(1))) {
            Pipeline<Integer> two = between.apply(Pipeline.range(0, 9).gather(bad)).take(2);
            Run<List<Integer>> run = Run.of(() -> two.collect(Collectors.toList()));
            assertThat(run.result()).containsExactly(0, 1);
            assertThat(run.reported()).isEmpty();
        }
    }

    @Test
    @DisplayName("L46 a close that fails when nobody has enough fails the run")
    void aFailedCloseFails() {
        for (var between : BETWEEN.entrySet()) {
            if (!between.getKey().equals("recover")) {
                Pipeline<Integer> brief = between.getValue().apply(BRIEF);
                assertThat(catchThrowable(brief::run))
                        .as(brief.describe())
                        .isInstanceOf(PipelineException.class)
                        .hasRootCauseMessage(PLANTED);
            }
        }
    }

    @Test
    @DisplayName(
            "L46 a close that fails when the scope is cancelled is told once, also where a stage"
                    + " below would deal with it")
    void aFailedCloseOfACancelIsTold() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Map<String, UnaryOperator<Pipeline<Integer>>> stages = replacing(begun);
        stages.put("nothing", p -> p);
        stages.put("recover, buffer and recover", p -> p.recover(e -> 1).buffer(1).recover(e -> 1));
        for (var stopped : STOPPED.entrySet()) {
            for (var stage : stages.entrySet()) {
                for (String between : List.of("nothing", "buffer", "merge")) {
                    String name = stopped.getKey() + ", " + stage.getKey() + ", " + between;
                    assertThat(toldOfACancel(stopped.getValue(), stage.getValue(), between))
                            .as(name)
                            .singleElement()
                            .satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
                    assertThat(begun).as(name).hasValue(0);
                }
            }
        }
    }

    /** What a scope throws, and what is reported, when it is cancelled while a pipeline in it waits. */
    private static List<Throwable> toldOfACancel(
            GeneratorBody<Integer> then, UnaryOperator<Pipeline<Integer>> stage, String between)
            throws Exception {
        Channel<Boolean> waiting = Channel.rendezvous();
        Pipeline<Integer> stuck =
                Pipeline.from(
                        Generator.of(
                                out -> {
                                    waiting.send(true);
                                    then.run(out);
                                }));
        Pipeline<Integer> pipeline = BETWEEN.get(between).apply(stage.apply(stuck));
        return told(
                scope -> {
                    pipeline.receiveIn(scope, 0);
                    waiting.receive();
                    scope.cancel();
                });
    }

    /** What a scope throws, and what this thread is told meanwhile. */
    private static List<Throwable> told(ScopeBody.Action<Exception> body) throws Exception {
        Run<Throwable> run = Run.of(() -> catchThrowable(() -> Scope.run(body)));
        List<Throwable> told = new ArrayList<>(run.reported());
        if (run.result() != null) {
            told.add(run.result());
            told.addAll(List.of(run.result().getSuppressed()));
        }
        return told;
    }

    @Test
    @DisplayName("L46 a close that fails in a copy when the receiver cancels is told once")
    void aFailedCloseOfACopyAtACancelIsToldOnce() throws Exception {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        CountDownLatch waiting = new CountDownLatch(1);
        Channel<Integer> source = Channel.rendezvous();
        Pipeline<Integer> copied =
                Pipeline.from(source)
                        .tee(
                                q ->
                                        q.flatMap(
                                                _ ->
                                                        BRIEF.peek(
                                                                _ -> {
                                                                    waiting.countDown();
                                                                    Channel.never().receive();
                                                                })))
                        .peek(
                                _ ->
                                        Thread.currentThread()
                                                .setUncaughtExceptionHandler(
                                                        (_, e) -> told.add(e)));
        List<Throwable> others =
                told(
                        scope -> {
                            Receiver<Integer> values = copied.receiveIn(scope, 0);
                            source.send(1);
                            assertThat(values.receive()).isOne();
                            waiting.await();
                            Until.receiversWait(source, 1);
                            values.cancel();
                        });
        assertThat(told).singleElement().satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
        assertThat(others).isEmpty();
    }

    /** Those below are busy until the process of the tee has ended: it is stopped, and not interrupted. */
    @Test
    @DisplayName(
            "L46 what a copy of a tee could not close when those below had enough is told once")
    void aFailedCloseOfACopyThatWasStoppedIsToldOnce() throws Exception {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        AtomicReference<Thread> above = new AtomicReference<>();
        Pipeline<Integer> copied =
                Pipeline.range(0, 1_000)
                        .peek(
                                _ -> {
                                    above.set(Thread.currentThread());
                                    above.get().setUncaughtExceptionHandler((_, e) -> told.add(e));
                                })
                        .tee(
                                q ->
                                        q.<Closeable, Integer>parallelWith(
                                                1, () -> L46ClosingTest::fail, (_, x) -> x));
        told.addAll(
                told(
                        _ ->
                                copied.partition(1, _ -> 0, branch -> branch.take(1))
                                        .forEach(_ -> above.get().join())));
        assertThat(told).singleElement().satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
    }
}
