package dev.handoff.bench.jmh;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Select;
import com.softwaremill.jox.SelectClause;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Jox's operations in one thread, each ready. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class JoxReady {
    private static final Integer VALUE = 7;

    private final Channel<Integer> channel = Channel.newBufferedChannel(16);
    private final List<Channel<Integer>> two = channels(2);
    private final List<Channel<Integer>> eight = channels(8);
    private final SelectClause<Integer>[] ofTwo = clauses(two);
    private final SelectClause<Integer>[] ofEight = clauses(eight);
    private final SelectClause<Integer> receive = channel.receiveClause();
    private final SelectClause<Integer> otherwise = Select.defaultClause(-1);
    private int turn;

    private static List<Channel<Integer>> channels(int count) {
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            channels.add(Channel.newBufferedChannel(16));
        }
        return channels;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static SelectClause<Integer>[] clauses(List<Channel<Integer>> channels) {
        return channels.stream().map(Channel::receiveClause).toArray(SelectClause[]::new);
    }

    /** A send and a receive. */
    @Benchmark
    public Integer sendReceive() throws InterruptedException {
        channel.send(VALUE);
        return channel.receive();
    }

    /** Receives by a select with a default clause: Jox 1.1.1 has no other try. */
    @Benchmark
    public Integer tryBoth() throws InterruptedException {
        boolean sent = channel.trySend(VALUE);
        return sent ? Select.select(receive, otherwise) : -1;
    }

    /** A send to one of two channels in turn, and a select over both. */
    @Benchmark
    public Integer select2() throws InterruptedException {
        two.get(++turn & 1).send(VALUE);
        return Select.select(ofTwo);
    }

    /** A send to one of eight channels in turn, and a select over all. */
    @Benchmark
    public Integer select8() throws InterruptedException {
        eight.get(++turn & 7).send(VALUE);
        return Select.select(ofEight);
    }
}
