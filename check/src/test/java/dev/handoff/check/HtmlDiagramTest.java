package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the diagram of the HTML page shows of runs that are long, wide or without an end. */
class HtmlDiagramTest {
    private static final Pattern TOOL_TIP = Pattern.compile("<title>(turn [^<]*)</title>");

    @TempDir Path folder;

    private String html(Explore explore, Program program) throws Exception {
        Path file = folder.resolve("report.html");
        explore.check(program).writeHtml(file);
        return Files.readString(file);
    }

    private static Channel<Integer> open(String name) {
        return Channel.<Integer>named(name).open();
    }

    @Test
    @DisplayName("each tool-tip names the user's line, or none")
    void toolTips() throws Exception {
        String html = html(Explore.roundRobin(), Planted.EXTRA_RECEIVE.program);
        List<String> tips = TOOL_TIP.matcher(html).results().map(HtmlDiagramTest::tip).toList();
        assertThat(tips)
                .allMatch(tip -> tip.matches("turn \\d+, \\w+( at Planted\\.java:\\d+)?"))
                .contains("turn 1, main")
                .anyMatch(tip -> tip.startsWith("turn 6, server at Planted.java:"))
                .anyMatch(tip -> tip.startsWith("turn 17, main at Planted.java:"));
    }

    private static String tip(MatchResult found) {
        return found.group(1);
    }

    /** Two go on for ever; they are started by a third. */
    private static void pingPong(Scope scope) {
        Channel<Integer> ping = open("ping");
        Channel<Integer> pong = open("pong");
        scope.go(
                "one",
                () -> {
                    while (true) {
                        ping.send(1);
                        pong.receive();
                    }
                });
        scope.go(
                "two",
                () -> {
                    while (true) {
                        ping.receive();
                        pong.send(2);
                    }
                });
    }

    @Test
    @DisplayName(
            "L48 of a long run the end is shown, and who has waited for good since long before")
    void longRun() throws Exception {
        String html =
                html(
                        Explore.roundRobin().maxTurns(20_000),
                        () ->
                                Scope.run(
                                        scope -> {
                                            scope.go("left", () -> open("never").receive());
                                            pingPong(scope);
                                        }));
        assertThat(html)
                .contains("class=\"mark stuck\"", "waits to receive from channel &quot;never&quot;")
                .containsPattern("\\d,\\d{3} earlier or other steps not shown");
        assertThat(TOOL_TIP.matcher(html).results()).hasSizeLessThan(2_100);
    }

    @Test
    @DisplayName("of many processes those that wait for good and the last to act have columns")
    void manyProcesses() throws Exception {
        String html =
                html(
                        Explore.roundRobin(),
                        () -> {
                            Handoff.go("left", () -> open("never").receive());
                            for (int i = 0; i < 300; i++) {
                                Scope.run(scope -> scope.go("short", () -> {}));
                            }
                        });
        assertThat(html)
                .contains("class=\"mark stuck\"", "<title>left</title>")
                .containsPattern("steps not shown, nor 2\\d\\d processes");
        assertThat(html.split("class=\"head\"", -1)).hasSizeLessThan(102);
    }

    @Test
    @DisplayName("those who wait when an endless run is cut do not wait for good")
    void livelock() throws Exception {
        assertThat(html(Explore.roundRobin().maxTurns(100), () -> Scope.run(s -> pingPong(s))))
                .contains("LIVELOCK", "<svg ")
                .doesNotContain("class=\"mark stuck\"");
    }
}
