package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A tool can change a little of the default scheduling and keep the rest. */
class SeamDelegatingTest {
    /** Virtual threads, and a list of who was started. */
    private static final class Watching extends DelegatingScheduling implements Watcher {
        final Set<String> started = ConcurrentHashMap.newKeySet();

        Watching() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public Watcher watcher() {
            return this;
        }

        @Override
        public void started(String name, Thread thread) {
            started.add(name);
        }
    }

    /** A method that is added to Scheduling must be added here, too. */
    @Test
    @DisplayName("Seam: a delegating scheduling leaves every method to the other")
    void delegatesEveryMethod() {
        assertThat(Scheduling.class.getDeclaredMethods())
                .filteredOn(m -> Modifier.isPublic(m.getModifiers()))
                .filteredOn(m -> !Modifier.isStatic(m.getModifiers()))
                .isNotEmpty()
                .allMatch(SeamDelegatingTest::isDelegated);
    }

    private static boolean isDelegated(Method method) {
        return Arrays.stream(DelegatingScheduling.class.getDeclaredMethods())
                .filter(m -> m.getName().equals(method.getName()))
                .anyMatch(m -> Arrays.equals(m.getParameterTypes(), method.getParameterTypes()));
    }

    @Test
    @DisplayName("Seam: what is started under a delegating scheduling, and by that, is under it")
    void processesLiveUnderIt() {
        Watching watching = new Watching();
        Scheduling.within(
                watching,
                () -> {
                    try {
                        Scope.run(scope -> scope.go("outer", () -> nested(watching)));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(watching.started).containsExactlyInAnyOrder("outer", "inner");
    }

    private static void nested(Scheduling expected) throws InterruptedException {
        Channel<Integer> numbers = Channel.rendezvous();
        Scope.run(
                scope -> {
                    scope.go("inner", () -> numbers.send(1));
                    assertThat(numbers.receive()).isEqualTo(1);
                });
        assertThat(Scheduling.current()).isSameAs(expected);
    }
}
