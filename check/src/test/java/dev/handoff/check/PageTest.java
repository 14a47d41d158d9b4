package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.Watched;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The page, word for word; and the page that one can look at. */
class PageTest {
    private static String page(Explore explore, Program program) throws InterruptedException {
        return explore.check(program).toString().replaceAll("\\.java:\\d+", ".java:N");
    }

    @Test
    @DisplayName(
            "L48 the page of a deadlock: the circle in words, who waits where, how it came about")
    void deadlock() throws Exception {
        assertThat(page(Explore.roundRobin(), Planted.EXTRA_RECEIVE.program))
                .isEqualTo(
                        """
                        DEADLOCK: main and server wait for each other

                          main waits for server to send to channel "replies"
                          server waits for main to send to channel "requests"

                          main waits to receive from channel "replies", since turn 17, at Planted.java:N
                              server has sent to it, but waits itself
                          server waits to receive from channel "requests", since turn 18, at Planted.java:N; started at Planted.java:N
                              main has sent to it, but waits itself

                          turn  main    server
                             1  o                 main begins
                             4  |------>o         server begins
                             6  |------>|         "requests": 0
                             9  |<------|         "replies": 0
                            12  |------>|         "requests": 1
                            15  |<------|         "replies": 1
                            17  x       |         main waits to receive from channel "replies"
                            18  :       x         server waits to receive from channel "requests"

                        found after 1 schedule, 18 turns, round robin
                        replay with Explore.replay("h1.1x10")\
                        """);
    }

    @Test
    @DisplayName("L49 the page of a leak: who is left, since when, and who could have helped")
    void leak() throws Exception {
        assertThat(page(Explore.random(), Planted.FORGOTTEN_SENDER.program))
                .isEqualTo(
                        """
                        LEAK: two waits for ever to send to channel "results": nobody can ever receive it

                          two waits to send to channel "results", since turn 10, at Planted.java:N; started at Planted.java:N
                              main has received from it, and has ended

                          turn  main  one   two
                             1  o                   main begins
                             5  |---->o             one begins
                             6  |<----|             "results": 1
                             7  :     =             one ends
                             8  =                   main ends
                             9  ----------->o       two begins
                            10              x       two waits to send to channel "results"

                        found after 1 schedule, 10 turns, random, seed 1
                        shrunk to 0 switches, from 3
                        replay with Explore.replay("h1")\
                        """);
    }

    @Test
    @DisplayName("the page of a failure: where it was thrown, after which order of values")
    void failure() throws Exception {
        assertThat(page(Explore.random(), Planted.ORDER_ASSUMED.program))
                .isEqualTo(
                        """
                        FAILURE: java.lang.IllegalStateException: the second was first

                          thrown at Planted.java:N

                          turn  main    first   second
                             1  o                         main begins
                             5  |-------------->o         second begins
                             6  |               +         second sends "words": <world>
                             7  |               =         second ends
                            10  |------>o                 first begins
                            11  :       +                 first sends "words": hello
                            12  :       =                 first ends
                            15  |<---------------         "words": <world>
                            15  !                         main fails: IllegalStateException: the second was first

                        found after 1 schedule, 15 turns, random, seed 1
                        shrunk to 1 switch, from 2
                        replay with Explore.replay("h1.0.2")\
                        """);
    }

    @Test
    @DisplayName("the page of a livelock: what is done over and over")
    void livelock() throws Exception {
        assertThat(page(Explore.roundRobin().maxTurns(50), Planted.POLLING.program))
                .isEqualTo(
                        """
                        LIVELOCK: the program does not end within 50 turns, the most that a schedule may take

                          main could go on, at Planted.java:N
                          in the last 50 turns
                              main: try receive, 49 times
                              main: begins, 1 time

                          turn  main
                             1  o       main begins

                        found after 1 schedule, 50 turns, round robin
                        replay with Explore.replay("h1").maxTurns(50)\
                        """);
    }

    @Test
    @DisplayName("the next command is in the words of whoever shows the page")
    void command() throws Exception {
        Report report = Explore.random().check(Planted.FORGOTTEN_SENDER.program);
        assertThat(report.replayedBy(text -> "./handoff check P.java --replay " + text).toString())
                .endsWith("replay with ./handoff check P.java --replay " + report.schedule());
    }

    @Test
    @DisplayName("a schedule that would fill the screen stands on the HTML page alone")
    void longSchedule(@TempDir Path folder) throws Exception {
        Program program =
                () ->
                        Scope.run(
                                scope -> {
                                    Channel<Integer> empty = Channel.rendezvous();
                                    for (int i = 0; i < 3; i++) {
                                        scope.go(
                                                () -> {
                                                    while (true) {
                                                        empty.tryReceive();
                                                    }
                                                });
                                    }
                                });
        List<Report> asFound = new ArrayList<>();
        Explore.random().maxTurns(5_000).check(program, asFound::add);
        Report found = asFound.getFirst();
        assertThat(found.toString())
                .containsPattern(
                        "replay with the command on the HTML page: .* has \\d,\\d+ letters")
                .hasSizeLessThan(1_000);
        assertThat(found.withLongSchedule().replayedBy(text -> "again " + text).toString())
                .endsWith("replay with again " + found.schedule());
        Path file = folder.resolve("report.html");
        found.writeHtml(file);
        assertThat(Files.readString(file)).contains("replay(&quot;" + found.schedule() + "&quot;)");
    }

    @Test
    @DisplayName("time that passes is a line of the diagram")
    void time() throws Exception {
        String page =
                page(
                        Explore.roundRobin(),
                        () -> {
                            Channel<Integer> c = Channel.<Integer>named("c").open();
                            Timers.sleep(Duration.ofSeconds(5));
                            c.receive();
                        });
        assertThat(page)
                .contains("- - 5 s later")
                .contains("main waits to receive from channel \"c\"");
    }

    @Test
    @DisplayName("a value that lay in a buffer while time passed is received after that")
    void timeInABuffer() throws Exception {
        String page =
                page(
                        Explore.roundRobin(),
                        () -> {
                            Channel<Integer> c = Channel.<Integer>named("c").buffered(1).open();
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                "late",
                                                () -> {
                                                    Timers.sleep(Duration.ofSeconds(10));
                                                    c.receive();
                                                    throw new IllegalStateException("no");
                                                });
                                        VirtualTime.settle();
                                        c.send(1);
                                    });
                        });
        assertThat(page)
                .containsSubsequence(
                        "main sends \"c\": 1\n", "10 s later", "\"c\": 1\n", "late fails");
    }

    @Test
    @DisplayName("L4 no arrow comes from the sender of a value that was dropped")
    void dropped() throws Exception {
        String page =
                page(
                        Explore.roundRobin(),
                        () -> {
                            Channel<String> c = Channel.<String>named("c").latest().open();
                            Scope.run(scope -> scope.go("one", () -> c.send("x")));
                            Scope.run(scope -> scope.go("two", () -> c.send("x")));
                            c.receive();
                            c.receive();
                        });
        assertThat(page).containsPattern("\\|<-{11} +\"c\": x\n"); // from the third column
    }

    @Test
    @DisplayName("R24 the page of a race shows the reads and writes, and where they are")
    void race() throws Exception {
        String page =
                page(
                        Explore.random(),
                        () -> {
                            Watched<Integer> total = Watched.of(0);
                            Scope.run(
                                    scope -> {
                                        scope.go("one", () -> total.set(1));
                                        scope.go("two", () -> total.get());
                                    });
                        });
        assertThat(page)
                .startsWith("RACE: one and two share a watched variable with no channel in between")
                .contains("one wrote it at PageTest.java:N", "two read it at PageTest.java:N")
                .containsPattern("~ +one writes variable 1, at PageTest.java:N")
                .containsPattern("~ +two reads variable 1, at PageTest.java:N");
    }

    @Test
    @DisplayName("the diagram of a failure shows whose it was")
    void failureOfProcess() throws Exception {
        String page =
                page(
                        Explore.random(),
                        () ->
                                Scope.run(
                                        scope ->
                                                scope.go(
                                                        "worker",
                                                        () -> {
                                                            throw new IllegalStateException("no");
                                                        })));
        assertThat(page)
                .containsPattern("! +worker fails: IllegalStateException: no")
                .containsPattern("! +main fails: worker has failed");
    }

    @Test
    @DisplayName("an exhaustive exploration that was stopped does not look like a proof")
    void stopped() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> c = Channel.buffered(9);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 3; i++) {
                                    scope.go(() -> c.trySend(1));
                                }
                            });
                    c.cancel();
                };
        assertThat(page(Explore.exhaustive().schedules(2), program))
                .startsWith("clean: 2 schedules")
                .doesNotContain("all there are")
                .endsWith(
                        "stopped before the end: whether it goes wrong in one of the schedules that"
                                + " are left is not known");
        for (Explore all : List.of(Explore.exhaustive(), Explore.exhaustive().schedules(6))) {
            assertThat(page(all, program))
                    .startsWith("clean: 6 schedules")
                    .endsWith(", all there are");
        }
        assertThat(page(Explore.random().schedules(2), program)).doesNotContain("stopped");
    }

    @Test
    @DisplayName("durations are said in units of people")
    void durations() {
        assertThat(Words.duration(Duration.ofSeconds(2))).isEqualTo("2 s");
        assertThat(Words.duration(Duration.ofMillis(1500))).isEqualTo("1.5 s");
        assertThat(Words.duration(Duration.ofMillis(20))).isEqualTo("20 ms");
        assertThat(Words.duration(Duration.ofNanos(1_500))).isEqualTo("1.5 µs");
        assertThat(Words.duration(Duration.ofNanos(7))).isEqualTo("7 ns");
        assertThat(Words.duration(Duration.ofMinutes(10))).isEqualTo("10 min");
        assertThat(Words.duration(Duration.ofSeconds(3605))).isEqualTo("1 h 0 min 5 s");
    }

    @Test
    @DisplayName("numbers are written in the same way wherever the program runs")
    @ResourceLock(Resources.LOCALE)
    void locale(@TempDir Path folder) throws Exception {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Words.count(1_234, "schedule")).isEqualTo("1,234 schedules");
            assertThat(Words.duration(Duration.ofMillis(1500))).isEqualTo("1.5 s");
            Locale.setDefault(Locale.forLanguageTag("ar-EG")); // with digits of its own
            Program program =
                    () -> {
                        Channel<Integer> c = Channel.<Integer>named("c").open();
                        Scope.run(scope -> scope.go("p", () -> c.send(1)));
                    };
            Report report = Explore.random().check(program);
            Path file = folder.resolve("digits.html");
            report.writeHtml(file);
            assertThat(report.toString()).contains("replay with").matches("[\\P{Nd}0-9]*");
            assertThat(Files.readString(file)).contains("<svg ").matches("[\\P{Nd}0-9]*");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    @DisplayName("of a long run the page shows the end, of many processes those that matter")
    void compact() throws Exception {
        String page =
                page(
                        Explore.roundRobin(),
                        () -> {
                            Channel<Integer> c = Channel.<Integer>named("c").open();
                            Scope.run(
                                    scope -> {
                                        for (int i = 0; i < 30; i++) {
                                            int n = i;
                                            scope.go("p" + i, () -> c.send(n));
                                        }
                                        for (int i = 0; i < 31; i++) {
                                            c.receive();
                                        }
                                    });
                        });
        assertThat(page).contains("steps not shown");
        assertThat(page.lines().count()).isLessThan(60);
        assertThat(page.lines().mapToInt(String::length).max().orElse(0)).isLessThan(200);
    }

    @Test
    @DisplayName("the HTML page has a line for each change of a process, not for each row")
    void lifelines(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.html");
        Program program =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 50; i++) {
                                    scope.go(() -> c.receive());
                                }
                            });
                };
        Explore.roundRobin().check(program).writeHtml(file);
        assertThat(Files.readString(file).split("<line class=\"(runs|waits)\"", -1))
                .hasSizeBetween(50, 200);
    }

    @Test
    @DisplayName("L48 of many who wait for each other, eight are named, and the others counted")
    void manyNames() throws Exception {
        Program program =
                () ->
                        Scope.run(
                                scope -> {
                                    List<Task<?>> ring = new ArrayList<>();
                                    Channel<Integer> all = Channel.<Integer>named("all").open();
                                    for (int i = 0; i < 10; i++) {
                                        int next = (i + 1) % 10;
                                        ring.add(
                                                scope.fork(
                                                        "p" + i,
                                                        () -> {
                                                            all.receiveOrNull();
                                                            ring.get(next).join();
                                                        }));
                                    }
                                    all.close();
                                });
        assertThat(page(Explore.roundRobin(), program))
                .startsWith("DEADLOCK: p0, p1, p2, p3, p4, p5, p6, p7 and 2 more wait for each")
                .contains("  p7 waits for p8 to end\n  and 2 more\n\n");
    }

    @Test
    @DisplayName("the HTML page needs nothing else, and escapes what it shows")
    void html(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.html");
        Explore.random().check(Planted.ORDER_ASSUMED.program).writeHtml(file);
        String html = Files.readString(file);
        assertThat(html)
                .startsWith("<!DOCTYPE html>")
                .contains(
                        "<svg ",
                        "prefers-color-scheme: dark",
                        "&lt;world&gt;",
                        "Explore.replay(&quot;h1")
                .doesNotContain("<world>", "src=", "href=", "@import", "<script");
        assertThat(html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
        for (String tag : new String[] {"svg", "g", "text", "title", "pre", "div", "defs"}) {
            assertThat(html.split("<" + tag + "[ >]", -1))
                    .as(tag)
                    .hasSameSizeAs(html.split("</" + tag + ">", -1));
        }
    }

    @Test
    @DisplayName("the HTML page says who waits where, what is done over and over, how it was found")
    void htmlInWords(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.html");
        Explore.roundRobin().maxTurns(50).check(Planted.POLLING.program).writeHtml(file);
        assertThat(Files.readString(file))
                .contains(
                        "<h2>Who and where</h2>\n<pre>main could go on, at Planted.java:",
                        "\n    main: try receive, 49 times\n",
                        "<h2>How it came about</h2>\n<div class=\"run\">\n<svg ",
                        "<h2>The schedule</h2>\n"
                                + "<pre>found after 1 schedule, 50 turns, round robin");
    }

    @Test
    @DisplayName("the HTML page says what was not received, and a page with nothing beside no more")
    void htmlBeside(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.html");
        Explore.random()
                .schedules(3)
                .check(() -> Channel.<Integer>named("jobs").buffered(1).open().send(1))
                .writeHtml(file);
        assertThat(Files.readString(file))
                .contains("<h2>Beside</h2>\n<pre>not received: values in channel &quot;jobs&quot;");
        Explore.random().schedules(3).check(() -> {}).writeHtml(file);
        assertThat(Files.readString(file)).doesNotContain("<h2>");
    }

    @Test
    @DisplayName("a clean report has an HTML page, too")
    void cleanHtml(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.html");
        Explore.random().schedules(3).check(Planted.CLOSED.program).writeHtml(file);
        assertThat(Files.readString(file)).contains("<b class=\"clean\">CLEAN</b> 3 schedules");
    }

    @Test
    @DisplayName("letters that no page may have are replaced")
    void escape() {
        assertThat(Html.escape("<a href='x'>\"&\u0000\ud800\n"))
                .isEqualTo("&lt;a href=&#39;x&#39;&gt;&quot;&amp;\ufffd\ufffd\n");
    }

    @Test
    @DisplayName("a value whose text fails does not fail the page")
    void badValue() throws Exception {
        Object value =
                new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("no text");
                    }
                };
        String page =
                page(
                        Explore.random().requireDrained(),
                        () -> {
                            Channel<Object> c = Channel.<Object>named("c").buffered(1).open();
                            c.send(value);
                        });
        assertThat(page).contains("main sends \"c\": ? (a dev.handoff.check.PageTest$1 whose");
    }

    @Test
    @DisplayName("a value without a text does not fail the page")
    void noValue() throws Exception {
        Object value =
                new Object() {
                    @Override
                    public @Nullable String toString() {
                        return null;
                    }
                };
        String page =
                page(
                        Explore.random().requireDrained(),
                        () -> {
                            Channel<Object> c = Channel.<Object>named("c").buffered(1).open();
                            c.send(value);
                        });
        assertThat(page).contains("\"c\": ? (a dev.handoff.check.PageTest$2 whose toString");
    }

    @Test
    @DisplayName("a failure whose text fails is shown by its class")
    void badFailure() throws Exception {
        RuntimeException failure =
                new IllegalStateException() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public String getMessage() {
                        throw new UnsupportedOperationException("no text");
                    }
                };
        String page =
                page(
                        Explore.random(),
                        () -> {
                            throw failure;
                        });
        assertThat(page)
                .contains("FAILURE: ? (a dev.handoff.check.PageTest$3 whose toString failed)")
                .contains("thrown at PageTest.java");
    }
}
