package dev.handoff.verify;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
}
