package dev.handoff.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class HistogramTest {
    @Test
    @DisplayName("Each bucket begins where the one before ends, up to the greatest long")
    void bucketsAreInARow() {
        long value = 0;
        for (int bucket = 0; value < Long.MAX_VALUE / 17 * 16; bucket++) {
            assertThat(Histogram.bucket(value)).isEqualTo(bucket);
            assertThat(Histogram.lowest(bucket)).isEqualTo(value);
            long next = Histogram.lowest(bucket + 1);
            assertThat(Histogram.bucket(next - 1)).isEqualTo(bucket);
            assertThat(next - value).isLessThanOrEqualTo(Math.max(1, value / 16));
            value = next;
        }
        Histogram histogram = new Histogram();
        histogram.add(Long.MAX_VALUE, 1);
        assertThat(histogram.most()).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.quantile(1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("A quantile is that of all values sorted, or more by a sixteenth at most")
    void quantilesAreThoseOfTheSortedValues() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            int bits = 1 + random.nextInt(62);
            long[] values = new long[1 + random.nextInt(300)];
            Histogram histogram = new Histogram();
            Arrays.setAll(values, i -> random.nextLong() & ((1L << bits) - 1));
            Arrays.stream(values).forEach(value -> histogram.add(value, 1));
            Arrays.sort(values);
            for (double share : new double[] {0.01, 0.25, 0.5, 0.9, 0.99, 1}) {
                long exact = values[(int) Math.ceil(share * values.length) - 1];
                assertThat(histogram.quantile(share))
                        .as("seed %d, share %s", seed, share)
                        .isBetween(exact, exact + exact / 16);
            }
            assertThat(histogram.most()).isEqualTo(values[values.length - 1]);
            assertThat(histogram.total()).isEqualTo(values.length);
        }
    }

    @Test
    @DisplayName("A value that has more weight counts for more")
    void weightsCount() {
        Histogram histogram = new Histogram();
        histogram.add(3, 98);
        histogram.add(7, 2);
        histogram.add(9, 0);
        assertThat(histogram.quantile(0.98)).isEqualTo(3);
        assertThat(histogram.quantile(0.99)).isEqualTo(7);
        assertThat(histogram.most()).isEqualTo(7);
        assertThat(new Histogram().quantile(0.5)).isZero();
    }
}
