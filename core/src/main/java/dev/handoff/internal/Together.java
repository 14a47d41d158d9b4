package dev.handoff.internal;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * Cancels several scopes as one, as if they were inside of one scope: each is cancelled before anybody hears of it. A
 * process that hears of it may ask the scope that it is in.
 */
public final class Together {
    /** Given by the scopes, which this package does not know. */
    private static volatile BiConsumer<List<?>, Runnable> canceller =
            (scopes, cancelled) -> cancelled.run();

    private Together() {}

    /**
     * Sets what cancels from now on.
     *
     * @param scopes cancels the scopes in a list; when each is cancelled and nobody has been told, runs what it is
     *     given besides
     */
    public static void ask(BiConsumer<List<?>, Runnable> scopes) {
        canceller = scopes;
    }

    /**
     * Cancels scopes. Nothing happens to one that was cancelled before. So if there is no memory for all, the call can
     * be repeated.
     *
     * @param scopes which ones
     * @param cancelled run when each is cancelled and nobody has been told; must not take memory, nor wait for what
     *     others do
     */
    public static void cancel(List<?> scopes, Runnable cancelled) {
        canceller.accept(scopes, cancelled);
    }
}
