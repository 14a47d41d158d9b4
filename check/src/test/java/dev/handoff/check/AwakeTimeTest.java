package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Real time without the stalls of the machine. */
class AwakeTimeTest {
    private static final long MILLIS = 1_000_000;

    @Test
    @DisplayName("of a look that comes late 50 ms count, and nothing is made up for afterwards")
    void aStall() {
        AwakeTime awake = new AwakeTime(Long.MAX_VALUE - 5 * MILLIS); // clocks overflow
        assertThat(awake.goOnTo(Long.MAX_VALUE - 5 * MILLIS)).isZero();
        assertThat(awake.goOnTo(Long.MIN_VALUE + 5 * MILLIS - 1)).isEqualTo(10 * MILLIS);
        assertThat(awake.goOnTo(Long.MIN_VALUE + 10_005 * MILLIS - 1)).isEqualTo(60 * MILLIS);
        assertThat(awake.goOnTo(Long.MIN_VALUE + 10_015 * MILLIS - 1)).isEqualTo(70 * MILLIS);
    }
}
