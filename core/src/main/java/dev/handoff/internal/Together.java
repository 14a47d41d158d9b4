package dev.handoff.internal;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * The cancel of several scopes as one, as if they were inside of one: each is cancelled before anybody hears of it, who may ask
 * the scope that he is in.
 */
public final class Together {
    /** Of the scopes, which this package does not know. */
    private static volatile BiConsumer<List<?>, Runnable> canceller =
            (scopes, cancelled) -> cancelled.run();

    private Together() {}

    /**
     * Who does it from now on.
     *
     * @param scopes cancels those in a list; runs what it is given besides when each is cancelled and nobody has been told
     */
    public static void ask(BiConsumer<List<?>, Runnable> scopes) {
        canceller = scopes;
    }

    /**
     * Cancels them. Nothing happens to one that was cancelled before; so if there is no memory for all, it can be done again.
     *
     * @param scopes which ones
     * @param cancelled run when each is cancelled and nobody has been told; must not take memory, nor wait for what others do
     */
    public static void cancel(List<?> scopes, Runnable cancelled) {
        canceller.accept(scopes, cancelled);
    }
}
