package dev.handoff;

import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Insist;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a thread is to run. One of two happens: the thread begins, or the caller that could not start it gives it up.
 * The two can meet: the JDK's start may throw though the thread is queued already, because no carrier could be made for
 * it, and another carrier may take it up.
 */
abstract class Startable implements Runnable {
    private static final VarHandle DECIDED;

    static {
        try {
            DECIDED =
                    MethodHandles.lookup().findVarHandle(Startable.class, "decided", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // used through DECIDED
    private volatile boolean decided;

    /** Called by the thread; false if it was given up. */
    final boolean begins() {
        return DECIDED.compareAndSet(this, false, true);
    }

    /** Called by the thread: tells others of the failure, whatever comes out of that. */
    static void tellThoseWhoWait(ProcessBody body, Throwable failure) {
        if (body instanceof AwaitedBody awaited) {
            Insist.onTelling(awaited, failure);
        }
    }

    /** Called where the thread could not be started; false if it runs all the same. */
    final boolean giveUp() {
        return DECIDED.compareAndSet(this, false, true);
    }
}
