package dev.handoff.check;

import static dev.handoff.Select.on;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Scope;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A program that depends on more than the schedule is not one of which all schedules can be tried. */
class NotRepeatedTest {
    private final AtomicInteger runs = new AtomicInteger();

    /** Of all runs: hardly one is as the one before. */
    private final Random random = new Random(1);

    /** Three at first, then {@code later}. */
    private int count(int later) {
        return runs.getAndIncrement() < 2 ? 3 : later;
    }

    private static Channel<Integer> full() {
        Channel<Integer> channel = Channel.buffered(1);
        channel.trySend(1);
        return channel;
    }

    @Test
    @DisplayName(
            "a select with fewer cases than before: all schedules were not tried, and nothing"
                    + " fails")
    void fewerCases() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> a = full();
                    Channel<Integer> b = full();
                    Channel<Integer> c = full();
                    if (count(2) == 3) {
                        Select.<Integer>one(on(a, v -> v), on(b, v -> v), on(c, v -> v));
                    } else {
                        Select.<Integer>one(on(a, v -> v), on(b, v -> v));
                    }
                };
        assertNotAll(Explore.exhaustive(), program);
        runs.set(0);
        assertNotAll(Explore.unreduced(), program);
    }

    @Test
    @DisplayName("fewer processes than before: all schedules were not tried, and nothing fails")
    void fewerProcesses() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> c = Channel.buffered(3);
                    int count = count(1);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < count; i++) {
                                    scope.go(() -> c.trySend(1));
                                }
                            });
                };
        assertNotAll(Explore.exhaustive(), program);
        runs.set(0);
        assertNotAll(Explore.unreduced(), program);
    }

    @Test
    @DisplayName("a select with nothing to choose from: all schedules were not tried")
    void fewerTosses() throws Exception {
        Program program =
                () -> {
                    boolean ready = count(1) == 3;
                    Channel<Integer> a = full();
                    Channel<Integer> b = ready ? Channel.buffered(1) : Channel.rendezvous();
                    Channel<Integer> c = ready ? Channel.buffered(1) : Channel.rendezvous();
                    b.trySend(1);
                    c.trySend(1);
                    Select.<Integer>one(on(a, v -> v), on(b, v -> v), on(c, v -> v));
                };
        assertNotAll(Explore.exhaustive(), program);
        runs.set(0);
        assertNotAll(Explore.unreduced(), program);
    }

    @Test
    @DisplayName("an end before what was to come: all schedules were not tried")
    void earlierEnd() throws Exception {
        Program program =
                () -> {
                    if (count(0) == 0) {
                        return;
                    }
                    Channel<Integer> c = Channel.buffered(3);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 3; i++) {
                                    scope.go(() -> c.trySend(1));
                                }
                            });
                };
        assertNotAll(Explore.exhaustive(), program);
        runs.set(0);
        assertNotAll(Explore.unreduced(), program);
    }

    @Test
    @DisplayName("another operation than before: all schedules were not tried")
    void otherOperation() throws Exception {
        assertNotAll(
                Explore.exhaustive(),
                () -> {
                    Channel<Integer> c = Channel.buffered(3);
                    boolean sends = runs.getAndIncrement() == 0;
                    Scope.run(
                            scope -> {
                                if (sends) {
                                    c.trySend(0);
                                } else {
                                    c.close();
                                }
                                scope.go(() -> c.trySend(1));
                                scope.go(c::tryReceive);
                            });
                });
    }

    @Test
    @DisplayName("the same operation on another channel: all schedules were not tried")
    void otherChannel() throws Exception {
        assertNotAll(
                Explore.exhaustive(),
                () -> {
                    Channel<Integer> c = Channel.buffered(3);
                    Channel<Integer> other = Channel.buffered(3);
                    Channel<Integer> first = runs.getAndIncrement() == 0 ? c : other;
                    Scope.run(
                            scope -> {
                                first.trySend(0);
                                scope.go(() -> c.trySend(1));
                                scope.go(c::tryReceive);
                            });
                });
    }

    @Test
    @DisplayName("what never repeats itself is not explored for ever")
    void randomNumbers() throws Exception {
        for (Explore explore : List.of(Explore.exhaustive(), Explore.unreduced())) {
            Report report = explore.schedules(3_000).check(this::sendAtRandom);
            assertThat(report.schedules()).as(report.toString()).isBetween(2, 2_000);
            assertThat(report.isComplete()).as(report.toString()).isFalse();
            assertThat(report.toString()).contains("but the program does not repeat itself");
        }
    }

    @Test
    @DisplayName(
            "what never repeats itself is stopped before the end, also where not all is controlled")
    void randomNumbersBesideALatch() throws Exception {
        Report report =
                Explore.exhaustive()
                        .check(
                                () -> {
                                    if (runs.getAndIncrement() == 0) {
                                        waitAtALatch();
                                    }
                                    sendAtRandom();
                                });
        assertThat(report.toString())
                .contains("not controlled: ")
                .contains("stopped before the end, for the program does not repeat itself")
                .doesNotContain("no schedule is left");
    }

    @Test
    @DisplayName(
            "that no schedule is left is not said if some were not tried for want of a repetition")
    void fewerProcessesBesideALatch() throws Exception {
        assertNotAll(
                Explore.exhaustive(),
                () -> {
                    Channel<Integer> c = Channel.buffered(3);
                    int count = count(1);
                    if (count == 3) {
                        waitAtALatch();
                    }
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < count; i++) {
                                    scope.go(() -> c.trySend(1));
                                }
                            });
                });
    }

    private static void waitAtALatch() {
        CountDownLatch latch = new CountDownLatch(1);
        Handoff.go("waits", latch::await);
        VirtualTime.settle();
        latch.countDown();
    }

    private void sendAtRandom() throws Exception {
        Channel<Integer> c = Channel.unbounded();
        Scope.run(
                scope -> {
                    for (int i = 0; i < 3; i++) {
                        int times = 3 + random.nextInt(2); // 1,680 orders of the first three
                        scope.go(() -> trySend(c, times));
                    }
                });
    }

    private static void trySend(Channel<Integer> c, int times) {
        for (int i = 0; i < times; i++) {
            c.trySend(i);
        }
    }

    private static void assertNotAll(Explore explore, Program program) throws InterruptedException {
        Report report = explore.schedules(1_000).check(program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        assertThat(report.isComplete()).as(report.toString()).isFalse();
        assertThat(report.toString())
                .contains("but the program does not repeat itself")
                .contains("there may be schedules that were not tried")
                .doesNotContain("no schedule is left");
    }
}
