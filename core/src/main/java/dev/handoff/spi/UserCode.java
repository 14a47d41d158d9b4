package dev.handoff.spi;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the user's line in a stack: the innermost that is neither of the JDK nor of this library. Reports show it.
 *
 * <p>The tools pass a predicate that knows what else to leave out, themselves for example.
 */
public final class UserCode {
    /** By name, as a class path has no modules. Tools, examples and tests have the same prefix, too. */
    private static final Set<String> PACKAGES =
            Set.of(
                    "dev.handoff",
                    "dev.handoff.bridge",
                    "dev.handoff.coordinate",
                    "dev.handoff.generate",
                    "dev.handoff.internal",
                    "dev.handoff.internal.toolkit",
                    "dev.handoff.junit",
                    "dev.handoff.observe",
                    "dev.handoff.pipeline",
                    "dev.handoff.share",
                    "dev.handoff.spi");

    /** What a test's line may lie under, inner packages included. */
    private static final Set<String> TEST_LIBRARIES =
            Set.of(
                    "org.junit.",
                    "org.opentest4j.",
                    "org.assertj.",
                    "org.hamcrest.",
                    "com.google.common.truth.");

    private static final StackWalker WALKER = StackWalker.getInstance();

    private UserCode() {}

    /**
     * The user's line of the calling thread. A look at the stack costs about a microsecond.
     *
     * @param others the names of further classes that are not the user's
     * @return null if there is none
     */
    public static @Nullable StackTraceElement ofCaller(Predicate<String> others) {
        return WALKER.walk(
                frames ->
                        frames.filter(frame -> isUsers(frame.getClassName(), others))
                                .findFirst()
                                .map(StackWalker.StackFrame::toStackTraceElement)
                                .orElse(null));
    }

    /**
     * The user's line of a stack.
     *
     * @param stack innermost first
     * @param others the names of further classes that are not the user's
     * @return null if there is none
     */
    public static @Nullable StackTraceElement of(
            StackTraceElement[] stack, Predicate<String> others) {
        for (StackTraceElement frame : stack) {
            if (isUsers(frame.getClassName(), others)) {
                return frame;
            }
        }
        return null;
    }

    private static boolean isUsers(String className, Predicate<String> others) {
        return !isOfJdk(className)
                && !PACKAGES.contains(packageOf(className))
                && !others.test(className);
    }

    /**
     * Whether a class is the JDK's.
     *
     * @param className its name
     * @return true for {@code java}, {@code jdk} and {@code sun}
     */
    public static boolean isOfJdk(String className) {
        return className.startsWith("java.")
                || className.startsWith("jdk.")
                || className.startsWith("sun.");
    }

    /**
     * Whether a class is that of a library for tests, which calls what it is given: JUnit, AssertJ, Hamcrest or Truth.
     *
     * @param className its name
     * @return true for one of them
     */
    public static boolean isOfTestLibrary(String className) {
        return TEST_LIBRARIES.stream().anyMatch(className::startsWith);
    }

    /**
     * The package of a class.
     *
     * @param className its name
     * @return empty for none
     */
    public static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }

    /**
     * Such as {@code Main.java:31}, or the class if its file is not known.
     *
     * @param line a line
     * @return one word
     */
    public static String describe(StackTraceElement line) {
        return line.getFileName() == null
                ? line.getClassName()
                : line.getFileName() + ":" + line.getLineNumber();
    }
}
