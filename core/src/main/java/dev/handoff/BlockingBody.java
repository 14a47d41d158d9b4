package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * Code that runs in the thread of its caller, and may wait.
 *
 * <p>It declares {@link InterruptedException} beside what else it throws, so that the compiler leaves it out of
 * {@code X}: for a body that waits and throws {@link java.io.IOException}, {@code X} is that, and not a type that both
 * have in common. If it throws nothing else that must be declared, {@code X} is {@link RuntimeException}.
 *
 * @param <R> the type of its result
 * @param <X> what it throws beside an interrupt
 */
@FunctionalInterface
public interface BlockingBody<R extends @Nullable Object, X extends Throwable> {
    /**
     * Runs.
     *
     * @return the result
     * @throws X if it fails
     * @throws InterruptedException if the thread was interrupted
     */
    R call() throws X, InterruptedException;

    /**
     * A body without a result.
     *
     * @param <X> what it throws beside an interrupt
     */
    @FunctionalInterface
    interface Action<X extends Throwable> {
        /**
         * Runs.
         *
         * @throws X if it fails
         * @throws InterruptedException if the thread was interrupted
         */
        void run() throws X, InterruptedException;
    }
}
