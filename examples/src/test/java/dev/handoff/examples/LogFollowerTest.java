package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The log follower beside a log that is written as it reads: each step waits for what the one before has printed. */
class LogFollowerTest {
    private static final Path FULL = Path.of("/dev/full");

    /** Of the process itself: a regular file that can be opened, and not be read from its beginning. */
    private static final Path MEMORY = Path.of("/proc/self/mem");

    @TempDir Path folder;
    private final Queue<Process> started = new ConcurrentLinkedQueue<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    private BufferedReader follow(String... args) throws Exception {
        Process process = started(builder(args).redirectErrorStream(true));
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static ProcessBuilder builder(String... args) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(CommandLine.command("LogFollower.java", args));
        builder.environment().put("LC_ALL", "C.UTF-8"); // what the system says is in its language
        return builder;
    }

    private Process started(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** It looks ten times and more, and has nothing to say. */
    private void assertSaysNoMore(BufferedReader out) throws Exception {
        Process follower = started.element();
        assertThat(follower.waitFor(1, TimeUnit.SECONDS)).isFalse();
        follower.toHandle().destroyForcibly(); // the process itself would close what is read
        assertThat(out.lines()).isEmpty();
    }

    private static String errorsOf(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    @DisplayName(
            "the log follower prints what a growing log brings, over a replacement and a"
                    + " truncation")
    void followsOverReplacementAndTruncation() throws Exception {
        Path log = folder.resolve("app.log");
        append(log, "one ERROR\ntwo\nthree ER");
        BufferedReader out = follow(log.toString(), "ERR?OR");
        assertThat(out.readLine()).isEqualTo("one ERROR");
        append(log, "ROR\r\nfour EROR\n");
        assertThat(out.readLine()).isEqualTo("three ERROR");
        assertThat(out.readLine()).isEqualTo("four EROR");

        append(log, "last of the old ERROR");
        replace(log, "first of the new ERROR, which is long\nan ERROR without an end");
        List<String> next = List.of(out.readLine(), out.readLine(), out.readLine());
        assertThat(next)
                .containsExactly(
                        "LogFollower: " + log + " was replaced",
                        "last of the old ERROR",
                        "first of the new ERROR, which is long");

        Files.writeString(log, "ERROR\n");
        assertThat(List.of(out.readLine(), out.readLine(), out.readLine()))
                .containsExactly(
                        "LogFollower: " + log + " was truncated",
                        "an ERROR without an end",
                        "ERROR");
    }

    /** At once: the name always leads to a file. */
    private void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    @DisplayName("the log follower says once that a file is not there, and waits for it")
    void waitsForAFile() throws Exception {
        Path log = folder.resolve("app.log");
        String missing = "LogFollower: " + log + " is not there; waiting";
        BufferedReader out = follow(log.toString());
        assertThat(out.readLine()).isEqualTo(missing);
        append(log, "one\n");
        assertThat(out.readLine()).isEqualTo("one");
        Files.move(log, folder.resolve("app.log.1"));
        assertThat(out.readLine()).isEqualTo(missing);
        append(log, "two\n");
        assertThat(List.of(out.readLine(), out.readLine()))
                .containsExactly("LogFollower: " + log + " was replaced", "two");
        Files.delete(log);
        assertThat(out.readLine()).isEqualTo(missing);
        assertSaysNoMore(out);
    }

    @Test
    @DisplayName("the log follower says once what keeps it from the file, and goes on afterwards")
    void goesOnAfterTrouble() throws Exception {
        Path log = folder.resolve("app.log");
        append(log, "one\n");
        BufferedReader out = follow(log.toString());
        assertThat(out.readLine()).isEqualTo("one");

        String missing = "LogFollower: " + log + " is not there; waiting";
        Files.move(log, folder.resolve("app.log.1"));
        assertThat(out.readLine()).isEqualTo(missing);
        Files.createDirectory(log);
        assertThat(out.readLine())
                .isEqualTo("LogFollower: " + log + " cannot be read: is no regular file");
        append(folder.resolve("app.log.1"), "two\n");
        assertThat(out.readLine()).isEqualTo("two");

        Files.delete(log);
        assertThat(out.readLine()).isEqualTo(missing);
        Files.createSymbolicLink(log, log.getFileName());
        assertThat(out.readLine())
                .startsWith("LogFollower: " + log + " cannot be read: ")
                .contains("symbolic links");

        replace(log, "three, after much trouble\n");
        assertThat(List.of(out.readLine(), out.readLine()))
                .containsExactly(
                        "LogFollower: " + log + " was replaced", "three, after much trouble");
    }

    @Test
    @DisplayName("the log follower cuts a line that is too long, between characters")
    void cutsLongLines() throws Exception {
        Path log = folder.resolve("app.log");
        String x = "x".repeat((1 << 16) - 3);
        append(log, x + "xx\n" + x + "x\r\n" + x + "xxx\n" + x + "xx\r\n" + x + "éé\nend\n");
        BufferedReader out = follow(log.toString());
        List<String> lines = new ArrayList<>();
        for (String line; !"end".equals(line = out.readLine()); ) {
            lines.add(line);
        }
        assertThat(lines)
                .isEqualTo(List.of(x + "xx", x + "x", x + "x", "xx", x + "x", "x", x, "éé"));
    }

    @Test
    @DisplayName("the log follower cuts a long line after a carriage return, and keeps that")
    void cutsAfterACarriageReturn() throws Exception {
        Path log = folder.resolve("app.log");
        String x = "x".repeat((1 << 16) - 3);
        append(log, x + "\ryzzz\nend\n");
        BufferedReader out = follow(log.toString());
        StringBuilder printed = new StringBuilder();
        while (printed.indexOf("end\n") < 0) {
            printed.append((char) out.read());
        }
        assertThat(printed.toString()).isEqualTo(x + "\r\nyzzz\nend\n");
    }

    @Test
    @DisplayName("the log follower prints every line of a large log, and ends after a silence")
    void endsAfterASilence() throws Exception {
        Path log = folder.resolve("app.log");
        List<String> lines = IntStream.range(0, 20_000).mapToObj(i -> "line " + i + " é").toList();
        Files.write(log, lines);
        BufferedReader out = follow("--silence", "5", log.toString());
        List<String> printed = new ArrayList<>();
        for (String line; (line = out.readLine()) != null; ) {
            printed.add(line);
        }
        assertThat(printed).isEqualTo(lines);
        assertThat(started.element().waitFor()).isZero();
    }

    @Test
    @DisplayName("the log follower ends when its output cannot be written, and says so")
    void fullDisk() throws Exception {
        assumeTrue(Files.exists(FULL));
        Path log = folder.resolve("app.log");
        append(log, "one\n");
        Process process = started(builder(log.toString()).redirectOutput(FULL.toFile()));
        assertThat(errorsOf(process)).isEqualTo("LogFollower: stdout cannot be written\n");
        assertThat(process.waitFor()).isOne();
    }

    @Test
    @DisplayName("the log follower ends without a word, as if by SIGPIPE, before | head")
    void brokenPipe() throws Exception {
        Path log = folder.resolve("app.log");
        Files.write(log, IntStream.range(0, 20_000).mapToObj(i -> "line " + i).toList());
        List<String> command = CommandLine.command("LogFollower.java", "--silence", "5", "" + log);
        assertThat(CommandLine.beforeHead(command))
                .isEqualTo(new CommandLine.Result(0, "line 0\n", "141\n"));
    }

    @Test
    @DisplayName("the log follower says once that lines are too long for the pattern, and goes on")
    void tooLongForThePattern() throws Exception {
        Path log = folder.resolve("app.log");
        append(log, "a".repeat(60_000) + "\n" + "a".repeat(60_001) + "\nabac\n");
        BufferedReader out = follow(log.toString(), "(a|b)*c");
        assertThat(List.of(out.readLine(), out.readLine()))
                .containsExactly(
                        "LogFollower: a line of 60000 characters, too long for the pattern, is left"
                                + " out",
                        "abac");
    }

    @Test
    @DisplayName("the log follower says once that a file cannot be read, and goes on")
    void aReadThatFails() throws Exception {
        assumeTrue(Files.isRegularFile(MEMORY));
        BufferedReader out = follow(MEMORY.toString());
        assertThat(out.readLine())
                .isEqualTo("LogFollower: " + MEMORY + " cannot be read: Input/output error");
        assertSaysNoMore(out);
    }

    @Test
    @DisplayName("the log follower says once that a file cannot be read whose name is gone, too")
    void aReadThatFailsWithoutAName() throws Exception {
        assumeTrue(Files.isRegularFile(MEMORY));
        Path log = Files.createSymbolicLink(folder.resolve("app.log"), MEMORY);
        BufferedReader out = follow(log.toString());
        assertThat(out.readLine())
                .isEqualTo("LogFollower: " + log + " cannot be read: Input/output error");
        Files.delete(log);
        assertThat(out.readLine()).isEqualTo("LogFollower: " + log + " is not there; waiting");
        assertSaysNoMore(out);
    }

    @Test
    @DisplayName("the log follower goes on with a new file when the old one cannot be read")
    void aReadThatFailsUntilReplaced() throws Exception {
        assumeTrue(Files.isRegularFile(MEMORY));
        Path log = Files.createSymbolicLink(folder.resolve("app.log"), MEMORY);
        BufferedReader out = follow(log.toString());
        assertThat(out.readLine())
                .isEqualTo("LogFollower: " + log + " cannot be read: Input/output error");
        replace(log, "one\n");
        assertThat(List.of(out.readLine(), out.readLine()))
                .containsExactly("LogFollower: " + log + " was replaced", "one");
    }
}
