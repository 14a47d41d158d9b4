package dev.handoff.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** What the page and the README say of the rows that are lost. */
class BehindTest {
    @TempDir private Path folder;

    @Test
    @DisplayName(
            "Rows in which Handoff is behind are named, although one process has measured each")
    void namesRowsOfOneProcess() throws IOException {
        Path quiet =
                file(
                        "quiet",
                        0,
                        row("pair\t0\thandoff", "60"),
                        row("pair\t0\tgo", "50"),
                        row("pair\t0\tjox", "100"),
                        row("pair\t0\tjdk-synchronous", "70"),
                        row("pair\t0\tjdk-exchanger", "40"),
                        row("pair\t16\thandoff", "60"),
                        row("pair\t16\tgo", "59"),
                        row("relay\t0\thandoff", "60"),
                        row("relay\t0\tgo", "60"),
                        row("parked100k\t0\thandoff", "60"),
                        row("parked100k\t0\tgo", "50"));
        assertThat(behind(quiet).markdown())
                .isEqualTo(
                        """
                        - Go in 3 of 4: `pair` 0, 16; `parked100k` 0
                        - Jox in 0 of 1
                        - the best of the JDK in 1 of 1: `pair` 0
                        """);
    }

    @Test
    @DisplayName("A row in which Handoff has come to no end is lost")
    void namesRowsWithoutAnEnd() throws IOException {
        Path quiet =
                file(
                        "quiet",
                        0,
                        "pair\t0\thandoff\t1\tNaN\tNaN\tNaN\tNaN\t0\tlate",
                        row("pair\t0\tgo", "50"));
        assertThat(behind(quiet).markdown()).contains("- Go in 1 of 1: `pair` 0\n");
    }

    @Test
    @DisplayName("Beside a neighbour rows are counted, and those that take too long are named")
    void countsBesideANeighbour() throws IOException {
        Path quiet =
                file("quiet", 0, row("pair\t0\thandoff", "60"), row("pingpong\t0\thandoff", "60"));
        Path neighbour =
                file(
                        "neighbour",
                        1,
                        row("pair\t0\thandoff", "180"),
                        row("pair\t0\tgo", "90"),
                        row("pingpong\t0\thandoff", "240"),
                        row("pingpong\t0\tgo", "250"));
        Behind behind = behind(quiet, neighbour);
        assertThat(behind.sentence()).isEmpty();
        assertThat(behind.sentenceBesideANeighbour())
                .isEqualTo(
                        "Beside a program that burns a core it is behind Go in 1 of 2; more than 3"
                            + " times its own quiet figure, which is the limit, it takes there in 1"
                            + " row: `pingpong` 0 (4.00).\n");
    }

    @Test
    @DisplayName("Where Handoff has come to no end beside a neighbour it has taken too long")
    void lateBesideANeighbour() throws IOException {
        Path quiet = file("quiet", 0, row("pair\t0\thandoff", "60"));
        Path neighbour =
                file(
                        "neighbour",
                        1,
                        "pair\t0\thandoff\t1\tNaN\tNaN\tNaN\tNaN\t0\tlate",
                        row("pair\t0\tgo", "90"));
        assertThat(behind(quiet, neighbour).sentenceBesideANeighbour())
                .endsWith("it takes there in 1 row: `pair` 0 (no end).\n");
    }

    @Test
    @DisplayName("The README has the counts alone")
    void countsForTheReadme() throws IOException {
        Path quiet =
                file(
                        "quiet",
                        0,
                        row("pair\t0\thandoff", "60"),
                        row("pair\t0\tgo", "50"),
                        row("pair\t0\tjox", "100"));
        assertThat(behind(quiet).sentence())
                .contains("Handoff is behind Go in 1 of 1, Jox in 0 of 1 ([which](");
    }

    @Test
    @DisplayName(
            "As long as fewer than five processes have measured a row, a ratio near 1 is in doubt")
    void doubtsWhatFewHaveMeasured() throws IOException {
        Path own = file("own", 0, rows("pair\t0\thandoff", 5));
        Path four = file("four", 0, rows("pair\t0\tgo", 4));
        Path fifth = file("fifth", 0, rows("pair\t0\tgo", 1));
        assertThat(behind(own, four).doubt())
                .isEqualTo(
                        "\n"
                            + "Where fewer than five processes have measured a cell, a ratio from"
                            + " 0.9 to 1.1 may as well be on the other side of 1.\n");
        assertThat(behind(own, four, fifth).doubt()).isEmpty();
    }

    @Test
    @DisplayName("A ratio beside a neighbour is in doubt, too, and none that nobody is compared in")
    void doubtsBesideANeighbour() throws IOException {
        Path own = file("own", 1, row("pair\t0\thandoff", "60"));
        Path go = file("go", 1, rows("pair\t0\tgo", 5));
        assertThat(behind(own, go).doubt()).isNotEmpty();
        assertThat(behind(own).doubt()).isEmpty();
    }

    @Test
    @DisplayName("Where nobody else was measured nothing is said")
    void saysNothingOfHandoffAlone() throws IOException {
        Behind behind = behind(file("quiet", 0, row("pair\t0\thandoff", "60")));
        assertThat(behind.markdown()).isEmpty();
        assertThat(behind.sentence()).isEmpty();
        assertThat(behind.sentenceBesideANeighbour()).isEmpty();
    }

    private static Behind behind(Path... files) throws IOException {
        return new Behind(new Sheet(List.of(files)));
    }

    private static String rows(String cell, int processes) {
        return String.join("\n", Collections.nCopies(processes, row(cell, "60")));
    }

    private static String row(String cell, String median) {
        return "%s\t1\t%s\t1\t999\t99\t5\tok".formatted(cell, median);
    }

    private Path file(String name, int neighbours, String... lines) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".tsv"),
                "# load: 0.1 at the start; %d neighbours\n".formatted(neighbours)
                        + String.join("\n", lines));
    }
}
