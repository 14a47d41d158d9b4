package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.FutureTask;

/** A send case of a counted sender that somebody closes while the select is on its way. */
class CountedCaseTest {
    /** Has the sender closed, by another thread, as a run goes from its guards to its channels. */
    private static final class ClosesAfterTheGuards extends DelegatingScheduling {
        private CountedSender<Integer> sender;
        private int reached;

        ClosesAfterTheGuards() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public void reach(Op op, long[] ids) {
            if (op == Op.SELECT && ++reached == 2) {
                Thread closer = Thread.ofPlatform().daemon().start(sender::close);
                while (closer.isAlive()) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("L16 L28 a select sends nothing after the close of its counted sender")
    void nothingIsSentAfterTheClose(boolean hasHandler) throws Exception {
        ClosesAfterTheGuards scheduling = new ClosesAfterTheGuards();
        Channel<Integer> channel = new Channel<>(new Buffered<>(1), null, null, scheduling);
        channel.newSender(); // so that the channel stays open
        scheduling.sender = (CountedSender<Integer>) channel.newSender();
        Case<String> send = Select.to(scheduling.sender, 1, () -> "sent").when(() -> true);
        String outcome =
                Select.of(
                                hasHandler ? send.onClosed(() -> "told") : send,
                                Select.otherwise(() -> "otherwise"))
                        .run();
        assertThat(outcome).isEqualTo(hasHandler ? "told" : "otherwise");
        assertThat(channel.size()).isZero();
    }

    /** The others go on. */
    @Test
    @DisplayName("L28 a select that waits is not told of the close of one of several senders")
    void aSelectThatWaitsIsNotTold() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        channel.newSender();
        Sender<Integer> sender = channel.newSender();
        FutureTask<String> run =
                new FutureTask<>(Select.of(Select.to(sender, 1, () -> "sent"))::run);
        Thread.ofPlatform().daemon().start(run);
        while (channel.waitingSenders() == 0) {
            Thread.onSpinWait();
        }
        sender.close();
        assertThat(channel.receive()).isOne();
        assertThat(run.get()).isEqualTo("sent");
    }
}
