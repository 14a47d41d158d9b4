package dev.handoff.check.coordinate;

import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ProcessBody;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sent;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.Watched;
import dev.handoff.WorkCancelledException;
import dev.handoff.check.Explore;
import dev.handoff.check.Program;
import dev.handoff.check.Report;
import dev.handoff.check.Thorough;
import dev.handoff.check.Verdict;
import dev.handoff.check.VirtualTime;
import dev.handoff.coordinate.Barrier;
import dev.handoff.coordinate.Call;
import dev.handoff.coordinate.Calls;
import dev.handoff.coordinate.Job;
import dev.handoff.coordinate.Latch;
import dev.handoff.coordinate.Once;
import dev.handoff.coordinate.Permits;
import dev.handoff.coordinate.Race;
import dev.handoff.coordinate.WaitGroup;
import dev.handoff.coordinate.WorkFailedException;
import dev.handoff.coordinate.WorkerPool;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** What coordinates processes, in all schedules of small programs, or in many of larger ones. */
class CoordinationTest {
    private static final int MANY = 2_000;

    /** In all schedules, or in as many as are allowed; either way none may go wrong. */
    static Report everywhere(Program program) throws InterruptedException {
        Report report = Thorough.check(Explore.exhaustive().schedules(MANY), program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        Report random = Explore.random().schedules(300).check(program);
        assertThat(random.verdict()).as(random.toString()).isEqualTo(Verdict.CLEAN);
        return report;
    }

    @Test
    @DisplayName("A report shows the state of a wait group as its count")
    void shownCount() throws Exception {
        Report report =
                Explore.random()
                        .schedules(1)
                        .check(
                                () -> {
                                    WaitGroup group = WaitGroup.named("jobs");
                                    group.add(3);
                                    Channel.named("none").open().receive();
                                });
        assertThat(report.toString()).contains("count of wait group").doesNotContain("$Round");
    }

    @Test
    @DisplayName("L25 a permit is with exactly one of those who acquire, select and are cancelled")
    void permits() throws Exception {
        Set<String> outcomes = new TreeSet<>();
        Report report =
                everywhere(
                        () -> {
                            Permits permits = Permits.of(1);
                            Channel<String> news = Channel.rendezvous();
                            String[] outcome = new String[1];
                            Scope.run(
                                    scope -> {
                                        scope.go("holder", () -> permits.with(() -> 1));
                                        scope.go(
                                                "selecting",
                                                () -> {
                                                    outcome[0] =
                                                            Select.one(
                                                                    permits.onAcquire(
                                                                            () -> "permit"),
                                                                    on(news, n -> n));
                                                    if (outcome[0].equals("permit")) {
                                                        permits.release();
                                                        news.receive();
                                                    }
                                                });
                                        news.send("news");
                                    });
                            assertThat(permits.available()).isEqualTo(1);
                            assertThat(permits.waiting()).isZero();
                            outcomes.add(outcome[0]);
                        });
        assertThat(report.isComplete()).as(report.toString()).isTrue();
        assertThat(outcomes).containsExactly("news", "permit");
    }

    @Test
    @DisplayName("L20 an acquire that is cancelled has a permit or has none")
    void permitsCancelled() throws Exception {
        Report report =
                everywhere(
                        () -> {
                            Permits permits = Permits.of(1);
                            permits.acquire();
                            Scope.run(
                                    scope -> {
                                        scope.go("waiting", () -> permits.with(() -> 1));
                                        scope.go("releasing", permits::release);
                                        scope.cancel();
                                    });
                            assertThat(permits.available()).isEqualTo(1);
                        });
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName("L48 who waits for a permit that is never released is in a deadlock that names it")
    void permitsDeadlock() throws Exception {
        Report report =
                Explore.random()
                        .check(
                                () -> {
                                    Permits left = Permits.named("left fork", 1);
                                    Permits right = Permits.named("right fork", 1);
                                    Scope.run(
                                            scope -> {
                                                scope.go(
                                                        () -> left.with(() -> right.with(() -> 1)));
                                                scope.go(
                                                        () -> right.with(() -> left.with(() -> 1)));
                                            });
                                });
        assertThat(report.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.toString())
                .contains("\"left fork\"", "\"right fork\"", "at CoordinationTest.java:");
    }

    @Test
    @DisplayName("R21 what is done before done() happens before the wait returns")
    void waitGroupOrders() throws Exception {
        everywhere(
                () -> {
                    WaitGroup group = WaitGroup.create();
                    Watched<Integer> one = Watched.of(0);
                    Watched<Integer> two = Watched.of(0);
                    Scope.run(
                            scope -> {
                                group.go(scope, "one", () -> one.set(1));
                                group.go(scope, "two", () -> two.set(2));
                                group.await();
                                assertThat(one.get() + two.get()).isEqualTo(3);
                            });
                });
    }

    @Test
    @DisplayName("what is done before a count happens before the latch lets anybody through")
    void latchOrders() throws Exception {
        everywhere(
                () -> {
                    Latch latch = Latch.of(2);
                    Watched<Integer> one = Watched.of(0);
                    Watched<Integer> two = Watched.of(0);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "one",
                                        () -> {
                                            one.set(1);
                                            latch.countDown();
                                        });
                                scope.go(
                                        "two",
                                        () -> {
                                            two.set(2);
                                            latch.countDown();
                                        });
                                latch.await();
                                assertThat(one.get() + two.get()).isEqualTo(3);
                            });
                });
    }

    @Test
    @DisplayName(
            "a body that was begun by a cancelled process is run by the next, and once to its end")
    void once() throws Exception {
        Set<Integer> begun = new TreeSet<>();
        everywhere(
                () -> {
                    AtomicInteger begins = new AtomicInteger();
                    AtomicInteger ends = new AtomicInteger();
                    Channel<Integer> values = Channel.buffered(2);
                    values.send(7);
                    Once<Integer> once =
                            Once.of(
                                    () -> {
                                        begins.incrementAndGet();
                                        int value = values.receive();
                                        ends.incrementAndGet();
                                        return value;
                                    });
                    Scope.run(
                            scope -> {
                                Task<Integer> other = scope.fork("other", once::get);
                                Scope.run(
                                        inner -> {
                                            inner.go("cancelled", once::get);
                                            inner.cancel();
                                        });
                                assertThat(other.join()).isEqualTo(7);
                            });
                    assertThat(ends.get()).isEqualTo(1);
                    begun.add(begins.get());
                });
        assertThat(begun).containsExactly(1, 2);
    }

    @Test
    @DisplayName("an answer is received by its client, refused, or handed to the hook")
    void call() throws Exception {
        Set<String> outcomes = new TreeSet<>();
        everywhere(
                () -> {
                    AtomicInteger handedBack = new AtomicInteger();
                    AtomicInteger received = new AtomicInteger();
                    AtomicInteger refused = new AtomicInteger();
                    Calls<Integer, Integer> calls =
                            Calls.named("calls", a -> handedBack.incrementAndGet());
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "server",
                                        () -> {
                                            Call<Integer, Integer> call =
                                                    calls.requests().receiveOrNull();
                                            if (call != null && !call.reply(1)) {
                                                refused.incrementAndGet();
                                            }
                                        });
                                Scope.run(
                                        inner -> {
                                            inner.go(
                                                    "client",
                                                    () -> {
                                                        calls.call(1);
                                                        received.incrementAndGet();
                                                    });
                                            inner.cancel();
                                        });
                                calls.close();
                            });
                    int total = handedBack.get() + received.get() + refused.get();
                    assertThat(total).isBetween(0, 1);
                    outcomes.add(handedBack + " " + received + " " + refused);
                });
        assertThat(outcomes).contains("0 0 0", "0 0 1", "0 1 0", "1 0 0");
    }

    @Test
    @DisplayName("a cancel by the server leaves no client waiting")
    void callCancelled() throws Exception {
        everywhere(
                () -> {
                    Calls<Integer, Integer> calls = Calls.create();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "client",
                                        () -> {
                                            try {
                                                calls.call(1);
                                            } catch (WorkFailedException e) {
                                                assertThat(e.getMessage()).contains("cancelled");
                                            }
                                        });
                                Call<Integer, Integer> call = calls.requests().tryReceiveOrNull();
                                calls.cancel();
                                if (call != null) {
                                    assertThat(call.reply(2)).isFalse();
                                }
                            });
                });
    }

    @Test
    @DisplayName("an answer at the moment of a cancel is received by its client, or refused")
    void callAnsweredAtACancel() throws Exception {
        Set<String> outcomes = new TreeSet<>();
        Report report =
                everywhere(
                        () -> {
                            AtomicInteger received = new AtomicInteger();
                            AtomicInteger refused = new AtomicInteger();
                            Calls<Integer, Integer> calls =
                                    Calls.named("calls", a -> refused.incrementAndGet());
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                "client",
                                                () ->
                                                        orCancelled(
                                                                () -> {
                                                                    calls.call(1);
                                                                    received.incrementAndGet();
                                                                }));
                                        Call<Integer, Integer> call = calls.requests().receive();
                                        scope.go("cancel", calls::cancel);
                                        if (!call.reply(1)) {
                                            refused.incrementAndGet();
                                        }
                                    });
                            assertThat(received.get() + refused.get()).isEqualTo(1);
                            outcomes.add(received + " " + refused);
                        });
        assertThat(report.isComplete()).as(report.toString()).isTrue();
        assertThat(outcomes).containsExactly("0 1", "1 0");
    }

    @Test
    @DisplayName("of two who reply to a call at once, one is told that it was answered before")
    void callAnsweredTwice() throws Exception {
        Set<Integer> outcomes = new TreeSet<>();
        Report report =
                everywhere(
                        () -> {
                            Calls<Integer, Integer> calls = Calls.create();
                            AtomicInteger received = new AtomicInteger();
                            AtomicInteger told = new AtomicInteger();
                            Scope.run(
                                    scope -> {
                                        scope.go(() -> received.set(calls.call(0)));
                                        Call<Integer, Integer> call = calls.requests().receive();
                                        scope.go(() -> reply(call, 1, told));
                                        reply(call, 2, told);
                                    });
                            assertThat(received.get() + told.get()).isEqualTo(3);
                            outcomes.add(received.get());
                        });
        assertThat(report.isComplete()).as(report.toString()).isTrue();
        assertThat(outcomes).containsExactly(1, 2);
    }

    private static void reply(Call<Integer, Integer> call, int answer, AtomicInteger told) {
        try {
            assertThat(call.reply(answer)).isTrue();
        } catch (IllegalStateException e) {
            told.addAndGet(answer);
        }
    }

    @Test
    @DisplayName("a cancel is told to a server whose handler keeps the client")
    void callCancelledInAHandler() throws Exception {
        Report report =
                everywhere(
                        () -> {
                            Calls<Integer, Integer> calls = Calls.create();
                            Scope.run(
                                    scope -> {
                                        scope.go("client", () -> orCancelled(() -> calls.call(1)));
                                        scope.go("server", () -> orCancelled(() -> keep(calls)));
                                        scope.go("cancel", calls::cancel);
                                    });
                        });
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    /** Takes a call, and keeps its client until there is a cancel. */
    private static void keep(Calls<Integer, Integer> calls) throws InterruptedException {
        calls.requests()
                .receiveHolding(
                        call -> assertThat(Select.one(call.onAbandoned(() -> true))).isTrue());
    }

    private static void orCancelled(ProcessBody body) throws Exception {
        try {
            body.run();
        } catch (WorkFailedException | CancelledException e) {
            assertThat(e.getMessage()).contains("cancelled");
        }
    }

    @Test
    @DisplayName("L49 a call that a server drops is reported, not silent")
    void callDropped() throws Exception {
        Report report =
                Explore.random()
                        .check(
                                () -> {
                                    Calls<Integer, Integer> calls = Calls.named("prices");
                                    Scope.run(
                                            scope -> {
                                                scope.go("client", () -> calls.call(1));
                                                calls.requests().receive();
                                            });
                                });
        assertThat(report.verdict()).isIn(Verdict.DEADLOCK, Verdict.LEAK);
        assertThat(report.toString()).contains("answers of prices");
    }

    @Test
    @DisplayName(
            "L25 a party whose other case was taken by a slow receiver holds nobody to the barrier")
    void barrierHeld() throws Exception {
        Set<String> outcomes = new TreeSet<>();
        everywhere(
                () -> {
                    Barrier barrier = Barrier.of(2);
                    Channel<String> direct = Channel.rendezvous();
                    Latch decided = Latch.of(1);
                    Scope.run(
                            scope -> {
                                Task<String> party =
                                        scope.fork(
                                                "party",
                                                () ->
                                                        barrier.select(
                                                                () -> "all",
                                                                to(
                                                                        direct,
                                                                        "sent",
                                                                        () -> () -> "sent")));
                                scope.go(
                                        "receiver",
                                        () -> direct.receiveHolding(v -> awaitAnyway(decided)));
                                boolean all = barrier.awaitWithin(Duration.ofSeconds(1));
                                decided.countDown();
                                String outcome = party.join();
                                direct.close();
                                assertThat(outcome).isEqualTo(all ? "all" : "sent");
                                outcomes.add(outcome);
                            });
                });
        assertThat(outcomes).containsExactly("all", "sent");
    }

    private static void awaitAnyway(Latch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName(
            "L25 three that time out, select and are cancelled all have the barrier, or none has")
    void barrierLoose() throws Exception {
        Set<Integer> outcomes = new TreeSet<>();
        everywhere(
                () -> {
                    Barrier barrier = Barrier.of(3);
                    Channel<String> news = Channel.buffered(1);
                    AtomicInteger synced = new AtomicInteger();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "timed",
                                        () ->
                                                synced.addAndGet(
                                                        barrier.awaitWithin(Duration.ofSeconds(1))
                                                                ? 1
                                                                : 0));
                                scope.go(
                                        "selecting",
                                        () ->
                                                synced.addAndGet(
                                                        barrier.<Integer>select(
                                                                () -> 1, on(news, n -> () -> 0))));
                                Scope.run(
                                        inner -> {
                                            inner.go(
                                                    "cancelled",
                                                    () -> {
                                                        barrier.await();
                                                        synced.incrementAndGet();
                                                    });
                                            inner.cancel();
                                        });
                                news.send("news");
                            });
                    assertThat(synced.get()).isEqualTo((int) barrier.phases() * 3);
                    assertThat(barrier.toString()).contains("(0 of 3 are here");
                    outcomes.add(synced.get());
                });
        assertThat(outcomes).containsExactly(0, 3);
    }

    @Test
    @DisplayName("L25 three have the barrier, or two of them meet elsewhere and the third gives up")
    void barrier() throws Exception {
        Set<String> outcomes = new TreeSet<>();
        everywhere(
                () -> {
                    Barrier barrier = Barrier.of(3);
                    Channel<String> direct = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                Task<String> other =
                                        scope.fork(
                                                "other",
                                                () ->
                                                        barrier.select(
                                                                () -> "all",
                                                                to(
                                                                        direct,
                                                                        "met",
                                                                        () -> () -> "met")));
                                Task<Boolean> third =
                                        scope.fork(
                                                "third",
                                                () -> barrier.awaitWithin(Duration.ofSeconds(1)));
                                String mine = barrier.select(() -> "all", on(direct, v -> () -> v));
                                boolean all = mine.equals("all");
                                assertThat(other.join()).isEqualTo(mine);
                                assertThat(third.join()).isEqualTo(all);
                                assertThat(barrier.phases()).isEqualTo(all ? 1 : 0);
                                outcomes.add(mine);
                            });
                });
        assertThat(outcomes).containsExactly("all", "met");
    }

    @Test
    @DisplayName("L25 a third party that can be drawn away takes the barrier from all or from none")
    void barrierWithdrawal() throws Exception {
        Set<String> outcomes = new TreeSet<>();
        Program program =
                () -> {
                    Barrier barrier = Barrier.of(2);
                    Channel<String> away = Channel.rendezvous();
                    Channel<String> stop = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                Task<String> one =
                                        scope.fork(
                                                "one",
                                                () ->
                                                        barrier.select(
                                                                () -> "all",
                                                                on(away, v -> () -> v)));
                                Task<String> two =
                                        scope.fork(
                                                "two",
                                                () ->
                                                        barrier.select(
                                                                () -> "all",
                                                                on(stop, v -> () -> v)));
                                boolean drawn =
                                        away.sendWithin("away", Duration.ofSeconds(1))
                                                instanceof Sent.Accepted;
                                if (drawn) {
                                    stop.send("stop");
                                }
                                String result = one.join() + " " + two.join();
                                assertThat(result).isEqualTo(drawn ? "away stop" : "all all");
                                outcomes.add(result);
                            });
                    assertThat(barrier.toString()).contains("(0 of 2");
                };
        everywhere(program);
        assertThat(outcomes).containsExactly("all all", "away stop");
    }

    @Test
    @DisplayName("L20 a party that is cancelled was in the phase or had not offered")
    void barrierCancelled() throws Exception {
        Set<String> outcomes = new TreeSet<>();
        everywhere(
                () -> {
                    Barrier barrier = Barrier.of(2);
                    List<String> went = new ArrayList<>();
                    Scope.run(
                            scope -> {
                                Task<Boolean> stays =
                                        scope.fork(
                                                "stays",
                                                () -> barrier.awaitWithin(Duration.ofSeconds(1)));
                                Scope.run(
                                        inner -> {
                                            inner.go(
                                                    "cancelled",
                                                    () -> {
                                                        barrier.await();
                                                        went.add("went");
                                                    });
                                            inner.cancel();
                                        });
                                assertThat(stays.join()).isEqualTo(!went.isEmpty());
                            });
                    assertThat(barrier.phases()).isEqualTo(went.size());
                    outcomes.add(went.toString());
                });
        assertThat(outcomes).containsExactly("[]", "[went]");
    }

    @Test
    @DisplayName("L35 a pool loses no job, whoever starts and ends when")
    void pool() throws Exception {
        everywhere(
                () -> {
                    AtomicInteger done = new AtomicInteger();
                    Scope.run(
                            scope -> {
                                WorkerPool pool = WorkerPool.in(scope).queue(1).open();
                                scope.go("other", () -> pool.submit(done::incrementAndGet));
                                Job<Integer> job = pool.submit(done::incrementAndGet);
                                assertThat(job.join()).isBetween(1, 2);
                            });
                    assertThat(done.get()).isEqualTo(2);
                });
    }

    @Test
    @DisplayName("L18 a pool whose jobs have been joined has room")
    void poolWithRoom() throws Exception {
        everywhere(
                () ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).open();
                                    pool.submit(() -> 1).join();
                                    assertThat(pool.trySubmitOrNull(() -> 2)).isNotNull();
                                }));
    }

    @Test
    @DisplayName("L38 a pool that is cancelled ends every job, in every schedule")
    void poolCancelled() throws Exception {
        everywhere(
                () ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).queue(1).open();
                                    Channel<Integer> gate = Channel.rendezvous();
                                    Job<Integer> one = pool.submit(() -> gate.receive());
                                    Job<Integer> two = pool.submit(() -> gate.receive());
                                    pool.cancel();
                                    for (Job<Integer> job : List.of(one, two)) {
                                        try {
                                            job.join();
                                            throw new AssertionError("not cancelled");
                                        } catch (WorkCancelledException e) {
                                            assertThat(job.isDone()).isTrue();
                                        }
                                    }
                                }));
    }

    @Test
    @DisplayName("A cancel of a pool costs each worker as much, however many there are")
    void poolOfManyCancelled() throws Exception {
        assertThat(turnsOfCancelled(100)).isLessThan(5 * turnsOfCancelled(25));
    }

    private static long turnsOfCancelled(int workers) throws InterruptedException {
        Report report =
                Explore.roundRobin()
                        .check(
                                () ->
                                        Scope.run(
                                                scope -> {
                                                    WorkerPool pool =
                                                            WorkerPool.in(scope)
                                                                    .workers(workers)
                                                                    .open();
                                                    Channel<Integer> gate = Channel.rendezvous();
                                                    for (int i = 0; i < workers; i++) {
                                                        pool.submit(() -> gate.receive());
                                                    }
                                                    while (gate.waitingReceivers() < workers) {
                                                        Timers.sleep(Duration.ofMillis(1));
                                                    }
                                                    pool.cancel();
                                                }));
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        return report.turns();
    }

    @Test
    @DisplayName("A job that wraps the cancellation of another has not failed, in every schedule")
    void poolCancelledAndWrapped() throws Exception {
        everywhere(
                () ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool =
                                            WorkerPool.in(scope)
                                                    .queue(1)
                                                    .supervised(failure -> {})
                                                    .open();
                                    Channel<Boolean> waits = Channel.buffered(1);
                                    Job<Integer> outer =
                                            pool.submit(
                                                    () -> {
                                                        Job<Integer> inner = pool.submit(() -> 1);
                                                        waits.send(true);
                                                        try {
                                                            return inner.join();
                                                        } catch (WorkCancelledException e) {
                                                            throw new IllegalStateException(e);
                                                        }
                                                    });
                                    waits.receive();
                                    pool.cancel();
                                    try {
                                        outer.join();
                                        throw new AssertionError("not cancelled");
                                    } catch (WorkCancelledException e) {
                                        assertThat(scope.isCancelled()).isFalse();
                                    }
                                }));
    }

    @Test
    @DisplayName(
            "R21 what a job does happens before its join, and what came before its submit before"
                    + " it")
    void poolOrders() throws Exception {
        everywhere(
                () -> {
                    Watched<Integer> given = Watched.of(0);
                    Watched<Integer> got = Watched.of(0);
                    Scope.run(
                            scope -> {
                                WorkerPool pool = WorkerPool.in(scope).queue(1).open();
                                pool.submit(() -> 0);
                                given.set(1);
                                Job<?> job =
                                        pool.submit(
                                                () -> {
                                                    got.set(given.get() + 1);
                                                    return 0;
                                                });
                                job.join();
                                assertThat(got.get()).isEqualTo(2);
                            });
                });
    }

    @Test
    @DisplayName("the limit of a timed call is one for both of its waits, to the instant")
    void callTimedForBoth() throws Exception {
        VirtualTime.run(
                () -> {
                    Calls<Integer, Integer> calls = Calls.create();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "server",
                                        () -> {
                                            Timers.sleep(Duration.ofSeconds(2));
                                            Call<Integer, Integer> call =
                                                    calls.requests().receive();
                                            Timers.sleep(Duration.ofSeconds(2));
                                            assertThat(call.reply(1)).isFalse();
                                        });
                                assertThat(calls.callWithin(1, Duration.ofSeconds(3)))
                                        .isEqualTo(Received.empty());
                                assertThat(VirtualTime.now()).isEqualTo(Duration.ofSeconds(3));
                            });
                });
    }

    @Test
    @DisplayName("a hedged call on virtual time: the second starts after the delay, to the instant")
    void hedged() throws Exception {
        VirtualTime.run(
                () -> {
                    List<Duration> starts = new ArrayList<>();
                    Duration delay = Duration.ofMillis(100);
                    String winner =
                            Race.hedged(
                                    delay,
                                    List.of(
                                            () -> slow(starts, 1000, "first"),
                                            () -> slow(starts, 50, "second"),
                                            () -> slow(starts, 1, "third")));
                    assertThat(winner).isEqualTo("second");
                    assertThat(starts).containsExactly(Duration.ZERO, delay);
                    assertThat(VirtualTime.now()).isEqualTo(Duration.ofMillis(150));
                });
    }

    private static String slow(List<Duration> starts, int millis, String name)
            throws InterruptedException {
        starts.add(VirtualTime.now());
        Timers.sleep(Duration.ofMillis(millis));
        return name;
    }

    @Test
    @DisplayName("a call that is timed has its answer or has given up, at the same instant too")
    void callTimed() throws Exception {
        Explore.random()
                .schedules(300)
                .require(
                        () -> {
                            AtomicInteger handedBack = new AtomicInteger();
                            Calls<Integer, Integer> calls =
                                    Calls.named("calls", a -> handedBack.incrementAndGet());
                            Scope.run(
                                    scope -> {
                                        Task<Boolean> wanted =
                                                scope.fork(
                                                        "server",
                                                        () -> {
                                                            Call<Integer, Integer> call =
                                                                    calls.requests().receive();
                                                            Timers.sleep(Duration.ofSeconds(1));
                                                            return call.reply(1);
                                                        });
                                        Received<Integer> answer =
                                                calls.callWithin(1, Duration.ofSeconds(1));
                                        int has = answer instanceof Received.Value ? 1 : 0;
                                        assertThat(has + handedBack.get())
                                                .isEqualTo(wanted.join() ? 1 : 0);
                                    });
                        });
    }
}
