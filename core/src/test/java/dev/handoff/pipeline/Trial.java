package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.HandoffException;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.internal.Foreign;
import dev.handoff.pipeline.Operator.Order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One random chain of operators on random integers, run with one random disturbance, and compared with a sequential stream
 * of the same.
 *
 * <p>What must hold (L46): as long as nothing scrambles the order, the sink sees exactly what the stream's consumer
 * sees, and the run ends as the stream does, by the same failure or well. After a stage that scrambles, the same values
 * in any order, and under a failure some of them. An interrupt ends the run by InterruptedException, after some of the
 * values, the first ones if nothing scrambles, or comes too late and is still set; so does the cancel of a task that runs
 * it. (Only one by another thread may meet the cancel of a stage that is being stopped, and then cannot be told from it.)
 * In every case all threads that have run any of it end, those of workers and branches among them, and everything that was
 * opened is closed. A failure that is planted between two stages names the stage.
 */
final class Trial {
    private enum Disturbance {
        NONE,
        SOURCE_FAILS,
        STAGE_FAILS,
        FUNCTION_FAILS,
        SINK_FAILS,
        SINK_INTERRUPTED,
        INTERRUPTED,
        TASK_CANCELLED
    }

    /** What a failure is known by. */
    static final class Planted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What has come out, and how it has ended. */
    private record Outcome(List<Integer> values, String end) {}

    private final List<Operator> chain = new ArrayList<>();
    private final List<Integer> input;
    private final TrialSource.Kind from;
    private final TrialSink.Kind to;
    private final int ahead;
    private final Disturbance disturbance;
    private final int point;
    private final int stage;
    private boolean scrambled;

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Task<String>> task = new CompletableFuture<>();
    private volatile Thread runner = Thread.currentThread();

    /** Touched by the runner alone. */
    private boolean interruptedItself;

    private Trial(Random random, List<Function<Random, Operator>> operators) {
        int length = 1 + random.nextInt(5);
        while (chain.size() < length) {
            add(operators.get(random.nextInt(operators.size())).apply(random));
        }
        input = random.ints(random.nextInt(60), 0, 40).boxed().toList();
        from = oneOf(TrialSource.Kind.values(), random);
        TrialSink.Kind[] sinks = TrialSink.Kind.values();
        to =
                oneOf(
                        scrambled ? Arrays.copyOf(sinks, TrialSink.Kind.FIRST.ordinal()) : sinks,
                        random);
        ahead = random.nextInt(3);
        disturbance = oneOf(Disturbance.values(), random);
        point = 1 + random.nextInt(40);
        stage = random.nextInt(length);
        if (disturbance == Disturbance.FUNCTION_FAILS) {
            List<Integer> given = through(chain.subList(0, stage), input);
            if (!given.isEmpty()) {
                chain.get(stage).probe().failAt(given.get((point - 1) % given.size()));
            }
        }
    }

    private static <T> T oneOf(T[] all, Random random) {
        return all[random.nextInt(all.length)];
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
                        to + (to == TrialSink.Kind.RECEIVE_IN ? ", ahead " + ahead : ""),
                        input);
    }

    private void run() throws Exception {
        Outcome expected = expected();
        List<Integer> scramblerGiven = drained(disturbed(firstScrambler())).values;
        AtomicInteger fromSource = new AtomicInteger();
        TrialSource source =
                new TrialSource(input, threads, () -> failAt(Disturbance.SOURCE_FAILS, fromSource));
        Outcome outcome;
        boolean overtaken;
        try (TrialFiles files = new TrialFiles()) {
            TrialSink sink = new TrialSink(to, ahead, files);
            outcome = outcome(source.pipeline(from, files), sink);
            overtaken = outcome.end.equals("failed") && sink.isOvertaken();
            files.assertNoneIsOpen();
        }
        assertThat(source.open).as("sources open").hasValue(0);
        for (Operator operator : chain) {
            Probe probe = operator.probe();
            assertThat(probe.open).as("opened by " + operator.name()).hasValue(0);
            threads.addAll(probe.threads());
            probe.failNever();
        }
        threads.remove(Thread.currentThread());
        for (Thread thread : threads) {
            thread.join();
        }
        if (outcome.end.equals("interrupted")) {
            assertThat(disturbance).isGreaterThanOrEqualTo(Disturbance.SINK_INTERRUPTED);
        } else {
            assertThat(outcome.end).isEqualTo(expected.end);
        }
        boolean whole = outcome.end.equals("well");
        if (!scrambled) {
            int seen =
                    overtaken || outcome.end.equals("interrupted")
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
        Supplier<Stream<Integer>> stream =
                to == TrialSink.Kind.FIRST ? () -> all.get().limit(1) : all;
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
    static List<Integer> through(List<Operator> operators, List<Integer> given) {
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

    private Outcome outcome(Pipeline<Integer> source, TrialSink sink) throws Exception {
        List<Integer> values = new ArrayList<>();
        try {
            return new Outcome(
                    values,
                    disturbance == Disturbance.TASK_CANCELLED
                            ? inTask(() -> end(source, sink, values))
                            : end(source, sink, values));
        } catch (InterruptedException | CancelledException e) {
            return new Outcome(values, "interrupted");
        } catch (Planted | HandoffException e) {
            Thread.interrupted(); // it may have come too late
            assertPlanted(e);
            return new Outcome(values, "failed");
        }
    }

    private String inTask(Callable<String> run) throws InterruptedException {
        return Scope.call(
                scope -> {
                    task.complete(
                            scope.fork(
                                    () -> {
                                        runner = Thread.currentThread();
                                        return run.call();
                                    }));
                    return task.join().join();
                });
    }

    private String end(Pipeline<Integer> source, TrialSink sink, List<Integer> values)
            throws Exception {
        AtomicInteger atSink = new AtomicInteger();
        sink.run(
                pipeline(source),
                x -> {
                    failAt(Disturbance.SINK_FAILS, atSink);
                    values.add(x);
                    if (disturbance == Disturbance.SINK_INTERRUPTED
                            && values.size() == point
                            && !sink.cancel()) {
                        interrupt();
                    }
                });
        return endsWell();
    }

    private void assertPlanted(Exception e) {
        List<Throwable> all = Foreign.withCauses(e);
        assertThat(all.getLast()).isInstanceOf(Planted.class);
        if (disturbance == Disturbance.STAGE_FAILS) {
            assertThat(all)
                    .hasAtLeastOneElementOfType(PipelineException.class)
                    .filteredOn(PipelineException.class::isInstance)
                    .allSatisfy(
                            t ->
                                    assertThat(((PipelineException) t).stage())
                                            .isEqualTo("peek \"planted\""));
        }
    }

    private void interrupt() {
        if (Thread.currentThread().equals(runner)) {
            interruptedItself = true;
        }
        if (disturbance == Disturbance.TASK_CANCELLED) {
            task.join().cancel();
        } else {
            runner.interrupt();
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

    private Pipeline<Integer> pipeline(Pipeline<Integer> source) {
        Pipeline<Integer> pipeline = source;
        AtomicInteger atStage = new AtomicInteger();
        for (int i = 0; i < chain.size(); i++) {
            if (i == stage) {
                pipeline =
                        pipeline.peek(
                                        x -> {
                                            failAt(Disturbance.STAGE_FAILS, atStage);
                                            if (disturbance.compareTo(Disturbance.INTERRUPTED) >= 0
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
}
