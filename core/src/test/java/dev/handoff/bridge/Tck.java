package dev.handoff.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.handoff.ChannelFailedException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.internal.Raise;
import dev.handoff.laws.Until;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.reactivestreams.tck.flow.support.TestException;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs a verification of the Reactive Streams TCK, which is written for TestNG: each rule in a scope of its own. */
final class Tck {
    private static final long LIMIT_NANOS = Until.LIMIT_SECONDS * 1_000_000_000;

    private Tck() {}

    /**
     * Rules that the TCK cannot verify are left out.
     *
     * @param verification made for each rule, with the scope in which its bridge runs
     * @return one test for each rule
     */
    static Stream<DynamicTest> rules(Function<Scope, Object> verification, Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .filter(method -> !method.getName().startsWith("untested_"))
                .map(
                        method ->
                                dynamicTest(
                                        method.getName(), () -> runInTime(verification, method)));
    }

    /** What is to become garbage has a tenth of a second for it in the TCK; on a busy machine that may be too short. */
    private static void runInTime(Function<Scope, Object> verification, Method rule)
            throws Exception {
        long start = System.nanoTime();
        while (true) {
            try {
                run(verification, rule);
                return;
            } catch (AssertionError e) {
                if (!rule.getName().contains("DropAllReferences")
                        || System.nanoTime() - start > LIMIT_NANOS) {
                    throw e;
                }
            }
        }
    }

    static void run(Function<Scope, Object> verification, Method rule) throws Exception {
        List<ProcessFailedException> failures = new CopyOnWriteArrayList<>();
        Scope.named(rule.getName())
                .supervised(failures::add)
                .run(
                        scope -> {
                            Object instance = verification.apply(scope);
                            callAll(instance, BeforeClass.class);
                            callAll(instance, BeforeMethod.class);
                            try {
                                call(instance, rule);
                            } finally {
                                callAll(instance, AfterClass.class);
                                scope.cancel();
                            }
                        });
        assertThat(failures).allMatch(Tck::isOfTheRule);
    }

    private static boolean isOfTheRule(ProcessFailedException failure) {
        // what the TCK's publishers signal fails the process that receives it, and the next
        Throwable cause =
                failure.getCause() instanceof ChannelFailedException next
                        ? next.getCause()
                        : failure.getCause();
        return cause instanceof TestException
                || String.valueOf(cause.getMessage()).startsWith("rule 2.13: ");
    }

    private static void callAll(Object instance, Class<? extends Annotation> kind)
            throws Exception {
        for (Method method : methods(instance.getClass(), kind)) {
            call(instance, method);
        }
    }

    private static List<Method> methods(Class<?> type, Class<? extends Annotation> kind) {
        List<Method> methods = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(kind)) {
                methods.add(method);
            }
        }
        return methods;
    }

    private static void call(Object instance, Method method) throws Exception {
        try {
            method.invoke(instance);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SkipException skipped && maySkip(method, skipped)) {
                Assumptions.abort(skipped.getMessage());
            }
            throw Raise.asIs(e.getCause());
        }
    }

    /** Some rules speak of publishers with several subscribers, and are required of those alone. */
    private static boolean maySkip(Method rule, SkipException skipped) {
        return !rule.getName().startsWith("required_")
                || skipped.getMessage().contains("only supports 1 subscribers");
    }
}
