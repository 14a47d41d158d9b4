package dev.handoff.check;

import static dev.handoff.Select.on;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What is said of programs of which a part is out of the checker's control. */
class NotControlledTest {
    private static final Channel<Integer> MADE_BEFORE = Channel.never();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("a select may have a case at a channel that was made before the exploration")
    void selectWithAChannelMadeBefore(boolean first) throws Exception {
        Report report =
                Explore.exhaustive()
                        .check(
                                () -> {
                                    Channel<Integer> work = Channel.<Integer>named("work").open();
                                    var inside = Select.<Integer, Integer>on(work, v -> v);
                                    var outside = Select.<Integer, Integer>on(MADE_BEFORE, v -> v);
                                    Scope.run(
                                            scope -> {
                                                scope.go(
                                                        "worker",
                                                        () ->
                                                                Select.<Integer>one(
                                                                        first ? outside : inside,
                                                                        first ? inside : outside));
                                                work.send(1);
                                            });
                                });
        assertThat(report.isClean()).as(report.toString()).isTrue();
        assertThat(report.uncontrolled()).isEmpty();
    }

    @Test
    @DisplayName("what is closed from inside, and was made before, wakes a select of the program")
    void closesAChannelMadeBefore() throws Exception {
        Report report =
                Explore.random()
                        .schedules(20)
                        .check(
                                new Program() {
                                    private final List<Channel<Integer>> stops =
                                            new ArrayList<>(
                                                    Stream.generate(Channel::<Integer>rendezvous)
                                                            .limit(100)
                                                            .toList());

                                    @Override
                                    public void run() throws Exception {
                                        stopsAWorker(stops.removeLast());
                                    }
                                });
        assertThat(report.isClean()).as(report.toString()).isTrue();
    }

    private static void stopsAWorker(Channel<Integer> stop) throws InterruptedException {
        Channel<Integer> work = Channel.<Integer>named("work").open();
        Scope.run(
                scope -> {
                    scope.go(
                            "worker",
                            () ->
                                    Select.<Integer>one(
                                            on(work, v -> v), on(stop, v -> v).onClosed(() -> 0)));
                    scope.go("stops", stop::close);
                });
    }

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

    @Test
    @DisplayName("who has not begun, for no carrier is free, is not said to run on")
    void noCarrier() {
        ControlledProcess main =
                new ControlledProcess(0, 0, "main", Thread.ofVirtual().unstarted(() -> {}), "");
        assertThat(summaryIfGivenUp(main)).startsWith("main could go on, but no carrier");
    }

    @Test
    @DisplayName("nobody is deadlocked, nor left behind, while one waits outside of Handoff")
    void besideOneOutside() {
        ControlledProcess main =
                new ControlledProcess(0, 0, "main", Thread.ofVirtual().unstarted(() -> {}), "");
        ControlledProcess other =
                new ControlledProcess(1, 1, "other", Thread.ofVirtual().unstarted(() -> {}), "");
        RunResult run =
                new RunResult(
                        ControlledRun.Ending.STUCK,
                        List.of(main, other),
                        List.of(blocked(main, null), blocked(other, WaitReason.RECEIVE)),
                        List.of(),
                        List.of(),
                        1,
                        new Schedule(),
                        false);
        Finding finding = Judge.of(run, new Users());
        assertThat(finding).isNotNull();
        assertThat(finding.verdict()).isEqualTo(Verdict.UNCONTROLLED);
    }

    private static Blocked blocked(ControlledProcess process, @Nullable WaitReason why) {
        return new Blocked(
                process, why, "waits", List.of(), List.of(), false, 1, Duration.ZERO, "");
    }

    @Test
    @DisplayName("who is given up in a turn runs on, also after a wait")
    void runsOn() throws Exception {
        List<String> summaries = new ArrayList<>();
        Report report =
                Explore.roundRobin()
                        .check(
                                () -> {
                                    ControlledRun run = (ControlledRun) Scheduling.current();
                                    ControlledProcess main = run.mine();
                                    summaries.add(summaryIfGivenUp(main));
                                    Scope.run(scope -> scope.go("other", () -> {}));
                                    summaries.add(summaryIfGivenUp(main));
                                });
        assertThat(report.isClean()).as(report.toString()).isTrue();
        assertThat(summaries).hasSize(2).allMatch(text -> text.startsWith("main runs on"));
    }

    private static String summaryIfGivenUp(ControlledProcess runaway) {
        runaway.noteGivenUp();
        RunResult run =
                new RunResult(
                        ControlledRun.Ending.RUNAWAY,
                        List.of(runaway),
                        List.of(),
                        List.of(),
                        List.of(),
                        1,
                        new Schedule(),
                        false);
        Finding finding = Judge.of(run, new Users());
        assertThat(finding).isNotNull();
        return finding.summary();
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
