package dev.handoff.bench.pipelines;

/** For sinks that want a function with an effect. One thread at a time. */
final class Sum {
    private long sum;
    private int next;

    void add(Item item) {
        sum += item.weight();
    }

    /** As {@link #add}, of items that are to come in their order, none left out. */
    void addNext(Item item) {
        if (item.key() != next) {
            throw new IllegalStateException("item " + item.key() + " came in the place of " + next);
        }
        next++;
        add(item);
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
