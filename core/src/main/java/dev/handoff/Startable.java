package dev.handoff;

import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Insist;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a thread is to run. One of two happens: the thread begins, or who could not start it gives it up. The JDK's start may
 * throw though the thread is queued already, and only no carrier could be made for it; another one may take it up.
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

    @SuppressWarnings("UnusedVariable") // by DECIDED
    private volatile boolean decided;

    /** By the thread: false if it was given up. */
    final boolean begins() {
        return DECIDED.compareAndSet(this, false, true);
    }

    /** By the thread; others are told of the failure, too, whatever comes out. */
    static void tellThoseWhoWait(ProcessBody body, Throwable failure) {
        if (body instanceof AwaitedBody awaited) {
            Insist.onTelling(awaited, failure);
        }
    }

    /** By who could not start the thread: false if it runs all the same. */
    final boolean giveUp() {
        return DECIDED.compareAndSet(this, false, true);
    }
}
