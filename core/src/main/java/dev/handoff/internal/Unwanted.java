package dev.handoff.internal;

import java.util.function.BooleanSupplier;

/**
 * A look at whether this thread's work was cancelled, for a caller that decides itself what comes of that: it clears no
 * interrupt. If it finds that a deadline has passed, it cancels the scope with that deadline, which interrupts the
 * processes in there, including this one.
 */
public final class Unwanted {
    /** Given by the scopes, which know it. */
    private static volatile BooleanSupplier look = () -> false;

    private Unwanted() {}

    /**
     * Sets what is asked from now on.
     *
     * @param scopes says whether the scope or the task in which it is called was cancelled, or is late
     */
    public static void ask(BooleanSupplier scopes) {
        look = scopes;
    }

    /**
     * Whether the scope or the task that this thread is in was cancelled, or is late. A mere interrupt is no cancel.
     *
     * @return false outside of scopes
     */
    public static boolean look() {
        return look.getAsBoolean();
    }
}
