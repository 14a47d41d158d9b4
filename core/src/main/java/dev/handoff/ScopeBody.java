package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * The body of a scope. It declares {@link InterruptedException} beside what else it throws, as {@link BlockingBody} does, and for
 * the same reason.
 *
 * @param <R> the type of its result
 * @param <X> what it throws beside an interrupt
 */
@FunctionalInterface
public interface ScopeBody<R extends @Nullable Object, X extends Throwable> {
    /**
     * Runs in the thread that opened the scope.
     *
     * @param scope the scope
     * @return the result
     * @throws X if it fails; comes out of the scope as it is
     * @throws InterruptedException if the thread was interrupted, or the scope cancelled
     */
    R call(Scope scope) throws X, InterruptedException;

    /**
     * A body without a result.
     *
     * @param <X> what it throws beside an interrupt
     */
    @FunctionalInterface
    interface Action<X extends Throwable> {
        /**
         * Runs in the thread that opened the scope.
         *
         * @param scope the scope
         * @throws X if it fails; comes out of the scope as it is
         * @throws InterruptedException if the thread was interrupted, or the scope cancelled
         */
        void run(Scope scope) throws X, InterruptedException;
    }
}
