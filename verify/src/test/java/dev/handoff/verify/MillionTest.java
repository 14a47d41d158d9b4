package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The quick form of {@code verify/run million}. */
class MillionTest {
    /**
     * The least of some rounds: a process that parks in code not yet compiled keeps the interpreter's
     * frames, 2 to 4 KB, and nothing says when the compiler is done.
     */
    @Test
    @DisplayName("a parked process with a channel of its own costs less than 2 KiB")
    void parkedProcessesAreSmall() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            Million.Cost cost = Million.park(50_000);
            System.out.println("million: " + cost);
            least = Math.min(least, cost.bytesPerProcess());
        }
        assertThat(least).isLessThan(2048);
    }

    @Test
    @DisplayName("many processes start and join")
    void manyProcessesStartAndJoin() throws InterruptedException {
        System.out.println("million: 50,000 started in " + Million.startAndJoin(50_000) + " ms");
    }
}
