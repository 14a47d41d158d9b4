package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Examples that are given what they cannot use: each in a JVM of its own, which it ends. */
class ArgumentsTest {
    static List<String> wrong() {
        return List.of(
                "Bank x",
                "Bank 10 x",
                "ChannelCosts 0",
                "Checksums",
                "Crawler x",
                "Crawler 1000000000",
                "Generators -1",
                "HowMany 1e6",
                "Leaks soon",
                "LogFollower --silence x file",
                "LogFollower file *a",
                "LogFollower file [a\nb",
                "LogFollower /dev/null",
                "MeterCost x",
                "Multiplex 5s",
                "MutexOrChannel 99999999999",
                "Never ever",
                "Philosophers 1",
                "Philosophers 2000000000",
                "Philosophers 3 gready",
                "Pipelines no/such/folder",
                "Pipelines ''",
                "PriceBoard no/such/file ACME",
                "PrimeSieve x",
                "SizingBuffers 1 1",
                "WordFrequencies no/such/folder",
                "WordFrequencies /dev/null",
                "WordFrequencies ''");
    }

    @ParameterizedTest
    @MethodSource("wrong")
    @DisplayName("a wrong argument gets one line, and status 2")
    void aWrongArgument(String command) throws Exception {
        List<String> words =
                Stream.of(command.split(" ")).map(w -> w.equals("''") ? "" : w).toList();
        String name = words.getFirst();
        CommandLine.Result result =
                CommandLine.runAlone(
                        name + ".java", words.subList(1, words.size()).toArray(String[]::new));
        assertThat(result.err()).startsWith(name + ": ").hasLineCount(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isEqualTo(2);
    }

    @Test
    @DisplayName("every example that takes arguments is among those")
    void everyExample() throws IOException {
        List<String> names = wrong().stream().map(command -> command.split(" ")[0]).toList();
        try (Stream<Path> files = Files.list(CommandLine.EXAMPLES)) {
            assertThat(files.filter(ArgumentsTest::takesArguments))
                    .extracting(file -> file.getFileName().toString().replace(".java", ""))
                    .isSubsetOf(names)
                    .hasSizeGreaterThan(15);
        }
    }

    private static boolean takesArguments(Path file) {
        try {
            return file.toString().endsWith(".java")
                    && Files.readString(file).contains("void main(String");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
