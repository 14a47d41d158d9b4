package dev.handoff.junit.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Scope;
import dev.handoff.Timers;
import dev.handoff.check.VirtualTime;
import dev.handoff.junit.Explore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.TestAbortedException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an explored test does. */
class ExploreTest {
    private static final Pattern SEED = Pattern.compile("seed -?\\d+");
    private static final Pattern REPLAY = Pattern.compile("-Dhandoff.replay=(\\S+)");

    // ---- passing and failing

    static class RightCases {
        static final AtomicInteger RUNS = new AtomicInteger();

        @Explore(schedules = 50)
        void right() throws Exception {
            RUNS.incrementAndGet();
            assertThat(firstOfTwo()).isBetween(1, 2);
        }
    }

    /** Two processes send; which is first? */
    private static int firstOfTwo() throws Exception {
        Channel<Integer> numbers = Channel.<Integer>named("numbers").buffered(2).open();
        Scope.run(
                scope -> {
                    scope.go("one", () -> numbers.send(1));
                    scope.go("two", () -> numbers.send(2));
                });
        return numbers.receive();
    }

    @Test
    @DisplayName("a test that is right in all schedules passes, and is run as often as it asks")
    void passes() {
        Ran ran = Ran.tests(RightCases.class);
        assertThat(ran.result("right").getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(RightCases.RUNS).hasValue(50);
        assertThat(ran.events().reportingEntryPublished().count()).isEqualTo(1);
    }

    static class WrongCases {
        @Explore(seed = 42)
        void random() throws Exception {
            assertThat(firstOfTwo()).isEqualTo(1);
        }

        @Explore(pctDepth = 2, seed = 43)
        void pct() throws Exception {
            assertThat(firstOfTwo()).isEqualTo(1);
        }

        @Explore(exhaustive = true)
        void exhaustive() throws Exception {
            assertThat(firstOfTwo()).isEqualTo(1);
        }

        @Explore
        void deadlock() throws Exception {
            Channel<Integer> numbers = Channel.<Integer>named("numbers").open();
            numbers.send(1);
        }
    }

    @Test
    @DisplayName("a test that fails in one schedule fails, with the seed and the failure's cause")
    void failsWithTheSeed() {
        Ran ran = Ran.tests(WrongCases.class);
        assertThat(ran.failure("random"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("random, seed 42")
                .cause()
                .isInstanceOf(AssertionError.class)
                .hasStackTraceContaining("ExploreTest.java")
                .hasMessageContaining("2");
        assertThat(ran.failure("pct")).hasMessageContaining("PCT of depth 2, seed 43");
        assertThat(ran.failure("exhaustive")).hasMessageContaining("FAILURE");
    }

    @Test
    @DisplayName("a deadlock fails the test, with who waits for what from which line")
    void deadlockFails() {
        assertThat(Ran.tests(WrongCases.class).failure("deadlock"))
                .hasMessageContaining("DEADLOCK")
                .hasMessageContaining("\"numbers\"")
                .hasMessageContaining("ExploreTest.java:")
                .hasNoCause();
    }

    // ---- exhaustive

    static class OutcomeCases {
        static final Set<Integer> SEEN = ConcurrentHashMap.newKeySet();

        @Explore(exhaustive = true)
        void all() throws Exception {
            SEEN.add(firstOfTwo());
        }
    }

    @Test
    @DisplayName("an exhaustive test reaches all outcomes, and says that these were all schedules")
    void exhaustive() {
        Ran ran = Ran.tests(OutcomeCases.class);
        assertThat(ran.result("all").getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(OutcomeCases.SEEN).containsExactlyInAnyOrder(1, 2);
        assertThat(ran.events().reportingEntryPublished().list().toString())
                .contains("all there are");
    }

    // ---- replay and seeds

    @Test
    @DisplayName("a failure is replayed by the parameter that its message names, in one schedule")
    void replays() {
        Throwable found = Ran.tests(WrongCases.class).failure("random");
        Matcher replay = REPLAY.matcher(found.getMessage());
        assertThat(replay.find()).as(found.getMessage()).isTrue();
        assertThat(found).hasMessageContaining("@Explore(replay = \"" + replay.group(1) + "\")");
        Ran again = Ran.tests(WrongCases.class, Map.of("handoff.replay", replay.group(1)));
        assertThat(again.failure("random"))
                .hasMessageContaining("1 schedule,")
                .hasMessageContaining(
                        found.getCause().getMessage().strip().lines().toList().getLast());
    }

    static class LongCases {
        @Explore(maxTurns = 5_000)
        void polling() throws Exception {
            Channel<Integer> empty = Channel.<Integer>named("empty").open();
            Scope.run(
                    scope -> {
                        for (int i = 0; i < 3; i++) {
                            scope.go(() -> poll(empty));
                        }
                    });
        }

        private static void poll(Channel<Integer> empty) {
            while (true) {
                empty.tryReceive();
            }
        }
    }

    @Test
    @DisplayName("a failure says once how to replay it, in the words of a test")
    void oneWayToReplay() {
        String message = Ran.tests(WrongCases.class).failure("random").getMessage();
        assertThat(message)
                .containsOnlyOnce("replay with")
                .containsPattern(
                        "\n"
                                + "replay with -Dhandoff\\.replay=(h1\\S*) or @Explore\\(replay ="
                                + " \"\\1\"\\)$");
    }

    @Test
    @DisplayName("a schedule that would fill the screen stands there once, and in full")
    void longSchedule() {
        String schedule = "h1" + ".0.1".repeat(1_000);
        String message =
                Ran.tests(LongCases.class, Map.of("handoff.replay", schedule))
                        .failure("polling")
                        .getMessage();
        assertThat(message)
                .contains("LIVELOCK", "1 schedule, 5,000 turns, replay of h1.0.1")
                .containsOnlyOnce("replay with")
                .containsOnlyOnce(schedule)
                .hasSizeLessThan(schedule.length() + 2_000);
        Matcher replay = REPLAY.matcher(message);
        assertThat(replay.find()).as(message).isTrue();
        assertThat(replay.group(1)).startsWith(schedule);
    }

    static class ReplayCases {
        static final AtomicInteger RUNS = new AtomicInteger();

        @Explore(replay = "h1.1x3", schedules = 100)
        void one() throws Exception {
            RUNS.incrementAndGet();
            firstOfTwo();
        }

        @Explore(replay = "nonsense")
        void nonsense() {}
    }

    @Test
    @DisplayName("a schedule in the annotation is the only one that is run")
    void replaysFromTheAnnotation() {
        Ran ran = Ran.tests(ReplayCases.class);
        assertThat(ran.result("one").getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(ReplayCases.RUNS).hasValue(1);
        assertThat(ran.failure("nonsense")).hasMessageContaining("not a schedule: \"nonsense\"");
    }

    static class ChangedCases {
        @Explore(replay = "h1.0.9")
        void changed() throws Exception {
            firstOfTwo();
        }
    }

    @Test
    @DisplayName("a test that is right in a schedule that is not one of it is aborted")
    void aScheduleOfAnotherTest() {
        assertThat(Ran.tests(ChangedCases.class).result("changed"))
                .satisfies(
                        result -> assertThat(result.getStatus()).isEqualTo(Status.ABORTED),
                        result ->
                                assertThat(result.getThrowable().orElseThrow())
                                        .hasMessageContaining(
                                                "the schedule does not fit this program: choice 2"
                                                        + " is 9"));
    }

    static class WrongAndChangedCases {
        @Explore(replay = "h1.0.9")
        void wrong() {
            throw new AssertionError("wrong all the same");
        }
    }

    @Test
    @DisplayName("a test that goes wrong in a schedule that is not one of it fails")
    void wrongInAScheduleOfAnotherTest() {
        assertThat(Ran.tests(WrongAndChangedCases.class).failure("wrong"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("wrong all the same")
                .hasMessageContaining("the schedule does not fit this program");
    }

    @Test
    @DisplayName("a seed from outside goes before the annotation's, and random draws one")
    void seedFromOutside() {
        Throwable given =
                Ran.tests(WrongCases.class, Map.of("handoff.seed", "77")).failure("random");
        assertThat(given).hasMessageContaining("random, seed 77");
        Throwable drawn =
                Ran.tests(WrongCases.class, Map.of("handoff.seed", "random")).failure("random");
        assertThat(drawn.getMessage()).containsPattern("random, seed -?\\d+");
        assertThat(drawn.getMessage()).doesNotContainPattern("seed 42\\b");
        Throwable other =
                Ran.tests(WrongCases.class, Map.of("handoff.seed", "random")).failure("random");
        assertThat(seed(other)).isNotEqualTo(seed(drawn));
        Throwable wrong =
                Ran.tests(WrongCases.class, Map.of("handoff.seed", "x")).failure("random");
        assertThat(wrong).hasMessage("handoff.seed is \"x\"; it is a whole number, or random");
    }

    private static String seed(Throwable failure) {
        Matcher seed = SEED.matcher(failure.getMessage());
        assertThat(seed.find()).as(failure.getMessage()).isTrue();
        return seed.group();
    }

    static class RefusedCases {
        @Explore(exhaustive = true, pctDepth = 3)
        void both() {}

        @Explore(schedules = -1)
        void negative() {}
    }

    @Test
    @DisplayName("settings that contradict each other or are out of bounds are refused")
    void refuses() {
        Ran ran = Ran.tests(RefusedCases.class);
        assertThat(ran.failure("both")).hasMessageContaining("either all schedules or random ones");
        assertThat(ran.failure("negative")).hasMessageContaining("-1 schedules");
    }

    // ---- instances and lifecycle

    static class LifecycleCases {
        static final List<String> LOG = new ArrayList<>();
        static final Set<Object> INSTANCES = ConcurrentHashMap.newKeySet();

        private final Channel<String> words = Channel.<String>named("words").open();
        private int used;

        @BeforeEach
        void before() {
            LOG.add("before");
        }

        @AfterEach
        void after() {
            LOG.add("after");
        }

        @Explore(schedules = 3)
        void controlled() throws Exception {
            LOG.add("test");
            INSTANCES.add(this);
            assertThat(used++).isZero();
            Scope.run(
                    scope -> {
                        scope.go(
                                () -> {
                                    Timers.sleep(Duration.ofHours(1));
                                    words.send("late");
                                });
                        words.receive();
                    });
            assertThat(VirtualTime.now()).isEqualTo(Duration.ofHours(1));
        }
    }

    @Test
    @DisplayName("each schedule has its own instance, before and after it, all in virtual time")
    void lifecycle() {
        Ran ran = Ran.tests(LifecycleCases.class);
        assertThat(ran.result("controlled").getThrowable()).isEmpty();
        assertThat(LifecycleCases.INSTANCES).hasSize(3);
        assertThat(LifecycleCases.LOG)
                .containsExactly(
                        "before", "test", "after", "before", "test", "after", "before", "test",
                        "after");
    }

    static class AfterCases {
        static final List<String> LOG = new ArrayList<>();

        @AfterEach
        void after() {
            LOG.add("after");
            throw new IllegalStateException("after, too");
        }

        @Explore
        void fails() {
            throw new AssertionError("the test");
        }
    }

    @Test
    @DisplayName("what follows a test runs also when it has failed, and its failure is added")
    void afterAFailure() {
        Throwable failure = Ran.tests(AfterCases.class).failure("fails");
        assertThat(AfterCases.LOG).isNotEmpty().containsOnly("after");
        assertThat(failure.getCause()).hasMessage("the test");
        assertThat(failure.getCause().getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("after, too");
    }

    static class SameFailureCases {
        private final AssertionError failure = new AssertionError("both");

        @AfterEach
        void after() {
            throw failure;
        }

        @Explore
        void fails() {
            throw failure;
        }
    }

    @Test
    @DisplayName("what follows a test may throw what the test has thrown")
    void sameFailureAfter() {
        assertThat(Ran.tests(SameFailureCases.class).failure("fails").getCause())
                .hasMessage("both")
                .hasNoSuppressedExceptions();
    }

    static class ThrowableCases {
        @Explore
        void throwsWhatIsNeither() throws Throwable {
            throw new Throwable("neither an error nor an exception");
        }
    }

    @Test
    @DisplayName("a test that throws what is neither an exception nor an error fails")
    void neitherExceptionNorError() {
        assertThat(Ran.tests(ThrowableCases.class).failure("throwsWhatIsNeither"))
                .hasRootCauseMessage("neither an error nor an exception");
    }

    static class InheritedCases {
        static final List<String> LOG = new ArrayList<>();

        @BeforeEach
        void beforeOfSuper() {
            LOG.add("before of super");
        }

        @AfterEach
        void afterOfSuper() {
            LOG.add("after of super");
        }
    }

    static class OrderedCases extends InheritedCases {
        @BeforeEach
        void beforeOfOuter() {
            LOG.add("before of outer");
        }

        @AfterEach
        void afterOfOuter() {
            LOG.add("after of outer");
        }

        @Nested
        class Inner {
            @BeforeEach
            void beforeOfInner() {
                LOG.add("before of inner");
            }

            @AfterEach
            void afterOfInner() {
                LOG.add("after of inner");
            }

            @Explore(schedules = 1)
            void ordered() {
                LOG.add("test");
            }
        }
    }

    @Test
    @DisplayName("what is before a test runs from the outermost on, what is after it the other way")
    void order() {
        Ran ran = Ran.tests(OrderedCases.class);
        assertThat(ran.result("ordered").getThrowable()).isEmpty();
        assertThat(InheritedCases.LOG)
                .containsExactly(
                        "before of super",
                        "before of outer",
                        "before of inner",
                        "test",
                        "after of inner",
                        "after of outer",
                        "after of super");
    }

    static class OuterCases {
        static final List<String> LOG = new ArrayList<>();
        private String word = "nothing";

        @BeforeEach
        void before() {
            word = "outer";
        }

        @Nested
        class Inner {
            @BeforeEach
            void before() {
                word += " inner";
            }

            @Explore(schedules = 2)
            void nested() {
                LOG.add(word);
            }
        }
    }

    @Test
    @DisplayName("a nested test has an instance of each class around it, for each schedule")
    void nested() {
        Ran ran = Ran.tests(OuterCases.class);
        assertThat(ran.result("nested").getThrowable()).isEmpty();
        assertThat(OuterCases.LOG).containsExactly("outer inner", "outer inner");
    }

    @TestInstance(Lifecycle.PER_CLASS)
    static class SharedCases {
        private int runs;

        @Explore(schedules = 5)
        void shared() {
            runs++;
        }

        @org.junit.jupiter.api.AfterAll
        void allRunsWereHere() {
            assertThat(runs).isEqualTo(5);
        }
    }

    @Test
    @DisplayName("with one instance for the class, there is one for all schedules")
    void perClass() {
        Ran ran = Ran.tests(SharedCases.class);
        assertThat(ran.result("shared").getThrowable()).isEmpty();
        assertThat(ran.containers().failed().list()).isEmpty(); // by what is looked at after all
    }

    @TestInstance(Lifecycle.PER_CLASS)
    static class SharedOuterCases {
        private String word = "";

        @BeforeAll
        void make() {
            word = "made";
        }

        @Nested
        class Inner {
            private int runs;

            @Explore(schedules = 3)
            void inShared() {
                assertThat(word + ++runs).isEqualTo("made1");
            }
        }
    }

    @Test
    @DisplayName("a nested test shares the one instance of a class around it")
    void nestedInPerClass() {
        Ran ran = Ran.tests(SharedOuterCases.class);
        assertThat(ran.result("inShared").getThrowable()).isEmpty();
    }

    static class ParameterCases {
        static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

        @Explore(schedules = 2)
        void parameters(TestInfo info, @TempDir Path folder) throws Exception {
            assertThat(info.getTestMethod()).isPresent();
            assertThat(folder).isEmptyDirectory();
            Files.createFile(folder.resolve("used"));
            FOLDERS.add(folder);
        }
    }

    @Test
    @DisplayName("parameters are resolved for each schedule")
    void parameters() {
        assertThat(Ran.tests(ParameterCases.class).result("parameters").getThrowable()).isEmpty();
        assertThat(ParameterCases.FOLDERS).hasSize(2);
    }

    static class OtherKindCases {
        @Explore
        @RepeatedTest(2)
        void repeated() {}

        @Explore
        @TestFactory
        Stream<DynamicTest> made() {
            return Stream.of(DynamicTest.dynamicTest("unexplored", () -> {}));
        }
    }

    @Test
    @DisplayName("a test that is one of another kind, too, is refused, and not run unexplored")
    void otherKinds() {
        Ran ran = Ran.tests(OtherKindCases.class);
        Events failed = ran.events().failed();
        assertThat(failed.count()).isEqualTo(2);
        assertThat(failed.stream().map(Ran::message)).allMatch(m -> m.contains("@RepeatedTest"));
        Events factories = ran.containers().failed();
        assertThat(factories.count()).isEqualTo(1);
        assertThat(factories.stream().map(Ran::message)).allMatch(m -> m.contains("@TestFactory"));
    }

    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    record ParameterizedCases(int number) {
        static final Set<Integer> SEEN = ConcurrentHashMap.newKeySet();

        @Explore(schedules = 2)
        void each() {
            SEEN.add(number);
        }
    }

    @Test
    @DisplayName("the tests of a parameterized class are explored for each of its arguments")
    void parameterizedClass() {
        Ran.tests(ParameterizedCases.class).events().assertStatistics(all -> all.succeeded(2));
        assertThat(ParameterizedCases.SEEN).containsExactlyInAnyOrder(1, 2);
    }

    static class AutoClosedCases {
        @AutoClose static final Channel<Integer> ONE_FOR_ALL = Channel.buffered(1);
        @AutoClose final Channel<Integer> numbers = Channel.buffered(1);

        @Explore
        void untilItIsClosed() {
            Handoff.go("consumer", () -> numbers.forEach(n -> {}));
        }
    }

    @Test
    @DisplayName(
            "a field that JUnit would close fails the test, and says what to do: not a false leak")
    void autoClosed() {
        assertThat(Ran.tests(AutoClosedCases.class).failure("untilItIsClosed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        "whose @AutoClose field numbers nobody closes: close it in @AfterEach");
    }

    static class FolderCases {
        @TempDir Path folder;
    }

    static class InheritedFolderCases extends FolderCases {
        @Explore
        void each() {}
    }

    @Test
    @DisplayName("a field that JUnit would fill fails the test, an inherited one as well")
    void inheritedField() {
        assertThat(Ran.tests(InheritedFolderCases.class).failure("each"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        "whose @TempDir field folder nobody fills: let the constructor take it");
    }

    @TestInstance(Lifecycle.PER_CLASS)
    static class SharedFolderCases {
        @TempDir Path folder;

        @Explore(schedules = 2)
        void each() {
            assertThat(folder).isDirectory();
        }
    }

    @Test
    @DisplayName("with one instance for the class, its fields are filled by JUnit")
    void filledOnce() {
        Ran ran = Ran.tests(SharedFolderCases.class);
        assertThat(ran.result("each").getThrowable()).isEmpty();
    }

    @ParameterizedClass
    @ValueSource(ints = 1)
    static class FilledCases {
        @Parameter int number;

        @Explore
        void each() {}
    }

    @Test
    @DisplayName("a parameterized class whose fields are filled is refused")
    void filledFields() {
        Events failed = Ran.tests(FilledCases.class).events().failed();
        assertThat(failed.stream().map(Ran::message))
                .singleElement()
                .asString()
                .contains("@Parameter field number");
    }

    static class AssumptionCases {
        @Explore(schedules = 5)
        void never() {
            assumeTrue(false);
        }

        @Explore(schedules = 50)
        void sometimes() throws Exception {
            assumeTrue(firstOfTwo() == 1);
        }
    }

    @Test
    @DisplayName("an assumption leaves a schedule out, and aborts the test if none is left")
    void assumptions() {
        Ran ran = Ran.tests(AssumptionCases.class);
        assertThat(ran.result("never").getStatus()).isEqualTo(Status.ABORTED);
        assertThat(ran.result("sometimes").getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    static class AfterAssumptionCases {
        @AfterEach
        void after() {
            throw new IllegalStateException("after, all the same");
        }

        @Explore(schedules = 5)
        void never() {
            assumeTrue(false);
        }
    }

    @Test
    @DisplayName("what fails after an assumption that does not hold is a failure, as with JUnit")
    void failureAfterAnAssumption() {
        TestExecutionResult result = Ran.tests(AfterAssumptionCases.class).result("never");
        assertThat(result.getStatus()).isEqualTo(Status.FAILED);
        assertThat(result.getThrowable().orElseThrow().getCause())
                .hasMessage("after, all the same")
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .singleElement()
                                        .isInstanceOf(TestAbortedException.class));
    }

    static class LimitCases {
        static final ConcurrentLinkedQueue<Integer> RUNS = new ConcurrentLinkedQueue<>();

        @Explore(schedules = Integer.MAX_VALUE, withinSeconds = 1)
        void limited() throws Exception {
            RUNS.add(firstOfTwo());
        }

        @Explore(maxTurns = 100, schedules = 1)
        void endless() throws Exception {
            Channel<Integer> empty = Channel.rendezvous();
            while (true) {
                empty.tryReceive();
            }
        }
    }

    @Test
    @DisplayName("a limit in time ends the exploration, a limit of turns finds what is endless")
    void limits() {
        long start = System.nanoTime();
        Ran ran = Ran.tests(LimitCases.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertThat(ran.result("limited").getThrowable()).isEmpty();
        assertThat(LimitCases.RUNS).isNotEmpty();
        assertThat(ran.failure("endless")).hasMessageContaining("LIVELOCK");
    }
}
