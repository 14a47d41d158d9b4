package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** What is said of programs of which a part is out of the checker's control. */
class NotControlledTest {
    @Test
    @DisplayName(
            "an exhaustive exploration that could not control all does not claim to have tried all")
    void notAllThereAre() throws Exception {
        Report report = Explore.exhaustive().check(NotControlledTest::waitsForALatch);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        assertThat(report.schedules()).isEqualTo(1);
        assertThat(report.isComplete()).isFalse();
        assertThat(report.toString().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("clean: 1 schedule,")
                                        .endsWith("exhaustive"),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "no schedule is left, but not all was controlled:"),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "not controlled: main waits outside of Handoff:"));
    }

    @Test
    @DisplayName(
            "random schedules are never all, and nothing more is said of what was not controlled")
    void random() throws Exception {
        Report report = Explore.random().schedules(2).check(NotControlledTest::waitsForALatch);
        assertThat(report.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("clean: 2 schedules,"),
                        line -> assertThat(line).startsWith("not controlled: main waits outside"));
    }

    /** As happens at the first run of a program, beside others that begin. */
    @Test
    @DisplayName("a process that waits for a class which another thread is loading is controlled")
    void waitsForAClass() throws Exception {
        ClassLoader loader = new ClassLoader() {};
        AtomicReference<Thread> process = new AtomicReference<>();
        CountDownLatch held = new CountDownLatch(1);
        Thread other =
                Thread.startVirtualThread(
                        () -> {
                            synchronized (loader) {
                                held.countDown();
                                while (!isBlocked(process.get())) {
                                    LockSupport.parkNanos(1_000_000);
                                }
                                LockSupport.parkNanos(100_000_000); // many looks of the checker
                            }
                        });
        held.await();
        Report report =
                Explore.exhaustive()
                        .check(
                                () -> {
                                    process.set(Thread.currentThread());
                                    loader.loadClass("java.lang.Object");
                                });
        other.join();
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    private static boolean isBlocked(@Nullable Thread thread) {
        return thread != null && thread.getState() == Thread.State.BLOCKED;
    }

    /** One process, which waits for a latch until the checker has noticed. */
    private static void waitsForALatch() throws InterruptedException {
        Channel<Integer> numbers = Channel.buffered(1);
        ControlledRun run = (ControlledRun) Scheduling.current();
        CountDownLatch latch = new CountDownLatch(1);
        while (run.mine().state != ControlledProcess.State.OUTSIDE) {
            latch.await(100, TimeUnit.MILLISECONDS);
        }
        numbers.send(1);
        numbers.receive();
    }
}
