package dev.handoff.pipeline;

/**
 * A question about a value, which may fail with any exception.
 *
 * @param <T> what it is about
 */
@FunctionalInterface
public interface Condition<T> {
    /**
     * Runs in the process of the stage.
     *
     * @param value never null
     * @return the answer
     * @throws Exception fails the stage, and with it the pipeline; but an interrupt stays an interrupt, as
     *     {@link Pipeline} says
     */
    boolean test(T value) throws Exception;
}
