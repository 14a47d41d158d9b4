package dev.handoff.pipeline;

/**
 * What is done with a value; it may fail with any exception.
 *
 * @param <T> what it takes
 */
@FunctionalInterface
public interface Action<T> {
    /**
     * Runs in the process of the stage.
     *
     * @param value never null
     * @throws Exception fails the stage, and with it the pipeline; but an interrupt stays an interrupt, as
     *     {@link Pipeline} says
     */
    void accept(T value) throws Exception;
}
