package dev.handoff.pipeline;

import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Owned;
import dev.handoff.OwnershipException;
import dev.handoff.Receiver;
import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Gatherer;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Workers, stopping, failing. */
class L46PipelinesTest {
    private static final Pipeline<Integer> ENDLESS = Pipeline.range(0, Integer.MAX_VALUE);

    @Test
    @DisplayName("L46 a slow head keeps no other worker from working, and the order is kept")
    void aSlowHeadStopsNobody() throws Exception {
        CountDownLatch others = new CountDownLatch(15);
        assertThat(
                        Pipeline.range(0, 16)
                                .parallel(
                                        2,
                                        x -> {
                                            if (x == 0) {
                                                others.await();
                                            } else {
                                                others.countDown();
                                            }
                                            return x;
                                        })
                                .toList())
                .isEqualTo(IntStream.range(0, 16).boxed().toList());
    }

    @Test
    @DisplayName("L46 unordered workers emit as completed")
    void unorderedWorkersDoNotWaitForASlowOne() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<Integer> values =
                Pipeline.range(0, 10)
                        .parallelUnordered(
                                2,
                                x -> {
                                    if (x == 0) {
                                        release.await();
                                    }
                                    return x;
                                })
                        .peek(
                                x -> {
                                    if (x == 9) {
                                        release.countDown();
                                    }
                                })
                        .toList();
        assertThat(values).hasSize(10).last().isEqualTo(0);
    }

    @Test
    @DisplayName("L46 n workers work on n values at the same time, and never on more")
    void thereAreNWorkers() throws Exception {
        assertThat(Pipeline.range(0, 50).parallel(3, threeAtATime()).count()).isEqualTo(50);
        assertThat(Pipeline.range(0, 50).parallelUnordered(3, threeAtATime()).count())
                .isEqualTo(50);
    }

    /** Waits until three are at work, and fails if there are more; for one run. */
    private static Mapping<Integer, Integer> threeAtATime() {
        AtomicInteger working = new AtomicInteger();
        CountDownLatch allThere = new CountDownLatch(3);
        return x -> {
            assertThat(working.incrementAndGet()).isLessThanOrEqualTo(3);
            allThere.countDown();
            allThere.await();
            working.decrementAndGet();
            return x;
        };
    }

    @Test
    @DisplayName("L46 backpressure: stages are ahead by what is said, and no further")
    void stagesAreAheadByABoundedNumber() throws Exception {
        assertAheadAtMost(3 + 2, p -> p.buffer(3));
        assertAheadAtMost(2 * 2 + 128, p -> p.parallel(2, x -> x));
        assertAheadAtMost(2 * 2 + 128, p -> p.parallelUnordered(2, x -> x));
        assertAheadAtMost(3 * Merging.AHEAD + 2, p -> p.merge());
        Scope.run(
                scope -> scope.go(() -> assertAheadAtMost(2 * Merging.AHEAD + 2, p -> p.merge())));
    }

    private static void assertAheadAtMost(int most, UnaryOperator<Pipeline<Integer>> stage)
            throws Exception {
        AtomicInteger in = new AtomicInteger();
        AtomicInteger out = new AtomicInteger();
        Pipeline<Integer> source = Pipeline.range(0, 3000).peek(x -> in.incrementAndGet());
        stage.apply(source)
                .forEach(
                        x -> {
                            assertThat(in.get() - out.get()).isLessThanOrEqualTo(most);
                            out.incrementAndGet();
                        });
        assertThat(out).hasValue(3000);
    }

    @Test
    @DisplayName("L46 stopping downstream stops what waits upstream")
    void stoppingStopsWhatWaits() throws Exception {
        Channel<Integer> numbers = Channel.buffered(1);
        numbers.send(1);
        Pipeline<Integer> source = Pipeline.from(numbers);
        assertThat(source.buffer(2).buffer(2).first()).contains(1);
        numbers.send(2);
        assertThat(source.parallel(2, x -> x).first()).contains(2);
        numbers.send(3);
        assertThat(source.parallelUnordered(2, x -> x).first()).contains(3);
        assertThat(numbers.waitingReceivers()).isZero();
    }

    @Test
    @DisplayName("L46 stopping downstream runs the finally blocks upstream")
    void stoppingRunsFinallyBlocks() throws Exception {
        AtomicInteger open = new AtomicInteger();
        Pipeline<Integer> source =
                Pipeline.source(
                        Label.of("source"),
                        (me, out) -> {
                            open.incrementAndGet();
                            try {
                                return ENDLESS.last.run(out);
                            } finally {
                                open.decrementAndGet();
                            }
                        });
        for (Pipeline<Integer> pipeline :
                List.of(source, source.buffer(1), source.parallel(2, x -> x))) {
            assertThat(pipeline.take(3).toList()).containsExactly(0, 1, 2);
            assertThat(open).hasValue(0);
        }
    }

    @Test
    @DisplayName("L46 a gatherer that does not heed what its push is answered is stopped, too")
    void aGathererThatPushesOnIsStopped() throws Exception {
        Gatherer<Integer, ?, Integer> twice =
                Gatherer.ofSequential(
                        (state, x, out) -> {
                            out.push(x);
                            out.push(x);
                            return true;
                        });
        AtomicInteger read = new AtomicInteger();
        assertThat(
                        Pipeline.range(0, 100)
                                .peek(x -> read.incrementAndGet())
                                .gather(twice)
                                .take(3)
                                .toList())
                .isEqualTo(Stream.iterate(0, x -> x + 1).gather(twice).limit(3).toList());
        assertThat(read).hasValue(2);
    }

    @Test
    @DisplayName("L46 each list of a batch is one of its own, and stays as it is")
    void listsOfBatches() throws Exception {
        Pipeline<Integer> five = Pipeline.range(0, 5);
        for (Pipeline<List<Integer>> batched :
                List.of(five.batch(2), five.batchByWeight(2, x -> 1))) {
            assertThat(batched.toList()).containsExactly(List.of(0, 1), List.of(2, 3), List.of(4));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1023, 1024, 1025, 2048, 2500, 5000, 6000, Integer.MAX_VALUE})
    @DisplayName("L46 a batch has the values of its size, in their order, and may be changed")
    void batchesOfAllSizes(int size) throws Exception {
        List<Integer> all = Stream.iterate(0, x -> x + 1).limit(5000).toList();
        List<List<Integer>> batches = Pipeline.from(all).batch(size).toList();
        assertThat(batches)
                .isEqualTo(
                        all.stream().gather(Gatherers.windowFixed(Math.min(size, 5000))).toList())
                .allSatisfy(batch -> assertThat(batch.add(-1)).isTrue());
    }

    @Test
    @DisplayName("L46 a batch that was put out is not kept while the next one begins")
    void batchesAreNotKept() throws Exception {
        Channel<Object> values = Channel.rendezvous();
        List<WeakReference<Object>> sent = new ArrayList<>();
        Scope.run(
                scope -> {
                    Receiver<Integer> sizes =
                            Pipeline.from(values).batch(2).map(List::size).receiveIn(scope, 1);
                    for (int i = 0; i < 3; i++) {
                        Object value = new Object();
                        sent.add(new WeakReference<>(value));
                        values.send(value);
                    }
                    assertThat(sizes.receive()).isEqualTo(2);
                    eventually(
                            "the first two values are garbage",
                            () -> {
                                System.gc();
                                return sent.stream().limit(2).allMatch(s -> s.get() == null);
                            });
                    values.close();
                    assertThat(sizes.receive()).isEqualTo(1);
                });
    }

    @Test
    @DisplayName("L46 samples of a period that is always over hold up no value")
    void aShortPeriodHoldsUpNoValue() throws Exception {
        assertThat(Pipeline.range(0, 1000).sample(Duration.ofNanos(1)).toList())
                .last()
                .isEqualTo(999);
    }

    @Test
    @DisplayName("L46 a throttle for more values than will ever come takes no room for them")
    void aThrottleTakesRoomForWhatHasCome() throws Exception {
        assertThat(ENDLESS.take(3).throttle(Integer.MAX_VALUE, Duration.ofDays(1)).count())
                .isEqualTo(3);
    }

    @Test
    @DisplayName("L46 a failure stops workers that wait for ever")
    void aFailureStopsWorkersThatWait() {
        Mapping<Integer, Integer> work =
                x -> {
                    if (x == 3) {
                        throw new IOException("no more");
                    }
                    return Channel.<Integer>never().receive();
                };
        assertThatThrownBy(() -> ENDLESS.parallelUnordered(4, work).count())
                .isInstanceOf(PipelineException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> ENDLESS.buffer(4).map(x -> 1 / (x - 5)).count())
                .hasCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    @DisplayName("L46 an interrupt ends a run, and all of its processes")
    void anInterruptEndsARun() throws Exception {
        for (Thread.Builder threads : List.of(Thread.ofVirtual(), Thread.ofPlatform())) {
            Set<Thread> workers = ConcurrentHashMap.newKeySet();
            CountDownLatch working = new CountDownLatch(3);
            Pipeline<Integer> stuck =
                    ENDLESS.parallel(
                            3,
                            x -> {
                                workers.add(Thread.currentThread());
                                working.countDown();
                                return Channel.<Integer>never().receive();
                            });
            Throwable[] end = new Throwable[1];
            Thread runner =
                    threads.start(
                            () -> {
                                try {
                                    stuck.count();
                                } catch (Throwable t) {
                                    end[0] = t;
                                }
                            });
            working.await();
            runner.interrupt();
            assertThat(runner.join(Duration.ofMinutes(1))).isTrue();
            assertThat(end[0]).isInstanceOf(InterruptedException.class);
            assertThat(workers).hasSize(3);
            for (Thread worker : workers) {
                assertThat(worker.join(Duration.ofMinutes(1))).isTrue();
            }
        }
    }

    @Test
    @DisplayName("L46 a loop that never waits is ended by an interrupt, too")
    void aBusyRunHeedsInterrupts() {
        assertThatThrownBy(
                        () ->
                                ENDLESS.peek(
                                                x -> {
                                                    if (x == 1000) {
                                                        Thread.currentThread().interrupt();
                                                    }
                                                })
                                        .filter(x -> x < 0)
                                        .count())
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("L46 distinctUntilChanged leaves out what is equal to the one before, and no more")
    void distinctUntilChanged() throws Exception {
        assertThat(Pipeline.of("a", "a", "b", "a", "a", "A").distinctUntilChanged().toList())
                .containsExactly("a", "b", "a", "A");
        assertThat(Pipeline.of(3, 3, 3).distinctUntilChanged().toList()).containsExactly(3);
        assertThat(Pipeline.<Integer>of().distinctUntilChanged().toList()).isEmpty();
    }

    @Test
    @DisplayName("L46 an equals that fails is a failure of the stage that compares")
    void anEqualsThatFails() {
        record Odd(int id) {
            @Override
            public boolean equals(Object other) {
                throw new IllegalStateException("equals");
            }

            @Override
            public int hashCode() {
                return 1;
            }
        }
        Pipeline<Odd> odd = Pipeline.of(new Odd(1), new Odd(2));
        for (Pipeline<Odd> comparing : List.of(odd.distinct(), odd.distinctUntilChanged())) {
            assertThatThrownBy(comparing::count)
                    .isInstanceOf(PipelineException.class)
                    .hasMessageStartingWith("stage distinct")
                    .hasRootCauseMessage("equals");
        }
    }

    /** A run keeps nothing in the pipeline. */
    @Test
    void severalThreadsRunOnePipeline() throws Exception {
        Pipeline<Integer> pipeline =
                Pipeline.range(0, 200)
                        .distinctBy(x -> x / 2)
                        .scan(0, (a, x) -> a + x)
                        .parallel(2, x -> x)
                        .gather(Gatherers.windowFixed(7))
                        .<Integer>flatMapIterable(x -> x)
                        .drop(90);
        List<Integer> expected = pipeline.toList();
        Scope.run(
                scope -> {
                    for (int i = 0; i < 8; i++) {
                        scope.go(() -> assertThat(pipeline.toList()).isEqualTo(expected));
                    }
                });
    }

    /** Null is no value; the message says whose function gave it. */
    @Test
    void nullIsRefused() {
        for (Pipeline<?> pipeline :
                List.of(
                        ENDLESS.map(x -> nothing()),
                        ENDLESS.parallel(2, x -> nothing()),
                        ENDLESS.scan(0, (a, x) -> nothing()),
                        Pipeline.of(1).gather(Gatherer.of((state, x, out) -> out.push(nothing()))),
                        ENDLESS.groupBy(1, x -> 1, (key, same) -> nothing()))) {
            assertThatThrownBy(pipeline::count)
                    .isInstanceOf(PipelineException.class)
                    .hasCauseInstanceOf(NullPointerException.class)
                    .hasMessageContaining("gave null");
        }
        assertThatThrownBy(() -> Pipeline.of(1, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ENDLESS.map(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @DisplayName("L46 a null among the elements of an iterable or a stream is told as that")
    void nullAmongElementsIsRefused() {
        List<Integer> elements = Arrays.asList(nothing(), 1);
        for (Pipeline<?> pipeline :
                List.of(
                        Pipeline.from(elements),
                        Pipeline.fromStream(elements::stream),
                        Pipeline.of(1).expand(x -> elements),
                        ENDLESS.flatMapIterable(x -> elements))) {
            assertThatThrownBy(pipeline::count)
                    .isInstanceOf(PipelineException.class)
                    .hasCauseInstanceOf(NullPointerException.class)
                    .hasMessageEndingWith("null is among the elements, and is no value");
        }
    }

    @Test
    @DisplayName("L46 null in place of a result is a failure for its value")
    void nullIsAFailureOfItsValue() throws Exception {
        Mapping<Integer, Integer> unlessTwo =
                x -> {
                    if (x == 2) {
                        return nothing();
                    }
                    return x;
                };
        assertThat(
                        Pipeline.range(1, 4)
                                .map(unlessTwo, OnError.replace(failure -> -failure.value()))
                                .toList())
                .containsExactly(1, -2, 3);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T nothing() {
        return null;
    }

    /** What a resource costs is paid once a worker, and not before it is needed. */
    @Test
    void workersOpenAndCloseTheirResource() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        Pipeline<Integer> work =
                Pipeline.range(0, 100)
                        .<AutoCloseable, Integer>parallelWith(
                                3,
                                () -> {
                                    opened.incrementAndGet();
                                    return closed::incrementAndGet;
                                },
                                (resource, x) -> x);
        assertThat(work.take(0).count()).isZero();
        assertThat(opened).hasValue(0);
        assertThat(work.count()).isEqualTo(100);
        assertThat(opened.get()).isBetween(1, 3);
        assertThat(closed).hasValue(opened.get());
    }

    /** Opening and closing belong to the stage. */
    @Test
    void aResourceThatFailsFailsTheStage() {
        Pipeline<Integer> ten = Pipeline.range(0, 10);
        assertThatThrownBy(
                        () ->
                                ten.<AutoCloseable, Integer>parallelWith(
                                                2,
                                                () -> {
                                                    throw new IOException("no connection");
                                                },
                                                (resource, x) -> x)
                                        .as("query")
                                        .count())
                .hasMessageContaining("stage parallelWith(2, ordered) \"query\" has failed")
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(
                        () ->
                                ten.<AutoCloseable, Integer>parallelUnorderedWith(
                                                2,
                                                () ->
                                                        () -> {
                                                            throw new IOException("still busy");
                                                        },
                                                (resource, x) -> x)
                                        .count())
                .hasMessageContaining("stage parallelWith(2, unordered) has failed")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("L46 the tasks of mapConcurrent have ended when what is above or below has failed")
    void aFailureLeavesNoTaskOfAGatherer() throws Exception {
        Set<Thread> tasks = ConcurrentHashMap.newKeySet();
        CountDownLatch begun = new CountDownLatch(2);
        Pipeline<Integer> above =
                ENDLESS.peek(
                        x -> {
                            if (x == 3) {
                                begun.await();
                                throw new IOException("planted");
                            }
                        });
        Gatherer<Integer, ?, Integer> waiting =
                Gatherers.mapConcurrent(
                        4,
                        x -> {
                            tasks.add(Thread.currentThread());
                            begun.countDown();
                            if (x > 0) {
                                LockSupport.park();
                            }
                            return x;
                        });
        Pipeline<Integer> below =
                ENDLESS.gather(waiting)
                        .peek(
                                x -> {
                                    begun.await();
                                    throw new IOException("planted");
                                });
        for (Pipeline<Integer> pipeline : List.of(above.gather(waiting), below)) {
            assertThatThrownBy(pipeline::run).hasRootCauseMessage("planted");
            for (Thread task : tasks) {
                assertThat(task.join(Duration.ofMinutes(1))).as("has ended").isTrue();
            }
        }
    }

    @Test
    @DisplayName("L46 so have they when a gatherer that was joined before it has failed")
    void aFailureOfAJoinedGathererLeavesNoTask() throws Exception {
        Set<Thread> tasks = ConcurrentHashMap.newKeySet();
        CountDownLatch begun = new CountDownLatch(1);
        Gatherer<Integer, ?, Integer> waiting =
                Gatherers.mapConcurrent(
                        4,
                        x -> {
                            tasks.add(Thread.currentThread());
                            begun.countDown();
                            LockSupport.park();
                            return x;
                        });
        Gatherer<Integer, ?, Integer> failing =
                Gatherer.of(
                        (state, x, out) -> {
                            if (x == 1) {
                                await(begun);
                                throw new IllegalStateException("planted");
                            }
                            return out.push(x);
                        });
        assertThatThrownBy(() -> ENDLESS.gather(failing.andThen(waiting)).run())
                .hasRootCauseMessage("planted");
        for (Thread task : tasks) {
            assertThat(task.join(Duration.ofMinutes(1))).as("has ended").isTrue();
        }
        assertThat(tasks).isNotEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("L46 what is owned by others cannot be sent on, which is a failure of its stage")
    void anOwnedResultOfAWorker() {
        Pipeline<Owned<Integer>> results = Pipeline.range(0, 3).parallel(2, x -> Owned.of(x));
        for (Pipeline<Owned<Integer>> sent : List.of(results.buffer(1), results.tee(q -> q))) {
            assertThatThrownBy(sent::run)
                    .isInstanceOf(PipelineException.class)
                    .hasCauseInstanceOf(OwnershipException.class);
        }
        assertThatThrownBy(results.parallelUnordered(2, x -> x).as("unordered")::run)
                .hasMessageContaining("\"unordered\" has failed")
                .hasCauseInstanceOf(OwnershipException.class);
        for (Pipeline<Owned<Integer>> branched :
                List.<Pipeline<Owned<Integer>>>of(
                        results.tee(q -> q),
                        results.partition(2, x -> 1, q -> q),
                        results.groupBy(2, x -> 1, (key, q) -> q))) {
            assertThatThrownBy(branched.as("branching")::run)
                    .hasMessageContaining("\"branching\" has failed")
                    .hasCauseInstanceOf(OwnershipException.class);
        }
    }

    /** With a limit that is none, and with few values. */
    @Test
    void workersAreStartedAsValuesCome() throws Exception {
        for (int workers : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE / 2, 10_000_000}) {
            Set<Thread> ordered = ConcurrentHashMap.newKeySet();
            assertThat(Pipeline.range(0, 100).parallel(workers, allAtOnce(ordered)).toList())
                    .hasSize(100);
            assertThat(ordered).hasSize(100);
            Set<Thread> unordered = ConcurrentHashMap.newKeySet();
            assertThat(
                            Pipeline.range(0, 100)
                                    .parallelUnordered(workers, allAtOnce(unordered))
                                    .toList())
                    .hasSize(100);
            assertThat(unordered).hasSize(100);
        }
    }

    /** Waits until a hundred are at work, and notes their threads; for one run. */
    private static Mapping<Integer, Integer> allAtOnce(Set<Thread> threads) {
        CountDownLatch allThere = new CountDownLatch(100);
        return x -> {
            threads.add(Thread.currentThread());
            allThere.countDown();
            allThere.await();
            return x;
        };
    }

    @Test
    @DisplayName("L46 a worker that was idle once keeps no other from being started")
    void aWorkerThatWasIdleOnce() throws Exception {
        for (BiFunction<Pipeline<Integer>, Mapping<Integer, Integer>, Pipeline<Integer>> stage :
                List
                        .<BiFunction<
                                        Pipeline<Integer>,
                                        Mapping<Integer, Integer>,
                                        Pipeline<Integer>>>
                                of(
                                        (p, work) -> p.parallel(2, work),
                                        (p, work) -> p.parallelUnordered(2, work))) {
            AtomicReference<Thread> first = new AtomicReference<>();
            CountDownLatch both = new CountDownLatch(2);
            Mapping<Integer, Integer> work =
                    x -> {
                        if (x == 0) {
                            first.set(Thread.currentThread());
                        } else {
                            both.countDown();
                            both.await();
                        }
                        return x;
                    };
            Channel<Integer> values = Channel.buffered(2);
            Scope.run(
                    scope -> {
                        Receiver<Integer> results =
                                stage.apply(Pipeline.from(values), work).receiveIn(scope, 2);
                        values.send(0);
                        assertThat(results.receive()).isZero();
                        eventually(
                                "it is idle", () -> first.get().getState() == Thread.State.WAITING);
                        values.sendAll(List.of(1, 2));
                        values.close();
                        assertThat(results).containsExactlyInAnyOrder(1, 2);
                    });
        }
    }

    /** One that has done with its value takes the next, whatever the limit is. */
    @Test
    void anIdleWorkerTakesTheNextValue() throws Exception {
        assertAnIdleWorkerTakesTheNextValue((p, work) -> p.parallel(Integer.MAX_VALUE, work));
        assertAnIdleWorkerTakesTheNextValue(
                (p, work) -> p.parallelUnordered(Integer.MAX_VALUE, work));
    }

    private static void assertAnIdleWorkerTakesTheNextValue(
            BiFunction<Pipeline<Integer>, Mapping<Integer, Integer>, Pipeline<Integer>> stage)
            throws Exception {
        Channel<Integer> values = Channel.rendezvous();
        Channel<Integer> done = Channel.rendezvous();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Scope.run(
                scope -> {
                    Mapping<Integer, Integer> work =
                            x -> {
                                threads.add(Thread.currentThread());
                                return x;
                            };
                    scope.go(() -> stage.apply(Pipeline.from(values), work).sendTo(done));
                    for (int i = 0; i < 1_000; i++) {
                        values.send(i);
                        done.receive();
                    }
                    values.close();
                });
        assertThat(threads.size()).isLessThan(100); // 500, if none were ever idle
    }

    /** What fails is named, not what the failure passes on its way. */
    @Test
    void failuresAreNotThoseOfStagesAbove() {
        Pipeline<Integer> long1 =
                ENDLESS.gather(Gatherers.scan(() -> 0, (a, x) -> x)).flatMap(x -> Pipeline.of(x));
        assertThatThrownBy(() -> long1.forEach(x -> failing(x, 3)))
                .hasMessageStartingWith("stage forEach has failed");
        assertThatThrownBy(
                        () ->
                                ENDLESS.flatMap(
                                                x ->
                                                        Pipeline.of(x)
                                                                .peek(y -> failing(y, 3))
                                                                .as("inner"))
                                        .count())
                .hasMessageStartingWith("stage peek \"inner\" has failed");
    }

    private static void failing(int x, int limit) throws IOException {
        if (x == limit) {
            throw new IOException("no more");
        }
    }
}
