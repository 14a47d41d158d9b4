package dev.handoff.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What befalls a body that takes too long. */
class TimeLimitTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    @Test
    @DisplayName("a body in time returns its result, or throws what it throws")
    void inTime() throws Throwable {
        TimeLimit limit = new TimeLimit(Duration.ofMinutes(1), thread -> "", NOWHERE);
        assertThat(limit.<String>call(() -> "result")).isEqualTo("result");
        assertThatThrownBy(
                        () ->
                                new TimeLimit(Duration.ofMinutes(1), thread -> "", NOWHERE)
                                        .call(
                                                () -> {
                                                    throw new IOException("its own");
                                                }))
                .isInstanceOf(IOException.class)
                .hasMessage("its own");
    }

    @Test
    @DisplayName("a limit that no clock can hold is none")
    void noLimit() throws Throwable {
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        TimeLimit limit = new TimeLimit(forEver, thread -> "", NOWHERE);
        String caller = Thread.currentThread().getName();
        String seen = limit.<String>call(() -> stateOnceItWaits(guardOf(caller)));
        assertThat(seen).isEqualTo("the state TIMED_WAITING");
    }

    @Test
    @DisplayName("the guard of a body that has ended ends as well, long before the limit")
    void guardEnds() throws Throwable {
        TimeLimit limit = new TimeLimit(Duration.ofMinutes(5), thread -> "", NOWHERE);
        String caller = Thread.currentThread().getName();
        Thread guard = limit.<Thread>call(() -> guardOf(caller));
        assertThat(guard.join(Duration.ofMinutes(1))).isTrue();
    }

    private static Thread guardOf(String caller) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("time limit of " + caller))
                .findAny()
                .orElseThrow();
    }

    @Test
    @DisplayName("a body that is late fails with the picture of its wait, not interrupted any more")
    void late() {
        TimeLimit limit =
                new TimeLimit(Duration.ofMillis(20), TimeLimitTest::stateOnceItWaits, NOWHERE);
        assertThatThrownBy(
                        () ->
                                limit.call(
                                        () -> {
                                            new CountDownLatch(1).await();
                                            return "";
                                        }))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage("the state WAITING")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** The body may be late in coming to its wait, too; it may be blocked before, by a class that is loaded. */
    private static String stateOnceItWaits(Thread thread) {
        Thread.State state;
        do {
            Thread.onSpinWait();
            state = thread.getState();
        } while (state == Thread.State.RUNNABLE || state == Thread.State.BLOCKED);
        return "the state " + state;
    }

    /** Else a test that hangs for good would keep its report for itself. */
    @Test
    @DisplayName("the picture of a body that does not heed the interrupt is printed")
    void unheeded() {
        CountDownLatch printed = new CountDownLatch(1);
        StringBuilder text = new StringBuilder();
        OutputStream out =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        text.append((char) b);
                        if (b == '\n') {
                            printed.countDown();
                        }
                    }
                };
        TimeLimit limit =
                new TimeLimit(
                        Duration.ofMillis(20),
                        thread -> "a picture",
                        new PrintStream(out, true, StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> limit.call(() -> awaitWhatever(printed))).hasMessage("a picture");
        assertThat(text).hasToString("a picture" + System.lineSeparator());
    }

    private static String awaitWhatever(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return "";
            } catch (InterruptedException e) {
                // this is what it does not heed
            }
        }
    }
}
