package dev.handoff.verify;

import dev.handoff.Channel;
import dev.handoff.Scope;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code verify/run million [--parked N] [--started N]}: how much a parked process costs, and whether many can start. */
final class Million {
    private Million() {}

    /** What was measured. */
    record Cost(int processes, long bytesPerProcess, long parkMillis, long endMillis) {
        @Override
        public String toString() {
            return "%,d processes parked on a channel of their own: %d bytes each, %d ms to park, %d ms to end"
                    .formatted(processes, bytesPerProcess, parkMillis, endMillis);
        }
    }

    static void main(String[] args) throws InterruptedException {
        Options options = new Options(args, "parked", "started");
        int parked = options.count("parked", 1_000_000);
        int started = options.count("started", 100_000);
        System.out.println("million: " + park(parked));
        System.out.println(
                "million: %,d processes started and joined in %d ms"
                        .formatted(started, startAndJoin(started)));
    }

    /** Parks processes on a receive, each on its own rendezvous channel, and lets them go again. */
    static Cost park(int processes) throws InterruptedException {
        long before = usedAfterCollection();
        long start = System.nanoTime();
        List<Channel<Integer>> channels = new ArrayList<>(processes);
        AtomicInteger received = new AtomicInteger();
        long[] times = new long[2];
        long[] used = new long[1];
        Scope.run(
                scope -> {
                    for (int i = 0; i < processes; i++) {
                        Channel<Integer> channel = Channel.rendezvous();
                        channels.add(channel);
                        scope.go(() -> received.addAndGet(channel.receive()));
                    }
                    for (Channel<Integer> channel : channels) {
                        while (channel.waitingReceivers() == 0) {
                            Thread.yield();
                        }
                    }
                    times[0] = System.nanoTime() - start;
                    used[0] = usedAfterCollection() - before;
                    times[1] = System.nanoTime();
                    for (Channel<Integer> channel : channels) {
                        channel.send(1);
                    }
                });
        if (received.get() != processes) {
            throw new AssertionError(received + " of " + processes + " have received");
        }
        return new Cost(
                processes,
                used[0] / processes,
                times[0] / 1_000_000,
                (System.nanoTime() - times[1]) / 1_000_000);
    }

    /** How long it takes to start so many processes and to join them, in milliseconds. */
    static long startAndJoin(int processes) throws InterruptedException {
        long start = System.nanoTime();
        AtomicInteger ended = new AtomicInteger();
        Scope.run(
                scope -> {
                    for (int i = 0; i < processes; i++) {
                        scope.go(ended::incrementAndGet);
                    }
                });
        if (ended.get() != processes) {
            throw new AssertionError(ended + " of " + processes + " have ended");
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static long usedAfterCollection() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
