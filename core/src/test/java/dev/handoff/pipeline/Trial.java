package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.HandoffException;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.WorkCancelledException;
import dev.handoff.internal.Foreign;
import dev.handoff.pipeline.Disturbance.Kind;
import dev.handoff.pipeline.Disturbance.Planted;
import dev.handoff.pipeline.Operator.Order;
import dev.handoff.pipeline.TrialModel.Outcome;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

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
 * opened is closed. A failure that is planted between two stages, or in a branch, names the stage.
 *
 * <p>A failure beside the values, in a branch or of a close, comes after some of the values of its stage, and is then as
 * one between two stages: any number of them, but for a close all.
 */
final class Trial {
    private final List<Operator> chain = new ArrayList<>();
    private final List<Integer> input;
    private final TrialSource.Kind from;
    private final TrialSink.Kind to;
    private final int ahead;
    private final Disturbance disturbance;
    private final TrialModel model;
    private boolean scrambled;

    private final Probe atSource = new Probe();
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
        scrambled |= to == TrialSink.Kind.FOR_EACH_AT_ONCE;
        ahead = random.nextInt(3);
        disturbance =
                new Disturbance(
                        oneOf(Kind.values(), random),
                        1 + random.nextInt(1 + random.nextInt(40)),
                        random.nextInt(length));
        model = new TrialModel(chain, input, disturbance, to == TrialSink.Kind.FIRST);
        plant();
    }

    /** What fails inside of a stage. */
    private void plant() {
        Probe probe = disturbedStage().probe();
        switch (disturbance.kind()) {
            case FUNCTION_FAILS -> {
                List<Integer> given =
                        TrialModel.through(chain.subList(0, disturbance.stage()), input);
                if (!given.isEmpty()) {
                    probe.failAt(given.get((disturbance.point() - 1) % given.size()));
                }
            }
            case BRANCH_FAILS -> probe.failAtCall(disturbance.point());
            case CLOSE_FAILS -> (isSourceClosed() ? atSource : probe).failAtClose(1);
            default -> {}
        }
    }

    private Operator disturbedStage() {
        return chain.get(disturbance.stage());
    }

    private boolean isSourceClosed() {
        return from == TrialSource.Kind.STREAM;
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
        try {
            for (long s = seed; s < seed + count; s++) {
                Trial trial = new Trial(new Random(s), operators);
                try {
                    trial.run();
                } catch (Exception | AssertionError e) {
                    throw new AssertionError("seed " + s + ": " + trial, e);
                }
            }
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(null); // a probe has one
        }
    }

    @Override
    public String toString() {
        return "%s at %d, stage %d; %s, %s, %s; %s"
                .formatted(
                        disturbance.kind(),
                        disturbance.point(),
                        disturbance.stage(),
                        from,
                        chain.stream().map(Operator::name).toList(),
                        to + ", ahead " + ahead,
                        input);
    }

    private void run() throws Exception {
        TrialModel.Possible expected = model.expected();
        AtomicInteger fromSource = new AtomicInteger();
        TrialSource source =
                new TrialSource(
                        input,
                        atSource,
                        () -> disturbance.failAt(Kind.SOURCE_FAILS, fromSource),
                        ahead);
        Outcome outcome;
        boolean overtaken;
        atSource.ranHere();
        try (TrialFiles files = new TrialFiles()) {
            TrialSink sink = new TrialSink(to, ahead, files);
            outcome = outcome(source.pipeline(from, files), sink);
            overtaken = outcome.end().equals("failed") && sink.isOvertaken();
            files.assertNoneIsOpen();
        }
        assertNothingIsLeft();
        if (atSource.hasFailed() || disturbedStage().probe().hasFailed()) {
            assertMayBe(outcome, overtaken);
        } else {
            assertIs(outcome, expected, overtaken);
        }
    }

    private void assertNothingIsLeft() throws InterruptedException {
        assertNothingIsLeft(atSource, "source");
        for (Operator operator : chain) {
            assertNothingIsLeft(operator.probe(), operator.name());
            operator.probe().failNever();
        }
    }

    private static void assertNothingIsLeft(Probe probe, String of) throws InterruptedException {
        assertThat(probe.open).as("opened by " + of).hasValue(0);
        assertThat(probe.told())
                .allSatisfy(e -> assertThat(e).hasRootCauseInstanceOf(Planted.class));
        for (Thread thread : probe.threads()) {
            if (!thread.equals(Thread.currentThread())) {
                thread.join();
            }
        }
    }

    private void assertIs(Outcome outcome, TrialModel.Possible possible, boolean overtaken) {
        Outcome expected = possible.whole();
        if (outcome.end().equals("interrupted")) {
            assertThat(disturbance).matches(Disturbance::interrupts);
        } else {
            assertThat(outcome.end()).isEqualTo(expected.end());
        }
        if (!scrambled) {
            int seen =
                    overtaken || outcome.end().equals("interrupted")
                            ? outcome.values().size()
                            : expected.values().size();
            assertThat(outcome.values()).isEqualTo(first(seen, expected.values()));
        } else if (outcome.end().equals("well")) {
            assertThat(outcome.values()).containsExactlyInAnyOrderElementsOf(expected.values());
        } else {
            assertThat(outcome.values()).allMatch(model.ofWhichSome(possible)::remove);
        }
    }

    private static <T> List<T> first(int count, List<T> values) {
        return values.subList(0, Math.min(count, values.size()));
    }

    /** After a failure beside the values. */
    private void assertMayBe(Outcome outcome, boolean overtaken) {
        List<TrialModel.Possible> possible =
                new ArrayList<>(
                        disturbance.is(Kind.BRANCH_FAILS)
                                ? model.ofABranch()
                                : model.ofAClose(isSourceClosed() ? 0 : disturbance.stage() + 1));
        if (disturbedStage().probe().hasFailedAhead()) {
            possible.add(model.expected());
        }
        assertThat(possible)
                .as("one of them is %s", outcome)
                .anyMatch(one -> matches(outcome, one, overtaken));
    }

    private boolean matches(Outcome outcome, TrialModel.Possible possible, boolean overtaken) {
        List<Integer> values = outcome.values();
        List<Integer> all = possible.whole().values();
        if (!outcome.end().equals(possible.whole().end())) {
            return false;
        }
        if (!scrambled) {
            return values.equals(overtaken ? first(values.size(), all) : all);
        }
        boolean well = outcome.end().equals("well");
        List<Integer> left = well ? new ArrayList<>(all) : model.ofWhichSome(possible);
        return values.stream().allMatch(left::remove) && (!well || left.isEmpty());
    }

    // ---- the pipeline

    private Outcome outcome(Pipeline<Integer> source, TrialSink sink) throws Exception {
        List<Integer> values = new ArrayList<>();
        try {
            return new Outcome(
                    values,
                    disturbance.is(Kind.TASK_CANCELLED)
                            ? inTask(() -> end(source, sink, values))
                            : end(source, sink, values));
        } catch (InterruptedException | CancelledException | WorkCancelledException e) {
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
                    disturbance.failAt(Kind.SINK_FAILS, atSink);
                    values.add(x);
                    if (disturbance.is(Kind.SINK_INTERRUPTED)
                            && values.size() == disturbance.point()
                            && !sink.cancel()) {
                        interrupt();
                    }
                });
        return endsWell();
    }

    private void assertPlanted(Exception e) {
        List<Throwable> all = Foreign.withCauses(e);
        assertThat(all.getLast()).isInstanceOf(Planted.class);
        String name =
                switch (disturbance.kind()) {
                    case STAGE_FAILS -> "peek \"planted\"";
                    case BRANCH_FAILS -> "\"" + Probe.BESIDE + "\"";
                    default -> "";
                };
        if (!name.isEmpty()) {
            assertThat(all)
                    .hasAtLeastOneElementOfType(PipelineException.class)
                    .filteredOn(PipelineException.class::isInstance)
                    .allSatisfy(t -> assertThat(((PipelineException) t).stage()).endsWith(name));
        }
    }

    private void interrupt() {
        if (Thread.currentThread().equals(runner)) {
            interruptedItself = true;
        }
        if (disturbance.is(Kind.TASK_CANCELLED)) {
            task.join().cancel();
        } else {
            runner.interrupt();
        }
    }

    /** An interrupt that came too late to be thrown is still there. */
    private String endsWell() {
        boolean interrupted = Thread.interrupted();
        assertThat(interrupted && !disturbance.interrupts()).as("interrupted by nobody").isFalse();
        assertThat(interruptedItself && !interrupted).as("the interrupt is lost").isFalse();
        return "well";
    }

    private Pipeline<Integer> pipeline(Pipeline<Integer> source) {
        Pipeline<Integer> pipeline = source;
        AtomicInteger atStage = new AtomicInteger();
        for (int i = 0; i < chain.size(); i++) {
            if (i == disturbance.stage()) {
                pipeline =
                        pipeline.peek(
                                        x -> {
                                            disturbance.failAt(Kind.STAGE_FAILS, atStage);
                                            if (disturbance.kind().compareTo(Kind.INTERRUPTED) >= 0
                                                    && atStage.incrementAndGet()
                                                            == disturbance.point()) {
                                                interrupt();
                                            }
                                        })
                                .as("planted");
            }
            pipeline = chain.get(i).stage().apply(pipeline).peek(x -> atSource.ranHere());
        }
        return pipeline;
    }
}
