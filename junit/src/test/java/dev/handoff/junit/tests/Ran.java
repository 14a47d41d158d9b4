package dev.handoff.junit.tests;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

import java.util.Map;

/** The tests of a nested class, run by JUnit as a user runs them. Many are meant to fail. Those of a concurrent
 * class run at the same time. */
public final class Ran {
    private final Events tests;
    private final Events containers;

    private Ran(EngineExecutionResults results) {
        this.tests = results.testEvents();
        this.containers = results.containerEvents();
    }

    /** All of {@code type}. */
    public static Ran tests(Class<?> type) {
        return tests(type, Map.of());
    }

    /** The same, with configuration parameters. */
    public static Ran tests(Class<?> type, Map<String, String> parameters) {
        EngineTestKit.Builder kit =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(type))
                        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.config.strategy", "fixed")
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.config.fixed.parallelism", "8")
                        .configurationParameters(parameters);
        return new Ran(kit.execute());
    }

    /** What befell the tests. */
    public Events events() {
        return tests;
    }

    /** What befell classes, templates and factories. */
    public Events containers() {
        return containers;
    }

    /** What the test that ended so has thrown, in words. */
    public static String message(Event failed) {
        return failed.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .map(Throwable::getMessage)
                .orElse("");
    }

    /** What the one test with this name has thrown; fails if it has not failed. */
    public Throwable failure(String method) {
        return result(method)
                .getThrowable()
                .orElseThrow(() -> new AssertionError(method + " has not failed"));
    }

    /** How the one test with this name has ended. */
    public TestExecutionResult result(String method) {
        Event end =
                tests.finished()
                        .filter(
                                e ->
                                        e.getTestDescriptor()
                                                .getUniqueId()
                                                .toString()
                                                .contains(":" + method + "("))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(method + " was not run"));
        return end.getRequiredPayload(TestExecutionResult.class);
    }
}
