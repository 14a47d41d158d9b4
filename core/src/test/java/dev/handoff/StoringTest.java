package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For how long a party stays away from a channel whose lock it found taken. */
class StoringTest {
    @ParameterizedTest
    @CsvSource({"1, 250", "16, 320", "100, 2000", "2147483647, 2000"})
    @DisplayName("a store is left alone for as long as it takes to fill it, within limits")
    void storeIsLeftAloneAsLongAsItTakesToFillIt(int capacity, int nanos) {
        assertThat(new Buffered<String>(capacity).nanosAlone()).isEqualTo(nanos);
    }

    @Test
    @DisplayName("a rendezvous, where both are needed, is not left alone")
    void rendezvousIsNotLeftAlone() {
        assertThat(new Rendezvous<String>().nanosAlone()).isZero();
    }
}
