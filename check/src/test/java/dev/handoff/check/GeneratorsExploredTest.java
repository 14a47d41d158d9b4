package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Timers;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorRun;
import dev.handoff.generate.Yielder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

@DisplayName("L42 Generators in all schedules, and under virtual time")
class GeneratorsExploredTest {
    private static Generator<Integer> upTo(int n, AtomicInteger open) {
        return Generator.named(
                "numbers",
                out -> {
                    open.incrementAndGet();
                    try {
                        for (int i = 0; i < n; i++) {
                            out.yield(i);
                        }
                    } finally {
                        open.decrementAndGet();
                    }
                });
    }

    @Test
    @DisplayName("L42 pulls and steps alternate in every schedule")
    void pullsAndStepsAlternate() throws Exception {
        Report report =
                Thorough.check(
                        Explore.exhaustive(),
                        () -> {
                            List<String> log = new ArrayList<>();
                            Generator<Integer> numbers =
                                    Generator.of(
                                            out -> {
                                                for (int i = 0; i < 3; i++) {
                                                    log.add("made " + i);
                                                    out.yield(i);
                                                }
                                                log.add("over");
                                            });
                            for (int n : numbers) {
                                log.add("got " + n);
                            }
                            assertThat(log)
                                    .containsExactly(
                                            "made 0", "got 0", "made 1", "got 1", "made 2", "got 2",
                                            "over");
                        });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName("L42 a close by another process, at any moment, ends the body before it returns")
    void aCloseAtAnyMoment() throws Exception {
        Report report =
                Explore.random() // not exhaustive: who begins is decided by an atomic, which the
                        // reduction does not see
                        .schedules(3_000)
                        .check(
                                () -> {
                                    AtomicInteger open = new AtomicInteger();
                                    GeneratorRun<Integer> run = upTo(2, open).open();
                                    Scope.run(
                                            scope -> {
                                                scope.go(
                                                        "puller",
                                                        () -> {
                                                            int expected = 0;
                                                            Integer n;
                                                            while ((n = run.nextOrNull()) != null) {
                                                                assertThat(n).isEqualTo(expected++);
                                                            }
                                                        });
                                                scope.go(
                                                        "closer",
                                                        () -> {
                                                            run.close();
                                                            assertThat(open).hasValue(0);
                                                        });
                                            });
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    @DisplayName(
            "L42 a close by another process ends a body that waits, whenever it was asked to go on")
    void aCloseEndsABodyThatWaits() throws Exception {
        Report report =
                Explore.random()
                        .schedules(3_000)
                        .check(
                                () -> {
                                    GeneratorRun<Integer> run =
                                            Generator.named(
                                                            "waiting",
                                                            (Yielder<Integer> out) -> {
                                                                out.yield(1);
                                                                Channel.<Integer>rendezvous()
                                                                        .receive();
                                                            })
                                                    .open();
                                    assertThat(run.nextOrNull()).isEqualTo(1);
                                    Scope.run(
                                            scope -> {
                                                scope.go("puller", run::nextOrNull);
                                                scope.go("closer", run::close);
                                            });
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    @DisplayName("L42 a cancelled scope, at any moment, loses no value and leaves nothing running")
    void aCancelAtAnyMoment() throws Exception {
        Explore.random()
                .schedules(3_000)
                .require(
                        () -> {
                            AtomicInteger open = new AtomicInteger();
                            GeneratorRun<Integer> run = upTo(4, open).open();
                            List<Integer> got = new ArrayList<>();
                            try {
                                Scope.run(
                                        scope -> {
                                            scope.go(
                                                    "puller",
                                                    () -> {
                                                        for (int i = 0; i < 3; i++) {
                                                            got.add(run.nextOrNull());
                                                        }
                                                    });
                                            scope.go("canceller", scope::cancel);
                                        });
                            } finally {
                                for (int n : run) {
                                    got.add(n);
                                }
                                assertThat(got).containsExactly(0, 1, 2, 3);
                                run.close();
                                assertThat(open).hasValue(0);
                            }
                        });
    }

    @Test
    @DisplayName("L42 try-with-resources ends the body also when the scope around it is cancelled")
    void tryWithResourcesEndsTheBody() throws Exception {
        Explore.random()
                .schedules(2_000)
                .require(
                        () -> {
                            AtomicInteger open = new AtomicInteger();
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                "puller",
                                                () -> {
                                                    try (var run = upTo(4, open).open()) {
                                                        while (run.nextOrNull() != null) {}
                                                    }
                                                });
                                        scope.cancel();
                                    });
                            assertThat(open).hasValue(0);
                        });
    }

    @Test
    @DisplayName("L42 as a receiver a generator ends when it is cancelled, in every schedule")
    void asAReceiverItEndsWhenItIsCancelled() throws Exception {
        Report report =
                Thorough.check(
                        Explore.exhaustive(),
                        () -> {
                            AtomicInteger open = new AtomicInteger();
                            Scope.run(
                                    scope -> {
                                        Receiver<Integer> numbers = upTo(3, open).receiveIn(scope);
                                        assertThat(numbers.receive()).isZero();
                                        numbers.cancel();
                                    });
                            assertThat(open).hasValue(0);
                        });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName("L42, L49 a loop that is left leaves a process behind, which is reported by name")
    void aLoopThatIsLeftIsALeak() throws Exception {
        Report report =
                Explore.random()
                        .schedules(10)
                        .check(
                                () -> {
                                    for (int n : upTo(3, new AtomicInteger())) {
                                        if (n == 1) {
                                            break;
                                        }
                                    }
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.LEAK);
        assertThat(report.toString()).contains("requests to numbers");
    }

    @Test
    @DisplayName("L42 the time between two steps is the consumer's and the body's together")
    void timesAddUp() throws Exception {
        VirtualTime.run(
                () -> {
                    Generator<Long> times =
                            Generator.of(
                                    out -> {
                                        for (int i = 0; i < 3; i++) {
                                            Timers.sleep(Duration.ofMillis(100));
                                            out.yield(VirtualTime.now().toMillis());
                                        }
                                    });
                    List<Long> got = new ArrayList<>();
                    for (long time : times) {
                        got.add(time);
                        Timers.sleep(Duration.ofSeconds(1)); // nothing is made meanwhile
                    }
                    assertThat(got).containsExactly(100L, 1_200L, 2_300L);
                });
    }

    @Test
    @DisplayName(
            "L42 a generator over a channel that nobody sends to is a deadlock, told with both"
                    + " names")
    void aGeneratorThatWaitsIsInTheReport() throws Exception {
        Report report =
                Explore.random()
                        .schedules(10)
                        .check(
                                () -> {
                                    Channel<Integer> orders =
                                            Channel.<Integer>named("orders").open();
                                    Generator<Integer> forwarded =
                                            Generator.named(
                                                    "forwarded", out -> out.yieldAll(orders));
                                    try (var run = forwarded.open()) {
                                        run.nextOrNull();
                                    }
                                });
        assertThat(report.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.toString()).contains("\"orders\"", "\"forwarded\"");
    }
}
