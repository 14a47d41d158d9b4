package dev.handoff.check;

import dev.handoff.spi.UserCode;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Set;

/** Reads stack traces. */
final class Stacks {
    static final String UNKNOWN = "unknown line";

    /** The classes of this package that stand between the user's code and the library's. */
    private static final Set<String> CHECKER =
            Set.of(
                    "AfterTheEnd",
                    "ControlledRun",
                    "ControlledProcess",
                    "ControlledTurns",
                    "RunWatcher",
                    "Stacks",
                    "Recording",
                    "Races",
                    "Exploration",
                    "Trace",
                    "VirtualTime",
                    "Explore");

    private Stacks() {}

    /** The innermost frame of the user's code, such as {@code Main.java:31}. */
    static String line(StackTraceElement[] stack) {
        return describe(UserCode.of(stack, Stacks::checksOrAsserts));
    }

    /** The innermost frame of the user's code in the current thread. */
    static String lineOfCaller() {
        return describe(UserCode.ofCaller(Stacks::checksOrAsserts));
    }

    private static String describe(@Nullable StackTraceElement line) {
        return line == null ? UNKNOWN : UserCode.describe(line);
    }

    /** Such as {@code , at Main.java:31}, with {@code before} in front; empty if the line is not known. */
    static String unlessUnknown(String before, String line) {
        return line.equals(UNKNOWN) ? "" : before + line;
    }

    /** Whether the checker itself is at work, seen from the top of the stack. */
    static boolean isOfChecker(StackTraceElement[] stack) {
        int above = framesOfTheJdk(stack).length;
        return above == stack.length // about to begin, or has ended
                || stack[above].getClassName().startsWith("dev.handoff.check.Controlled");
    }

    /** Whether a class of the user's is being loaded, or a lambda of it made, seen from the top of the stack. */
    static boolean isLoadingClass(StackTraceElement[] stack) {
        for (StackTraceElement frame : framesOfTheJdk(stack)) {
            String className = frame.getClassName();
            if (className.equals("java.lang.ClassLoader")
                    || className.startsWith("jdk.internal.loader.")
                    || className.equals("java.lang.invoke.MethodHandleNatives")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a thread waits for a lock that the JDK has for itself, such as that of a map or of a stream which prints. */
    static boolean isAtALockOfTheJdk(Thread.State state, StackTraceElement[] stack) {
        for (StackTraceElement frame : framesOfTheJdk(stack)) {
            if (state == Thread.State.BLOCKED
                    || frame.getClassName().equals("jdk.internal.misc.InternalLock")) {
                return true;
            }
        }
        return false;
    }

    /** The topmost. No stream finds them: the watchdog, which asks, must link no lambda meanwhile. */
    private static StackTraceElement[] framesOfTheJdk(StackTraceElement[] stack) {
        int count = 0;
        while (count < stack.length && UserCode.isOfJdk(stack[count].getClassName())) {
            count++;
        }
        return Arrays.copyOf(stack, count);
    }

    private static boolean checksOrAsserts(String className) {
        String inPackage = UserCode.packageOf(className);
        return switch (inPackage) {
            case "dev.handoff.check" ->
                    CHECKER.contains(
                            className.substring(inPackage.length() + 1).split("\\$", 2)[0]);
            case "dev.handoff.cli" -> true; // which runs the user's program
            default -> UserCode.isOfTestLibrary(className);
        };
    }
}
