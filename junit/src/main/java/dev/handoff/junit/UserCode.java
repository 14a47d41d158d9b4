package dev.handoff.junit;

import java.util.Arrays;
import java.util.stream.Stream;

/** Finds the innermost line of the user's, such as {@code OrdersTest.java:31}. */
final class UserCode {
    private static final StackWalker WALKER = StackWalker.getInstance();

    private UserCode() {}

    /** Of the calling thread. */
    static String caller() {
        return WALKER.walk(
                frames -> innermost(frames.map(StackWalker.StackFrame::toStackTraceElement)));
    }

    /** Of a thread with this stack. */
    static String line(StackTraceElement[] stack) {
        return innermost(Arrays.stream(stack));
    }

    private static String innermost(Stream<StackTraceElement> frames) {
        return frames.filter(frame -> isUsers(frame.getClassName()))
                .findFirst()
                .map(UserCode::describe)
                .orElse("an unknown line");
    }

    private static boolean isUsers(String type) {
        return switch (type.substring(0, Math.max(0, type.lastIndexOf('.')))) {
            case "dev.handoff", "dev.handoff.spi", "dev.handoff.coordinate", "dev.handoff.junit" ->
                    false;
            default -> !type.startsWith("java.") && !type.startsWith("jdk.");
        };
    }

    private static String describe(StackTraceElement frame) {
        return frame.getFileName() == null
                ? frame.getClassName()
                : frame.getFileName() + ":" + frame.getLineNumber();
    }
}
