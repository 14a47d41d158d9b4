package dev.handoff.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

class WordsTest {
    @Test
    @DisplayName("Durations have three digits and the unit that makes them readable")
    void durations() {
        assertThat(Words.of(Duration.ZERO)).isEqualTo("0 ns");
        assertThat(Words.of(Duration.ofNanos(999))).isEqualTo("999 ns");
        assertThat(Words.of(Duration.ofNanos(1_234))).isEqualTo("1.23 µs");
        assertThat(Words.of(Duration.ofNanos(45_678))).isEqualTo("45.7 µs");
        assertThat(Words.of(Duration.ofMillis(321))).isEqualTo("321 ms");
        assertThat(Words.of(Duration.ofNanos(9_996))).isEqualTo("10.0 µs");
        assertThat(Words.of(Duration.ofNanos(99_960))).isEqualTo("100 µs");
        assertThat(Words.of(Duration.ofNanos(999_600))).isEqualTo("1.00 ms");
        assertThat(Words.of(Duration.ofSeconds(7_200))).isEqualTo("7200 s");
    }

    @Test
    @DisplayName("Each number stands beside its own word")
    void ownWords() {
        Duration[] nanos = new Duration[6];
        Arrays.setAll(nanos, Duration::ofNanos);
        assertThat(new Waits(1, nanos[5], nanos[2], nanos[3], nanos[4]))
                .hasToString("1 wait, 5 ns in all, median 2 ns, 99 % 3 ns, longest 4 ns");
        assertThat(new Fill(1.5, 2, 3, 4, 0.25, 0.5))
                .hasToString(
                        "mean 1.5, median 2, 99 % 3, most 4; empty 25 %, full 50 % of the time");
        Waits none = new Waits(0, nanos[0], nanos[0], nanos[0], nanos[0]);
        Waits one = new Waits(1, nanos[1], nanos[1], nanos[1], nanos[1]);
        Fill fill = new Fill(0, 0, 0, 0, 0, 0);
        assertThat(new ChannelStatistics("c", null, 1, 9, 1, 2, 3, nanos[4], fill, none, one))
                .hasToString(
                        """
                        c: 1 sent, 2 received, 3 removed in 4 ns
                          fill: not known
                          senders: no waits
                          receivers: 1 wait, 1 ns in all, median 1 ns, 99 % 1 ns, longest 1 ns\
                        """);
    }

    @Test
    @DisplayName("Half of the waits are within the median, and 99 % within what is called so")
    void quantiles() {
        Histogram nanos = new Histogram();
        nanos.add(1, 60);
        nanos.add(2, 39);
        nanos.add(5, 1);
        assertThat(Waits.of(nanos, 143))
                .isEqualTo(
                        new Waits(
                                100,
                                Duration.ofNanos(143),
                                Duration.ofNanos(1),
                                Duration.ofNanos(2),
                                Duration.ofNanos(5)));
    }

    @Test
    @DisplayName("Numbers are written in the same way wherever the program runs")
    @ResourceLock(Resources.LOCALE)
    void locale() {
        Duration d = Duration.ofNanos(1_500);
        Waits waits = new Waits(1_234, d, d, d, d);
        ChannelStatistics channel =
                new ChannelStatistics(
                        "channel",
                        null,
                        1,
                        9,
                        2_345,
                        1_111,
                        1_234,
                        d,
                        new Fill(3.5, 3, 9, 9, 0, 0),
                        waits,
                        waits);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(channel.toString().lines())
                    .startsWith(
                            "channel: 2,345 sent, 1,111 received, 1,234 removed in 1.50 µs",
                            "  fill: mean 3.5, median 3, 99 % 9, most 9; empty 0 %, full 0 % of the"
                                    + " time",
                            "  senders: 1,234 waits, 1.50 µs in all, median 1.50 µs, 99 % 1.50 µs,"
                                    + " longest 1.50 µs");
        } finally {
            Locale.setDefault(before);
        }
    }
}
