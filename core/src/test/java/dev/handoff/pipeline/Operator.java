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

    /** Adds a stage, or what is equal to it, with {@code probe} in its functions. */
    interface Adding<S> {
        S to(S above, Probe probe);
    }

    static Operator inOrder(
            String name, Adding<Pipeline<Integer>> stage, Adding<Stream<Integer>> model) {
        return of(name, stage, model, Order.MATTERS);
    }

    static Operator free(
            String name, Adding<Pipeline<Integer>> stage, Adding<Stream<Integer>> model) {
        return of(name, stage, model, Order.FREE);
    }

    static Operator scrambling(
            String name, Adding<Pipeline<Integer>> stage, Adding<Stream<Integer>> model) {
        return of(name, stage, model, Order.SCRAMBLED);
    }

    private static Operator of(
            String name,
            Adding<Pipeline<Integer>> stage,
            Adding<Stream<Integer>> model,
            Order order) {
        Probe probe = new Probe();
        return new Operator(
                name,
                p -> stage.to(p, probe),
                above -> () -> model.to(above.get(), probe),
                order,
                probe);
    }
}
