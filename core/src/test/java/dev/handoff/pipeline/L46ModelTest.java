package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Pipelines against sequential streams. */
class L46ModelTest {
    @RepeatedTest(4)
    @DisplayName(
            "L46 chains of stages do what sequential streams do, whatever fails or is interrupted")
    void chainsDoWhatStreamsDo() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        IO.println("L46ModelTest: seed " + seed);
        Trial.run(seed, 300, Operators.ALL);
    }

    /** The referee is tested, too. */
    @Test
    void aStageThatLosesOrKeepsTooMuchIsFound() {
        Operator loses = Operator.free("loses 7", p -> p.filter(x -> x != 7), s -> s);
        Operator late = Operator.inOrder("one too many", p -> p.take(4), s -> s.limit(3));
        Operator swallows =
                Operator.free(
                        "swallows failures",
                        p ->
                                Pipeline.source(
                                        Label.of("swallowing"),
                                        (me, out) -> {
                                            try {
                                                return p.last.run(out);
                                            } catch (PipelineException e) {
                                                return true;
                                            }
                                        }),
                        s -> s);
        for (Operator wrong : List.of(loses, late, swallows)) {
            assertThatThrownBy(() -> Trial.run(1, 300, List.of(random -> wrong)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(wrong.name());
        }
    }
}
