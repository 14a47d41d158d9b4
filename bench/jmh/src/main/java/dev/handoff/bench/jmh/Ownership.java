package dev.handoff.bench.jmh;

import dev.handoff.Channel;
import dev.handoff.Owned;
import dev.handoff.Watched;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** What it costs to know who owns a value, and to let a variable be watched when nobody watches. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class Ownership {
    private static final Integer VALUE = 7;

    private final Channel<Object> channel = Channel.buffered(16);
    private final Owned<Integer> owned = Owned.of(VALUE);
    private final Watched<Integer> watched = Watched.of(VALUE);
    private Integer field = VALUE;

    /** A send and a receive of a value that nobody owns. */
    @Benchmark
    public Object sendReceive() throws InterruptedException {
        channel.send(VALUE);
        return channel.receive();
    }

    /** A send and a receive of a value that has an owner. */
    @Benchmark
    public Object sendReceiveOwned() throws InterruptedException {
        channel.send(owned);
        return channel.receive();
    }

    /** A look at a value by its owner. */
    @Benchmark
    public Integer getOwned() {
        return owned.get();
    }

    /** Reads and writes a variable that could be watched. */
    @Benchmark
    public Integer getSetWatched() {
        Integer value = watched.get();
        watched.set(value);
        return value;
    }

    /** Reads and writes a field. */
    @Benchmark
    public Integer getSetField() {
        Integer value = field;
        field = value;
        return value;
    }
}
