package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The quick form of {@code verify/run million}. */
class MillionTest {
    @Test
    @DisplayName("a parked process with a channel of its own costs less than 4 KiB in a cold JVM")
    void parkedProcessesAreSmall() throws InterruptedException {
        Million.Cost cost = Million.park(50_000);
        System.out.println("million: " + cost);
        assertThat(cost.bytesPerProcess()).isLessThan(4096);
    }

    @Test
    @DisplayName("many processes start and join")
    void manyProcessesStartAndJoin() throws InterruptedException {
        System.out.println("million: 50,000 started in " + Million.startAndJoin(50_000) + " ms");
    }
}
