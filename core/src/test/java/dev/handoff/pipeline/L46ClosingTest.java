package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.generate.Generator;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
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
        BETWEEN.put("tee", p -> p.tee(q -> q.take(1)));
        BETWEEN.put("buffer", p -> p.buffer(1));
        BETWEEN.put("parallel", p -> p.parallel(2, x -> x));
        BETWEEN.put("merge", p -> p.merge());
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
    @DisplayName("L46 a close that fails when nobody has enough fails the run")
    void aFailedCloseFails() {
        for (var between : BETWEEN.entrySet()) {
            if (!between.getKey().equals("recover")) {
                Pipeline<Integer> brief =
                        between.getValue()
                                .apply(
                                        Pipeline.fromStream(
                                                () ->
                                                        Stream.of(1, 2)
                                                                .onClose(
                                                                        () -> {
                                                                            throw new IllegalStateException(
                                                                                    PLANTED);
                                                                        })));
                assertThat(catchThrowable(brief::run))
                        .as(brief.describe())
                        .isInstanceOf(PipelineException.class)
                        .hasRootCauseMessage(PLANTED);
            }
        }
    }
}
