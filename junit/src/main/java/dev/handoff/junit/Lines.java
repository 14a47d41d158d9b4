package dev.handoff.junit;

import dev.handoff.spi.UserCode;

import org.jspecify.annotations.Nullable;

/** The innermost line of the user's code, such as {@code at OrdersTest.java:31}; nothing where all is the library's. */
final class Lines {
    private Lines() {}

    /** Of the calling thread. */
    static String ofCaller() {
        return describe(UserCode.ofCaller(UserCode::isOfTestLibrary));
    }

    /** Of a thread with this stack. */
    static String of(StackTraceElement[] stack) {
        return describe(UserCode.of(stack, UserCode::isOfTestLibrary));
    }

    private static String describe(@Nullable StackTraceElement line) {
        return line == null ? "" : "at " + UserCode.describe(line);
    }
}
