package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What WordFrequencies does with what cannot be read or written; what it counts, ExamplesTest tells. */
class WordFrequenciesTest {
    private static final String PROGRAM = "WordFrequencies";
    private static final String SOURCE = PROGRAM + ".java";

    @ParameterizedTest(name = "with a stream: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "WordFrequencies names each file and folder that it may not read and does the rest")
    void forbidden(boolean withStream, @TempDir Path folder) throws Exception {
        Path all = Files.createDirectory(folder.resolve("all"));
        Path secret = Files.writeString(all.resolve("secret"), "two");
        Files.writeString(all.resolve("open"), "one");
        Path locked = Files.createDirectory(all.resolve("locked"));
        Path listed = Files.createDirectory(all.resolve("listed"));
        Files.writeString(listed.resolve("c"), "three");
        Path classes = Files.createDirectory(folder.resolve("classes"));
        List<String> command =
                withStream
                        ? Unprivileged.command(classes, PROGRAM, "--stream", all.toString())
                        : Unprivileged.command(classes, PROGRAM, all.toString());
        Unprivileged.permitAll(all);
        Unprivileged.permit(secret, "---------");
        Unprivileged.permit(locked, "---------");
        Unprivileged.permit(listed, "r--r--r--");
        CommandLine.Result ran = CommandLine.alone(command);
        Unprivileged.permit(locked, "rwxr-xr-x");
        Unprivileged.permit(listed, "rwxr-xr-x");
        assertThat(ran.err().lines())
                .containsExactlyInAnyOrder(
                        "WordFrequencies: " + secret + ": permission denied",
                        "WordFrequencies: " + locked + ": permission denied",
                        "WordFrequencies: " + listed.resolve("c") + ": permission denied");
        assertThat(ran.out()).isEqualTo("       1 one\n");
        assertThat(ran.status()).isEqualTo(1);
    }

    @ParameterizedTest(name = "with a stream: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("WordFrequencies takes bytes that are no UTF-8 for the end of a word")
    void invalidBytes(boolean withStream, @TempDir Path folder) throws Throwable {
        Files.write(
                folder.resolve("a"), "one\u00fftwo\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        CommandLine.Result ran =
                withStream
                        ? CommandLine.run(SOURCE, "--stream", folder.toString())
                        : CommandLine.run(SOURCE, folder.toString());
        assertThat(ran.lines()).containsExactly("       1 one", "       1 two");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
    }

    @Test
    @DisplayName(
            "WordFrequencies refuses what is no directory, or cannot be looked at, and says why")
    void noDirectory(@TempDir Path folder) throws Exception {
        Path closed = Files.createDirectories(folder.resolve("all/closed"));
        Path inside = Files.createDirectory(closed.resolve("in\nside"));
        Path file = Files.writeString(folder.resolve("all/file"), "one");
        Path classes = Files.createDirectory(folder.resolve("classes"));
        List<String> command = Unprivileged.command(classes, PROGRAM, file.toString());
        Unprivileged.permitAll(folder.resolve("all"));
        Unprivileged.permit(closed, "---------");
        assertRefused(command, file + ": not a directory");
        command.set(command.size() - 1, folder.resolve("gone").toString());
        assertRefused(command, folder.resolve("gone") + ": no such file or directory");
        command.set(command.size() - 1, inside.toString());
        assertRefused(command, closed + "/in\\nside: permission denied");
        Unprivileged.permit(closed, "rwxr-xr-x");
    }

    private static void assertRefused(List<String> command, String why) throws Exception {
        assertThat(CommandLine.alone(command))
                .isEqualTo(new CommandLine.Result(2, "", "WordFrequencies: " + why + "\n"));
    }

    @Test
    @DisplayName("WordFrequencies says when its output cannot be written")
    void fullDisk(@TempDir Path folder) throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        Files.writeString(folder.resolve("a"), "one");
        List<String> command = CommandLine.command(SOURCE, folder.toString());
        List<String> line = new ArrayList<>(List.of("sh", "-c", "\"$@\" >/dev/full", "sh"));
        line.addAll(command);
        assertThat(CommandLine.alone(line))
                .isEqualTo(
                        new CommandLine.Result(
                                1, "", "WordFrequencies: stdout cannot be written\n"));
    }

    @Test
    @DisplayName("WordFrequencies ends without a word, as if by SIGPIPE, before | head")
    void brokenPipe(@TempDir Path folder) throws Exception {
        StringBuilder words = new StringBuilder("a a ");
        for (int i = 0; i < 26 * 26 * 26; i++) { // more than a pipe holds
            words.append((char) ('a' + i / 676)).append((char) ('a' + i / 26 % 26));
            words.append((char) ('a' + i % 26)).append(' ');
        }
        Files.writeString(folder.resolve("a"), words);
        List<String> command = CommandLine.command(SOURCE, folder.toString(), "100000");
        assertThat(CommandLine.beforeHead(command))
                .isEqualTo(new CommandLine.Result(0, "       2 a\n", "141\n"));
    }
}
