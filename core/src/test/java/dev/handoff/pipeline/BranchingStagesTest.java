package dev.handoff.pipeline;

import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Timers;
import dev.handoff.generate.Generator;
import dev.handoff.laws.NoThreads;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Stages with several inputs or branches, beside what the model tests say. */
class BranchingStagesTest {
    // ---- inputs

    @Test
    @DisplayName("L46 a join of no pipelines is empty")
    void aJoinOfNone() throws Exception {
        assertThat(Pipeline.mergeAll(List.<Pipeline<Integer>>of()).toList()).isEmpty();
        assertThat(Pipeline.concatAll(List.<Pipeline<Integer>>of()).toList()).isEmpty();
        assertThat(Pipeline.interleaveAll(List.<Pipeline<Integer>>of()).toList()).isEmpty();
    }

    /** {@code a.merge(List.of(b))} would be the static one, and leave {@code a} out. */
    @Test
    @DisplayName("L46 no static method of a pipeline has the name of one of an instance")
    void staticMethodsHaveNamesOfTheirOwn() {
        Map<Boolean, Set<String>> names =
                Arrays.stream(Pipeline.class.getMethods())
                        .collect(
                                Collectors.partitioningBy(
                                        method -> Modifier.isStatic(method.getModifiers()),
                                        Collectors.mapping(Method::getName, Collectors.toSet())));
        assertThat(names.get(true))
                .contains("mergeAll")
                .doesNotContainAnyElementsOf(names.get(false));
    }

    @Test
    @DisplayName("L46 interleave takes by turns, and leaves out what has ended")
    void interleaveTakesByTurns() throws Exception {
        assertThat(Pipeline.of(1, 2, 3).interleave(Pipeline.of(10), Pipeline.of(20, 21)).toList())
                .containsExactly(1, 10, 20, 2, 21, 3);
        assertThat(Pipeline.<Integer>of().interleave(Pipeline.of(10, 11)).toList())
                .containsExactly(10, 11);
    }

    @Test
    @DisplayName(
            "L46 concat begins a pipeline when the one before has ended, and not at all if nobody"
                    + " wants it")
    void concatBeginsWhenTheOneBeforeHasEnded() throws Exception {
        List<String> log = new ArrayList<>();
        Pipeline<Integer> a = Pipeline.of(1, 2).peek(x -> log.add("a" + x));
        Pipeline<Integer> b = Pipeline.of(1, 2).peek(x -> log.add("b" + x));
        assertThat(a.concat(b).take(3).toList()).hasSize(3);
        assertThat(a.concat(b).take(2).toList()).hasSize(2);
        assertThat(log).containsExactly("a1", "a2", "b1", "a1", "a2");
    }

    @Test
    @DisplayName("L46 a hundred thousand values of eight pipelines are merged")
    void manyAreMerged() throws Exception {
        List<Pipeline<Integer>> eight = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            eight.add(Pipeline.range(i * 12_500, (i + 1) * 12_500));
        }
        List<Integer> got = Pipeline.mergeAll(eight).toList();
        assertThat(got).hasSize(100_000).doesNotHaveDuplicates();
    }

    // ---- generators

    @Test
    @DisplayName(
            "L42, L46 a generator runs in the process of the stage, from yield to yield, and ends"
                    + " with it")
    void aGeneratorRunsInTheProcessOfTheStage() throws Exception {
        List<String> log = new ArrayList<>();
        AtomicReference<Throwable> told = new AtomicReference<>();
        Generator<Integer> numbers =
                Generator.of(
                        out -> {
                            try {
                                for (int i = 0; ; i++) {
                                    log.add("made " + i);
                                    out.yield(i);
                                }
                            } catch (CancelledException e) {
                                told.set(e);
                                throw e;
                            } finally {
                                log.add("closed");
                            }
                        });
        assertThat(Pipeline.from(numbers).peek(x -> log.add("got " + x)).take(2).toList())
                .containsExactly(0, 1);
        assertThat(log).containsExactly("made 0", "got 0", "made 1", "got 1", "closed");
        assertThat(told.get()).isNotNull();
    }

    @Test
    @DisplayName(
            "L46 a failure below a generator passes its body, and stays what it is; one of the body"
                    + " names its stage")
    void failuresAroundAGenerator() {
        AtomicInteger closed = new AtomicInteger();
        Generator<Integer> numbers =
                Generator.of(
                        out -> {
                            try {
                                for (int i = 0; i < 3; i++) {
                                    out.yield(i);
                                }
                                throw new IOException("no more paper");
                            } finally {
                                closed.incrementAndGet();
                            }
                        });
        assertThatThrownBy(() -> Pipeline.from(numbers).map(x -> 1 / (x - 1)).as("divide").toList())
                .hasMessageStartingWith("stage map \"divide\" has failed")
                .hasCauseInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Pipeline.from(numbers).as("print").toList())
                .hasMessage(
                        "stage generator \"print\" has failed: java.io.IOException: no more paper");
        assertThatThrownBy(() -> Pipeline.of(1).<Integer>flatMapIterable(x -> numbers).toList())
                .hasCauseInstanceOf(IOException.class);
        assertThat(closed).hasValue(3);
        Generator<Integer> none =
                Generator.of(
                        out -> {
                            throw new IOException("no paper");
                        });
        assertThatThrownBy(() -> Pipeline.of(1).<Integer>expand(x -> none).toList())
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("L42, L46 a generator that is used as an iterable ends with the stage, too")
    void aGeneratorAsAnIterableIsEnded() throws Exception {
        AtomicInteger open = new AtomicInteger();
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
        Iterable<Integer> asIterable = endless;
        assertThat(Pipeline.of(1).<Integer>flatMapIterable(x -> endless).take(2).toList())
                .containsExactly(0, 1);
        assertThat(open).hasValue(0);
        assertThat(Pipeline.from(asIterable).drop(1).first()).contains(1);
        assertThat(open).hasValue(0);
    }

    // ---- branches

    @Test
    @DisplayName(
            "L46 values with equal keys go to the same branch, in order, and all branches are used")
    void equalKeysGoToTheSameBranch() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<List<Integer>> perBranch =
                Pipeline.range(0, 300)
                        .partition(
                                4,
                                x -> x % 30,
                                q -> q.peek(x -> threads.add(Thread.currentThread())).batch(1_000))
                        .toList();
        assertThat(threads).hasSize(4);
        assertThat(perBranch).hasSize(4);
        for (List<Integer> branch : perBranch) {
            assertThat(branch).isSorted();
        }
        assertThat(perBranch.stream().flatMap(List::stream)).hasSize(300);
    }

    @Test
    @DisplayName("L46 a key may have any hash code")
    void anyHashCode() throws Exception {
        int smallest = -565_936_128; // becomes the smallest number when its bits are mixed
        List<Integer> keys = List.of(smallest, Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE);
        assertThat(Pipeline.from(keys).partition(3, x -> x, q -> q).toList())
                .containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    @DisplayName("L46 a branch of a partition that has had enough leaves the others their values")
    void aBranchThatHasHadEnough() throws Exception {
        assertThat(
                        Pipeline.range(0, 10_000)
                                .partition(x -> x % 2 == 0, even -> even.take(1), odd -> odd)
                                .toList())
                .hasSize(1 + 5_000);
    }

    @Test
    @DisplayName("L46 groupBy counts words, with no more branches open than allowed")
    void groupByCountsWords() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<String> counts =
                Pipeline.of("a", "b", "a", "b", "c", "c", "d")
                        .groupBy(
                                2,
                                word -> word,
                                (word, same) ->
                                        Pipeline.of(0)
                                                .peek(
                                                        x ->
                                                                most.accumulateAndGet(
                                                                        open.incrementAndGet(),
                                                                        Math::max))
                                                .flatMap(x -> same.batch(100))
                                                .map(all -> word + all.size())
                                                .peek(x -> open.decrementAndGet()))
                        .toList();
        assertThat(counts).containsExactlyInAnyOrder("a2", "b2", "c2", "d1");
        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "L46 a branch of a partition that takes nothing holds up the other when 16 values wait"
                    + " for it")
    void aBusyBranchHoldsUpTheOther() throws Exception {
        Channel<Boolean> go = Channel.rendezvous();
        AtomicInteger read = new AtomicInteger();
        Scope.run(
                scope -> {
                    Receiver<Integer> odd =
                            Pipeline.range(0, 100)
                                    .peek(x -> read.incrementAndGet())
                                    .<Integer>partition(
                                            x -> x % 2 == 0,
                                            even ->
                                                    Pipeline.from(go)
                                                            .flatMap(x -> even)
                                                            .filter(x -> false),
                                            p -> p)
                                    .receiveIn(scope, 100);
                    // 0, 2, … 30 wait for their branch; it is 32 that holds up 33
                    eventually("it is held up", () -> odd.size() == 16 && read.get() == 33);
                    assertThat(odd.receiveBatch(100)).hasSize(16).endsWith(31);
                    assertThat(read).hasValue(33);
                    go.send(true);
                    go.close();
                    List<Integer> rest = new ArrayList<>();
                    odd.forEach(rest::add);
                    assertThat(rest).hasSize(34).startsWith(33);
                });
    }

    @Test
    @DisplayName(
            "L46 a branch of a groupBy that is at work holds up the next value of its key, and what"
                    + " comes after it")
    void aBusyGroupHoldsUpTheOthers() throws Exception {
        Channel<Boolean> go = Channel.rendezvous();
        AtomicInteger read = new AtomicInteger();
        Scope.run(
                scope -> {
                    Receiver<String> out =
                            Pipeline.of("a1", "b1", "a2", "b2")
                                    .peek(x -> read.incrementAndGet())
                                    .<Character, String>groupBy(
                                            2,
                                            x -> x.charAt(0),
                                            (key, same) ->
                                                    key == 'b'
                                                            ? same
                                                            : same.peek(x -> go.receive()))
                                    .receiveIn(scope, 10);
                    eventually("it is held up", () -> out.size() == 1 && read.get() == 3);
                    assertThat(out.receive()).isEqualTo("b1");
                    go.send(true);
                    assertThat(out.receive()).isEqualTo("a1");
                    assertThat(out.receive()).isEqualTo("b2");
                    go.send(true);
                    assertThat(out.receive()).isEqualTo("a2");
                });
    }

    @Test
    @DisplayName("L46 groups that have ended do not stop what is above, for another key may come")
    void groupsThatHaveEndedDropTheirValues() throws Exception {
        AtomicInteger read = new AtomicInteger();
        assertThat(
                        Pipeline.range(0, 100)
                                .peek(x -> read.incrementAndGet())
                                .groupBy(10, x -> x % 3, (key, same) -> same.take(1))
                                .toList())
                .containsExactlyInAnyOrder(0, 1, 2);
        assertThat(read).hasValue(100);
    }

    @Test
    @DisplayName("L46 keys of groups that were idle are not kept, though there is room for more")
    void keysOfIdleGroupsAreNotKept() throws Exception {
        List<WeakReference<Object>> keys = new CopyOnWriteArrayList<>();
        Channel<Integer> values = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Receiver<Integer> ended =
                            Pipeline.from(values)
                                    .<Object, Integer>groupBy(
                                            1_000_000,
                                            Duration.ofMillis(1),
                                            x -> newKey(keys),
                                            (key, same) -> same.batch(100).map(List::size))
                                    .receiveIn(scope, 1_000_000);
                    for (int i = 0; i < 100; i++) {
                        values.send(i);
                    }
                    eventually(
                            "all keys are garbage",
                            () -> {
                                values.trySend(100); // a key that is new
                                System.gc();
                                return keys.stream().limit(100).allMatch(k -> k.get() == null);
                            });
                    values.close();
                });
    }

    private static Object newKey(List<WeakReference<Object>> keys) {
        Object key = new Object();
        keys.add(new WeakReference<>(key));
        return key;
    }

    /** Cannot be a key. */
    private record Unhashed(int value) {
        @Override
        public int hashCode() {
            throw new IllegalStateException("no hash of " + value);
        }
    }

    /** Has no words. */
    private record Unnamed(int value) {
        @Override
        public String toString() {
            throw new IllegalStateException("no words for " + value);
        }
    }

    @Test
    @DisplayName("L46 a key that fails fails the stage that it is a key of, with its name")
    void aKeyThatFails() {
        Pipeline<Integer> two = Pipeline.of(1, 2);
        for (Pipeline<Integer> failing :
                List.of(
                        two.partition(2, Unhashed::new, q -> q).as("shared"),
                        two.groupBy(2, Unhashed::new, (k, q) -> q).as("shared"),
                        two.groupBy(2, Unnamed::new, (k, q) -> q).as("shared"),
                        two.<Integer, Integer>groupBy(
                                        2,
                                        x -> x,
                                        (k, q) -> {
                                            throw new IllegalStateException("no branch");
                                        })
                                .as("shared"))) {
            assertThatThrownBy(failing::toList)
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("\"shared\" has failed")
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    private record Wordless(int value) {
        @Override
        public @Nullable String toString() {
            return null;
        }
    }

    @Test
    @DisplayName("L46 a key that gives null for its words is a key like others")
    void aKeyWithoutWords() throws Exception {
        assertThat(Pipeline.of(1, 2, 1).groupBy(2, Wordless::new, (k, q) -> q).toList())
                .containsExactlyInAnyOrder(1, 1, 2);
    }

    @Test
    @DisplayName(
            "L46 an iterator that cannot be made fails the stage that asks for it, and those below"
                    + " recover from that")
    void anIteratorThatCannotBeMade() throws Exception {
        Iterable<Integer> broken =
                () -> {
                    throw new IllegalStateException("no iterator");
                };
        for (Pipeline<Integer> failing :
                List.of(
                        Pipeline.from(broken).as("numbers"),
                        Pipeline.of(1).<Integer>flatMapIterable(x -> broken).as("numbers"),
                        Pipeline.of(1).<Integer>expand(x -> broken).as("numbers"))) {
            assertThatThrownBy(failing::toList)
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("\"numbers\" has failed")
                    .hasRootCauseMessage("no iterator");
            assertThat(failing.recover(e -> -1).toList()).containsExactly(-1);
        }
    }

    @Test
    @DisplayName("L46 a branch may load its state, and fail to, by any exception")
    void aBranchMayLoadItsState() {
        Pipeline<String> running =
                Pipeline.of(1, 2, 3, 1)
                        .<Integer, String>groupBy(
                                10,
                                x -> x,
                                (key, same) -> {
                                    int state = load(key);
                                    return same.map(x -> key + "+" + state);
                                })
                        .as("accounts");
        assertThatThrownBy(running::toList)
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("groupBy(10) \"accounts\" has failed")
                .hasRootCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("bad");
    }

    private static int load(int key) throws IOException {
        return key == 3 ? fail() : 10 * key;
    }

    @Test
    @DisplayName("L46 the function of a group that is interrupted has not failed")
    void aBranchThatIsInterruptedWhileItLoads() {
        Pipeline<Integer> loading =
                Pipeline.of(1)
                        .groupBy(
                                1,
                                x -> x,
                                (key, same) -> {
                                    throw new InterruptedException("by whomever");
                                });
        assertThatThrownBy(loading::count).isInstanceOf(InterruptedException.class);
    }

    /** Of a branch: has stages for the description alone. */
    private static UnaryOperator<Pipeline<Integer>> failingInRuns() {
        AtomicInteger calls = new AtomicInteger();
        return branch -> {
            if (calls.incrementAndGet() > 1) {
                throw new IllegalStateException("no branch");
            }
            return branch;
        };
    }

    @Test
    @DisplayName(
            "L46 the function of a branch that fails in a run fails the stage, with its name, and"
                    + " those below recover from that")
    void aBranchThatFailsInARun() throws Exception {
        Pipeline<Integer> two = Pipeline.of(1, 2);
        for (Pipeline<Integer> failing :
                List.of(
                        two.<Integer>partition(x -> true, q -> q, failingInRuns()).as("shared"),
                        two.tee(failingInRuns()).as("shared"))) {
            assertThatThrownBy(failing::toList)
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("\"shared\" has failed")
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThat(failing.recover(e -> -1).toList()).containsExactly(-1);
        }
    }

    @Test
    @DisplayName(
            "L46 inputs and branches that have begun are stopped when a later one cannot be, also"
                    + " if they swallow their interrupt")
    void whatHasBegunIsStopped() {
        AtomicReference<CountDownLatch> waiting = new AtomicReference<>();
        Pipeline<Integer> deaf =
                Pipeline.range(0, 1_000)
                        .peek(
                                x -> {
                                    if (x == 0) {
                                        waiting.get().countDown();
                                        swallowInterrupt();
                                    }
                                });
        UnaryOperator<Pipeline<Integer>> failing = failingInRuns();
        UnaryOperator<Pipeline<Integer>> failingLater =
                branch -> {
                    try {
                        return failing.apply(branch);
                    } catch (IllegalStateException e) {
                        awaitQuietly(waiting.get());
                        throw e;
                    }
                };
        waiting.set(new CountDownLatch(1));
        assertThatThrownBy(
                        Pipeline.of(1).<Integer>partition(x -> true, q -> deaf, failingLater)::run)
                .hasCauseInstanceOf(IllegalStateException.class);
        for (Pipeline<Integer> joined :
                List.of(
                        deaf.merge(Pipeline.of(1)),
                        deaf.interleave(Pipeline.of(1)),
                        deaf.combineLatest(Pipeline.of(1), Integer::sum))) {
            waiting.set(new CountDownLatch(1));
            NoThreads.after(
                    1,
                    () -> awaitQuietly(waiting.get()),
                    () -> assertThatThrownBy(joined::run).isSameAs(NoThreads.NO_THREAD));
        }
    }

    private static void swallowInterrupt() {
        try {
            Channel.never().receive();
        } catch (InterruptedException e) {
            // goes on
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A tee whose copy fails for the first value that it ever gets, and those below, who are at it until that is done. */
    private static final class FailingCopy {
        private final CountDownLatch below = new CountDownLatch(1);
        private final AtomicReference<Thread> failing = new AtomicReference<>();

        Pipeline<Integer> below(Pipeline<Integer> above) {
            return above.tee(q -> q.peek(x -> failOnce()));
        }

        private void failOnce() throws Exception {
            if (failing.get() == null) {
                below.await();
                failing.set(Thread.currentThread());
                throw new IOException("no more paper");
            }
        }

        void awaitFailure(int value) throws Exception {
            if (value == 1 && failing.get() == null) {
                below.countDown();
                eventually("it has failed", () -> failing.get() != null && isIdle(failing.get()));
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }

        private static boolean isIdle(Thread thread) {
            return thread.getState() == Thread.State.WAITING || !thread.isAlive();
        }
    }

    @Test
    @DisplayName("L46 a copy that fails does not interrupt those below, who may recover from that")
    void thoseBelowRecoverFromACopyThatFails() throws Exception {
        Map<UnaryOperator<Pipeline<Integer>>, List<Integer>> stages =
                Map.of(
                        p -> p.recover(e -> -1), List.of(1, -1),
                        p -> p.recoverWith(e -> Pipeline.of(-1, -2)), List.of(1, -1, -2),
                        p -> p.retry(Backoff.of(2)), List.of(1, 1, 2, 3));
        for (var stage : stages.entrySet()) {
            FailingCopy copy = new FailingCopy();
            assertThat(
                            stage.getKey()
                                    .apply(copy.below(Pipeline.of(1, 2, 3)))
                                    .peek(copy::awaitFailure)
                                    .toList())
                    .isEqualTo(stage.getValue());
        }
    }

    @Test
    @DisplayName("L46 a copy that fails interrupts what is above, which waits for ever")
    void aCopyThatFailsStopsWhatIsAbove() throws Exception {
        Channel<Integer> values = Channel.buffered(1);
        values.send(1);
        assertThat(
                        Pipeline.from(values)
                                .tee(
                                        q ->
                                                q.map(
                                                        x -> {
                                                            throw new IOException("copy");
                                                        }))
                                .recover(e -> -1)
                                .filter(x -> x < 0)
                                .toList())
                .containsExactly(-1);
    }

    @Test
    @DisplayName("L46 a tee to a channel sends all, and goes on when the channel is cancelled")
    void teeToAChannel() throws Exception {
        Channel<Integer> copies = Channel.unbounded();
        assertThat(Pipeline.of(1, 2, 3).tee(copies).toList()).containsExactly(1, 2, 3);
        assertThat(copies.receiveBatch(10)).containsExactly(1, 2, 3);
        copies.cancel();
        assertThat(Pipeline.of(1, 2, 3).tee(copies).toList()).containsExactly(1, 2, 3);
        Channel<Integer> closed = Channel.unbounded();
        closed.close();
        assertThatThrownBy(() -> Pipeline.of(1).tee(closed).toList())
                .isInstanceOf(PipelineException.class)
                .hasMessageStartingWith("stage tee(");
    }

    @Test
    @DisplayName("L46 the function of a branch that gives null is refused when the stage is made")
    void aBranchOfNullIsRefused() {
        assertThatThrownBy(() -> Pipeline.of(1).tee(q -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the function of a branch gave null");
    }

    @Test
    @DisplayName("arguments that make no sense are refused when the stage is made")
    void nonsenseIsRefused() {
        Pipeline<Integer> p = Pipeline.of(1);
        for (Runnable bad :
                List.<Runnable>of(
                        () -> p.batchWithin(0, Duration.ofSeconds(1)),
                        () -> p.batchWithin(1, Duration.ZERO),
                        () -> p.throttle(0, Duration.ofSeconds(1)),
                        () -> p.throttle(1, Duration.ofSeconds(-1)),
                        () -> p.debounce(Duration.ZERO),
                        () -> p.sample(Duration.ZERO),
                        () -> p.timeout(Duration.ZERO),
                        () -> Pipeline.ticker(Duration.ZERO),
                        () -> p.parallel(0, x -> x),
                        () -> p.parallelUnordered(0, x -> x),
                        () -> p.flatMapMerge(0, x -> p),
                        () -> p.take(-1),
                        () -> p.drop(-1),
                        () -> p.batch(0),
                        () -> p.batchByWeight(0, x -> 1),
                        () -> p.batchByWeightWithin(0, x -> 1, Duration.ofSeconds(1)),
                        () -> p.batchByWeightWithin(1, x -> 1, Duration.ZERO),
                        () -> p.groupBy(0, x -> x, (k, q) -> q),
                        () -> p.groupBy(1, Duration.ZERO, x -> x, (k, q) -> q),
                        () -> p.partition(0, x -> x, q -> q))) {
            assertThatThrownBy(bad::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    // ---- descriptions

    private static final Pipeline<Integer> BRANCHED =
            Pipeline.of(1, 2)
                    .zip(Pipeline.of(3), Integer::sum)
                    .tee(q -> q.map(x -> x).as("log"))
                    .partition(
                            x -> x > 1, q -> q.map(x -> x).as("big"), q -> Pipeline.of(7).merge(q))
                    .throttle(10, Duration.ofMillis(1_500));

    @Test
    @DisplayName("a description has the branches below the line, after the inputs")
    void aDescriptionHasTheBranches() {
        assertThat(BRANCHED.describe())
                .isEqualTo(
                        """
                        zip → tee → partition → throttle(10 per 1.5s)
                        ├─ of(2 values)
                        ├─ of(1 values)
                        ├▶ tee: copy → map "log"
                        ├▶ partition: yes → map "big"
                        └▶ merge
                           ├─ of(1 values)
                           └─ partition: no\
                        """);
    }

    @Test
    @DisplayName("a name takes no branch away, neither that of a stage nor that of a part")
    void aDescriptionHasTheBranchesOfWhatHasAName() {
        Pipeline<Integer> copied = Pipeline.of(1).tee(q -> q.map(x -> x)).as("copied");
        assertThat(copied.describe())
                .isEqualTo("of(1 values) → tee \"copied\"\n└▶ tee: copy → map");
        assertThat(Pipeline.of(1, 2).merge(copied.named("part")).describe())
                .isEqualTo(
                        """
                        merge
                        ├─ of(2 values)
                        └─ of(1 values) → tee "copied"
                           └▶ tee: copy → map\
                        """);
    }

    @Test
    @DisplayName(
            "a Mermaid chart has the branches go out from their stage, and come back unless they"
                    + " are copies")
    void aChartHasTheBranches() {
        assertThat(BRANCHED.describeMermaid())
                .isEqualTo(
                        """
                        flowchart LR
                            s1["of(2 values)"]
                            s2["of(1 values)"]
                            s3["zip"]
                            s1 --> s3
                            s2 --> s3
                            s4["tee"]
                            s3 --> s4
                            s5["tee: copy"]
                            s4 --> s5
                            s6["map #quot;log#quot;"]
                            s5 --> s6
                            s7["partition"]
                            s4 --> s7
                            s8["partition: yes"]
                            s7 --> s8
                            s9["map #quot;big#quot;"]
                            s8 --> s9
                            s10["of(1 values)"]
                            s11["partition: no"]
                            s7 --> s11
                            s12["merge"]
                            s10 --> s12
                            s11 --> s12
                            s13["throttle(10 per 1.5s)"]
                            s9 --> s13
                            s12 --> s13
                        """);
    }

    @Test
    @DisplayName("L46 groupBy opens no more branches than allowed, though a branch changes its key")
    void keysThatChange() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Pipeline.range(0, 100)
                .groupBy(
                        1,
                        x -> new ArrayList<>(List.of(x)),
                        (key, same) ->
                                Pipeline.of(0)
                                        .peek(
                                                x ->
                                                        most.accumulateAndGet(
                                                                open.incrementAndGet(), Math::max))
                                        .flatMap(x -> same.peek(key::add).batch(100))
                                        .peek(all -> open.decrementAndGet()))
                .forEach(x -> {});
        assertThat(most).hasValue(1);
    }

    private static final class Spoilt {
        private final int number;
        private volatile boolean isSpoilt;

        Spoilt(int number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Spoilt other && number == other.number;
        }

        @Override
        public int hashCode() {
            if (isSpoilt) {
                throw new IllegalStateException("spoilt");
            }
            return number;
        }
    }

    @Test
    @DisplayName(
            "L46 a branch can be ended to make room, though the hash code of its key fails by now")
    void aKeyThatIsSpoilt() throws Exception {
        AtomicInteger branches = new AtomicInteger();
        long values =
                Pipeline.range(0, 100)
                        .groupBy(
                                2,
                                Spoilt::new,
                                (key, same) -> {
                                    branches.incrementAndGet();
                                    key.isSpoilt = true;
                                    return same.take(1);
                                })
                        .count();
        assertThat(values).isEqualTo(100);
        assertThat(branches).hasValue(100);
    }

    /** Each puts out its list at the end of its values, and only then. */
    private static Pipeline<Integer> savedIn(List<List<Integer>> saved, Pipeline<Integer> values) {
        return values.batch(Integer.MAX_VALUE).peek(saved::add).map(List::size);
    }

    @Test
    @DisplayName("L46 a branch does not take it for the end of its values that another has failed")
    void anotherBranchFails() {
        List<List<Integer>> saved = new CopyOnWriteArrayList<>();
        for (int round = 0; round < 50; round++) {
            Pipeline<Integer> values = Pipeline.range(0, Integer.MAX_VALUE); // no end comes before
            assertThatThrownBy(
                            () ->
                                    values.<Integer>partition(
                                                    x -> x != 19,
                                                    yes -> savedIn(saved, yes),
                                                    no -> no.map(x -> fail()))
                                            .run())
                    .hasRootCauseMessage("bad");
            assertThatThrownBy(
                            () ->
                                    values.<Boolean, Integer>groupBy(
                                                    3,
                                                    x -> x == 19,
                                                    (key, same) ->
                                                            key
                                                                    ? same.map(x -> fail())
                                                                    : savedIn(saved, same))
                                            .run())
                    .hasRootCauseMessage("bad");
            assertThatThrownBy(
                            () ->
                                    values.<Boolean, Integer>groupBy(
                                                    3,
                                                    Duration.ofHours(1),
                                                    x -> x == 19,
                                                    (key, same) ->
                                                            key
                                                                    ? same.map(x -> fail())
                                                                    : savedIn(saved, same))
                                            .run())
                    .hasRootCauseMessage("bad");
        }
        assertThat(saved).isEmpty();
    }

    private static int fail() throws IOException {
        throw new IOException("bad");
    }

    @Test
    @DisplayName("L46 a branch does not take it for the end of its values that the run is stopped")
    void theRunIsStopped() throws Exception {
        List<List<Integer>> saved = new CopyOnWriteArrayList<>();
        for (int round = 0; round < 50; round++) {
            Pipeline<Integer> values = Pipeline.range(0, Integer.MAX_VALUE);
            values.<Integer>partition(x -> x % 2 == 0, even -> savedIn(saved, even), odd -> odd)
                    .first();
            values.<Integer, Integer>groupBy(
                            2, x -> x % 2, (key, same) -> key == 0 ? savedIn(saved, same) : same)
                    .first();
            values.tee(copy -> savedIn(saved, copy)).tee(copy -> copy).buffer(1).first();
            assertThatThrownBy(
                            () ->
                                    values.tee(copy -> savedIn(saved, copy))
                                            .tee(copy -> copy)
                                            .buffer(1)
                                            .forEach(x -> fail()))
                    .hasRootCauseMessage("bad");
        }
        assertThat(saved).isEmpty();
    }

    @ParameterizedTest(name = "by key: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("L46 what a failed branch has not got stays in the channel for the next attempt")
    void whatAFailedBranchHasNotGotStays(boolean byKey) throws Exception {
        Channel<Integer> values = Channel.unbounded();
        values.sendAll(IntStream.range(0, 20_000).boxed().toList());
        values.close();
        Mapping<Integer, Integer> unlessFive = x -> x == 5 ? fail() : x;
        Pipeline<Integer> branched =
                byKey
                        ? Pipeline.from(values)
                                .<Integer, Integer>groupBy(
                                        1, x -> 1, (key, same) -> same.map(unlessFive))
                        : Pipeline.from(values)
                                .<Integer>partition(
                                        x -> true, yes -> yes.map(unlessFive), no -> no);
        long put =
                branched.peek(
                                x -> {
                                    if (x < 5) { // what is above goes on meanwhile, if it can
                                        Timers.sleep(Duration.ofMillis(20));
                                    }
                                })
                        .retry(Backoff.of(2))
                        .count();
        assertThat(put).isBetween(19_900L, 19_999L);
    }
}
