package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.generate.Generator;
import dev.handoff.generate.Yielder;
import dev.handoff.laws.Seed;
import dev.handoff.laws.Told;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Pipelines for values: several at the same time, or the latest alone. */
class L46FlatMapTest {
    @Test
    @DisplayName("L46 flatMapMerge runs as many pipelines at the same time as it may, and no more")
    void asManyAsTheyMay() throws Exception {
        for (int most : new int[] {1, 3, Integer.MAX_VALUE}) {
            int values = 12;
            CountDownLatch meeting = new CountDownLatch(Math.min(most, values));
            AtomicInteger running = new AtomicInteger();
            AtomicInteger atOnce = new AtomicInteger();
            Pipeline<Integer> one =
                    Pipeline.from(
                            Generator.of(
                                    out -> {
                                        atOnce.accumulateAndGet(
                                                running.incrementAndGet(), Math::max);
                                        meeting.countDown();
                                        meeting.await();
                                        out.yield(1);
                                        running.decrementAndGet();
                                    }));
            assertThat(Pipeline.range(0, values).flatMapMerge(most, x -> one).count())
                    .isEqualTo(values);
            assertThat(atOnce).hasValue(Math.min(most, values));
        }
    }

    @Test
    @DisplayName("L46 flatMapMerge puts out what a quick pipeline has while a slow one has nothing")
    void aSlowPipelineHoldsUpNobody() throws Exception {
        CountDownLatch seen = new CountDownLatch(3);
        assertThat(
                        Pipeline.of(0, 1, 2, 3)
                                .flatMapMerge(
                                        2,
                                        x ->
                                                Pipeline.of(x)
                                                        .peek(
                                                                y -> {
                                                                    if (y == 0) {
                                                                        seen.await();
                                                                    }
                                                                }))
                                .peek(x -> seen.countDown())
                                .toList())
                .containsExactly(1, 2, 3, 0);
    }

    private static void failAtThree(int x) throws IOException {
        if (x == 3) {
            throw new IOException("planted");
        }
    }

    @Test
    @DisplayName(
            "L46 flatMapMerge: if what is above or the mapping fails, the pipelines before come to"
                    + " their end")
    void whatWasBegunComesToItsEnd() {
        Pipeline<Integer> five = Pipeline.range(0, 5);
        Mapping<Integer, Pipeline<Integer>> three = x -> Pipeline.range(10 * x, 10 * x + 3);
        Mapping<Integer, Pipeline<Integer>> failing =
                x -> {
                    failAtThree(x);
                    return three.apply(x);
                };
        for (Pipeline<Integer> pipeline :
                List.of(
                        five.peek(x -> failAtThree(x)).as("it").flatMapMerge(4, three),
                        five.flatMapMerge(4, failing).as("it"))) {
            List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
            assertThatThrownBy(() -> pipeline.forEach(seen::add))
                    .hasMessageContaining("\"it\" has failed: java.io.IOException: planted");
            assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 10, 11, 12, 20, 21, 22);
        }
    }

    @Test
    @DisplayName("L46 flatMapMerge and flatMapLatest: a pipeline that fails keeps its name")
    void aPipelineThatFailsKeepsItsName() {
        Pipeline<Integer> failing =
                Pipeline.of(1)
                        .named("inner")
                        .map(
                                x -> {
                                    throw new IOException("planted");
                                });
        Pipeline<Integer> outer = Pipeline.of(1).named("outer");
        for (Pipeline<Integer> pipeline :
                List.of(outer.flatMapMerge(2, x -> failing), outer.flatMapLatest(x -> failing))) {
            assertThatThrownBy(pipeline::run)
                    .hasMessage(
                            "pipeline \"inner\", stage map has failed: java.io.IOException:"
                                    + " planted");
        }
    }

    @Test
    @DisplayName("L46 flatMapLatest awaits the pipeline of the value before, then begins the next")
    void oneAfterTheOther() throws Exception {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        Pipeline<String> pipeline =
                Pipeline.of(1, 2, 3)
                        .flatMapLatest(
                                x -> {
                                    events.add("mapping " + x);
                                    return Pipeline.from(
                                            Generator.of(
                                                    out -> {
                                                        try {
                                                            out.yield("value " + x);
                                                            waitUnlessLast(x);
                                                        } finally {
                                                            events.add("end " + x);
                                                        }
                                                    }));
                                });
        assertThat(pipeline.toList()).endsWith("value 3");
        assertThat(events)
                .containsSubsequence("mapping 1", "mapping 2", "mapping 3", "end 3")
                .doesNotHaveDuplicates();
        for (int x = 1; x <= 2; x++) {
            if (events.contains("end " + x)) { // else it was stopped before it began
                assertThat(events)
                        .containsSubsequence("mapping " + x, "end " + x, "mapping " + (x + 1));
            }
        }
    }

    private static void waitUnlessLast(int x) throws InterruptedException {
        if (x < 3) {
            Channel.<Integer>never().receive();
        }
    }

    @Test
    @DisplayName("L46 flatMapLatest: a failure above stops the pipeline")
    void aFailureAboveStopsThePipeline() {
        Pipeline<Integer> failing =
                Pipeline.range(0, 2)
                        .peek(
                                x -> {
                                    if (x == 1) {
                                        throw new IOException("planted");
                                    }
                                });
        assertThatThrownBy(
                        () ->
                                failing.flatMapLatest(x -> Pipeline.from(Channel.<Integer>never()))
                                        .run())
                .hasMessage("stage peek has failed: java.io.IOException: planted");
    }

    /** It was the newest when it failed: the newer value was there before anybody below could hear of that. */
    @Test
    @DisplayName("L46 flatMapLatest: the failure of a pipeline that is replaced is told, and once")
    void theFailureOfAReplacedPipelineIsTold() throws Exception {
        IllegalStateException planted = new IllegalStateException("planted");
        Pipeline<Integer> failing = Pipeline.of(10, 0).peek(y -> throwIf(y == 0, planted));
        Pipeline<Integer> unclosable = Pipeline.fromStream(() -> closing(10, planted));
        Pipeline<Integer> both =
                Pipeline.fromStream(() -> Stream.of(10, 0).onClose(L46FlatMapTest::cannotClose))
                        .peek(y -> throwIf(y == 0, planted));
        for (Pipeline<Integer> older : List.of(failing, unclosable, both)) {
            List<Integer> seen = new ArrayList<>();
            assertThat(Told.by(() -> replaceWhenEnded(older, seen)))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            PipelineException.class, e -> assertThat(e).hasCause(planted));
            assertThat(seen).containsExactly(10, 20);
        }
    }

    @Test
    @DisplayName(
            "L46 flatMapLatest: a refusal in a pipeline that is replaced is no failure, but what"
                    + " has failed beside it is told")
    void theRefusalOfAReplacedPipelineIsNotTold() throws Exception {
        Channel<Integer> nobodys = Channel.rendezvous();
        nobodys.cancel();
        Pipeline<Integer> refused =
                Pipeline.of(10, 0)
                        .peek(
                                y -> {
                                    if (y == 0) {
                                        sendAndClose(nobodys, y);
                                    }
                                });
        List<Integer> seen = new ArrayList<>();
        assertThat(Told.by(() -> replaceWhenEnded(refused, seen)))
                .singleElement()
                .satisfies(t -> assertThat(t).hasMessage("commit"));
        assertThat(seen).containsExactly(10, 20);
    }

    private static void sendAndClose(Channel<Integer> out, int x)
            throws IOException, InterruptedException {
        try (Closeable _ = L46FlatMapTest::commit) {
            out.send(x);
        }
    }

    private static void cannotClose() {
        throw new IllegalStateException("cannot be closed");
    }

    private static void commit() throws IOException {
        throw new IOException("commit");
    }

    /** Both have failed before anybody below could hear of either. */
    @Test
    @DisplayName("L46 flatMapLatest: a failure above does not hide that of the pipeline")
    void aFailureAboveDoesNotHideThatOfThePipeline() throws Exception {
        IllegalStateException planted = new IllegalStateException("planted inside");
        AtomicReference<Thread> above = new AtomicReference<>();
        AtomicReference<Thread> inside = new AtomicReference<>();
        CountDownLatch first = new CountDownLatch(1);
        Pipeline<Integer> failing =
                Pipeline.of(10, 0)
                        .peek(y -> inside.set(Thread.currentThread()))
                        .peek(y -> throwIf(y == 0, planted));
        Pipeline<Integer> bothFail =
                Pipeline.of(1, 2)
                        .peek(
                                x -> {
                                    above.set(Thread.currentThread());
                                    if (x == 2) {
                                        first.await();
                                        throw new IOException("planted above");
                                    }
                                })
                        .flatMapLatest(x -> failing)
                        .peek(
                                y -> {
                                    first.countDown();
                                    inside.get().join();
                                    above.get().join();
                                });
        assertThat(
                        Told.by(
                                () ->
                                        assertThatThrownBy(bothFail::run)
                                                .hasMessageContaining("planted above")))
                .singleElement()
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e).hasCause(planted));
    }

    /** Those below are busy with the first value until the older pipeline has ended and the newer value waits. */
    private static void replaceWhenEnded(Pipeline<Integer> older, List<Integer> seen)
            throws InterruptedException {
        AtomicReference<Thread> above = new AtomicReference<>();
        AtomicReference<Thread> inside = new AtomicReference<>();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Pipeline.of(1, 2)
                .peek(
                        x -> {
                            if (x == 2) {
                                first.await();
                                above.set(Thread.currentThread());
                                second.countDown();
                            }
                        })
                .flatMapLatest(
                        x ->
                                x == 2
                                        ? Pipeline.of(20)
                                        : older.peek(y -> inside.set(Thread.currentThread())))
                .forEach(
                        y -> {
                            seen.add(y);
                            if (y == 10) {
                                first.countDown();
                                second.await();
                                inside.get().join();
                                awaitSend(above.get());
                            }
                        });
    }

    private static void throwIf(boolean condition, RuntimeException failure) {
        if (condition) {
            throw failure;
        }
    }

    private static void awaitSend(Thread sender) {
        while (sender.getState() != Thread.State.WAITING
                || Stream.of(sender.getStackTrace())
                        .noneMatch(frame -> frame.getMethodName().equals("send"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName(
            "L46 flatMapLatest: what comes of the stop is not told, but for a close that fails")
    void whatComesOfTheStopIsNotTold() throws Exception {
        IllegalStateException stuck = new IllegalStateException("cannot be closed");
        CountDownLatch waiting = new CountDownLatch(1);
        Pipeline<Integer> pipeline =
                Pipeline.of(1, 2)
                        .peek(
                                x -> {
                                    if (x == 2) {
                                        waiting.await();
                                    }
                                })
                        .flatMapLatest(
                                x ->
                                        x == 2
                                                ? Pipeline.of(20)
                                                : Pipeline.fromStream(() -> closing(0, stuck))
                                                        .map(y -> failWhenStopped(waiting)));
        List<Throwable> told = Told.by(() -> assertThat(pipeline.first()).contains(20));
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e).hasCause(stuck));
    }

    private static Stream<Integer> closing(int value, RuntimeException failure) {
        return Stream.of(value)
                .onClose(
                        () -> {
                            throw failure;
                        });
    }

    private static int failWhenStopped(CountDownLatch waiting) {
        waiting.countDown();
        try {
            return Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            throw new IllegalStateException("stopped");
        }
    }

    /** One run of flatMapLatest with random lengths, pauses and one disturbance. */
    private static final class Latest {
        private enum Disturbance {
            NONE,
            SOURCE_FAILS,
            INNER_FAILS,
            SINK_FAILS,
            ENOUGH,
            INTERRUPTED
        }

        /** What a pipeline for a value has put out. */
        private record Part(int value, int number) {}

        private static final class Planted extends RuntimeException {
            private static final long serialVersionUID = 1;
        }

        private final int[] lengths;
        private final Disturbance disturbance;
        private final int point;
        private final int pauses;
        private boolean interruptedItself;
        private final Thread runner = Thread.currentThread();
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger mapped = new AtomicInteger();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        private final List<Part> seen = new ArrayList<>();

        /** What has failed by itself at the moment at which it was stopped: touched by the runner alone. */
        private final List<Throwable> late = new ArrayList<>();

        Latest(Random random) {
            lengths = random.ints(random.nextInt(12), 0, 6).toArray();
            disturbance = Disturbance.values()[random.nextInt(Disturbance.values().length)];
            point = random.nextInt(8);
            pauses = random.nextInt(1 << 12);
        }

        @Override
        public String toString() {
            return disturbance
                    + " at "
                    + point
                    + ", lengths "
                    + IntStream.of(lengths).boxed().toList()
                    + ", seen "
                    + seen;
        }

        /** Some go on at once, others let others go first. */
        private void pause(int i) {
            for (int k = (pauses >> (i % 10)) & 3; k > 0; k--) {
                Thread.yield();
            }
        }

        private void source(Yielder<Integer> out) throws InterruptedException {
            begin();
            try {
                for (int i = 0; i < lengths.length; i++) {
                    failAt(Disturbance.SOURCE_FAILS, i);
                    pause(i);
                    out.yield(i);
                }
            } finally {
                open.decrementAndGet();
            }
        }

        private Pipeline<Part> inner(int value) {
            mapped.incrementAndGet();
            return Pipeline.from(
                    Generator.of(
                            out -> {
                                begin();
                                try {
                                    for (int k = 0; k < lengths[value]; k++) {
                                        failAt(Disturbance.INNER_FAILS, value + k);
                                        pause(value + k);
                                        out.yield(new Part(value, k));
                                    }
                                } finally {
                                    open.decrementAndGet();
                                }
                            }));
        }

        private void begin() {
            threads.add(Thread.currentThread());
            open.incrementAndGet();
        }

        private void failAt(Disturbance when, int at) {
            if (disturbance == when && at == point) {
                throw new Planted();
            }
        }

        private void sink(Part part) {
            failAt(Disturbance.SINK_FAILS, seen.size());
            seen.add(part);
            if (disturbance == Disturbance.INTERRUPTED && seen.size() == point) {
                interruptedItself = true;
                runner.interrupt();
            }
        }

        void run() throws Exception {
            Pipeline<Part> pipeline =
                    Pipeline.from(Generator.of(this::source)).flatMapLatest(this::inner);
            String end = "well";
            runner.setUncaughtExceptionHandler((t, e) -> late.add(e));
            try {
                (disturbance == Disturbance.ENOUGH ? pipeline.take(point) : pipeline)
                        .forEach(this::sink);
            } catch (PipelineException e) {
                assertThat(e).hasCauseInstanceOf(Planted.class);
                end = "failed";
            } catch (InterruptedException e) {
                end = "interrupted";
            } finally {
                runner.setUncaughtExceptionHandler(null);
            }
            boolean told = end.equals("interrupted");
            assertThat(Thread.interrupted() || told || !interruptedItself)
                    .as("an interrupt is thrown, or still there")
                    .isTrue();
            assertThat(open).hasValue(0);
            assertThat(late).allSatisfy(e -> assertThat(e).hasCauseInstanceOf(Planted.class));
            threads.remove(runner);
            for (Thread thread : threads) {
                thread.join();
            }
            assertParts();
            assertEnd(end);
        }

        /** Values in their order, and of each the first parts. */
        private void assertParts() {
            Part before = new Part(-1, -1);
            for (Part part : seen) {
                if (part.value == before.value) {
                    assertThat(part.number).isEqualTo(before.number + 1);
                } else {
                    assertThat(part.value).isGreaterThan(before.value);
                    assertThat(part.number).isZero();
                }
                before = part;
            }
        }

        private void assertEnd(String end) {
            switch (disturbance) {
                case SOURCE_FAILS ->
                        assertThat(end).isEqualTo(point < lengths.length ? "failed" : "well");
                case SINK_FAILS -> {
                    assertThat(end).isIn("failed", "well");
                    assertThat(seen.size() == point || end.equals("well")).isTrue();
                    assertThat(seen.size()).isLessThanOrEqualTo(point);
                }
                case INNER_FAILS -> assertThat(end).isIn("failed", "well");
                case INTERRUPTED -> assertThat(end).isIn("interrupted", "well");
                case NONE, ENOUGH -> assertThat(end).isEqualTo("well");
            }
            boolean whole =
                    end.equals("well")
                            && (disturbance != Disturbance.ENOUGH || seen.size() < point);
            if (whole) {
                assertThat(mapped).hasValue(lengths.length);
                int last = lengths.length - 1;
                assertThat(seen.stream().filter(part -> part.value == last))
                        .hasSize(last < 0 ? 0 : lengths[last]);
            }
        }
    }

    @RepeatedTest(4)
    @DisplayName(
            "L46 flatMapLatest puts out all of the last pipeline, and the first of those before")
    void latestPutsOutAllOfTheLast() throws Exception {
        long seed = Seed.of("L46FlatMapTest");
        for (long s = seed; s < seed + 1_000; s++) {
            Latest trial = new Latest(new Random(s));
            try {
                trial.run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + s + ": " + trial, e);
            }
        }
    }
}
