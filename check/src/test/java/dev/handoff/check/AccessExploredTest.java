package dev.handoff.check;

import static dev.handoff.check.SameEndsTest.assertSameEnds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.bridge.ExecutorServices;
import dev.handoff.pipeline.Pipeline;
import dev.handoff.pipeline.PipelineException;
import dev.handoff.share.Broadcast;
import dev.handoff.share.Message;
import dev.handoff.share.Topics;
import dev.handoff.share.Traffic;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Where Handoff keeps something outside of channels, scopes and tasks: exhaustive exploration sees who comes first of
 * those who look at it and those who change it.
 */
class AccessExploredTest {
    @Test
    @DisplayName("who asks for the subscriptions comes before or after one that is made meanwhile")
    void subscriptions() throws Exception {
        assertSameEnds(
                note ->
                        Scope.run(
                                scope -> {
                                    Broadcast<Integer> numbers = Broadcast.in(scope);
                                    VirtualTime.settle();
                                    scope.go(
                                            "looks",
                                            () -> {
                                                step();
                                                note.accept(numbers.subscriptions().size());
                                            });
                                    Receiver<Integer> _ =
                                            numbers.subscriber().buffered(1).subscribe();
                                    VirtualTime.settle();
                                    numbers.close();
                                }),
                "0",
                "1");
    }

    @Test
    @DisplayName("who has subscribed may find the subscription, or not yet")
    void ownSubscription() throws Exception {
        assertSameEnds(
                note ->
                        Scope.run(
                                scope -> {
                                    Broadcast<Integer> numbers = Broadcast.in(scope);
                                    Receiver<Integer> _ =
                                            numbers.subscriber().buffered(1).subscribe();
                                    note.accept(numbers.subscriptions().size());
                                    numbers.close();
                                }),
                "0",
                "1");
    }

    @Test
    @DisplayName("what was published may be counted, and handed over, when somebody looks")
    void traffic() throws Exception {
        assertSameEnds(
                note ->
                        Scope.run(
                                scope -> {
                                    Topics<String, Integer> news = Topics.in(scope);
                                    Receiver<Message<String, Integer>> _ =
                                            news.subscriber("football").buffered(1).subscribe();
                                    news.publish("football", 1);
                                    Traffic traffic = news.traffic().get("football");
                                    note.accept(
                                            traffic == null
                                                    ? "not yet"
                                                    : traffic.published()
                                                            + " published, "
                                                            + traffic.delivered()
                                                            + " delivered");
                                    news.close();
                                }),
                "not yet",
                "1 published, 0 delivered",
                "1 published, 1 delivered");
    }

    /** All of the schedules would be too many. */
    @Test
    @DisplayName("of two closes that fail either may be the first, whichever has begun first")
    void firstFailedClose() throws Exception {
        Set<String> ends = new TreeSet<>();
        Thorough.check(
                Explore.exhaustive().schedules(1_000),
                SameEndsTest.noting(AccessExploredTest::closesInVain, ends));
        assertThat(ends)
                .contains(
                        "1 began, 1 is thrown",
                        "1 began, 2 is thrown",
                        "2 began, 1 is thrown",
                        "2 began, 2 is thrown");
    }

    private static void closesInVain(Consumer<Object> note) throws Exception {
        Channel<Integer> first = Channel.buffered(1);
        AtomicInteger opened = new AtomicInteger();
        try {
            Pipeline.of(1, 2)
                    .<AutoCloseable, Integer>parallelUnorderedWith(
                            2,
                            () -> failing(opened.incrementAndGet(), first),
                            (resource, value) -> value)
                    .toList();
        } catch (PipelineException e) {
            note.accept(first.receive() + " began, " + e.failure().getMessage() + " is thrown");
        }
    }

    private static AutoCloseable failing(int number, Channel<Integer> first) {
        return () -> {
            first.trySend(number);
            step();
            throw new IllegalStateException("" + number);
        };
    }

    // ---- executor services

    private interface Using {
        void run(Scope scope, ExecutorService pool, Consumer<Object> note) throws Exception;
    }

    private static void assertSameEndsOfPool(int workers, int room, Using program, String... ends)
            throws Exception {
        assertSameEnds(
                note ->
                        Scope.run(
                                scope ->
                                        program.run(
                                                scope,
                                                ExecutorServices.pool(scope, "pool", workers, room),
                                                note)),
                ends);
    }

    @Test
    @DisplayName("a task comes before the shutdown of a pool, or is rejected")
    void executeBesideShutdown() throws Exception {
        assertSameEndsOfPool(
                Integer.MAX_VALUE,
                0,
                (scope, pool, note) -> {
                    Channel<Integer> end = Channel.rendezvous();
                    pool.execute(() -> awaitEnd(end));
                    scope.go(
                            () -> {
                                step();
                                note.accept(isRejected(pool));
                            });
                    step();
                    pool.shutdown();
                    VirtualTime.settle();
                    end.close();
                },
                "false",
                "true");
    }

    private static void awaitEnd(Channel<Integer> end) {
        try {
            end.receiveOrNull();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    private static boolean isRejected(ExecutorService pool) {
        try {
            pool.execute(() -> {});
            return false;
        } catch (RejectedExecutionException e) {
            return true;
        }
    }

    @Test
    @DisplayName("who asks whether a pool was shut down comes before or after the shutdown")
    void isShutdown() throws Exception {
        assertSameEndsOfPool(
                1,
                0,
                (scope, pool, note) -> {
                    scope.go(
                            () -> {
                                step();
                                note.accept(pool.isShutdown());
                            });
                    step();
                    pool.shutdown();
                },
                "false",
                "true");
    }

    @Test
    @DisplayName("a pool that was shut down may have terminated when somebody looks, or not yet")
    void isTerminated() throws Exception {
        assertSameEndsOfPool(
                1,
                0,
                (scope, pool, note) -> {
                    pool.execute(AccessExploredTest::step);
                    pool.shutdown();
                    note.accept(pool.isTerminated());
                },
                "false",
                "true");
    }

    @Test
    @DisplayName("a task that waits may have begun when a pool is stopped, and may have ended")
    void shutdownNowBesideATask() throws Exception {
        assertSameEndsOfPool(
                1,
                1,
                (scope, pool, note) -> {
                    pool.execute(AccessExploredTest::step);
                    pool.execute(
                            () -> {
                                step();
                                note.accept("ran ");
                            });
                    note.accept(pool.shutdownNow().size() + " ");
                },
                "0 ran ",
                "1 ",
                "ran 0 ");
    }

    @Test
    @DisplayName("a future may be done when somebody looks, or not yet")
    void isDone() throws Exception {
        assertSameEndsOfPool(
                1,
                0,
                (scope, pool, note) -> note.accept(pool.submit(AccessExploredTest::step).isDone()),
                "false",
                "true");
    }

    @Test
    @DisplayName("a future is cancelled before its task begins, or while it runs, or too late")
    void cancelOfAFuture() throws Exception {
        assertSameEndsOfPool(
                1,
                0,
                (scope, pool, note) -> {
                    Future<?> future =
                            pool.submit(
                                    () -> {
                                        note.accept("begins, ");
                                        step();
                                    });
                    note.accept(future.cancel(false) + " ");
                },
                "begins, false ",
                "begins, true ",
                "true ");
    }

    /** An operation that concerns nobody else. */
    private static void step() {
        Channel.unbounded().trySend(1);
    }
}
