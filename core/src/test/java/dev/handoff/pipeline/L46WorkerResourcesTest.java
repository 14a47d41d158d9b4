package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What the workers of a stage open, and a close of it that fails. */
class L46WorkerResourcesTest {
    private static final String PLANTED = "planted";

    private enum Order {
        ORDERED {
            @Override
            <W extends AutoCloseable> Pipeline<Integer> with(
                    Pipeline<Integer> above,
                    int workers,
                    Callable<W> opening,
                    Combining<W, Integer, Integer> work) {
                return above.parallelWith(workers, opening, work);
            }

            @Override
            <W extends AutoCloseable> Pipeline<Integer> with(
                    Pipeline<Integer> above,
                    int workers,
                    Callable<W> opening,
                    Combining<W, Integer, Integer> work,
                    OnError<Integer, Integer> onError) {
                return above.parallelWith(workers, opening, work, onError);
            }
        },
        UNORDERED {
            @Override
            <W extends AutoCloseable> Pipeline<Integer> with(
                    Pipeline<Integer> above,
                    int workers,
                    Callable<W> opening,
                    Combining<W, Integer, Integer> work) {
                return above.parallelUnorderedWith(workers, opening, work);
            }

            @Override
            <W extends AutoCloseable> Pipeline<Integer> with(
                    Pipeline<Integer> above,
                    int workers,
                    Callable<W> opening,
                    Combining<W, Integer, Integer> work,
                    OnError<Integer, Integer> onError) {
                return above.parallelUnorderedWith(workers, opening, work, onError);
            }
        };

        abstract <W extends AutoCloseable> Pipeline<Integer> with(
                Pipeline<Integer> above,
                int workers,
                Callable<W> opening,
                Combining<W, Integer, Integer> work);

        abstract <W extends AutoCloseable> Pipeline<Integer> with(
                Pipeline<Integer> above,
                int workers,
                Callable<W> opening,
                Combining<W, Integer, Integer> work,
                OnError<Integer, Integer> onError);
    }

    private static void fail() throws IOException {
        throw new IOException(PLANTED);
    }

    private static final Callable<AutoCloseable> NOT_TO_BE_CLOSED =
            () -> L46WorkerResourcesTest::fail;

    private static void failFirst() {
        throw new IllegalArgumentException("first");
    }

    @DisplayName("L46 a worker's resource that cannot be closed fails the run, after all results")
    @ParameterizedTest
    @EnumSource
    void aFailedCloseFailsTheRun(Order order) {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicInteger closes = new AtomicInteger();
        AtomicReference<Thread> first = new AtomicReference<>();
        Callable<AutoCloseable> opening =
                () ->
                        () -> {
                            if (closes.incrementAndGet() == 1) {
                                closed.countDown();
                                fail();
                            }
                        };
        Pipeline<Integer> work =
                order.with(
                        Pipeline.of(1, 2),
                        2,
                        opening,
                        (resource, x) -> {
                            if (x == 1) {
                                first.set(Thread.currentThread());
                            }
                            both.countDown();
                            both.await();
                            if (x == 2) {
                                closed.await();
                                first.get().join();
                            }
                            return x;
                        });
        List<Integer> got = new ArrayList<>();
        assertThat(catchThrowable(() -> work.forEach(got::add)))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("parallelWith(2")
                .hasRootCauseMessage(PLANTED);
        assertThat(got).containsExactly(1, 2);
        assertThat(closes).hasValue(2);
    }

    @DisplayName("L46 so does one whose close throws an interrupt, though nobody was interrupted")
    @ParameterizedTest
    @EnumSource
    void aCloseThatThrowsAnInterruptFailsTheRun(Order order) {
        Callable<AutoCloseable> opening =
                () ->
                        () -> {
                            throw new InterruptedException(PLANTED);
                        };
        Pipeline<Integer> work = order.with(Pipeline.range(0, 100), 2, opening, (resource, x) -> x);
        List<Integer> got = new ArrayList<>();
        assertThat(catchThrowable(() -> work.forEach(got::add)))
                .isInstanceOf(PipelineException.class)
                .hasRootCauseMessage(PLANTED);
        assertThat(got).hasSize(100);
    }

    @DisplayName("L46 each close that fails is told")
    @ParameterizedTest
    @EnumSource
    void eachFailedCloseIsTold(Order order) {
        CountDownLatch all = new CountDownLatch(3);
        Pipeline<Integer> work =
                order.with(
                        Pipeline.of(1, 2, 3),
                        3,
                        NOT_TO_BE_CLOSED,
                        (resource, x) -> {
                            all.countDown();
                            all.await();
                            return x;
                        });
        Throwable failure = catchThrowable(work::run);
        assertThat(failure).hasRootCauseMessage(PLANTED);
        assertThat(failure.getSuppressed())
                .hasSize(2)
                .allSatisfy(e -> assertThat(e).hasRootCauseMessage(PLANTED));
    }

    @DisplayName("L46 a close that fails after a failure is suppressed in that, whoever has failed")
    @ParameterizedTest
    @EnumSource
    void aFailedCloseIsSuppressed(Order order) {
        Pipeline<Integer> failing =
                Pipeline.of(1, 2)
                        .peek(
                                x -> {
                                    if (x == 2) {
                                        failFirst();
                                    }
                                });
        for (Pipeline<Integer> work :
                List.of(
                        order.with(failing, 1, NOT_TO_BE_CLOSED, (resource, x) -> x),
                        order.with(
                                Pipeline.of(1, 2),
                                1,
                                NOT_TO_BE_CLOSED,
                                (resource, x) -> {
                                    if (x == 2) {
                                        failFirst();
                                    }
                                    return x;
                                }),
                        order.with(Pipeline.of(1, 2), 1, NOT_TO_BE_CLOSED, (resource, x) -> x)
                                .peek(
                                        x -> {
                                            if (x == 2) {
                                                failFirst();
                                            }
                                        }))) {
            List<Integer> got = new ArrayList<>();
            Throwable failure = catchThrowable(() -> work.forEach(got::add));
            assertThat(failure).as(work.describe()).hasRootCauseMessage("first");
            assertThat(failure.getSuppressed())
                    .as(work.describe())
                    .singleElement()
                    .satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
            assertThat(got).as(work.describe()).containsExactly(1);
        }
    }

    @DisplayName("L46 a close that fails when there is enough fails nothing, and is reported")
    @ParameterizedTest
    @EnumSource
    void aFailedCloseIsReported(Order order) throws Exception {
        Pipeline<Integer> work =
                order.with(Pipeline.range(1, 100), 1, NOT_TO_BE_CLOSED, (resource, x) -> x);
        assertThat(reported(work))
                .singleElement()
                .satisfies(e -> assertThat(e).isInstanceOf(PipelineException.class))
                .satisfies(e -> assertThat(e).hasRootCauseMessage(PLANTED));
    }

    /** What the thread is told that takes the first value, which is 1. */
    private static List<Throwable> reported(Pipeline<Integer> work) throws Exception {
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        FutureTask<Integer> first = new FutureTask<>(() -> work.first().orElseThrow());
        Thread thread =
                Thread.ofPlatform()
                        .uncaughtExceptionHandler((t, e) -> reported.add(e))
                        .start(first);
        assertThat(first.get()).isEqualTo(1);
        thread.join();
        return reported;
    }

    @DisplayName("L46 a close that is interrupted by the stop has not failed")
    @ParameterizedTest
    @EnumSource
    void aCloseThatIsStoppedHasNotFailed(Order order) throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        Callable<AutoCloseable> opening =
                () ->
                        () -> {
                            closing.countDown();
                            Channel.never().receive();
                        };
        Pipeline<Integer> work = order.with(Pipeline.of(1, 2), 1, opening, (resource, x) -> x);
        assertThat(reported(work.peek(_ -> closing.await()))).isEmpty();
    }

    @DisplayName("L46 a close whose receiver has gone fails the run, and those below recover")
    @ParameterizedTest
    @EnumSource
    void aCloseThatNobodyReceives(Order order) throws Exception {
        Channel<Integer> commits = Channel.rendezvous();
        commits.cancel();
        Callable<AutoCloseable> opening = () -> () -> commits.send(1);
        Pipeline<Integer> work = order.with(Pipeline.of(1), 1, opening, (resource, x) -> x);
        assertThat(catchThrowable(work::run))
                .isInstanceOf(PipelineException.class)
                .hasCauseInstanceOf(CancelledException.class);
        assertThat(work.recover(e -> -1).toList()).containsExactly(1, -1);
    }

    @DisplayName("L46 what has failed beside the interrupt of a close is told once")
    @ParameterizedTest
    @EnumSource
    void whatHasFailedInAnInterruptedCloseIsToldOnce(Order order) throws Exception {
        Callable<AutoCloseable> opening =
                () ->
                        () -> {
                            try (AutoCloseable _ = L46WorkerResourcesTest::fail) {
                                throw new InterruptedException();
                            }
                        };
        Pipeline<Integer> work =
                order.with(Pipeline.range(1, 100_000), 1, opening, (resource, x) -> x);
        assertThat(reported(work)).hasSize(1);
    }

    // ---- a failure for one value

    private static int unlessTwo(int x) throws IOException {
        if (x == 2) {
            fail();
        }
        return x;
    }

    @DisplayName(
            "L46 after a failure for one value a worker closes what it has opened, and opens anew")
    @ParameterizedTest
    @EnumSource
    void aWorkerOpensAnewAfterAFailure(Order order) throws Exception {
        AtomicInteger opened = new AtomicInteger();
        List<Integer> closed = new CopyOnWriteArrayList<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        Callable<Numbered> opening = () -> new Numbered(opened.incrementAndGet(), closed);
        Pipeline<Integer> work =
                order.with(
                        Pipeline.of(1, 2, 3, 4),
                        1,
                        opening,
                        (resource, x) -> {
                            seen.add(x + " by " + resource.number + ", closed " + closed);
                            return unlessTwo(x);
                        },
                        OnError.replace(failure -> -failure.value()));
        assertThat(work.toList()).containsExactly(1, -2, 3, 4);
        assertThat(seen)
                .containsExactly(
                        "1 by 1, closed []",
                        "2 by 1, closed []",
                        "3 by 2, closed [1]",
                        "4 by 2, closed [1]");
        assertThat(closed).containsExactly(1, 2);
    }

    private record Numbered(int number, List<Integer> closed) implements AutoCloseable {
        @Override
        public void close() {
            closed.add(number);
        }
    }

    @DisplayName("L46 what cannot be closed after a failure for one value is suppressed in it")
    @ParameterizedTest
    @EnumSource
    void whatCannotBeClosedAfterAFailureIsSuppressedInIt(Order order) throws Exception {
        Channel<Attempt.Failure<Integer, Integer>> failures = Channel.unbounded();
        AtomicInteger closed = new AtomicInteger();
        Callable<AutoCloseable> opening =
                () ->
                        () -> {
                            if (closed.incrementAndGet() == 1) {
                                throw new IOException("no close");
                            }
                        };
        Pipeline<Integer> work =
                order.with(
                        Pipeline.of(1, 2, 3),
                        1,
                        opening,
                        (resource, x) -> unlessTwo(x),
                        OnError.report(failures));
        assertThat(work.toList()).containsExactly(1, 3);
        assertThat(failures.receive().cause().getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e).hasRootCauseMessage("no close"));
        assertThat(closed).hasValue(2);
    }

    @DisplayName("L46 an opening that fails is a failure for one value, and the next opens anew")
    @ParameterizedTest
    @EnumSource
    void anOpeningThatFailsIsAFailureOfItsValue(Order order) throws Exception {
        AtomicInteger openings = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        Callable<@Nullable AutoCloseable> opening =
                () ->
                        switch (openings.incrementAndGet()) {
                            case 1 -> throw new IOException(PLANTED);
                            case 2 -> null;
                            default -> closed::incrementAndGet;
                        };
        Channel<Attempt.Failure<Integer, Integer>> failures = Channel.unbounded();
        Pipeline<Integer> work =
                order.with(
                        Pipeline.of(1, 2, 3, 4),
                        1,
                        opening,
                        (resource, x) -> x,
                        OnError.report(failures));
        assertThat(work.toList()).containsExactly(3, 4);
        assertThat(failures.receive())
                .satisfies(f -> assertThat(f.value()).isEqualTo(1))
                .satisfies(f -> assertThat(f.cause()).hasMessage(PLANTED));
        assertThat(failures.receive())
                .satisfies(f -> assertThat(f.value()).isEqualTo(2))
                .satisfies(f -> assertThat(f.cause()).hasMessageContaining("gave null"));
        assertThat(openings).hasValue(3);
        assertThat(closed).hasValue(1);
    }

    @DisplayName("L46 a failure for one value may end the values, and what was opened is closed")
    @ParameterizedTest
    @EnumSource
    void aFailureEndsTheValues(Order order) throws Exception {
        AtomicInteger open = new AtomicInteger();
        Callable<AutoCloseable> opening =
                () -> {
                    open.incrementAndGet();
                    return open::decrementAndGet;
                };
        Pipeline<Integer> work =
                order.with(
                        Pipeline.range(1, 100),
                        1,
                        opening,
                        (resource, x) -> unlessTwo(x),
                        OnError.stop());
        assertThat(work.toList()).containsExactly(1);
        assertThat(open).hasValue(0);
    }

    @DisplayName("L46 a close that fails is no failure for one value: it fails the run, at its end")
    @ParameterizedTest
    @EnumSource
    void aFailedCloseIsNoFailureOfAValue(Order order) {
        Pipeline<Integer> work =
                order.with(
                                Pipeline.of(1, 2, 3),
                                1,
                                NOT_TO_BE_CLOSED,
                                (resource, x) -> unlessTwo(x),
                                OnError.skip())
                        .as("query");
        List<Integer> got = new ArrayList<>();
        assertThat(catchThrowable(() -> work.forEach(got::add)))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("ordered, skip) \"query\" has failed")
                .hasRootCauseMessage(PLANTED);
        assertThat(got).containsExactly(1, 3);
    }

    @DisplayName("L46 a worker that is stopped as it opens something opens nothing more")
    @ParameterizedTest
    @EnumSource
    void aStoppedOpeningIsNoFailureOfItsValue(Order order) throws Exception {
        AtomicInteger openings = new AtomicInteger();
        Channel<Boolean> begun = Channel.rendezvous();
        Callable<AutoCloseable> opening =
                () -> {
                    openings.incrementAndGet();
                    try {
                        begun.send(true);
                        return Channel.<AutoCloseable>never().receive();
                    } catch (InterruptedException e) {
                        throw new IOException("as so many do", e);
                    }
                };
        Scope.run(
                scope -> {
                    Receiver<Integer> values =
                            order.with(
                                            Pipeline.range(1, 100),
                                            1,
                                            opening,
                                            (resource, x) -> x,
                                            OnError.replace(failure -> -1))
                                    .receiveIn(scope, 0);
                    begun.receive();
                    values.cancel();
                });
        assertThat(openings).hasValue(1);
    }
}
