package dev.handoff.pipeline;

import dev.handoff.laws.Seed;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Stages with several inputs, with branches, with times and with failures, against sequential streams. */
class L46JoiningModelTest {
    @RepeatedTest(4)
    @DisplayName(
            "L46 chains of joining stages do what streams do, whatever fails or is interrupted")
    void chainsDoWhatStreamsDo() throws Exception {
        Trial.run(Seed.of("L46JoiningModelTest, joining"), 300, JoiningOperators.ALL);
    }

    @RepeatedTest(4)
    @DisplayName("L46 joining stages fit between all others")
    void joiningStagesFitBetweenAllOthers() throws Exception {
        List<Function<Random, Operator>> all = new ArrayList<>(Operators.ALL);
        all.addAll(JoiningOperators.ALL);
        Trial.run(Seed.of("L46JoiningModelTest, mixed"), 300, all);
    }

    /** Each on its own, so that none is missing from the chains by chance. */
    @Test
    @DisplayName("L46 each joining stage alone does what a stream does")
    void eachAlone() throws Exception {
        long seed = Seed.of("L46JoiningModelTest, alone");
        for (Function<Random, Operator> operator : JoiningOperators.ALL) {
            Trial.run(seed, 50, List.of(operator));
        }
    }
}
