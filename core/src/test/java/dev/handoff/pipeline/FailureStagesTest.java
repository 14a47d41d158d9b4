package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.BlockingBody;
import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.DeadlineExceededException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.WorkCancelledException;
import dev.handoff.generate.Generator;
import dev.handoff.laws.Told;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Gatherer;
import java.util.stream.Stream;

/** Stages that react to failures. */
class FailureStagesTest {
    private static int unlessThree(int x) throws IOException {
        if (x == 3) {
            throw new IOException("three");
        }
        return x;
    }

    private static Pipeline<Integer> failing() {
        return Pipeline.range(1, 6).map(FailureStagesTest::unlessThree).as("no three");
    }

    // ---- of all that is above

    @Test
    @DisplayName("L46 recover puts out one more value, which is told what has failed")
    void recover() throws Exception {
        assertThat(
                        failing()
                                .map(x -> "" + x)
                                .recover(e -> e.stage() + ": " + e.getCause())
                                .toList())
                .containsExactly("1", "2", "map \"no three\": java.io.IOException: three");
    }

    @Test
    @DisplayName("L46 recover and retry leave failures of those below alone")
    void failuresOfThoseBelowPass() {
        AtomicInteger runs = new AtomicInteger();
        Pipeline<Integer> source = Pipeline.range(1, 6).peek(x -> runs.incrementAndGet());
        for (Pipeline<Integer> pipeline :
                List.of(
                        source.recover(e -> 7),
                        source.buffer(0).recover(e -> 7),
                        source.recoverWith(e -> Pipeline.of(7)),
                        source.retry(Backoff.of(3)))) {
            runs.set(0);
            List<Integer> got = new ArrayList<>();
            assertThatThrownBy(
                            () ->
                                    pipeline.map(FailureStagesTest::unlessThree)
                                            .as("below")
                                            .forEach(got::add))
                    .hasMessageStartingWith("stage map \"below\" has failed")
                    .hasCauseInstanceOf(IOException.class);
            assertThat(got).containsExactly(1, 2);
            assertThat(runs.get()).isBetween(3, 5);
        }
    }

    @Test
    @DisplayName("L46 what retry has mended is not told with a failure of those below")
    void whatIsMendedIsNotTold() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                Pipeline.of(1)
                                        .map(x -> failsFirst(calls, x))
                                        .retry(Backoff.of(3))
                                        .forEach(
                                                x -> {
                                                    throw new IllegalStateException("sink");
                                                }))
                .hasRootCauseMessage("sink")
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
    }

    private static <T> T failsFirst(AtomicInteger calls, T value) throws IOException {
        if (calls.incrementAndGet() == 1) {
            throw new IOException("mended");
        }
        return value;
    }

    @Test
    @DisplayName("what was mended is not told when a later attempt is not wanted any more")
    void whatIsMendedIsNotToldByACancel() {
        AtomicInteger calls = new AtomicInteger();
        Channel<Integer> nobodys = Channel.rendezvous();
        nobodys.cancel();
        assertThatThrownBy(
                        () ->
                                Backoff.of(3)
                                        .call(
                                                () -> {
                                                    nobodys.send(failsFirst(calls, 1));
                                                    return true;
                                                }))
                .isInstanceOf(CancelledException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
        assertThat(calls).hasValue(2);
    }

    @Test
    @DisplayName("L46 a recovery that fails is the failure, with the first one suppressed")
    void aRecoveryThatFails() {
        assertThatThrownBy(
                        () ->
                                failing()
                                        .recover(
                                                e -> {
                                                    throw new IllegalStateException("too");
                                                })
                                        .as("rescue")
                                        .toList())
                .isInstanceOf(PipelineException.class)
                .hasMessageStartingWith("stage recover \"rescue\" has failed")
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed()[0])
                                        .hasCauseInstanceOf(IOException.class));
    }

    @Test
    @DisplayName("L46 recoverWith goes on with another pipeline, which may be taken from")
    void recoverWith() throws Exception {
        Pipeline<Integer> endless = failing().recoverWith(e -> Pipeline.range(100, 1_000_000));
        assertThat(endless.take(4).toList()).containsExactly(1, 2, 100, 101);
        assertThat(failing().recoverWith(e -> Pipeline.of()).toList()).containsExactly(1, 2);
    }

    @Test
    @DisplayName("L46 an interrupt is nothing to recover from")
    void anInterruptIsNothingToRecoverFrom() {
        Mapping<Integer, Integer> interrupted =
                x -> {
                    if (x == 3) {
                        throw new InterruptedException();
                    }
                    return x;
                };
        Pipeline<Integer> values = Pipeline.range(1, 6);
        AtomicInteger asked = new AtomicInteger();
        for (Pipeline<Integer> stage :
                List.of(
                        values.map(interrupted),
                        values.map(interrupted).buffer(1),
                        values.tee(q -> q.map(interrupted)),
                        values.parallel(2, FailureStagesTest::interruptsItself),
                        values.parallelUnordered(2, FailureStagesTest::interruptsItself),
                        values.parallel(2, interrupted),
                        values.parallelUnordered(2, interrupted))) {
            assertThatThrownBy(
                            () ->
                                    stage.retry(Backoff.of(5))
                                            .recover(e -> asked.incrementAndGet())
                                            .toList())
                    .isInstanceOf(InterruptedException.class);
        }
        assertThat(asked).hasValue(0);
    }

    private static int interruptsItself(int x) {
        if (x == 3) {
            Thread.currentThread().interrupt();
        }
        return x;
    }

    /** Yields a value in a scope of its own, of which a process fails when that is taken. */
    private static Generator<Integer> thatLosesItsConnection(CountDownLatch taken) {
        return Generator.of(
                out ->
                        Scope.run(
                                scope -> {
                                    scope.go(
                                            () -> {
                                                taken.await();
                                                throw new IOException("connection lost");
                                            });
                                    out.yield(1);
                                }));
    }

    @Test
    @DisplayName(
            "L46 a failure in a scope of a generator's own is recovered from, though it interrupts"
                    + " those below")
    void aFailureInAScopeOfAGenerator() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        Generator<Integer> fails = thatLosesItsConnection(taken);
        Generator<Integer> late =
                Generator.of(
                        out ->
                                Scope.named("late")
                                        .deadline(Duration.ofMillis(1))
                                        .run(scope -> out.yield(1)));
        for (Generator<Integer> each : List.of(fails, late)) {
            Pipeline<Integer> waits =
                    Pipeline.from(each)
                            .map(
                                    _ -> {
                                        taken.countDown();
                                        return Channel.<Integer>never().receive();
                                    });
            assertThat(catchThrowable(waits::run))
                    .isInstanceOf(PipelineException.class)
                    .hasRootCauseInstanceOf(
                            each == late ? DeadlineExceededException.class : IOException.class);
            assertThat(waits.recover(_ -> 7).first()).contains(7);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    @DisplayName(
            "L46 what fails beside the interrupt by a scope of a generator's own is told with the"
                    + " failure there")
    void whatFailsBesideTheScopeOfAGenerator() {
        CountDownLatch taken = new CountDownLatch(1);
        Generator<Integer> fails = thatLosesItsConnection(taken);
        Action<Integer> commits =
                _ -> {
                    try (Closeable _ = () -> unlessThree(3)) {
                        taken.countDown();
                        Channel.never().receive();
                    }
                };
        Throwable failure = catchThrowable(() -> Pipeline.from(fails).peek(commits).run());
        assertThat(failure).hasRootCauseMessage("connection lost");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("three"));
    }

    @Test
    @DisplayName("L46 an interrupt that meets a scope of a generator's own stays one")
    void anInterruptThatMeetsAScopeOfAGenerator() {
        Generator<Integer> fails =
                Generator.of(
                        out ->
                                Scope.run(
                                        scope -> {
                                            scope.go(FailureStagesTest::failsWhenItIsStopped);
                                            out.yield(1);
                                        }));
        Pipeline<Integer> interrupted =
                Pipeline.from(fails)
                        .map(
                                _ -> {
                                    Thread.currentThread().interrupt();
                                    return Channel.<Integer>never().receive();
                                });
        assertThatThrownBy(() -> interrupted.recover(_ -> 7).run())
                .isInstanceOf(InterruptedException.class);
    }

    private static void failsWhenItIsStopped() throws IOException {
        try {
            Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            throw new IOException("disk full");
        }
    }

    @Test
    @DisplayName("L46 retry begins with the source anew, and puts out again what it has put out")
    void retry() throws Exception {
        AtomicInteger fails = new AtomicInteger(2);
        assertThat(
                        Pipeline.of(1, 2)
                                .map(
                                        x -> {
                                            if (x == 2 && fails.getAndDecrement() > 0) {
                                                throw new IOException("down");
                                            }
                                            return x;
                                        })
                                .retry(Backoff.of(3))
                                .toList())
                .containsExactly(1, 1, 1, 2);
    }

    @Test
    @DisplayName(
            "L46 when the last attempt has failed its failure is thrown, with those before"
                    + " suppressed")
    void theLastFailureIsThrown() {
        AtomicInteger attempts = new AtomicInteger();
        Mapping<Integer, Integer> failing =
                x -> {
                    throw new IOException("attempt " + attempts.incrementAndGet());
                };
        assertThatThrownBy(() -> Pipeline.of(1).map(failing).retry(Backoff.of(3)).toList())
                .hasRootCauseMessage("attempt 3")
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .extracting(s -> s.getCause().getMessage())
                                        .containsExactly("attempt 1", "attempt 2"));
        attempts.set(0);
        assertThatThrownBy(
                        () -> Pipeline.of(1).map(Mapping.retrying(Backoff.of(2), failing)).toList())
                .hasRootCauseMessage("attempt 2")
                .satisfies(e -> assertThat(e.getCause().getSuppressed()).hasSize(1));
    }

    @Test
    @DisplayName(
            "L46 however many attempts have failed, the last failure has ten of them suppressed")
    void theLatestFailuresAreKept() {
        AtomicInteger attempts = new AtomicInteger();
        IOException same = new IOException("the same each time");
        Pipeline<Integer> failing =
                Pipeline.of(1)
                        .map(
                                x -> {
                                    throw attempts.incrementAndGet() % 2 == 0
                                            ? same
                                            : new IOException("attempt " + attempts);
                                });
        assertThatThrownBy(() -> failing.retry(Backoff.of(10_001)).toList())
                .hasRootCauseMessage("attempt 10001")
                .satisfies(
                        e -> {
                            assertThat(e.getSuppressed())
                                    .hasSize(10)
                                    .allMatch(s -> s.getSuppressed().length == 0);
                            assertThat(e.getSuppressed()[8]).hasRootCauseMessage("attempt 9999");
                        });
        assertThatThrownBy(
                        () ->
                                Mapping.retrying(
                                                Backoff.of(7),
                                                x -> {
                                                    throw same;
                                                })
                                        .apply(1))
                .isSameAs(same)
                .hasNoSuppressedExceptions();
    }

    @Test
    @DisplayName("L46 when a scope around the run was cancelled, no stage deals with a failure")
    void nothingIsTriedAgainInACancelledScope() {
        AtomicInteger calls = new AtomicInteger();
        for (UnaryOperator<Pipeline<Integer>> stage :
                List.<UnaryOperator<Pipeline<Integer>>>of(
                        p -> p.recover(e -> calls.incrementAndGet()),
                        p -> p.recoverWith(e -> p),
                        p -> p.retry(Backoff.of(3)),
                        p -> p.buffer(1).retry(Backoff.of(3)))) {
            calls.set(0);
            assertThatThrownBy(
                            () -> Scope.run(around -> stage.apply(cancelling(around, calls)).run()))
                    .isInstanceOf(CancelledException.class);
            assertThat(calls).hasValue(1);
        }
        calls.set(0);
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        around ->
                                                Mapping.<Integer, Integer>retrying(
                                                                Backoff.of(3),
                                                                x ->
                                                                        cancelling(around, calls)
                                                                                .first()
                                                                                .orElseThrow())
                                                        .apply(1)))
                .isInstanceOf(CancelledException.class);
        assertThat(calls).hasValue(1);
    }

    /** As a function that swallows the interrupt, and fails. */
    private static Pipeline<Integer> cancelling(Scope around, AtomicInteger calls) {
        return Pipeline.of(1)
                .map(
                        x -> {
                            calls.incrementAndGet();
                            around.cancel();
                            Channel<Integer> never = Channel.never();
                            try {
                                return never.receive();
                            } catch (InterruptedException e) {
                                throw new IOException("no answer");
                            }
                        });
    }

    @Test
    @DisplayName("L46 when a scope around the run was cancelled, nothing stands for a value either")
    void nothingStandsForAValueInACancelledScope() {
        Channel<Attempt.Failure<Integer, Integer>> failures = Channel.unbounded();
        for (OnError<Integer, Integer> onError :
                List.<OnError<Integer, Integer>>of(
                        OnError.skip(),
                        OnError.replace(failure -> -1),
                        OnError.stop(),
                        OnError.report(failures))) {
            List<Integer> got = new ArrayList<>();
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            around ->
                                                    Pipeline.of(1)
                                                            .map(x -> wrapped(around), onError)
                                                            .forEach(got::add)))
                    .as(onError.toString())
                    .isInstanceOf(CancelledException.class);
            assertThat(got).isEmpty();
        }
        assertThat(failures.size()).isZero();
    }

    /** As a function that makes something else of the interrupt. */
    private static int wrapped(Scope around) throws IOException {
        around.cancel();
        try {
            return Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            throw new IOException("no answer", e);
        }
    }

    @Test
    @DisplayName("L46 nor when the task that runs it was cancelled, and its scope goes on")
    void nothingStandsForAValueInACancelledTask() throws Exception {
        Channel<Attempt.Failure<Integer, Integer>> failures = Channel.unbounded();
        Channel<Integer> got = Channel.unbounded();
        List<UnaryOperator<Pipeline<Integer>>> stages =
                List.of(
                        asked -> asked.recover(failure -> -1),
                        asked -> asked.recoverWith(failure -> Pipeline.of(-1)),
                        asked -> asked.retry(Backoff.of(3)));
        for (UnaryOperator<Pipeline<Integer>> stage : stages) {
            assertThatACancelEnds(
                    ask -> stage.apply(Pipeline.of(1).map(x -> ask.call())).forEach(got::send));
        }
        for (OnError<Integer, Integer> onError :
                List.<OnError<Integer, Integer>>of(
                        OnError.skip(),
                        OnError.replace(failure -> -1),
                        OnError.stop(),
                        OnError.report(failures))) {
            assertThatACancelEnds(
                    ask -> Pipeline.of(1).map(x -> ask.call(), onError).forEach(got::send));
        }
        assertThatACancelEnds(ask -> got.send(Backoff.of(3).call(ask::call)));
        assertThat(got.size() + failures.size()).isZero();
    }

    private interface Asking {
        void run(Callable<Integer> ask) throws Exception;
    }

    /** Of the task alone that runs the body, which asks for what nobody answers; a second time it is told at once. */
    private static void assertThatACancelEnds(Asking body) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch waiting = new CountDownLatch(1);
        Callable<Integer> ask = () -> waiting.getCount() == 0 ? 0 : unanswered(calls, waiting);
        Scope.run(
                around -> {
                    Task<@Nullable Void> task = around.fork(() -> body.run(ask));
                    waiting.await();
                    task.cancel();
                    assertThatThrownBy(task::join).isInstanceOf(WorkCancelledException.class);
                });
    }

    @Test
    @DisplayName("L46 nor when its deadline has passed")
    void nothingIsTriedAgainAfterTheDeadline() {
        AtomicInteger calls = new AtomicInteger();
        Mapping<Integer, Integer> late =
                x -> {
                    if (calls.incrementAndGet() == 1) {
                        try {
                            Channel.<Integer>never().receive();
                        } catch (InterruptedException e) {
                            // as so many do
                        }
                    }
                    throw new IOException("no answer");
                };
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .deadline(Duration.ofMillis(20))
                                        .run(
                                                around ->
                                                        Pipeline.of(1)
                                                                .map(late)
                                                                .retry(Backoff.of(3))
                                                                .run()))
                .isInstanceOf(DeadlineExceededException.class);
        assertThat(calls)
                .hasValueLessThan(2); // on a busy machine it may pass before the first call
    }

    /** Its function makes something of the interrupt that does not know of it; the next call would wait for ever. */
    @Test
    @DisplayName("L46 what is stopped does not leave a failure out and go on")
    void whatIsStoppedDoesNotGoOn() throws Exception {
        for (boolean inParallel : List.of(false, true)) {
            AtomicInteger calls = new AtomicInteger();
            CountDownLatch waiting = new CountDownLatch(1);
            Mapping<Integer, Integer> ask = x -> x == 0 ? x : unanswered(calls, waiting);
            Pipeline<Integer> numbers = Pipeline.range(0, 9);
            Pipeline<Integer> asked =
                    inParallel
                            ? numbers.parallel(1, ask, OnError.skip())
                            : numbers.map(ask, OnError.skip());
            assertThat(asked.buffer(1).peek(x -> waiting.await()).first()).contains(0);
            assertThat(calls).as("in parallel: %s", inParallel).hasValue(1);
        }
    }

    @ParameterizedTest(name = "ordered: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "L46 a worker that is stopped does not take what waits, however its failure is dealt"
                    + " with")
    void aWorkerThatIsStoppedTakesNothingMore(boolean ordered) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch queued = new CountDownLatch(1);
        AtomicReference<Thread> worker = new AtomicReference<>();
        Mapping<Integer, Integer> ask =
                x -> {
                    worker.set(Thread.currentThread());
                    return x == 1 ? x : unanswered(calls, waiting);
                };
        OnError<Integer, Integer> onError = OnError.replace(failure -> -1);
        Scope.run(
                scope ->
                        scope.go(
                                () -> {
                                    Pipeline<Integer> numbers =
                                            Pipeline.range(1, 50)
                                                    .peek(x -> countDownAt(5, x, queued));
                                    (ordered
                                                    ? numbers.parallel(1, ask, onError)
                                                    : numbers.parallelUnordered(1, ask, onError))
                                            .peek(
                                                    x -> {
                                                        waiting.await();
                                                        queued.await();
                                                        scope.cancel();
                                                        awaitEnd(worker.get());
                                                    })
                                            .run();
                                }));
        assertThat(calls).hasValue(1);
    }

    @Test
    @DisplayName(
            "L46 a weight below zero, or one that is no number, fails the stage that it is for")
    void aWeightThatIsNone() {
        Number none =
                new AtomicInteger() {
                    @Override
                    public long longValue() {
                        throw new IllegalArgumentException("not to be told");
                    }
                };
        for (Number weight : List.of(-1, none)) {
            assertThatThrownBy(() -> Pipeline.of(1).batchByWeight(3, x -> weight).as("box").run())
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("\"box\" has failed")
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("L46 weights near the greatest of all are added rightly")
    void greatWeights() throws Exception {
        long most = Long.MAX_VALUE;
        assertThat(Pipeline.of(1, 2).batchByWeight(most, x -> most - 1).toList())
                .containsExactly(List.of(1), List.of(2));
    }

    private static void countDownAt(int value, int x, CountDownLatch latch) {
        if (x == value) {
            latch.countDown();
        }
    }

    /** As who is busy: takes no notice of the interrupt. */
    private static void awaitEnd(Thread thread) {
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // the worker is to end first
            }
        }
    }

    private static int unanswered(AtomicInteger calls, CountDownLatch waiting) throws IOException {
        calls.incrementAndGet();
        waiting.countDown();
        try {
            return Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            throw new IOException("no answer");
        }
    }

    @Test
    @DisplayName("L46 what those below have had enough of is not run again")
    void whatIsNotWantedIsNotRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Pipeline<Integer> unclosable =
                Pipeline.fromStream(
                        () -> {
                            runs.incrementAndGet();
                            return Stream.of(1, 2, 3)
                                    .onClose(
                                            () -> {
                                                throw new IllegalStateException("planted");
                                            });
                        });
        Pipeline<Integer> two = unclosable.retry(Backoff.of(3)).take(2);
        assertThat(Told.by(() -> assertThat(two.toList()).containsExactly(1, 2)))
                .singleElement()
                .isInstanceOf(PipelineException.class);
        assertThat(runs).hasValue(1);
    }

    // ---- of a function, for one value

    @Test
    @DisplayName("L46 a failure for one value can be left out, replaced, or end the values")
    void onError() throws Exception {
        Pipeline<Integer> numbers = Pipeline.range(1, 6);
        assertThat(numbers.map(FailureStagesTest::unlessThree, OnError.skip()).toList())
                .containsExactly(1, 2, 4, 5);
        assertThat(
                        numbers.map(
                                        FailureStagesTest::unlessThree,
                                        OnError.replace(f -> -f.value()))
                                .toList())
                .containsExactly(1, 2, -3, 4, 5);
        assertThat(
                        numbers.map(FailureStagesTest::unlessThree, OnError.stop())
                                .concat(Pipeline.of(9))
                                .toList())
                .containsExactly(1, 2, 9);
    }

    @Test
    @DisplayName(
            "L46 a failure for one value can be reported, with the value and the cause, also by"
                    + " workers")
    void report() throws Exception {
        Channel<Attempt.Failure<Integer, Integer>> failures = Channel.unbounded();
        assertThat(
                        Pipeline.range(1, 6)
                                .map(FailureStagesTest::unlessThree, OnError.report(failures))
                                .toList())
                .containsExactly(1, 2, 4, 5);
        assertThat(
                        Pipeline.range(1, 6)
                                .parallel(
                                        3, FailureStagesTest::unlessThree, OnError.report(failures))
                                .toList())
                .containsExactly(1, 2, 4, 5);
        for (int i = 0; i < 2; i++) {
            Attempt.Failure<Integer, Integer> failure = failures.receive();
            assertThat(failure.value()).isEqualTo(3);
            assertThat(failure.cause()).isInstanceOf(IOException.class).hasMessage("three");
        }
        failures.cancel();
        assertThat(
                        Pipeline.range(1, 6)
                                .map(FailureStagesTest::unlessThree, OnError.report(failures))
                                .toList())
                .containsExactly(1, 2, 4, 5);
    }

    @Test
    @DisplayName(
            "L46 what deals with a failure for one value and fails names the stage, and those below"
                    + " recover from that")
    void whatDealsWithAFailureFails() throws Exception {
        Channel<Attempt.Failure<Integer, Integer>> closed = Channel.unbounded();
        closed.close();
        for (OnError<Integer, Integer> broken :
                List.<OnError<Integer, Integer>>of(
                        OnError.report(closed),
                        OnError.replace(
                                failure -> {
                                    throw new IOException("too");
                                }))) {
            Pipeline<Integer> work =
                    Pipeline.range(1, 6).map(FailureStagesTest::unlessThree, broken).as("work");
            assertThatThrownBy(work::run)
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("\"work\" has failed");
            assertThat(work.recover(e -> -1).toList()).containsExactly(1, 2, -1);
        }
    }

    @Test
    @DisplayName("L46 a gatherer that fails as it gets no answer it likes hides no failure below")
    void aGathererThatFailsAsItIsRefused() {
        Gatherer<Integer, ?, Integer> proud =
                Gatherer.of(
                        (state, x, out) -> {
                            if (!out.push(x)) {
                                throw new IllegalStateException("refused");
                            }
                            return true;
                        });
        assertThatThrownBy(() -> Pipeline.range(1, 6).gather(proud).map(x -> unlessThree(x)).run())
                .isInstanceOf(PipelineException.class)
                .hasMessage("stage map has failed: java.io.IOException: three");
    }

    @Test
    @DisplayName(
            "L46 unordered workers go on past a failure for one value, but for stop, which"
                    + " interrupts them")
    void onErrorOfUnorderedWorkers() throws Exception {
        Channel<Attempt.Failure<Integer, Integer>> failures = Channel.unbounded();
        Pipeline<Integer> numbers = Pipeline.range(1, 6);
        assertThat(
                        numbers.parallelUnordered(
                                        3, FailureStagesTest::unlessThree, OnError.report(failures))
                                .toList())
                .containsExactlyInAnyOrder(1, 2, 4, 5);
        assertThat(failures.receive().value()).isEqualTo(3);

        AtomicInteger interrupted = new AtomicInteger();
        Channel<Boolean> atWork = Channel.rendezvous();
        assertThat(
                        Pipeline.of(3, 4)
                                .parallelUnordered(
                                        2,
                                        x -> {
                                            if (x == 3) {
                                                atWork.receive();
                                                return unlessThree(x);
                                            }
                                            return waitFor(atWork, interrupted);
                                        },
                                        OnError.stop())
                                .concat(Pipeline.of(9))
                                .toList())
                .containsExactly(9);
        assertThat(interrupted).hasValue(1);
    }

    /** Says that it is at work, and is so until it is interrupted. */
    private static int waitFor(Channel<Boolean> atWork, AtomicInteger interrupted)
            throws InterruptedException {
        atWork.send(true);
        try {
            return Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        }
    }

    @Test
    @DisplayName(
            "L46 what unordered workers had done before a failure is put out, then the recovery;"
                    + " others are cut short")
    void recoverBelowUnorderedWorkers() throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        Channel<Boolean> atWork = Channel.rendezvous();
        Channel<Boolean> put = Channel.unbounded();
        List<Integer> got =
                Pipeline.of(1, 3, 4)
                        .parallelUnordered(
                                3,
                                x -> {
                                    if (x == 4) {
                                        return waitFor(atWork, interrupted);
                                    }
                                    if (x == 3) {
                                        atWork.receive();
                                        put.receive();
                                    }
                                    return unlessThree(x);
                                })
                        .peek(x -> put.send(true))
                        .recover(e -> -1)
                        .toList();
        assertThat(got).containsExactly(1, -1);
        assertThat(interrupted).hasValue(1);
    }

    @Test
    @DisplayName(
            "L46 what unordered workers get before a failure above them is worked on and put out,"
                    + " then the recovery")
    void recoverFromAFailureAboveUnorderedWorkers() throws Exception {
        List<Integer> got = failing().parallelUnordered(2, x -> x * 10).recover(e -> -1).toList();
        assertThat(got).hasSize(3).contains(10, 20).endsWith(-1);
    }

    @Test
    @DisplayName("L46 an error is no failure for one value, nor is a failure of those below")
    void errorsPass() {
        assertThatThrownBy(
                        () ->
                                Pipeline.of(1)
                                        .<Integer>map(
                                                x -> {
                                                    throw new StackOverflowError();
                                                },
                                                OnError.skip())
                                        .toList())
                .hasRootCauseInstanceOf(StackOverflowError.class);
        assertThatThrownBy(
                        () ->
                                Pipeline.of(3)
                                        .map(x -> x, OnError.skip())
                                        .map(FailureStagesTest::unlessThree)
                                        .toList())
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("L46 an error says by which stage, with the name that it was given")
    void anErrorNamesItsStage() {
        Mapping<Integer, Integer> broken =
                x -> {
                    throw new StackOverflowError();
                };
        Pipeline<Integer> one = Pipeline.of(1);
        assertThatThrownBy(() -> one.map(broken, OnError.skip()).as("fetch").count())
                .hasMessageStartingWith("stage map(skip) \"fetch\" has failed");
        assertThatThrownBy(() -> one.parallel(2, broken, OnError.skip()).as("fetch").count())
                .hasMessageStartingWith("stage parallel(2, ordered, skip) \"fetch\" has failed");
        assertThatThrownBy(
                        () -> one.parallelUnordered(2, broken, OnError.stop()).as("fetch").count())
                .hasMessageStartingWith("stage parallel(2, unordered, stop) \"fetch\" has failed");
    }

    @Test
    @DisplayName("L46 an interrupt that meets a file is no failure of a value, and not tried again")
    void anInterruptInAFileIsNoFailureOfAValue() {
        AtomicInteger tried = new AtomicInteger();
        Mapping<Integer, Integer> reading =
                x -> {
                    tried.incrementAndGet();
                    Thread.currentThread().interrupt(); // as by who has no patience
                    try (FileChannel file = FileChannel.open(Path.of("pom.xml"))) {
                        return file.read(ByteBuffer.allocate(1));
                    }
                };
        Mapping<Integer, Integer> unchecked =
                x -> {
                    try {
                        return reading.apply(x);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                };
        Pipeline<Integer> values = Pipeline.range(0, 5);
        for (Pipeline<Integer> interrupted :
                List.of(
                        values.map(reading, OnError.replace(failure -> -1)),
                        values.map(unchecked, OnError.skip()),
                        values.map(Mapping.retrying(Backoff.of(3), reading)),
                        values.map(unchecked).recover(e -> -1))) {
            tried.set(0);
            assertThatThrownBy(interrupted::toList).isInstanceOf(InterruptedException.class);
            assertThat(tried).hasValue(1);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    @DisplayName(
            "L46 what has failed beside an interrupt that a function wraps is suppressed in that of"
                    + " the run")
    void whatHasFailedBesideAWrappedInterruptIsTold() {
        Action<Integer> reading =
                _ -> {
                    Thread.currentThread().interrupt();
                    try (FileChannel file = FileChannel.open(Path.of("pom.xml"))) {
                        file.read(ByteBuffer.allocate(1));
                    }
                };
        assertThatThrownBy(() -> Pipeline.of(1).peek(unchecked(closing(reading))).run())
                .isInstanceOf(InterruptedException.class)
                .satisfies(FailureStagesTest::hasOnlyTheCommitBeside);
    }

    @Test
    @DisplayName(
            "L46 what has failed beside the interrupt of a generator that a function runs is"
                    + " suppressed once")
    void whatHasFailedBesideTheInterruptOfAGeneratorIsToldOnce() {
        Action<Integer> pulling =
                _ ->
                        Generator.<Integer>of(
                                        out -> {
                                            Thread.currentThread().interrupt();
                                            FailureStagesTest.<Integer>closing(
                                                            _ -> Channel.never().receive())
                                                    .accept(1);
                                        })
                                .forEach(_ -> {});
        assertThatThrownBy(() -> Pipeline.of(1).peek(pulling).run())
                .isInstanceOf(InterruptedException.class)
                .satisfies(FailureStagesTest::hasOnlyTheCommitBeside);
    }

    /** As the JDK puts it when it has closed the socket that an interrupted virtual thread waited at. */
    @Test
    @DisplayName("L46 nor is one that meets a socket")
    void anInterruptAtASocketIsNoFailureOfAValue() {
        AtomicInteger tried = new AtomicInteger();
        Mapping<Integer, Integer> reading =
                x -> {
                    tried.incrementAndGet();
                    throw new SocketException("Closed by interrupt");
                };
        Pipeline<Integer> values = Pipeline.range(0, 5);
        for (Pipeline<Integer> interrupted :
                List.of(
                        values.map(reading, OnError.skip()),
                        values.map(Mapping.retrying(Backoff.of(3), reading)),
                        values.map(reading).recover(e -> -1))) {
            tried.set(0);
            assertThatThrownBy(interrupted::toList).isInstanceOf(InterruptedException.class);
            assertThat(tried).hasValue(1);
        }
    }

    @Test
    @DisplayName("L46 what another process was interrupted by is a failure here, and no interrupt")
    void theInterruptOfAnotherProcessIsNone() throws Exception {
        Task<Integer> cancelled = cancelledTask();
        assertThatThrownBy(() -> Pipeline.of(1).map(x -> cancelled.join()).run())
                .isInstanceOf(PipelineException.class)
                .hasCauseInstanceOf(WorkCancelledException.class);
    }

    @Test
    @DisplayName("L46, L15 a receiver that cancels ends a run that sends to it, and fails no scope")
    void aReceiverThatCancelsEndsWhoSendsToIt() throws Exception {
        Pipeline<Integer> endless = Pipeline.range(0, Integer.MAX_VALUE);
        List<Function<Channel<Integer>, Pipeline<Integer>>> senders =
                List.of(
                        out -> endless.peek(out::send),
                        out -> endless.peek(out::send).buffer(1),
                        out -> endless.parallel(1, x -> sent(out, x)),
                        out -> endless.parallel(1, x -> sent(out, x), OnError.skip()),
                        out -> endless.peek(x -> write(out, x)),
                        out -> endless.peek(x -> write(out, x)).retry(Backoff.of(5)),
                        out -> endless.parallel(1, x -> written(out, x), OnError.skip()),
                        out -> endless.parallelUnordered(1, x -> sent(out, x)),
                        out -> endless.partition(1, x -> 1, q -> q.peek(out::send)),
                        out -> endless.tee(q -> q.peek(out::send)),
                        out -> Pipeline.of(1).map(x -> (int) endless.peek(out::send).count()));
        for (Function<Channel<Integer>, Pipeline<Integer>> sender : senders) {
            Channel<Integer> out = Channel.rendezvous();
            Scope.run(
                    scope -> {
                        scope.go(() -> sender.apply(out).run());
                        assertThat(out.receive()).isZero();
                        out.cancel();
                    });
            assertThatThrownBy(() -> sender.apply(out).run())
                    .isInstanceOf(CancelledException.class);
        }
    }

    @Test
    @DisplayName(
            "L46, L15 who receives from a run that nobody wants is told so, and no scope fails")
    void whoReceivesFromARunThatNobodyWantsIsTold() throws Exception {
        Channel<Integer> nobodys = Channel.rendezvous();
        nobodys.cancel();
        Scope.run(
                scope -> {
                    Receiver<Integer> sent = Pipeline.of(1).peek(nobodys::send).receiveIn(scope);
                    assertThatThrownBy(sent::receive)
                            .isInstanceOf(ChannelFailedException.class)
                            .hasCauseInstanceOf(CancelledException.class);
                });
    }

    @Test
    @DisplayName(
            "L46 what has failed beside a refusal is suppressed in it, in whatever words that came")
    void whatHasFailedBesideARefusalIsTold() {
        Channel<Integer> nobodys = Channel.rendezvous();
        nobodys.cancel();
        List<Action<Integer>> writers =
                List.of(
                        closing(nobodys::send),
                        closing(x -> write(nobodys, x)),
                        closing(x -> written(nobodys, x)),
                        unchecked(closing(x -> write(nobodys, x))));
        for (Action<Integer> writer : writers) {
            assertThatThrownBy(() -> Pipeline.of(1).peek(writer).run())
                    .isInstanceOf(CancelledException.class)
                    .satisfies(FailureStagesTest::hasOnlyTheCommitBeside);
        }
    }

    private static void hasOnlyTheCommitBeside(Throwable t) {
        assertThat(t.getSuppressed())
                .singleElement()
                .satisfies(s -> assertThat(s).hasMessage("commit"));
    }

    private static <T> Action<T> closing(Action<T> body) {
        return x -> {
            try (Closeable _ = FailureStagesTest::commit) {
                body.accept(x);
            }
        };
    }

    private static void commit() throws IOException {
        throw new IOException("commit");
    }

    private static <T> Action<T> unchecked(Action<T> body) {
        return x -> {
            try {
                body.accept(x);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static int sent(Channel<Integer> out, int x) throws InterruptedException {
        out.send(x);
        return x;
    }

    /** As the streams over channels do. */
    private static void write(Channel<Integer> out, int x)
            throws IOException, InterruptedException {
        try {
            out.send(x);
        } catch (CancelledException e) {
            throw new IOException("not wanted", e);
        }
    }

    private static int written(Channel<Integer> out, int x) throws InterruptedException {
        try {
            write(out, x);
            return x;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("L46 no stage deals with what says that a value is not wanted, nor with an error")
    void whatIsNoFailureOfAStage() throws Exception {
        Channel<Integer> nobodys = Channel.rendezvous();
        nobodys.cancel();
        List<Action<Integer>> ends =
                List.of(
                        nobodys::send,
                        x -> write(nobodys, x),
                        x -> cancelOwnScope(),
                        x -> {
                            throw new StackOverflowError();
                        });
        List<UnaryOperator<Pipeline<Integer>>> stages =
                List.of(
                        p -> p.recover(e -> -1),
                        p -> p.recoverWith(e -> Pipeline.of(-1)),
                        p -> p.retry(Backoff.of(5)));
        for (Action<Integer> end : ends) {
            for (UnaryOperator<Pipeline<Integer>> stage : stages) {
                AtomicInteger calls = new AtomicInteger();
                Pipeline<Integer> one = Pipeline.of(1).peek(x -> calls.incrementAndGet()).peek(end);
                assertThatThrownBy(() -> stage.apply(one).run())
                        .satisfiesAnyOf(
                                e -> assertThat(e).isInstanceOf(CancelledException.class),
                                e ->
                                        assertThat(e)
                                                .isInstanceOf(PipelineException.class)
                                                .cause()
                                                .isInstanceOfAny(
                                                        CancelledException.class,
                                                        StackOverflowError.class));
                assertThat(calls).hasValue(1);
            }
        }
    }

    private static int cancelOwnScope() throws InterruptedException {
        return Scope.call(
                inner -> {
                    inner.cancel();
                    return Channel.<Integer>never().receive();
                });
    }

    @Test
    @DisplayName(
            "L46 that work which a function waits for was cancelled is a failure, and stages deal"
                    + " with it")
    void cancelledWorkIsMended() throws Exception {
        Task<Integer> cancelled = cancelledTask();
        AtomicInteger calls = new AtomicInteger();
        Mapping<Integer, Integer> onceInVain =
                x -> calls.getAndIncrement() % 2 == 0 ? cancelled.join() : x;
        Pipeline<Integer> one = Pipeline.of(1);
        assertThat(one.map(onceInVain).recover(e -> -1).toList()).containsExactly(-1);
        calls.set(0);
        assertThat(one.map(onceInVain).retry(Backoff.of(2)).toList()).containsExactly(1);
        assertThat(one.map(Mapping.retrying(Backoff.of(2), onceInVain)).toList())
                .containsExactly(1);
        assertThat(one.map(onceInVain, OnError.replace(failure -> -2)).toList())
                .containsExactly(-2);
    }

    private static Task<Integer> cancelledTask() throws InterruptedException {
        List<Task<Integer>> cancelled = new ArrayList<>();
        Scope.run(
                scope -> {
                    cancelled.add(scope.fork("slow", () -> Channel.<Integer>never().receive()));
                    scope.cancel();
                });
        return cancelled.getFirst();
    }

    // ---- back-off

    /** Fails as often as is said. */
    private static BlockingBody<String, IOException> upAfter(int failures, AtomicInteger calls) {
        return () -> {
            if (calls.incrementAndGet() <= failures) {
                throw new IOException("call " + calls);
            }
            return "up";
        };
    }

    @Test
    @DisplayName("a call is tried again until it does not fail, and may return null")
    void aCallIsTriedAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        assertThat(Backoff.of(3).call(upAfter(2, calls))).isEqualTo("up");
        assertThat(calls).hasValue(3);
        assertThat(Backoff.of(1).<@Nullable String, RuntimeException>call(() -> null)).isNull();
    }

    /** The compiler tells. */
    @Test
    @DisplayName("a call that waits and fails with its own exception declares these two")
    void aCallThatWaits() throws IOException, InterruptedException {
        BlockingBody<String, IOException> up = upAfter(0, new AtomicInteger());
        String answer =
                Backoff.of(2)
                        .call(
                                () -> {
                                    Timers.sleep(Duration.ZERO);
                                    return up.call();
                                });
        assertThat(answer).isEqualTo("up");
    }

    /** What it throws the compiler knows. */
    @Test
    @DisplayName(
            "what has no result is tried again, too, such as a scope one of whose processes fails")
    void anActionIsTriedAgain() throws IOException, InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Backoff.of(3)
                .call(
                        () -> {
                            if (runs.incrementAndGet() < 3) {
                                throw new IOException("down");
                            }
                        });
        assertThat(runs).hasValue(3);
        Backoff.of(2)
                .call(
                        () ->
                                Scope.run(
                                        scope ->
                                                scope.go(
                                                        () ->
                                                                unlessThree(
                                                                        runs.getAndIncrement()))));
        assertThat(runs).hasValue(5);
    }

    /** The compiler tells. */
    @Test
    @DisplayName("a call declares what its function does, and an interrupt")
    void aCallDeclaresWhatItsFunctionDoes() throws IOException, InterruptedException {
        assertThat(Backoff.of(2).call(upAfter(1, new AtomicInteger()))).isEqualTo("up");
    }

    @Test
    @DisplayName(
            "when the last call has failed its failure is thrown, with those before suppressed")
    void theFailureOfTheLastCallIsThrown() {
        assertThatThrownBy(() -> Backoff.of(3).call(upAfter(9, new AtomicInteger())))
                .isInstanceOf(IOException.class)
                .hasMessage("call 3")
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .extracting(Throwable::getMessage)
                                        .containsExactly("call 1", "call 2"));
    }

    @Test
    @DisplayName(
            "an interrupt, a refusal and a cancelled scope are no failures of a call, nor is an"
                    + " error")
    void whatIsNoFailureOfACall() throws Exception {
        Channel<Integer> nobodys = Channel.rendezvous();
        nobodys.cancel();
        List<Callable<Object>> ends =
                List.of(
                        () -> {
                            throw new InterruptedException();
                        },
                        () -> {
                            throw new SocketException("Closed by interrupt");
                        },
                        () -> {
                            throw new StackOverflowError();
                        },
                        () -> cancelOwnScope(),
                        () -> sent(nobodys, 1),
                        () -> written(nobodys, 1),
                        () -> {
                            write(nobodys, 1);
                            return true;
                        });
        for (Callable<Object> end : ends) {
            AtomicInteger calls = new AtomicInteger();
            Throwable thrown =
                    catchThrowable(
                            () ->
                                    Backoff.of(3)
                                            .call(
                                                    () -> {
                                                        calls.incrementAndGet();
                                                        return end.call();
                                                    }));
            assertThat(thrown)
                    .isInstanceOfAny(
                            InterruptedException.class,
                            IOException.class,
                            UncheckedIOException.class,
                            StackOverflowError.class,
                            CancelledException.class);
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    @DisplayName("an interrupt ends a call between two attempts, even without a pause")
    void anInterruptEndsACall() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                Backoff.of(3)
                                        .call(
                                                () -> {
                                                    calls.incrementAndGet();
                                                    Thread.currentThread().interrupt();
                                                    throw new IOException("down");
                                                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(calls).hasValue(1);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @DisplayName("what is not to be tried again is thrown at once, with the failures before")
    void whenSaysWhatIsTriedAgain() {
        Backoff io = Backoff.of(5).when(e -> e instanceof IOException);
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                io.call(
                                        () -> {
                                            if (calls.incrementAndGet() == 2) {
                                                throw new IllegalStateException("broken");
                                            }
                                            throw new IOException("down");
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("down"));
        assertThat(calls).hasValue(2);
    }

    @Test
    @DisplayName(
            "L46 retry and retrying heed which failures are tried again: those of the function")
    void pipelinesHeedWhen() throws Exception {
        Backoff io = Backoff.of(5).when(e -> e instanceof IOException);
        AtomicInteger calls = new AtomicInteger();
        Mapping<Integer, Integer> failing =
                x ->
                        switch (calls.incrementAndGet()) {
                            case 1 -> throw new IOException("down");
                            case 2 -> throw new IllegalStateException("broken");
                            default -> x;
                        };
        Pipeline<Integer> one = Pipeline.of(1);
        for (Pipeline<Integer> tried :
                List.of(one.map(failing).retry(io), one.map(Mapping.retrying(io, failing)))) {
            calls.set(0);
            assertThatThrownBy(tried::run)
                    .isInstanceOf(PipelineException.class)
                    .hasMessageStartingWith("stage map has failed")
                    .hasRootCauseMessage("broken");
            assertThat(calls).hasValue(2);
            calls.set(2);
            assertThat(tried.toList()).containsExactly(1);
        }
    }

    @Test
    @DisplayName("what fails in saying what is tried again is the failure, with the one before")
    void aWhenThatFails() {
        Backoff broken =
                Backoff.of(2)
                        .when(
                                e -> {
                                    throw new IllegalStateException("when");
                                });
        assertThatThrownBy(() -> broken.call(upAfter(1, new AtomicInteger())))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("call 1"));
        assertThatThrownBy(() -> failing().retry(broken).as("again").run())
                .isInstanceOf(PipelineException.class)
                .hasMessageStartingWith("stage retry(2 attempts) \"again\" has failed")
                .hasRootCauseMessage("when")
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasRootCauseMessage("three"));
    }

    @Test
    @DisplayName("a failure that is thrown again in saying so stays as it is")
    void aWhenThatThrowsTheFailureAgain() {
        IllegalStateException down = new IllegalStateException("down");
        Backoff broken =
                Backoff.of(2)
                        .when(
                                _ -> {
                                    throw down;
                                });
        assertThatThrownBy(
                        () ->
                                broken.call(
                                        () -> {
                                            throw down;
                                        }))
                .isSameAs(down)
                .hasNoSuppressedExceptions();
    }

    @Test
    @DisplayName("nobody is asked about the last failure, for nothing is tried again")
    void whenIsNotAskedAboutTheLastFailure() {
        AtomicInteger asked = new AtomicInteger();
        Backoff thrice = Backoff.of(3).when(_ -> asked.incrementAndGet() > 0);
        assertThatThrownBy(() -> thrice.call(upAfter(3, new AtomicInteger()))).hasMessage("call 3");
        assertThat(asked).hasValue(2);
    }

    @Test
    @DisplayName(
            "a call that was stopped ends by an interrupt that has the failure as its cause, and"
                    + " leaves no status")
    void aCallThatIsStoppedSaysWhatHasFailed() throws Exception {
        Scope.run(
                scope -> {
                    scope.cancel();
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> Backoff.of(3).call(upAfter(3, new AtomicInteger())))
                            .isInstanceOf(InterruptedException.class)
                            .hasRootCauseMessage("call 1");
                    assertThat(Thread.interrupted()).isFalse();
                });
    }

    @Test
    @DisplayName("the pauses of a back-off grow by the factor up to the longest")
    void pausesGrow() {
        Backoff backoff =
                Backoff.of(9)
                        .pause(Duration.ofMillis(100))
                        .factor(3)
                        .longest(Duration.ofMillis(500));
        assertThat(List.of(backoff.pauseAfter(1), backoff.pauseAfter(2), backoff.pauseAfter(3)))
                .containsExactly(
                        Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(500));
        assertThat(backoff.pauseAfter(1_000)).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff).hasToString("9 attempts, 0.1s");
        Duration forever = ChronoUnit.FOREVER.getDuration();
        assertThat(backoff.longest(forever).pauseAfter(2)).isEqualTo(Duration.ofMillis(300));
        assertThat(backoff.pause(forever).pauseAfter(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff.longest(forever).pauseAfter(1_000)).isGreaterThan(Duration.ofDays(999));
    }

    @Test
    @DisplayName(
            "jitter makes pauses shorter, differently for each, and may do the same with the same"
                    + " seed")
    void jitter() {
        Backoff backoff = Backoff.of(9).pause(Duration.ofSeconds(1)).jitter(0.5, 42);
        List<Duration> pauses = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            pauses.add(backoff.pauseAfter(i));
            assertThat(backoff.pauseAfter(i))
                    .isEqualTo(pauses.getLast())
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
            assertThat(backoff.jitter(0.5, 43).pauseAfter(i)).isNotEqualTo(pauses.getLast());
            assertThat(backoff.jitter(0.5).pauseAfter(i)).isNotEqualTo(pauses.getLast());
        }
        assertThat(pauses).doesNotHaveDuplicates();
        assertThat(pauses).anyMatch(p -> p.toMillis() < 600).anyMatch(p -> p.toMillis() > 900);
    }

    @Test
    @DisplayName("what is said of a back-off leaves all else as it was, in whatever order")
    void whatIsSaidLeavesAllElse() {
        Predicate<Exception> io = e -> e instanceof IOException;
        List<UnaryOperator<Backoff>> words =
                List.of(
                        b -> b.attempts(2),
                        b -> b.pause(Duration.ofMillis(1)),
                        b -> b.factor(3),
                        b -> b.longest(Duration.ofMillis(5)),
                        b -> b.jitter(0.5, 42),
                        Backoff::anewAfterValues,
                        b -> b.anewAfter(Duration.ofMinutes(1)),
                        b -> b.when(io));
        Backoff forwards = Backoff.of(9);
        for (UnaryOperator<Backoff> word : words) {
            Backoff before = forwards;
            forwards = word.apply(before);
            assertThat(forwards).isNotEqualTo(before);
        }
        Backoff backwards = Backoff.of(9);
        for (UnaryOperator<Backoff> word : words.reversed()) {
            backwards = word.apply(backwards);
        }
        assertThat(backwards)
                .isEqualTo(forwards)
                .hasSameHashCodeAs(forwards)
                .hasToString("2 attempts, 0.001s");
    }

    @Test
    @DisplayName("a back-off that makes no sense is refused")
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> Backoff.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 attempts");
        Backoff good = Backoff.of(2);
        for (Runnable bad :
                List.<Runnable>of(
                        () -> good.attempts(0),
                        () -> good.pause(Duration.ofMillis(-1)),
                        () -> good.factor(0.9),
                        () -> good.factor(Double.NaN),
                        () -> good.longest(Duration.ofMillis(-1)),
                        () -> good.jitter(1.1, 0),
                        () -> good.jitter(-0.1),
                        () -> good.anewAfter(Duration.ZERO),
                        () -> good.anewAfter(Duration.ofMillis(-1)))) {
            assertThatThrownBy(bad::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("a limit for a function that is zero or less is refused where it is given")
    void aLimitThatIsNoneIsRefused() {
        for (Duration limit : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> Mapping.within(limit, (Integer x) -> x))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("within with a duration of " + limit + "; it must be positive");
        }
    }

    /** The next attempt, or the other value, would have mended it: who cancels is not told of a failure. */
    @Test
    @DisplayName("L46, L38 a failure that is not mended because all is cancelled fails nothing")
    void whatIsNotMendedBecauseOfTheCancelFailsNothing() throws Exception {
        for (int kind = 0; kind < 4; kind++) {
            int chosen = kind;
            Scope.run(
                    scope -> {
                        Mapping<Integer, Integer> failing =
                                x -> {
                                    scope.cancel();
                                    throw new IOException("at first");
                                };
                        mended(chosen, failing).receiveIn(scope, 0);
                    });
        }
    }

    /** Behind a buffer, and so in a process that knows that it was stopped. */
    private static Pipeline<Integer> mended(int kind, Mapping<Integer, Integer> failing) {
        Backoff twice = Backoff.of(2);
        Pipeline<Integer> one = Pipeline.of(1);
        return one.buffer(1)
                .flatMap(
                        x ->
                                switch (kind) {
                                    case 0 -> one.map(Mapping.retrying(twice, failing));
                                    case 1 -> one.map(failing).retry(twice);
                                    case 2 -> one.map(failing).recover(e -> 2);
                                    default -> one.map(failing).recoverWith(e -> one);
                                });
    }

    @Test
    @DisplayName("L46 suppressed failures that form a circle hide nothing")
    void suppressedFailuresInACircle() {
        InterruptedException read = new InterruptedException("read");
        IOException close = new IOException("close");
        read.addSuppressed(close);
        close.addSuppressed(read); // as a resource that remembers why it is broken
        assertThatThrownBy(
                        () ->
                                Pipeline.of(1)
                                        .map(
                                                x -> {
                                                    throw read;
                                                })
                                        .buffer(1)
                                        .count())
                .isSameAs(read);
    }

    private static final class Alike extends Exception {
        private static final long serialVersionUID = 1;

        @Override
        public boolean equals(Object other) {
            return other instanceof Alike;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    @DisplayName("L46 failures before the last are suppressed in it, also if all are equal")
    void equalFailuresAreKept() {
        assertThatThrownBy(
                        () ->
                                Backoff.of(3)
                                        .call(
                                                () -> {
                                                    throw new Alike();
                                                }))
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    }

    @Test
    @DisplayName("L46 what the parts of a collector or a gatherer fail with names the stage")
    void partsThatFail() throws Exception {
        Gatherer<Integer, ?, Integer> gatherer =
                Gatherer.of(Gatherer.Integrator.of((none, x, out) -> out.push(x)));
        Gatherer<Integer, ?, Integer> failing =
                new Gatherer<Integer, Void, Integer>() {
                    @Override
                    public Integrator<Void, Integer, Integer> integrator() {
                        throw new IllegalStateException("none");
                    }
                };
        assertThat(Pipeline.of(1).gather(gatherer).recover(e -> 0).toList()).containsExactly(1);
        assertThat(Pipeline.of(1).gather(failing).recover(e -> 0).toList()).containsExactly(0);
        Collector<Integer, ?, Long> counting = Collectors.counting();
        assertThatThrownBy(() -> Pipeline.of(1).collect(new NoAccumulator<>(counting)))
                .isInstanceOf(PipelineException.class)
                .hasRootCauseMessage("no accumulator");
    }

    private record NoAccumulator<T, A, R>(Collector<T, A, R> other) implements Collector<T, A, R> {
        @Override
        public Supplier<A> supplier() {
            return other.supplier();
        }

        @Override
        public BiConsumer<A, T> accumulator() {
            throw new IllegalStateException("no accumulator");
        }

        @Override
        public BinaryOperator<A> combiner() {
            return other.combiner();
        }

        @Override
        public Function<A, R> finisher() {
            return other.finisher();
        }

        @Override
        public Set<Characteristics> characteristics() {
            return other.characteristics();
        }
    }
}
