package dev.handoff.junit;

import dev.handoff.check.Report;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

import java.lang.reflect.Method;

/** Explores a test method instead of running it once. */
final class ExploreExtension implements InvocationInterceptor {
    private static final int MOST_TWICE = 2_000;

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        invocation.skip();
        ExploredTest test = new ExploredTest(context);
        Report report = ExploreSettings.of(context).check(test);
        if (!report.isClean()) {
            throw failure(report);
        }
        context.publishReportEntry("explored", report.toString());
        test.abortIfNoneWasRun();
        if (report.misfit() != null) {
            throw new TestAbortedException(report.toString());
        }
    }

    /** Refuses a method that is a test of another kind, too. */
    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
        throw otherKind();
    }

    /** Likewise. */
    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
        throw otherKind();
    }

    private static IllegalArgumentException otherKind() {
        return new IllegalArgumentException(
                "@Explore is a test by itself, and not to be put beside @ParameterizedTest,"
                        + " @RepeatedTest or @TestFactory: have a @ParameterizedClass, or call"
                        + " Explore.run in the test");
    }

    private static AssertionFailedError failure(Report report) {
        String page = report.replayedBy(ExploreExtension::command).withLongSchedule().toString();
        Throwable cause = report.finding() == null ? null : report.finding().cause();
        return new AssertionFailedError(page, cause);
    }

    /**
     * For a shell or an IDE, and for the source; with the schedule in only one of them if it is so long that twice is
     * too much.
     */
    private static String command(String schedule) {
        return schedule.length() <= MOST_TWICE
                ? "-Dhandoff.replay=%s or @Explore(replay = \"%s\")".formatted(schedule, schedule)
                : "@Explore(replay = \"…\") or -Dhandoff.replay=%s".formatted(schedule);
    }

    /** Not run here: each schedule has its own. */
    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
    }
}
