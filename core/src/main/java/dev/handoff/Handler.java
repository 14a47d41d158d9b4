package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * What a case of a select does with the value that it has received.
 *
 * @param <T> the type of the value
 * @param <R> the type of the select's result
 */
@FunctionalInterface
public interface Handler<T extends @Nullable Object, R> {
    /**
     * Runs after the match, in the process that selects, holding nothing (L32).
     *
     * @param value the value
     * @return the select's result
     * @throws InterruptedException if it was interrupted
     */
    R handle(T value) throws InterruptedException;
}
