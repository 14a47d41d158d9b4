package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.internal.Foreign;
import dev.handoff.laws.Seed;
import dev.handoff.pipeline.Operator.Order;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A tee whose copy fails at a random value, between random stages: when the run learns of it is a matter of chance. */
class L46FailingCopyTest {
    private static final int TRIALS = 300;

    @RepeatedTest(2)
    @DisplayName(
            "L46 a copy that fails fails the run after some of the first values, or is reported if"
                    + " there was enough")
    void aFailureOfACopyIsNeverLost() {
        long seed = Seed.of("L46FailingCopyTest");
        for (long s = seed; s < seed + TRIALS; s++) {
            new Run(new Random(s)).check("seed " + s);
        }
    }

    private static final class Run {
        private final List<Operator> above;
        private final List<Operator> below;
        private final List<Integer> input;
        private final int ahead;
        private final int point;
        private final AtomicInteger given = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Run(Random random) {
            above = chain(random, _ -> true);
            below = chain(random, Run::runsInTheThreadOfTheSink);
            input = random.ints(random.nextInt(60), 0, 40).boxed().toList();
            ahead = random.nextInt(3);
            point = 1 + random.nextInt(30);
        }

        private static List<Operator> chain(Random random, Predicate<Operator> isWanted) {
            return Stream.generate(() -> random.nextInt(Operators.ALL.size()))
                    .map(i -> Operators.ALL.get(i).apply(random))
                    .filter(operator -> operator.order() != Order.SCRAMBLED)
                    .filter(isWanted)
                    .limit(random.nextInt(4))
                    .toList();
        }

        /** One that has processes interrupts the copy when it is stopped. */
        private static boolean runsInTheThreadOfTheSink(Operator operator) {
            return !operator.name().contains("buffer") && !operator.name().startsWith("parallel");
        }

        void check(String name) {
            List<Operator> all = new ArrayList<>(above);
            all.addAll(below);
            List<Integer> expected = TrialModel.through(all, input);
            List<Integer> values = new ArrayList<>();
            List<Throwable> told = new ArrayList<>();
            Thread.currentThread().setUncaughtExceptionHandler((_, t) -> told.add(t));
            Pipeline<Integer> pipeline = pipeline();
            Throwable thrown = catchThrowable(() -> pipeline.forEach(values::add));
            Thread.currentThread().setUncaughtExceptionHandler(null);
            String what = name + ", of " + input + "\n" + pipeline.describe();
            if (thrown != null) {
                told.add(thrown);
                assertThat(expected).as(what).hasSizeGreaterThanOrEqualTo(values.size());
            }
            int seen = thrown == null ? expected.size() : values.size();
            assertThat(values).as(what).isEqualTo(expected.subList(0, seen));
            assertThat(told.stream().map(t -> Foreign.withCauses(t).getLast()))
                    .as(what)
                    .isEqualTo(Stream.ofNullable(failure.get()).toList());
        }

        private Pipeline<Integer> pipeline() {
            Pipeline<Integer> source = through(above, Pipeline.from(input));
            return through(below, source.tee(q -> q.buffer(ahead).peek(x -> failAtPoint())));
        }

        private static Pipeline<Integer> through(
                List<Operator> operators, Pipeline<Integer> source) {
            Pipeline<Integer> pipeline = source;
            for (Operator operator : operators) {
                pipeline = operator.stage().apply(pipeline);
            }
            return pipeline;
        }

        private void failAtPoint() {
            if (given.incrementAndGet() == point) {
                Disturbance.Planted planted = new Disturbance.Planted();
                failure.set(planted);
                throw planted;
            }
        }
    }
}
