package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * The body of a scope.
 *
 * @param <R> the type of its result
 * @param <X> what it throws
 */
@FunctionalInterface
public interface ScopeBody<R extends @Nullable Object, X extends Throwable> {
    /**
     * Runs in the thread that opened the scope.
     *
     * @param scope the scope
     * @return the result
     * @throws X if it fails; comes out of the scope as it is
     */
    R call(Scope scope) throws X;

    /**
     * A body without a result.
     *
     * @param <X> what it throws
     */
    @FunctionalInterface
    interface Action<X extends Throwable> {
        /**
         * Runs in the thread that opened the scope.
         *
         * @param scope the scope
         * @throws X if it fails; comes out of the scope as it is
         */
        void run(Scope scope) throws X;
    }
}
