package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.Timers;
import dev.handoff.Watched;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Programs with threads of their own, or with processes that are busy. Alone, since others of the JVM feel both. */
@Isolated
class OtherThreadsTest {
    /** Such a thread may have no core for the two seconds in which it must act, but not time after time. */
    private static Report check(Explore explore, Program program) throws InterruptedException {
        Report report = explore.check(program);
        for (int i = 1; i < 5 && !report.isClean(); i++) {
            report = explore.check(program);
        }
        return report;
    }

    @Test
    @DisplayName("a time limit of a thread of the program's own ends in real time")
    void aLimitOfAnotherThread() throws Exception {
        Report report =
                check(
                        Explore.random().schedules(2),
                        () -> {
                            Channel<Integer> in = Channel.<Integer>named("in").open();
                            Channel<String> out = Channel.<String>named("out").open();
                            Thread.ofPlatform()
                                    .daemon()
                                    .start(
                                            () -> {
                                                try {
                                                    in.receiveWithin(Duration.ofMillis(50));
                                                    out.send("late");
                                                } catch (InterruptedException e) {
                                                    throw new AssertionError(e);
                                                }
                                            });
                            out.receive();
                        });
        assertThat(report.isClean()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName("so does that of a thread for which a process waits")
    void aLimitOfAThreadThatIsJoined() throws Exception {
        Report report =
                check(
                        Explore.random().schedules(2),
                        () -> {
                            Channel<Integer> in = Channel.<Integer>named("in").open();
                            FutureTask<Received<Integer>> late =
                                    new FutureTask<>(() -> in.receiveWithin(Duration.ofMillis(50)));
                            Thread.ofPlatform().daemon().start(late);
                            late.get();
                        });
        assertThat(report.isClean()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName("a process that waits for a thread of the program's own is no deadlock")
    void otherThread() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    Thread.ofPlatform().daemon().start(() -> sendLate(c));
                    c.receive();
                };
        Report report = check(Explore.random().schedules(2), program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        assertThat(report.uncontrolled())
                .containsExactly(
                        "a thread that Handoff has not started uses a channel of the program");
        Program virtual =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    Thread.startVirtualThread(() -> sendLate(c));
                    c.receive();
                };
        report = check(Explore.random().schedules(2).besideThreads(), virtual);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
    }

    private static void sendLate(Channel<Integer> channel) {
        try {
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            channel.send(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("a time-out waits for a thread of the program's own")
    void timeOut() throws Exception {
        Program platform =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    Thread.ofPlatform().daemon().start(() -> sendLate(c));
                    assertThat(c.receiveWithin(Duration.ofSeconds(5)))
                            .isInstanceOf(Received.Value.class);
                };
        Report report = check(Explore.random().schedules(2), platform);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        Program virtual =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    Thread.startVirtualThread(() -> sendLate(c));
                    assertThat(c.receiveWithin(Duration.ofSeconds(5)))
                            .isInstanceOf(Received.Value.class);
                };
        report = check(Explore.random().schedules(2).besideThreads(), virtual);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    @DisplayName("so it does while a process waits outside of Handoff for that thread")
    void timeOutBesideOneOutside() throws Exception {
        Program program =
                () -> {
                    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                        Channel<Integer> c = Channel.<Integer>named("c").open();
                        Scope.run(
                                scope -> {
                                    Future<?> job = pool.submit(() -> sendLate(c));
                                    scope.go("waits", () -> job.get());
                                    assertThat(c.receiveWithin(Duration.ofSeconds(5)))
                                            .isInstanceOf(Received.Value.class);
                                });
                    }
                };
        Report report = check(Explore.random().schedules(2), program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    @DisplayName(
            "time waits for a thread that does nothing in one schedule only, and the report says"
                    + " that it has gone on")
    void idle() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Program program =
                () -> {
                    Thread.ofPlatform().daemon().start(() -> await(end));
                    Timers.sleep(Duration.ofHours(1));
                };
        Report report = Explore.exhaustive().check(program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        assertThat(report.isComplete()).isFalse();
        assertThat(report.uncontrolled())
                .containsExactly(
                        "there are threads that Handoff has not started: sleeps and time-outs have"
                                + " ended without waiting for what those do");
        // within the limit of a test, since one schedule alone waits
        Explore.random().schedules(100).require(program);
        end.countDown();
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("what such a thread has handed on is no race")
    void handedOn() throws Exception {
        Report report =
                check(
                        Explore.roundRobin().besideThreads(),
                        () -> {
                            Watched<Integer> x = Watched.of(0);
                            Channel<Object> a = Channel.buffered(1);
                            Channel<Object> b = Channel.buffered(1);
                            Thread.ofPlatform().daemon().start(() -> handOn(a, b));
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                () -> {
                                                    x.set(1);
                                                    a.send(Sharing.TOKEN);
                                                });
                                        b.receive();
                                        x.get();
                                    });
                        });
        assertThat(report.isClean()).as(report.toString()).isTrue();
    }

    private static void handOn(Channel<Object> from, Channel<Object> to) {
        try {
            to.send(from.receive());
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    @Test
    @DisplayName("a process that has waited for a latch and now computes for long is not stuck")
    void computesForLong() throws Exception {
        Report report =
                Explore.roundRobin()
                        .check(
                                () -> {
                                    Channel<Integer> c = Channel.<Integer>named("c").open();
                                    CountDownLatch begin = new CountDownLatch(1);
                                    Scope.run(
                                            scope -> {
                                                scope.go(
                                                        () -> {
                                                            begin.await();
                                                            computeFor(Duration.ofSeconds(3));
                                                            c.send(1);
                                                        });
                                                VirtualTime.settle();
                                                begin.countDown();
                                                c.receive();
                                            });
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        assertThat(report.uncontrolled()).hasSize(1);
    }

    private static void computeFor(Duration time) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("L48 who waits while such a thread does nothing is stuck unless it acts")
    void stuckUnless() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Program program =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        await(end);
                                        c.trySend(1);
                                    });
                    c.receive();
                };
        Report report = Explore.random().schedules(1).check(program);
        end.countDown();
        assertThat(report.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.toString())
                .endsWith(
                        "not controlled: there are threads that Handoff has not started: all wait,"
                                + " and are stuck unless one of those acts");
    }

    @Test
    @DisplayName("a process that waits for the JDK's common pool is no deadlock, nor late")
    void commonPool() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    CompletableFuture.runAsync(() -> sendLate(c));
                    assertThat(c.receiveWithin(Duration.ofSeconds(60)))
                            .isInstanceOf(Received.Value.class);
                    CompletableFuture.runAsync(() -> sendLate(c));
                    c.receive();
                };
        Report report = check(Explore.random().schedules(2), program);
        assertThat(report.isClean()).as(report.toString()).isTrue();
        assertThat(report.uncontrolled()).hasSize(1);
    }

    @Test
    @DisplayName("nor is one that waits for what the timer of the common pool is to do")
    void timerOfTheCommonPool() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    CompletableFuture<Integer> due =
                            new CompletableFuture<Integer>()
                                    .completeOnTimeout(1, 50, TimeUnit.MILLISECONDS);
                    due.thenAccept(one -> sendLate(c));
                    awaitDue(due::isDone);
                    c.receive();
                    Executor late = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);
                    AtomicBoolean begun = new AtomicBoolean();
                    late.execute(
                            () -> {
                                begun.set(true);
                                sendLate(c);
                            });
                    awaitDue(begun::get);
                    assertThat(c.receiveWithin(Duration.ofSeconds(60)))
                            .isInstanceOf(Received.Value.class);
                };
        Report report = check(Explore.random().schedules(2), program);
        assertThat(report.isClean()).as(report.toString()).isTrue();
    }

    /** A machine under load may need longer for that than a schedule waits. */
    private static void awaitDue(BooleanSupplier isOver) {
        while (delayed() == 0 && !isOver.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static long delayed() {
        return ForkJoinPool.commonPool().getDelayedTaskCount();
    }

    @Test
    @DisplayName("what the common pool has to do later for others leaves a deadlock what it is")
    void theTimerOfOthers() throws Exception {
        CompletableFuture<Integer> ofOthers =
                new CompletableFuture<Integer>().orTimeout(1, TimeUnit.HOURS);
        awaitDue(ofOthers::isDone);
        try {
            Report report =
                    Explore.random()
                            .schedules(3)
                            .check(() -> Channel.<Integer>named("silent").open().receive());
            assertThat(report.verdict()).isEqualTo(Verdict.DEADLOCK);
            assertThat(report.uncontrolled()).isEmpty();
        } finally {
            ofOthers.complete(0);
            while (delayed() != 0) { // it would be taken for that of a later test
                Thread.onSpinWait();
            }
        }
    }
}
