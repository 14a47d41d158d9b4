package dev.handoff.verify.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.check.Verdict;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class ZooTest {
    /** Enough for all that is wrong; {@code verify/run zoo} tries all schedules of what is right. */
    private static final int QUICK = 2_000;

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("all")
    @DisplayName(
            "every wrong program is found, and no right one reported, in all schedules of the"
                    + " table")
    void verdict(ZooProgram program, Expectation expectation) throws Exception {
        Sighting sighting = Sighting.of(program, expectation.atMost(QUICK));
        assertThat(sighting.isAsExpected()).as(sighting.toString()).isTrue();
        long all = allSchedules(Zoo.key(program, expectation, expectation.verdict()));
        if (all <= QUICK) {
            assertThat(sighting.report().isComplete()).as(sighting.toString()).isTrue();
            assertThat(sighting.report().schedules())
                    .as("docs/checks/zoo.md; verify/run zoo writes it")
                    .isEqualTo(all);
        }
    }

    /** How many the table says that there are; more than can be tried, if it does not say. */
    private static long allSchedules(String key) throws IOException {
        Pattern row = Pattern.compile(Pattern.quote(key) + " ([0-9,]+) \\(all\\) .*");
        return Files.readAllLines(Zoo.TABLE).stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .mapToLong(found -> Long.parseLong(found.group(1).replace(",", "")))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    static Stream<Arguments> all() throws Exception {
        return ZooProgram.in(Zoo.FOLDER).stream()
                .flatMap(
                        program ->
                                program.expectations().stream()
                                        .map(expectation -> Arguments.of(program, expectation)));
    }

    @Test
    @DisplayName("there are 44 programs or more, and about half of them are wrong")
    void halfOfThemAreWrong() throws Exception {
        List<ZooProgram> programs = ZooProgram.in(Zoo.FOLDER);
        long right = programs.stream().filter(ZooProgram::isRight).count();
        assertThat(programs).hasSizeGreaterThanOrEqualTo(44);
        assertThat(right).isBetween(programs.size() * 2L / 5, programs.size() * 3L / 5);
    }

    @Test
    @DisplayName("what stands in right is expected to be clean, what stands in wrong is not")
    void foldersSayWhatIsExpected() throws Exception {
        for (ZooProgram program : ZooProgram.in(Zoo.FOLDER)) {
            assertThat(program.expectations())
                    .as(program.toString())
                    .allMatch(e -> (e.verdict() == Verdict.CLEAN) == program.isRight());
        }
    }

    @Test
    @DisplayName("the table in docs lists exactly the programs, with the verdicts that they expect")
    void table() throws Exception {
        List<String> expected = new ArrayList<>();
        for (ZooProgram program : ZooProgram.in(Zoo.FOLDER)) {
            for (Expectation expectation : program.expectations()) {
                expected.add(Zoo.key(program, expectation, expectation.verdict()));
            }
        }
        List<String> listed =
                Files.readAllLines(Zoo.TABLE).stream()
                        .takeWhile(line -> !line.startsWith("## "))
                        .filter(line -> line.startsWith("| right/") || line.startsWith("| wrong/"))
                        .map(line -> line.replaceFirst("[^|]*\\|[^|]*\\|[^|]*\\|$", "").strip())
                        .toList();
        assertThat(listed)
                .as("docs/checks/zoo.md; verify/run zoo writes it")
                .containsExactlyElementsOf(expected);
    }

    @Test
    @DisplayName("a program that is not as expected is told")
    void notAsExpected() throws Exception {
        ZooProgram wrong = ZooProgram.read(Zoo.FOLDER.resolve("wrong/ExtraReceive.java"));
        for (String expected : List.of("CLEAN by exhaustive", "LEAK by random 5")) {
            Sighting sighting = Sighting.of(wrong, Expectation.parse(expected));
            assertThat(sighting.isAsExpected()).isFalse();
            assertThat(sighting.toString()).contains("ExtraReceive", "DEADLOCK");
        }
    }

    @Test
    @DisplayName("a program in which something else goes wrong than what it says is told")
    void somethingElse() throws Exception {
        ZooProgram wrong = ZooProgram.read(Zoo.FOLDER.resolve("wrong/ExtraReceive.java"));
        String deadlock = "DEADLOCK by exhaustive saying main waits to ";
        Sighting meant =
                Sighting.of(wrong, Expectation.parse(deadlock + "receive from channel \"done\""));
        assertThat(meant.isAsExpected()).as(meant.toString()).isTrue();
        Sighting other =
                Sighting.of(wrong, Expectation.parse(deadlock + "send to channel \"done\""));
        assertThat(other.isAsExpected()).isFalse();
        assertThat(other.toString()).contains("saying main waits to send to channel \"done\"");
    }

    @Test
    @DisplayName("an exhaustive exploration that was cut short is not as expected")
    void cutShort() throws Exception {
        ZooProgram right = ZooProgram.read(Zoo.FOLDER.resolve("right/Barrier.java"));
        Expectation all = Expectation.parse("CLEAN by exhaustive");
        Sighting some = Sighting.of(right, all.atMost(1));
        assertThat(some.isAsExpected()).isTrue();
        assertThat(new Sighting(right, all, some.report(), some.took()).isAsExpected()).isFalse();
    }

    @Test
    @DisplayName("an expectation has a verdict, a way, arguments and words")
    void expectation() {
        assertThat(Expectation.parse("DEADLOCK by pct 2 1000 with 3 left saying with \"fork 1\""))
                .isEqualTo(
                        new Expectation(
                                Verdict.DEADLOCK,
                                Expectation.How.PCT,
                                2,
                                1000,
                                List.of("3", "left"),
                                "with \"fork 1\""));
    }

    @Test
    @DisplayName("a program that does not say what it expects is refused, with its name")
    void unclear() throws Exception {
        Path file = Files.createTempFile("Unclear", ".java");
        try {
            Files.writeString(file, "/**\n * Some.\n *\n * Source: here\n */\nvoid main() {}\n");
            assertThatThrownBy(() -> ZooProgram.read(file))
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("Check:");
        } finally {
            Files.delete(file);
        }
        assertThatThrownBy(() -> Expectation.parse("DEADLOCK somehow"))
                .hasMessageContaining("DEADLOCK somehow");
    }
}
