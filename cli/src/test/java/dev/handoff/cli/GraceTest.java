package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a program may take its leave. */
class GraceTest {
    @ParameterizedTest
    @CsvSource({"5, 5000, 5.0 s", "5s, 5000, 5.0 s", "800ms, 800, 0.8 s", "0, 0, 0.0 s"})
    void aNumberIsOfSecondsUnlessAUnitFollows(String text, long millis, String shown) {
        assertThat(Grace.of(text)).isEqualTo(new Grace(millis)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "5m", "1.5s", " 5", "1000000000"})
    void whatIsNoTimeIsRefusedWithTheNameOfTheProperty(String text) {
        assertThatThrownBy(() -> Grace.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-Dhandoff.grace=" + text + " is not a time such as 5s or 800ms");
    }
}
