package dev.handoff.junit.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Tick;
import dev.handoff.Timers;
import dev.handoff.check.VirtualTime;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A test in virtual time. */
class ClockTest {
    @Test
    @DisplayName("Guide: an hour passes at once")
    void reportsEveryTenMinutes() throws Exception {
        VirtualTime.run(
                () -> {
                    AtomicInteger reports = new AtomicInteger();
                    Receiver<Tick> clock = Timers.every(Duration.ofMinutes(10));
                    Scope.run(
                            scope -> {
                                scope.go(() -> clock.forEach(tick -> reports.incrementAndGet()));
                                VirtualTime.advance(Duration.ofMinutes(61));
                                assertThat(reports).hasValue(6);
                                clock.cancel();
                            });
                });
    }
}
