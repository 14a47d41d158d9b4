package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.bridge.Bytes;
import dev.handoff.bridge.ExecutorServices;
import dev.handoff.bridge.Futures;
import dev.handoff.bridge.Publishers;
import dev.handoff.bridge.Queues;
import dev.handoff.bridge.Streams;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What bridges share beside channels is under locks that the checker does not see: so at random, not reduced. */
@DisplayName("Bridges in many schedules, and under virtual time")
class BridgesExploredTest {
    private static void clean(Program program) throws Exception {
        for (Explore how : List.of(Explore.random(), Explore.pct(3))) {
            Report report = how.schedules(150).check(program);
            assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        }
    }

    @Test
    @DisplayName("a pool leaves no task behind, whenever its workers end")
    void aPoolLeavesNoTaskBehind() throws Exception {
        clean(
                () -> {
                    AtomicInteger ran = new AtomicInteger();
                    Scope.run(
                            scope -> {
                                ExecutorService pool = ExecutorServices.pool(scope, "pool", 1, 10);
                                Channel<Integer> step = Channel.unbounded();
                                for (int i = 0; i < 2; i++) {
                                    scope.go(
                                            () -> {
                                                pool.execute(
                                                        () -> {
                                                            step.trySend(1);
                                                            ran.incrementAndGet();
                                                        });
                                                step.trySend(2);
                                                pool.execute(ran::incrementAndGet);
                                            });
                                }
                            });
                    assertThat(ran).hasValue(4);
                });
    }

    @Test
    @DisplayName("a shutdown at any moment ends a pool; a task has an outcome or was handed back")
    void aShutdownAtAnyMoment() throws Exception {
        clean(
                () ->
                        Scope.run(
                                scope -> {
                                    ExecutorService pool =
                                            ExecutorServices.pool(scope, "pool", 1, 10);
                                    Channel<Integer> step = Channel.buffered(1);
                                    Future<Integer> first = pool.submit(() -> step.receive());
                                    Future<Integer> second = pool.submit(() -> 2);
                                    scope.go(() -> step.send(1));
                                    int handedBack = pool.shutdownNow().size();
                                    assertThat(pool.awaitTermination(1, TimeUnit.HOURS)).isTrue();
                                    assertThat(first.isDone()).isTrue();
                                    assertThat(second.isDone()).isEqualTo(handedBack == 0);
                                }));
    }

    @Test
    @DisplayName("a future that is done does not time out, however short the time")
    void whatIsDoneDoesNotTimeOut() throws Exception {
        clean(
                () ->
                        Scope.run(
                                scope -> {
                                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                                    Future<Integer> future = pool.submit(() -> 1);
                                    Channel.unbounded().size(); // a moment later
                                    if (future.isDone()) {
                                        assertThat(future.get(0, TimeUnit.NANOSECONDS))
                                                .isEqualTo(1);
                                    }
                                }));
    }

    @Test
    @DisplayName("a pool that has terminated is not waited for, however short the time")
    void whatHasTerminatedIsNotWaitedFor() throws Exception {
        clean(
                () ->
                        Scope.run(
                                scope -> {
                                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                                    pool.execute(() -> {});
                                    pool.shutdown();
                                    Channel.unbounded().size(); // a moment later
                                    if (pool.isTerminated()) {
                                        assertThat(pool.awaitTermination(0, TimeUnit.NANOSECONDS))
                                                .isTrue();
                                    }
                                }));
    }

    @Test
    @DisplayName("invokeAll cancels what is late by the virtual clock")
    void invokeAllCancelsWhatIsLate() throws Exception {
        Callable<Integer> hour =
                () -> {
                    Timers.sleep(Duration.ofHours(1));
                    return 1;
                };
        clean(
                () ->
                        Scope.run(
                                scope -> {
                                    ExecutorService pool =
                                            ExecutorServices.pool(scope, "pool", 1, 10);
                                    assertThat(
                                                    pool.invokeAll(
                                                            List.of(hour, hour, hour),
                                                            90,
                                                            TimeUnit.MINUTES))
                                            .extracting(Future::isCancelled)
                                            .containsExactly(false, true, true);
                                }));
    }

    @Test
    @DisplayName("a received value is in the future or was handed back, whenever that is cancelled")
    void aReceivedValueIsSomewhere() throws Exception {
        clean(
                () -> {
                    List<Integer> found = new ArrayList<>();
                    Channel<Integer> channel = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                CompletableFuture<Integer> future =
                                        Futures.next(scope, channel, found::add);
                                scope.go("sender", () -> channel.send(1));
                                scope.go("canceller", () -> future.cancel(true));
                                scope.go(
                                        "collector",
                                        () -> {
                                            channel.isClosed(); // a moment later
                                            if (!future.cancel(true)) {
                                                found.add(get(future));
                                            }
                                        });
                            });
                    assertThat(found.size() + channel.size()).isEqualTo(1);
                });
    }

    @Test
    @DisplayName(
            "L20 a received value is in the future or was handed back, if the scope is cancelled")
    void aReceivedValueIsNotLostWithTheScope() throws Exception {
        clean(
                () -> {
                    List<Integer> found = new ArrayList<>();
                    Channel<Integer> channel = Channel.buffered(1);
                    CompletableFuture<Integer> future =
                            Scope.call(
                                    scope -> {
                                        CompletableFuture<Integer> received =
                                                Futures.next(scope, channel, found::add);
                                        scope.go("sender", () -> channel.trySend(1));
                                        scope.cancel();
                                        return received;
                                    });
                    if (!future.isCancelled()) {
                        found.add(get(future));
                    }
                    assertThat(found.size() + channel.size()).isEqualTo(1);
                });
    }

    private static int get(CompletableFuture<Integer> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("work on an executor of others ends with its scope, whenever that is cancelled")
    void foreignWorkEndsWithItsScope() throws Exception {
        clean(
                () -> {
                    AtomicInteger running = new AtomicInteger();
                    Scope.run(
                            others -> {
                                Scope.run(
                                        scope -> {
                                            ExecutorServices.fork(
                                                    scope,
                                                    "work",
                                                    job -> others.go("worker", job::run),
                                                    () -> {
                                                        running.incrementAndGet();
                                                        try {
                                                            return Channel.rendezvous().receive();
                                                        } finally {
                                                            running.decrementAndGet();
                                                        }
                                                    });
                                            scope.cancel();
                                        });
                                assertThat(running).hasValue(0);
                            });
                });
    }

    /** Cancels after so many values. */
    private static final class Taking implements Flow.Subscriber<Integer> {
        final List<Integer> got = new ArrayList<>();
        final Channel<Flow.Subscription> subscribed = Channel.buffered(1);
        boolean complete;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscribed.trySend(subscription);
        }

        @Override
        public void onNext(Integer value) {
            got.add(value);
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void onComplete() {
            complete = true;
        }
    }

    @Test
    @DisplayName("a publisher gives what was requested and ends, whenever it is asked or cancelled")
    void aPublisherEnds() throws Exception {
        clean(
                () -> {
                    Taking taking = new Taking();
                    Scope.run(
                            scope -> {
                                Publishers.publisher(
                                                scope,
                                                "numbers",
                                                run ->
                                                        Streams.produce(
                                                                run, "n", Stream.of(0, 1, 2)))
                                        .subscribe(taking);
                                Flow.Subscription subscription = taking.subscribed.receive();
                                scope.go("asks", () -> subscription.request(2));
                                scope.go(
                                        "cancels",
                                        () -> {
                                            subscription.request(1);
                                            subscription.cancel();
                                        });
                            });
                    assertThat(taking.got)
                            .isEqualTo(List.of(0, 1, 2).subList(0, taking.got.size()));
                    assertThat(taking.complete && taking.got.size() < 3).isFalse();
                });
    }

    @Test
    @DisplayName("out and in again, everything arrives, in every schedule tried")
    void outAndInAgain() throws Exception {
        clean(
                () ->
                        Scope.run(
                                scope -> {
                                    Flow.Publisher<Integer> publisher =
                                            Publishers.publisher(
                                                    scope,
                                                    "out",
                                                    run ->
                                                            Streams.produce(
                                                                    run, "n", Stream.of(0, 1, 2)));
                                    assertThat(Publishers.produce(scope, "in", publisher, 1))
                                            .containsExactly(0, 1, 2);
                                }));
    }

    @Test
    @DisplayName("a queue view and a byte stream lose nothing at a close")
    void viewsLoseNothingAtAClose() throws Exception {
        clean(
                () -> {
                    List<Integer> got = new ArrayList<>();
                    Scope.run(
                            scope -> {
                                Receiver<byte[]> chunks =
                                        scope.produce(
                                                "chunks",
                                                1,
                                                sender -> {
                                                    try (OutputStream out =
                                                            Bytes.outputStream(sender, 2)) {
                                                        out.write(new byte[] {0, 1, 2});
                                                    }
                                                });
                                Channel<Integer> numbers = Channel.buffered(1);
                                BlockingQueue<Integer> queue = Queues.view(numbers);
                                scope.go(
                                        () -> {
                                            var in = Bytes.inputStream(chunks);
                                            for (int b = in.read(); b >= 0; b = in.read()) {
                                                queue.put(b);
                                            }
                                            numbers.close();
                                        });
                                try {
                                    while (true) {
                                        got.add(queue.take());
                                        queue.drainTo(got);
                                    }
                                } catch (ClosedException e) {
                                    // the end
                                }
                            });
                    assertThat(got).containsExactly(0, 1, 2);
                });
    }

    @Test
    @DisplayName("a get of a task that waits for ever is a deadlock, seen as a wait for the task")
    void aGetOfATaskThatWaitsForEver() throws Exception {
        Report report =
                Explore.random()
                        .check(
                                () ->
                                        Scope.run(
                                                scope ->
                                                        ExecutorServices.of(scope, "printers")
                                                                .submit(
                                                                        () ->
                                                                                Channel.rendezvous()
                                                                                        .receive())
                                                                .get()));
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.toString()).contains("end of task \"printers\"");
    }

    @Test
    @DisplayName("a task of an executor is late in virtual time")
    void aTaskIsLateInVirtualTime() throws Exception {
        clean(
                () ->
                        Scope.run(
                                scope -> {
                                    Future<Integer> future =
                                            ExecutorServices.of(scope, "pool")
                                                    .submit(
                                                            () -> {
                                                                Timers.sleep(Duration.ofDays(1));
                                                                return 1;
                                                            });
                                    Task<Boolean> late =
                                            scope.fork(
                                                    () -> {
                                                        try {
                                                            future.get(1, TimeUnit.HOURS);
                                                            return false;
                                                        } catch (TimeoutException e) {
                                                            return true;
                                                        }
                                                    });
                                    assertThat(late.join()).isTrue();
                                    assertThat(future.get()).isEqualTo(1);
                                }));
    }
}
