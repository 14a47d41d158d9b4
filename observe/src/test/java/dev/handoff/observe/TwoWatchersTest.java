package dev.handoff.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class TwoWatchersTest {
    private static final class Party extends Parked {
        @Override
        public Object blocker() {
            return this;
        }
    }

    private static Watcher noting(String who, List<String> told) {
        Class<?>[] watcher = {Watcher.class};
        return (Watcher)
                Proxy.newProxyInstance(
                        Watcher.class.getClassLoader(),
                        watcher,
                        (self, method, args) -> {
                            told.add(who + ": " + method.getName() + Arrays.toString(args));
                            return null;
                        });
    }

    /** Each another value. */
    private static Object[] arguments(Method method) {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] =
                    switch (types[i].getSimpleName()) {
                        case "Parked" -> new Party();
                        case "WaitReason" -> WaitReason.SELECT;
                        case "long" -> (long) i;
                        case "Thread" -> Thread.currentThread();
                        default -> "argument " + i;
                    };
        }
        return arguments;
    }

    @Test
    @DisplayName("Each of two watchers is told all that the other is, the first before the second")
    void bothAreToldAll() throws Exception {
        assertThat(Watcher.class.getDeclaredMethods()).hasSizeGreaterThanOrEqualTo(10);
        for (Method method : Watcher.class.getDeclaredMethods()) {
            List<String> told = new ArrayList<>();
            Object[] arguments = arguments(method);
            method.invoke(
                    new TwoWatchers(noting("first", told), noting("second", told)), arguments);
            String what = method.getName() + Arrays.toString(arguments);
            assertThat(told).containsExactly("first: " + what, "second: " + what);
        }
    }
}
