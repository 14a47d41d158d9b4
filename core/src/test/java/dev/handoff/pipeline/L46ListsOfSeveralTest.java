package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.Channel;
import dev.handoff.generate.Generator;
import dev.handoff.laws.Seed;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Lists with a value of each of several pipelines, in whatever order these come. */
class L46ListsOfSeveralTest {
    private static final class Planted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private enum Disturbance {
        NONE,
        ONE_FAILS,
        SINK_FAILS,
        ENOUGH,
        INTERRUPTED
    }

    private enum End {
        WELL,
        FAILED,
        INTERRUPTED
    }

    /** Pipelines that count, each to a number of its own, with random pauses and one disturbance. */
    private static final class Run {
        private final List<Integer> counts;
        private final Disturbance disturbance;
        private final int failing;
        private final int point;
        private final int pauses;
        private boolean interruptedItself;
        private final AtomicInteger open = new AtomicInteger();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        private final List<List<Integer>> seen = new ArrayList<>();
        private boolean sinkHasFailed;

        Run(Random random) {
            counts = random.ints(random.nextInt(5), 0, 6).boxed().toList();
            disturbance =
                    counts.isEmpty()
                            ? Disturbance.NONE
                            : Disturbance.values()[random.nextInt(Disturbance.values().length)];
            failing = counts.isEmpty() ? 0 : random.nextInt(counts.size());
            point = random.nextInt(6);
            pauses = random.nextInt();
        }

        @Override
        public String toString() {
            return "%s of number %d at %d, %s values, seen %s"
                    .formatted(disturbance, failing, point, counts, seen);
        }

        private Pipeline<Integer> counting(int input) {
            return Pipeline.from(
                    Generator.of(
                            out -> {
                                threads.add(Thread.currentThread());
                                open.incrementAndGet();
                                try {
                                    for (int i = 0; i < counts.get(input); i++) {
                                        failAt(input, i);
                                        pause(6 * input + i);
                                        out.yield(i);
                                    }
                                } finally {
                                    open.decrementAndGet();
                                }
                            }));
        }

        private void failAt(int input, int at) {
            if (disturbance == Disturbance.ONE_FAILS && input == failing && at == point) {
                throw new Planted();
            }
        }

        /** Some go on at once, others let others go first. */
        private void pause(int bit) {
            for (int k = (pauses >> bit) & 3; k > 0; k--) {
                Thread.yield();
            }
        }

        private boolean fails() {
            return disturbance == Disturbance.ONE_FAILS && point < counts.get(failing);
        }

        private void sink(List<Integer> list) {
            if (disturbance == Disturbance.SINK_FAILS && seen.size() == point) {
                sinkHasFailed = true;
                throw new Planted();
            }
            seen.add(list);
            if (disturbance == Disturbance.INTERRUPTED && seen.size() == point) {
                interruptedItself = true;
                Thread.currentThread().interrupt();
            }
        }

        private End run(Function<List<Pipeline<Integer>>, Pipeline<List<Integer>>> stage)
                throws Exception {
            List<Pipeline<Integer>> inputs =
                    IntStream.range(0, counts.size()).mapToObj(this::counting).toList();
            Pipeline<List<Integer>> lists = stage.apply(inputs);
            End end = End.WELL;
            try {
                (disturbance == Disturbance.ENOUGH ? lists.take(point) : lists).forEach(this::sink);
            } catch (PipelineException e) {
                assertThat(e).hasCauseInstanceOf(Planted.class);
                end = End.FAILED;
            } catch (InterruptedException e) {
                end = End.INTERRUPTED;
            }
            assertThat(Thread.interrupted() || end == End.INTERRUPTED)
                    .as("an interrupt is thrown, or still there")
                    .isEqualTo(interruptedItself);
            assertThat(open).hasValue(0);
            for (Thread thread : threads) {
                thread.join();
            }
            return end;
        }

        void zip() throws Exception {
            End end = run(Pipeline::zipAll);
            int whole = counts.isEmpty() ? 0 : Collections.min(counts);
            int most =
                    switch (disturbance) {
                        case NONE -> whole;
                        case ONE_FAILS -> fails() ? point : whole;
                        case SINK_FAILS, ENOUGH -> point;
                        case INTERRUPTED -> end == End.WELL ? whole : point;
                    };
            boolean fails =
                    disturbance == Disturbance.SINK_FAILS ? point < whole : fails() && isItsTurn();
            assertThat(end == End.FAILED).isEqualTo(fails);
            assertThat(seen)
                    .containsExactlyElementsOf(
                            IntStream.range(0, Math.min(whole, most))
                                    .mapToObj(i -> Collections.nCopies(counts.size(), i))
                                    .toList());
        }

        /** Whether nobody ends before the one that fails is asked for the value that it fails with. */
        private boolean isItsTurn() {
            return IntStream.range(0, counts.size())
                    .allMatch(i -> counts.get(i) > point || i > failing && counts.get(i) == point);
        }

        void combineLatest() throws Exception {
            End end = run(Pipeline::combineLatestAll);
            assertSteps();
            boolean isEmpty = counts.isEmpty() || counts.contains(0);
            if (fails()) { // if another has ended without a value before, nobody wants to know
                assertThat(end == End.FAILED || isEmpty).isTrue();
            } else if (disturbance == Disturbance.SINK_FAILS) {
                assertThat(end == End.FAILED).isEqualTo(sinkHasFailed);
            } else {
                assertThat(end).isNotEqualTo(End.FAILED);
            }
            if (isEmpty) {
                assertThat(seen).isEmpty();
            } else if (disturbance != Disturbance.ENOUGH && end == End.WELL) {
                assertThat(seen.getLast()).isEqualTo(counts.stream().map(n -> n - 1).toList());
            }
        }

        /** Each value once, in the order of its input. */
        private void assertSteps() {
            for (int i = 0; i < seen.size(); i++) {
                List<Integer> now = seen.get(i);
                if (i == 0) {
                    assertThat(now).contains(0);
                    continue;
                }
                List<Integer> before = seen.get(i - 1);
                List<Integer> steps =
                        IntStream.range(0, now.size())
                                .mapToObj(k -> now.get(k) - before.get(k))
                                .toList();
                assertThat(steps).isSubsetOf(0, 1).containsOnlyOnce(1);
            }
        }
    }

    private interface Body {
        void of(Run run) throws Exception;
    }

    private static void repeat(Body body) {
        long seed = Seed.of("L46ListsOfSeveralTest");
        for (long s = seed; s < seed + 500; s++) {
            Run run = new Run(new Random(s));
            try {
                body.of(run);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + s + ": " + run, e);
            }
        }
    }

    @RepeatedTest(4)
    @DisplayName(
            "L46 zipAll puts out the first values of all, the second, and so on, while all have"
                    + " one")
    void inStep() {
        repeat(Run::zip);
    }

    @RepeatedTest(4)
    @DisplayName(
            "L46 combineLatestAll puts out the latest of all for each value, once all have had one")
    void aListForEachValue() {
        repeat(Run::combineLatest);
    }

    @Test
    @DisplayName(
            "L46 one that ends stops those that wait: in zipAll, and in combineLatestAll if it had"
                    + " no value")
    void stopsThoseThatWait() throws Exception {
        Pipeline<Integer> waiting = Pipeline.from(Channel.<Integer>never());
        List<Pipeline<Integer>> inputs = List.of(Pipeline.of(), waiting, waiting);
        assertThat(Pipeline.zipAll(inputs).count()).isZero();
        assertThat(Pipeline.combineLatestAll(inputs).count()).isZero();
        assertThat(Pipeline.combineLatestAll(inputs.reversed()).count()).isZero();
    }

    @Test
    @DisplayName("L46 the lists cannot be changed, and are as they were when others have come")
    void listsOfTheirOwn() throws Exception {
        List<Pipeline<Integer>> inputs = List.of(Pipeline.of(1, 2));
        for (Pipeline<List<Integer>> lists :
                List.of(Pipeline.zipAll(inputs), Pipeline.combineLatestAll(inputs))) {
            assertThat(lists.toList()).containsExactly(List.of(1), List.of(2));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> lists.toList().getFirst().clear());
        }
    }
}
