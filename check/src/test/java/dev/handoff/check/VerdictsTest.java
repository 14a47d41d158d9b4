package dev.handoff.check;

import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.ProcessFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.coordinate.Barrier;
import dev.handoff.coordinate.Latch;
import dev.handoff.coordinate.Once;
import dev.handoff.coordinate.Permits;
import dev.handoff.coordinate.WaitGroup;
import dev.handoff.coordinate.WorkerPool;
import dev.handoff.share.Broadcast;
import dev.handoff.share.Watch;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What is found, of all that can be wrong; and that nothing is found where nothing is wrong. */
class VerdictsTest {
    private static final Program TWO_VALUES_LEFT =
            () -> {
                Channel<Integer> c = Channel.<Integer>named("c").buffered(2).open();
                c.send(1);
                c.send(2);
            };

    private static final int MAX_TURNS = 500;
    private static final String GO_ON =
            ", while others go on for 500 turns, the most that a schedule may take; or the program"
                    + " needs more turns (maxTurns)";
    private static final String SO_FAR =
            ", up to 200 turns after the end of the program, which is as far as it was tried";

    @ParameterizedTest
    @EnumSource(Planted.class)
    @DisplayName("L48, L49 the mistake in each of the planted programs is found, and no other")
    void random(Planted planted) throws Exception {
        Report report = Explore.random().schedules(200).maxTurns(MAX_TURNS).check(planted.program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(planted.verdict);
    }

    @ParameterizedTest
    @EnumSource(
            value = Planted.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LATCH", "PARTIAL"})
    @DisplayName("L48, L49 in all schedules, too")
    void exhaustive(Planted planted) throws Exception {
        Report report =
                Explore.exhaustive().schedules(2_000).maxTurns(MAX_TURNS).check(planted.program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(planted.verdict);
    }

    @Test
    @DisplayName("what a process removes that is ended with the run was left")
    void leftoversThatAreCancelled() throws Exception {
        Report report =
                Explore.random()
                        .requireDrained()
                        .check(
                                () -> {
                                    Channel<Integer> jobs =
                                            Channel.<Integer>named("jobs").buffered(1).open();
                                    Handoff.go("server", () -> sleepsAndCancels(jobs));
                                    jobs.send(1);
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.LEAK);
        assertThat(report.toString())
                .contains("sent and never received: 1 value in channel \"jobs\"");
    }

    private static void sleepsAndCancels(Channel<Integer> jobs) throws InterruptedException {
        try {
            while (true) {
                Timers.sleep(Duration.ofSeconds(1));
            }
        } finally {
            jobs.cancel();
        }
    }

    @Test
    @DisplayName("values that are left are noted, and a finding only if they must be received")
    void leftovers() throws Exception {
        Report noted = Explore.random().schedules(3).check(TWO_VALUES_LEFT);
        assertThat(noted.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(noted.toString())
                .contains("not received: values in channel \"c\", in 3 schedules");
        Report found = Explore.random().requireDrained().check(TWO_VALUES_LEFT);
        assertThat(found.verdict()).isEqualTo(Verdict.LEAK);
        assertThat(found.toString()).contains("sent and never received: 2 values in channel \"c\"");
        Report drained =
                Explore.random().schedules(3).requireDrained().check(Planted.CLOSED.program);
        assertThat(drained.toString()).doesNotContain("not received");
    }

    @Test
    @DisplayName("what the parts of the library are at rest with is no value that is left")
    void tokens() throws Exception {
        Report report =
                Explore.random()
                        .schedules(20)
                        .requireDrained()
                        .check(
                                () -> {
                                    Permits permits = Permits.named("permits", 2);
                                    Latch latch = Latch.named("latch", 1);
                                    WaitGroup group = WaitGroup.named("group");
                                    Barrier barrier = Barrier.named("barrier", 2);
                                    Watch<String> watch = Watch.named("watch", "new");
                                    Once<Integer> once = Once.named("once", () -> 1);
                                    Scope.run(
                                            scope -> {
                                                WorkerPool pool =
                                                        WorkerPool.in(scope).workers(1).open();
                                                pool.submit(() -> permits.with(once::get)).join();
                                                group.go(scope, "party", () -> barrier.await());
                                                barrier.await();
                                                group.await();
                                            });
                                    latch.countDown();
                                    watch.set("old");
                                });
        assertThat(report.toString()).startsWith("clean").doesNotContain("not received");
    }

    @Test
    @DisplayName("the call that replays a finding asks for what the exploration has asked for")
    void replaysWithItsSettings() throws Exception {
        Report found = Explore.random().requireDrained().fine().maxTurns(99).check(TWO_VALUES_LEFT);
        assertThat(found.toString())
                .endsWith(
                        "replay with Explore.replay(\"h1\").maxTurns(99).fine().requireDrained()");
        Report again =
                Explore.replay("h1").maxTurns(99).fine().requireDrained().check(TWO_VALUES_LEFT);
        assertThat(again.verdict()).isEqualTo(found.verdict());
    }

    @Test
    @DisplayName("L48 who has long waited for what nobody does is deadlocked, though others go on")
    void othersGoOn() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> news = Channel.<Integer>named("news").open();
                    Scope.run(
                            scope -> {
                                scope.go("polls", VerdictsTest::pollsForEver);
                                news.receive();
                            });
                };
        Report report = Explore.random().maxTurns(MAX_TURNS).check(program);
        assertThat(report.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.finding().summary())
                .isEqualTo("main waits to receive from channel \"news\"" + GO_ON);
        assertThat(report.toString()).doesNotContain("not shown it again");
    }

    @Test
    @DisplayName("L48 who has long waited is told that the program may need more turns, as it does")
    void needsMoreTurns() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> result = Channel.<Integer>named("result").open();
                    Channel<Integer> busy = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "worker",
                                        () -> {
                                            for (int i = 0; i < 2 * MAX_TURNS; i++) {
                                                busy.tryReceive();
                                            }
                                            result.send(1);
                                        });
                                result.receive();
                            });
                };
        Report report = Explore.roundRobin().maxTurns(MAX_TURNS).check(program);
        assertThat(report.finding().summary())
                .isEqualTo("main waits to receive from channel \"result\"" + GO_ON);
        assertThat(Explore.roundRobin().maxTurns(3 * MAX_TURNS).check(program).isClean()).isTrue();
    }

    @Test
    @DisplayName("L48 who has waited for less than half of an endless run is not deadlocked")
    void waitsSinceLate() throws Exception {
        Report report =
                Explore.roundRobin()
                        .maxTurns(200)
                        .check(
                                () -> {
                                    Channel<Integer> c = Channel.rendezvous();
                                    Channel<Integer> d = Channel.rendezvous();
                                    Handoff.go("poller", () -> look(d, Integer.MAX_VALUE));
                                    look(d, 60);
                                    c.receive();
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.LIVELOCK);
    }

    private static void look(Channel<Integer> channel, int times) {
        for (int i = 0; i < times; i++) {
            channel.size();
        }
    }

    @Test
    @DisplayName("L48 who has long waited for somebody who goes on is not deadlocked")
    void partnerGoesOn() throws Exception {
        Report report = Explore.random().maxTurns(MAX_TURNS).check(sendsOnceThenPolls(2));
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.LIVELOCK);
        assertThat(report.toString()).doesNotContain("not shown it again");
    }

    @Test
    @DisplayName("L48 who has been woken, and has had no turn since, is not deadlocked")
    void starved() throws Exception {
        Report report = Explore.replay("h1").maxTurns(MAX_TURNS).check(sendsOnceThenPolls(1));
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.LIVELOCK);
        assertThat(report.finding().details())
                .first()
                .asString()
                .startsWith("main could go on, at ");
    }

    @ParameterizedTest(name = "by a select: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("L48 L24 who has been received by a handler that does not return waits for that")
    void heldByAHandler(boolean bySelect) throws Exception {
        Program program =
                () -> {
                    Channel<Integer> in = Channel.<Integer>named("in").open();
                    Channel<Integer> never = Channel.<Integer>named("never").open();
                    Scope.run(
                            scope -> {
                                scope.go("server", () -> in.receiveHolding(v -> receive(never)));
                                if (bySelect) {
                                    Select.<Integer>one(to(in, 1, () -> 1), on(never, v -> v));
                                } else {
                                    in.send(1);
                                }
                            });
                };
        Report report = Explore.exhaustive().check(program);
        assertThat(report.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.finding().details())
                .anyMatch(
                        line ->
                                line.startsWith(
                                        "main waits for the handler of the receiver of channel"
                                                + " \"in\", "));
        assertThat(report.toString())
                .contains("main waits for the handler of the receiver of channel \"in\"\n") // drawn
                .doesNotContain("nobody can ever receive it");
    }

    @Test
    @DisplayName(
            "L48 the subscriber that reads nothing is named beside those who wait for each other")
    void unreadSubscription() throws Exception {
        Program program =
                () ->
                        Scope.run(
                                scope -> {
                                    Broadcast<Integer> b = Broadcast.<Integer>named("b").in(scope);
                                    b.subscribe(); // nobody reads it
                                    Receiver<Integer> read = b.subscribe();
                                    scope.go(
                                            "sender",
                                            b.sender(),
                                            out -> out.sendAll(List.of(1, 2)));
                                    read.forEach(value -> {});
                                });
        Report report = Explore.random().check(program);
        assertThat(report.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.finding().summary())
                .isEqualTo(
                        "main and broadcast \"b\" wait for each other; broadcast \"b\" waits for"
                                + " ever to send to channel \"subscriber 1 of b\": nobody can ever"
                                + " receive it");
    }

    private static void receive(Channel<Integer> channel) {
        try {
            channel.receive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleepsForEver() throws InterruptedException {
        while (true) {
            Timers.sleep(Duration.ofSeconds(1));
        }
    }

    @Test
    @DisplayName("L49 detached processes that help each other now and then have not leaked")
    void helpedNowAndThen() throws Exception {
        Report report =
                Explore.random()
                        .schedules(5)
                        .check(
                                () -> {
                                    Channel<Integer> beats = Channel.rendezvous();
                                    Handoff.go(
                                            "heart",
                                            () -> {
                                                for (int i = 0; ; i++) {
                                                    Timers.sleep(Duration.ofSeconds(1));
                                                    beats.send(i);
                                                }
                                            });
                                    Handoff.go("monitor", () -> beats.forEach(beat -> {}));
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    @DisplayName("L48 a detached process whose scope has one that sleeps is not deadlocked")
    void scopeOfASleeper() throws Exception {
        Report report =
                Explore.random()
                        .schedules(5)
                        .check(
                                () ->
                                        Handoff.go(
                                                "service",
                                                () ->
                                                        Scope.run(
                                                                s ->
                                                                        s.go(
                                                                                "heart",
                                                                                VerdictsTest
                                                                                        ::sleepsForEver))));
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    @DisplayName("L48 of strangers beside who goes on it is said how far that was tried")
    void strangersBesideWhoGoesOn() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> a = Channel.<Integer>named("a").open();
                    Channel<Integer> b = Channel.<Integer>named("b").open();
                    Handoff.go("service", () -> Scope.run(scope -> serve(scope, a, b)));
                    Handoff.go("heart", VerdictsTest::sleepsForEver);
                };
        Report report = Explore.random().schedules(5).check(program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.finding().summary()).isEqualTo("left and right wait" + SO_FAR);
    }

    private static void serve(Scope scope, Channel<Integer> a, Channel<Integer> b) {
        scope.go("left", () -> a.receive());
        scope.go("right", () -> b.receive());
    }

    @Test
    @DisplayName(
            "L49 of those who help each other now and then, who waits for somebody else has leaked")
    void leakBesideHelp() throws Exception {
        Report report =
                Explore.random()
                        .schedules(5)
                        .check(
                                () -> {
                                    Channel<Integer> never = Channel.<Integer>named("never").open();
                                    Handoff.go("leaks", () -> never.receive());
                                    Handoff.go("heart", VerdictsTest::sleepsForEver);
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.LEAK);
        assertThat(report.finding().summary())
                .isEqualTo("leaks waits to receive from channel \"never\"" + SO_FAR);
    }

    @Test
    @DisplayName("L48 who waits at a channel that is never ready is told that it is one")
    void never() throws Exception {
        Report report = Explore.random().schedules(1).check(() -> Channel.never().receive());
        assertThat(report.finding().summary())
                .containsPattern("to receive from channel #\\d+ \\(never\\)");
    }

    @Test
    @DisplayName("L48 what is shown as it came knows who has sent, too")
    void asItCame() throws Exception {
        List<Report> told = new ArrayList<>();
        Explore.random().schedules(20).check(Planted.EXTRA_RECEIVE.program, told::add);
        assertThat(told).isNotEmpty();
        assertThat(told.getFirst().finding().details())
                .noneMatch(line -> line.contains("nobody has ever sent"));
    }

    @Test
    @DisplayName(
            "L28 L48 nobody is hoped for at a case of a select whose channel has ended meanwhile")
    void caseThatHasEnded() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> stop = Channel.<Integer>named("stop").open();
                    Channel<Integer> work = Channel.<Integer>named("work").open();
                    Select<Boolean> next = Select.of(on(stop, v -> false), on(work, v -> true));
                    Scope.run(
                            scope -> {
                                scope.go("worker", () -> selectOn(next));
                                work.send(1);
                                stop.close();
                            });
                };
        Report report = Explore.random().check(program);
        assertThat(report.verdict()).isEqualTo(Verdict.LEAK);
        assertThat(report.toString())
                .contains("worker selects: receive from channel \"stop\" (has ended), receive")
                .doesNotContain("sends to channel \"stop\"");
    }

    private static void selectOn(Select<Boolean> next) throws InterruptedException {
        while (next.run()) {}
    }

    @Test
    @DisplayName("L48 a helper of other schedules that was not started in this one has not ended")
    void helperOfOthers() throws Exception {
        Report report =
                Explore.random()
                        .check(
                                () -> {
                                    Channel<Integer> c = Channel.<Integer>named("c").open();
                                    Channel<String> words =
                                            Channel.<String>named("words").buffered(2).open();
                                    Scope.run(
                                            scope -> {
                                                scope.go("first", () -> words.send("help"));
                                                scope.go("second", () -> words.send("none"));
                                                if (words.receive().equals("help")) {
                                                    scope.go("helper", () -> c.send(1));
                                                }
                                                c.receive();
                                            });
                                });
        assertThat(report.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.toString())
                .contains(
                        "helper sends to it, or closes it, in other schedules, and was not started"
                                + " here")
                .doesNotContain("has ended");
    }

    /** Main receives so often from a process that sends once, and goes on for ever. */
    private static Program sendsOnceThenPolls(int receives) {
        return () -> {
            Channel<Integer> news = Channel.rendezvous();
            Scope.run(
                    scope -> {
                        scope.go(
                                "polls",
                                () -> {
                                    news.send(1);
                                    pollsForEver();
                                });
                        for (int i = 0; i < receives; i++) {
                            news.receive();
                        }
                    });
        };
    }

    @Test
    @DisplayName("a deadlock beside who never ends is shrunk to that deadlock")
    void deadlockBesideWhoPolls() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> a = Channel.<Integer>named("a").open();
                    Channel<Integer> b = Channel.<Integer>named("b").open();
                    Scope.run(
                            scope -> {
                                scope.go("polls", VerdictsTest::pollsForEver);
                                scope.go("left", () -> b.send(a.receive()));
                                scope.go("right", () -> a.send(b.receive()));
                            });
                };
        Report report = Explore.random().maxTurns(MAX_TURNS).check(program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.finding().summary()).isEqualTo("left and right wait" + GO_ON);
    }

    private static void pollsForEver() {
        Channel<Integer> empty = Channel.rendezvous();
        while (true) {
            empty.tryReceive();
        }
    }

    @Test
    @DisplayName("a value that is left in one channel does not shrink to one in another")
    void leftInTheSameChannel() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> first = Channel.<Integer>named("first").buffered(1).open();
                    Channel<Integer> second = Channel.<Integer>named("second").buffered(1).open();
                    Scope.run(
                            scope -> {
                                scope.go(() -> first.send(1));
                                scope.go(() -> second.send(1));
                                Select.of(on(first, v -> v), on(second, v -> v)).run();
                            });
                };
        for (int seed = 0; seed < 10; seed++) {
            List<String> asFound = new ArrayList<>();
            Report report =
                    Explore.random()
                            .seed(seed)
                            .requireDrained()
                            .check(program, found -> asFound.add(found.finding().summary()));
            assertThat(asFound).containsExactly(report.finding().summary());
        }
    }

    @Test
    @DisplayName("a failure comes with its line, its cause and what was suppressed")
    void failure() throws Exception {
        Program program =
                () ->
                        Scope.run(
                                scope ->
                                        scope.go(
                                                "worker",
                                                () -> {
                                                    IllegalStateException outer =
                                                            new IllegalStateException(
                                                                    "outer",
                                                                    new ArithmeticException("in"));
                                                    outer.addSuppressed(new Exception("beside"));
                                                    throw outer;
                                                }));
        Report report = Explore.random().check(program);
        assertThat(report.finding().cause()).isInstanceOf(ProcessFailedException.class);
        assertThat(report.finding().summary()).isEqualTo("java.lang.IllegalStateException: outer");
        assertThat(report.finding().details())
                .map(line -> line.replaceAll(":\\d+$", ":N"))
                .containsExactly(
                        "thrown by worker at VerdictsTest.java:N",
                        "    caused by java.lang.ArithmeticException: in, thrown at"
                                + " VerdictsTest.java:N",
                        "    suppressed java.lang.Exception: beside, thrown at"
                                + " VerdictsTest.java:N");
    }

    @Test
    @DisplayName("a failure in a scope within a scope is that of the process which has thrown it")
    void failureOfAnInnerProcess() throws Exception {
        Program program =
                () ->
                        Scope.run(
                                outer ->
                                        outer.go(
                                                "outer",
                                                () ->
                                                        Scope.run(
                                                                inner ->
                                                                        inner.go(
                                                                                "inner",
                                                                                VerdictsTest
                                                                                        ::fails))));
        assertThat(Explore.roundRobin().check(program).finding().details())
                .first()
                .asString()
                .startsWith("thrown by inner at VerdictsTest.java:");
    }

    private static void fails() {
        throw new IllegalStateException("no");
    }

    @Test
    @DisplayName("what a thread of the seam throws is told in its turn, before anybody goes on")
    void threadFails() throws Exception {
        Program program =
                () -> {
                    Scheduling scheduling = Scheduling.current();
                    scheduling.start(scheduling.newThread("fails", VerdictsTest::fails));
                    VirtualTime.settle();
                    throw new IllegalStateException("later");
                };
        for (int i = 0; i < 200; i++) {
            Report report = Explore.random().schedules(1).maxTurns(MAX_TURNS).check(program);
            assertThat(report.finding().summary()).contains("IllegalStateException: no");
        }
    }

    @Test
    @DisplayName(
            "what the handler of a thread throws is ignored, as the JVM does, and it is told once")
    void handlerFails() throws Exception {
        Program program =
                () -> {
                    AtomicInteger told = new AtomicInteger();
                    Scheduling scheduling = Scheduling.current();
                    Thread thread = scheduling.newThread("fails", VerdictsTest::fails);
                    thread.setUncaughtExceptionHandler(
                            (t, failure) -> {
                                told.incrementAndGet();
                                throw new IllegalStateException("the handler", failure);
                            });
                    scheduling.start(thread);
                    VirtualTime.settle();
                    thread.join();
                    assertThat(told).hasValue(1);
                };
        Report report = Explore.roundRobin().check(program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    @DisplayName("a process whose thread could not be started is none that anybody waits for")
    void notStarted() throws Exception {
        Program program =
                () -> {
                    Scheduling scheduling = Scheduling.current();
                    Thread thread = scheduling.newThread("twice", () -> {});
                    scheduling.start(thread);
                    assertThatThrownBy(() -> scheduling.start(thread))
                            .isInstanceOf(IllegalThreadStateException.class);
                };
        Report report = Explore.random().schedules(20).maxTurns(MAX_TURNS).check(program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    @DisplayName("who waits until a detached process has gone on for long is said to wait so far")
    void waitsSoFar() throws Exception {
        Program program =
                () -> {
                    Channel<String> found = Channel.<String>named("found").open();
                    Handoff.go("reporter", found::receive);
                    Handoff.go(
                            "poller",
                            () -> {
                                for (int i = 0; i < 150; i++) {
                                    Timers.sleep(Duration.ofSeconds(1));
                                }
                                found.send("it");
                            });
                };
        assertThat(Explore.roundRobin().check(program).finding().summary())
                .isEqualTo("reporter waits to receive from channel \"found\"" + SO_FAR);
    }

    @Test
    @DisplayName("not all there is was tried where a detached process would have gone on")
    void detachedGoesOn() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    Handoff.go(
                            "source",
                            () -> {
                                while (true) {
                                    Timers.sleep(Duration.ofSeconds(1));
                                    c.send(1);
                                }
                            });
                    Handoff.go("sink", () -> c.forEach(value -> {}));
                };
        Report report = Explore.exhaustive().check(program);
        assertThat(report.isClean()).as(report.toString()).isTrue();
        assertThat(report.isComplete()).isFalse();
        assertThat(report.toString()).contains("more than 200 turns after the end of the program");
    }

    @Test
    @DisplayName("a value that looks into a channel when it is shown is shown by its class")
    void valueThatLooksIntoAChannel() throws Exception {
        Program program =
                () -> {
                    Channel<Latch> latches = Channel.<Latch>named("latches").buffered(2).open();
                    latches.send(Latch.named("one", 1));
                    throw new IllegalStateException("found");
                };
        assertThat(Explore.roundRobin().check(program).toString())
                .contains("a dev.handoff.coordinate.Latch")
                .doesNotContain("toString failed");
    }

    /** An exception that asks a channel when it is asked for its message. */
    private static final class AskingException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Channel<Integer> channel;

        AskingException(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Override
        public String getMessage() {
            return "there are " + channel.size();
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisplayName("a failure whose message looks into a channel is told, whoever goes on meanwhile")
    void failureThatLooksIntoAChannel() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> numbers = Channel.<Integer>named("numbers").buffered(1).open();
                    Handoff.go(
                            "failing",
                            () -> {
                                throw new AskingException(numbers);
                            });
                    Handoff.go("other", () -> numbers.send(1));
                    numbers.size();
                };
        assertThat(Explore.roundRobin().check(program).toString())
                .contains("AskingException: there are 1", "failing fails");
    }

    @Test
    @Timeout(60)
    @DisplayName("L48 a circle of thousands is found in seconds")
    void longCircle() throws Exception {
        int many = 2_000;
        Report report =
                Explore.roundRobin()
                        .maxTurns(100_000)
                        .check(
                                () ->
                                        Scope.run(
                                                scope -> {
                                                    List<Task<?>> ring = new ArrayList<>();
                                                    Channel<Integer> all = Channel.unbounded();
                                                    for (int i = 0; i < many; i++) {
                                                        int next = (i + 1) % many;
                                                        ring.add(
                                                                scope.fork(
                                                                        () -> {
                                                                            all.receiveOrNull();
                                                                            ring.get(next).join();
                                                                        }));
                                                    }
                                                    all.close();
                                                }));
        assertThat(report.toString()).contains("and 1992 more wait for each other in a circle");
    }
}
