package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;

/** The quick form of {@code verify/run kahn}. */
class KahnTest {
    @Test
    @DisplayName("the output of a random network is that of its evaluation")
    void networksComputeTheirEvaluation() throws InterruptedException {
        long seed = new Options(new String[0]).seed();
        System.out.println("kahn: from seed " + seed);
        System.out.println("kahn: " + Kahn.run(seed, 40, 1000));
        System.out.println("kahn, controlled: " + Kahn.run(seed + 1000, 200, 30));
    }

    @Test
    @DisplayName("networks are worth running: they grow big and produce values")
    void networksAreWorthRunning() {
        long processes = 0;
        long values = 0;
        for (long seed = 1; seed <= 100; seed++) {
            KahnNetwork network = KahnNetwork.random(seed, 1000);
            processes = Math.max(processes, network.processes());
            values += network.evaluate().stream().mapToLong(List::size).sum();
        }
        assertThat(processes).isBetween(900L, 1000L);
        assertThat(values).isGreaterThan(10_000);
    }

    @Test
    @DisplayName("finds a value too many, and one out of order")
    void findsADifference() {
        assertThatThrownBy(() -> Kahn.compare(7, List.of(List.of(1L)), List.of(List.of(1L, 1L))))
                .hasMessageContaining("seed 7, output 0");
        assertThatThrownBy(
                        () -> Kahn.compare(7, List.of(List.of(1L, 2L)), List.of(List.of(2L, 1L))))
                .hasMessageContaining("seed 7, output 0");
    }
}
