package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.FutureTask;

/** A send case of a counted sender that somebody closes while the select is on its way. */
class CountedCaseTest {
    /** More often than a run looks whether the sender is closed. */
    private static final int LOOKS = 6;

    /** Has the sender closed, by another thread, at one of the looks of a run. */
    private static final class ClosesAtALook extends DelegatingScheduling {
        private CountedSender<Integer> sender;
        private int looksLeft;

        ClosesAtALook(int look) {
            super(Scheduling.virtualThreads());
            this.looksLeft = look;
        }

        @Override
        public void touch(Op op, long id) {
            if (op == Op.INSPECT && --looksLeft == 0) {
                Thread.ofPlatform().daemon().start(sender::close);
                while (!sender.isClosed()) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "L28 a select whose counted sender is being closed either is told or waits to send")
    void selectIsToldOrWaits(boolean hasHandler) throws Exception {
        for (int look = 1; look <= LOOKS; look++) {
            ClosesAtALook scheduling = new ClosesAtALook(look);
            Channel<Integer> channel = new Channel<>(new Rendezvous<>(), null, null, scheduling);
            channel.newSender(); // so that the channel stays open
            scheduling.sender = (CountedSender<Integer>) channel.newSender();
            Case<String> send = Select.to(scheduling.sender, 1, () -> "sent");
            Select<String> select =
                    Select.of(
                            hasHandler ? send.onClosed(() -> "told") : send,
                            Select.ended(() -> "none left"));
            FutureTask<String> run = new FutureTask<>(select::run);
            Thread thread = Thread.ofPlatform().daemon().start(run);
            while (!run.isDone() && thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            if (run.isDone()) {
                assertThat(run.get()).isEqualTo(hasHandler ? "told" : "none left");
            } else {
                assertThat(channel.waitingSenders()).as("closed at look " + look).isOne();
                assertThat(channel.receive()).isOne();
                assertThat(run.get()).isEqualTo("sent");
            }
        }
    }
}
