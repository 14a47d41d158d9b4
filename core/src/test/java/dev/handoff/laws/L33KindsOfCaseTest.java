package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.at;
import static dev.handoff.Select.done;
import static dev.handoff.Select.on;
import static dev.handoff.Select.to;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.ProcessFailedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Tick;
import dev.handoff.Timers;
import dev.handoff.WorkCancelledException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Whatever can be waited for can be a case. */
class L33KindsOfCaseTest extends ByBothThreads {
    private static final Duration LONG = Duration.ofHours(1);

    private final Channel<Integer> silent = Channel.rendezvous();

    /** With a value there, and with one that comes. */
    @Test
    @DisplayName("L33 a receive and a send can be a case, ready or waited for")
    void receiveAndSendCanBeACase() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        for (boolean waits : new boolean[] {true, false}) {
            try (Team team = Team.of(runner)) {
                if (waits) {
                    team.start(() -> channel.send(1));
                    eventually("sender waits", () -> channel.waitingSenders() == 1);
                } else {
                    team.start(
                            () -> {
                                eventually("waits", () -> channel.waitingReceivers() == 1);
                                channel.send(1);
                            });
                }
                assertThat(Select.<Integer>one(on(channel, v -> v), on(silent, v -> -v))).isOne();
                team.start(() -> assertThat(channel.receive()).isEqualTo(5));
                assertThat(Select.<Integer>one(to(channel, 5, () -> 2), on(silent, v -> -v)))
                        .isEqualTo(2);
            }
        }
    }

    /** Counted from the beginning of each run; the nearest of several. */
    @Test
    @DisplayName("L33 a time-out can be a case, and never comes early")
    void timeOutCanBeACase() throws Exception {
        Select<String> select =
                Select.of(
                        after(LONG, () -> "late"),
                        after(Duration.ofMillis(3), () -> "in time"),
                        on(silent, v -> "value"));
        for (int run = 0; run < 5; run++) {
            long begin = System.nanoTime();
            assertThat(select.run()).isEqualTo("in time");
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(3_000_000);
        }
        assertThat(silent.waitingReceivers()).isZero();
    }

    /** A time-out of zero looks at the other cases once. */
    @Test
    @DisplayName("L33 a time-out of zero or less takes a ready case first, and else does not wait")
    void timeOutOfZeroTakesAReadyCaseFirst() throws Exception {
        Channel<Integer> ready = Channel.unbounded();
        for (Duration limit : new Duration[] {Duration.ZERO, Duration.ofSeconds(-5)}) {
            Select<Integer> select = Select.of(on(ready, v -> v), after(limit, () -> -1));
            for (int run = 0; run < 50; run++) {
                ready.send(run);
                assertThat(select.run()).isEqualTo(run);
                assertThat(select.run()).isEqualTo(-1);
            }
        }
    }

    /** An instant that has come stays so: each run ends at once. */
    @Test
    @DisplayName("L33 a deadline can be a case: the same instant in each run")
    void deadlineCanBeACase() throws Exception {
        Deadline deadline = Deadline.in(Duration.ofMillis(5));
        Select<Boolean> select =
                Select.of(
                        on(silent, v -> false),
                        at(Deadline.in(LONG), () -> false),
                        at(deadline, () -> true));
        for (int run = 0; run < 3; run++) {
            assertThat(select.run()).isTrue();
            assertThat(deadline.hasPassed()).isTrue();
            assertThat(deadline.remaining()).isZero();
        }
    }

    /** What was given last holds: nearer, further away, and passed. */
    @Test
    @DisplayName("L33 a deadline may move from run to run")
    void deadlineMayMoveFromRunToRun() throws Exception {
        Channel<Integer> in = Channel.buffered(1);
        AtomicReference<Deadline> idle = new AtomicReference<>(Deadline.in(LONG));
        Select<String> select =
                Select.prioritized(at(idle::get, () -> "idle"), on(in, v -> "value"));
        for (int run = 0; run < 3; run++) {
            in.send(run);
            assertThat(select.run()).isEqualTo("value");
            Deadline soon = Deadline.in(Duration.ofMillis(2));
            idle.set(soon);
            assertThat(select.run()).isEqualTo("idle");
            assertThat(soon.hasPassed()).isTrue();
            in.send(run);
            assertThat(select.run()).isEqualTo("idle");
            idle.set(Deadline.in(LONG));
            assertThat(select.run()).isEqualTo("value");
        }
    }

    /** A time-out begins anew at each tick, and is never taken. */
    @Test
    @DisplayName("L33 a deadline that moves with the values is reached beside a ticker")
    void deadlineThatMovesIsReachedBesideATicker() throws Exception {
        Deadline[] idle = {Deadline.in(Duration.ofHours(1))};
        int[] ticks = {0};
        Select<Boolean> next =
                Select.of(
                        on(
                                Timers.every(Duration.ofMillis(2)),
                                tick -> {
                                    if (++ticks[0] == 1) {
                                        idle[0] = Deadline.in(Duration.ofMillis(20));
                                    }
                                    return true;
                                }),
                        on(silent, v -> true),
                        after(LONG, () -> false),
                        at(() -> idle[0], () -> false));
        while (next.run()) {}
        assertThat(idle[0].hasPassed()).isTrue();
        assertThat(ticks[0]).isPositive();
    }

    /** With the guard, which goes first; a run that waits does not ask again. */
    @Test
    @DisplayName("L33 L29 a deadline that moves is asked for once a run, if its guard is true")
    void deadlineThatMovesIsAskedForOnceARun() throws Exception {
        Channel<Integer> in = Channel.buffered(1);
        AtomicInteger asked = new AtomicInteger();
        boolean[] open = {false};
        Select<Boolean> select =
                Select.of(
                        on(in, v -> false),
                        at(
                                        () -> {
                                            asked.incrementAndGet();
                                            return Deadline.in(Duration.ZERO);
                                        },
                                        () -> true)
                                .when(() -> open[0]));
        in.send(1);
        assertThat(select.run()).isFalse();
        assertThat(asked).hasValue(0);
        open[0] = true;
        assertThat(select.run()).isTrue();
        assertThat(select.run()).isTrue();
        assertThat(asked).hasValue(2);
    }

    /** As the supplier of a value. */
    @Test
    @DisplayName("L33 L25 a supplier of a deadline that throws or gives null fails the run alone")
    void supplierOfADeadlineThatThrowsOrGivesNull() throws Exception {
        Channel<Integer> in = Channel.buffered(1);
        in.send(1);
        AtomicReference<Deadline> deadline = new AtomicReference<>();
        boolean[] broken = {false};
        Select<Integer> select =
                Select.of(
                        on(in, v -> v),
                        at(
                                () -> {
                                    if (broken[0]) {
                                        throw new IllegalStateException("no clock");
                                    }
                                    return deadline.get();
                                },
                                () -> 2));
        assertThatThrownBy(select::run)
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("deadline")
                .hasMessageContaining("guard");
        broken[0] = true;
        assertThatThrownBy(select::run).hasMessage("no clock");
        broken[0] = false;
        assertThat(in.size()).isOne();
        deadline.set(Deadline.in(LONG));
        assertThat(select.run()).isOne();
    }

    /** A ticker is a receiver like another. */
    @Test
    @DisplayName("L33 a tick can be a case, before a time-out and after one")
    void tickCanBeACase() throws Exception {
        Receiver<Tick> ticker = Timers.every(Duration.ofMillis(2));
        Select<Long> select =
                Select.of(
                        on(ticker, Tick::number),
                        on(silent, v -> -1L),
                        after(Duration.ofMinutes(1), () -> -2L));
        long latest = 0;
        for (int run = 0; run < 5; run++) {
            long number = select.run();
            assertThat(number).isGreaterThan(latest);
            latest = number;
        }
        assertThat(
                        Select.<String>one(
                                on(Timers.every(LONG), t -> "tick"),
                                after(Duration.ofMillis(1), () -> "time")))
                .isEqualTo("time");
        assertThat(
                        Select.<String>one(
                                on(Timers.after(Duration.ofMillis(1)), t -> "tick"),
                                after(LONG, () -> "time")))
                .isEqualTo("tick");
    }

    /** Who waits keeps the time himself. */
    @Test
    @DisplayName("L33 time-outs, deadlines and ticks are waited for without another thread")
    void timeIsWaitedForWithoutAnotherThread() {
        Duration soon = Duration.ofMillis(1);
        NoThreads.after(
                0,
                () -> {
                    Channel<Integer> in = Channel.rendezvous();
                    for (Case<String> time :
                            List.<Case<String>>of(
                                    after(soon, () -> "time"),
                                    at(Deadline.in(soon), () -> "time"),
                                    on(Timers.after(soon), tick -> "time"),
                                    on(Timers.every(soon), tick -> "time"))) {
                        assertThat(Select.<String>one(on(in, v -> "value"), time))
                                .isEqualTo("time");
                    }
                    assertThat(in.receiveWithin(soon)).isEqualTo(Received.empty());
                    Timers.sleep(soon);
                });
    }

    /** A task that has ended is ready, each time; one that has not is waited for. */
    @Test
    @DisplayName("L33 a task's completion can be a case")
    void taskCompletionCanBeACase() throws Exception {
        Scope.run(
                scope -> {
                    Channel<Integer> go = Channel.rendezvous();
                    Task<Integer> task = scope.fork("answer", () -> go.receive() + 1);
                    Select<Integer> select =
                            Select.of(
                                    done(task, v -> v),
                                    to(go, 41, () -> 0).when(() -> !task.isDone()));
                    assertThat(select.run()).isZero();
                    assertThat(Select.<Integer>one(done(task, v -> v))).isEqualTo(42);
                    assertThat(select.run()).isEqualTo(42);
                    Task<Object> nothing = scope.fork(() -> null);
                    assertThat(Select.<String>one(done(nothing, v -> "got " + v)))
                            .isEqualTo("got null");
                });
    }

    /** As from a join. */
    @Test
    @DisplayName("L33 the case of a task that has failed throws its failure")
    void caseOfATaskThatHasFailedThrowsItsFailure() throws Exception {
        IllegalStateException failure = new IllegalStateException("broken");
        Scope.unnamed()
                .supervised(e -> {})
                .run(
                        scope -> {
                            Task<Integer> task =
                                    scope.fork(
                                            "worker",
                                            () -> {
                                                throw failure;
                                            });
                            assertThatThrownBy(
                                            () ->
                                                    Select.<Integer>one(
                                                            done(task, v -> v), on(silent, v -> v)))
                                    .isInstanceOf(ProcessFailedException.class)
                                    .hasMessageContaining("worker")
                                    .hasCause(failure);
                            Task<Integer> cancelled =
                                    scope.fork(
                                            () -> {
                                                Channel<Integer> c = Channel.rendezvous();
                                                c.cancel();
                                                return c.receive();
                                            });
                            assertThatThrownBy(() -> Select.<Integer>one(done(cancelled, v -> v)))
                                    .isInstanceOf(WorkCancelledException.class);
                        });
    }

    /** For those who stand outside of the scope and are not interrupted by it. */
    @Test
    @DisplayName("L33 a scope's cancellation can be a case")
    void scopeCancellationCanBeACase() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        AtomicReference<Scope> cancelled = new AtomicReference<>();
        try (Team team = Team.of(runner)) {
            Scope.run(
                    scope -> {
                        cancelled.set(scope);
                        team.start(
                                () ->
                                        seen.set(
                                                Select.<String>one(
                                                        on(silent, v -> "value"),
                                                        done(scope, () -> "cancelled"))));
                        eventually("select waits", () -> silent.waitingReceivers() == 1);
                        scope.cancel();
                    });
        }
        assertThat(seen).hasValue("cancelled");
        assertThat(Select.<String>one(done(cancelled.get(), () -> "again"))).isEqualTo("again");
    }

    /** As with any other case: the handler gets what was there. */
    @Test
    @DisplayName("L20, L33 the case of a task that was matched is not undone by an interrupt")
    void caseOfATaskThatWasMatchedIsNotUndone() {
        try (Team team = Team.of(runner)) {
            team.start(
                    () ->
                            Scope.run(
                                    scope -> {
                                        Task<Integer> task = scope.fork(() -> 5);
                                        task.join();
                                        int got =
                                                Select.<Integer>one(
                                                        done(task, v -> v)
                                                                .when(
                                                                        L33KindsOfCaseTest
                                                                                ::interrupt));
                                        assertThat(got).isEqualTo(5);
                                        assertThat(Thread.interrupted()).isTrue();
                                    }));
        }
    }

    /** A guard that is true; what it does comes between the look at the status and the match. */
    private static boolean interrupt() {
        Thread.currentThread().interrupt();
        return true;
    }
}
