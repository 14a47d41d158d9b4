package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A batch from a channel whose last counted sender was closed, where one who has given up has not yet gone. */
class BatchLapseTest {
    private final Channel<Integer> channel = Channel.rendezvous();

    private void queue(Place place) {
        channel.kind.lock();
        channel.kind.enqueueSender(place);
        channel.kind.unlock();
    }

    @Test
    @DisplayName("L16 a batch of values does not tell of the end, whoever has given up behind them")
    void aBatchOfValuesDoesNotTellOfTheEnd() throws Exception {
        Sender<Integer> last = channel.newSender();
        queue(Place.forSend(channel, 1));
        Place late = Place.forSend(channel, 2);
        queue(late);
        assertThat(late.giveUp()).isTrue();
        last.close();
        assertThat(channel.receiveBatch(5)).containsExactly(1);
        Sender<Integer> again = channel.newSender();
        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
        again.close();
        assertThat(channel.receiveBatch(5)).isEmpty();
    }
}
