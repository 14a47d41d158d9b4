package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * What a case of a select does with what it is given: the value that it has received or sent, a result such as that of
 * a task, or what its channel has failed with.
 *
 * @param <T> the type of the value
 * @param <R> the type of the select's result
 */
@FunctionalInterface
public interface Handler<T extends @Nullable Object, R extends @Nullable Object> {
    /**
     * Runs after the match, in the process that selects, holding nothing (L32).
     *
     * @param value the value; null for a result that is null, and for an end without a failure
     * @return the select's result
     * @throws InterruptedException if it was interrupted
     */
    R handle(T value) throws InterruptedException;
}
