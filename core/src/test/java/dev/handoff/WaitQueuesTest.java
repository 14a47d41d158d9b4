package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What comes out of the midst of a step, a stack overflow for example, leaves the queue as it was. */
class WaitQueuesTest {
    private final Channel<Integer> channel = Channel.rendezvous();

    @Test
    @DisplayName("L6 an error as a sender joins the queue leaves a queue that others can join")
    void anErrorAsASenderJoinsTheQueue() {
        channel.kind.enqueueSender(Place.forSend(channel, 1));
        assertThat(catchThrowable(() -> channel.kind.enqueueSender(null))).isNotNull();
        channel.kind.enqueueSender(Place.forSend(channel, 2));
        assertThat(channel.waitingSenders()).isEqualTo(2);
        assertThat(channel.tryReceiveOrNull()).isEqualTo(1);
        assertThat(channel.tryReceiveOrNull()).isEqualTo(2);
    }

    @Test
    @DisplayName("L6 an error as a receiver joins the queue leaves a queue that others can join")
    void anErrorAsAReceiverJoinsTheQueue() {
        channel.kind.enqueueReceiver(Place.forReceive(channel));
        assertThat(catchThrowable(() -> channel.kind.enqueueReceiver(null))).isNotNull();
        channel.kind.enqueueReceiver(Place.forReceive(channel));
        assertThat(channel.waitingReceivers()).isEqualTo(2);
        assertThat(channel.trySend(1).accepted()).isTrue();
        assertThat(channel.trySend(2).accepted()).isTrue();
    }
}
