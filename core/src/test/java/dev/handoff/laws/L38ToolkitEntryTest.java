package dev.handoff.laws;

import static dev.handoff.laws.Team.failureOf;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.bridge.ExecutorServices;
import dev.handoff.bridge.Futures;
import dev.handoff.bridge.Queues;
import dev.handoff.coordinate.Barrier;
import dev.handoff.coordinate.Calls;
import dev.handoff.coordinate.Job;
import dev.handoff.coordinate.Latch;
import dev.handoff.coordinate.Once;
import dev.handoff.coordinate.Permits;
import dev.handoff.coordinate.Race;
import dev.handoff.coordinate.RateLimiter;
import dev.handoff.coordinate.WaitGroup;
import dev.handoff.coordinate.WorkerPool;
import dev.handoff.share.OneShot;
import dev.handoff.share.Topics;
import dev.handoff.share.Watch;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The toolkit looks at the interrupt status on entry, as channels do: also where it would not have to wait. */
class L38ToolkitEntryTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** How often something was done that was not to be done. */
    private final AtomicInteger done = new AtomicInteger();

    private static void assertRefused(Map<String, ProcessBody> operations) {
        operations.forEach(
                (name, operation) -> {
                    Throwable thrown =
                            failureOf(
                                    () -> {
                                        Thread.currentThread().interrupt();
                                        operation.run();
                                    });
                    assertThat(thrown).as(name).isInstanceOf(InterruptedException.class);
                });
    }

    /** All that they wait for is there. */
    @Test
    @DisplayName("L21 L38 waits for what has come are refused while the status is set")
    void waitsForWhatHasCome() throws Exception {
        Latch open = Latch.of(0);
        WaitGroup idle = WaitGroup.create();
        OneShot<Integer> complete = OneShot.create();
        complete.complete(1);
        Watch<Integer> watch = Watch.of(1);
        Once<Integer> ran = Once.of(() -> 1);
        ran.get();
        CompletableFuture<Integer> future = CompletableFuture.completedFuture(1);
        Scope.run(
                scope -> {
                    Task<Integer> task = scope.fork(() -> 1);
                    Job<Integer> job = WorkerPool.in(scope).open().submit(() -> 1);
                    eventually("they have ended", () -> task.isDone() && job.isDone());
                    ExecutorService service = ExecutorServices.of(scope, "service");
                    service.shutdown();
                    assertRefused(
                            Map.ofEntries(
                                    Map.entry("latch", open::await),
                                    Map.entry("latch within", () -> open.awaitWithin(HOUR)),
                                    Map.entry("wait group", idle::await),
                                    Map.entry("wait group within", () -> idle.awaitWithin(HOUR)),
                                    Map.entry("one-shot", complete::await),
                                    Map.entry("one-shot within", () -> complete.awaitWithin(HOUR)),
                                    Map.entry("watch", () -> watch.await(value -> value == 1)),
                                    Map.entry(
                                            "watch within",
                                            () -> watch.awaitWithin(HOUR, value -> value == 1)),
                                    Map.entry("once", ran::get),
                                    Map.entry("once within", () -> ran.awaitWithin(HOUR)),
                                    Map.entry("future", () -> Futures.await(future)),
                                    Map.entry("task", task::join),
                                    Map.entry("task within", () -> task.awaitWithin(HOUR)),
                                    Map.entry("job", job::join),
                                    Map.entry("job within", () -> job.awaitWithin(HOUR)),
                                    Map.entry(
                                            "end of a service",
                                            () -> service.awaitTermination(1, TimeUnit.HOURS))));
                });
    }

    /** It is there for the next one. */
    @Test
    @DisplayName("L21 L38 what can be taken or put at once is not while the status is set")
    void whatCanBeTakenOrPutAtOnce() {
        Permits permits = Permits.of(1);
        RateLimiter limiter = RateLimiter.of(1, HOUR);
        Barrier barrier = Barrier.of(1);
        Channel<Integer> half = Channel.buffered(2);
        BlockingQueue<Integer> queue = Queues.view(half);
        queue.add(1);
        assertRefused(
                Map.ofEntries(
                        Map.entry("permit", permits::acquire),
                        Map.entry("permit within", () -> permits.acquireWithin(HOUR)),
                        Map.entry("with a permit", () -> permits.with(() -> count())),
                        Map.entry("rate limiter", limiter::acquire),
                        Map.entry("rate limiter within", () -> limiter.acquireWithin(HOUR)),
                        Map.entry("barrier", barrier::await),
                        Map.entry("barrier within", () -> barrier.awaitWithin(HOUR)),
                        Map.entry("put", () -> queue.put(2)),
                        Map.entry("offer", () -> queue.offer(2, 1, TimeUnit.HOURS)),
                        Map.entry("take", queue::take),
                        Map.entry("poll", () -> queue.poll(1, TimeUnit.HOURS))));
        assertThat(permits.available()).isOne();
        assertThat(limiter.available()).isOne();
        assertThat(barrier.phases()).isZero();
        assertThat(queue.size()).isOne();
        assertThat(done).hasValue(0);
    }

    private int count() {
        return done.incrementAndGet();
    }

    /** Though there are those who would do it at once. */
    @Test
    @DisplayName("L21 L38 nothing is begun while the status is set")
    void nothingIsBegun() throws Exception {
        Callable<Integer> body = this::count;
        Once<Integer> once = Once.of(body);
        Calls<Integer, Integer> calls = Calls.create();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    Topics<String, Integer> topics = Topics.in(scope);
                    scope.go(() -> calls.serve(request -> count()));
                    Until.receiversWait((Channel<?>) calls.requests(), 1);
                    assertRefused(
                            Map.ofEntries(
                                    Map.entry("once", once::get),
                                    Map.entry("call", () -> calls.call(1)),
                                    Map.entry("call within", () -> calls.callWithin(1, HOUR)),
                                    Map.entry("submit", () -> pool.submit(body)),
                                    Map.entry("publish", () -> topics.publish("a", 1)),
                                    Map.entry("race", () -> Race.first(1, List.of(body))),
                                    Map.entry(
                                            "hedged",
                                            () -> Race.hedged(Duration.ZERO, List.of(body)))));
                    scope.cancel();
                });
        assertThat(done).hasValue(0);
        assertThat(once.isDone()).isFalse();
    }
}
