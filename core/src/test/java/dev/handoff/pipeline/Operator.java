package dev.handoff.pipeline;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A stage under test, on integers, beside the sequential stream that it must be equal to.
 *
 * @param name with its arguments, for the message of a test that fails
 * @param stage adds it to a pipeline
 * @param model adds what must be equal to it to a sequential stream, which can be had anew
 * @param order what it has to do with the order of the values
 * @param probe stands in its functions, in those of the model as well
 */
record Operator(
        String name,
        UnaryOperator<Pipeline<Integer>> stage,
        UnaryOperator<Supplier<Stream<Integer>>> model,
        Order order,
        Probe probe) {
    enum Order {
        /** What comes out depends on the order of what goes in: no such stage after one that scrambles. */
        MATTERS,
        /** As many of each value come out, in whatever order they go in; the order is kept. */
        FREE,
        /** As FREE, but the order is lost. */
        SCRAMBLED
    }

    static Operator of(
            String name,
            UnaryOperator<Pipeline<Integer>> stage,
            UnaryOperator<Stream<Integer>> model,
            Order order,
            Probe probe) {
        return new Operator(name, stage, above -> () -> model.apply(above.get()), order, probe);
    }

    static Operator inOrder(
            String name,
            UnaryOperator<Pipeline<Integer>> stage,
            UnaryOperator<Stream<Integer>> model) {
        return inOrder(name, stage, model, new Probe());
    }

    static Operator inOrder(
            String name,
            UnaryOperator<Pipeline<Integer>> stage,
            UnaryOperator<Stream<Integer>> model,
            Probe probe) {
        return of(name, stage, model, Order.MATTERS, probe);
    }

    static Operator free(
            String name,
            UnaryOperator<Pipeline<Integer>> stage,
            UnaryOperator<Stream<Integer>> model) {
        return free(name, stage, model, new Probe());
    }

    static Operator free(
            String name,
            UnaryOperator<Pipeline<Integer>> stage,
            UnaryOperator<Stream<Integer>> model,
            Probe probe) {
        return of(name, stage, model, Order.FREE, probe);
    }

    static Operator scrambling(
            String name,
            UnaryOperator<Pipeline<Integer>> stage,
            UnaryOperator<Stream<Integer>> model) {
        return scrambling(name, stage, model, new Probe());
    }

    static Operator scrambling(
            String name,
            UnaryOperator<Pipeline<Integer>> stage,
            UnaryOperator<Stream<Integer>> model,
            Probe probe) {
        return of(name, stage, model, Order.SCRAMBLED, probe);
    }
}
