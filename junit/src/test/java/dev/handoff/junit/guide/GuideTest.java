package dev.handoff.junit.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.junit.tests.Ran;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** docs/guide/testing.md shows what runs here. */
class GuideTest {
    private static final Path GUIDE = Path.of("../docs/guide/testing.md");
    private static final Path SOURCES = Path.of("src/test/java/dev/handoff/junit/guide");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(GUIDE));
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        assertThat(blocks).isNotEmpty();
        return blocks;
    }

    @Test
    @DisplayName("Guide: every snippet stands in a source that is compiled and run here")
    void snippetsAreRun() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                sources.add(outdented(Files.readString(file)));
            }
        }
        for (String snippet : blocks("java")) {
            assertThat(sources).as(snippet).anyMatch(source -> source.contains(outdented(snippet)));
        }
    }

    /** Without the spaces that begin a line: a snippet stands further left than its source. */
    private static String outdented(String text) {
        return text.replaceAll("(?m)^ +", "");
    }

    @Test
    @DisplayName("Guide: what it shows of a failure is what is printed, but for numbers")
    void failuresAreShown() throws IOException {
        List<String> shown = blocks("text").stream().map(GuideTest::masked).toList();
        String printed = printed();
        // the machine may stall for a second, and somebody not yet wait as is shown; not always
        for (int i = 1; i < 5 && !shown.stream().allMatch(printed::contains); i++) {
            printed = printed();
        }
        assertThat(printed).contains(shown);
        assertThat(printed).contains("LEAK"); // as the text says
    }

    private static String printed() {
        Ran ran = Ran.tests(LeftBehindCases.class);
        return Stream.of(
                        "anAnswerOrNone",
                        "bothAreCounted",
                        "nobodyIsWaitedFor",
                        "everyRequestIsAnswered")
                .map(test -> masked(ran.failure(test).getMessage()))
                .reduce("", (all, one) -> all + one + "\n");
    }

    private static String masked(String text) {
        return text.replaceAll("h1[.0-9x]*", "h1").replaceAll("[0-9]+", "N");
    }
}
