package dev.handoff.check;

/** Reads stack traces. */
final class Stacks {
    private Stacks() {}

    /** The innermost frame of the user's: such as {@code Main.java:31}. */
    static String line(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (!isOfLibrary(frame.getClassName()) && !isOfJava(frame.getClassName())) {
                return frame.getFileName() == null
                        ? frame.getClassName()
                        : frame.getFileName() + ":" + frame.getLineNumber();
            }
        }
        return "unknown line";
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
