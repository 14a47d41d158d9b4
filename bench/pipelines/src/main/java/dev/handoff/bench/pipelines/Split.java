package dev.handoff.bench.pipelines;

import java.util.List;
import java.util.stream.IntStream;

/** Cuts the items for several sources. */
final class Split {
    private Split() {}

    static List<List<Item>> of(int parts, List<Item> items) {
        int size = items.size() / parts;
        return IntStream.range(0, parts)
                .mapToObj(i -> items.subList(i * size, (i + 1) * size))
                .toList();
    }
}
