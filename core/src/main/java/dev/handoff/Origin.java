package dev.handoff;

import dev.handoff.spi.UserCode;

import org.jspecify.annotations.Nullable;

/**
 * Where in the program something was done: recorded for messages and reports if the system property {@code
 * handoff.origins} is true when this class is loaded. A look at the stack costs about a microsecond, which is
 * why it is off by default.
 */
final class Origin {
    private static final boolean RECORDED = Boolean.getBoolean("handoff.origins");

    private Origin() {}

    /** The nearest caller outside of this library; null if origins are not recorded. */
    static @Nullable StackTraceElement ofCaller() {
        return RECORDED ? UserCode.ofCaller(others -> false) : null;
    }
}
