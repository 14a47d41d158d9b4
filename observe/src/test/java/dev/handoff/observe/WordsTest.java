package dev.handoff.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class WordsTest {
    @Test
    @DisplayName("Durations have three digits and the unit that makes them readable")
    void durations() {
        assertThat(Words.of(Duration.ZERO)).isEqualTo("0 ns");
        assertThat(Words.of(Duration.ofNanos(999))).isEqualTo("999 ns");
        assertThat(Words.of(Duration.ofNanos(1_234))).isEqualTo("1.23 µs");
        assertThat(Words.of(Duration.ofNanos(45_678))).isEqualTo("45.7 µs");
        assertThat(Words.of(Duration.ofMillis(321))).isEqualTo("321 ms");
        assertThat(Words.of(Duration.ofSeconds(7_200))).isEqualTo("7200 s");
    }
}
