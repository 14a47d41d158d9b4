package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FairnessPageTest {
    @Test
    @DisplayName("a ratio that misses the goal, as far as the page shows it, is in bold")
    void marksWhatMissesTheGoal() {
        assertThat(FairnessPage.ratio(1.994)).isEqualTo("1.99");
        assertThat(FairnessPage.ratio(1.996)).isEqualTo("**2.00**");
        assertThat(FairnessPage.ratio(4.89)).isEqualTo("**4.89**");
    }
}
