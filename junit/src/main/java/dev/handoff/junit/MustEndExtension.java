package dev.handoff.junit;

import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;

/** Runs the methods of a test under a scheduling of its own, which knows what the test has started. */
final class MustEndExtension implements InvocationInterceptor, AfterEachCallback {
    private static final ExtensionContext.Namespace OWN =
            ExtensionContext.Namespace.create(MustEndExtension.class);

    private static final Duration GRACE = Duration.ofSeconds(1);

    /** So that a constructor, too, belongs to the test for which it makes an instance. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Constructor<T>> constructor,
            ExtensionContext context)
            throws Throwable {
        return attend(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        attend(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        attend(invocation, context);
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        return attend(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        attend(invocation, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation,
            DynamicTestInvocationContext test,
            ExtensionContext context)
            throws Throwable {
        attend(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        attend(invocation, context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        Attended test = attended(context);
        if (test == null) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // by the test; it is not to cut the grace short
        try {
            List<Alive> left = test.scheduling.awaitEnds(GRACE);
            if (!left.isEmpty()) {
                left.forEach(Alive::interrupt);
                throw new AssertionFailedError("the test has left behind" + Alive.lines(left));
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T extends @Nullable Object> T attend(
            Invocation<T> invocation, ExtensionContext context) throws Throwable {
        Attended test = attended(context);
        if (test == null) {
            return invocation.proceed();
        }
        return new TimeLimit(test.limit, test::hang, System.err)
                .call(
                        () -> {
                            Attempt<T> attempt = new Attempt<>(invocation);
                            Scheduling.within(test.scheduling, attempt);
                            return attempt.outcome();
                        });
    }

    /** Null if the context is that of a class, or of a test that looks after itself. */
    private static @Nullable Attended attended(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(OWN);
        Attended known =
                store.get(Attended.class, Attended.class); // also by a dynamic test's parent
        if (known != null
                || context.getTestMethod().isEmpty()
                || AnnotationSupport.isAnnotated(context.getElement(), Explore.class)) {
            return known;
        }
        Attended test = new Attended(new TestScheduling(), limit(context));
        store.put(Attended.class, test);
        return test;
    }

    private static Duration limit(ExtensionContext context) {
        long seconds =
                AnnotationSupport.findAnnotation(context.getElement(), MustEnd.class)
                        .or(
                                () ->
                                        AnnotationSupport.findAnnotation(
                                                context.getRequiredTestClass(),
                                                MustEnd.class,
                                                context.getEnclosingTestClasses()))
                        .orElseThrow()
                        .withinSeconds();
        if (seconds < 1) {
            throw new IllegalArgumentException(
                    "@MustEnd(withinSeconds = " + seconds + "): it is at least 1");
        }
        return Duration.ofSeconds(seconds);
    }

    /** A test, from its constructor to its last {@code @AfterEach}. */
    private record Attended(TestScheduling scheduling, Duration limit) {
        String hang(Thread caller) {
            List<Alive> everybody = scheduling.everybody(caller);
            String guess =
                    everybody.stream().allMatch(Alive::waitsForGood)
                            ? "; all wait, a deadlock unless somebody outside of the test goes on"
                            : "";
            return "the test has not ended within %s s%s%s"
                    .formatted(limit.toSeconds(), guess, Alive.lines(everybody));
        }
    }

    /** An invocation, between interfaces that do not know of its result or of what it throws. */
    private static final class Attempt<T extends @Nullable Object> implements Runnable {
        private final Invocation<T> invocation;
        private @Nullable T result;
        private @Nullable Throwable failure;

        Attempt(Invocation<T> invocation) {
            this.invocation = invocation;
        }

        @Override
        public void run() {
            try {
                result = invocation.proceed();
            } catch (Throwable t) {
                failure = t;
            }
        }

        @SuppressWarnings("NullAway") // null only if the invocation's was
        T outcome() throws Throwable {
            if (failure != null) {
                throw failure;
            }
            return result;
        }
    }
}
