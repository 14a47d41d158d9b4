package dev.handoff.generate;

import dev.handoff.CancelledException;

import org.jspecify.annotations.Nullable;

/** How a body has ended that nobody wanted any more values of: by being told so, or by a failure of its own. */
final class Endings {
    private Endings() {}

    /**
     * What is wrong with a body that was to end, and has ended by {@code thrown}. Not that it was told to; but what a
     * finally block has thrown instead, and what a try-with-resources has suppressed.
     *
     * @return null if nothing
     */
    static @Nullable Throwable trouble(@Nullable Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof CancelledException || t instanceof InterruptedException) {
                return suppressedIn(t);
            }
        }
        return thrown;
    }

    private static @Nullable Throwable suppressedIn(Throwable t) {
        Throwable[] suppressed = t.getSuppressed();
        if (suppressed.length == 0) {
            return null;
        }
        Throwable first = suppressed[0];
        for (Throwable later : suppressed) {
            if (later != first) { // two closes may throw the same one
                first.addSuppressed(later);
            }
        }
        return first;
    }

    /** Adds to {@code failure} what has gone wrong in the body afterwards. */
    static void addTroubles(Throwable failure, @Nullable Throwable thrown) {
        Throwable trouble = trouble(thrown);
        if (trouble != null && trouble != failure) {
            failure.addSuppressed(trouble);
        }
    }

    /** For what a body may throw. */
    static Exception exception(Throwable t) {
        if (t instanceof Error e) {
            throw e;
        }
        return (Exception) t;
    }

    /** For what a method has thrown that declares nothing. */
    static RuntimeException unchecked(Throwable t) {
        if (t instanceof Error e) {
            throw e;
        }
        return (RuntimeException) t;
    }
}
