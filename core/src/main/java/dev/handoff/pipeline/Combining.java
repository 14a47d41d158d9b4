package dev.handoff.pipeline;

/**
 * A function of two values, which may fail with any exception.
 *
 * @param <A> what it takes first
 * @param <B> what it takes second
 * @param <R> what it gives
 */
@FunctionalInterface
public interface Combining<A, B, R> {
    /**
     * Runs in the process of the stage.
     *
     * @param first never null
     * @param second never null
     * @return never null
     * @throws Exception fails the stage, and with it the pipeline; but an interrupt stays an interrupt, as
     *     {@link Pipeline} says
     */
    R apply(A first, B second) throws Exception;
}
