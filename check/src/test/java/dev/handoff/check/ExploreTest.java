package dev.handoff.check;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Timers;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

class ExploreTest {
    @Test
    @DisplayName("a program that is right in all schedules is clean")
    void clean() throws Exception {
        Report report =
                Thorough.check(
                        Explore.exhaustive(),
                        () -> {
                            Channel<Integer> numbers = Channel.rendezvous();
                            Scope.run(
                                    scope -> {
                                        scope.go("sender", () -> numbers.send(1));
                                        scope.go("receiver", numbers::receive);
                                    });
                        });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName("two processes that wait for each other are a deadlock")
    void deadlock() throws Exception {
        Report report =
                Explore.random()
                        .check(
                                () -> {
                                    Channel<Integer> a = Channel.<Integer>named("a").open();
                                    Channel<Integer> b = Channel.<Integer>named("b").open();
                                    Scope.run(
                                            scope -> {
                                                scope.go(
                                                        "left",
                                                        () -> {
                                                            a.send(1);
                                                            b.receive();
                                                        });
                                                b.send(2);
                                                a.receive();
                                            });
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.toString()).contains("left", "\"a\"", "\"b\"", "ExploreTest.java:");
    }

    @Test
    @DisplayName("a sender that nobody receives from any more is a leak")
    void leak() throws Exception {
        Report report =
                Explore.random()
                        .check(
                                () -> {
                                    Channel<Integer> results =
                                            Channel.<Integer>named("results").open();
                                    Handoff.go("one", () -> results.send(1));
                                    Handoff.go("two", () -> results.send(2));
                                    results.receive();
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.LEAK);
    }

    @Test
    @DisplayName("an order that is rare is found, and replays from its text")
    void replay() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> numbers = Channel.buffered(10);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 4; i++) {
                                    int n = i;
                                    scope.go(() -> numbers.send(n));
                                }
                            });
                    numbers.close();
                    List<Integer> got = new ArrayList<>();
                    numbers.forEach(got::add);
                    if (got.equals(List.of(3, 2, 1, 0))) {
                        throw new AssertionError("got " + got);
                    }
                };
        Report found = Explore.random().check(program);
        assertThat(found.verdict()).as(found.toString()).isEqualTo(Verdict.FAILURE);
        Report again = Explore.replay(found.schedule()).check(program);
        assertThat(again.finding().summary()).isEqualTo(found.finding().summary());
        assertThatThrownBy(() -> Explore.replay(found.schedule()).require(program))
                .isInstanceOf(ExplorationFailure.class)
                .hasMessageContaining("got [3, 2, 1, 0]");
    }

    @Test
    @DisplayName("a finding is told once, as it came, before it is shrunk")
    void asFound() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Program program =
                () -> {
                    runs.incrementAndGet();
                    Planted.ORDER_ASSUMED.program.run();
                };
        List<Report> told = new ArrayList<>();
        Report shrunk =
                Explore.random()
                        .check(
                                program,
                                report -> {
                                    told.add(report);
                                    assertThat(runs).hasValue(report.schedules());
                                });
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().schedules()).isEqualTo(shrunk.schedules());
        assertThat(told.getFirst().verdict()).isEqualTo(Verdict.FAILURE);
        Report again = Explore.replay(told.getFirst().schedule()).check(program);
        assertThat(again.finding().summary()).isEqualTo(shrunk.finding().summary());
    }

    @Test
    @DisplayName("a depth that no strategy could follow is refused")
    void depth() {
        for (int depth : new int[] {0, 1_001, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> Explore.pct(depth))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a depth of " + depth + "; it is 1 to 1,000");
        }
    }

    @Test
    @DisplayName("an exhaustive exploration reaches every outcome")
    void everyOutcome() throws Exception {
        Set<List<Integer>> outcomes = new HashSet<>();
        Report report =
                Thorough.check(
                        Explore.exhaustive(),
                        () -> {
                            Channel<Integer> numbers = Channel.buffered(3);
                            Scope.run(
                                    scope -> {
                                        for (int i = 0; i < 3; i++) {
                                            int n = i;
                                            scope.go(() -> numbers.send(n));
                                        }
                                    });
                            numbers.close();
                            List<Integer> got = new ArrayList<>();
                            numbers.forEach(got::add);
                            outcomes.add(got);
                        });
        assertThat(report.isComplete()).as(report.toString()).isTrue();
        assertThat(outcomes).hasSize(6);
    }

    @Test
    @DisplayName("L26 in virtual time, too, a select comes to each case that is ready")
    void selectsAreFair() throws Exception {
        VirtualTime.run(
                () -> {
                    Channel<Integer> work = Channel.buffered(8);
                    Channel<Integer> b = Channel.buffered(8);
                    Channel<Integer> c = Channel.buffered(8);
                    Channel<String> stop = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                for (Channel<Integer> each : List.of(work, b, c)) {
                                    scope.go(
                                            "source",
                                            () -> {
                                                while (true) {
                                                    each.send(1);
                                                }
                                            });
                                }
                                stop.send("now");
                                while (Select.<Boolean>one(
                                        on(work, v -> true), on(stop, s -> false))) {
                                    Select.<Integer>one(on(b, v -> v), on(c, v -> v));
                                }
                                scope.cancel();
                            });
                });
    }

    @Test
    @DisplayName("virtual time bears two waits that are as long as can be")
    void twoLongWaits() throws Exception {
        Duration ever = ChronoUnit.FOREVER.getDuration();
        VirtualTime.run(
                () -> {
                    Timers.sleep(ever);
                    Duration once = VirtualTime.now();
                    Timers.sleep(ever);
                    assertThat(VirtualTime.now()).isEqualTo(once.multipliedBy(2));
                });
    }

    @Test
    @DisplayName("who settles for good goes on when no program is left but those that sleep")
    void settlesForGoodAfterTheEnd() throws Exception {
        AtomicBoolean wentOn = new AtomicBoolean();
        VirtualTime.run(
                () -> {
                    Handoff.go(
                            "settles",
                            () -> {
                                VirtualTime.settleForGood();
                                wentOn.set(true);
                            });
                    Handoff.go("sleeps", () -> Timers.sleep(Duration.ofSeconds(1)));
                });
        assertThat(wentOn).isTrue();
    }

    @Test
    @DisplayName("of two who sleep each wakes at its own instant, whoever was started first")
    void ownInstants() throws Exception {
        for (int first : List.of(1, 2)) {
            Set<String> seen = new HashSet<>();
            VirtualTime.run(
                    () ->
                            Scope.run(
                                    scope -> {
                                        for (int seconds : List.of(first, 3 - first)) {
                                            scope.go(
                                                    () -> {
                                                        Timers.sleep(Duration.ofSeconds(seconds));
                                                        seen.add(
                                                                seconds
                                                                        + " at "
                                                                        + VirtualTime.now());
                                                    });
                                        }
                                    }));
            assertThat(seen).containsExactlyInAnyOrder("1 at PT1S", "2 at PT2S");
        }
    }

    @Test
    @DisplayName("a program does not go on for a detached process that sleeps")
    void endsBeforeASleeper() throws Exception {
        AtomicBoolean wentOn = new AtomicBoolean();
        VirtualTime.run(
                () ->
                        Handoff.go(
                                "sleeps",
                                () -> {
                                    Timers.sleep(Duration.ofSeconds(1));
                                    wentOn.set(true);
                                }));
        assertThat(wentOn).isFalse();
    }

    @Test
    @DisplayName("time is virtual: an hour passes at once, in order")
    void virtualTime() throws Exception {
        List<String> log = new ArrayList<>();
        VirtualTime.run(
                () -> {
                    Channel<String> words = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            Timers.sleep(Duration.ofHours(1));
                                            words.send("late");
                                        });
                                Select<String> next =
                                        Select.of(
                                                on(words, word -> word),
                                                after(Duration.ofMinutes(50), () -> "timeout"));
                                log.add(next.run());
                                log.add(next.run());
                                log.add(VirtualTime.now().toString());
                            });
                });
        assertThat(log).containsExactly("timeout", "late", "PT1H");
    }

    @Test
    @DisplayName("advance lets time pass for the others, settle lets them do what they can")
    void advance() throws Exception {
        VirtualTime.run(
                () -> {
                    AtomicInteger ticks = new AtomicInteger();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            for (int i = 0; i < 10; i++) {
                                                Timers.sleep(Duration.ofSeconds(1));
                                                ticks.incrementAndGet();
                                            }
                                        });
                                VirtualTime.settle();
                                assertThat(ticks).hasValue(0);
                                VirtualTime.advance(Duration.ofSeconds(3));
                                assertThat(ticks).hasValue(3);
                            });
                });
    }

    @Test
    @DisplayName("a program that takes turns without end is a livelock")
    void livelock() throws Exception {
        Report report =
                Explore.random()
                        .schedules(1)
                        .maxTurns(500)
                        .check(
                                () -> {
                                    Channel<Integer> empty = Channel.rendezvous();
                                    while (true) {
                                        empty.tryReceive();
                                    }
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.LIVELOCK);
    }

    @Test
    @DisplayName("what comes to its end in the last turn that it may take is no livelock")
    void endsInTheLastTurn() throws Exception {
        Report ended = Explore.roundRobin().maxTurns(1).check(() -> {});
        assertThat(ended.turns()).isEqualTo(1);
        assertThat(ended.verdict()).as(ended.toString()).isEqualTo(Verdict.CLEAN);
        Report stuck = Explore.roundRobin().maxTurns(2).check(() -> Channel.rendezvous().receive());
        assertThat(stuck.turns()).isEqualTo(2);
        assertThat(stuck.verdict()).as(stuck.toString()).isEqualTo(Verdict.DEADLOCK);
        assertThat(stuck.toString()).doesNotContain("while others go on");
    }

    @Test
    @DisplayName("processes may use locks and latches: noted, and the run goes on")
    void locksAndLatches() throws Exception {
        Report report =
                Explore.random()
                        .schedules(3)
                        .check(
                                () -> {
                                    Channel<Integer> numbers = Channel.buffered(1);
                                    CountDownLatch latch = new CountDownLatch(1);
                                    ReentrantLock lock = new ReentrantLock();
                                    Scope.run(
                                            scope -> {
                                                scope.go(
                                                        "waiter",
                                                        () -> {
                                                            latch.await();
                                                            lock.lock();
                                                            numbers.send(1);
                                                            lock.unlock();
                                                        });
                                                scope.go(
                                                        "opener",
                                                        () -> {
                                                            Timers.sleep(Duration.ofSeconds(1));
                                                            latch.countDown();
                                                        });
                                                numbers.receive();
                                            });
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        assertThat(report.uncontrolled())
                .anyMatch(
                        line ->
                                line.contains(
                                        "waiter waits outside of Handoff: ExploreTest.java:"));
    }

    @Test
    @DisplayName(
            "a limit in time may be of any length, if it is one; one schedule at least is tried")
    void within() throws Exception {
        Program wrong =
                () -> {
                    throw new IllegalStateException("wrong");
                };
        assertThatThrownBy(() -> Explore.random().within(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
        assertThatThrownBy(() -> Explore.random().within(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Explore.random().within(Duration.ofNanos(1)).check(wrong).isClean()).isFalse();
        assertThat(
                        Explore.random()
                                .within(Duration.ofSeconds(Long.MAX_VALUE))
                                .check(wrong)
                                .isClean())
                .isFalse();
    }

    @Test
    @DisplayName("a process that waits for a latch for ever is reported, not waited for")
    void latchForEver() throws Exception {
        Report report = Explore.random().schedules(1).check(() -> new CountDownLatch(1).await());
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.UNCONTROLLED);
    }

    @Test
    @DisplayName("nothing lives on after a run that is stuck: finally blocks have run")
    void nothingLivesOn() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Report report =
                Explore.random()
                        .schedules(1)
                        .check(
                                () -> {
                                    Channel<Integer> never = Channel.never();
                                    Scope.run(
                                            scope -> {
                                                for (int i = 0; i < 5; i++) {
                                                    scope.go(
                                                            () -> {
                                                                begun.incrementAndGet();
                                                                try {
                                                                    never.receive();
                                                                } finally {
                                                                    ended.incrementAndGet();
                                                                }
                                                            });
                                                }
                                            });
                                });
        assertThat(report.isClean()).isFalse();
        while (ended.get() < begun.get()) {
            Thread.onSpinWait(); // who has no core is not waited for; or the test's time is up
        }
        assertThat(begun.get()).isPositive().isEqualTo(ended.get());
    }
}
