package dev.handoff.spi;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadFactory;

/** Which threads processes run on: the JDK's virtual threads, or those of a factory that the user has named. */
final class ProcessThreads {
    private static final String PROPERTY = "handoff.threads";

    private ProcessThreads() {}

    /**
     * The factory whose class {@code -Dhandoff.threads} names, or null for the JDK's own virtual threads. If that
     * factory cannot be had, a warning says so: threads differ in speed alone, and a program should not fail for that.
     */
    static @Nullable ThreadFactory chosen() {
        String type = System.getProperty(PROPERTY, "");
        if (type.isEmpty()) {
            return null;
        }
        try {
            return Class.forName(type, true, ClassLoader.getSystemClassLoader())
                    .asSubclass(ThreadFactory.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            System.getLogger("dev.handoff")
                    .log(
                            System.Logger.Level.WARNING,
                            "-D{0}={1} cannot be used, processes run on the JDK''s scheduler: {2}",
                            PROPERTY,
                            type,
                            reason);
            return null;
        }
    }
}
