package dev.handoff.bench.jmh;

import dev.handoff.coordinate.Calls;
import dev.handoff.coordinate.Latch;
import dev.handoff.coordinate.Permits;
import dev.handoff.coordinate.RateLimiter;
import dev.handoff.coordinate.WaitGroup;
import dev.handoff.coordinate.WorkerPool;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What coordination costs, beside the nearest of java.util.concurrent. All processes are virtual threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class Coordination {
    private static final int BATCH = 1_000;
    private static final Callable<Integer> BODY = () -> 7;

    private record Question(int value, CompletableFuture<Integer> answer) {}

    private final Permits permits = Permits.of(4);
    private final Semaphore semaphore = new Semaphore(4, true);
    private final RateLimiter limiter = RateLimiter.of(1_000_000_000, Duration.ofSeconds(1), 1_000);
    private final WaitGroup group = WaitGroup.create();
    private final Phaser phaser = new Phaser(1);
    private final Calls<Integer, Integer> calls = Calls.create();
    private final SynchronousQueue<Question> questions = new SynchronousQueue<>(true);

    /** Servers for the calls. */
    @Setup(Level.Trial)
    public void serve() {
        Thread.startVirtualThread(
                () -> {
                    try {
                        calls.serve(n -> n + 1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        Thread.startVirtualThread(
                () -> {
                    try {
                        while (true) {
                            Question question = questions.take();
                            question.answer.complete(question.value + 1);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /** No more of them. */
    @TearDown(Level.Trial)
    public void close() {
        calls.close();
    }

    /** A permit that is free. */
    @Benchmark
    public void permit() throws InterruptedException {
        permits.acquire();
        permits.release();
    }

    /** Likewise, of a fair semaphore. */
    @Benchmark
    public void permitOfSemaphore() throws InterruptedException {
        semaphore.acquire();
        semaphore.release();
    }

    /** A token that is there. */
    @Benchmark
    public void token() {
        if (!limiter.tryAcquire()) {
            throw new IllegalStateException("a refusal would be measured");
        }
    }

    /** One more that is done at once. */
    @Benchmark
    public void addAndDone() {
        group.add();
        group.done();
    }

    /** Likewise, of a phaser. */
    @Benchmark
    public int addAndDoneOfPhaser() {
        phaser.register();
        return phaser.arriveAndDeregister();
    }

    /** A latch that is made and opened. */
    @Benchmark
    public Latch latch() {
        Latch latch = Latch.of(1);
        latch.countDown();
        return latch;
    }

    /** Likewise, of java.util.concurrent. */
    @Benchmark
    public CountDownLatch latchOfJdk() {
        CountDownLatch latch = new CountDownLatch(1);
        latch.countDown();
        return latch;
    }

    /** A call and its answer, between two virtual threads. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int call() throws InterruptedException {
        return inVirtualThread(
                () -> {
                    int sum = 0;
                    for (int i = 0; i < BATCH; i++) {
                        sum += calls.call(i);
                    }
                    return sum;
                });
    }

    /** Likewise, of a fair synchronous queue of questions with futures. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int callOfQueueAndFuture() throws InterruptedException {
        return inVirtualThread(
                () -> {
                    int sum = 0;
                    for (int i = 0; i < BATCH; i++) {
                        Question question = new Question(i, new CompletableFuture<>());
                        questions.put(question);
                        sum += question.answer.get();
                    }
                    return sum;
                });
    }

    /** A job of a pool of two workers with a queue of 64, submitted by one process. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int job() throws InterruptedException {
        return inVirtualThread(
                () -> {
                    dev.handoff.Scope.run(
                            scope -> {
                                WorkerPool pool = WorkerPool.in(scope).workers(2).queue(64).open();
                                for (int i = 0; i < BATCH; i++) {
                                    pool.submit(BODY);
                                }
                            });
                    return BATCH;
                });
    }

    /** Likewise, of an executor of two virtual threads, which waits when its queue is full. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int jobOfExecutor() throws InterruptedException {
        return inVirtualThread(
                () -> {
                    ArrayBlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(64);
                    try (ThreadPoolExecutor executor =
                            new ThreadPoolExecutor(
                                    2,
                                    2,
                                    0,
                                    TimeUnit.SECONDS,
                                    queue,
                                    Thread.ofVirtual().factory(),
                                    (job, pool) -> {
                                        try {
                                            queue.put(job);
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    })) {
                        Future<Integer> last = null;
                        for (int i = 0; i < BATCH; i++) {
                            last = executor.submit(BODY);
                        }
                        return last == null ? 0 : last.get();
                    }
                });
    }

    private static int inVirtualThread(Callable<Integer> body) throws InterruptedException {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                result.complete(body.call());
                            } catch (Exception e) {
                                result.completeExceptionally(e);
                            }
                        })
                .join();
        return result.join();
    }
}
