package dev.handoff;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;

/**
 * The body of a process. It may throw anything: the scope takes that as the failure of the process, unless it comes of
 * a cancel ({@link Scope} says what does).
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
     * This body as a {@link Callable}, for a method that wants a body with a result.
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
