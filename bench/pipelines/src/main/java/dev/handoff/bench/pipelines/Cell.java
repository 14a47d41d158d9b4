package dev.handoff.bench.pipelines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures one row of one peer, in a process of its own, so that no peer is compiled for what another has done. */
final class Cell {
    private static final double WARM_UP_SECONDS = 4;
    private static final double ROUND_SECONDS = 0.4;
    private static final int ROUNDS = 5;

    private final Row row;
    private final Peer peer;
    private final List<Item> items;
    private final long expected;

    Cell(Row row, Peer peer) {
        this.row = row;
        this.peer = peer;
        this.items = Item.list(row.count);
        this.expected = expected(row, items);
    }

    /** The median of the rounds, in nanoseconds an item. */
    double measure() throws Exception {
        round(WARM_UP_SECONDS);
        double[] rounds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            System.gc();
            rounds[i] = round(ROUND_SECONDS);
        }
        return median(rounds);
    }

    private double round(double seconds) throws Exception {
        long start = System.nanoTime();
        long until = start + (long) (seconds * 1e9);
        long runs = 0;
        long now;
        do {
            long sum = peer.run(row, items);
            if (sum != expected) {
                throw new IllegalStateException(
                        row.title() + ": the sum is " + sum + ", not " + expected);
            }
            runs++;
            now = System.nanoTime();
        } while (now < until);
        return (double) (now - start) / runs / items.size();
    }

    private static long expected(Row row, List<Item> items) {
        List<Item> out = new ArrayList<>();
        for (Item item : items) {
            switch (row) {
                case MAP -> out.add(item.next());
                case FILTER -> {
                    if (item.key() % 3 == 0) {
                        out.add(item);
                    }
                }
                default -> out.add(item);
            }
        }
        return out.stream().mapToLong(Item::weight).sum();
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
