package dev.handoff.laws;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Method;

/** Laws of what a thread does that runs a select or opens a scope: each test is run by a virtual and by a platform thread. */
@ParameterizedClass(name = "{0}")
@EnumSource(ThreadKind.class)
abstract class ByBothThreads {
    @Parameter ThreadKind runner;

    @RegisterExtension
    final InvocationInterceptor inTheRunner =
            new InvocationInterceptor() {
                @Override
                public void interceptTestMethod(
                        Invocation<Void> test,
                        ReflectiveInvocationContext<Method> what,
                        ExtensionContext where)
                        throws Throwable {
                    runIt(test);
                }

                @Override
                public void interceptTestTemplateMethod(
                        Invocation<Void> test,
                        ReflectiveInvocationContext<Method> what,
                        ExtensionContext where)
                        throws Throwable {
                    runIt(test);
                }
            };

    private void runIt(InvocationInterceptor.Invocation<Void> test) throws Throwable {
        Throwable[] thrown = new Throwable[1];
        Thread thread =
                runner.unstarted(
                        () -> {
                            try {
                                test.proceed();
                            } catch (Throwable t) {
                                thrown[0] = t;
                            }
                        });
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) { // its time is over
            thread.interrupt();
            throw e;
        }
        if (thrown[0] != null) {
            throw thrown[0];
        }
    }
}
