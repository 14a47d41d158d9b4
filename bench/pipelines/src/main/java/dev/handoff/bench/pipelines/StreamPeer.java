package dev.handoff.bench.pipelines;

import java.util.Collection;
import java.util.List;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/** The JDK's streams, sequential or parallel. */
final class StreamPeer implements Peer {
    private final boolean parallel;

    StreamPeer(boolean parallel) {
        this.parallel = parallel;
    }

    @Override
    public long run(Row row, List<Item> items) {
        Stream<Item> source = stream(items);
        return switch (row) {
            case MAP -> sum(source.map(Item::next).map(Item::next).map(Item::next));
            case FILTER ->
                    sum(
                            source.filter(x -> x.key() % 3 == 0)
                                    .filter(x -> x.key() >= 0)
                                    .filter(x -> x.weight() < 7));
            case BATCH ->
                    source.gather(Gatherers.windowFixed(100)).mapToLong(StreamPeer::sum).sum();
            case PARALLEL_10US -> inOrder(source.map(Busy::for10Micros));
            case PARALLEL_1MS -> inOrder(source.map(Busy::forMilli));
            case PARALLEL_WAIT_1MS ->
                    inOrder(source.gather(Gatherers.mapConcurrent(16, Busy::waitMilli)));
            case CONCAT_8 -> sum(stream(Split.of(8, items)).flatMap(List::stream));
            case MERGE_8 -> throw new IllegalArgumentException("streams do not merge");
        };
    }

    private <T> Stream<T> stream(Collection<T> items) {
        return parallel ? items.parallelStream() : items.stream();
    }

    private static long sum(Stream<Item> items) {
        return items.mapToLong(Item::weight).sum();
    }

    private static long inOrder(Stream<Item> items) {
        Sum sum = new Sum();
        items.forEachOrdered(sum::addNext);
        return sum.get();
    }

    private static long sum(List<Item> items) {
        Sum sum = new Sum();
        sum.addAll(items);
        return sum.get();
    }

    /**
     * A sequential stream has nothing that is done in parallel, but mapConcurrent, which it has alone; and no stream takes
     * values of several sources as they come.
     */
    @Override
    public boolean has(Row row) {
        return switch (row) {
            case PARALLEL_10US, PARALLEL_1MS -> parallel;
            case PARALLEL_WAIT_1MS -> !parallel;
            case MERGE_8 -> false;
            case MAP, FILTER, BATCH, CONCAT_8 -> true;
        };
    }
}
