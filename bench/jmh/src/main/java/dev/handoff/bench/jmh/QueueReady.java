package dev.handoff.bench.jmh;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The operations of the JDK's {@link ArrayBlockingQueue} in one thread, each ready. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class QueueReady {
    private static final Integer VALUE = 7;

    private final ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(16);

    /** A put and a take. */
    @Benchmark
    public Integer sendReceive() throws InterruptedException {
        queue.put(VALUE);
        return queue.take();
    }

    /** An offer and a poll. */
    @Benchmark
    public @Nullable Integer tryBothOrNull() {
        return queue.offer(VALUE) ? queue.poll() : null;
    }

    /** A put and a poll with a time-out. */
    @Benchmark
    public @Nullable Integer receiveWithin() throws InterruptedException {
        queue.put(VALUE);
        return queue.poll(1, TimeUnit.SECONDS);
    }
}
