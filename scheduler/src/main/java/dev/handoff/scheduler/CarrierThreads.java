package dev.handoff.scheduler;

/** What all threads of the operating system have in common that run virtual threads. */
final class CarrierThreads {
    private CarrierThreads() {}

    /** Whoever happens to come first makes them, so nothing of him is handed down to them. */
    static ThreadGroup group() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    static void prepare(Thread thread) {
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    }

    /**
     * What a virtual thread throws is its own. This is what the JDK throws around it, such as OutOfMemoryError, or what the
     * virtual thread's handler throws. A carrier outlives it.
     */
    static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            tell(e);
        }
    }

    private static void tell(Throwable e) {
        Thread here = Thread.currentThread();
        try {
            here.getUncaughtExceptionHandler().uncaughtException(here, e);
        } catch (Throwable ignored) { // nobody is left to be told
        }
    }
}
