package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What counts the values that are left in channels. */
class LeftoversTest {
    private final Leftovers leftovers = new Leftovers(true);

    private void send(String name) {
        Channel<Integer> channel = Channel.<Integer>named(name).unbounded().open();
        channel.trySend(1);
        sent(channel);
    }

    private void sent(Object channel) {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        leftovers.sent(new ControlledProcess(0, 0, "main", thread, ""), channel, 1, 1);
    }

    @Test
    @DisplayName(
            "a process that runs on may send to one more channel while what is left is counted")
    void sentMeanwhile() {
        Scheduling runsOn =
                new DelegatingScheduling(Scheduling.current()) {
                    @Override
                    public void reach(Op op, long id) {
                        if (op == Op.INSPECT) {
                            sent(new Object());
                        }
                    }
                };
        Scheduling.within(
                runsOn,
                () -> {
                    send("a");
                    send("b");
                });
        leftovers.over();
        assertThat(leftovers.byChannel()).hasSize(2);
    }
}
