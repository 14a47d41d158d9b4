package dev.handoff.cli;

import dev.handoff.CancelledException;
import dev.handoff.WorkCancelledException;

import org.jspecify.annotations.Nullable;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What a program threw, as its author should see it. */
final class Traces {
    private Traces() {}

    /** Cuts the launcher's frames off the stack traces: below main there is nothing of interest. */
    static void cut(Throwable thrown) {
        try {
            cut(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
        } catch (Throwable t) {
            // it, or what it asks of others, cannot be done: then the rest is shown whole
        }
    }

    /**
     * What is to be told of a program that was asked to end.
     *
     * @param end what main has thrown
     * @return that; but if it comes of the cancelling alone, what is suppressed in it
     */
    static List<Throwable> failuresIn(Throwable end) {
        List<Throwable> failures = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> left = new ArrayDeque<>(List.of(end));
        for (Throwable next; (next = left.poll()) != null; ) {
            List<Throwable> causes = causes(next);
            if (causes.stream().noneMatch(Traces::isOfCancel)) {
                failures.add(next);
                continue;
            }
            for (Throwable cause : causes) {
                if (seen.add(cause)) {
                    left.addAll(Arrays.asList(cause.getSuppressed()));
                }
                if (cause instanceof WorkCancelledException) {
                    break; // the scope of that work tells what has failed below
                }
            }
        }
        return failures;
    }

    /** The throwable, its cause, the cause of that, and so on; each once, for they may form a circle. */
    private static List<Throwable> causes(Throwable thrown) {
        Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> list = new ArrayList<>();
        for (Throwable t = thrown; t != null && all.add(t); t = cause(t)) {
            list.add(t);
        }
        return list;
    }

    /** Null also if the throwable cannot say. */
    private static @Nullable Throwable cause(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable t) {
            return null;
        }
    }

    /**
     * Whether it is what a wait throws that is interrupted or cancelled, or what pipes throw, and files and sockets
     * that an interrupt closes. This is less than a scope takes for that: what somebody else may have closed or
     * cancelled is told.
     */
    private static boolean isOfCancel(Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof CancelledException
                || thrown instanceof WorkCancelledException
                || thrown instanceof ClosedByInterruptException
                || thrown instanceof FileLockInterruptionException
                || (thrown.getClass() == InterruptedIOException.class && isOfJdk(thrown))
                || (thrown.getClass() == SocketException.class
                        && "Closed by interrupt".equals(thrown.getMessage()));
    }

    /** Whether the JDK has thrown it: others throw such an exception for a time-out. */
    private static boolean isOfJdk(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length > 0 && "java.base".equals(trace[0].getModuleName());
    }

    private static void cut(@Nullable Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || !seen.add(thrown)) {
            return;
        }
        StackTraceElement[] frames = thrown.getStackTrace();
        int end = frames.length;
        while (end > 0 && isLauncher(frames[end - 1].getClassName())) {
            end--;
        }
        thrown.setStackTrace(Arrays.copyOf(frames, end));
        cut(thrown.getCause(), seen);
        for (Throwable suppressed : thrown.getSuppressed()) {
            cut(suppressed, seen);
        }
    }

    private static boolean isLauncher(String className) {
        return className.startsWith("dev.handoff.cli.")
                || className.equals("java.lang.Thread")
                || className.startsWith("java.lang.VirtualThread")
                || className.startsWith("java.lang.invoke.")
                || className.startsWith("java.lang.reflect.")
                || className.startsWith("jdk.internal.reflect.")
                || className.startsWith("jdk.internal.vm.");
    }
}
