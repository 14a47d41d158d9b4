package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.Thread.State.BLOCKED;
import static java.lang.Thread.State.TIMED_WAITING;
import static java.lang.Thread.State.WAITING;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.stream.Stream;

/** Which threads wait for something that is not the library's, by their stacks. */
class WatchdogTest {
    /** Such as {@code Main.run}, innermost first. */
    private static StackTraceElement[] stack(String... frames) {
        return Stream.of(frames)
                .map(
                        frame -> {
                            int dot = frame.lastIndexOf('.');
                            return new StackTraceElement(
                                    frame.substring(0, dot), frame.substring(dot + 1), null, -1);
                        })
                .toArray(StackTraceElement[]::new);
    }

    private static boolean isOutside(Thread.State state, String... frames) {
        return Watchdog.isOutside(state, stack(frames), 0);
    }

    private static boolean isOutsideForLong(Thread.State state, String... frames) {
        return Watchdog.isOutside(state, stack(frames), 1_000);
    }

    @Test
    @DisplayName("who waits for a latch, a monitor or a time of the program's own is outside")
    void ofTheProgram() {
        assertThat(isOutside(WAITING, "java.util.concurrent.CountDownLatch.await", "Main.run"))
                .isTrue();
        assertThat(isOutside(TIMED_WAITING, "java.lang.Thread.sleep", "Main.run")).isTrue();
        assertThat(isOutside(BLOCKED, "Main.run")).isTrue();
    }

    @Test
    @DisplayName("who waits for its turn is not, however long")
    void forItsTurn() {
        assertThat(
                        isOutsideForLong(
                                WAITING,
                                "java.util.concurrent.locks.LockSupport.park",
                                "dev.handoff.check.ControlledTurns.awaitBaton",
                                "Main.run"))
                .isFalse();
    }

    @Test
    @DisplayName(
            "who waits while another thread loads a class, or makes a lambda, is not, however long")
    void forAClass() {
        String map = "java.util.concurrent.ConcurrentHashMap.computeIfAbsent";
        assertThat(isOutsideForLong(BLOCKED, map, "java.lang.ClassLoader.loadClass", "Main.run"))
                .isFalse();
        assertThat(
                        isOutsideForLong(
                                BLOCKED,
                                map,
                                "java.lang.invoke.MethodHandleNatives.linkCallSite",
                                "Main.run"))
                .isFalse();
    }

    @Test
    @DisplayName("who waits for a lock that the JDK has for itself is when that has lasted")
    void forALockOfTheJdk() {
        String[] map = {"java.util.concurrent.ConcurrentHashMap.putVal", "Main.run"};
        assertThat(isOutside(BLOCKED, map)).isFalse();
        assertThat(isOutsideForLong(BLOCKED, map)).isTrue();
        String[] print = {
            "java.util.concurrent.locks.LockSupport.park",
            "jdk.internal.misc.InternalLock.lock",
            "java.io.PrintStream.println",
            "Main.run"
        };
        assertThat(isOutside(WAITING, print)).isFalse();
        assertThat(isOutsideForLong(WAITING, print)).isTrue();
    }
}
