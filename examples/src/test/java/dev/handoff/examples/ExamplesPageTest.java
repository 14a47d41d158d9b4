package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** examples/README.md lists all examples, and shows what some of them print. */
class ExamplesPageTest {
    private static final Path PAGE = CommandLine.EXAMPLES.resolve("README.md");
    private static final Path ROOT = CommandLine.EXAMPLES.getParent();

    /** A command, and what it prints. */
    private static final Pattern SHOWN =
            Pattern.compile(
                    "(?ms)^```sh\\n"
                            + "\\./handoff run examples/(\\S+)(.*?)\\n"
                            + "```\\n"
                            + "+```text\\n"
                            + "(.*?)^```$");

    private static final Pattern FENCE = Pattern.compile("(?m)^```");

    @Test
    @DisplayName("Every example is listed")
    void everyExampleIsListed() throws IOException {
        String page = Files.readString(PAGE);
        try (Stream<Path> files = Files.list(CommandLine.EXAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> name.endsWith(".java"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(page).contains("](" + name + ")"));
        }
    }

    @TestFactory
    @DisplayName("What is shown of an example is what it prints")
    Stream<DynamicTest> shown() throws IOException {
        String page = Files.readString(PAGE);
        List<MatchResult> all = SHOWN.matcher(page).results().toList();
        assertThat(FENCE.matcher(page).results()).hasSize(4 * all.size()).isNotEmpty();
        return all.stream().map(one -> DynamicTest.dynamicTest(one.group(1), () -> run(one)));
    }

    private static void run(MatchResult shown) throws Throwable {
        String[] args =
                Arrays.stream(shown.group(2).strip().split(" +"))
                        .filter(arg -> !arg.isEmpty())
                        .map(ExamplesPageTest::fromTheRoot)
                        .toArray(String[]::new);
        List<String> expected = shown.group(3).lines().toList();
        CommandLine.Result result = CommandLine.run(shown.group(1), args);
        // some have time limits, and the machine may stall for so long, but not time after time
        for (int i = 1; i < 5 && !PageRun.matches(expected, result.lines()); i++) {
            result = CommandLine.run(shown.group(1), args);
        }
        assertThat(result.err()).isEmpty();
        assertThat(PageRun.matches(expected, result.lines()))
                .as("it prints:%n%s", result.out())
                .isTrue();
    }

    /** Commands are given in the root of the repository. */
    private static String fromTheRoot(String arg) {
        Path file = ROOT.resolve(arg);
        return Files.exists(file) ? file.toString() : arg;
    }
}
