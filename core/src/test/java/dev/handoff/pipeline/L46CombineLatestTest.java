package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.generate.Generator;
import dev.handoff.laws.Seed;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A result for each value of two pipelines, in whatever order these come. */
class L46CombineLatestTest {
    @Test
    @DisplayName(
            "L46 combineLatest ends with a pipeline that had no value, and stops the one that"
                    + " waits")
    void endsWithOneThatHadNoValue() throws Exception {
        Pipeline<Integer> none = Pipeline.of();
        Pipeline<Integer> waiting = Pipeline.from(Channel.<Integer>never());
        for (Pipeline<Integer> combined :
                List.of(
                        none.combineLatest(waiting, Integer::sum),
                        waiting.combineLatest(none, Integer::sum))) {
            // those below may want more
            assertThat(combined.concat(Pipeline.of(7)).collect(Collectors.toList()))
                    .containsExactly(7);
        }
    }

    /** The numbers of the values that a result was made of. */
    private record Pair(int first, int second) {
        boolean isFirst() {
            return first == 0 || second == 0;
        }

        boolean isNextAfter(Pair before) {
            return first == before.first && second == before.second + 1
                    || first == before.first + 1 && second == before.second;
        }
    }

    private static final class Planted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private enum Disturbance {
        NONE,
        FIRST_FAILS,
        SECOND_FAILS,
        FUNCTION_FAILS,
        SINK_FAILS,
        ENOUGH,
        INTERRUPTED
    }

    /** One run with random lengths, pauses and one disturbance. */
    private static final class Run {
        private final int firsts;
        private final int seconds;
        private final Disturbance disturbance;
        private final int point;
        private final int pauses;
        private boolean interruptedItself;
        private final AtomicInteger open = new AtomicInteger();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        private final List<Pair> seen = new ArrayList<>();

        Run(Random random) {
            firsts = random.nextInt(8);
            seconds = random.nextInt(8);
            disturbance = Disturbance.values()[random.nextInt(Disturbance.values().length)];
            point = random.nextInt(10);
            pauses = random.nextInt();
        }

        @Override
        public String toString() {
            return "%s at %d, %d and %d values, seen %s"
                    .formatted(disturbance, point, firsts, seconds, seen);
        }

        private Pipeline<Integer> counting(int count, Disturbance failing, int shift) {
            return Pipeline.from(
                    Generator.of(
                            out -> {
                                threads.add(Thread.currentThread());
                                open.incrementAndGet();
                                try {
                                    for (int i = 0; i < count; i++) {
                                        failAt(failing, i);
                                        pause(shift + 2 * i);
                                        out.yield(i);
                                    }
                                } finally {
                                    open.decrementAndGet();
                                }
                            }));
        }

        /** Some go on at once, others let others go first. */
        private void pause(int bit) {
            for (int k = (pauses >> bit) & 3; k > 0; k--) {
                Thread.yield();
            }
        }

        private void failAt(Disturbance when, int at) {
            if (disturbance == when && at == point) {
                throw new Planted();
            }
        }

        private Pair pair(int first, int second) {
            failAt(Disturbance.FUNCTION_FAILS, seen.size());
            return new Pair(first, second);
        }

        private void sink(Pair pair) {
            failAt(Disturbance.SINK_FAILS, seen.size());
            seen.add(pair);
            if (disturbance == Disturbance.INTERRUPTED && seen.size() == point) {
                interruptedItself = true;
                Thread.currentThread().interrupt();
            }
        }

        void run() throws Exception {
            Pipeline<Pair> pipeline =
                    counting(firsts, Disturbance.FIRST_FAILS, 0)
                            .combineLatest(
                                    counting(seconds, Disturbance.SECOND_FAILS, 16), this::pair);
            String end = "well";
            try {
                (disturbance == Disturbance.ENOUGH ? pipeline.take(point) : pipeline)
                        .forEach(this::sink);
            } catch (PipelineException e) {
                assertThat(e).hasCauseInstanceOf(Planted.class);
                end = "failed";
            } catch (InterruptedException e) {
                end = "interrupted";
            }
            assertThat(Thread.interrupted() || end.equals("interrupted"))
                    .as("an interrupt is thrown, or still there")
                    .isEqualTo(interruptedItself);
            assertThat(open).hasValue(0);
            for (Thread thread : threads) {
                thread.join();
            }
            assertSteps();
            assertEnd(end);
        }

        /** Each value of either side once, in its order. */
        private void assertSteps() {
            for (int i = 0; i < seen.size(); i++) {
                Pair pair = seen.get(i);
                assertThat(i == 0 ? pair.isFirst() : pair.isNextAfter(seen.get(i - 1))).isTrue();
            }
        }

        private boolean isWhole() {
            Pair last = new Pair(firsts - 1, seconds - 1);
            return firsts == 0 || seconds == 0 ? seen.isEmpty() : seen.contains(last);
        }

        private void assertEnd(String end) {
            switch (disturbance) {
                case FIRST_FAILS -> assertFails(end, point < firsts, seconds == 0);
                case SECOND_FAILS -> assertFails(end, point < seconds, firsts == 0);
                case FUNCTION_FAILS, SINK_FAILS -> {
                    assertThat(seen).hasSizeLessThanOrEqualTo(point);
                    assertThat(end).isEqualTo(isWhole() ? "well" : "failed");
                }
                case INTERRUPTED -> assertThat(end).isIn("interrupted", "well");
                case NONE, ENOUGH -> assertThat(end).isEqualTo("well");
            }
            boolean enough = disturbance == Disturbance.ENOUGH && seen.size() == point;
            if (end.equals("well") && !enough) {
                assertThat(isWhole()).isTrue();
            }
        }

        /** If the other has ended without a value before, nobody wants to know. */
        private static void assertFails(String end, boolean fails, boolean otherIsEmpty) {
            if (fails && otherIsEmpty) {
                assertThat(end).isIn("failed", "well");
            } else {
                assertThat(end).isEqualTo(fails ? "failed" : "well");
            }
        }
    }

    @RepeatedTest(4)
    @DisplayName(
            "L46 combineLatest puts out a result for each value, once both have had one, with the"
                    + " latest of the other")
    void aResultForEachValue() throws Exception {
        long seed = Seed.of("L46CombineLatestTest");
        for (long s = seed; s < seed + 1_000; s++) {
            Run run = new Run(new Random(s));
            try {
                run.run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + s + ": " + run, e);
            }
        }
    }
}
