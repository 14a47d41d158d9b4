package dev.handoff.internal;

/** Failures that nobody waits for: of a detached process, of a hook, of a close when there is enough. */
public final class Unheard {
    private Unheard() {}

    /**
     * Tells the uncaught-exception handler of this thread, as the JVM would if the thread ended by the failure. Returns
     * whatever the handler does.
     *
     * @param failure as it was thrown
     */
    public static void tell(Throwable failure) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable t) {
            // left out, as the JVM does
        }
    }
}
