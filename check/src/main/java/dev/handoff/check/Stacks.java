package dev.handoff.check;

/** Reads stack traces. */
final class Stacks {
    private Stacks() {}

    /** The innermost frame of the user's: such as {@code Main.java:31}. */
    static String line(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (!isInternal(frame)) {
                return frame.getFileName() == null
                        ? frame.getClassName()
                        : frame.getFileName() + ":" + frame.getLineNumber();
            }
        }
        return "unknown line";
    }

    /** As {@link #line}, of the current thread, which has called the library: much faster. */
    static String currentLine() {
        return StackWalker.getInstance()
                .walk(
                        frames ->
                                line(
                                        frames.map(StackWalker.StackFrame::toStackTraceElement)
                                                .dropWhile(
                                                        frame -> !isOfLibrary(frame.getClassName()))
                                                .filter(frame -> !isInternal(frame))
                                                .limit(1)
                                                .toArray(StackTraceElement[]::new)));
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

    private static boolean isInternal(StackTraceElement frame) {
        return isOfLibrary(frame.getClassName()) || isOfJava(frame.getClassName());
    }

    private static boolean isOfJava(String name) {
        return name.startsWith("java.") || name.startsWith("jdk.");
    }

    /** The packages of core and of the checker, not those of the same prefix. */
    private static boolean isOfLibrary(String name) {
        String inPackage = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        return switch (inPackage) {
            case "dev.handoff", "dev.handoff.spi" -> true;
            case "dev.handoff.check" -> name.startsWith("dev.handoff.check.Controlled");
            default -> false;
        };
    }
}
