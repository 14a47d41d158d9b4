package dev.handoff.internal;

import dev.handoff.ProcessBody;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Callable;

/** A body without a result, where one with a result is run. */
public final class NoResult {
    private NoResult() {}

    /**
     * Of {@code body}.
     *
     * @param body what is done
     * @return what does that, and has null as its result
     */
    public static Callable<@Nullable Void> of(ProcessBody body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            body.run();
            return null;
        };
    }
}
