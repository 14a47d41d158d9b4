package dev.handoff.check;

import static dev.handoff.Select.at;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.toNext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Scope;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What a select has asked before its match may be over at its match. */
class GuardsExploredTest {
    /** Somebody sends to {@code x} and {@code y} after {@code asked} has seen that {@code y} is empty. */
    private static final class Program implements dev.handoff.check.Program {
        private final Asking asking;

        Program(Asking asking) {
            this.asking = asking;
        }

        @Override
        public void run() throws Exception {
            Channel<Integer> x = Channel.<Integer>named("x").buffered(1).open();
            Channel<Integer> y = Channel.<Integer>named("y").buffered(1).open();
            Channel<Integer> z = Channel.<Integer>named("z").open();
            boolean[] wasEmpty = {false};
            Case<Integer> asked = asking.on(z, () -> wasEmpty[0] = wasEmpty[0] || y.size() == 0);
            Scope.run(
                    scope -> {
                        scope.go(
                                "sender",
                                () -> {
                                    y.send(1);
                                    x.send(1);
                                });
                        int got = Select.<Integer>one(asked, on(x, v -> v), otherwise(() -> 0));
                        assertThat(wasEmpty[0] && got == 1).as("over").isFalse();
                    });
        }
    }

    /** Makes a case that looks at something in each run, and is not ready. */
    private interface Asking {
        Case<Integer> on(Channel<Integer> z, BooleanSupplier look);
    }

    @Test
    @DisplayName("others may go on between what a guard has seen and the match")
    void guards() throws Exception {
        finds(new Program((z, look) -> Select.<Integer, Integer>on(z, v -> v).when(look)));
    }

    @Test
    @DisplayName("others may go on between what the supplier of a value has seen and the match")
    void suppliers() throws Exception {
        finds(new Program((z, look) -> toNext(z, () -> look.getAsBoolean() ? 1 : 2, () -> 2)));
    }

    @Test
    @DisplayName("others may go on between what the supplier of a deadline has seen and the match")
    void deadlines() throws Exception {
        Duration later = Duration.ofHours(1);
        finds(
                new Program(
                        (_, look) ->
                                at(
                                        () ->
                                                Deadline.in(
                                                        look.getAsBoolean()
                                                                ? later
                                                                : later.plus(later)),
                                        () -> 2)));
    }

    private static void finds(Program program) throws InterruptedException {
        Report report = Explore.exhaustive().check(program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.FAILURE);
        assertThat(report.toString()).contains("over");
    }
}
