package dev.handoff.laws;

import dev.handoff.ProcessBody;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What nobody waits for, and a thread tells its uncaught-exception handler. */
public final class Told {
    private Told() {}

    /** What this thread tells it while it does {@code body}. */
    public static List<Throwable> by(ProcessBody body) throws Exception {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        Thread me = Thread.currentThread();
        me.setUncaughtExceptionHandler((_, t) -> told.add(t));
        try {
            body.run();
        } finally {
            me.setUncaughtExceptionHandler(null);
        }
        return told;
    }
}
