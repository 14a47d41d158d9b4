package dev.handoff.junit.tests;

import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.handoff.Channel;
import dev.handoff.Diagnosis;
import dev.handoff.Handoff;
import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.junit.Explore;
import dev.handoff.junit.MustEnd;
import dev.handoff.pipeline.Pipeline;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult.Status;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tests that leave something behind, or hang, on the machine as it is. */
class MustEndTest {
    /** Made by no test. */
    private static final Channel<Integer> OUTSIDE = open("outside");

    private static Channel<Integer> open(String name) {
        return Channel.<Integer>named(name).open();
    }

    // ---- what is right

    @MustEnd
    static class RightCases {
        @Test
        void scope() throws Exception {
            Channel<Integer> numbers = open("numbers");
            Scope.run(
                    scope -> {
                        scope.go("sender", () -> numbers.send(1));
                        numbers.receive();
                    });
        }

        @Test
        void detachedAndEnding() throws Exception {
            Channel<Integer> numbers = open("numbers");
            Handoff.go("sender", () -> numbers.send(1));
            numbers.receive(); // the sender may be about to end
        }

        @Test
        void platformThread() throws Exception {
            Channel<Integer> numbers = open("numbers");
            Thread receiver =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            numbers.receiveOrNull();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            numbers.close();
            receiver.join();
        }

        @Test
        void platformThreadThatIsToldToEnd() {
            Thread receiver = receiving(open("numbers"), platform("told to end"));
            CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)
                    .execute(receiver::interrupt);
        }

        @Test
        void platformThreadThatWaitsWithALimit() {
            Channel<Integer> numbers = open("numbers");
            Thread receiver =
                    platform("patient")
                            .start(
                                    () -> {
                                        try {
                                            numbers.receiveWithin(Duration.ofSeconds(5));
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            while (receiver.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }

        @Test
        void interruptedWhileItsProcessEnds() {
            Channel<Integer> numbers = open("numbers");
            Handoff.go("patient", () -> numbers.receiveWithin(Duration.ofMillis(200)));
            awaitWaitAt(numbers);
            Thread.currentThread().interrupt();
        }

        @Test
        void interruptedByItself() {
            Thread.currentThread().interrupt();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** A thread that is no process, and waits for a value. */
    private static Thread receiving(Channel<Integer> channel, Thread.Builder kind) {
        Thread thread =
                kind.start(
                        () -> {
                            try {
                                channel.receive();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        while (thread.getState() != Thread.State.WAITING) { // before that it may still be looking
            Thread.onSpinWait();
        }
        return thread;
    }

    private static Thread.Builder platform(String name) {
        return Thread.ofPlatform().name(name).daemon();
    }

    /** So that what is left behind is seen at its wait, however late it was in coming there. */
    private static void awaitWaitAt(Channel<Integer> channel) {
        while (channel.waitingReceivers() + channel.waitingSenders() == 0) {
            Thread.onSpinWait();
        }
    }

    /** Runs them until all is well, some times at most: the machine may stall for a second, not always. */
    private static Ran ran(Class<?> type, Predicate<Ran> isWell) {
        Ran ran = Ran.tests(type);
        for (int i = 1; i < 5 && !isWell.test(ran); i++) {
            ran = Ran.tests(type);
        }
        return ran;
    }

    private static Predicate<Ran> failed(int count) {
        return ran -> ran.events().failed().count() == count;
    }

    @Test
    @DisplayName("a test whose processes and threads end in a second passes, detached or not")
    void right() {
        Ran ran = ran(RightCases.class, failed(0));
        assertThat(ran.events().succeeded().count()).isEqualTo(7);
    }

    /** At each instant somebody is there, and it is not always the same. */
    @MustEnd
    static class TakingTurnsCases {
        /** Neither is a process. */
        @RepeatedTest(5)
        void threadsThatTalk() {
            Channel<Integer> there = open("there");
            Channel<Integer> back = open("back");
            long end = System.nanoTime() + Duration.ofMillis(100).toNanos();
            run(
                    "asks",
                    () -> {
                        while (System.nanoTime() - end < 0) {
                            there.send(1);
                            back.receive();
                        }
                        there.close();
                    });
            run(
                    "answers",
                    () -> {
                        for (int question : there) {
                            back.send(question);
                        }
                    });
        }

        private static void run(String name, ProcessBody body) {
            platform(name)
                    .start(
                            () -> {
                                try {
                                    body.run();
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            });
        }

        @RepeatedTest(5)
        void processesThatStartTheNext() throws Exception {
            Channel<Integer> end = open("end");
            Scope.run( // a hash table that has held many stays large, and a walk over it is slow
                    scope -> {
                        for (int i = 0; i < 20_000; i++) {
                            scope.go(end::receiveOrNull);
                        }
                        end.close();
                    });
            startNext(System.nanoTime() + Duration.ofMillis(100).toNanos());
        }

        private static void startNext(long end) {
            if (System.nanoTime() - end < 0) {
                Handoff.go("", () -> startNext(end));
            }
        }
    }

    @Test
    @DisplayName("those who take turns have the second, too, in which all must end")
    void takingTurns() {
        Ran ran = ran(TakingTurnsCases.class, failed(0));
        assertThat(ran.events().succeeded().count()).isEqualTo(10);
    }

    // ---- leaks

    @Execution(ExecutionMode.CONCURRENT)
    static class LeakCases {
        static final CountDownLatch ENDED = new CountDownLatch(1);

        @MustEnd
        @Test
        void detached() {
            Channel<Integer> results = open("results");
            Handoff.go(
                    "left",
                    () -> {
                        try {
                            results.send(1);
                        } finally {
                            ENDED.countDown();
                        }
                    });
            awaitWaitAt(results);
        }

        @MustEnd
        @Test
        void byAnother() throws Exception {
            Channel<Integer> results = open("results");
            Scope.run(scope -> scope.go(() -> Handoff.go("grandchild", results::receive)));
            awaitWaitAt(results);
        }

        @MustEnd
        @Test
        void held() {
            Channel<Integer> results = open("results");
            Handoff.go("left", () -> results.send(1));
            holdWhoWaitsAt(results);
        }

        @MustEnd
        @Test
        void heldSelect() {
            Channel<Integer> results = open("results");
            Handoff.go("left", () -> Select.of(to(results, 1, () -> true)).run());
            holdWhoWaitsAt(results);
        }

        private static void holdWhoWaitsAt(Channel<Integer> results) {
            awaitWaitAt(results);
            CountDownLatch met = new CountDownLatch(1);
            Handoff.go("server", () -> results.receiveHolding(v -> holdUntilInterrupted(met)));
            while (met.getCount() > 0) {
                Thread.onSpinWait();
            }
        }

        private static void holdUntilInterrupted(CountDownLatch met) {
            met.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
        }

        @MustEnd
        @Test
        void latch() {
            Thread outside = Handoff.go("outside", () -> new CountDownLatch(1).await());
            while (outside.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }

        /** Its source waits in no line of the test, and its worker was started in none. */
        @MustEnd
        @Test
        void ofAPipeline() throws Exception {
            Channel<Integer> numbers = open("numbers");
            CountDownLatch met = new CountDownLatch(1);
            Pipeline<Integer> pipeline =
                    Pipeline.from(numbers).parallelUnordered(2, number -> awaitForEver(met));
            Handoff.go("left", () -> pipeline.forEach(number -> {}));
            numbers.send(1);
            met.await();
            awaitWaitAt(numbers);
        }

        private static int awaitForEver(CountDownLatch met) throws InterruptedException {
            met.countDown();
            new CountDownLatch(1).await();
            return 0;
        }

        @MustEnd
        @Test
        void thread() {
            receiving(open("results"), platform("plain"));
        }

        @MustEnd
        @Test
        void threadWithoutAName() {
            receiving(open("results"), Thread.ofVirtual());
        }

        /** As after an operation that was matched before the interrupt. */
        @MustEnd
        @Test
        void interrupted() {
            Channel<Integer> results = open("results");
            Handoff.go("left", () -> results.send(1));
            awaitWaitAt(results);
            Thread.currentThread().interrupt();
        }

        @MustEnd
        @Test
        void failing() {
            Channel<Integer> results = open("results");
            Handoff.go("left", () -> results.send(1));
            awaitWaitAt(results);
            throw new IllegalStateException("for another reason");
        }

        @Test
        void notAsked() {
            Channel<Integer> results = open("results");
            Thread left = Handoff.go("left", () -> results.send(1));
            left.interrupt();
        }
    }

    @Test
    @DisplayName("R23 a process that a test leaves behind fails it: who, started and waiting where")
    void leak() throws Exception {
        Ran ran = Ran.tests(LeakCases.class);
        assertThat(ran.failure("detached"))
                .hasMessageStartingWith("the test has left behind")
                .hasMessageMatching(
                        "(?s).*\\n"
                            + "  left \\(started at MustEndTest.java:\\d+\\): send: nobody receives"
                            + " from channel \"results\" \\(rendezvous\\), for \\d+\\.\\d s, at"
                            + " MustEndTest.java:\\d+");
        LeakCases.ENDED.await(); // it was interrupted
        assertThat(ran.failure("byAnother"))
                .hasMessageContaining("grandchild (started at MustEndTest.java:")
                .hasMessageContaining("receive: channel \"results\"");
        assertThat(ran.failure("latch"))
                .hasMessageContaining("outside (started at MustEndTest.java:")
                .hasMessageContaining("waits for java.util.concurrent.CountDownLatch");
        assertThat(ran.result("notAsked").getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    @DisplayName("of lines that are not the user's nothing is said")
    void unknownLines() {
        assertThat(Ran.tests(LeakCases.class).failure("ofAPipeline").getMessage().lines())
                .anyMatch(line -> line.matches(".*\\(started at .*\\): receive: .*, for [\\d.]+ s"))
                .anyMatch(line -> line.matches(".*, worker 1: waits for .*, at MustEndTest.*"))
                .noneMatch(line -> line.contains("unknown"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"held", "heldSelect"})
    @DisplayName("L24 of a sender whose value a handler has it is said that it waits for that")
    void leftToAHandler(String test) {
        assertThat(Ran.tests(LeakCases.class).failure(test))
                .hasMessageMatching(
                        "(?s).* left \\(started at MustEndTest.java:\\d+\\): send: the receiver's"
                                + " handler is running on channel \"results\".*");
    }

    @Test
    @DisplayName("a thread that is left waiting at a channel of the test fails it, too")
    void leftThread() {
        Ran ran = Ran.tests(LeakCases.class);
        assertThat(ran.failure("thread"))
                .hasMessageContaining("plain (not of the test): receive: channel \"results\"");
        assertThat(ran.failure("threadWithoutAName"))
                .hasMessageContaining("  a process without a name (not of the test): receive: ");
    }

    @Test
    @DisplayName("L20 a test whose interrupt status stays set is told what it has left behind, too")
    void leakOfAnInterruptedTest() {
        assertThat(Ran.tests(LeakCases.class).failure("interrupted"))
                .hasMessageStartingWith("the test has left behind")
                .hasMessageContaining("left (started at MustEndTest.java:");
    }

    @Test
    @DisplayName("how long somebody has waited is written in the same way wherever the test runs")
    @ResourceLock(Resources.LOCALE)
    void locale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Ran.tests(LeakCases.class).failure("detached"))
                    .hasMessageMatching("(?s).*, for \\d+\\.\\d s, at .*");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    @DisplayName("what a failing test leaves behind is added to its failure")
    void leakOfAFailingTest() {
        Throwable failure = Ran.tests(LeakCases.class).failure("failing");
        assertThat(failure).hasMessage("for another reason");
        assertThat(failure.getSuppressed()).singleElement().asString().contains("left (started at");
    }

    // ---- attribution

    @MustEnd
    @Execution(ExecutionMode.CONCURRENT)
    static class ParallelCases {
        /** For each run anew. */
        static final CyclicBarrier BOTH = new CyclicBarrier(2);

        private static void meet() throws Exception {
            BOTH.await();
        }

        @Test
        void leaks() throws Exception {
            Channel<Integer> results = open("leaked");
            Handoff.go("left", () -> results.send(1));
            awaitWaitAt(results);
            meet();
        }

        @Test
        void innocent() throws Exception {
            meet();
            Channel<Integer> results = open("results");
            Handoff.go("right", () -> results.send(1));
            results.receive();
        }
    }

    @Test
    @DisplayName("of tests that run at the same time only the one that leaks fails")
    void parallel() {
        Ran ran = ran(ParallelCases.class, failed(1));
        assertThat(ran.failure("leaks")).hasMessageContaining("\"leaked\"");
        assertThat(ran.result("innocent").getThrowable()).isEmpty();
    }

    @MustEnd
    static class LifecycleCases {
        private final Channel<Integer> numbers = open("field");

        @BeforeEach
        void start() {
            Handoff.go("helper", () -> numbers.send(1));
        }

        @AfterEach
        void stop() throws Exception {
            numbers.tryReceive();
            numbers.cancel();
        }

        @Test
        void ended() {}

        @Nested
        class Inner {
            @Test
            void leaksInside() {
                Channel<Integer> results = open("results");
                Handoff.go("left", () -> results.send(1));
            }
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void parameter(boolean leak) {
            Channel<Integer> results = open("results");
            if (leak) {
                Handoff.go("left", () -> results.send(1));
            }
        }

        @TestFactory
        Stream<DynamicTest> dynamic() {
            return Stream.of(
                    DynamicTest.dynamicTest(
                            "one",
                            () -> {
                                Channel<Integer> results = open("results");
                                Handoff.go("by a dynamic test", () -> results.send(1));
                            }));
        }
    }

    @Test
    @DisplayName(
            "a test may leave to its @AfterEach what its constructor and @BeforeEach have begun")
    void lifecycle() {
        Ran ran = ran(LifecycleCases.class, failed(2));
        assertThat(ran.result("ended").getThrowable()).isEmpty();
        assertThat(ran.failure("leaksInside")).hasMessageContaining("left (started");
    }

    @Test
    @DisplayName("parameterized tests are told apart, dynamic tests belong to their factory")
    void templates() {
        Ran ran = ran(LifecycleCases.class, failed(2));
        List<String> failures = ran.events().failed().stream().map(Ran::message).sorted().toList();
        assertThat(failures).hasSize(2);
        assertThat(ran.containers().failed().stream().map(Ran::message))
                .singleElement()
                .asString()
                .contains("by a dynamic test");
    }

    @MustEnd
    @Execution(ExecutionMode.CONCURRENT)
    static class PhaseCases {
        PhaseCases() {
            leave("of the constructor");
        }

        @BeforeEach
        void before() {
            leave("from before");
        }

        @AfterEach
        void after() {
            leave("from after");
        }

        @Test
        void empty() {}

        @TestFactory
        Stream<DynamicTest> factory() {
            leave("of the factory");
            return Stream.of();
        }

        private static void leave(String name) {
            Channel<Integer> results = open("results");
            Handoff.go(name, results::receive);
            awaitWaitAt(results);
        }
    }

    @Test
    @DisplayName(
            "whatever runs for a test belongs to it: its constructor, what is before and after")
    void phases() {
        Ran ran = Ran.tests(PhaseCases.class);
        assertThat(ran.failure("empty").getMessage().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("the test has left behind"),
                        line -> assertThat(line).startsWith("  of the constructor (started at"),
                        line -> assertThat(line).startsWith("  from before (started at"),
                        line -> assertThat(line).startsWith("  from after (started at"));
        assertThat(ran.containers().failed().stream().map(Ran::message))
                .singleElement()
                .asString()
                .contains("  of the factory (started at");
    }

    // ---- hangs

    @Execution(ExecutionMode.CONCURRENT)
    static class HangCases {
        /** What has ended the test has been for the test alone. */
        @AfterEach
        void isNotInterrupted() {
            assertThat(Thread.interrupted()).isFalse();
        }

        @MustEnd(withinSeconds = 5)
        @Test
        void deadlock() throws Exception {
            Channel<Integer> a = open("a");
            Channel<Integer> b = open("b");
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
        }

        @MustEnd(withinSeconds = 5)
        @Test
        void latch() throws Exception {
            new CountDownLatch(1).await();
        }

        @MustEnd(withinSeconds = 5)
        @Test
        void speechless() {
            Object mute =
                    new Object() {
                        @Override
                        public String toString() {
                            throw new IllegalStateException("no words");
                        }
                    };
            LockSupport.parkNanos(mute, TimeUnit.SECONDS.toNanos(40));
        }

        @MustEnd(withinSeconds = 5)
        @Test
        void swallows() throws Exception {
            try {
                Channel.<Integer>named("quiet").open().receive();
            } catch (InterruptedException e) {
                // as some programs do
            }
        }

        @MustEnd(withinSeconds = 5)
        @Test
        void patient() throws Exception {
            Channel<Integer> a = open("a");
            Channel<Integer> b = open("b");
            Scope.run(
                    scope -> {
                        scope.go(() -> a.receiveWithin(Duration.ofSeconds(40)));
                        b.receive();
                    });
        }

        @MustEnd(withinSeconds = 5)
        @Test
        void outside() throws Exception {
            OUTSIDE.receive();
        }

        @MustEnd(withinSeconds = 5)
        @Test
        void busy() {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }

        @MustEnd(withinSeconds = 0)
        @Test
        void refused() {}
    }

    @Test
    @DisplayName(
            "R26 a test that hangs is ended, and says who waits for what, instead of a time-out")
    void hang() {
        Ran ran = Ran.tests(HangCases.class);
        assertThat(ran.failure("deadlock"))
                .hasMessageStartingWith(
                        "the test has not ended within 5 s; all wait, a deadlock unless somebody")
                .hasMessageMatching(
                        "(?s)[^\\n]+\\n  the test itself: send: nobody receives from channel \"b\""
                                + " \\(rendezvous\\), for (?!0\\.0)\\d+\\.\\d s, .*")
                .hasMessageContaining("left (started at MustEndTest.java:")
                .hasMessageContaining("send: nobody receives from channel \"a\"")
                .hasMessageNotContaining("not of the test")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(ran.failure("latch"))
                .hasMessageContaining("the test itself: waits for java.util.concurrent.Count")
                .hasMessageNotContaining("deadlock");
        assertThat(ran.failure("speechless"))
                .hasMessageContaining("the test itself: waits for " + MustEndTest.class.getName())
                .hasNoSuppressedExceptions();
        assertThat(ran.failure("swallows")).hasMessageContaining("\"quiet\"");
        assertThat(ran.failure("patient"))
                .hasMessageContaining("receive: channel \"a\"")
                .hasMessageNotContaining("deadlock");
        assertThat(ran.failure("outside"))
                .hasMessageContaining("the test itself: waits for channel \"outside\"");
        assertThat(ran.failure("busy"))
                .hasMessageContaining("the test itself: runs, at MustEndTest.java:");
        assertThat(ran.failure("refused")).hasMessageContaining("it is at least 1");
    }

    @MustEnd
    static class OwnLimitCases {
        @MustEnd(withinSeconds = -1)
        @Test
        void refused() {}
    }

    @Test
    @DisplayName("the limit of a test goes before that of its class")
    void ownLimit() {
        assertThat(Ran.tests(OwnLimitCases.class).failure("refused"))
                .hasMessage("@MustEnd(withinSeconds = -1): it is at least 1");
    }

    // ---- with exploration

    @MustEnd(withinSeconds = 1)
    static class ExploredCases {
        @Explore(schedules = 20)
        void leaks() throws Exception {
            Channel<Integer> results = open("results");
            Handoff.go("left", () -> results.send(1));
        }

        @Explore(withinSeconds = 2, schedules = Integer.MAX_VALUE)
        void takesTime() throws Exception {
            Channel<Integer> results = open("results");
            Scope.run(scope -> scope.go(() -> results.sendAll(List.of())));
        }
    }

    @Test
    @DisplayName("an explored test is left to the checker")
    void explored() {
        Ran ran = Ran.tests(ExploredCases.class);
        assertThat(ran.failure("leaks")).hasMessageContaining("LEAK");
        assertThat(ran.result("takesTime").getThrowable()).isEmpty();
    }

    @MustEnd
    static class NamedCases {
        @Test
        void ofTwoLines() {
            Channel<Integer> results = open("re\nsults");
            Handoff.go("le\nft", results::receive);
            awaitWaitAt(results);
        }
    }

    @Test
    @DisplayName("each process that is left is told of in one line, whatever its name")
    void inOneLine() {
        assertThat(Ran.tests(NamedCases.class).failure("ofTwoLines").getMessage().lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("  le ft (started at MustEndTest.java:")
                .contains("channel \"re sults\"");
    }

    @MustEnd
    static class AssertingCases {
        @Test
        void inAnAssertion() {
            Channel<Integer> results = open("results");
            Handoff.go("left", () -> assertThrows(InterruptedException.class, results::receive));
            awaitWaitAt(results);
        }
    }

    @Test
    @DisplayName("the line of a process that waits inside of an assertion is that of the test")
    void inAnAssertion() {
        assertThat(Ran.tests(AssertingCases.class).failure("inAnAssertion"))
                .hasMessageMatching("(?s).*for \\d+\\.\\d s, at MustEndTest.java:\\d+");
    }

    @MustEnd
    @Execution(ExecutionMode.CONCURRENT)
    static class ManyCases {
        @Test
        void twenty() {
            leave(20);
        }

        @Test
        void sixteen() {
            leave(16);
        }

        private static void leave(int count) {
            Channel<Integer> results = open("results");
            for (int i = 0; i < count; i++) {
                Handoff.go("number " + i, results::receive);
            }
            while (results.waitingReceivers() < count) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @DisplayName("of many that are left the sixteen oldest are told of, and the others counted")
    void many() {
        Ran ran = Ran.tests(ManyCases.class);
        List<String> names = IntStream.range(0, 16).mapToObj(i -> "  number " + i).toList();
        List<String> lines = ran.failure("twenty").getMessage().lines().toList();
        assertThat(lines.subList(1, 17))
                .extracting(line -> line.substring(0, line.indexOf(" (started")))
                .isEqualTo(names);
        assertThat(lines.subList(17, lines.size())).containsExactly("  and 4 more");
        assertThat(ran.failure("sixteen").getMessage().lines()).hasSize(17);
    }

    // ---- what it does not wait for, or see

    @MustEnd
    static class AutoClosedCases {
        @AutoClose final Channel<Integer> numbers = open("numbers");

        @Test
        void untilItIsClosed() {
            Handoff.go("consumer", () -> numbers.forEach(n -> {}));
            awaitWaitAt(numbers);
        }
    }

    @Test
    @DisplayName("what waits until JUnit closes a field is left behind by then")
    void autoClosed() {
        assertThat(Ran.tests(AutoClosedCases.class).failure("untilItIsClosed"))
                .hasMessageContaining("the test has left behind")
                .hasMessageContaining("consumer");
    }

    @MustEnd
    static class OtherThreadCases {
        static final AtomicReference<Channel<Integer>> MADE = new AtomicReference<>();

        @Test
        void inAnotherThread() {
            assertTimeoutPreemptively(
                    Duration.ofMinutes(1),
                    () -> {
                        Channel<Integer> numbers = open("numbers");
                        MADE.set(numbers);
                        Handoff.go("unseen", () -> numbers.forEach(n -> {}));
                        awaitWaitAt(numbers);
                    });
        }
    }

    @Test
    @DisplayName("what another plain thread of the test starts is not seen")
    void inAnotherThread() {
        Ran ran = Ran.tests(OtherThreadCases.class);
        Channel<Integer> numbers = Objects.requireNonNull(OtherThreadCases.MADE.get());
        assertThat(numbers.waitingReceivers()).isEqualTo(1);
        numbers.close();
        assertThat(ran.result("inAnotherThread").getThrowable()).isEmpty();
    }

    // ---- diagnoses

    @MustEnd
    static class DiagnosedCases {
        @Test
        void waiting() throws Exception {
            Channel<Integer> answers = open("answers");
            Handoff.go("asking", () -> answers.receive());
            awaitWaitAt(answers);
            String asking =
                    Diagnosis.report()
                            .lines()
                            .filter(line -> line.contains("\"asking\""))
                            .findFirst()
                            .orElse("");
            answers.send(1);
            assertThat(asking).contains("MustEndTest.java:").doesNotContain("TestScheduling");
        }
    }

    @Test
    @DisplayName("L48 a diagnosis in a test names the line of the test where a process waits")
    void diagnosed() {
        Ran ran = ran(DiagnosedCases.class, failed(0));
        assertThat(ran.result("waiting").getThrowable()).isEmpty();
    }
}
