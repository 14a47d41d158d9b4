package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.bridge.Bytes;
import dev.handoff.bridge.Chars;
import dev.handoff.bridge.ExecutorServices;
import dev.handoff.bridge.Futures;
import dev.handoff.bridge.Publishers;
import dev.handoff.bridge.Queues;
import dev.handoff.bridge.Streams;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Backoff;
import dev.handoff.pipeline.OnError;
import dev.handoff.pipeline.Pipeline;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What takes no null says so where the null comes from, and not in a run later. */
class ToolkitNullTest {
    private static final Map<Class<?>, Object> SAMPLES =
            Map.ofEntries(
                    Map.entry(int.class, 1),
                    Map.entry(long.class, 1L),
                    Map.entry(double.class, 1.0),
                    Map.entry(boolean.class, true),
                    Map.entry(Object.class, 1),
                    Map.entry(String.class, "sample"),
                    Map.entry(Duration.class, Duration.ofMillis(1)),
                    Map.entry(TimeUnit.class, TimeUnit.SECONDS),
                    Map.entry(Path.class, Path.of("sample")),
                    Map.entry(Charset.class, StandardCharsets.UTF_8),
                    Map.entry(InputStream.class, InputStream.nullInputStream()),
                    Map.entry(OutputStream.class, OutputStream.nullOutputStream()),
                    Map.entry(Reader.class, Reader.nullReader()),
                    Map.entry(Writer.class, Writer.nullWriter()),
                    Map.entry(CompletableFuture.class, new CompletableFuture<>()),
                    Map.entry(Receiver.class, Channel.rendezvous()),
                    Map.entry(Sender.class, Channel.rendezvous()),
                    Map.entry(Channel.class, Channel.rendezvous()),
                    Map.entry(Generator.class, Generator.of(out -> {})),
                    Map.entry(Pipeline.class, Pipeline.of(1)),
                    Map.entry(Backoff.class, Backoff.of(1)),
                    Map.entry(OnError.class, OnError.skip()));

    @ParameterizedTest
    @ValueSource(
            classes = {
                Pipeline.class,
                Generator.class,
                Bytes.class,
                Chars.class,
                ExecutorServices.class,
                Futures.class,
                Publishers.class,
                Queues.class,
                Streams.class
            })
    @DisplayName("a method of the toolkit refuses null at once, wherever it takes something")
    void nullIsRefusedAtOnce(Class<?> type) throws Exception {
        Scope.run(
                scope -> {
                    for (Method method : type.getMethods()) {
                        if (method.getDeclaringClass() != Object.class) {
                            method.setAccessible(
                                    true); // some are of superclasses that are not public
                            assertRefusesNull(scope, SAMPLES.get(type), method);
                        }
                    }
                });
    }

    private static void assertRefusesNull(Scope scope, Object on, Method method) throws Exception {
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i].isPrimitive()) {
                continue;
            }
            Object[] arguments = new Object[types.length];
            for (int j = 0; j < types.length; j++) {
                arguments[j] = j == i ? null : sample(scope, types[j]);
            }
            assertThat(catchThrowable(() -> method.invoke(on, arguments)))
                    .as("parameter %d of %s", i + 1, method)
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(NullPointerException.class);
        }
    }

    private static Object sample(Scope scope, Class<?> type) throws Exception {
        if (type == Scope.class) {
            return scope;
        }
        if (type == Task.class) {
            return scope.fork(() -> 1);
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        Object sample = SAMPLES.get(type);
        if (sample != null) {
            return sample;
        }
        assertThat(type.isInterface()).as("a sample is needed: %s", type).isTrue();
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, called, _) -> SAMPLES.get(called.getReturnType()));
    }
}
