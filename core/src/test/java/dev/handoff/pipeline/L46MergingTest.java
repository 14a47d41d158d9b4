package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Owned;
import dev.handoff.Receiver;
import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What is merged, and that what hands over lists holds nothing back. */
class L46MergingTest {
    private static final List<Integer> EVEN =
            IntStream.range(0, 1000).map(x -> 2 * x).boxed().toList();
    private static final List<Integer> ODD = EVEN.stream().map(x -> x + 1).toList();

    private static Pipeline<Integer> merged() {
        return Pipeline.<Integer>from(EVEN).merge(Pipeline.from(ODD), Pipeline.of());
    }

    @Test
    @DisplayName("L46 a merge of collections puts out all values of each, in their order")
    void allValuesOfEachInTheirOrder() throws Exception {
        List<Integer> got = merged().toList();
        assertThat(got).hasSize(2000);
        assertThat(got).filteredOn(x -> x % 2 == 0).isEqualTo(EVEN);
        assertThat(got).filteredOn(x -> x % 2 == 1).isEqualTo(ODD);
    }

    @Test
    @DisplayName("L46 a merge of collections tells those around it whether more is wanted")
    void itTellsWhetherMoreIsWanted() throws Exception {
        assertThat(merged().take(3).concat(Pipeline.of(7)).toList()).hasSize(4).endsWith(7);
        assertThat(merged().concat(Pipeline.of(7)).take(3).toList()).hasSize(3);
    }

    @Test
    @DisplayName("L46 a failure of a collection in a merge names the stage that it is")
    void aFailureNamesTheCollection() {
        Pipeline<Integer> gap = Pipeline.<Integer>from(Arrays.asList(1, null)).as("gap");
        assertThatThrownBy(() -> Pipeline.of(2).merge(gap).count())
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("iterable \"gap\"")
                .hasCauseInstanceOf(NullPointerException.class);
    }

    @Test
    @DisplayName("L46 what is owned belongs to whom a merge, or unordered workers, hand it")
    void ownedValuesMove() throws Exception {
        List<UnaryOperator<Pipeline<Owned<Integer>>>> stages =
                List.of(Pipeline::merge, p -> p.parallelUnordered(2, x -> x));
        for (UnaryOperator<Pipeline<Owned<Integer>>> stage : stages) {
            assertOwnedValuesMove(stage);
            Scope.run(scope -> scope.go(() -> assertOwnedValuesMove(stage)));
        }
    }

    private static void assertOwnedValuesMove(UnaryOperator<Pipeline<Owned<Integer>>> stage)
            throws Exception {
        List<Integer> got = new ArrayList<>();
        Scope.run(
                scope -> {
                    Receiver<Owned<Integer>> values =
                            scope.produce(
                                    "values",
                                    out -> {
                                        for (int i = 0; i < 1000; i++) {
                                            out.send(Owned.of(i));
                                        }
                                    });
                    stage.apply(Pipeline.from(values)).forEach(owned -> got.add(owned.get()));
                });
        assertThat(got).hasSize(1000);
    }

    @Test
    @DisplayName("L46 results of ordered workers that are owned stay the worker's, whoever waits")
    void ownedResultsOfOrderedWorkersDoNotMove() throws Exception {
        Pipeline<Boolean> mine =
                Pipeline.range(0, 100).parallel(2, x -> Owned.of(x)).map(owned -> owned.isMine());
        assertThat(mine.toList()).hasSize(100).containsOnly(false);
        Scope.run(
                scope ->
                        scope.go(() -> assertThat(mine.toList()).hasSize(100).containsOnly(false)));
    }

    @Test
    @DisplayName("L46 no value is held back while those below wait for it")
    void nothingIsHeldBack() throws Exception {
        List<UnaryOperator<Pipeline<Integer>>> stages =
                List.of(
                        p -> p.merge(Pipeline.of(1).filter(x -> false)),
                        p -> p.parallel(2, x -> x),
                        p -> p.parallelUnordered(2, x -> x));
        for (UnaryOperator<Pipeline<Integer>> stage : stages) {
            assertEachIsPutOutBeforeTheNextIsSent(stage);
            Scope.run(scope -> scope.go(() -> assertEachIsPutOutBeforeTheNextIsSent(stage)));
        }
    }

    private static void assertEachIsPutOutBeforeTheNextIsSent(
            UnaryOperator<Pipeline<Integer>> stage) throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        Channel<Integer> out = Channel.buffered(1);
        List<Integer> got = new ArrayList<>();
        Scope.run(
                scope -> {
                    scope.go(
                            () -> {
                                for (int i = 0; i < 100; i++) {
                                    in.send(i);
                                    assertThat(out.receive()).isEqualTo(i);
                                }
                                in.close();
                            });
                    stage.apply(Pipeline.from(in))
                            .forEach(
                                    x -> {
                                        got.add(x);
                                        out.send(x);
                                    });
                });
        assertThat(got).hasSize(100);
    }
}
