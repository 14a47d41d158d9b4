package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class FoldedTest {
    private static Stream<String> workers(int count, int line) {
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                "process \"worker "
                                        + i
                                        + "\" at A.java:"
                                        + line
                                        + ", for 0."
                                        + i
                                        + " s");
    }

    @Test
    @DisplayName(
            "Of lines alike but for numbers the first ten are shown, the last of them with how many"
                    + " there are more")
    void manyAlike() {
        List<String> lines = Stream.concat(workers(20_000, 5), Stream.of("the end")).toList();
        assertThat(Folded.fold(lines))
                .hasSize(11)
                .startsWith("process \"worker 0\" at A.java:5, for 0.0 s")
                .endsWith(
                        "process \"worker 9\" at A.java:5, for 0.9 s; and 19990 more like it",
                        "the end");
    }

    @Test
    @DisplayName("Ten that are alike are shown as they are")
    void tenAlike() {
        List<String> lines = workers(10, 5).toList();
        assertThat(Folded.fold(lines)).isEqualTo(lines);
    }

    @Test
    @DisplayName("Who waits at another line of the program is not taken for one of many")
    void anotherLine() {
        List<String> lines = Stream.concat(workers(50, 5), workers(1, 9)).toList();
        assertThat(Folded.fold(lines))
                .hasSize(11)
                .endsWith("process \"worker 0\" at A.java:9, for 0.0 s");
    }
}
