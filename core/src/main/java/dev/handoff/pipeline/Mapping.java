package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.DeadlineExceededException;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

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
     * @throws Exception fails the stage, and with it the pipeline; but an interrupt stays an interrupt, as
     *     {@link Pipeline} says
     */
    R apply(T value) throws Exception;

    /**
     * A function that is tried again for the same value when it has failed, after a pause. What is not a failure for
     * {@link Backoff#call}, such as an interrupt or a {@link CancelledException}, is not one here. Once the stage is
     * stopped, or a scope or task around it was cancelled, nothing is tried again: the function ends by an
     * InterruptedException then, with the failure as its cause. When the last attempt has failed, its failure is
     * thrown, with the {@value Backoff#KEPT} failures before it suppressed, the oldest first.
     *
     * @param backoff how often, after which failures and pauses
     * @param mapping the function
     * @param <T> what it takes
     * @param <R> what it gives
     * @return the function with attempts, for map, parallel and others
     */
    static <T, R> Mapping<T, R> retrying(Backoff backoff, Mapping<? super T, ? extends R> mapping) {
        Objects.requireNonNull(backoff, "backoff");
        Objects.requireNonNull(mapping, "mapping");
        return value -> backoff.call(() -> mapping.apply(value));
    }

    /**
     * A function that is interrupted when it has not returned within {@code limit}, and then fails with a {@link
     * TimeoutException}, as {@link Pipeline#timeout} does. It runs in a scope with that deadline, in the same thread.
     * So it is waited for until it has ended. A function that takes no notice of the interrupt, and returns late, fails
     * then; one that throws late an exception without the interrupt among its causes fails with that. A nearer deadline
     * around the function interrupts it, and fails nothing here; a {@link DeadlineExceededException} of a scope of its
     * own is thrown as it is.
     *
     * @param limit how long
     * @param mapping the function
     * @param <T> what it takes
     * @param <R> what it gives
     * @return the function with a limit, for map, parallel and others
     * @throws IllegalArgumentException if {@code limit} is zero or less
     */
    static <T, R> Mapping<T, R> within(Duration limit, Mapping<? super T, ? extends R> mapping) {
        TimedStages.requirePositive(limit, "within");
        Objects.requireNonNull(mapping, "mapping");
        return Timed.within(limit, mapping);
    }
}
