package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * Work that this process has waited for was cancelled, and has no result: a task, a job, or all racers of a race. The
 * cause is what the work has ended by, or null.
 *
 * <p>A {@link CancelledException} says that nobody wants what a process makes. This exception, in contrast, is a
 * failure: what the process has waited for will not come. Only if the scope or the task of that process was cancelled,
 * too, is it a consequence of that cancel, as an {@link InterruptedException} is (L36).
 */
public final class WorkCancelledException extends HandoffException {
    private static final long serialVersionUID = 1;

    /**
     * For code that builds on this library, and lets others wait for work.
     *
     * @param work what was cancelled, such as {@code task "price"}
     * @param cause what it has ended by; null if it has not begun
     */
    public WorkCancelledException(String work, @Nullable Throwable cause) {
        super(message(work, cause), cause);
    }

    private static String message(String work, @Nullable Throwable cause) {
        String why = cause instanceof CancelledException ? " (" + cause.getMessage() + ")" : "";
        return work
                + " was cancelled and has no result"
                + why
                + "; where that may happen, catch this at the wait";
    }
}
