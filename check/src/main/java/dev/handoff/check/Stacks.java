package dev.handoff.check;

import java.util.Set;

/** Reads stack traces. */
final class Stacks {
    private Stacks() {}

    /** The innermost frame of the user's: such as {@code Main.java:31}. */
    static String line(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (isUsers(frame.getClassName())) {
                return describe(frame);
            }
        }
        return UNKNOWN;
    }

    /** The innermost frame of the user's in the current thread. */
    static String lineOfCaller() {
        return WALKER.walk(
                frames ->
                        frames.filter(frame -> isUsers(frame.getClassName()))
                                .findFirst()
                                .map(frame -> describe(frame.toStackTraceElement()))
                                .orElse(UNKNOWN));
    }

    private static boolean isUsers(String name) {
        return !isOfLibrary(name) && !isOfJava(name);
    }

    private static String describe(StackTraceElement frame) {
        return frame.getFileName() == null
                ? frame.getClassName()
                : frame.getFileName() + ":" + frame.getLineNumber();
    }

    /** Whether the checker itself is at work, seen from the top of the stack. */
    static boolean isOfChecker(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (!isOfJava(frame.getClassName())) {
                return frame.getClassName().startsWith("dev.handoff.check.Controlled");
            }
        }
        return true; // about to begin, or has ended
    }

    private static boolean isOfJava(String name) {
        return name.startsWith("java.") || name.startsWith("jdk.");
    }

    static final String UNKNOWN = "unknown line";

    private static final StackWalker WALKER = StackWalker.getInstance();

    /** What stands between the user's code and the library's in this package. */
    private static final Set<String> CHECKER =
            Set.of(
                    "ControlledRun",
                    "ControlledProcess",
                    "Stacks",
                    "Recording",
                    "Races",
                    "Exploration",
                    "VirtualTime",
                    "Explore");

    /** The packages of core and of the checker, not those of the same prefix; and what only asserts. */
    private static boolean isOfLibrary(String name) {
        String inPackage = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        return switch (inPackage) {
            case "dev.handoff", "dev.handoff.spi", "dev.handoff.coordinate" -> true;
            case "dev.handoff.check" ->
                    CHECKER.contains(name.substring(inPackage.length() + 1).split("\\$", 2)[0]);
            default -> asserts(inPackage);
        };
    }

    private static boolean asserts(String inPackage) {
        return inPackage.startsWith("org.junit") || inPackage.startsWith("org.assertj");
    }
}
