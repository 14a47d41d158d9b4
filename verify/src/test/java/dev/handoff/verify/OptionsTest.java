package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

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
                "zoo.Zoo NoSuchProgram",
                "zoo.Zoo . many",
                "zoo.Zoo . 0",
                "zoo.Zoo . 1 more"
            })
    @DisplayName("what a referee cannot use gets one line, and status 2")
    void refused(String command) throws Exception {
        List<String> words = List.of(command.split(" "));
        Jvm jvm = Jvm.run("dev.handoff.verify." + words.getFirst(), words.subList(1, words.size()));
        assertThat(jvm.status()).as(jvm.toString()).isEqualTo(2);
        assertThat(jvm.err()).hasLineCount(1);
        assertThat(jvm.out()).isEmpty();
    }

    @Test
    @DisplayName("the comparison with spin gets that, too, where spin is not installed")
    void withoutSpin() throws Exception {
        Jvm jvm =
                Jvm.run(
                        "dev.handoff.verify.zoo.SpinComparison",
                        List.of(),
                        Map.of("PATH", "/no/such/folder"));
        assertThat(jvm.status()).as(jvm.toString()).isEqualTo(2);
        assertThat(jvm.err()).hasLineCount(1).startsWith("spin is not here");
        assertThat(jvm.out()).isEmpty();
    }
}
