package dev.handoff.bench.pipelines;

import dev.handoff.pipeline.Pipeline;

import java.util.List;

/** Handoff. */
final class HandoffPeer implements Peer {
    @Override
    public long run(Row row, List<Item> items) throws InterruptedException {
        Pipeline<Item> source = Pipeline.from(items);
        Sum sum = new Sum();
        switch (row) {
            case MAP -> source.map(Item::next).map(Item::next).map(Item::next).forEach(sum::add);
            case FILTER ->
                    source.filter(x -> x.key() % 3 == 0)
                            .filter(x -> x.key() >= 0)
                            .filter(x -> x.weight() < 7)
                            .forEach(sum::add);
            case BATCH -> source.batch(100).forEach(sum::addAll);
            case PARALLEL_10US -> source.parallel(4, Busy::for10Micros).forEach(sum::addNext);
            case PARALLEL_1MS -> source.parallel(4, Busy::forMilli).forEach(sum::addNext);
            case PARALLEL_WAIT_1MS -> source.parallel(16, Busy::waitMilli).forEach(sum::addNext);
            case MERGE_8 -> Pipeline.mergeAll(sources(8, items)).forEach(sum::add);
            case CONCAT_8 -> Pipeline.concatAll(sources(8, items)).forEach(sum::add);
        }
        return sum.get();
    }

    private static List<Pipeline<Item>> sources(int count, List<Item> items) {
        return Split.of(count, items).stream().map(part -> Pipeline.<Item>from(part)).toList();
    }
}
