package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Scope;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Schedules: shrunk, and followed again. */
class ShrinkingTest {
    private static final int MAX_TURNS = 300;
    private static final int SEEDS = 25;
    private static final int TOSSES = 64;
    private static final Finding WRONG = new Finding(Verdict.FAILURE, "wrong", List.of(), null);

    /** The page without what tells of the search. */
    private static String found(Report report) {
        String page = report.toString();
        return page.substring(0, page.indexOf("found after"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Planted.class,
            names = {
                "PHILOSOPHERS",
                "CROSSING",
                "EXTRA_RECEIVE",
                "FORGOTTEN_SENDER",
                "SELECT_ALONE",
                "ORDER_ASSUMED",
                "POLLING"
            })
    @DisplayName("the text of a schedule replays to the same page, whatever seed has found it")
    void replaysExactly(Planted planted) throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            Report report = Explore.random().seed(seed).maxTurns(MAX_TURNS).check(planted.program);
            String schedule = report.schedule();
            assertThat(schedule).as("seed " + seed).isNotNull();
            Report again = Explore.replay(schedule).maxTurns(MAX_TURNS).check(planted.program);
            assertThat(found(again)).as("seed " + seed).isEqualTo(found(report));
            assertThat(again.schedule()).isEqualTo(schedule);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Planted.class,
            names = {"PHILOSOPHERS", "FORGOTTEN_SENDER", "ORDER_ASSUMED"})
    @DisplayName("the text of a schedule replays to the same page in another JVM")
    void replaysElsewhere(Planted planted) throws Exception {
        Report report = Explore.random().maxTurns(MAX_TURNS).check(planted.program);
        assertThat(elsewhere(planted, report.schedule())).isEqualTo(found(report).strip());
    }

    /** Run in the other JVM: has other processes first, so that nothing met before may matter. */
    static void main(String[] args) throws Exception {
        Planted planted = Planted.valueOf(args[0]);
        Explore.random().schedules(20).check(Planted.CLOSED.program);
        Report report = Explore.replay(args[1]).maxTurns(MAX_TURNS).check(planted.program);
        System.out.println(found(report));
    }

    private static String elsewhere(Planted planted, String schedule) throws Exception {
        Set<String> folders = new TreeSet<>();
        for (Class<?> type : List.of(ShrinkingTest.class, Explore.class, Channel.class)) {
            folders.add(
                    Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                            .toString());
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Dfile.encoding=UTF-8",
                                "-cp",
                                String.join(System.getProperty("path.separator"), folders),
                                ShrinkingTest.class.getName(),
                                planted.name(),
                                schedule)
                        .redirectErrorStream(true);
        // of which the JVM tells
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process jvm = builder.start();
        try {
            FutureTask<String> reading =
                    new FutureTask<>(
                            () ->
                                    jvm.inputReader(StandardCharsets.UTF_8)
                                            .lines()
                                            .collect(Collectors.joining("\n")));
            Thread.ofPlatform().start(reading); // the common pool is to be idle beside explorations
            String said = reading.get(); // unlike the reader, it can be interrupted
            assertThat(jvm.waitFor()).as(said).isZero();
            return said.strip();
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    @DisplayName("what needs one switch shrinks to one switch, from any seed")
    void oneSwitch() throws Exception {
        List<Integer> lengths = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Report report = Explore.random().seed(seed).check(Planted.ORDER_ASSUMED.program);
            lengths.add(Schedule.parse(report.schedule()).switches());
        }
        assertThat(lengths).containsOnly(1);
    }

    @Test
    @DisplayName("PCT and the exhaustive search shrink, too, and the page says from how much")
    void others() throws Exception {
        for (Explore explore : List.of(Explore.pct(3), Explore.exhaustive())) {
            Report report = explore.check(Planted.PHILOSOPHERS.program);
            assertThat(Schedule.parse(report.schedule()).switches())
                    .as(report.toString())
                    .isLessThanOrEqualTo(2);
        }
        assertThat(Explore.random().check(Planted.PHILOSOPHERS.program).toString())
                .containsPattern("shrunk to [23] switches, from \\d+");
    }

    @Test
    @DisplayName("a shrunk schedule shows the same mistake, not another one that is nearer")
    void sameMistake() throws Exception {
        Program program =
                () -> {
                    Planted.ORDER_ASSUMED.program.run();
                    throw new ArithmeticException("the usual");
                };
        for (int seed = 0; seed < SEEDS; seed++) {
            Report report = Explore.random().seed(seed).check(program);
            Report again = Explore.replay(report.schedule()).check(program);
            assertThat(again.finding().summary()).isEqualTo(report.finding().summary());
        }
    }

    @Test
    @DisplayName("a long schedule that does not shrink is left as it is when the turns are spent")
    void isSpent() throws Exception {
        Schedule original = new Schedule(IntStream.range(0, 10_000).map(i -> i % 4).toArray());
        Finding finding = new Finding(Verdict.FAILURE, "after many turns", List.of(), null);
        AtomicInteger runs = new AtomicInteger();
        Trial neverAgain =
                (strategy, users, others) -> {
                    runs.incrementAndGet();
                    return tried(new Schedule(), null);
                };
        Schedule shrunk = Shrinker.shrink(neverAgain, tried(original, finding));
        assertThat(shrunk).isEqualTo(original);
        assertThat(runs).hasValue(20);
    }

    @Test
    @DisplayName(
            "a long schedule that does not shrink is left as it is after a thousand short runs")
    void runsAreSpent() throws Exception {
        Schedule original = new Schedule(IntStream.range(0, 1_000).map(i -> i % 4).toArray());
        AtomicInteger runs = new AtomicInteger();
        Trial neverAgain =
                (strategy, users, others) -> {
                    runs.incrementAndGet();
                    return tried(new Schedule(), null, 1);
                };
        assertThat(Shrinker.shrink(neverAgain, tried(original, WRONG, 1))).isEqualTo(original);
        assertThat(runs).hasValue(1_000);
    }

    @Test
    @DisplayName("a try that is as long as the shortest is not better")
    void asLong() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Trial always =
                (strategy, users, others) -> {
                    runs.incrementAndGet();
                    return tried(new Schedule(1, 1, 1), WRONG, 1);
                };
        Schedule original = new Schedule(1, 1, 1);
        assertThat(Shrinker.shrink(always, tried(original, WRONG, 1))).isEqualTo(original);
        assertThat(runs).hasValueLessThan(100);
    }

    @Test
    @DisplayName("switches that it does not need become none, where all must stay at their places")
    void calmed() throws Exception {
        int[] switches = new int[TOSSES];
        Arrays.fill(switches, 1);
        assertThat(shrunk(choices -> choices[TOSSES - 1] != 0, switches)).isEqualTo("h1.0x63.1");
    }

    @Test
    @DisplayName("choices that it does not need are left out, and those behind come earlier")
    void dropped() throws Exception {
        assertThat(shrunk(choices -> Arrays.stream(choices).anyMatch(c -> c == 1), 0, 0, 0, 0, 1))
                .isEqualTo("h1.1");
    }

    @Test
    @DisplayName("a choice becomes the first switch if that does it as well")
    void lowered() throws Exception {
        assertThat(shrunk(choices -> choices[3] != 0, 0, 0, 0, 5)).isEqualTo("h1.0x3.1");
    }

    @Test
    @DisplayName("one switch takes the place of two, if it does it alone at another place")
    void traded() throws Exception {
        assertThat(
                        shrunk(
                                choices ->
                                        choices[3] != 0
                                                && (choices[2] != 0
                                                        || (choices[0] != 0 && choices[1] != 0)),
                                1,
                                1,
                                0,
                                1))
                .isEqualTo("h1.0x2.1x2");
    }

    @Test
    @DisplayName("of as many switches fewer turns are better, whatever the original took")
    void fewerTurns() throws Exception {
        Map<Schedule, Integer> turns =
                Map.of(new Schedule(0, 1), 10, new Schedule(1), 20, new Schedule(0, 0, 1), 30);
        Trial trial =
                (strategy, users, others) -> {
                    Schedule tossed = new Schedule(tossed(strategy));
                    Integer taken = turns.get(tossed);
                    return taken == null ? tried(tossed, null, 1) : tried(tossed, WRONG, taken);
                };
        Schedule shrunk = Shrinker.shrink(trial, tried(new Schedule(0, 0, 1), WRONG, 30));
        assertThat(shrunk).hasToString("h1.0.1");
    }

    /** The schedule of a program that tosses coins and goes wrong by some, which does so with these. */
    private static String shrunk(Predicate<int[]> isWrong, int... original) throws Exception {
        Trial trial =
                (strategy, users, others) -> {
                    int[] tossed = tossed(strategy);
                    return tried(new Schedule(tossed), isWrong.test(tossed) ? WRONG : null, 1);
                };
        return Shrinker.shrink(trial, tried(new Schedule(original), WRONG, 1)).toString();
    }

    private static int[] tossed(Strategy strategy) {
        return IntStream.range(0, TOSSES).map(i -> strategy.toss(10)).toArray();
    }

    private static Trial.Tried tried(Schedule schedule, @Nullable Finding finding) {
        return tried(schedule, finding, 10_000);
    }

    private static Trial.Tried tried(Schedule schedule, @Nullable Finding finding, int turns) {
        RunResult run =
                new RunResult(
                        ControlledRun.Ending.ALL_ENDED,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        turns,
                        schedule,
                        true);
        return new Trial.Tried(run, finding, null);
    }

    @Test
    @DisplayName("a program that depends on more than the schedule is said to")
    void notAFunctionOfTheSchedule() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Report report =
                Explore.random()
                        .check(
                                () -> {
                                    if (runs.incrementAndGet() == 3) {
                                        throw new IllegalStateException("the third run");
                                    }
                                });
        assertThat(report.verdict()).isEqualTo(Verdict.FAILURE);
        assertThat(report.toString()).contains("the same schedule has not shown it again");
    }

    @Test
    @DisplayName("round robin runs the program once, also when it goes wrong")
    void once() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Report report =
                Explore.roundRobin()
                        .check(
                                () -> {
                                    runs.incrementAndGet();
                                    Planted.CROSSING.program.run();
                                });
        assertThat(report.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.toString()).contains("turn  main");
        assertThat(runs).hasValue(1);
    }

    @Test
    @DisplayName("the last run is the one that is reported")
    void lastRun() throws Exception {
        List<Integer> latest = new ArrayList<>();
        Report report =
                Explore.random()
                        .check(
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
                                    latest.clear();
                                    numbers.forEach(latest::add);
                                    if (latest.getFirst() == 2) {
                                        throw new IllegalStateException("got " + latest);
                                    }
                                });
        assertThat(report.finding().summary()).endsWith("got " + latest);
    }

    @Test
    @DisplayName("a schedule that is replayed is not shrunk")
    void replayed() throws Exception {
        Program program =
                () -> {
                    Scope.run(scope -> scope.go(() -> {}));
                    throw new IllegalStateException("in each schedule");
                };
        Report report = Explore.replay("h1.1").check(program);
        assertThat(report.misfit()).isNull();
        assertThat(report.schedule()).as(report.toString()).isEqualTo("h1.1");
    }

    @Test
    @DisplayName("a schedule that does not fit the program is said to")
    void misfit() throws Exception {
        assertThat(Explore.replay("h1.0.9").check(Planted.CLOSED.program).toString())
                .containsPattern(
                        "the schedule does not fit this program: choice 2 is 9, of \\d that there"
                                + " were");
        Report longer = Explore.replay("h1.0x500.1").check(Planted.CLOSED.program);
        assertThat(longer.toString())
                .containsPattern("the run was over after \\d+ of its 501 choices");
        assertThat(longer.misfit()).isNotNull();
        assertThat(Explore.replay("h1").check(() -> {}).misfit()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h2.1",
                "1.2",
                "h1.",
                "h1.x",
                "h1.-1",
                "h1.1x0",
                "h1.1x",
                "h1.1 2",
                "h1.99999999999"
            })
    @DisplayName("what is no schedule is refused, in words")
    void noSchedule(String text) {
        assertThatThrownBy(() -> Explore.replay(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a schedule: \"" + text + "\"");
    }
}
