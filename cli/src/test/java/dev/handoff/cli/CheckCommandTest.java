package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.check.Report;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

/** What becomes of the options. */
class CheckCommandTest {
    /** The orders in which two have sent, a letter for each schedule. */
    private final StringBuilder orders = new StringBuilder();

    private Report explored(String options) throws Exception {
        CheckCommand command = new CheckCommand();
        new CommandLine(command).parseArgs(("Race.java " + options).split(" ", -1));
        orders.setLength(0);
        return command.explore()
                .check(
                        () -> {
                            Channel<String> sent = Channel.buffered(2);
                            Scope.run(
                                    scope -> {
                                        scope.go(() -> sent.send("a"));
                                        scope.go(() -> sent.send("b"));
                                    });
                            orders.append(sent.receive());
                        });
    }

    private String orders(String options) throws Exception {
        explored("--schedules 50 " + options);
        return orders.toString();
    }

    @Test
    void schedulesAreAsManyAsIsSaid() throws Exception {
        assertThat(explored("--schedules 7").schedules()).isEqualTo(7);
        assertThat(explored("--schedules 1000000000 --within 0.05").schedules())
                .isLessThan(1_000_000_000);
    }

    @Test
    void aSeedIsWhereRandomNumbersBegin() throws Exception {
        String first = orders("--seed 1");
        assertThat(first).hasSize(50).contains("a", "b");
        assertThat(orders("--seed 1")).isEqualTo(first);
        assertThat(orders("--seed 2")).isNotEqualTo(first);
    }

    @Test
    void prioritiesMakeOtherOrders() throws Exception {
        String first = orders("--seed 1");
        assertThat(orders("--seed 1 --pct 2")).contains("a", "b").isNotEqualTo(first);
    }

    @Test
    void exhaustiveAreAllThereAre() throws Exception {
        assertThat(explored("--exhaustive").isComplete()).isTrue();
        assertThat(orders).contains("a", "b");
    }

    @Test
    void fineOnesHaveMoreTurns() throws Exception {
        long turns = explored("--schedules 1 --seed 1").turns();
        assertThat(explored("--schedules 1 --seed 1 --fine").turns()).isGreaterThan(turns);
    }

    @Test
    void turnsAreAsManyAsIsSaid() throws Exception {
        assertThat(explored("--turns 3").isClean()).isFalse();
        assertThat(explored("--turns 300 --schedules 5").isClean()).isTrue();
    }
}
