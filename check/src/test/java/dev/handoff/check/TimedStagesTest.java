package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.DeadlineExceededException;
import dev.handoff.Overflow;
import dev.handoff.Scope;
import dev.handoff.ScopeBuilder;
import dev.handoff.Timers;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Backoff;
import dev.handoff.pipeline.Mapping;
import dev.handoff.pipeline.Pipeline;
import dev.handoff.pipeline.PipelineException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stages that deal with time, at exact instants of virtual time. */
@DisplayName("L46 Stages that deal with time do it at the right instant")
class TimedStagesTest {
    /** A value for each of the given instants, in milliseconds since the run began: the instant itself. */
    private static Pipeline<Integer> at(int... millis) {
        return Pipeline.from(
                Generator.named(
                        "source",
                        out -> {
                            for (int instant : millis) {
                                sleepUntil(instant);
                                out.yield(instant);
                            }
                        }));
    }

    private static void sleepUntil(int millis) throws InterruptedException {
        Timers.sleep(ms(millis).minus(VirtualTime.now()));
    }

    private static Duration ms(int millis) {
        return Duration.ofMillis(millis);
    }

    /** What comes out, each with the millisecond at which it did. */
    private static <T> List<String> timed(Pipeline<T> pipeline) throws InterruptedException {
        return pipeline.map(value -> value + "@" + VirtualTime.now().toMillis())
                .collect(Collectors.toList());
    }

    private static <T> void assertTimes(Pipeline<T> pipeline, String... expected)
            throws InterruptedException {
        VirtualTime.run(() -> assertThat(timed(pipeline)).containsExactly(expected));
        // nor is it by luck of the schedule
        Explore.random()
                .schedules(50)
                .require(() -> assertThat(timed(pipeline)).containsExactly(expected));
    }

    /** For values that come at the same instant, from processes of their own. */
    private static <T> void assertTimesInAnyOrder(Pipeline<T> pipeline, String... expected)
            throws InterruptedException {
        Explore.random()
                .schedules(50)
                .require(() -> assertThat(timed(pipeline)).containsExactlyInAnyOrder(expected));
    }

    // ---- sources

    @Test
    @DisplayName("L46, L47 a ticker ticks at each period, and says what it has skipped")
    void aTickerTicks() throws Exception {
        assertTimes(
                Pipeline.ticker(ms(100)).map(t -> t.number() + "-" + t.skipped()).take(3),
                "1-0@100",
                "2-0@200",
                "3-0@300");
        VirtualTime.run(
                () ->
                        assertThat(
                                        Pipeline.ticker(ms(100))
                                                .map(
                                                        t -> {
                                                            String seen =
                                                                    t.skipped()
                                                                            + "@"
                                                                            + VirtualTime.now()
                                                                                    .toMillis();
                                                            Timers.sleep(ms(240));
                                                            return seen;
                                                        })
                                                .take(3)
                                                .collect(Collectors.toList()))
                                .containsExactly("0@100", "1@340", "1@580"));
    }

    // ---- time

    @Test
    @DisplayName(
            "L46 batchWithin puts out a list when it is full, or its first value has waited long"
                    + " enough")
    void batchWithin() throws Exception {
        assertTimes(
                at(10, 20, 30, 40, 150, 400, 510).batchWithin(3, ms(100)),
                "[10, 20, 30]@30",
                "[40]@140",
                "[150]@250",
                "[400]@500",
                "[510]@510"); // the end
    }

    @Test
    @DisplayName(
            "L46 batchWithin counts from the value that begins a list, not from the list before")
    void batchWithinCountsFromTheFirstValue() throws Exception {
        assertTimes(
                at(0, 90, 99, 101, 300).batchWithin(10, ms(100)),
                "[0, 90, 99]@100",
                "[101]@201",
                "[300]@300");
    }

    @Test
    @DisplayName(
            "L46 batchByWeightWithin puts out a list when it is full, or the next value does not"
                    + " fit, or its first value has waited long enough")
    void batchByWeightWithin() throws Exception {
        assertTimes(
                at(1, 2, 3, 4, 150, 155, 300, 450).batchByWeightWithin(6, x -> x % 10, ms(100)),
                "[1, 2, 3]@3", // full
                "[4]@104",
                "[150, 155]@250",
                "[300]@400",
                "[450]@450"); // the end
        assertTimes(
                at(4, 9, 11, 25, 50, 130, 140).batchByWeightWithin(5, x -> x % 10, ms(100)),
                "[4]@9", // 9 does not fit, and is more than a list may weigh
                "[9]@9",
                "[11]@25", // 25 does not fit, and is as much as a list may weigh
                "[25]@25",
                "[50, 130, 140]@140");
    }

    @Test
    @DisplayName(
            "L46 batchByWeightWithin counts from the instant at which the list is out into which a"
                    + " value did not fit")
    void batchByWeightWithinCountsFromTheListBefore() throws Exception {
        VirtualTime.run(
                () ->
                        assertThat(
                                        timed(
                                                at(4, 10, 14, 300)
                                                        .batchByWeightWithin(
                                                                7, x -> x % 10, ms(100))
                                                        .peek(list -> Timers.sleep(ms(60)))))
                                .containsExactly("[4, 10]@74", "[14]@234", "[300]@360"));
    }

    @Test
    @DisplayName(
            "L46 batchByWeightWithin puts out a list in time, also if weighing takes longer than"
                    + " the next value to come")
    void batchByWeightWithinIsInTime() throws Exception {
        Mapping<Integer, Integer> weighing =
                x -> {
                    Timers.sleep(ms(60));
                    return 1;
                };
        assertTimes(
                Pipeline.range(0, 6).batchByWeightWithin(100, weighing, ms(100)),
                "[0, 1]@120",
                "[2, 3]@240",
                "[4, 5]@360");
    }

    @Test
    @DisplayName("L46 batchByWeightWithin puts out full lists if those below are slow")
    void batchByWeightWithinAboveWhoIsSlow() throws Exception {
        assertTimes(
                Pipeline.range(0, 12)
                        .batchByWeightWithin(9, x -> 2, ms(100))
                        .peek(list -> Timers.sleep(ms(150))),
                "[0, 1, 2, 3]@150",
                "[4, 5, 6, 7]@300",
                "[8, 9, 10, 11]@450");
    }

    // ---- pipelines for values

    /** Puts out {@code value * 10 + 1} and so on, one each period. */
    private static Pipeline<Integer> ticks(int value, int period, int count) {
        return Pipeline.ticker(ms(period)).take(count).map(t -> value * 10 + (int) t.number());
    }

    @Test
    @DisplayName("L46 flatMapLatest stops a pipeline at the instant at which the next value comes")
    void flatMapLatest() throws Exception {
        assertTimes(
                at(10, 95, 105, 200).flatMapLatest(x -> ticks(x, 30, 4)),
                "101@40",
                "102@70",
                "1051@135",
                "1052@165",
                "1053@195",
                "2001@230",
                "2002@260",
                "2003@290",
                "2004@320");
    }

    @Test
    @DisplayName("L46 flatMapMerge begins a pipeline at the instant at which another one ends")
    void flatMapMerge() throws Exception {
        assertTimes(
                at(10, 25, 30, 31).flatMapMerge(2, x -> ticks(x, 40, 2)),
                "101@50",
                "251@65",
                "102@90",
                "252@105",
                "301@130",
                "311@145",
                "302@170",
                "312@185");
    }

    @Test
    @DisplayName("L46 throttle lets no more than so many pass in any span of the period")
    void throttle() throws Exception {
        assertTimes(
                at(0, 0, 0, 0, 0, 500, 560).throttle(2, ms(100)),
                "0@0",
                "0@0",
                "0@100",
                "0@100",
                "0@200",
                "500@500",
                "560@560");
        assertTimes(
                at(0, 90, 95, 100, 101).throttle(2, ms(100)),
                "0@0",
                "90@90",
                "95@100",
                "100@190",
                "101@200");
    }

    @Test
    @DisplayName("L46 debounce puts out what no newer value has followed for so long")
    void debounce() throws Exception {
        assertTimes(
                at(10, 50, 90, 300, 350, 1000).debounce(ms(100)),
                "90@190",
                "350@450",
                "1000@1000"); // the end does not wait
    }

    @Test
    @DisplayName("L46 sample puts out the newest value of each period, and the last one at the end")
    void sample() throws Exception {
        assertTimes(
                at(10, 50, 90, 130, 350, 470).sample(ms(100)),
                "90@100",
                "130@200",
                "350@400",
                "470@470");
    }

    @Test
    @DisplayName("L46 timeout fails when a value does not come in time, and stops what is above")
    void timeout() throws Exception {
        VirtualTime.run(
                () -> {
                    List<Integer> got = new ArrayList<>();
                    Throwable thrown =
                            catchThrowable(
                                    () -> at(50, 140, 260).timeout(ms(100)).forEach(got::add));
                    assertThat(thrown)
                            .isInstanceOf(PipelineException.class)
                            .hasMessage(
                                    "stage timeout(0.1s) has failed:"
                                        + " java.util.concurrent.TimeoutException: no value within"
                                        + " 0.1s")
                            .hasCauseInstanceOf(TimeoutException.class);
                    assertThat(got).containsExactly(50, 140);
                    assertThat(VirtualTime.now()).isEqualTo(ms(240));
                });
    }

    @Test
    @DisplayName("L46 timeout does not count the time that those below need")
    void timeoutDoesNotCountTheTimeOfThoseBelow() throws Exception {
        VirtualTime.run(
                () ->
                        assertThat(
                                        at(50, 100, 150)
                                                .timeout(ms(100))
                                                .peek(x -> Timers.sleep(ms(1_000)))
                                                .count())
                                .isEqualTo(3));
    }

    // ---- speed

    @Test
    @DisplayName("L46 a buffer for those below that are slow drops as it was told, if it is full")
    void aBufferThatDrops() throws Exception {
        assertThat(ofSlow(Overflow.DROP_OLDEST)).containsExactly(10, 30, 150, 160);
        assertThat(ofSlow(Overflow.DROP_NEWEST)).containsExactly(10, 20, 30, 150);
        assertThat(ofSlow(Overflow.WAIT)).containsExactly(10, 20, 30, 40, 150, 160);
    }

    private static List<Integer> ofSlow(Overflow overflow) throws Exception {
        List<Integer> got = new ArrayList<>();
        VirtualTime.run(
                () ->
                        at(10, 20, 30, 40, 150, 160)
                                .buffer(2, overflow)
                                .peek(x -> Timers.sleep(ms(100)))
                                .forEach(got::add));
        return got;
    }

    @Test
    @DisplayName("L46 a buffer that drops needs room for a value")
    void aBufferThatDropsNeedsRoom() {
        assertThatThrownBy(() -> Pipeline.of(1).buffer(0, Overflow.DROP_OLDEST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("buffer(0): one or more");
    }

    @Test
    @DisplayName(
            "L46 conflate keeps the newest value for those below that are slow, and the last one")
    void conflate() throws Exception {
        VirtualTime.run(
                () -> {
                    List<Integer> got = new ArrayList<>();
                    at(10, 20, 30, 40, 150, 160)
                            .conflate()
                            .forEach(
                                    x -> {
                                        got.add(x);
                                        Timers.sleep(ms(100));
                                    });
                    assertThat(got).containsExactly(10, 40, 160);
                    assertThat(VirtualTime.now()).isEqualTo(ms(310));
                });
    }

    @Test
    @DisplayName("L46 conflate combines what comes while those below are busy")
    void conflateCombines() throws Exception {
        VirtualTime.run(
                () -> {
                    List<String> got = new ArrayList<>();
                    at(10, 20, 30, 40, 150, 500)
                            .conflate(x -> "" + x, (String sum, Integer x) -> sum + "+" + x)
                            .forEach(
                                    x -> {
                                        got.add(x);
                                        Timers.sleep(ms(100));
                                    });
                    assertThat(got).containsExactly("10", "20+30+40", "150", "500");
                });
    }

    @Test
    @DisplayName("L46 a combination that cannot be added to is put out before the failure")
    void aCombinationIsPutOutBeforeTheFailure() throws Exception {
        VirtualTime.run(
                () -> {
                    List<Integer> got = new ArrayList<>();
                    Throwable thrown =
                            catchThrowable(
                                    () ->
                                            at(10, 20, 30, 40)
                                                    .conflate(x -> x, TimedStagesTest::sumUpTo50)
                                                    .forEach(
                                                            x -> {
                                                                got.add(x);
                                                                Timers.sleep(ms(100));
                                                            }));
                    assertThat(thrown)
                            .isInstanceOf(PipelineException.class)
                            .hasMessageStartingWith("stage conflate has failed")
                            .hasCauseInstanceOf(IOException.class);
                    assertThat(got).containsExactly(10, 20 + 30);
                });
    }

    private static int sumUpTo50(int sum, int x) throws IOException {
        if (sum + x > 50) {
            throw new IOException("full");
        }
        return sum + x;
    }

    @Test
    @DisplayName("L46 expand fills the time until the next value")
    void expand() throws Exception {
        assertTimes(
                at(0, 250, 300)
                        .expand(
                                x ->
                                        () ->
                                                Stream.iterate(0, i -> i + 1)
                                                        .map(i -> x + "." + i)
                                                        .iterator())
                        .throttle(1, ms(100)),
                "0.0@0",
                "0.1@100",
                "0.2@200",
                "0.3@300",
                "250.0@400",
                "300.0@500");
    }

    @Test
    @DisplayName("L46 expand closes the generator of a value when the next value has come")
    void expandClosesGenerators() throws Exception {
        AtomicInteger open = new AtomicInteger();
        Generator<Integer> endless =
                Generator.of(
                        out -> {
                            open.incrementAndGet();
                            try {
                                for (int i = 0; ; i++) {
                                    out.yield(i);
                                }
                            } finally {
                                open.decrementAndGet();
                            }
                        });
        Explore.random()
                .schedules(50)
                .require(
                        () -> {
                            assertThat(timed(at(0, 150).expand(x -> endless).throttle(1, ms(100))))
                                    .containsExactly("0@0", "1@100", "2@200", "0@300");
                            assertThat(open).hasValue(0);
                        });
    }

    @Test
    @DisplayName("L46 expand waits for the next value when it has no more elements")
    void expandWaits() throws Exception {
        assertTimes(
                at(0, 100, 500).expand(x -> List.of(x, x + 1)).take(4),
                "0@0",
                "1@0",
                "100@100",
                "101@100");
    }

    // ---- failures

    @Test
    @DisplayName("L46 retry runs all that is above again, after pauses that grow")
    void retry() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        VirtualTime.run(
                () -> {
                    runs.set(0);
                    List<String> got =
                            timed(
                                    Pipeline.of(1, 2)
                                            .map(
                                                    x -> {
                                                        if (x == 2 && runs.incrementAndGet() < 4) {
                                                            throw new IOException("down");
                                                        }
                                                        return x;
                                                    })
                                            .retry(
                                                    Backoff.of(5)
                                                            .pause(ms(100))
                                                            .factor(2)
                                                            .longest(ms(300))));
                    assertThat(got).containsExactly("1@0", "1@100", "1@300", "1@600", "2@600");
                });
    }

    @Test
    @DisplayName(
            "L46 the attempts of a retry are those of the run, or begin anew when values have come"
                    + " out")
    void retryBeginsAnew() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        Pipeline<Integer> feed =
                Pipeline.fromStream(() -> Stream.of(connections.incrementAndGet(), 0))
                        .peek(x -> failIf(x == 0 && connections.get() < 4));
        Backoff twice = Backoff.of(2).pause(ms(100)).factor(2);
        VirtualTime.run(
                () -> {
                    connections.set(0);
                    assertThat(timed(feed.retry(twice.anewAfterValues())))
                            .containsExactly("1@0", "2@100", "3@200", "4@300", "0@300");
                    connections.set(0);
                    assertThat(catchThrowable(() -> feed.retry(twice).run()))
                            .hasRootCauseMessage("down")
                            .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
                    assertThat(connections).hasValue(2);
                });
    }

    @Test
    @DisplayName("L46 attempts that have begun anew end when nothing has come out in between")
    void retryThatHasBegunAnewEnds() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        Pipeline<Integer> feed =
                Pipeline.fromStream(() -> Stream.of(connections.incrementAndGet(), 0))
                        .peek(x -> failIf(x == 0 || connections.get() > 3));
        Backoff twice = Backoff.of(2).pause(ms(100)).anewAfterValues();
        VirtualTime.run(
                () -> {
                    connections.set(0);
                    List<Integer> got = new ArrayList<>();
                    assertThat(catchThrowable(() -> feed.retry(twice).forEach(got::add)))
                            .hasRootCauseMessage("down")
                            .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
                    assertThat(got).containsExactly(1, 2, 3);
                    assertThat(connections).hasValue(4);
                });
    }

    @Test
    @DisplayName("L46 values of a run that has lasted for some time do not count for the next one")
    void valuesOfALongRunCountOnce() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Pipeline<Integer> feed =
                Pipeline.fromStream(
                                () -> runs.incrementAndGet() == 1 ? Stream.of(1, 0) : Stream.of(0))
                        .peek(
                                x -> {
                                    if (x == 0 && runs.get() == 1) {
                                        Timers.sleep(ms(100));
                                    }
                                    failIf(x == 0);
                                });
        Backoff twice = Backoff.of(2).pause(ms(10)).anewAfterValues().anewAfter(ms(100));
        VirtualTime.run(
                () -> {
                    runs.set(0);
                    assertThat(catchThrowable(() -> feed.retry(twice).run()))
                            .hasRootCauseMessage("down");
                    assertThat(runs).hasValue(2);
                });
    }

    @Test
    @DisplayName("L46 attempts of a retry begin anew when a run has lasted for some time")
    void retryBeginsAnewAfterALongRun() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Pipeline<Integer> feed =
                Pipeline.of(1)
                        .peek(x -> Timers.sleep(ms(100)))
                        .peek(x -> failIf(runs.incrementAndGet() < 4));
        Backoff twice = Backoff.of(2).pause(ms(10));
        VirtualTime.run(
                () -> {
                    runs.set(0);
                    assertThat(timed(feed.retry(twice.anewAfter(ms(100)))))
                            .containsExactly("1@430");
                    runs.set(0);
                    assertThat(catchThrowable(() -> feed.retry(twice.anewAfter(ms(101))).run()))
                            .hasRootCauseMessage("down");
                    assertThat(runs).hasValue(2);
                });
    }

    @Test
    @DisplayName("L46 an attempt that has lasted for some time counts as the first")
    void attemptsBeginAnew() throws Exception {
        Backoff restart = Backoff.of(3).pause(ms(100)).factor(2).anewAfter(ms(1_000));
        int[] lasting = {10, 999, 1_000, 10, 10};
        VirtualTime.run(
                () -> {
                    List<Duration> begun = new ArrayList<>();
                    Throwable last =
                            catchThrowable(
                                    () ->
                                            restart.call(
                                                    () -> {
                                                        begun.add(VirtualTime.now());
                                                        int which = begun.size();
                                                        Timers.sleep(ms(lasting[which - 1]));
                                                        failIf(true);
                                                    }));
                    assertThat(begun)
                            .containsExactly(ms(0), ms(110), ms(1_309), ms(2_409), ms(2_619));
                    assertThat(last).hasMessage("down");
                    assertThat(last.getSuppressed()).hasSize(2);
                });
    }

    private static void failIf(boolean down) throws IOException {
        if (down) {
            throw new IOException("down");
        }
    }

    @Test
    @DisplayName("L46 a function is tried again for the same value, and its other values wait")
    void retrying() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        VirtualTime.run(
                () -> {
                    calls.set(0);
                    assertThat(
                                    timed(
                                            Pipeline.of(1, 2, 3)
                                                    .map(
                                                            Mapping.retrying(
                                                                    Backoff.of(3).pause(ms(50)),
                                                                    x -> failTwice(x, calls)))))
                            .containsExactly("1@0", "2@100", "3@100");
                });
    }

    private static int failTwice(int x, AtomicInteger calls) throws IOException {
        if (x == 2 && calls.incrementAndGet() < 3) {
            throw new IOException("down");
        }
        return x;
    }

    @Test
    @DisplayName("L46 outside of a pipeline a back-off has the same pauses")
    void call() throws Exception {
        Backoff backoff = Backoff.of(5).pause(ms(100)).factor(2).longest(ms(300));
        VirtualTime.run(
                () -> {
                    List<Duration> calls = new ArrayList<>();
                    String got =
                            backoff.call(
                                    () -> {
                                        calls.add(VirtualTime.now());
                                        if (calls.size() < 5) {
                                            throw new IOException("down");
                                        }
                                        return "up";
                                    });
                    assertThat(got).isEqualTo("up");
                    assertThat(calls).containsExactly(ms(0), ms(100), ms(300), ms(600), ms(900));
                });
    }

    @Test
    @DisplayName(
            "L46 with jitter those who fail together do not come back together, and in each run at"
                    + " the same times")
    void jitterParts() throws Exception {
        Backoff backoff = Backoff.of(3).pause(ms(1_000)).factor(2).jitter(0.5);
        List<List<Duration>> runs = new ArrayList<>();
        for (Backoff each : List.of(backoff, backoff, backoff.jitter(0.5, 1))) {
            VirtualTime.run(() -> runs.add(comebacks(each)));
        }
        assertThat(runs.getFirst())
                .hasSize(20)
                .doesNotHaveDuplicates()
                .allMatch(when -> when.compareTo(ms(500)) >= 0 && when.compareTo(ms(3_000)) <= 0);
        assertThat(runs.get(1)).isEqualTo(runs.getFirst());
        assertThat(runs.getLast()).doesNotContainAnyElementsOf(runs.getFirst());
    }

    /** When ten come back who have failed at the same instant, each twice. */
    private static List<Duration> comebacks(Backoff backoff) throws InterruptedException {
        List<Duration> comebacks = Collections.synchronizedList(new ArrayList<>());
        Scope.run(
                scope -> {
                    for (int i = 0; i < 10; i++) {
                        AtomicInteger calls = new AtomicInteger();
                        scope.go(
                                () ->
                                        backoff.call(
                                                () -> {
                                                    if (calls.getAndIncrement() > 0) {
                                                        comebacks.add(VirtualTime.now());
                                                    }
                                                    if (calls.get() < 3) {
                                                        throw new IOException("down");
                                                    }
                                                    return true;
                                                }));
                    }
                });
        return comebacks;
    }

    @Test
    @DisplayName("L46, L38 a cancel ends the pause of a back-off, and nothing is tried again")
    void callIsCancelled() throws Exception {
        Backoff forEver = Backoff.of(Integer.MAX_VALUE).pause(ms(100));
        VirtualTime.run(
                () -> {
                    AtomicInteger calls = new AtomicInteger();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () ->
                                                forEver.call(
                                                        () -> {
                                                            calls.incrementAndGet();
                                                            throw new IOException("down");
                                                        }));
                                VirtualTime.advance(ms(250));
                                scope.cancel();
                            });
                    assertThat(calls).hasValue(3);
                    assertThat(VirtualTime.now()).isEqualTo(ms(250));
                });
    }

    @Test
    @DisplayName(
            "L46 a function that does not return in time is interrupted, and fails at that time")
    void within() throws Exception {
        VirtualTime.run(
                () -> {
                    Throwable thrown =
                            catchThrowable(
                                    () ->
                                            Pipeline.of(10, 200)
                                                    .map(
                                                            Mapping.within(
                                                                    ms(100),
                                                                    x -> {
                                                                        Timers.sleep(ms(x));
                                                                        return x;
                                                                    }))
                                                    .run());
                    assertThat(thrown)
                            .hasMessage(
                                    "stage map has failed:"
                                            + " java.util.concurrent.TimeoutException: no result"
                                            + " within 0.1s")
                            .hasCauseInstanceOf(TimeoutException.class);
                    assertThat(VirtualTime.now()).isEqualTo(ms(110));
                });
    }

    @Test
    @DisplayName(
            "L46 what a function that is late could not close is suppressed in what it fails with")
    void withinACloseThatFails() throws Exception {
        IOException noClose = new IOException("no close");
        Mapping<Integer, Integer> late =
                Mapping.within(
                        ms(100),
                        x -> {
                            try (Closeable _ =
                                    () -> {
                                        throw noClose;
                                    }) {
                                Timers.sleep(ms(x));
                                return x;
                            }
                        });
        VirtualTime.run(
                () ->
                        assertThat(catchThrowable(() -> late.apply(200)))
                                .isInstanceOf(TimeoutException.class)
                                .hasSuppressedException(noClose));
    }

    @Test
    @DisplayName("L46, L39 a deadline of the function's own is not taken for its limit")
    void withinAnotherDeadline() throws Exception {
        Mapping<Integer, Integer> own =
                x ->
                        Scope.named("own")
                                .deadline(ms(50))
                                .call(
                                        scope -> {
                                            Timers.sleep(ms(x));
                                            return x;
                                        });
        VirtualTime.run(
                () -> {
                    assertThat(catchThrowable(() -> Mapping.within(ms(100), own).apply(200)))
                            .isInstanceOf(DeadlineExceededException.class)
                            .hasMessageContaining("own");
                    assertThat(catchThrowable(() -> Mapping.within(ms(20), own).apply(200)))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(VirtualTime.now()).isEqualTo(ms(70));
                });
    }

    @Test
    @DisplayName("L46, L39 a nearer deadline around a function is not taken for its limit")
    void withinANearerDeadline() throws Exception {
        Mapping<Integer, Integer> slow =
                Mapping.within(
                        ms(100),
                        x -> {
                            Timers.sleep(ms(x));
                            return x;
                        });
        AtomicReference<Throwable> inside = new AtomicReference<>();
        ScopeBuilder around = Scope.named("around").deadline(ms(50));
        VirtualTime.run(
                () -> {
                    Throwable thrown =
                            catchThrowable(
                                    () ->
                                            around.run(
                                                    scope -> {
                                                        inside.set(
                                                                catchThrowable(
                                                                        () -> slow.apply(200)));
                                                        throw inside.get();
                                                    }));
                    assertThat(thrown).isInstanceOf(DeadlineExceededException.class);
                    assertThat(inside.get()).isInstanceOf(InterruptedException.class);
                });
    }

    @Test
    @DisplayName("L46 one predicate tells a retry of both: no value in time, and no result")
    void timeOutsAreTriedAgain() throws Exception {
        Backoff again = Backoff.of(2).when(e -> e instanceof TimeoutException);
        AtomicInteger calls = new AtomicInteger();
        Mapping<Integer, Integer> slowAtFirst =
                x -> {
                    Timers.sleep(calls.incrementAndGet() == 1 ? ms(500) : ms(10));
                    return x;
                };
        Pipeline<Integer> one = Pipeline.of(7);
        List<Pipeline<Integer>> limited =
                List.of(
                        one.map(slowAtFirst).timeout(ms(100)),
                        one.map(Mapping.within(ms(100), slowAtFirst)));
        for (Pipeline<Integer> each : limited) {
            VirtualTime.run(
                    () -> {
                        calls.set(0);
                        assertThat(timed(each.retry(again))).containsExactly("7@110");
                    });
        }
    }

    // ---- several streams

    @Test
    @DisplayName("L46 merge puts out as values come")
    void merge() throws Exception {
        assertTimes(
                at(10, 200).merge(at(50, 300), at(100)),
                "10@10",
                "50@50",
                "100@100",
                "200@200",
                "300@300");
    }

    @Test
    @DisplayName("L46 zip waits for both")
    void zip() throws Exception {
        assertTimes(
                at(10, 200, 300).zip(at(50, 60), (a, b) -> a + "&" + b), "10&50@50", "200&60@200");
    }

    @Test
    @DisplayName("L46 combineLatest puts out when a value comes, with the latest of the other")
    void combineLatest() throws Exception {
        assertTimes(
                at(10, 20, 200, 300).combineLatest(at(50, 60, 400), (a, b) -> a + "&" + b),
                "20&50@50",
                "20&60@60",
                "200&60@200",
                "300&60@300",
                "300&400@400"); // the first has ended
        assertTimes(
                at(50, 60).combineLatest(at(10), (a, b) -> a + "&" + b), "50&10@50", "60&10@60");
    }

    @Test
    @DisplayName("L46 combineLatest ends when one ends without a value; else when both have ended")
    void combineLatestEnds() throws Exception {
        Pipeline<Integer> none = at(10).filter(x -> false);
        assertEndsAt(10, none.combineLatest(at(50, 60), Integer::sum));
        assertEndsAt(10, at(50, 60).combineLatest(none, Integer::sum));
        assertEndsAt(60, at(10).combineLatest(at(20, 60), Integer::sum));
    }

    private static void assertEndsAt(int millis, Pipeline<Integer> pipeline) throws Exception {
        VirtualTime.run(
                () -> {
                    pipeline.run();
                    assertThat(VirtualTime.now()).isEqualTo(ms(millis));
                });
    }

    @Test
    @DisplayName("L46 interleave waits for whose turn it is")
    void interleave() throws Exception {
        assertTimes(
                at(10, 20, 500).interleave(at(100, 150)),
                "10@10",
                "100@100",
                "20@100",
                "150@150",
                "500@500");
    }

    @Test
    @DisplayName(
            "L46 a group that is idle is ended at that time, and opened anew when its key comes"
                    + " again")
    void anIdleGroupIsEnded() throws Exception {
        assertTimesInAnyOrder(
                at(10, 20, 130, 500, 650)
                        .groupBy(5, ms(200), x -> x < 100 || x > 600, (k, g) -> g.batch(10)),
                "[10, 20]@220",
                "[130]@330",
                "[500]@650",
                "[650]@650");
    }

    @Test
    @DisplayName("L46 the group that was idle for the longest time makes room for another")
    void theIdlestGroupMakesRoom() throws Exception {
        assertTimesInAnyOrder(
                at(10, 21, 30, 42, 53, 60).groupBy(2, x -> x % 10, (k, g) -> g.batch(10)),
                "[21]@42",
                "[10, 30]@53",
                "[42]@60",
                "[53]@60",
                "[60]@60");
    }

    @Test
    @DisplayName("L46 a group that has ended makes room before one that is at work")
    void anEndedGroupMakesRoom() throws Exception {
        assertTimesInAnyOrder(
                at(0, 11, 102, 150)
                        .groupBy(
                                2,
                                ms(50),
                                x -> x % 10,
                                (k, g) ->
                                        (k == 0 ? g.peek(x -> Timers.sleep(ms(200))) : g)
                                                .batch(10)),
                "[11]@61", // idle
                "[102]@152", // likewise
                "[0, 150]@400");
        assertTimesInAnyOrder(
                at(10, 21, 32, 40)
                        .groupBy(2, x -> x % 10, (k, g) -> (k == 1 ? g.take(1) : g).batch(10)),
                "[21]@21", // had enough
                "[32]@40",
                "[10, 40]@40");
    }
}
