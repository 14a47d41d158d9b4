package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sketches that settled how a program reads, as they are. */
class SketchesTest {
    @Test
    @DisplayName("R1 sketch: Pipeline")
    void pipeline() throws Throwable {
        assertThat(lines("Pipeline")).containsExactly("4", "9", "16", "25");
    }

    @Test
    @DisplayName("R2 sketch: FanOut")
    void fanOut() throws Throwable {
        List<String> lines = lines("FanOut");
        assertThat(lines).hasSize(10).last().isEqualTo("sum 90");
        assertThat(lines.subList(0, 9))
                .allMatch(l -> l.matches("worker [1-3] processing job [1-9]"));
        assertThat(lines).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("R3 sketch: Multiplex, with its five seconds of silence")
    void multiplex() throws Throwable {
        List<String> lines = lines("Multiplex");
        assertThat(lines).hasSize(5).last().isEqualTo("timeout");
        assertThat(lines)
                .containsSubsequence("ch1: headline 1", "ch1: headline 2", "ch1: headline 3")
                .contains("ch2: a letter");
    }

    @Test
    @DisplayName("R4 sketch: ManyProducers")
    void manyProducers() throws Throwable {
        assertThat(lines("ManyProducers")).containsExactly("received 40");
    }

    @Test
    @DisplayName("R18 sketch: Deadlines")
    void deadlines() throws Throwable {
        List<String> lines = lines("Deadlines");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("search: scope \"search\": the deadline has passed");
        assertThat(lines.get(1)).isEqualTo("hare");
        assertThat(lines.get(2)).isEqualTo("answer 42");
    }

    @Test
    @DisplayName("R9, R16 sketch: Priority")
    void priority() throws Throwable {
        assertThat(lines("Priority"))
                .containsExactlyInAnyOrder("! fire", "  0", "  1", "  2", "  3", "  4")
                .containsSubsequence("  0", "  1", "  2", "  3", "  4");
    }

    @Test
    @DisplayName("R15, R19, R22 sketch: TryAndClose")
    void tryAndClose() throws Throwable {
        assertThat(lines("TryAndClose"))
                .containsExactly(
                        "nothing there",
                        "full, 1 of 1",
                        "closed now: true, again: false",
                        "not sent: three",
                        "value one",
                        "the end",
                        "null");
    }

    @Test
    void everySketchHasItsTest() throws Exception {
        try (Stream<Path> files = Files.list(CommandLine.EXAMPLES.resolve("sketches"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "Deadlines.java",
                            "FanOut.java",
                            "ManyProducers.java",
                            "Multiplex.java",
                            "Pipeline.java",
                            "Priority.java",
                            "TryAndClose.java");
        }
    }

    private static List<String> lines(String sketch) throws Throwable {
        CommandLine.Result result = CommandLine.run("sketches/" + sketch + ".java");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result.lines();
    }
}
