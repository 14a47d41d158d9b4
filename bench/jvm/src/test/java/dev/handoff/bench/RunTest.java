package dev.handoff.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** When a cell is left, by a peer whose figures are made up. */
class RunTest {
    @TempDir private Path folder;

    @Test
    @DisplayName("A cell whose warm-up alone takes long enough is left with that figure")
    void leftAfterWarmUp() throws Exception {
        assertThat(measured("sleep 3; printf 'cold\\t90000\\n'; exec sleep 600", "0"))
                .isEqualTo("pair\t0\tslow\t1\t90000.0\t90000.0\t90000.0\t90000.0\t0\tok");
    }

    @Test
    @DisplayName("A cell that is done in time has the median of its rounds")
    void rounds() throws Exception {
        assertThat(measured("printf 'cold\\t9\\nround\\t5\\nround\\t7\\nround\\t6\\n'", "20"))
                .isEqualTo("pair\t0\tslow\t1\t6.0\t5.0\t7.0\t9.0\t3\tok");
    }

    @Test
    @DisplayName("The rounds in which a cell settles do not count")
    void settled() throws Exception {
        String cell = "printf 'cold\\t9\\nround\\t8\\nround\\t7\\nround\\t5\\nround\\t6\\n'";
        assertThat(measured(cell, "20", "--settle", "2"))
                .isEqualTo("pair\t0\tslow\t1\t5.5\t5.0\t6.0\t9.0\t2\tok");
    }

    @Test
    @DisplayName(
            "Of rounds longer than they need be, those do not count that begin while a cell"
                    + " settles")
    void settledByTime() {
        // of 0.5 s each; the first four begin within 2 s
        assertThat(counted(10)).extracting(Result::median, Result::rounds).containsExactly(7.5, 6);
    }

    @Test
    @DisplayName("Where no line ends the warm-up, a cell settles from the end of its first round")
    void settledByTimeFromTheFirstRound() {
        List<Result.Printed> printed = rounds("p50", 10);
        assertThat(result("latency100", printed).rounds()).isEqualTo(6);
    }

    @Test
    @DisplayName("A word that is no command is a scenario to run")
    void wordThatIsNoCommand() {
        assertThat(Main.command(List.of("pair"))).isEqualTo("run");
        assertThat(Main.command(List.of("--quick"))).isEqualTo("run");
        assertThat(Main.command(List.of())).isEqualTo("run");
        assertThat(Main.command(List.of("list", "pair"))).isEqualTo("list");
    }

    @Test
    @DisplayName("Of more rounds than are wanted the last ones count")
    void noMoreThanWanted() {
        assertThat(counted(15)).extracting(Result::median, Result::rounds).containsExactly(12.0, 7);
    }

    /** Of a cell with rounds of half a second, whose figures are 1, 2, 3 and so on. */
    private static Result counted(int rounds) {
        List<Result.Printed> printed = rounds("round", rounds);
        printed.addFirst(new Result.Printed("cold\t99", 0));
        return result("pair", printed);
    }

    private static List<Result.Printed> rounds(String word, int count) {
        List<Result.Printed> printed = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            printed.add(new Result.Printed(word + "\t" + i, i * 500_000_000L));
        }
        return printed;
    }

    private static Result result(String scenario, List<Result.Printed> printed) {
        Settings settings = Settings.parse(List.of());
        return Result.of(scenario, 0, "slow", 1, printed, settings, Result.OK, Double.NaN)
                .getFirst();
    }

    @Test
    @DisplayName("The last round counts if a cell is left before it has settled")
    void leftBeforeSettled() throws Exception {
        String cell =
                "printf 'cold\\t9\\nround\\t8\\n'; while printf 'round\\t7\\n'; do sleep 0.1; done";
        assertThat(measured(cell, "1", "--settle", "1000"))
                .isEqualTo("pair\t0\tslow\t1\t7.0\t7.0\t7.0\t9.0\t1\tok");
    }

    @Test
    @DisplayName("A line that a cell was ended in the midst of is no figure")
    void cutLine() throws Exception {
        String cell = "while printf 'cold\\t9\\nround\\t5\\nround\\t71'; do sleep 0.1; done";
        assertThat(measured(cell, "1", "--settle", "1000"))
                .isEqualTo("pair\t0\tslow\t1\t5.0\t5.0\t5.0\t9.0\t1\tok");
    }

    @Test
    @DisplayName("A cell that hangs after its first rounds is late")
    void hangs() throws Exception {
        // a cell has 20 s more than its limit
        assertThat(
                        measured(
                                "printf 'cold\\t9\\nround\\t5\\n'; exec sleep 600",
                                "5",
                                "--limit",
                                "-14"))
                .isEqualTo("pair\t0\tslow\t1\t5.0\t5.0\t5.0\t9.0\t1\tlate");
    }

    @Test
    @DisplayName("A cell that ends without a figure has failed")
    void noFigure() throws Exception {
        assertThat(measured("echo none", "20"))
                .isEqualTo("pair\t0\tslow\t1\tNaN\tNaN\tNaN\tNaN\t0\tfailed");
    }

    @Test
    @DisplayName("A cell that ends badly has failed, whatever figures it has")
    void endsBadly() throws Exception {
        assertThat(measured("printf 'cold\\t9\\nround\\t5\\n'; exit 4", "20"))
                .isEqualTo("pair\t0\tslow\t1\t5.0\t5.0\t5.0\t9.0\t1\tfailed");
    }

    @Test
    @DisplayName("Cores are near, far, or of unknown distance")
    void cores() {
        assertThat(List.of(45.0, 151.0, Double.NaN))
                .filteredOn(Cores.NEAR::areThoseOf)
                .containsExactly(45.0);
        assertThat(List.of(45.0, 151.0, Double.NaN))
                .filteredOn(Cores.FAR::areThoseOf)
                .containsExactly(151.0);
    }

    @Test
    @DisplayName("A peer in a folder is told the options for its JVM")
    void jvmOptions() throws Exception {
        String cell =
                "[ \"$BENCH_JVM_OPTIONS\" = '-Da=1 -Db=2' ] && printf 'cold\\t9\\nround\\t5\\n'";
        assertThat(measured(cell, "20", "--jvm", "-Da=1 -Db=2"))
                .isEqualTo("pair\t0\tslow\t1\t5.0\t5.0\t5.0\t9.0\t1\tok");
    }

    @Test
    @DisplayName(
            "Without options a cell has 5 processes, each with 7 rounds after 20 that do not count")
    void plain() {
        Settings plain = Settings.parse(List.of());
        assertThat(List.of(plain.processes(), plain.settle(), plain.rounds()))
                .containsExactly(5, 20, 7);
    }

    @Test
    @DisplayName("A quick run counts the rounds right after its warm-up")
    void quick() {
        assertThat(Settings.parse(List.of("--quick")).allRounds()).isEqualTo(3);
    }

    @Test
    @DisplayName("A bare word is a scenario, or the beginning of some")
    void bareWords() {
        Settings settings = Settings.parse(List.of("pair", "select", "--cap", "0", "pair"));
        assertThat(settings.scenarios())
                .containsExactly(
                        Scenario.PAIR,
                        Scenario.SELECT2,
                        Scenario.SELECT8,
                        Scenario.SELECT64,
                        Scenario.SELECTSENDRECEIVE);
    }

    @Test
    @DisplayName("A bare word that begins no scenario's name is refused")
    void unknownWord() {
        assertThatThrownBy(() -> Settings.parse(List.of("pear")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("nothing is called pear; there are pair, ");
    }

    @Test
    @EnabledOnOs(OS.LINUX) // for its device that is always full
    @DisplayName("A run whose results cannot be written fails")
    void fullDisk() {
        Settings settings = Settings.parse(List.of("--processes", "0", "--out", "/dev/full"));
        assertThatThrownBy(() -> Run.run(settings))
                .isInstanceOf(IOException.class)
                .hasMessage("the results cannot be written: /dev/full");
    }

    /** The line of results, but for its last column, of a peer whose cell does what the shell is told. */
    private String measured(String cell, String enough, String... more)
            throws IOException, InterruptedException {
        Path peer =
                Files.writeString(
                        folder.resolve("peer"),
                        """
                        #!/bin/sh
                        case $1 in
                        list) printf 'slow\\tpair\\t0\\n' ;;
                        version) ;;
                        cell) %s ;;
                        esac
                        """
                                .formatted(cell));
        assertThat(peer.toFile().setExecutable(true)).isTrue();
        Path out = folder.resolve("out.tsv");
        List<String> options = new ArrayList<>(List.of("--settle", "0"));
        options.addAll(List.of(more));
        options.addAll(
                List.of(
                        "--folder",
                        folder.toString(),
                        "--impl",
                        "slow",
                        "--scenario",
                        "pair",
                        "--cap",
                        "0",
                        "--processes",
                        "1",
                        "--enough",
                        enough,
                        "--out",
                        out.toString()));
        boolean allWell = Run.run(Settings.parse(options));
        String line = Files.readAllLines(out).getLast();
        assertThat(allWell).as(line).isEqualTo(line.contains("\tok\t"));
        assertThat(line).as("the last column: a cache line").matches(".*\\t[0-9]+[.][0-9]");
        return line.substring(0, line.lastIndexOf('\t'));
    }
}
