package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of referees. Those that cannot be used are given to a JVM of their own, which they end. */
class OptionsTest {
    @Test
    @DisplayName("options have a value, or none, or are not there")
    void values() {
        Options options =
                new Options(
                        new String[] {"--minutes", "5", "--fine", "--seed", "-7"},
                        "minutes",
                        "fine",
                        "seed",
                        "times");
        assertThat(options.count("minutes", 30)).isEqualTo(5);
        assertThat(options.count("times", 3)).isEqualTo(3);
        assertThat(options.has("fine")).isTrue();
        assertThat(options.has("times")).isFalse();
        assertThat(options.seed()).isEqualTo(-7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Soak --minutes x",
                "Soak --minute 5",
                "Soak 5",
                "Kahn --networks 0",
                "Million --parked 1e6",
                "Schedules --seed x",
                "Combinations --operations nonsense",
                "Combinations --fine",
                "FairnessPage --times",
                "zoo.Figures --times 3",
                "zoo.SpinComparison --help",
                "zoo.Zoo (",
                "zoo.Zoo . many",
                "zoo.Zoo . 0",
                "zoo.Zoo . 1 more"
            })
    @DisplayName("what a referee cannot use gets one line, and status 2")
    void refused(String command) throws Exception {
        List<String> words = List.of(command.split(" "));
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add("dev.handoff.verify." + words.getFirst());
        line.addAll(words.subList(1, words.size()));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // of which the JVM tells
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes());
        String err = new String(process.getErrorStream().readAllBytes());
        assertThat(process.waitFor()).as(err).isEqualTo(2);
        assertThat(err).hasLineCount(1);
        assertThat(out).isEmpty();
    }
}
