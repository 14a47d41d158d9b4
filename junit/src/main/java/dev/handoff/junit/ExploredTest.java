package dev.handoff.junit;

import static org.junit.platform.commons.support.HierarchyTraversalMode.BOTTOM_UP;
import static org.junit.platform.commons.support.HierarchyTraversalMode.TOP_DOWN;

import dev.handoff.check.Program;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExecutableInvoker;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.opentest4j.TestAbortedException;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A test method as a program that can be run again and again: each time as JUnit would run it, from the constructor on. */
final class ExploredTest implements Program {
    /**
     * The annotations of fields that JUnit fills, or closes, and what to do instead; one is of a module that not every
     * project has.
     */
    private static final Map<String, String> SERVED =
            Map.of(
                    "org.junit.jupiter.params.Parameter",
                    "fills: let the constructor take it",
                    TempDir.class.getName(),
                    "fills: let the constructor take it",
                    AutoClose.class.getName(),
                    "closes: close it in @AfterEach");

    private final ExecutableInvoker invoker;
    private final Method method;
    private final List<Object> instances;

    /** How many of the instances, the outermost ones, are there once for all schedules. */
    private final int shared;

    /** Set by processes of one run after the other. */
    private volatile boolean hasCompleted;

    private volatile @Nullable TestAbortedException aborted;

    ExploredTest(ExtensionContext context) {
        this.invoker = context.getExecutableInvoker();
        this.method = context.getRequiredTestMethod();
        this.instances = context.getRequiredTestInstances().getAllInstances();
        this.shared = shared(context, instances);
        instances.subList(shared, instances.size()).forEach(ExploredTest::refuseServed);
    }

    /** JUnit fills and closes the fields of its own instance, and not those of others. */
    private static void refuseServed(Object instance) {
        for (Class<?> type = instance.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                for (Annotation of : field.getAnnotations()) {
                    Class<?> annotation = of.annotationType();
                    String instead = SERVED.get(annotation.getName());
                    if (instead != null && !Modifier.isStatic(field.getModifiers())) {
                        throw new IllegalArgumentException(
                                "@Explore has an instance for each schedule, whose @%s field %s nobody %s"
                                        .formatted(
                                                annotation.getSimpleName(),
                                                field.getName(),
                                                instead));
                    }
                }
            }
        }
    }

    private static int shared(ExtensionContext context, List<Object> instances) {
        for (ExtensionContext at = context; at != null; at = at.getParent().orElse(null)) {
            if (at.getTestInstanceLifecycle().orElse(null) == Lifecycle.PER_CLASS) {
                Class<?> type = at.getRequiredTestClass();
                return 1 + instances.stream().map(Object::getClass).toList().indexOf(type);
            }
        }
        return 0;
    }

    @Override
    public void run() throws Exception {
        try {
            runOn(freshInstances());
            hasCompleted = true;
        } catch (TestAbortedException e) {
            aborted = e;
        }
    }

    /** A test whose assumptions never hold is neither passed nor failed. */
    void abortIfNoneWasRun() {
        TestAbortedException why = aborted;
        if (!hasCompleted && why != null) {
            throw why;
        }
    }

    /** The instances, the outermost first, with those that are shared. */
    private List<Object> freshInstances() {
        List<Object> fresh = new ArrayList<>(instances.subList(0, shared));
        for (Object instance : instances.subList(shared, instances.size())) {
            Constructor<?> constructor = constructor(instance.getClass());
            fresh.add(
                    fresh.isEmpty()
                            ? invoker.invoke(constructor)
                            : invoker.invoke(constructor, fresh.getLast()));
        }
        return fresh;
    }

    /** The constructor: a test class has one, besides those that a compiler may add. */
    private static Constructor<?> constructor(Class<?> testClass) {
        return Arrays.stream(testClass.getDeclaredConstructors())
                .filter(constructor -> !constructor.isSynthetic())
                .findFirst()
                .orElseThrow();
    }

    private void runOn(List<Object> chain) throws Exception {
        Throwable failure = null;
        try {
            for (Object instance : chain) {
                for (Method before : methods(instance, BeforeEach.class, TOP_DOWN)) {
                    invoker.invoke(before, instance);
                }
            }
            invoker.invoke(method, chain.getLast());
        } catch (Throwable t) {
            failure = t;
        }
        for (Object instance : chain.reversed()) {
            for (Method after : methods(instance, AfterEach.class, BOTTOM_UP)) {
                failure = invokeAfter(after, instance, failure);
            }
        }
        rethrow(failure);
    }

    private static List<Method> methods(
            Object instance, Class<? extends Annotation> kind, HierarchyTraversalMode order) {
        return AnnotationSupport.findAnnotatedMethods(instance.getClass(), kind, order);
    }

    /**
     * The first failure is thrown in the end; later ones are its suppressed exceptions. An assumption that does not
     * hold is no failure: as with JUnit, a failure after it takes its place.
     */
    private @Nullable Throwable invokeAfter(
            Method after, Object instance, @Nullable Throwable failure) {
        try {
            invoker.invoke(after, instance);
            return failure;
        } catch (Throwable t) {
            if (failure == null) {
                return t;
            }
            if (failure instanceof TestAbortedException && !(t instanceof TestAbortedException)) {
                t.addSuppressed(failure);
                return t;
            }
            if (failure != t) {
                failure.addSuppressed(t);
            }
            return failure;
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws Exception {
        switch (failure) {
            case null -> {}
            case Error e -> throw e;
            case Exception e -> throw e;
            default -> throw new UndeclaredThrowableException(failure);
        }
    }
}
