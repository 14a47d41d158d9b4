package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Timers;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Pipeline;
import dev.handoff.pipeline.PipelineException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Stages with several processes, in many schedules: nothing is lost, nothing hangs, nothing is left. */
@DisplayName("L46 Joining and branching stages in many schedules")
class JoiningStagesExploredTest {
    private final AtomicInteger open = new AtomicInteger();

    /** Numbers from {@code from} on, whose source must be closed in the end. */
    private Pipeline<Integer> counting(int from, int to) {
        return Pipeline.from(
                Generator.of(
                        out -> {
                            open.incrementAndGet();
                            try {
                                for (int i = from; i < to; i++) {
                                    out.yield(i);
                                }
                            } finally {
                                open.decrementAndGet();
                            }
                        }));
    }

    private Pipeline<Integer> failingAt(int from, int last) {
        return counting(from, last + 1)
                .map(
                        x -> {
                            if (x == last) {
                                throw new IllegalStateException("planted");
                            }
                            return x;
                        });
    }

    private void explore(Program program) throws InterruptedException {
        Explore.random()
                .schedules(1_000)
                .require(
                        () -> {
                            open.set(0);
                            program.run();
                            assertThat(open).hasValue(0);
                        });
        Explore.pct(3)
                .schedules(500)
                .require(
                        () -> {
                            open.set(0);
                            program.run();
                            assertThat(open).hasValue(0);
                        });
    }

    @Test
    @DisplayName("L46 merge: all values, each input in its order; a stop leaves nothing")
    void merge() throws Exception {
        explore(
                () -> {
                    List<Integer> all =
                            counting(0, 3).merge(counting(10, 13), counting(20, 21)).toList();
                    assertThat(all).containsExactlyInAnyOrder(0, 1, 2, 10, 11, 12, 20);
                    assertThat(all.stream().filter(x -> x < 10)).isSorted();
                    assertThat(all.stream().filter(x -> x >= 10 && x < 20)).isSorted();
                });
        explore(
                () ->
                        assertThat(counting(0, 100).merge(counting(0, 100)).take(3).toList())
                                .hasSize(3));
    }

    @Test
    @DisplayName("L46 merge: one that fails ends the others, and its failure comes out")
    void mergeFails() throws Exception {
        explore(
                () -> {
                    for (Pipeline<Integer> merged :
                            List.of(
                                    counting(0, 30).merge(failingAt(50, 52)),
                                    failingAt(50, 50).merge(counting(0, 30)))) {
                        assertThat(catchThrowable(merged::toList))
                                .isInstanceOf(PipelineException.class)
                                .hasRootCauseMessage("planted");
                    }
                });
    }

    @Test
    @DisplayName("L46 zip and interleave: the shorter ends the longer, or is left out")
    void zipAndInterleave() throws Exception {
        explore(
                () -> {
                    assertThat(counting(0, 3).zip(counting(10, 100), Integer::sum).toList())
                            .containsExactly(10, 12, 14);
                    assertThat(counting(0, 100).zip(counting(10, 12), Integer::sum).toList())
                            .containsExactly(10, 12);
                    assertThat(
                                    counting(0, 3)
                                            .interleave(counting(10, 11), counting(20, 22))
                                            .toList())
                            .containsExactly(0, 10, 20, 1, 21, 2);
                });
    }

    @Test
    @DisplayName(
            "L46 combineLatest: each value of both with the latest of the other; a stop leaves"
                    + " nothing")
    void combineLatest() throws Exception {
        explore(
                () -> {
                    List<Integer> got =
                            counting(0, 3)
                                    .combineLatest(counting(0, 2), (a, b) -> 10 * a + b)
                                    .toList();
                    assertThat(got.getFirst()).isIn(0, 1, 10, 20);
                    for (int i = 1; i < got.size(); i++) {
                        assertThat(got.get(i) - got.get(i - 1)).isIn(1, 10);
                    }
                    assertThat(got).endsWith(21);
                });
        explore(
                () ->
                        assertThat(
                                        counting(0, 100)
                                                .combineLatest(counting(0, 100), Integer::sum)
                                                .take(3)
                                                .toList())
                                .hasSize(3));
    }

    @Test
    @DisplayName(
            "L46 zipAll and combineLatestAll: lists of all; a stop or a failure leaves nothing")
    void lists() throws Exception {
        explore(
                () -> {
                    List<Pipeline<Integer>> inputs =
                            List.of(counting(0, 2), counting(0, 9), counting(0, 1));
                    assertThat(Pipeline.zipAll(inputs).toList()).containsExactly(List.of(0, 0, 0));
                    assertThat(Pipeline.combineLatestAll(inputs).toList())
                            .endsWith(List.of(1, 8, 0));
                    assertThat(Pipeline.combineLatestAll(inputs).take(1).toList()).hasSize(1);
                });
        explore(
                () -> {
                    List<Pipeline<Integer>> inputs =
                            List.of(counting(0, 30), counting(0, 30), failingAt(50, 52));
                    for (Pipeline<List<Integer>> lists :
                            List.of(Pipeline.zipAll(inputs), Pipeline.combineLatestAll(inputs))) {
                        assertThat(catchThrowable(lists::toList))
                                .isInstanceOf(PipelineException.class);
                    }
                });
    }

    @Test
    @DisplayName("L46 combineLatest: one without a value ends the other, and so does a failure")
    void combineLatestEnds() throws Exception {
        explore(
                () -> {
                    assertThat(counting(0, 0).combineLatest(counting(0, 50), Integer::sum).toList())
                            .isEmpty();
                    assertThat(counting(0, 50).combineLatest(counting(0, 0), Integer::sum).toList())
                            .isEmpty();
                });
        explore(
                () -> {
                    for (Pipeline<Integer> combined :
                            List.of(
                                    counting(0, 30).combineLatest(failingAt(50, 52), Integer::sum),
                                    failingAt(50, 50).combineLatest(counting(0, 30), Integer::sum),
                                    counting(0, 3)
                                            .combineLatest(
                                                    counting(0, 3), (a, b) -> 1 / (2 - a)))) {
                        assertThat(catchThrowable(combined::toList))
                                .isInstanceOf(PipelineException.class);
                    }
                });
    }

    @Test
    @DisplayName(
            "L46 partition: each branch gets its values, and what is above stops when none wants"
                    + " more")
    void partition() throws Exception {
        explore(
                () -> {
                    assertThat(
                                    counting(0, 6)
                                            .partition(x -> x % 2 == 0, q -> q.map(x -> -x), q -> q)
                                            .toList())
                            .containsExactlyInAnyOrder(0, -2, -4, 1, 3, 5);
                    assertThat(
                                    counting(0, 1_000_000)
                                            .partition(
                                                    x -> x % 2 == 0, q -> q.take(1), q -> q.take(2))
                                            .toList())
                            .containsExactlyInAnyOrder(0, 1, 3);
                });
    }

    @Test
    @DisplayName("L46 partition: a branch that recovers from what is above makes the whole recover")
    void partitionRecovers() throws Exception {
        explore(
                () -> {
                    assertThat(
                                    failingAt(0, 3)
                                            .partition(
                                                    x -> x % 2 == 0,
                                                    q -> q.recover(e -> 77),
                                                    q -> q.recover(e -> 78))
                                            .toList())
                            .containsExactlyInAnyOrder(0, 1, 2, 77, 78);
                    assertThat(
                                    catchThrowable(
                                            () ->
                                                    failingAt(0, 3)
                                                            .partition(
                                                                    x -> x % 2 == 0,
                                                                    q -> q.recover(e -> 7),
                                                                    q -> q)
                                                            .toList()))
                            .hasRootCauseMessage("planted");
                });
    }

    @Test
    @DisplayName(
            "L46 groupBy: no value is lost to a group that is ended for being idle, or to make"
                    + " room")
    void groupBy() throws Exception {
        for (int most : List.of(2, 3)) { // with three there is room for all: only idle groups end
            explore(() -> assertThatNothingIsLostByGroups(most));
        }
    }

    private void assertThatNothingIsLostByGroups(int most) throws InterruptedException {
        List<Integer> got =
                counting(0, 8)
                        .peek(x -> Timers.sleep(Duration.ofNanos(x % 3)))
                        .groupBy(
                                most,
                                Duration.ofNanos(2),
                                x -> x % 3,
                                (k, g) -> g.batch(3).flatMapIterable(l -> l))
                        .toList();
        assertThat(got).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        for (int k = 0; k < 3; k++) {
            int key = k;
            assertThat(got.stream().filter(x -> x % 3 == key)).isSorted();
        }
    }

    @Test
    @DisplayName("L46 groupBy: a group that wants no more drops the rest of its key")
    void groupByFirsts() throws Exception {
        explore(
                () ->
                        assertThat(
                                        counting(0, 9)
                                                .groupBy(3, x -> x % 3, (k, g) -> g.take(2))
                                                .toList())
                                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5));
    }

    @Test
    @DisplayName("L46 groupBy: a group that fails ends all, and so does what is above")
    void groupByFails() throws Exception {
        explore(
                () -> {
                    assertThat(
                                    catchThrowable(
                                            () ->
                                                    counting(0, 30)
                                                            .groupBy(
                                                                    2,
                                                                    x -> x % 3,
                                                                    (k, g) ->
                                                                            g.map(
                                                                                    x ->
                                                                                            10
                                                                                                    / (4
                                                                                                            - x)))
                                                            .toList()))
                            .hasRootCauseInstanceOf(ArithmeticException.class);
                    assertThat(
                                    catchThrowable(
                                            () ->
                                                    failingAt(0, 5)
                                                            .groupBy(2, x -> x % 3, (k, g) -> g)
                                                            .toList()))
                            .hasRootCauseMessage("planted");
                });
    }

    @Test
    @DisplayName("L46 flatMapMerge: all values, so many pipelines at a time; a stop leaves nothing")
    void flatMapMerge() throws Exception {
        explore(
                () -> {
                    List<Integer> all =
                            counting(1, 4)
                                    .flatMapMerge(
                                            2,
                                            x -> {
                                                assertThat(open.get()).isLessThan(3);
                                                return counting(10 * x, 10 * x + 2);
                                            })
                                    .toList();
                    assertThat(all).containsExactlyInAnyOrder(10, 11, 20, 21, 30, 31);
                    for (int x = 1; x < 4; x++) {
                        int part = x;
                        assertThat(all.stream().filter(v -> v / 10 == part)).isSorted();
                    }
                });
        explore(
                () ->
                        assertThat(
                                        counting(0, 100)
                                                .flatMapMerge(2, x -> counting(0, 100))
                                                .take(3)
                                                .toList())
                                .hasSize(3));
    }

    @Test
    @DisplayName("L46 flatMapMerge: a pipeline that fails ends all, what is above lets them end")
    void flatMapMergeFails() throws Exception {
        explore(
                () ->
                        assertThat(
                                        catchThrowable(
                                                () ->
                                                        counting(0, 100)
                                                                .flatMapMerge(
                                                                        2, x -> failingAt(0, x))
                                                                .toList()))
                                .isInstanceOf(PipelineException.class)
                                .hasRootCauseMessage("planted"));
        explore(
                () ->
                        assertThat(
                                        failingAt(0, 2)
                                                .flatMapMerge(2, x -> counting(x, x + 2))
                                                .recover(e -> 77)
                                                .toList())
                                .containsExactlyInAnyOrder(0, 1, 1, 2, 77)
                                .endsWith(77));
    }

    @Test
    @DisplayName("L46 flatMapLatest: the first of each pipeline, all of the last")
    void flatMapLatest() throws Exception {
        explore(
                () -> {
                    List<Integer> got =
                            counting(1, 4)
                                    .flatMapLatest(
                                            x -> {
                                                assertThat(open.get()).isLessThan(2);
                                                return counting(10 * x, 10 * x + 3);
                                            })
                                    .toList();
                    assertThat(got).isSorted().endsWith(30, 31, 32);
                    for (int x = 1; x < 4; x++) {
                        int part = x;
                        List<Integer> of = got.stream().filter(v -> v / 10 == part).toList();
                        assertThat(of)
                                .isEqualTo(
                                        List.of(10 * x, 10 * x + 1, 10 * x + 2)
                                                .subList(0, of.size()));
                    }
                });
        explore(
                () ->
                        assertThat(
                                        counting(0, 100)
                                                .flatMapLatest(x -> counting(x, x + 100))
                                                .take(3)
                                                .toList())
                                .hasSize(3));
    }

    @Test
    @DisplayName("L46 flatMapLatest: a failure of what is above or of the last pipeline ends it")
    void flatMapLatestFails() throws Exception {
        explore(
                () -> {
                    for (Pipeline<Integer> failing :
                            List.of(
                                    failingAt(0, 2).flatMapLatest(x -> counting(x, 100)),
                                    // what a pipeline that is replaced fails with is told elsewhere
                                    counting(0, 3)
                                            .flatMapLatest(
                                                    x ->
                                                            x == 2
                                                                    ? failingAt(x, 5)
                                                                    : counting(x, 5)))) {
                        assertThat(catchThrowable(failing::toList))
                                .isInstanceOf(PipelineException.class)
                                .hasRootCauseMessage("planted");
                    }
                });
    }

    @Test
    @DisplayName(
            "L46 tee: the copy gets all, also when those below stop; one that fails fails the"
                    + " whole")
    void tee() throws Exception {
        explore(
                () -> {
                    List<Integer> copies = new ArrayList<>();
                    List<Integer> got =
                            counting(0, 100).tee(q -> q.peek(copies::add)).take(3).toList();
                    assertThat(got).containsExactly(0, 1, 2);
                    assertThat(copies).containsExactly(0, 1, 2);
                    assertThat(counting(0, 5).tee(q -> q.take(1)).toList()).hasSize(5);
                    assertThat(
                                    catchThrowable(
                                            () ->
                                                    counting(0, 40)
                                                            .tee(q -> q.map(x -> 1 / (x - 2)))
                                                            .toList()))
                            .hasRootCauseInstanceOf(ArithmeticException.class);
                });
    }

    @Test
    @DisplayName("L46 conflate: nothing is lost that the functions keep")
    void conflate() throws Exception {
        explore(
                () -> {
                    assertThat(counting(1, 6).conflate(x -> x, Integer::sum).fold(0, Integer::sum))
                            .isEqualTo(15);
                    assertThat(counting(1, 6).conflate().toList()).isSorted().endsWith(5);
                });
    }

    @Test
    @DisplayName("L46 stages that wait for the time can be stopped and can fail at any moment")
    void timedStagesStop() throws Exception {
        explore(
                () -> {
                    Duration ns = Duration.ofNanos(3);
                    Pipeline<Integer> ticking =
                            counting(0, 1_000).peek(x -> Timers.sleep(Duration.ofNanos(x % 5)));
                    assertThat(ticking.batchWithin(2, ns).take(3).toList()).hasSize(3);
                    assertThat(ticking.debounce(ns).take(2).toList()).hasSize(2);
                    assertThat(ticking.sample(ns).take(2).toList()).hasSize(2);
                    assertThat(ticking.throttle(1, ns).take(2).toList()).hasSize(2);
                    assertThat(ticking.timeout(Duration.ofSeconds(1)).take(2).toList()).hasSize(2);
                    assertThat(catchThrowable(() -> failingAt(0, 3).batchWithin(2, ns).toList()))
                            .hasRootCauseMessage("planted");
                    assertThat(catchThrowable(() -> failingAt(0, 3).sample(ns).toList()))
                            .hasRootCauseMessage("planted");
                    assertThat(catchThrowable(() -> failingAt(0, 3).debounce(ns).toList()))
                            .hasRootCauseMessage("planted");
                });
    }
}
