package dev.handoff.verify;

import dev.handoff.Channel;
import dev.handoff.Scope;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** A network of processes that, by Kahn's theorem, has one output, however it is scheduled. */
final class KahnNetwork {
    /* Overview
     *
     *   Each process reads from its inputs in an order that does not depend on what is ready, and each channel has
     *   one sender and one receiver: then what flows through each channel is a function of what the sources send
     *   (Kahn, The semantics of a simple language for parallel programming, 1974). evaluate() computes it with
     *   lists, start() with channels; only the wiring is shared.
     *
     * Why it cannot deadlock, though its channels are bounded (Kahn's are not)
     *   In a deadlock everybody waits for a neighbour, so somewhere there is a circle of waits. Two neighbours do
     *   not wait for each other over one channel: a value and a demand for it meet. So the circle is a circle of
     *   channels. Take the process on it that was made last: its two channels on the circle both come in, for
     *   everything is wired to what is older. When it was made, its inputs were connected already, so both got no
     *   bound, and nobody waits to send on them. But in a circle of waits one of the two must be waited on by its
     *   sender. A feedback loop is one such process from outside; inside, one value circulates among three
     *   processes, which cannot all wait to send, nor all to receive while it is there.
     *
     * A process that needs no more of an input still reads it to its end, so that nobody waits for a reader that has
     * gone.
     */
    private static final int MOST_VALUES = 40;

    /** One process: what it does to its inputs, by number of channel. */
    private record Node(
            KahnOperator operator, List<Integer> inputs, List<Integer> outputs, long salt) {}

    private final long seed;
    private final SplittableRandom random;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Integer> capacities = new ArrayList<>();

    /** Channels that no process reads yet. */
    private final List<Integer> loose = new ArrayList<>();

    /** For each channel a channel of the same connected part, or itself: union-find. */
    private final List<Integer> connected = new ArrayList<>();

    private KahnNetwork(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    static KahnNetwork random(long seed, int mostProcesses) {
        KahnNetwork network = new KahnNetwork(seed);
        // as many small ones as big ones
        int processes =
                Math.max(2, (int) (mostProcesses * Math.pow(network.random.nextDouble(), 3)));
        for (int i = 0; i < processes; i++) {
            network.grow(network.loose.isEmpty() ? KahnOperator.SOURCE : network.draw());
        }
        return network;
    }

    private KahnOperator draw() {
        KahnOperator[] all = KahnOperator.values();
        KahnOperator operator = all[random.nextInt(all.length)];
        return operator.inputs() <= loose.size() ? operator : KahnOperator.MAP;
    }

    private void grow(KahnOperator operator) {
        Collections.shuffle(loose, new Random(random.nextLong()));
        List<Integer> inputs = new ArrayList<>();
        boolean circle = false;
        for (int i = 0; i < operator.inputs(); i++) {
            int input = loose.removeLast();
            circle |= inputs.stream().anyMatch(other -> root(other) == root(input));
            inputs.add(input);
        }
        if (circle) {
            inputs.forEach(input -> capacities.set(input, Integer.MAX_VALUE));
        }
        List<Integer> outputs = new ArrayList<>();
        for (int i = 0; i < operator.outputs(); i++) {
            outputs.add(newChannel());
        }
        List<Integer> mine = new ArrayList<>(inputs);
        mine.addAll(outputs);
        mine.forEach(channel -> connected.set(root(channel), root(mine.getFirst())));
        nodes.add(new Node(operator, inputs, outputs, random.nextLong()));
    }

    private int newChannel() {
        int channel = capacities.size();
        int[] some = {0, 0, 1, 2, 7, 64, Integer.MAX_VALUE};
        capacities.add(some[random.nextInt(some.length)]);
        connected.add(channel);
        loose.add(channel);
        return channel;
    }

    private int root(int channel) {
        return connected.get(channel) == channel ? channel : root(connected.get(channel));
    }

    int processes() {
        return nodes.size();
    }

    // ---- with lists

    /** What comes out of each channel that no process reads. */
    List<List<Long>> evaluate() {
        List<List<Long>> streams = new ArrayList<>();
        for (Node node : nodes) {
            List<List<Long>> inputs = new ArrayList<>();
            for (int input : node.inputs) {
                inputs.add(streams.get(input));
            }
            streams.addAll(node.operator.evaluate(inputs, node.salt, MOST_VALUES));
        }
        return loose.stream().map(streams::get).toList();
    }

    // ---- with channels

    /** Starts all processes; the lists are filled when the scope has been left. */
    List<List<Long>> start(Scope scope) {
        List<Channel<Long>> channels = new ArrayList<>();
        for (int capacity : capacities) {
            channels.add(
                    capacity == Integer.MAX_VALUE
                            ? Channel.unbounded()
                            : Channel.buffered(capacity));
        }
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            List<KahnPort.In> inputs = new ArrayList<>();
            List<KahnPort.Out> outputs = new ArrayList<>();
            for (int input : node.inputs) {
                inputs.add(new KahnPort.In(channels.get(input), node.salt ^ input));
            }
            for (int output : node.outputs) {
                outputs.add(new KahnPort.Out(channels.get(output), node.salt ^ output));
            }
            scope.go(
                    node.operator + " " + i,
                    () -> node.operator.run(scope, inputs, outputs, node.salt, MOST_VALUES));
        }
        List<List<Long>> results = new ArrayList<>();
        for (int channel : loose) {
            List<Long> result = new ArrayList<>();
            results.add(result);
            KahnPort.In input = new KahnPort.In(channels.get(channel), seed ^ channel);
            scope.go(
                    "sink " + channel,
                    () -> {
                        for (Long value; (value = input.next()) != null; ) {
                            result.add(value);
                        }
                    });
        }
        return results;
    }

    @Override
    public String toString() {
        return nodes.size() + " processes on " + capacities.size() + " channels";
    }
}
