package dev.handoff.scheduler;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

/** What the JDK 25 has and does not offer. Nothing else in this package reaches into it. */
final class Jdk {
    private static final @Nullable MethodHandle NEW_VIRTUAL_THREAD;
    private static final @Nullable MethodHandle CURRENT_CARRIER;
    private static final @Nullable ReflectiveOperationException MISSING;

    static {
        MethodHandle newVirtualThread = null;
        MethodHandle currentCarrier = null;
        ReflectiveOperationException missing = null;
        try {
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            newVirtualThread =
                    lookup.findStatic(
                            Class.forName("java.lang.ThreadBuilders"),
                            "newVirtualThread",
                            MethodType.methodType(
                                    Thread.class,
                                    Executor.class,
                                    String.class,
                                    int.class,
                                    Runnable.class));
            currentCarrier =
                    lookup.findStatic(
                            Thread.class,
                            "currentCarrierThread",
                            MethodType.methodType(Thread.class));
        } catch (ReflectiveOperationException e) {
            missing = e;
        }
        NEW_VIRTUAL_THREAD = newVirtualThread;
        CURRENT_CARRIER = currentCarrier;
        MISSING = missing;
    }

    private Jdk() {}

    /** Throws an IllegalStateException that says what to do if the rest of this class cannot be used. */
    static void check() {
        if (MISSING instanceof IllegalAccessException) {
            Module here = Jdk.class.getModule();
            throw new IllegalStateException(
                    "the JVM must be started with --add-opens java.base/java.lang="
                            + (here.isNamed() ? here.getName() : "ALL-UNNAMED"),
                    MISSING);
        }
        if (MISSING != null) {
            throw new IllegalStateException(
                    "JDK "
                            + Runtime.version()
                            + " has no virtual threads with another scheduler; the JDK 25 has",
                    MISSING);
        }
        try {
            newVirtualThread(Runnable::run, () -> {});
        } catch (UnsupportedOperationException e) {
            throw new IllegalStateException(
                    "on this machine, virtual threads are threads of the operating system", e);
        }
    }

    @SuppressWarnings("NullAway") // check() was called before
    static Thread newVirtualThread(Executor scheduler, Runnable body) {
        try {
            return (Thread) NEW_VIRTUAL_THREAD.invokeExact(scheduler, (String) null, 0, body);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** The thread of the operating system that the current thread is, or is mounted on. */
    @SuppressWarnings("NullAway") // check() was called before
    static Thread currentCarrier() {
        try {
            return (Thread) CURRENT_CARRIER.invokeExact();
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** What a method without checked exceptions has thrown, to be thrown on. */
    private static RuntimeException unchecked(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
}
