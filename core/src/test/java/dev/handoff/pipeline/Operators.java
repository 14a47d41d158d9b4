package dev.handoff.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Gatherer;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The stages that map values, leave some out, gather them, or work on several at once; each with random arguments. */
final class Operators {
    static final List<Function<Random, Operator>> ALL =
            List.of(
                    Operators::map,
                    Operators::filter,
                    Operators::take,
                    Operators::drop,
                    Operators::takeWhile,
                    Operators::dropWhile,
                    Operators::distinct,
                    Operators::distinctBy,
                    Operators::distinctUntilChanged,
                    Operators::flatMap,
                    Operators::flatMapBuffered,
                    Operators::flatMapIterable,
                    Operators::scan,
                    Operators::batch,
                    Operators::batchByWeight,
                    Operators::gatherWindows,
                    Operators::gatherShort,
                    Operators::buffer,
                    Operators::parallel,
                    Operators::parallelWith,
                    Operators::parallelUnordered,
                    Operators::parallelUnorderedWith);

    private Operators() {}

    static Operator map(Random random) {
        int n = random.nextInt(5);
        return Operator.free(
                "map +" + n,
                (p, probe) -> p.map(x -> probe.pass(x) + n),
                (s, probe) -> s.map(x -> probe.pass(x) + n));
    }

    static Operator filter(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.free(
                "filter %" + n,
                (p, probe) -> p.filter(x -> probe.pass(x) % n == 0),
                (s, probe) -> s.filter(x -> probe.pass(x) % n == 0));
    }

    static Operator take(Random random) {
        int n = random.nextInt(30);
        return Operator.inOrder("take " + n, (p, _) -> p.take(n), (s, _) -> s.limit(n));
    }

    static Operator drop(Random random) {
        int n = random.nextInt(5);
        return Operator.inOrder("drop " + n, (p, _) -> p.drop(n), (s, _) -> s.skip(n));
    }

    static Operator takeWhile(Random random) {
        int n = random.nextInt(40);
        return Operator.inOrder(
                "takeWhile <" + n,
                (p, probe) -> p.takeWhile(x -> probe.pass(x) < n),
                (s, probe) -> s.takeWhile(x -> probe.pass(x) < n));
    }

    static Operator dropWhile(Random random) {
        int n = random.nextInt(10);
        return Operator.inOrder(
                "dropWhile <" + n,
                (p, probe) -> p.dropWhile(x -> probe.pass(x) < n),
                (s, probe) -> s.dropWhile(x -> probe.pass(x) < n));
    }

    static Operator distinct(Random random) {
        return Operator.free("distinct", (p, _) -> p.distinct(), (s, _) -> s.distinct());
    }

    static Operator distinctBy(Random random) {
        int n = 1 + random.nextInt(9);
        return Operator.inOrder(
                "distinctBy /" + n,
                (p, probe) -> p.distinctBy(x -> probe.pass(x) / n),
                (s, probe) ->
                        s.gather(
                                Gatherer.<Integer, List<Integer>, Integer>ofSequential(
                                        ArrayList::new,
                                        (keys, x, out) -> {
                                            int key = probe.pass(x) / n;
                                            if (keys.contains(key)) {
                                                return true;
                                            }
                                            keys.add(key);
                                            return out.push(x);
                                        })));
    }

    static Operator distinctUntilChanged(Random random) {
        int n = 1 + random.nextInt(9);
        return Operator.inOrder(
                "map /" + n + ", distinctUntilChanged",
                (p, probe) -> p.map(x -> probe.pass(x) / n).distinctUntilChanged(),
                (s, probe) ->
                        s.gather(
                                Gatherer.<Integer, List<Integer>, Integer>ofSequential(
                                        ArrayList::new,
                                        (put, x, out) -> {
                                            int changed = probe.pass(x) / n;
                                            if (!put.isEmpty() && put.getLast() == changed) {
                                                return true;
                                            }
                                            put.add(changed);
                                            return out.push(changed);
                                        })));
    }

    static Operator flatMap(Random random) {
        int n = random.nextInt(4);
        return Operator.free(
                "flatMap to " + n,
                (p, probe) -> p.flatMap(x -> Pipeline.range(probe.pass(x), x + n).map(y -> 2 * y)),
                (s, probe) ->
                        s.flatMap(x -> IntStream.range(probe.pass(x), x + n).mapToObj(y -> 2 * y)));
    }

    static Operator flatMapBuffered(Random random) {
        int n = random.nextInt(4);
        return Operator.free(
                "flatMap to the first " + n + " of an endless one, buffered",
                (p, probe) ->
                        p.flatMap(
                                x ->
                                        endless(probe.pass(x))
                                                .peek(probe::ahead)
                                                .as(Probe.BESIDE)
                                                .buffer(1)
                                                .take(n)),
                (s, probe) -> s.flatMap(x -> firstOfEndless(probe.pass(x), n)));
    }

    static Pipeline<Integer> endless(int from) {
        return Pipeline.range(from, Integer.MAX_VALUE);
    }

    static Stream<Integer> firstOfEndless(int from, int n) {
        return IntStream.iterate(from, x -> x + 1).limit(n).boxed();
    }

    static Operator flatMapIterable(Random random) {
        int n = random.nextInt(4);
        return Operator.free(
                "flatMapIterable to " + n,
                (p, probe) -> p.flatMapIterable(x -> times(n, probe.pass(x))),
                (s, probe) -> s.flatMap(x -> times(n, probe.pass(x)).stream()));
    }

    private static List<Integer> times(int n, int x) {
        return IntStream.range(0, n).mapToObj(i -> x * i).toList();
    }

    static Operator scan(Random random) {
        return Operator.inOrder(
                "scan",
                (p, probe) -> p.scan(1, (a, x) -> 31 * a + probe.pass(x)),
                (s, probe) -> s.gather(Gatherers.scan(() -> 1, (a, x) -> 31 * a + probe.pass(x))));
    }

    static Operator batch(Random random) {
        int n = 1 + random.nextInt(5);
        return Operator.inOrder(
                "batch " + n,
                (p, _) -> p.batch(n).map(List::hashCode),
                (s, _) -> s.gather(Gatherers.windowFixed(n)).map(List::hashCode));
    }

    static Operator batchByWeight(Random random) {
        int n = 1 + random.nextInt(9);
        return Operator.inOrder(
                "batchByWeight " + n,
                (p, probe) -> p.batchByWeight(n, x -> weight(probe.pass(x))).map(List::hashCode),
                (s, probe) -> s.peek(probe::pass).gather(byWeight(n)).map(List::hashCode));
    }

    static int weight(int x) {
        return Math.floorMod(x, 6);
    }

    static Gatherer<Integer, ?, List<Integer>> byWeight(int most) {
        return Gatherer.<Integer, List<Integer>, List<Integer>>ofSequential(
                ArrayList::new,
                (batch, x, out) -> {
                    boolean more = true;
                    if (!batch.isEmpty() && sum(batch) + weight(x) > most) {
                        more = flush(batch, out);
                    }
                    batch.add(x);
                    if (sum(batch) >= most) {
                        more &= flush(batch, out);
                    }
                    return more;
                },
                (batch, out) -> {
                    if (!batch.isEmpty()) {
                        flush(batch, out);
                    }
                });
    }

    private static int sum(List<Integer> batch) {
        return batch.stream().mapToInt(Operators::weight).sum();
    }

    private static boolean flush(
            List<Integer> batch, Gatherer.Downstream<? super List<Integer>> out) {
        List<Integer> full = List.copyOf(batch);
        batch.clear();
        return out.push(full);
    }

    static Operator gatherWindows(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.inOrder(
                "gather sliding " + n,
                (p, _) -> p.gather(Gatherers.windowSliding(n)).map(List::hashCode),
                (s, _) -> s.gather(Gatherers.windowSliding(n)).map(List::hashCode));
    }

    /** One that has enough by itself, and puts out something at its end. */
    static Operator gatherShort(Random random) {
        int n = 1 + random.nextInt(30);
        return Operator.inOrder(
                "gather the first " + n,
                (p, probe) -> p.gather(first(n, probe)),
                (s, probe) -> s.gather(first(n, probe)));
    }

    private static Gatherer<Integer, ?, Integer> first(int n, Probe probe) {
        return Gatherer.<Integer, AtomicInteger, Integer>ofSequential(
                AtomicInteger::new,
                (seen, x, out) -> out.push(probe.pass(x)) && seen.incrementAndGet() < n,
                (seen, out) -> out.push(-seen.get()));
    }

    static Operator buffer(Random random) {
        int n = random.nextInt(5);
        return Operator.free("buffer " + n, (p, _) -> p.buffer(n), (s, _) -> s);
    }

    static Operator parallel(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.free(
                "parallel " + n,
                (p, probe) -> p.parallel(n, x -> ~probe.pass(x)),
                (s, probe) -> s.map(x -> ~probe.pass(x)));
    }

    static Operator parallelWith(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.free(
                "parallelWith " + n,
                (p, probe) -> p.parallelWith(n, () -> new Resource(probe), Resource::plus),
                (s, probe) -> s.map(x -> probe.pass(x) + 3));
    }

    static Operator parallelUnordered(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.scrambling(
                "parallelUnordered " + n,
                (p, probe) -> p.parallelUnordered(n, x -> probe.pass(x) ^ 1),
                (s, probe) -> s.map(x -> probe.pass(x) ^ 1));
    }

    static Operator parallelUnorderedWith(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.scrambling(
                "parallelUnorderedWith " + n,
                (p, probe) -> p.parallelUnorderedWith(n, () -> new Resource(probe), Resource::plus),
                (s, probe) -> s.map(x -> probe.pass(x) + 3));
    }

    /** What a worker opens; belongs to one thread, and must not be used after it was closed. */
    static final class Resource implements AutoCloseable {
        private final Probe probe;
        private final Thread owner = Thread.currentThread();
        private boolean closed;
        private boolean isSuspect;

        Resource(Probe probe) {
            this.probe = probe;
            probe.open.incrementAndGet();
        }

        int plus(int x) {
            requireOwner();
            return probe.pass(x) + 3;
        }

        /** For a function whose failures are dealt with: none is planted in it, nor in the close that comes of one. */
        int unlessSeven(int x) throws Exception {
            requireOwner();
            isSuspect = true;
            int result = JoiningOperators.unlessSeven(probe.ran(x));
            isSuspect = false;
            return result;
        }

        private void requireOwner() {
            if (closed || !Thread.currentThread().equals(owner)) {
                throw new IllegalStateException("closed, or used by another thread");
            }
        }

        @Override
        public void close() {
            requireOwner();
            closed = true;
            if (isSuspect) {
                probe.closed();
            } else {
                probe.close();
            }
        }
    }
}
