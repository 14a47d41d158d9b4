package dev.handoff.bench.jmh;

import static dev.handoff.Select.on;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sent;

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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Handoff's operations in one thread, each ready. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class HandoffReady {
    private static final Integer VALUE = 7;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Channel<Integer> channel = Channel.buffered(16);
    private final List<Channel<Integer>> two = channels(2);
    private final List<Channel<Integer>> eight = channels(8);
    private final Select<Integer> ofTwo = select(two);
    private final Select<Integer> ofEight = select(eight);
    private final Select<Integer> toOrFrom =
            Select.of(Select.to(channel, VALUE, () -> VALUE), on(channels(1).getFirst(), v -> v));
    private int turn;

    private static List<Channel<Integer>> channels(int count) {
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            channels.add(Channel.buffered(16));
        }
        return channels;
    }

    private static Select<Integer> select(List<Channel<Integer>> channels) {
        List<Case<Integer>> cases = new ArrayList<>();
        channels.forEach(channel -> cases.add(on(channel, v -> v)));
        return Select.of(cases);
    }

    /** A send and a receive. */
    @Benchmark
    public Integer sendReceive() throws InterruptedException {
        channel.send(VALUE);
        return channel.receive();
    }

    /** A send and a receive that answers null at the end. */
    @Benchmark
    public @Nullable Integer sendReceiveOrNull() throws InterruptedException {
        channel.send(VALUE);
        return channel.receiveOrNull();
    }

    /** A try-send and a try-receive that says why there is nothing. */
    @Benchmark
    public int tryBoth() {
        boolean sent = channel.trySend(VALUE) instanceof Sent.Accepted;
        return sent && channel.tryReceive() instanceof Received.Value<Integer>(Integer value)
                ? value
                : missing();
    }

    private static int missing() {
        throw new IllegalStateException("a refusal would be measured");
    }

    /** A try-send and a try-receive that answers null. */
    @Benchmark
    public @Nullable Integer tryBothOrNull() {
        return channel.trySend(VALUE) instanceof Sent.Accepted ? channel.tryReceiveOrNull() : null;
    }

    /** A try-receive that finds nothing. */
    @Benchmark
    public Received<Integer> tryReceiveEmpty() {
        return channel.tryReceive();
    }

    /** A send and a receive with a time-out. */
    @Benchmark
    public int receiveWithin() throws InterruptedException {
        channel.send(VALUE);
        return channel.receiveWithin(SECOND) instanceof Received.Value<Integer>(Integer value)
                ? value
                : missing();
    }

    /** A send to one of two channels in turn, and a select over both. */
    @Benchmark
    public Integer select2() throws InterruptedException {
        two.get(++turn & 1).send(VALUE);
        return ofTwo.run();
    }

    /** A send to one of eight channels in turn, and a select over all. */
    @Benchmark
    public Integer select8() throws InterruptedException {
        eight.get(++turn & 7).send(VALUE);
        return ofEight.run();
    }

    /** A select that sends, and a receive. */
    @Benchmark
    public Integer selectSend() throws InterruptedException {
        toOrFrom.run();
        return channel.receive();
    }

    /** A select made for one run, which does allocate, after a send to one of two channels. */
    @Benchmark
    public Integer selectMade2() throws InterruptedException {
        two.get(++turn & 1).send(VALUE);
        return Select.one(on(two.get(0), v -> v), on(two.get(1), v -> v));
    }
}
