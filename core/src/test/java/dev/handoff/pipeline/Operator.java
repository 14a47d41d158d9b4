package dev.handoff.pipeline;

import java.util.concurrent.atomic.AtomicInteger;
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
 * @param open how much of what the stage has opened is open; zero after each run
 */
record Operator(
        String name,
        UnaryOperator<Pipeline<Integer>> stage,
        UnaryOperator<Supplier<Stream<Integer>>> model,
        Order order,
        AtomicInteger open) {
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
            AtomicInteger open) {
        return new Operator(name, stage, above -> () -> model.apply(above.get()), order, open);
    }

    static Operator inOrder(
            String name,
            UnaryOperator<Pipeline<Integer>> stage,
            UnaryOperator<Stream<Integer>> model) {
        return of(name, stage, model, Order.MATTERS, new AtomicInteger());
    }

    static Operator free(
            String name,
            UnaryOperator<Pipeline<Integer>> stage,
            UnaryOperator<Stream<Integer>> model) {
        return of(name, stage, model, Order.FREE, new AtomicInteger());
    }

    static Operator scrambling(
            String name,
            UnaryOperator<Pipeline<Integer>> stage,
            UnaryOperator<Stream<Integer>> model) {
        return of(name, stage, model, Order.SCRAMBLED, new AtomicInteger());
    }
}
