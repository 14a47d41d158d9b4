package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Operator.Order;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Gatherer;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The stages that deal with several streams, with time and with failures; each with random arguments. Times are so long or
 * so short that they change nothing.
 */
final class JoiningOperators {
    static final List<Function<Random, Operator>> ALL =
            List.of(
                    JoiningOperators::zipFirst,
                    JoiningOperators::zipSecond,
                    JoiningOperators::combineLatestWithOne,
                    JoiningOperators::combineLatestOfTheLast,
                    JoiningOperators::mergeOne,
                    JoiningOperators::merge,
                    JoiningOperators::concat,
                    JoiningOperators::concatAfter,
                    JoiningOperators::interleave,
                    JoiningOperators::interleaveAfter,
                    JoiningOperators::partition,
                    JoiningOperators::partitionByKey,
                    JoiningOperators::partitionShort,
                    JoiningOperators::groupBy,
                    JoiningOperators::groupByIdle,
                    JoiningOperators::tee,
                    JoiningOperators::teeShort,
                    JoiningOperators::teeChannel,
                    JoiningOperators::conflate,
                    JoiningOperators::expand,
                    JoiningOperators::batchWithin,
                    JoiningOperators::batchByWeightWithin,
                    JoiningOperators::throttle,
                    JoiningOperators::debounce,
                    JoiningOperators::sample,
                    JoiningOperators::timeout,
                    JoiningOperators::recover,
                    JoiningOperators::recoverWith,
                    JoiningOperators::retry,
                    JoiningOperators::skip,
                    JoiningOperators::replace,
                    JoiningOperators::stop,
                    JoiningOperators::report,
                    JoiningOperators::parallelSkip,
                    JoiningOperators::parallelUnorderedSkip,
                    JoiningOperators::parallelWithReplace,
                    JoiningOperators::parallelUnorderedWithSkip,
                    JoiningOperators::retrying,
                    JoiningOperators::within,
                    JoiningOperators::generators,
                    JoiningOperators::flatMapMerge,
                    JoiningOperators::flatMapMergeOne,
                    JoiningOperators::flatMapLatestOfOne,
                    JoiningOperators::flatMapLatestOfTheLast);

    private static final Duration LONG = Duration.ofHours(1);

    private JoiningOperators() {}

    // ---- several inputs

    static Operator zipFirst(Random random) {
        int n = random.nextInt(40);
        return Operator.inOrder(
                "zip with " + n,
                (p, probe) ->
                        p.zip(
                                Pipeline.range(0, n).peek(probe::ahead).as(Probe.BESIDE),
                                (x, i) -> 50 * i + probe.pass(x)),
                (s, probe) -> s.gather(numbered(n, probe)));
    }

    /** Takes a value before it finds that there is none for it, as zip does. */
    private static Gatherer<Integer, ?, Integer> numbered(int n, Probe probe) {
        return Gatherer.<Integer, AtomicInteger, Integer>ofSequential(
                AtomicInteger::new,
                (count, x, out) ->
                        count.get() < n && out.push(50 * count.getAndIncrement() + probe.pass(x)));
    }

    static Operator zipSecond(Random random) {
        int n = random.nextInt(40);
        boolean all = random.nextBoolean();
        return Operator.inOrder(
                n + " zip" + (all ? " of all" : ""),
                (p, probe) -> {
                    Pipeline<Integer> numbers =
                            Pipeline.range(0, n).peek(probe::ahead).as(Probe.BESIDE);
                    return all
                            ? Pipeline.zipAll(List.of(numbers, p))
                                    .map(step -> 50 * step.get(0) + probe.pass(step.get(1)))
                            : numbers.zip(p, (i, x) -> 50 * i + probe.pass(x));
                },
                (s, probe) -> s.limit(n).gather(numbered(n, probe)));
    }

    static Operator combineLatestWithOne(Random random) {
        int n = random.nextInt(40);
        return Operator.free(
                "combineLatest with " + n,
                (p, probe) ->
                        combinedWithOne(
                                p,
                                Pipeline.of(n).peek(probe::ahead).as(Probe.BESIDE),
                                (x, i) -> 50 * i + probe.pass(x)),
                (s, probe) -> s.map(x -> 50 * n + probe.pass(x)));
    }

    /** Combines each value of {@code p}, which waits until {@code one} has put out all it has. */
    static Pipeline<Integer> combinedWithOne(
            Pipeline<Integer> p,
            Pipeline<Integer> one,
            Combining<Integer, Integer, Integer> combining) {
        return inEachRun(
                taken ->
                        p.peek(x -> taken.await())
                                .combineLatest(one.concat(atItsTurn(taken)), combining));
    }

    static Operator combineLatestOfTheLast(Random random) {
        int n = 1 + random.nextInt(9);
        return Operator.inOrder(
                "combineLatest, the last with " + n,
                (p, probe) ->
                        inEachRun(
                                taken ->
                                        p.concat(atItsTurn(taken))
                                                .combineLatest(
                                                        Pipeline.range(0, n)
                                                                .peek(i -> taken.await())
                                                                .peek(probe::ahead)
                                                                .as(Probe.BESIDE),
                                                        (x, i) -> 50 * i + probe.pass(x))),
                (s, probe) ->
                        s.gather(last())
                                .flatMap(x -> range(0, n).map(i -> 50 * i + probe.pass(x))));
    }

    /** Makes a stage of each run with a latch of that run. */
    private static Pipeline<Integer> inEachRun(Mapping<CountDownLatch, Pipeline<Integer>> stage) {
        return Pipeline.of(1).flatMap(_ -> stage.apply(new CountDownLatch(1)));
    }

    /** Nothing; and behind others, opens the latch when all that those had is taken. */
    private static Pipeline<Integer> atItsTurn(CountDownLatch taken) {
        return Pipeline.from(
                () -> {
                    taken.countDown();
                    return Collections.<Integer>emptyIterator();
                });
    }

    static Operator mergeOne(Random random) {
        return Operator.free(
                "merge with none",
                (p, _) -> random.nextBoolean() ? p.merge() : Pipeline.mergeAll(List.of(p)),
                (s, _) -> s);
    }

    static Operator merge(Random random) {
        int n = random.nextInt(20);
        boolean all = random.nextBoolean();
        return Operator.scrambling(
                "merge with " + n + (all ? " of all" : ""),
                (p, probe) -> {
                    Pipeline<Integer> none = Pipeline.of();
                    Pipeline<Integer> numbers =
                            Pipeline.range(0, n).peek(probe::seen).as(Probe.BESIDE);
                    Pipeline<Integer> two =
                            Pipeline.range(7, 9).peek(probe::seen).as(Probe.BESIDE).buffer(1);
                    return all
                            ? Pipeline.mergeAll(List.of(p, numbers, none, two))
                            : p.merge(numbers, none, two);
                },
                (s, _) -> Stream.of(s, range(0, n), range(7, 9)).flatMap(x -> x));
    }

    private static Stream<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed();
    }

    /** Not {@link Stream#concat}: it may hold back what a function has given, and loses it if the function then fails. */
    private static Stream<Integer> inTurn(List<Stream<Integer>> streams) {
        return streams.stream().flatMap(stream -> stream);
    }

    static Operator concat(Random random) {
        int n = random.nextInt(5);
        boolean all = random.nextBoolean();
        return Operator.free(
                "concat " + n + (all ? " of all" : ""),
                (p, probe) -> {
                    Pipeline<Integer> numbers =
                            Pipeline.range(0, n).peek(probe::ahead).as(Probe.BESIDE).buffer(2);
                    return all
                            ? Pipeline.concatAll(List.of(p, numbers, Pipeline.of(5)))
                            : p.concat(numbers, Pipeline.of(5));
                },
                (s, _) -> inTurn(List.of(s, range(0, n), Stream.of(5))));
    }

    static Operator concatAfter(Random random) {
        int n = random.nextInt(5);
        boolean all = random.nextBoolean();
        return Operator.free(
                n + " concat" + (all ? " of all" : ""),
                (p, probe) -> {
                    Pipeline<Integer> numbers =
                            Pipeline.range(0, n).peek(probe::seen).as(Probe.BESIDE).take(3);
                    return all ? Pipeline.concatAll(List.of(numbers, p)) : numbers.concat(p);
                },
                (s, _) -> inTurn(List.of(range(0, n).limit(3), s)));
    }

    static Operator interleave(Random random) {
        int n = random.nextInt(30);
        boolean all = random.nextBoolean();
        return Operator.inOrder(
                "interleave " + n + (all ? " of all" : ""),
                (p, probe) -> {
                    Pipeline<Integer> numbers =
                            Pipeline.range(100, 100 + n).peek(probe::seen).as(Probe.BESIDE);
                    return all
                            ? Pipeline.interleaveAll(List.of(p, numbers))
                            : p.interleave(numbers);
                },
                (s, _) -> s.gather(byTurns(n)));
    }

    /** Its first value comes before anything is asked of the stream: so under a failure only some of the values. */
    static Operator interleaveAfter(Random random) {
        int n = random.nextInt(30);
        boolean all = random.nextBoolean();
        return Operator.scrambling(
                n + " interleave" + (all ? " of all" : ""),
                (p, probe) -> {
                    Pipeline<Integer> numbers =
                            Pipeline.range(100, 100 + n).peek(probe::seen).as(Probe.BESIDE);
                    return all
                            ? Pipeline.interleaveAll(List.of(numbers, p))
                            : numbers.interleave(p);
                },
                (s, _) -> inTurn(List.of(s, range(100, 100 + n))));
    }

    private static Gatherer<Integer, ?, Integer> byTurns(int n) {
        return Gatherer.<Integer, Iterator<Integer>, Integer>ofSequential(
                () -> range(100, 100 + n).iterator(),
                (others, x, out) -> out.push(x) && (!others.hasNext() || out.push(others.next())),
                (others, out) -> {
                    boolean wanted = true;
                    while (wanted && others.hasNext()) {
                        wanted = out.push(others.next());
                    }
                });
    }

    // ---- branches

    static Operator partition(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.scrambling(
                "partition %" + n,
                (p, probe) ->
                        p.partition(
                                x -> probe.pass(x) % n == 0,
                                q -> q.map(x -> -probe.seen(x)).as(Probe.BESIDE),
                                q -> q.peek(probe::seen).as(Probe.BESIDE).buffer(1)),
                (s, probe) -> s.map(x -> probe.pass(x) % n == 0 ? -x : x));
    }

    static Operator partitionByKey(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.scrambling(
                "partition by key into " + n,
                (p, probe) ->
                        p.partition(
                                n,
                                x -> probe.pass(x) / 3,
                                q -> q.map(x -> probe.seen(x) + 1).as(Probe.BESIDE)),
                (s, probe) -> s.map(x -> probe.pass(x) + 1));
    }

    /** The branches have enough, one after the other; then so has the stage. */
    static Operator partitionShort(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.inOrder(
                "one branch takes " + n,
                (p, probe) ->
                        p.partition(1, x -> x, q -> q.peek(probe::seen).as(Probe.BESIDE).take(n))
                                .concat(Pipeline.of(3)),
                (s, _) -> inTurn(List.of(s.limit(n), Stream.of(3))));
    }

    static Operator groupBy(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.scrambling(
                "groupBy, most " + n,
                (p, probe) ->
                        p.groupBy(
                                n,
                                x -> Math.floorMod(probe.pass(x), 5),
                                (k, q) -> q.map(x -> 10 * probe.seen(x) + k).as(Probe.BESIDE)),
                (s, probe) -> s.map(x -> 10 * probe.pass(x) + Math.floorMod(x, 5)));
    }

    static Operator groupByIdle(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.scrambling(
                "groupBy, most " + n + ", idle for a moment",
                (p, probe) ->
                        p.groupBy(
                                n,
                                Duration.ofNanos(1 + random.nextInt(20_000)),
                                x -> Math.floorMod(probe.pass(x), 5),
                                (k, q) ->
                                        q.peek(probe::seen)
                                                .as(Probe.BESIDE)
                                                .batch(3)
                                                .flatMapIterable(list -> list)),
                (s, probe) -> s.peek(probe::pass));
    }

    static Operator tee(Random random) {
        return Operator.free(
                "tee",
                (p, probe) ->
                        p.tee(
                                q ->
                                        q.map(x -> probe.seen(x) + 1)
                                                .as(Probe.BESIDE)
                                                .buffer(1)
                                                .tee(
                                                        r ->
                                                                r.filter(x -> probe.seen(x) > 3)
                                                                        .as(Probe.BESIDE))),
                (s, _) -> s);
    }

    static Operator teeShort(Random random) {
        int n = random.nextInt(4);
        return Operator.free(
                "tee the first " + n,
                (p, probe) -> p.tee(q -> q.peek(probe::seen).as(Probe.BESIDE).take(n)),
                (s, _) -> s);
    }

    static Operator teeChannel(Random random) {
        return Operator.free(
                "tee to a channel",
                (p, _) -> {
                    Channel<Integer> copies = Channel.unbounded();
                    if (random.nextBoolean()) {
                        copies.cancel();
                    }
                    return p.tee(copies);
                },
                (s, _) -> s);
    }

    // ---- time and speed

    static Operator conflate(Random random) {
        return Operator.free(
                "conflate into lists",
                (p, probe) ->
                        p.conflate(
                                        x -> List.of(probe.pass(x)),
                                        (List<Integer> list, Integer x) -> {
                                            List<Integer> longer = new ArrayList<>(list);
                                            longer.add(probe.pass(x));
                                            return longer;
                                        })
                                .flatMapIterable(list -> list),
                (s, probe) -> s.peek(probe::pass));
    }

    static Operator expand(Random random) {
        return Operator.free(
                "expand to one",
                (p, probe) -> p.expand(x -> List.of(probe.pass(x) + 1)),
                (s, probe) -> s.map(x -> probe.pass(x) + 1));
    }

    static Operator batchWithin(Random random) {
        int n = 1 + random.nextInt(5);
        return Operator.inOrder(
                "batchWithin " + n,
                (p, _) -> p.batchWithin(n, LONG).map(List::hashCode),
                (s, _) -> s.gather(Gatherers.windowFixed(n)).map(List::hashCode));
    }

    static Operator batchByWeightWithin(Random random) {
        int n = 1 + random.nextInt(9);
        return Operator.inOrder(
                "batchByWeightWithin " + n,
                (p, probe) ->
                        p.batchByWeightWithin(n, x -> Operators.weight(probe.pass(x)), LONG)
                                .map(List::hashCode),
                (s, probe) ->
                        s.peek(probe::pass).gather(Operators.byWeight(n)).map(List::hashCode));
    }

    static Operator throttle(Random random) {
        int n = 1 + random.nextInt(5);
        return Operator.free(
                "throttle " + n, (p, _) -> p.throttle(n, Duration.ofNanos(1_000)), (s, _) -> s);
    }

    static Operator debounce(Random random) {
        return Operator.inOrder("debounce", (p, _) -> p.debounce(LONG), (s, _) -> s.gather(last()));
    }

    static Operator sample(Random random) {
        return Operator.inOrder("sample", (p, _) -> p.sample(LONG), (s, _) -> s.gather(last()));
    }

    private static Gatherer<Integer, ?, Integer> last() {
        return Gatherer.<Integer, List<Integer>, Integer>ofSequential(
                ArrayList::new,
                (list, x, out) -> list.add(x),
                (list, out) -> {
                    if (!list.isEmpty()) {
                        out.push(list.getLast());
                    }
                });
    }

    static Operator timeout(Random random) {
        return Operator.free("timeout", (p, _) -> p.timeout(LONG), (s, _) -> s);
    }

    // ---- failures

    static Operator recover(Random random) {
        return Operator.inOrder(
                "recover", (p, _) -> p.recover(e -> -1), (s, _) -> orElse(s, Stream.of(-1)));
    }

    static Operator recoverWith(Random random) {
        int n = random.nextInt(9);
        return Operator.inOrder(
                "recoverWith " + n,
                (p, _) -> p.recoverWith(e -> Pipeline.range(0, n)),
                (s, _) -> orElse(s, range(0, n)));
    }

    /** What comes before a failure, and then others in its place. */
    private static Stream<Integer> orElse(Stream<Integer> values, Stream<Integer> others) {
        List<Integer> before = new ArrayList<>();
        return endsWell(values, before)
                ? before.stream()
                : inTurn(List.of(before.stream(), others));
    }

    private static boolean endsWell(Stream<Integer> values, List<Integer> into) {
        try {
            values.forEachOrdered(into::add);
            return true;
        } catch (Disturbance.Planted e) {
            return false;
        }
    }

    /** What an attempt has put out is put out again by the next; after the last one its failure passes. */
    static Operator retry(Random random) {
        int n = 2 + random.nextInt(3);
        return new Operator(
                "retry, " + n + " attempts",
                p -> p.retry(Backoff.of(n).pause(Duration.ofNanos(10))),
                above ->
                        () -> {
                            List<Integer> all = new ArrayList<>();
                            for (int attempt = 1; attempt < n; attempt++) {
                                if (endsWell(above.get(), all)) {
                                    return all.stream();
                                }
                            }
                            return inTurn(List.of(all.stream(), above.get()));
                        },
                Order.MATTERS,
                new Probe());
    }

    static int unlessSeven(int x) throws Exception {
        if (x % 7 == 0) {
            throw new Exception("seven");
        }
        return x + 1;
    }

    static Operator skip(Random random) {
        return Operator.free(
                "map, skip",
                (p, _) -> p.map(JoiningOperators::unlessSeven, OnError.skip()),
                (s, _) -> s.filter(x -> x % 7 != 0).map(x -> x + 1));
    }

    static Operator replace(Random random) {
        return Operator.free(
                "map, replace",
                (p, _) -> p.map(JoiningOperators::unlessSeven, OnError.replace(f -> -f.value())),
                (s, _) -> s.map(x -> x % 7 == 0 ? -x : x + 1));
    }

    static Operator stop(Random random) {
        return Operator.inOrder(
                "map, stop",
                (p, _) -> p.map(JoiningOperators::unlessSeven, OnError.stop()),
                (s, _) -> s.takeWhile(x -> x % 7 != 0).map(x -> x + 1));
    }

    /** What was reported in a run comes at its end. */
    static Operator report(Random random) {
        int n = random.nextInt(4);
        return Operator.free(
                n == 0 ? "map, report" : "parallel " + n + ", report",
                (p, _) -> Pipeline.of(n).flatMap(workers -> reporting(p, workers)),
                (s, _) -> {
                    List<Integer> sevens = new ArrayList<>();
                    Stream<Integer> others =
                            s.filter(x -> x % 7 != 0 || !sevens.add(x)).map(x -> x + 1);
                    return Stream.of(true, false)
                            .flatMap(first -> first ? others : sevens.stream().sorted());
                });
    }

    private static Pipeline<Integer> reporting(Pipeline<Integer> p, int workers) {
        Channel<Attempt.Failure<Integer, Integer>> failures = Channel.unbounded();
        OnError<Integer, Integer> report = OnError.report(failures);
        Pipeline<Integer> others =
                workers == 0
                        ? p.map(JoiningOperators::unlessSeven, report)
                        : p.parallel(workers, JoiningOperators::unlessSeven, report);
        return others.concat(Pipeline.from(() -> reported(failures).sorted().iterator()));
    }

    private static Stream<Integer> reported(Channel<Attempt.Failure<Integer, Integer>> failures) {
        return Stream.generate(failures::tryReceiveOrNull)
                .takeWhile(Objects::nonNull)
                .filter(failure -> failure.cause().getMessage().equals("seven"))
                .map(Attempt.Failure::value);
    }

    static Operator parallelSkip(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.free(
                "parallel " + n + ", skip",
                (p, probe) -> p.parallel(n, x -> unlessSeven(probe.ran(x)), OnError.skip()),
                (s, _) -> s.filter(x -> x % 7 != 0).map(x -> x + 1));
    }

    static Operator parallelUnorderedSkip(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.scrambling(
                "parallelUnordered " + n + ", skip",
                (p, probe) ->
                        p.parallelUnordered(n, x -> unlessSeven(probe.ran(x)), OnError.skip()),
                (s, _) -> s.filter(x -> x % 7 != 0).map(x -> x + 1));
    }

    static Operator parallelWithReplace(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.free(
                "parallelWith " + n + ", replace",
                (p, probe) ->
                        p.parallelWith(
                                n,
                                () -> new Operators.Resource(probe),
                                Operators.Resource::unlessSeven,
                                OnError.replace(JoiningOperators::minus)),
                (s, _) -> s.map(x -> x % 7 == 0 ? -x : x + 1));
    }

    /** Only of the failure that is meant. */
    private static int minus(Attempt.Failure<Integer, Integer> failure) {
        return failure.cause().getMessage().equals("seven") ? -failure.value() : 0;
    }

    static Operator parallelUnorderedWithSkip(Random random) {
        int n = 1 + random.nextInt(4);
        return Operator.scrambling(
                "parallelUnorderedWith " + n + ", skip",
                (p, probe) ->
                        p.parallelUnorderedWith(
                                n,
                                () -> new Operators.Resource(probe),
                                Operators.Resource::unlessSeven,
                                OnError.skip()),
                (s, _) -> s.filter(x -> x % 7 != 0).map(x -> x + 1));
    }

    static Operator retrying(Random random) {
        AtomicInteger calls = new AtomicInteger();
        return Operator.free(
                "map with attempts",
                (p, _) ->
                        p.map(
                                Mapping.retrying(
                                        Backoff.of(2).pause(Duration.ofNanos(10)),
                                        x -> {
                                            if (calls.incrementAndGet() % 2 == 1) {
                                                throw new Exception("at first");
                                            }
                                            return x + 2;
                                        })),
                (s, _) -> s.map(x -> x + 2));
    }

    static Operator within(Random random) {
        return Operator.free(
                "map within",
                (p, probe) -> p.map(Mapping.within(LONG, x -> probe.pass(x) + 2)),
                (s, probe) -> s.map(x -> probe.pass(x) + 2));
    }

    static Operator generators(Random random) {
        int n = random.nextInt(4);
        return Operator.free(
                "flatMap to generators of " + n,
                (p, probe) ->
                        p.flatMap(
                                x ->
                                        Pipeline.from(counting(probe.pass(x), n, probe))
                                                .as(Probe.BESIDE)),
                (s, probe) -> s.flatMap(x -> range(probe.pass(x), x + n)));
    }

    static Operator flatMapMerge(Random random) {
        int most = 1 + random.nextInt(4);
        int n = random.nextInt(4);
        return Operator.scrambling(
                "flatMapMerge " + most + " to generators of " + n,
                (p, probe) ->
                        p.flatMapMerge(
                                most,
                                x ->
                                        Pipeline.from(counting(probe.pass(x), n, probe))
                                                .as(Probe.BESIDE)),
                (s, probe) -> s.flatMap(x -> range(probe.pass(x), x + n)));
    }

    /** One at a time is flatMap. */
    static Operator flatMapMergeOne(Random random) {
        int n = random.nextInt(4);
        return Operator.free(
                "flatMapMerge 1 to the first " + n + " of an endless one",
                (p, probe) ->
                        p.flatMapMerge(
                                1,
                                x ->
                                        Operators.endless(probe.pass(x))
                                                .peek(probe::seen)
                                                .as(Probe.BESIDE)
                                                .take(n)),
                (s, probe) -> s.flatMap(x -> Operators.firstOfEndless(probe.pass(x), n)));
    }

    static Operator flatMapLatestOfOne(Random random) {
        int n = random.nextInt(4);
        return Operator.inOrder(
                "flatMapLatest of one to a generator of " + n,
                (p, probe) ->
                        p.take(1)
                                .flatMapLatest(
                                        x ->
                                                Pipeline.from(counting(probe.pass(x), n, probe))
                                                        .as(Probe.BESIDE)),
                (s, probe) -> s.limit(1).flatMap(x -> range(probe.pass(x), x + n)));
    }

    /** All but the last wait for ever: each is stopped by the next value. */
    static Operator flatMapLatestOfTheLast(Random random) {
        int last = Integer.MIN_VALUE;
        return Operator.free(
                "flatMapLatest of the last",
                (p, probe) ->
                        p.concat(Pipeline.of(last))
                                .flatMapLatest(
                                        x ->
                                                probe.pass(x) == last
                                                        ? Pipeline.of(5, 6)
                                                        : Pipeline.from(Channel.<Integer>never())),
                (s, probe) ->
                        inTurn(List.of(s.peek(probe::pass).filter(x -> false), Stream.of(5, 6))));
    }

    private static Generator<Integer> counting(int from, int n, Probe probe) {
        return Generator.of(
                out -> {
                    probe.open.incrementAndGet();
                    try {
                        for (int i = 0; i < n; i++) {
                            out.yield(probe.seen(from + i));
                        }
                    } finally {
                        probe.open.decrementAndGet();
                    }
                });
    }
}
