package dev.handoff.verify.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A guard against a checker that has become slow, with room for machines that are; {@code verify/run figures} measures. */
class FiguresTest {
    @Test
    @DisplayName("the checker takes some ten thousand turns a second at least, beside other tests")
    void speed() throws Exception {
        Figures.Figure figure = Figures.speed(100_000);
        System.out.printf("%,.0f turns a second%n", figure.turnsPerSecond());
        assertThat(figure.turnsPerSecond()).isGreaterThan(20_000);
    }

    @Test
    @DisplayName("five philosophers are found to starve within seconds")
    void deadlock() throws Exception {
        assertThat(Figures.deadlock().seconds()).isLessThan(5);
    }

    @Test
    @DisplayName("a pipeline of 4 stages and 5 values is proved to be right within seconds")
    void pipeline() throws Exception {
        assertThat(Figures.pipeline("0").seconds()).isLessThan(10);
        assertThat(Figures.pipeline("1").seconds()).isLessThan(10);
    }
}
