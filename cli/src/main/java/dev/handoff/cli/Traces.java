package dev.handoff.cli;

import dev.handoff.CancelledException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** What a program threw, as its author should see it. */
final class Traces {
    private Traces() {}

    /** Cuts the launcher's frames off the stack traces: below main there is nothing of interest. */
    static void cut(Throwable thrown) {
        cut(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** Whether this comes of nothing but the cancelling that was asked for. */
    static boolean isCancellation(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof InterruptedException || t instanceof CancelledException) {
                return true;
            }
        }
        return false;
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
                || className.equals("java.lang.VirtualThread")
                || className.startsWith("java.lang.reflect.")
                || className.startsWith("jdk.internal.reflect.");
    }
}
