package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

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
        };

        abstract <W extends AutoCloseable> Pipeline<Integer> with(
                Pipeline<Integer> above,
                int workers,
                Callable<W> opening,
                Combining<W, Integer, Integer> work);
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
}
