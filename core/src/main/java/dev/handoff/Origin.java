package dev.handoff;

import org.jspecify.annotations.Nullable;

/**
 * Where in the program something was done: recorded for messages and reports if the system property {@code
 * handoff.origins} is true when this class is loaded. A look at the stack costs about a microsecond, which is
 * why it is off by default.
 */
final class Origin {
    private static final boolean RECORDED = Boolean.getBoolean("handoff.origins");

    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Origin() {}

    /** The nearest caller outside of this library; null if origins are not recorded. */
    static @Nullable StackTraceElement ofCaller() {
        if (!RECORDED) {
            return null;
        }
        return WALKER.walk(
                frames ->
                        frames.filter(f -> !isLibrary(f.getDeclaringClass()))
                                .findFirst()
                                .map(StackWalker.StackFrame::toStackTraceElement)
                                .orElse(null));
    }

    private static boolean isLibrary(Class<?> type) {
        String name = type.getPackageName();
        return name.equals("dev.handoff")
                || name.equals("dev.handoff.coordinate")
                || name.equals("dev.handoff.generate")
                || name.startsWith("java.");
    }

    /** Such as {@code Main.java:31}. */
    static String describe(StackTraceElement where) {
        return where.getFileName() == null
                ? where.getClassName()
                : where.getFileName() + ":" + where.getLineNumber();
    }
}
