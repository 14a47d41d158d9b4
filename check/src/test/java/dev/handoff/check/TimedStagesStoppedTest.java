package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Scope;
import dev.handoff.Timers;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Pipeline;
import dev.handoff.pipeline.PipelineException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

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
        STAGES.put("conflate", Pipeline::conflate);
        STAGES.put("conflate by", p -> p.conflate(x -> x, (sum, x) -> x));
        STAGES.put("expand", p -> p.expand(x -> List.of(x, x)));
        STAGES.put("flatMapMerge", p -> p.flatMapMerge(2, x -> ticks(7)));
        STAGES.put("flatMapLatest", p -> p.flatMapLatest(x -> ticks(7)));
        STAGES.put("groupBy", p -> p.groupBy(2, ms(8), x -> x % 3, (key, values) -> values));
    }

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
}
