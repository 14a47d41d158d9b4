package dev.handoff.pipeline;

import static java.util.stream.Collectors.toCollection;

import dev.handoff.pipeline.Disturbance.Kind;
import dev.handoff.pipeline.Disturbance.Planted;
import dev.handoff.pipeline.Operator.Order;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What may come of a trial: that of a sequential stream, with the disturbance in it. */
final class TrialModel {
    /** What has come out, and how it has ended. */
    record Outcome(List<Integer> values, String end) {}

    /**
     * What may come of it.
     *
     * @param atScrambler what comes to the first stage that scrambles
     */
    record Possible(Outcome whole, List<Integer> atScrambler) {}

    private final List<Operator> chain;
    private final List<Integer> input;
    private final Disturbance disturbance;
    private final boolean firstOnly;

    /**
     * @param firstOnly whether the sink takes no more than one value
     */
    TrialModel(
            List<Operator> chain, List<Integer> input, Disturbance disturbance, boolean firstOnly) {
        this.chain = chain;
        this.input = input;
        this.disturbance = disturbance;
        this.firstOnly = firstOnly;
    }

    // ---- a disturbance at a value

    Possible expected() {
        return possible(this::disturbed);
    }

    /** From the stream after each number of stages. */
    private Possible possible(IntFunction<Supplier<Stream<Integer>>> after) {
        int scrambler = firstScrambler();
        return new Possible(
                drained(atSink(after.apply(chain.size()))),
                drained(after.apply(scrambler)).values());
    }

    /** If chance decides what comes out after a stage that scrambles: some of these. */
    List<Integer> ofWhichSome(Possible possible) {
        return through(chain.subList(firstScrambler(), chain.size()), possible.atScrambler());
    }

    private Supplier<Stream<Integer>> atSink(Supplier<Stream<Integer>> all) {
        AtomicInteger atSink = new AtomicInteger();
        return () ->
                (firstOnly ? all.get().limit(1) : all.get())
                        .peek(x -> disturbance.failAt(Kind.SINK_FAILS, atSink));
    }

    /** From there on each value is for itself; before it the order is kept. */
    private int firstScrambler() {
        int i = 0;
        while (i < chain.size() && chain.get(i).order() != Order.SCRAMBLED) {
            i++;
        }
        return i;
    }

    /** The first {@code stages}, with what is planted before and between them. */
    private Supplier<Stream<Integer>> disturbed(int stages) {
        AtomicInteger fromSource = new AtomicInteger();
        AtomicInteger atStage = new AtomicInteger();
        Supplier<Stream<Integer>> stream =
                () -> input.stream().peek(x -> disturbance.failAt(Kind.SOURCE_FAILS, fromSource));
        for (int i = 0; i < stages; i++) {
            if (i == disturbance.stage()) {
                Supplier<Stream<Integer>> above = stream;
                stream = () -> above.get().peek(x -> disturbance.failAt(Kind.STAGE_FAILS, atStage));
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
        return throughAll(operators, given::stream).get().collect(toCollection(ArrayList::new));
    }

    private static Supplier<Stream<Integer>> throughAll(
            List<Operator> operators, Supplier<Stream<Integer>> given) {
        Supplier<Stream<Integer>> stream = given;
        for (Operator operator : operators) {
            stream = operator.model().apply(stream);
        }
        return stream;
    }

    // ---- a failure beside the values

    /** A branch, or another input, fails when its stage has put out any number of values. */
    List<Possible> ofABranch() {
        int stages = disturbance.stage() + 1;
        List<Integer> put = through(chain.subList(0, stages), input);
        return IntStream.rangeClosed(0, put.size()).mapToObj(k -> failing(stages, put, k)).toList();
    }

    /**
     * A close fails after the last value; if those below have had enough, the first that it is told to may stand
     * anywhere below.
     *
     * @param stages how many there are down to that whose close it is
     */
    List<Possible> ofAClose(int stages) {
        List<Possible> all = new ArrayList<>();
        for (int i = stages; i <= chain.size(); i++) {
            List<Integer> put = through(chain.subList(0, i), input);
            all.add(failing(i, put, put.size()));
        }
        Possible well = expected();
        all.add(new Possible(new Outcome(well.whole().values(), "failed"), well.atScrambler()));
        return all;
    }

    /** After {@code stages}, which have put out {@code count} of these values, there is a failure, but only once. */
    private Possible failing(int stages, List<Integer> put, int count) {
        return possible(
                n ->
                        n < stages
                                ? disturbed(n)
                                : throughAll(chain.subList(stages, n), failingOnce(put, count)));
    }

    private static Supplier<Stream<Integer>> failingOnce(List<Integer> put, int count) {
        AtomicBoolean again = new AtomicBoolean();
        return () ->
                again.getAndSet(true)
                        ? put.stream()
                        : IntStream.rangeClosed(0, count)
                                .mapToObj(i -> valueOrFailure(put, count, i));
    }

    private static int valueOrFailure(List<Integer> put, int count, int i) {
        if (i == count) {
            throw new Planted();
        }
        return put.get(i);
    }
}
