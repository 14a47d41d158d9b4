package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.laws.Seed;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What copies get, and in which order values come out of stages that have several ways through them; at random lengths,
 * with a failure or an early end at a random point. The models of {@link L46JoiningModelTest} say which values come out.
 */
class L46BranchesModelTest {
    private static final int TRIALS = 60;
    private static final int MOST = 200;

    /** What came out, and whether all of it had. */
    private record Out(List<Integer> values, boolean failed) {}

    private interface Body {
        void run(Random random) throws Exception;
    }

    private static void trials(String test, Body body) throws Exception {
        Random random = Seed.random("L46BranchesModelTest, " + test);
        for (int i = 0; i < TRIALS; i++) {
            body.run(random);
        }
    }

    /** The numbers from 0 on; fails before {@code failing}, if that is less than {@code n}. */
    private static Pipeline<Integer> numbers(int n, int failing) {
        return Pipeline.range(0, n)
                .map(
                        x -> {
                            if (x == failing) {
                                throw new IOException("planted");
                            }
                            return x;
                        });
    }

    private static Out run(Pipeline<Integer> pipeline) throws InterruptedException {
        List<Integer> values = new ArrayList<>();
        try {
            pipeline.forEach(values::add);
            return new Out(values, false);
        } catch (PipelineException e) {
            assertThat(e).hasRootCauseInstanceOf(IOException.class);
            return new Out(values, true);
        }
    }

    private static List<Integer> first(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    private static List<Integer> those(int n, IntPredicate which) {
        return IntStream.range(0, n).filter(which).boxed().toList();
    }

    /** One way to slow a branch, or to let it lag. */
    private static UnaryOperator<Pipeline<Integer>> some(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> q -> q;
            case 1 -> q -> q.buffer(3);
            case 2 -> q -> q.peek(x -> Thread.yield());
            default -> q -> q.batch(3).flatMapIterable(list -> list);
        };
    }

    // ---- copies

    @RepeatedTest(2)
    @DisplayName("L46 the branch of a tee gets what comes out, and no more")
    void tee() throws Exception {
        trials(
                "tee",
                random -> {
                    int n = random.nextInt(MOST);
                    int failing = random.nextBoolean() ? random.nextInt(MOST) : MOST;
                    int wanted = random.nextBoolean() ? random.nextInt(MOST) : MOST;
                    List<Integer> copies = Collections.synchronizedList(new ArrayList<>());
                    UnaryOperator<Pipeline<Integer>> branch = some(random);
                    Out out =
                            run(
                                    numbers(n, failing)
                                            .tee(q -> branch.apply(q).peek(copies::add))
                                            .take(wanted));
                    int all = Math.min(n, Math.min(wanted, failing));
                    assertThat(out.values()).isEqualTo(first(all));
                    if (out.failed()) { // which interrupts the branch
                        assertThat(copies).isEqualTo(first(copies.size()));
                        assertThat(copies.size()).isLessThanOrEqualTo(all);
                    } else {
                        assertThat(copies).isEqualTo(first(all));
                    }
                });
    }

    @RepeatedTest(2)
    @DisplayName("L46 the channel of a tee gets what comes out, and no more")
    void teeToAChannel() throws Exception {
        trials(
                "tee to a channel",
                random -> {
                    int n = random.nextInt(MOST);
                    int failing = random.nextBoolean() ? random.nextInt(MOST) : MOST;
                    int wanted = random.nextBoolean() ? random.nextInt(MOST) : MOST;
                    Channel<Integer> copies = Channel.unbounded();
                    Out out = run(numbers(n, failing).tee(copies).take(wanted));
                    int all = Math.min(n, Math.min(wanted, failing));
                    assertThat(out.values()).isEqualTo(first(all));
                    assertThat(copies.isClosed()).isFalse();
                    copies.close();
                    assertThat(copies.receiveBatch(MOST)).isEqualTo(first(all));
                });
    }

    @RepeatedTest(2)
    @DisplayName(
            "L46 what has failed before the last value that comes out is reported, and no more")
    void report() throws Exception {
        trials(
                "report",
                random -> {
                    int n = random.nextInt(MOST);
                    int failing = random.nextBoolean() ? random.nextInt(MOST) : MOST;
                    int wanted = random.nextBoolean() ? random.nextInt(MOST) : MOST;
                    int d = 1 + random.nextInt(5);
                    Channel<Attempt.Failure<Integer, Integer>> failures = Channel.unbounded();
                    OnError<Integer, Integer> report = OnError.report(failures);
                    Out out =
                            run(
                                    numbers(n, failing)
                                            .map(x -> unlessDivided(x, d), report)
                                            .take(wanted));
                    int given = Math.min(n, failing);
                    List<Integer> others = those(given, x -> x % d != 0);
                    boolean enough = wanted <= others.size();
                    int end = !enough ? given : wanted == 0 ? 0 : others.get(wanted - 1);
                    assertThat(out.values()).isEqualTo(those(end + 1, others::contains));
                    failures.close();
                    assertThat(failures.receiveBatch(MOST))
                            .extracting(Attempt.Failure::value)
                            .isEqualTo(those(end, x -> x % d == 0));
                });
    }

    private static int unlessDivided(int x, int by) throws Exception {
        if (x % by == 0) {
            throw new Exception("divided");
        }
        return x;
    }

    // ---- order

    @RepeatedTest(2)
    @DisplayName("L46 each branch of a partition keeps the order of its values")
    void partition() throws Exception {
        trials(
                "partition",
                random -> {
                    int n = random.nextInt(MOST);
                    int d = 1 + random.nextInt(5);
                    Out out =
                            run(
                                    Pipeline.range(0, n)
                                            .partition(
                                                    x -> x % d == 0,
                                                    some(random)::apply,
                                                    some(random)::apply));
                    assertThat(out.values().stream().filter(x -> x % d == 0))
                            .isEqualTo(those(n, x -> x % d == 0));
                    assertThat(out.values().stream().filter(x -> x % d != 0))
                            .isEqualTo(those(n, x -> x % d != 0));
                });
    }

    @RepeatedTest(2)
    @DisplayName("L46 values with the same key keep their order in a partition by key")
    void partitionByKey() throws Exception {
        trials(
                "partition by key",
                random -> {
                    int branches = 1 + random.nextInt(4);
                    assertOrderByKey(
                            random,
                            (p, keys) -> p.partition(branches, x -> x % keys, some(random)::apply));
                });
    }

    @RepeatedTest(2)
    @DisplayName(
            "L46 values with the same key keep their order in groupBy, also if branches make room")
    void groupBy() throws Exception {
        trials(
                "groupBy",
                random -> {
                    int most = 1 + random.nextInt(4);
                    UnaryOperator<Pipeline<Integer>> branch = some(random);
                    assertOrderByKey(
                            random,
                            (p, keys) -> p.groupBy(most, x -> x % keys, (k, q) -> branch.apply(q)));
                });
    }

    private interface ByKey {
        Pipeline<Integer> apply(Pipeline<Integer> above, int keys);
    }

    private static void assertOrderByKey(Random random, ByKey stage) throws InterruptedException {
        int n = random.nextInt(MOST);
        int keys = 1 + random.nextInt(6);
        Out out = run(stage.apply(Pipeline.range(0, n), keys));
        for (int key = 0; key < keys; key++) {
            int k = key;
            assertThat(out.values().stream().filter(x -> x % keys == k))
                    .isEqualTo(those(n, x -> x % keys == k));
        }
    }

    @RepeatedTest(2)
    @DisplayName("L46 each input of a merge keeps its order")
    void merge() throws Exception {
        trials(
                "merge",
                random -> {
                    int a = random.nextInt(MOST);
                    int b = random.nextInt(MOST);
                    UnaryOperator<Pipeline<Integer>> one = some(random);
                    UnaryOperator<Pipeline<Integer>> other = some(random);
                    Out out =
                            run(
                                    one.apply(Pipeline.range(0, a))
                                            .merge(
                                                    other.apply(Pipeline.range(0, b))
                                                            .map(x -> x + MOST)));
                    assertThat(out.values().stream().filter(x -> x < MOST)).isEqualTo(first(a));
                    assertThat(out.values().stream().filter(x -> x >= MOST).map(x -> x - MOST))
                            .isEqualTo(first(b));
                });
    }

    @RepeatedTest(2)
    @DisplayName("L46 what comes of one value keeps its order in flatMapMerge")
    void flatMapMerge() throws Exception {
        trials(
                "flatMapMerge",
                random -> {
                    int n = random.nextInt(20);
                    int each = random.nextInt(20);
                    int most = 1 + random.nextInt(4);
                    UnaryOperator<Pipeline<Integer>> inner = some(random);
                    Out out =
                            run(
                                    Pipeline.range(0, n)
                                            .flatMapMerge(
                                                    most,
                                                    x ->
                                                            inner.apply(Pipeline.range(0, each))
                                                                    .map(i -> 100 * x + i)));
                    for (int value = 0; value < n; value++) {
                        int v = value;
                        assertThat(
                                        out.values().stream()
                                                .filter(x -> x / 100 == v)
                                                .map(x -> x % 100))
                                .isEqualTo(first(each));
                    }
                });
    }
}
