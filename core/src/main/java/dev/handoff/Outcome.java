package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * What a case of a select does when it brings no value.
 *
 * @param <R> the type of the select's result
 */
@FunctionalInterface
public interface Outcome<R extends @Nullable Object> {
    /**
     * Runs after the match, in the process that selects, holding nothing (L32).
     *
     * @return the select's result
     * @throws InterruptedException if it was interrupted
     */
    R run() throws InterruptedException;
}
