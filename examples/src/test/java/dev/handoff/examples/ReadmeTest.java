package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the pages outside of docs/ show is so. */
class ReadmeTest {
    private static final Path ROOT = CommandLine.EXAMPLES.getParent();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    private static List<String> blocks(String language) throws IOException {
        return BLOCK.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    @Test
    @DisplayName("The first program prints headlines and prices, each in their order, and ends")
    void firstProgram() throws Exception {
        assertThat(blocks("java")).hasSize(1);
        for (VirtualRun run : VirtualRun.all("First", blocks("java").getFirst())) {
            assertThat(run.lines())
                    .containsSubsequence("headline 1", "headline 2", "headline 3")
                    .containsSubsequence("price 9.5", "price 9.7")
                    .hasSize(5);
        }
    }

    @Test
    @DisplayName("What is shown of a check is what the check prints")
    void check() throws Throwable {
        CommandLine.Result result = CommandLine.check("MissedSend.java");
        List<String> printed =
                result.out().replace(CommandLine.EXAMPLES + "/", "examples/").lines().toList();
        List<String> shown = blocks("").stream().filter(b -> b.startsWith("DEADLOCK")).toList();
        assertThat(shown).hasSize(1);
        assertThat(printed)
                .containsSubsequence(
                        shown.getFirst()
                                .lines()
                                .filter(line -> !line.strip().equals("…"))
                                .toList());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "README.md",
                "CONTRIBUTING.md",
                "CHANGELOG.md",
                "examples/README.md",
                "junit/README.md",
                "bench/scenarios.md",
                "bench/pipelines/README.md"
            })
    @DisplayName("Every link leads to a file, and to a heading of it")
    void links(String name) throws IOException {
        Links.assertLead(ROOT.resolve(name));
    }
}
