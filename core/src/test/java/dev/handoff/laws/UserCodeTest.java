package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.Scheduling;
import dev.handoff.spi.UserCode;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.module.ModuleDescriptor.Exports;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

@DisplayName("The user's line in a stack")
class UserCodeTest {
    private static final StackTraceElement USERS = frame("shop.Orders", "Orders.java", 31);

    private static StackTraceElement frame(String type, String file, int line) {
        return new StackTraceElement(type, "run", file, line);
    }

    @Test
    @DisplayName("no package of the library is the user's")
    void noPackageOfTheLibrary() {
        Set<Exports> exports = Scheduling.class.getModule().getDescriptor().exports();
        assertThat(
                        Stream.concat(
                                exports.stream().map(Exports::source),
                                Stream.of("dev.handoff.internal", "dev.handoff.internal.toolkit")))
                .allSatisfy(
                        name ->
                                assertThat(
                                                UserCode.of(
                                                        new StackTraceElement[] {
                                                            frame(name + ".Any$1", "Any.java", 7),
                                                            USERS
                                                        },
                                                        others -> false))
                                        .isEqualTo(USERS))
                .hasSizeGreaterThan(1);
    }

    @Test
    @DisplayName("the innermost line counts, and what a tool leaves out does not")
    void theInnermost() {
        StackTraceElement[] stack = {
            frame("java.util.ArrayList", "ArrayList.java", 1),
            frame("sun.nio.cs.StreamDecoder", "StreamDecoder.java", 1),
            frame("jdk.internal.vm.Continuation", "Continuation.java", 1),
            frame("tool.Probe", "Probe.java", 2),
            USERS,
            frame("shop.Main", "Main.java", 3)
        };
        assertThat(UserCode.of(stack, others -> false)).isEqualTo(stack[3]);
        assertThat(UserCode.of(stack, "tool.Probe"::equals)).isEqualTo(USERS);
        assertThat(UserCode.of(stack, others -> true)).isNull();
    }

    @Test
    @DisplayName("a class of no package is the user's")
    void withoutAPackage() {
        StackTraceElement main = frame("Main", "Main.java", 3);
        assertThat(UserCode.of(new StackTraceElement[] {main}, others -> false)).isEqualTo(main);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.junit.jupiter.api.AssertThrows",
                "org.assertj.core.api.ThrowableAssert",
                "org.hamcrest.MatcherAssert",
                "com.google.common.truth.Subject"
            })
    @DisplayName("a library for tests is known by its package")
    void testLibraries(String className) {
        assertThat(UserCode.isOfTestLibrary(className)).isTrue();
        assertThat(UserCode.isOfTestLibrary("shop." + className)).isFalse();
    }

    @Test
    @DisplayName("of the calling thread it is the caller's")
    void ofTheCaller() throws Exception {
        Callable<StackTraceElement> asks = () -> UserCode.ofCaller(others -> false);
        assertThat(asks.call().getClassName()).isEqualTo(UserCodeTest.class.getName());
    }

    @Test
    @DisplayName("a line is its file and number, or its class")
    void words() {
        assertThat(UserCode.describe(USERS)).isEqualTo("Orders.java:31");
        assertThat(UserCode.describe(new StackTraceElement("shop.Orders", "run", null, -1)))
                .isEqualTo("shop.Orders");
    }
}
