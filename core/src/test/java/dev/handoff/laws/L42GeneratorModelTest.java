package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.generate.GeneratorRun;
import dev.handoff.generate.Yielder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

@DisplayName("L42 Random generators against the list of what they yield")
class L42GeneratorModelTest {
    @RegisterExtension final Crew crew = new Crew();

    /** What a generator yields, and how it ends. */
    private static final class Plan {
        final List<Object> steps = new ArrayList<>(); // values, plans, or Fail

        private enum Fail {
            NOW
        }

        static Plan random(Random random, int depth) {
            Plan plan = new Plan();
            for (int i = random.nextInt(6); i > 0; i--) {
                int kind = random.nextInt(10);
                if (kind < 2 && depth > 0) {
                    plan.steps.add(random(random, depth - 1));
                } else if (kind == 2 && random.nextInt(6) == 0) {
                    plan.steps.add(Fail.NOW);
                } else {
                    plan.steps.add(random.nextInt(1000));
                }
            }
            return plan;
        }

        /** Appends what is yielded; false if it fails then. */
        boolean expected(List<Integer> values) {
            for (Object step : steps) {
                switch (step) {
                    case Plan inner -> {
                        if (!inner.expected(values)) {
                            return false;
                        }
                    }
                    case Integer value -> values.add(value);
                    default -> {
                        return false;
                    }
                }
            }
            return true;
        }

        Generator<Integer> generator(AtomicInteger open) {
            return Generator.named("plan", out -> run(out, open));
        }

        private void run(Yielder<Integer> out, AtomicInteger open) throws Exception {
            open.incrementAndGet();
            try {
                for (Object step : steps) {
                    switch (step) {
                        case Plan inner -> out.yieldAll(inner.generator(open));
                        case Integer value -> out.yield(value);
                        default -> throw new IllegalStateException("planned");
                    }
                }
            } finally {
                open.decrementAndGet();
            }
        }
    }

    @Test
    @DisplayName(
            "L42 a run yields what it should up to a random close, and all that was begun has"
                    + " ended")
    void randomRunsClosedAtRandom() throws Exception {
        Random random = crew.random();
        for (int round = 0; round < 2_000; round++) {
            Plan plan = Plan.random(random, 4);
            List<Integer> expected = new ArrayList<>();
            boolean ends = plan.expected(expected);
            int pulls = random.nextInt(expected.size() + 2);
            AtomicInteger open = new AtomicInteger();
            try (GeneratorRun<Integer> run = plan.generator(open).open()) {
                for (int i = 0; i < pulls; i++) {
                    if (i < expected.size()) {
                        assertThat(run.nextOrNull()).isEqualTo(expected.get(i));
                    } else {
                        assertEnd(run, ends);
                    }
                }
            }
            assertThat(open).hasValue(0);
        }
    }

    private static void assertEnd(GeneratorRun<Integer> run, boolean ends) throws Exception {
        boolean failed = false;
        try {
            assertThat(run.nextOrNull()).isNull();
        } catch (GeneratorFailedException e) {
            assertThat(e).hasRootCauseMessage("planned");
            failed = true;
        }
        assertThat(failed).isNotEqualTo(ends);
    }

    @Test
    @DisplayName("L42 interrupts at random lose nothing, and add nothing")
    void interruptsLoseNothing() {
        List<Integer> got = new ArrayList<>();
        AtomicInteger interrupts = new AtomicInteger();
        Generator<Integer> numbers =
                Generator.of(
                        out -> {
                            for (int i = 0; i < 3_000 || interrupts.get() == 0; i++) {
                                out.yield(i);
                            }
                        });
        Worker<Void> puller =
                crew.run(
                        ThreadKind.VIRTUAL,
                        () -> {
                            try (GeneratorRun<Integer> run = numbers.open()) {
                                while (true) {
                                    try {
                                        Integer n = run.nextOrNull();
                                        if (n == null) {
                                            return;
                                        }
                                        got.add(n);
                                    } catch (InterruptedException e) {
                                        interrupts.incrementAndGet();
                                    }
                                }
                            }
                        });
        while (!puller.isDone()) {
            puller.interrupt();
            Until.pause();
        }
        Thread.interrupted();
        puller.join();
        assertThat(got).isEqualTo(IntStream.range(0, got.size()).boxed().toList());
        assertThat(got).hasSizeGreaterThanOrEqualTo(3_000);
    }

    @Test
    @DisplayName("L42 closes from another thread at random moments leave nothing behind")
    void closesFromAnotherThread() {
        Random random = crew.random();
        AtomicInteger open = new AtomicInteger();
        for (int round = 0; round < 500; round++) {
            Generator<Integer> endless =
                    Generator.of(
                            out -> {
                                open.incrementAndGet();
                                try {
                                    for (int i = 0; ; i++) {
                                        out.yield(i);
                                    }
                                } finally {
                                    open.decrementAndGet();
                                }
                            });
            GeneratorRun<Integer> run = endless.open();
            int first = random.nextInt(4);
            AtomicInteger pulled = new AtomicInteger();
            Worker<Void> puller =
                    crew.run(
                            ThreadKind.alternating(round),
                            () -> {
                                while (run.nextOrNull() != null) {
                                    pulled.incrementAndGet();
                                }
                            });
            Until.eventually("it has pulled", () -> pulled.get() >= first);
            run.close();
            assertThat(open).hasValue(0);
            puller.join();
        }
    }
}
