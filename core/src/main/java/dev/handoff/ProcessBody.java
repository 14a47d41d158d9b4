package dev.handoff;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;

/**
 * What a process does. It may throw anything: its scope takes that as the failure of the process, unless it comes of a
 * cancel ({@link Scope} says what does).
 */
@FunctionalInterface
public interface ProcessBody {
    /**
     * Runs in the thread of the process.
     *
     * @throws Exception if the process fails
     */
    void run() throws Exception;

    /**
     * This body as one with a result, for a method that wants such a body.
     *
     * @return a body that runs this, and has null as its result
     */
    default Callable<@Nullable Void> asCallable() {
        return () -> {
            run();
            return null;
        };
    }
}
