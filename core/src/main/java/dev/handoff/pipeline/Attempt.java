package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.internal.toolkit.Cancellations;

/**
 * What became of a function's work on one value: {@link OnError} gets the failures.
 *
 * @param <T> the type of the value
 * @param <R> the type of the result
 */
public sealed interface Attempt<T, R> {
    /**
     * The value that the function has worked on.
     *
     * @return the value
     */
    T value();

    /**
     * It went well.
     *
     * @param value the value
     * @param result what the function gave
     * @param <T> the type of the value
     * @param <R> the type of the result
     */
    record Success<T, R>(T value, R result) implements Attempt<T, R> {}

    /**
     * It has failed.
     *
     * @param value the value
     * @param cause what the function threw
     * @param <T> the type of the value
     * @param <R> the type of the result
     */
    record Failure<T, R>(T value, Exception cause) implements Attempt<T, R> {}

    /**
     * Makes a function that may fail into one that tells how it went. Errors are still thrown, and so are
     * {@link InterruptedException}, what else an interrupt makes a function throw, such as
     * {@link java.nio.channels.ClosedByInterruptException}, and {@link CancelledException}, also as the cause of an
     * {@link java.io.IOException}: these are no failures. A function that gives null has failed. What the function
     * throws in a process that was stopped, because nobody wants more or a scope or task around it was cancelled, is
     * the cause of an {@link InterruptedException}: the interrupt comes once, and the next call might wait for ever.
     *
     * @param mapping the function
     * @param <T> what it takes
     * @param <R> what it gives
     * @return the same, telling how it went
     */
    static <T, R> Mapping<T, Attempt<T, R>> at(Mapping<? super T, ? extends R> mapping) {
        return value -> {
            try {
                R result = mapping.apply(value);
                if (result == null) {
                    throw new NullPointerException("the function gave null, which is no value");
                }
                return new Success<>(value, result);
            } catch (Exception e) {
                if (Cancellations.isInterrupt(e) || PipelineException.refusal(e) != null) {
                    throw e;
                }
                Boundary.throwIfStopped(e);
                return new Failure<>(value, e);
            }
        };
    }
}
