package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the diagram of the HTML page shows. */
class HtmlDiagramTest {
    private static final Pattern TOOL_TIP = Pattern.compile("<title>(turn [^<]*)</title>");

    @TempDir Path folder;

    private String html(Explore explore, Program program) throws Exception {
        Path file = folder.resolve("report.html");
        explore.check(program).writeHtml(file);
        return Files.readString(file);
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
}
