package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The examples of what goes wrong: each in a JVM of its own, which does not hold on to blocked threads. */
class BlockedExamplesTest {
    @Test
    @DisplayName(
            "R23 a process that leaks is reported, with where it was started and what it waits for")
    void leaks() throws Exception {
        CommandLine.Result result = CommandLine.runAlone("Leaks.java", "3000");
        assertThat(result.status()).isZero();
        assertThat(result.lines())
                .hasSize(3)
                .allMatch(
                        line ->
                                line.matches(
                                        "(fastest|inside a scope): answer of (origin|mirror)"
                                                + "|the listener has ended"));
        assertThat(result.err())
                .containsPattern(
                        leaked(
                                "(origin|mirror)",
                                "send: nobody receives from channel \"answers\" \\(rendezvous\\)"))
                .containsPattern(
                        leaked("listener", "receive: channel \"news\" \\(rendezvous\\) is empty"))
                .endsWith("handoff: 2 processes have leaked\n")
                .hasLineCount(3);
    }

    private static String leaked(String process, String waits) {
        return "(?m)^handoff: a process has leaked, it is blocked for good: detached process \""
                + process
                + "\" started at Leaks.java:\\d+, at Leaks.java:\\d+: "
                + waits
                + "(, for at least [0-9.]+ s)?$";
    }

    @Test
    @DisplayName("R26 a missed send is reported with who waits for what, and ends the program")
    void missedSend() throws Exception {
        CommandLine.Result result = CommandLine.runAlone("MissedSend.java");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.lines()).containsExactly("sum so far", "sum so far", "sum of all: 14");
        assertThat(result.err())
                .startsWith("handoff: every process is blocked for good")
                .contains("thread main at MissedSend.java:")
                .contains("receive: channel \"results\" (rendezvous) is empty");
    }

    @Test
    @DisplayName("R26 an extra send is reported with who waits to send, and ends the program")
    void extraSend() throws Exception {
        CommandLine.Result result = CommandLine.runAlone("ExtraSend.java");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.lines()).containsExactly("sum of all: 3");
        assertThat(result.err())
                .startsWith("handoff: every process is blocked for good")
                .containsPattern(
                        "process \"worker [0-3]\" at ExtraSend.java:\\d+: send: nobody receives"
                                + " from channel \"results\"");
    }

    @Test
    @DisplayName("R25 waiting on never() alone is a deadlock, which ends the program")
    void neverAlone() throws Exception {
        CommandLine.Result result = CommandLine.runAlone("Never.java", "alone");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.lines()).isEmpty();
        assertThat(result.err())
                .startsWith("handoff: every process is blocked for good")
                .containsPattern(
                        "thread main at Never.java:\\d+: receive: channel #\\d+ \\(never\\) is"
                                + " empty");
    }

    @Test
    @DisplayName("R26 philosophers without a butler deadlock, and each is told of with its fork")
    void greedyPhilosophers() throws Exception {
        CommandLine.Result result;
        int runs = 0;
        do { // one of them may have eaten before the others are there
            result = CommandLine.runAlone("Philosophers.java", "3", "greedy");
        } while (result.status() == 0 && ++runs < 30);
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.lines()).isEmpty();
        assertThat(result.err()).startsWith("handoff: every process is blocked for good");
        for (int i = 0; i < 3; i++) {
            assertThat(result.err())
                    .contains("\"philosopher " + i + "\"")
                    .doesNotContain("Permits.java")
                    .contains(
                            "receive: channel \"permits \"fork "
                                    + i
                                    + "\"\" (buffered 1) is empty");
        }
    }

    @Test
    @DisplayName("R24 a variable that two processes share is found by the checker, with both lines")
    void shared() throws Exception {
        List<String> check = new ArrayList<>(CommandLine.command("Shared.java"));
        check.set(check.indexOf("run"), "check");
        CommandLine.Result result = CommandLine.alone(check);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains(
                        "RACE: left and right share a watched variable with no channel in between")
                .containsPattern("left (wrote|read) it at Shared.java:\\d+")
                .containsPattern("right (wrote|read) it at Shared.java:\\d+");
        assertThat(CommandLine.runAlone("Shared.java").lines())
                .hasSize(4)
                .contains("owned: 2")
                .anyMatch(line -> line.matches("shared: about [12]"))
                .anyMatch(line -> line.matches("a field: about [12]"))
                .anyMatch(line -> line.matches("an array: about 1[02]"));
    }

    @Test
    @DisplayName("Guide: the pages that the guide to testing shows are those that are printed")
    void guide() throws Exception {
        String guide = Files.readString(CommandLine.EXAMPLES.resolve("../docs/guide/testing.md"));
        List<String> pages =
                Pattern.compile("(?ms)^```page\\n(.*?)^```$")
                        .matcher(guide)
                        .results()
                        .map(page -> masked(page.group(1)))
                        .toList();
        List<String> check = new ArrayList<>(CommandLine.command("MissedSend.java"));
        check.set(check.indexOf("run"), "check");
        assertThat(pages)
                .containsExactly(
                        masked(CommandLine.alone(check).out()),
                        masked(CommandLine.runAlone("MissedSend.java").err()));
    }

    /** Without what differs from machine to machine: where the file is, and how long it took. */
    private static String masked(String page) {
        return page.replaceAll("\\S*MissedSend", "MissedSend").replaceAll("[0-9.]+ s\\b", "N s");
    }
}
