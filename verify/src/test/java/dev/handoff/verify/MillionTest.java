package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The quick form of {@code verify/run million}. */
class MillionTest {
    /** A process that parks in interpreted code keeps the interpreter's frames, which are 2 to 4 KB. */
    private static final int WARM_UP = 3;

    @Test
    @DisplayName("a parked process with a channel of its own costs less than 2 KiB")
    void parkedProcessesAreSmall() throws InterruptedException {
        for (int i = 0; i < WARM_UP; i++) {
            Million.park(50_000);
        }
        Million.Cost cost = Million.park(50_000);
        System.out.println("million: " + cost);
        assertThat(cost.bytesPerProcess()).isLessThan(2048);
    }

    @Test
    @DisplayName("many processes start and join")
    void manyProcessesStartAndJoin() throws InterruptedException {
        System.out.println("million: 50,000 started in " + Million.startAndJoin(50_000) + " ms");
    }
}
