package dev.handoff.bench.pipelines;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Reactor. */
final class ReactorPeer implements Peer {
    @Override
    public long run(Row row, List<Item> items) {
        Flux<Item> source = Flux.fromIterable(items);
        Sum sum = new Sum();
        switch (row) {
            case MAP ->
                    end(source.map(Item::next).map(Item::next).map(Item::next).doOnNext(sum::add));
            case FILTER ->
                    end(
                            source.filter(x -> x.key() % 3 == 0)
                                    .filter(x -> x.key() >= 0)
                                    .filter(x -> x.weight() < 7)
                                    .doOnNext(sum::add));
            case BATCH -> end(source.buffer(100).doOnNext(sum::addAll));
            case PARALLEL_10US ->
                    end(parallel(source, 4, Busy::for10Micros).doOnNext(sum::addNext));
            case PARALLEL_1MS -> end(parallel(source, 4, Busy::forMilli).doOnNext(sum::addNext));
            case PARALLEL_WAIT_1MS ->
                    end(
                            ordered(source, 16, Schedulers.boundedElastic(), Busy::waitMilli)
                                    .doOnNext(sum::addNext));
            case MERGE_8 ->
                    end(
                            Flux.merge(
                                            sources(8, items)
                                                    .map(x -> x.subscribeOn(Schedulers.parallel()))
                                                    .toList())
                                    .doOnNext(sum::add));
            case CONCAT_8 -> end(Flux.concat(sources(8, items).toList()).doOnNext(sum::add));
        }
        return sum.get();
    }

    private static Stream<Flux<Item>> sources(int count, List<Item> items) {
        return Split.of(count, items).stream().map(Flux::fromIterable);
    }

    private static Flux<Item> parallel(Flux<Item> source, int n, UnaryOperator<Item> work) {
        return ordered(source, n, Schedulers.parallel(), work);
    }

    private static Flux<Item> ordered(
            Flux<Item> source, int n, Scheduler scheduler, UnaryOperator<Item> work) {
        return source.flatMapSequential(
                x -> Mono.fromCallable(() -> work.apply(x)).subscribeOn(scheduler), n);
    }

    private static void end(Flux<?> flux) {
        flux.blockLast();
    }
}
