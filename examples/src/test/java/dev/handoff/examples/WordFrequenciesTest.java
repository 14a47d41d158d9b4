package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What WordFrequencies does with files that cannot be read; what it counts, ExamplesTest tells. */
class WordFrequenciesTest {
    private static final String PROGRAM = "WordFrequencies";

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
}
