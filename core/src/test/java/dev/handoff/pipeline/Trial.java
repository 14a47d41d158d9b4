package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Operator.Order;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One random chain of operators on random integers, run with one random disturbance, and compared with a sequential stream
 * of the same.
 *
 * <p>What must hold (L46): as long as nothing scrambles the order, the sink sees exactly what the stream's consumer
 * sees, and the run ends as the stream does, by the same failure or well. After a stage that scrambles, the same values
 * in any order, and under a failure some of them. An interrupt ends the run by InterruptedException, after some of the
 * values, the first ones if nothing scrambles, or comes too late and is still set. (Only one by another thread may meet
 * the cancel of a stage that is being stopped, and then cannot be told from it.) In every case all threads that have run
 * any of it end, those of workers and branches among them, and everything that was opened is closed. A failure that is
 * planted between two stages names the stage.
 */
final class Trial {
    private enum Disturbance {
        NONE,
        SOURCE_FAILS,
        STAGE_FAILS,
        FUNCTION_FAILS,
        SINK_FAILS,
        SINK_INTERRUPTED,
        INTERRUPTED
    }

    /** Where the values come from. */
    private enum Source {
        STAGE,
        ITERABLE,
        STREAM,
        CHANNEL,
        GENERATOR
    }

    /** Where they go. */
    private enum Sink {
        FOR_EACH,
        FOLD,
        COLLECT,
        SEND_TO,
        /** Of values that are in no order, any may be the first: not after a stage that scrambles. */
        FIRST
    }

    /** What a failure is known by. */
    static final class Planted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What has come out, and how it has ended. */
    private record Outcome(List<Integer> values, String end) {}

    private final List<Operator> chain = new ArrayList<>();
    private final List<Integer> input;
    private final Source from;
    private final Sink to;
    private final Disturbance disturbance;
    private final int point;
    private final int stage;
    private boolean scrambled;

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final Thread runner = Thread.currentThread();

    /** Touched by the runner alone. */
    private boolean interruptedItself;

    private Trial(Random random, List<Function<Random, Operator>> operators) {
        int length = 1 + random.nextInt(5);
        while (chain.size() < length) {
            add(operators.get(random.nextInt(operators.size())).apply(random));
        }
        input = random.ints(random.nextInt(60), 0, 40).boxed().toList();
        from = Source.values()[random.nextInt(Source.values().length)];
        to = Sink.values()[random.nextInt(Sink.values().length - (scrambled ? 1 : 0))];
        disturbance = Disturbance.values()[random.nextInt(Disturbance.values().length)];
        point = 1 + random.nextInt(40);
        stage = random.nextInt(length);
        if (disturbance == Disturbance.FUNCTION_FAILS) {
            List<Integer> given = through(chain.subList(0, stage), input);
            if (!given.isEmpty()) {
                chain.get(stage).probe().failAt(given.get((point - 1) % given.size()));
            }
        }
    }

    private void add(Operator operator) {
        if (scrambled && operator.order() == Order.MATTERS) {
            return;
        }
        scrambled |= operator.order() == Order.SCRAMBLED;
        chain.add(operator);
    }

    /** Runs {@code count} trials with seeds from {@code seed} on; a failure says which. */
    static void run(long seed, int count, List<Function<Random, Operator>> operators)
            throws Exception {
        for (long s = seed; s < seed + count; s++) {
            Trial trial = new Trial(new Random(s), operators);
            try {
                trial.run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + s + ": " + trial, e);
            }
        }
    }

    @Override
    public String toString() {
        return "%s at %d, stage %d; %s, %s, %s; %s"
                .formatted(
                        disturbance,
                        point,
                        stage,
                        from,
                        chain.stream().map(Operator::name).toList(),
                        to,
                        input);
    }

    private void run() throws Exception {
        Outcome expected = expected();
        List<Integer> scramblerGiven = drained(disturbed(firstScrambler())).values;
        Outcome outcome = outcome();
        assertThat(open).as("sources open").hasValue(0);
        for (Operator operator : chain) {
            Probe probe = operator.probe();
            assertThat(probe.open).as("opened by " + operator.name()).hasValue(0);
            threads.addAll(probe.threads());
            probe.failNever();
        }
        threads.remove(runner);
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10))).as("has ended").isTrue();
        }
        if (outcome.end.equals("interrupted")) {
            assertThat(disturbance).isIn(Disturbance.INTERRUPTED, Disturbance.SINK_INTERRUPTED);
        } else {
            assertThat(outcome.end).isEqualTo(expected.end);
        }
        boolean whole = outcome.end.equals("well");
        if (!scrambled) {
            int seen =
                    outcome.end.equals("interrupted")
                            ? outcome.values.size()
                            : expected.values.size();
            assertThat(outcome.values).isEqualTo(first(seen, expected.values));
        } else if (whole) {
            assertThat(outcome.values).containsExactlyInAnyOrderElementsOf(expected.values);
        } else {
            List<Integer> rest =
                    through(chain.subList(firstScrambler(), chain.size()), scramblerGiven);
            assertThat(outcome.values).allMatch(rest::remove);
        }
    }

    /** From there on each value is for itself; before it the order is kept. */
    private int firstScrambler() {
        int i = 0;
        while (i < chain.size() && chain.get(i).order() != Order.SCRAMBLED) {
            i++;
        }
        return i;
    }

    private static <T> List<T> first(int count, List<T> values) {
        return values.subList(0, Math.min(count, values.size()));
    }

    // ---- the model

    private Outcome expected() {
        Supplier<Stream<Integer>> all = disturbed(chain.size());
        Supplier<Stream<Integer>> stream = to == Sink.FIRST ? () -> all.get().limit(1) : all;
        AtomicInteger atSink = new AtomicInteger();
        return drained(() -> stream.get().peek(x -> failAt(Disturbance.SINK_FAILS, atSink)));
    }

    /** The first {@code stages}, with what is planted before and between them. */
    private Supplier<Stream<Integer>> disturbed(int stages) {
        AtomicInteger fromSource = new AtomicInteger();
        Supplier<Stream<Integer>> stream = () -> failing(fromSource);
        AtomicInteger atStage = new AtomicInteger();
        for (int i = 0; i < stages; i++) {
            if (i == stage) {
                Supplier<Stream<Integer>> above = stream;
                stream = () -> above.get().peek(x -> failAt(Disturbance.STAGE_FAILS, atStage));
            }
            stream = chain.get(i).model().apply(stream);
        }
        return stream;
    }

    private static Outcome drained(Supplier<Stream<Integer>> stream) {
        List<Integer> values = new ArrayList<>();
        try {
            stream.get().forEachOrdered(values::add);
            return new Outcome(values, "well");
        } catch (Planted e) {
            return new Outcome(values, "failed");
        }
    }

    /** What comes out of {@code operators} that nothing disturbs. */
    private static List<Integer> through(List<Operator> operators, List<Integer> given) {
        Supplier<Stream<Integer>> stream = given::stream;
        for (Operator operator : operators) {
            stream = operator.model().apply(stream);
        }
        return stream.get().collect(Collectors.toCollection(ArrayList::new));
    }

    private Stream<Integer> failing(AtomicInteger fromSource) {
        return input.stream().peek(x -> failAt(Disturbance.SOURCE_FAILS, fromSource));
    }

    private void failAt(Disturbance when, AtomicInteger count) {
        if (disturbance == when && count.incrementAndGet() == point) {
            throw new Planted();
        }
    }

    // ---- the pipeline

    private Outcome outcome() {
        List<Integer> values = new ArrayList<>();
        AtomicInteger atSink = new AtomicInteger();
        try {
            runInto(
                    x -> {
                        failAt(Disturbance.SINK_FAILS, atSink);
                        values.add(x);
                        if (disturbance == Disturbance.SINK_INTERRUPTED && values.size() == point) {
                            interrupt();
                        }
                    });
            return new Outcome(values, endsWell());
        } catch (InterruptedException e) {
            return new Outcome(values, "interrupted");
        } catch (PipelineException e) {
            Thread.interrupted(); // it may have come too late
            assertThat(e).hasRootCauseInstanceOf(Planted.class);
            if (disturbance == Disturbance.STAGE_FAILS) {
                assertThat(e.stage()).isEqualTo("peek \"planted\"");
            }
            return new Outcome(values, "failed");
        }
    }

    private void interrupt() {
        if (Thread.currentThread().equals(runner)) {
            interruptedItself = true;
        }
        runner.interrupt();
    }

    private void runInto(Consumer<Integer> sink) throws InterruptedException {
        switch (to) {
            case FOR_EACH -> pipeline().forEach(sink::accept);
            case FOLD ->
                    pipeline()
                            .fold(
                                    0,
                                    (n, x) -> {
                                        sink.accept(x);
                                        return n + 1;
                                    });
            case COLLECT -> {
                Supplier<Consumer<Integer>> itself = () -> sink;
                pipeline().collect(Collector.of(itself, Consumer::accept, (a, b) -> a));
            }
            case SEND_TO -> {
                List<Integer> seen = new ArrayList<>();
                Channel<Integer> sent = Channel.unbounded();
                pipeline().peek(sink::accept).peek(seen::add).sendTo(sent);
                for (Integer x : seen) {
                    assertThat(sent.tryReceiveOrNull()).isEqualTo(x);
                }
                assertThat(sent.tryReceiveOrNull()).isNull();
            }
            case FIRST -> pipeline().peek(sink::accept).first();
        }
    }

    /** An interrupt that came too late to be thrown is still there. */
    private String endsWell() {
        boolean interrupted = Thread.interrupted();
        assertThat(interrupted && disturbance.ordinal() < Disturbance.SINK_INTERRUPTED.ordinal())
                .as("interrupted by nobody")
                .isFalse();
        assertThat(interruptedItself && !interrupted).as("the interrupt is lost").isFalse();
        return "well";
    }

    private Pipeline<Integer> pipeline() {
        Pipeline<Integer> pipeline = source();
        AtomicInteger atStage = new AtomicInteger();
        for (int i = 0; i < chain.size(); i++) {
            if (i == stage) {
                pipeline =
                        pipeline.peek(
                                        x -> {
                                            failAt(Disturbance.STAGE_FAILS, atStage);
                                            if (disturbance == Disturbance.INTERRUPTED
                                                    && atStage.incrementAndGet() == point) {
                                                interrupt();
                                            }
                                        })
                                .as("planted");
            }
            pipeline =
                    chain.get(i)
                            .stage()
                            .apply(pipeline)
                            .peek(x -> threads.add(Thread.currentThread()));
        }
        return pipeline;
    }

    private Pipeline<Integer> source() {
        AtomicInteger fromSource = new AtomicInteger();
        return switch (from) {
            case STAGE ->
                    Pipeline.source(
                            Label.of("source"),
                            (me, out) -> {
                                open.incrementAndGet();
                                try {
                                    threads.add(Thread.currentThread());
                                    return Sources.all(me, failing(fromSource).iterator(), out);
                                } finally {
                                    open.decrementAndGet();
                                }
                            });
            case ITERABLE -> Pipeline.from(() -> failing(fromSource).iterator());
            case STREAM ->
                    Pipeline.fromStream(
                            () -> {
                                open.incrementAndGet();
                                return failing(fromSource).onClose(open::decrementAndGet);
                            });
            case CHANNEL -> Pipeline.of(0).flatMap(x -> Pipeline.from(filled(fromSource)));
            case GENERATOR ->
                    Pipeline.from(
                            Generator.of(
                                    out -> {
                                        open.incrementAndGet();
                                        try {
                                            for (int x : input) {
                                                failAt(Disturbance.SOURCE_FAILS, fromSource);
                                                out.yield(x);
                                            }
                                        } finally {
                                            open.decrementAndGet();
                                        }
                                    }));
        };
    }

    /** Another one for each run. */
    private Receiver<Integer> filled(AtomicInteger fromSource) {
        Channel<Integer> values = Channel.unbounded();
        try {
            failing(fromSource).forEachOrdered(values::trySend);
            values.close();
        } catch (Planted e) {
            values.fail(e);
        }
        return values;
    }
}
