package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Overflow;
import dev.handoff.Scope;
import dev.handoff.Timers;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Pipeline;
import dev.handoff.pipeline.PipelineException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Stages that deal with time, when somebody stops them, in many schedules: nothing hangs, nothing is left. */
@DisplayName("L46 Stages that deal with time, stopped in many schedules")
class TimedStagesStoppedTest {
    private static final Map<String, UnaryOperator<Pipeline<Integer>>> STAGES =
            new LinkedHashMap<>();

    static {
        STAGES.put("batchWithin", p -> p.batchWithin(2, ms(12)).flatMapIterable(list -> list));
        STAGES.put(
                "batchByWeightWithin",
                p -> p.batchByWeightWithin(5, x -> x % 4, ms(12)).flatMapIterable(list -> list));
        STAGES.put("throttle", p -> p.throttle(1, ms(7)));
        STAGES.put("debounce", p -> p.debounce(ms(6)));
        STAGES.put("sample", p -> p.sample(ms(13)));
        STAGES.put("timeout", p -> p.timeout(ms(100)));
        STAGES.put("buffer that drops", p -> p.buffer(2, Overflow.DROP_OLDEST));
        STAGES.put("conflate", Pipeline::conflate);
        STAGES.put("conflate by", p -> p.conflate(x -> x, (sum, x) -> x));
        STAGES.put("expand", p -> p.expand(x -> List.of(x, x)));
        STAGES.put("flatMapMerge", p -> p.flatMapMerge(2, x -> ticks(7)));
        STAGES.put("flatMapLatest", p -> p.flatMapLatest(x -> ticks(7)));
        STAGES.put("combineLatest", p -> p.combineLatest(ticks(7), (x, tick) -> tick));
        STAGES.put("groupBy", p -> p.groupBy(2, ms(8), x -> x % 3, (key, values) -> values));
    }

    /** For each stage and each way to stop it. */
    private static final int DRAWS = 15;

    private final AtomicInteger open = new AtomicInteger();

    private static Duration ms(int millis) {
        return Duration.ofMillis(millis);
    }

    private static Pipeline<Integer> ticks(int period) {
        return Pipeline.ticker(ms(period)).take(2).map(tick -> (int) tick.number());
    }

    /** Numbers at intervals of 0, 5 and 10 ms, whose source must be closed in the end. */
    private Pipeline<Integer> counting(int to) {
        return Pipeline.from(
                Generator.of(
                        out -> {
                            open.incrementAndGet();
                            try {
                                for (int i = 0; i < to; i++) {
                                    Timers.sleep(ms(i % 3 * 5));
                                    out.yield(i);
                                }
                                throw new IllegalStateException("planted");
                            } finally {
                                open.decrementAndGet();
                            }
                        }));
    }

    /** What is done with a pipeline. */
    private interface Trial {
        void run(Pipeline<Integer> pipeline) throws Exception;
    }

    private void explore(int to, Trial trial) throws Exception {
        for (var stage : STAGES.entrySet()) {
            Explore.random()
                    .schedules(100)
                    .require(
                            () -> {
                                open.set(0);
                                trial.run(stage.getValue().apply(counting(to)));
                                assertThat(open).as(stage.getKey()).hasValue(0);
                            });
        }
    }

    @Test
    @DisplayName("L46 by those below who have enough")
    void byEnough() throws Exception {
        explore(1_000, pipeline -> assertThat(pipeline.take(2).count()).isEqualTo(2));
    }

    @Test
    @DisplayName("L46 by a failure below")
    void byAFailureBelow() throws Exception {
        explore(
                1_000,
                pipeline ->
                        assertThat(catchThrowable(() -> pipeline.drop(1).forEach(x -> fail())))
                                .hasCauseInstanceOf(IOException.class));
    }

    private static void fail() throws IOException {
        throw new IOException("no more paper");
    }

    @Test
    @DisplayName("L46 by a failure above")
    void byAFailureAbove() throws Exception {
        explore(
                5,
                pipeline ->
                        assertThat(catchThrowable(pipeline::run))
                                .isInstanceOf(PipelineException.class)
                                .hasRootCauseMessage("planted"));
    }

    @Test
    @DisplayName("L46 by their scope, at an instant at which much happens, and at one between")
    void byTheirScope() throws Exception {
        for (int instant : new int[] {30, 37}) {
            explore(
                    1_000,
                    pipeline ->
                            Scope.run(
                                    scope -> {
                                        scope.go("pipeline", pipeline::run);
                                        Timers.sleep(ms(instant));
                                        scope.cancel();
                                    }));
        }
    }

    // ---- at random points

    /** What is done with a pipeline, which puts what comes out of it into {@code out}. */
    private interface Drawn {
        void run(Pipeline<Integer> pipeline, List<Integer> out) throws Exception;
    }

    private interface Point {
        /** The number of values, and what is done with them. */
        Map.Entry<Integer, Drawn> draw(String stage, Random random);
    }

    private void atRandom(String test, Point point) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        IO.println("TimedStagesStoppedTest, " + test + ": seed " + seed);
        Random random = new Random(seed);
        for (var stage : STAGES.entrySet()) {
            for (int draw = 1; draw <= DRAWS; draw++) {
                Map.Entry<Integer, Drawn> drawn = point.draw(stage.getKey(), random);
                String what = stage.getKey() + ", draw " + draw;
                Explore.random()
                        .schedules(4)
                        .seed(random.nextLong())
                        .require(
                                () -> {
                                    open.set(0);
                                    List<Integer> out = new ArrayList<>();
                                    drawn.getValue()
                                            .run(
                                                    stage.getValue()
                                                            .apply(counting(drawn.getKey()))
                                                            .peek(out::add),
                                                    out);
                                    assertThat(open).as(what).hasValue(0);
                                    assertLawful(stage.getKey(), out, what);
                                });
            }
        }
    }

    /** Some of the values: the first ones if the stage drops none, and in their order if it keeps that. */
    private static void assertLawful(String stage, List<Integer> out, String what) {
        switch (stage) {
            case "batchWithin", "batchByWeightWithin", "throttle", "timeout" ->
                    assertThat(out).as(what).isEqualTo(first(out.size()));
            case "debounce", "sample", "buffer that drops", "conflate", "conflate by" ->
                    assertThat(out).as(what).isSorted().doesNotHaveDuplicates();
            case "expand" -> assertThat(out).as(what).isSorted();
            case "groupBy" -> assertThat(out).as(what).doesNotHaveDuplicates();
            default -> assertThat(out).as(what).allMatch(tick -> tick == 1 || tick == 2);
        }
    }

    private static List<Integer> first(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    @Test
    @DisplayName("L46 by those below who have enough, after a random number of values")
    void byEnoughAtRandom() throws Exception {
        atRandom(
                "enough",
                (stage, random) -> {
                    int n = random.nextInt(20);
                    return Map.entry(
                            1_000,
                            (pipeline, out) -> assertThat(pipeline.take(n).count()).isEqualTo(n));
                });
    }

    @Test
    @DisplayName("L46 by a failure below, after a random number of values")
    void byAFailureBelowAtRandom() throws Exception {
        atRandom(
                "a failure below",
                (stage, random) -> {
                    int n = random.nextInt(20);
                    return Map.entry(
                            1_000,
                            (pipeline, out) -> {
                                Pipeline<Integer> later = pipeline.drop(n);
                                assertThat(catchThrowable(() -> later.forEach(x -> fail())))
                                        .hasCauseInstanceOf(IOException.class);
                                assertThat(out).hasSize(n + 1);
                            });
                });
    }

    /** Those that drop nothing, or never the last, have put out all that came before it. */
    @Test
    @DisplayName("L46 by a failure above, after a random number of values")
    void byAFailureAboveAtRandom() throws Exception {
        atRandom(
                "a failure above",
                (stage, random) -> {
                    int to = random.nextInt(20);
                    return Map.entry(
                            to,
                            (pipeline, out) -> {
                                assertThat(catchThrowable(pipeline::run))
                                        .isInstanceOf(PipelineException.class)
                                        .hasRootCauseMessage("planted");
                                switch (stage) {
                                    case "throttle", "timeout" ->
                                            assertThat(out).isEqualTo(first(to));
                                    case "buffer that drops", "conflate", "conflate by" ->
                                            assertThat(out.isEmpty() ? -1 : out.getLast())
                                                    .isEqualTo(to - 1);
                                    default -> {}
                                }
                            });
                });
    }

    @Test
    @DisplayName("L46 by their scope, at a random instant")
    void byTheirScopeAtRandom() throws Exception {
        atRandom(
                "a scope",
                (stage, random) -> {
                    Duration instant =
                            random.nextBoolean()
                                    ? ms(random.nextInt(100))
                                    : Duration.ofNanos(random.nextInt(100_000_000));
                    return Map.entry(
                            1_000,
                            (pipeline, out) ->
                                    Scope.run(
                                            scope -> {
                                                scope.go("pipeline", pipeline::run);
                                                Timers.sleep(instant);
                                                scope.cancel();
                                            }));
                });
    }
}
