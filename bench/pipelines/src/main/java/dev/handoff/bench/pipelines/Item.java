package dev.handoff.bench.pipelines;

import java.util.ArrayList;
import java.util.List;

/** What flows: made before anything is measured, so that stages which map or filter need not allocate. */
final class Item {
    private final int key;
    private final int weight;
    private Item next = this;

    private Item(int key) {
        this.key = key;
        this.weight = key % 7;
    }

    Item next() {
        return next;
    }

    int key() {
        return key;
    }

    int weight() {
        return weight;
    }

    /** So many of them; the next one of each is one of a hundred, which the caches hold. */
    static List<Item> list(int count) {
        List<Item> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(new Item(i));
        }
        for (int i = 0; i < count; i++) {
            items.get(i).next = items.get(i % Math.min(count, 100));
        }
        return List.copyOf(items);
    }
}
