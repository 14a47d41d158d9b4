package dev.handoff.pipeline;

/**
 * A function of one value, which may fail with any exception.
 *
 * @param <T> what it takes
 * @param <R> what it gives
 */
@FunctionalInterface
public interface Mapping<T, R> {
    /**
     * Runs in the process of the stage.
     *
     * @param value never null
     * @return never null
     * @throws Exception fails the stage, and with it the pipeline
     */
    R apply(T value) throws Exception;
}
