package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.laws.Seed;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Pipelines against sequential streams. */
class L46ModelTest {
    @RepeatedTest(4)
    @DisplayName(
            "L46 chains of stages do what sequential streams do, whatever fails or is interrupted")
    void chainsDoWhatStreamsDo() throws Exception {
        long seed = Seed.of("L46ModelTest");
        Trial.run(seed, 300, Operators.ALL);
    }

    /** Each on its own, so that none is missing from the chains by chance. */
    @Test
    @DisplayName("L46 each stage alone does what a sequential stream does")
    void eachAlone() throws Exception {
        long seed = Seed.of("L46ModelTest, alone");
        for (Function<Random, Operator> operator : Operators.ALL) {
            Trial.run(seed, 50, List.of(operator));
        }
    }

    /** The referee is tested, too. */
    @Test
    void aStageThatLosesOrKeepsTooMuchIsFound() {
        Operator loses = Operator.free("loses 7", (p, _) -> p.filter(x -> x != 7), (s, _) -> s);
        Operator late = Operator.inOrder("one too many", (p, _) -> p.take(4), (s, _) -> s.limit(3));
        Operator swallows =
                Operator.free(
                        "swallows failures",
                        (p, _) ->
                                Pipeline.source(
                                        Label.of("swallowing"),
                                        (me, out) -> {
                                            try {
                                                return p.last.run(out);
                                            } catch (PipelineException e) {
                                                return true;
                                            }
                                        }),
                        (s, _) -> s);
        for (Operator wrong : List.of(loses, late, swallows)) {
            assertFound(wrong);
        }
    }

    /** In what a stage does when it is disturbed, too. */
    @Test
    void aStageThatHidesADisturbanceIsFound() {
        Operator deaf =
                Operator.free(
                        "swallows interrupts",
                        (p, _) -> p.peek(x -> Thread.interrupted()),
                        (s, _) -> s);
        Operator careless =
                Operator.free(
                        "closes nothing",
                        (p, probe) -> p.peek(x -> probe.open.set(1)),
                        (s, _) -> s);
        Operator forgiving =
                Operator.free(
                        "fails for nobody",
                        (p, probe) -> p.map(probe::pass, OnError.replace(f -> f.value())),
                        (s, probe) -> s.map(probe::pass));
        for (Operator wrong : List.of(deaf, careless, forgiving)) {
            assertFound(wrong);
        }
    }

    /** Of a failure beside the values, too. */
    @Test
    void aStageThatHidesAFailureBesideTheValuesIsFound() {
        Operator deaf =
                Operator.free(
                        "a branch fails for nobody",
                        (p, probe) ->
                                p.tee(q -> q.peek(probe::seen).as(Probe.BESIDE).recover(e -> 0)),
                        (s, _) -> s);
        Operator nameless =
                Operator.free(
                        "a branch fails without its name",
                        (p, probe) -> p.tee(q -> q.peek(probe::seen)),
                        (s, _) -> s);
        Operator loses =
                Operator.free(
                        "a close that fails loses values",
                        (p, probe) -> p.batch(100).flatMapIterable(list -> closed(list, probe)),
                        (s, _) -> s);
        Operator swallows =
                Operator.free(
                        "a close fails for nobody",
                        (p, probe) ->
                                p.map(
                                        x -> {
                                            closed(List.of(x), probe);
                                            return x;
                                        },
                                        OnError.replace(f -> f.value())),
                        (s, _) -> s);
        for (Operator wrong : List.of(deaf, nameless, loses, swallows)) {
            assertFound(wrong);
        }
    }

    private static <T> List<T> closed(List<T> values, Probe probe) {
        probe.open.incrementAndGet();
        probe.close();
        return values;
    }

    private static void assertFound(Operator wrong) {
        assertThatThrownBy(() -> Trial.run(1, 300, List.of(random -> wrong)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(wrong.name());
    }
}
