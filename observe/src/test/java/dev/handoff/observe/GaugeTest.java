package dev.handoff.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class GaugeTest {
    @Test
    @DisplayName(
            "A clock that was read before that of another operation, and arrives after it, adds no"
                    + " time")
    void lateClock() {
        Gauge gauge = new Gauge(Channel.buffered(2), 1, 0);
        gauge.sent(10);
        gauge.sent(5);
        gauge.received(20);
        ChannelStatistics read = gauge.read();
        assertThat(read.observed()).isEqualTo(Duration.ofNanos(20));
        assertThat(read.fill()).isEqualTo(new Fill(1, 0, 2, 2, 0.5, 0.5));
    }
}
