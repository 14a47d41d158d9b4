package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.pipeline.Mapping;
import dev.handoff.pipeline.Pipeline;
import dev.handoff.pipeline.PipelineException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

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
