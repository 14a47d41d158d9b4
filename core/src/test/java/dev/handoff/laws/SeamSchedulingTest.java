package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;
import static dev.handoff.Select.toNext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.DeadlineExceededException;
import dev.handoff.Handoff;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Another scheduling can take the place of the machine: one process at a time, its own coin, its own clock. */
class SeamSchedulingTest {
    /** A bit of everything: channels, selects that meet, time-outs, tasks, nested scopes, cancels. */
    private static void everything(List<String> output) throws Exception {
        Scope.named("outer")
                .deadline(Duration.ofHours(1))
                .run(
                        scope -> {
                            Receiver<Integer> numbers =
                                    scope.produce(
                                            "numbers",
                                            2,
                                            out -> {
                                                for (int i = 0; i < 5; i++) {
                                                    out.send(i);
                                                }
                                            });
                            Channel<String> lines = Channel.rendezvous();
                            Task<Integer> sum =
                                    scope.fork(
                                            "sum",
                                            () -> {
                                                int total = 0;
                                                for (int n : numbers) {
                                                    lines.send("got " + n);
                                                    total += n;
                                                }
                                                return total;
                                            });
                            scope.go("ticks", () -> tick(lines));
                            scope.go("limited", () -> limited(lines));
                            Select<Boolean> next =
                                    Select.of(
                                            on(lines, output::add),
                                            Select.done(sum, total -> !output.add("sum " + total)),
                                            after(Duration.ofMinutes(2), () -> false));
                            while (next.run()) {}
                            while (lines.receiveWithin(Duration.ofMinutes(5)).orNull() != null) {}
                            scope.cancel();
                        });
    }

    private static void tick(Channel<String> lines) throws InterruptedException {
        Receiver<dev.handoff.Tick> ticker = Timers.every(Duration.ofSeconds(20));
        for (int i = 0; i < 3; i++) {
            lines.send("tick " + ticker.receive().number());
        }
    }

    private static void limited(Channel<String> lines) throws InterruptedException {
        try {
            Scope.named("limit")
                    .deadline(Duration.ofSeconds(30))
                    .run(inner -> inner.go(Channel.never()::receive));
        } catch (DeadlineExceededException e) {
            lines.sendWithin("late", Duration.ofSeconds(1));
        }
    }

    /** To the last toss. */
    @Test
    @DisplayName("Seam: the same seed makes the same run, another seed another")
    void sameSeedMakesTheSameRun() {
        Set<String> traces = new HashSet<>();
        for (int seed = 0; seed < 30; seed++) {
            List<String> first = new ArrayList<>();
            List<String> second = new ArrayList<>();
            String trace = Turns.withSeed(seed).run(() -> everything(first));
            assertThat(Turns.withSeed(seed).run(() -> everything(second))).isEqualTo(trace);
            assertThat(second).isEqualTo(first).isNotEmpty();
            traces.add(trace);
        }
        assertThat(traces).hasSizeGreaterThan(25);
    }

    /** Time is a number. */
    @Test
    @DisplayName("Seam: hours of sleeping, time-outs and deadlines cost nothing")
    void hoursCostNothing() {
        Duration hours = Duration.ofHours(5);
        Turns turns = Turns.withSeed(1);
        long begin = System.nanoTime();
        turns.run(
                () -> {
                    Channel<Integer> silent = Channel.rendezvous();
                    Timers.sleep(hours);
                    silent.receiveWithin(hours);
                    silent.sendWithin(1, hours);
                    Select.<Integer>one(on(silent, v -> v), after(hours, () -> 0));
                    Timers.every(hours).receive();
                    Timers.after(hours).receive();
                    assertThatThrownBy(
                                    () ->
                                            Scope.unnamed()
                                                    .deadline(hours)
                                                    .run(s -> silent.receive()))
                            .isInstanceOf(DeadlineExceededException.class);
                });
        assertThat(turns.elapsedNanos()).isEqualTo(hours.multipliedBy(7).toNanos());
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(hours);
    }

    /** All of them wait through the seam, so it is known when nobody can go on. */
    @Test
    @DisplayName("Seam: a deadlock is seen at once, with who waits for what")
    void deadlockIsSeenAtOnce() {
        Turns turns = Turns.withSeed(1);
        assertThatThrownBy(
                        () ->
                                turns.run(
                                        () -> {
                                            Channel<Integer> a = Channel.<Integer>named("a").open();
                                            Channel<Integer> b = Channel.<Integer>named("b").open();
                                            Scope.named("both")
                                                    .run(
                                                            scope -> {
                                                                scope.go(
                                                                        "one",
                                                                        () -> {
                                                                            a.receive();
                                                                            b.send(1);
                                                                        });
                                                                scope.go(
                                                                        "two",
                                                                        () -> {
                                                                            b.receive();
                                                                            a.send(1);
                                                                        });
                                                            });
                                        }))
                .isInstanceOf(Turns.Deadlock.class)
                .hasMessageContainingAll(
                        "main: scope: scope \"both\"",
                        "one: receive: channel \"a\" (rendezvous) is empty",
                        "two: receive: channel \"b\" (rendezvous) is empty");
    }

    /** Each thread that works for the program was made by it, and each process inherits it. */
    @Test
    @DisplayName("Seam: every process is started by the scheduling, and has it as its own")
    void everyProcessIsStartedByTheScheduling() {
        List<String> processes = new ArrayList<>();
        AtomicBoolean detached = new AtomicBoolean();
        Turns[] turns = new Turns[1];
        Watcher counting =
                new Watcher() {
                    @Override
                    public void started(String name, Thread thread) {
                        assertThat(Scheduling.current()).isSameAs(turns[0]);
                        assertThat(Thread.currentThread()).isSameAs(thread);
                        processes.add(name);
                    }
                };
        turns[0] = Turns.watchedBy(counting);
        turns[0].run(
                () ->
                        Scope.unnamed()
                                .deadline(Duration.ofSeconds(1))
                                .run(
                                        scope -> {
                                            scope.go("go", () -> scope.go("from inside", () -> {}));
                                            scope.fork("fork", () -> 1).join();
                                            scope.produce("produce", out -> {}).receiveOrNull();
                                            Scope.<Integer>race(() -> 1);
                                            Handoff.go("detached", () -> detached.set(true));
                                        }));
        assertThat(processes)
                .contains("go", "from inside", "fork", "produce", "racer 1", "detached")
                .hasSize(7); // and the one that watches the deadline
        assertThat(detached).isTrue();
    }

    /** A ring of selects, which all meet selects, with time-outs: in whatever order they go, no token is lost. */
    @Test
    @DisplayName("Seam: L31 holds in a thousand orders of a small ring with time-outs")
    void ringHoldsInAThousandOrders() {
        for (int seed = 0; seed < 1_000; seed++) {
            List<Deque<Integer>> held = List.of(token(0), token(1), token(2));
            Turns.withSeed(seed)
                    .run(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                List<Channel<Integer>> channels = new ArrayList<>();
                                                for (int i = 0; i < 3; i++) {
                                                    channels.add(Channel.rendezvous());
                                                }
                                                for (int i = 0; i < 3; i++) {
                                                    Channel<Integer> left = channels.get(i);
                                                    Channel<Integer> right =
                                                            channels.get((i + 1) % 3);
                                                    Deque<Integer> mine = held.get(i);
                                                    scope.go(() -> passOn(left, right, mine));
                                                }
                                            }));
            List<Integer> tokens = new ArrayList<>();
            held.forEach(tokens::addAll);
            assertThat(tokens).as("seed %d", seed).containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    private static Deque<Integer> token(int token) {
        return new ArrayDeque<>(List.of(token));
    }

    private static void passOn(Channel<Integer> left, Channel<Integer> right, Deque<Integer> held)
            throws InterruptedException {
        Select<Boolean> step =
                Select.of(
                        toNext(right, held::peek, () -> held.remove() != null)
                                .when(() -> !held.isEmpty()),
                        on(left, held::add),
                        after(Duration.ofNanos(10), () -> false));
        for (int i = 0; i < 6; i++) {
            step.run();
        }
    }

    /** The default: virtual threads, the machine's clock. */
    @Test
    @DisplayName("Seam: outside of within() the default scheduling is current, and watches nothing")
    void outsideOfWithinTheDefaultSchedulingIsCurrent() {
        Scheduling scheduling = Scheduling.current();
        assertThat(scheduling.watcher()).isSameAs(Watcher.NONE);
        assertThat(scheduling.nanoTime()).isLessThanOrEqualTo(System.nanoTime());
        Turns turns = Turns.withSeed(0);
        Scheduling.within(turns, () -> assertThat(Scheduling.current()).isSameAs(turns));
        assertThat(Scheduling.current()).isSameAs(scheduling);
        for (int i = 0; i < 100; i++) {
            assertThat(scheduling.choose(3)).isBetween(0, 2);
        }
    }
}
