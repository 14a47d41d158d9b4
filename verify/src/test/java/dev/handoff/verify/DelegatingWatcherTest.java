package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A method that is added to Watcher must be added there, too. */
class DelegatingWatcherTest {
    @Test
    @DisplayName("a watcher that delegates passes on all that it is told, and is called first")
    void passesOnAll() throws Exception {
        List<String> told = new ArrayList<>();
        Watcher delegate =
                (Watcher)
                        Proxy.newProxyInstance(
                                Watcher.class.getClassLoader(),
                                new Class<?>[] {Watcher.class},
                                (proxy, method, arguments) -> {
                                    told.add(method.getName());
                                    return null;
                                });
        Watcher watcher =
                new DelegatingWatcher(delegate) {
                    @Override
                    void told() {
                        told.add("first");
                    }
                };
        for (Method method : Watcher.class.getDeclaredMethods()) {
            told.clear();
            Object[] arguments =
                    Arrays.stream(method.getParameterTypes())
                            .map(type -> type == long.class ? 1L : null)
                            .toArray();
            method.invoke(watcher, arguments);
            assertThat(told).containsExactly("first", method.getName());
        }
    }
}
