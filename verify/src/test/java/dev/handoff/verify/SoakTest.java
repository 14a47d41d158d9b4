package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/** The quick form of {@code verify/run soak}. */
class SoakTest {
    @Test
    @DisplayName("random processes on the real machine keep the laws for a while")
    void keepsTheLaws() throws InterruptedException {
        long seed = new Options(new String[0]).seed();
        System.out.println("soak: from seed " + seed);
        System.out.println("soak: " + Soak.run(seed, Duration.ofSeconds(20)));
    }

    @ParameterizedTest
    @CsvSource({
        // senders, receivers, size, capacity, a select may be at both ends
        "0, 0, 1, 2, false, false",
        "2, 0, 2, 2, false, false",
        "2, 0, 1, 2, false, true",
        "0, 2, 0, 2, false, false",
        "0, 1, 1, 2, false, true",
        "1, 1, 0, 0, true, false",
        "1, 1, 0, 0, false, true",
        "1, 2, 0, 0, true, true"
    })
    @DisplayName("whoever waits for what is there is stranded")
    void stranded(
            int senders,
            int receivers,
            int size,
            int capacity,
            boolean bothEnds,
            boolean isStranded) {
        assertThat(Soak.isStranded(senders, receivers, size, capacity, bothEnds))
                .isEqualTo(isStranded);
    }
}
