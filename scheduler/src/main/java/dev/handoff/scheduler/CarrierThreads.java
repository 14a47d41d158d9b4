package dev.handoff.scheduler;

/** What all threads of the operating system that run virtual threads have in common. */
final class CarrierThreads {
    private CarrierThreads() {}

    /** Whichever thread comes first makes the carriers, so nothing of that thread is handed down to them. */
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
     * Runs a task. What a virtual thread throws is its own; what arrives here is what the JDK throws around it, such as
     * OutOfMemoryError, or what the virtual thread's handler throws. A carrier outlives it.
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
