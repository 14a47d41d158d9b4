package dev.handoff.bench.pipelines;

/** For sinks that want a function with an effect. One thread at a time. */
final class Sum {
    private long sum;

    void add(Item item) {
        sum += item.weight();
    }

    void addAll(Iterable<Item> items) {
        for (Item item : items) {
            sum += item.weight();
        }
    }

    long get() {
        return sum;
    }
}
