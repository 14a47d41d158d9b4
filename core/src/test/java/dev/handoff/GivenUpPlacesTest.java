package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The place of one who has given up: it is passed over while it still stands in the queue, and it does not stay there. */
class GivenUpPlacesTest {
    private static final Duration MOMENT = Duration.ofNanos(1);

    /** A channel at which one who has given up stands before a live sender of 2. */
    private static Channel<Integer> withSenders(Channel<Integer> channel) {
        Place gone = Place.forSend(channel, 1);
        channel.kind.lock();
        channel.kind.enqueueSender(gone);
        channel.kind.enqueueSender(Place.forSend(channel, 2));
        channel.kind.unlock();
        assertThat(gone.giveUp()).isTrue();
        return channel;
    }

    @Test
    @DisplayName("L6 L18 a try receives from the sender behind one that has given up")
    void aTryReceivesFromTheSenderBehind() {
        assertThat(withSenders(Channel.rendezvous()).tryReceiveOrNull()).isEqualTo(2);
    }

    @Test
    @DisplayName("L6 L24 an extended receive meets the sender behind one that has given up")
    void anExtendedReceiveMeetsTheSenderBehind() throws Exception {
        List<Integer> got = new ArrayList<>();
        withSenders(Channel.rendezvous()).receiveHolding(got::add);
        assertThat(got).containsExactly(2);
    }

    @Test
    @DisplayName(
            "L3 L6 the room that a receive makes goes to the sender behind one that has given up")
    void roomGoesToTheSenderBehind() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(0);
        withSenders(channel);
        assertThat(channel.receive()).isZero();
        assertThat(channel.size()).isOne();
        assertThat(channel.receive()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @DisplayName("L6 L18 a try hands its value to the receiver behind one that has given up")
    void aTryHandsItsValueToTheReceiverBehind(int capacity) {
        Channel<Integer> channel = Channel.buffered(capacity);
        Place gone = Place.forReceive(channel);
        Place live = Place.forReceive(channel);
        channel.kind.lock();
        channel.kind.enqueueReceiver(gone);
        channel.kind.enqueueReceiver(live);
        channel.kind.unlock();
        assertThat(gone.giveUp()).isTrue();
        assertThat(channel.trySend(1).accepted()).isTrue();
        assertThat(live.item).isEqualTo(1);
    }

    @Test
    @DisplayName("L6 L19 who is out of time leaves the queue")
    void whoIsOutOfTimeLeavesTheQueue() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        assertThat(channel.receiveWithin(MOMENT)).isEqualTo(Received.empty());
        assertThat(channel.kind.hasReceivers()).isFalse();
        assertThat(channel.sendWithin(1, MOMENT)).isInstanceOf(Sent.Full.class);
        assertThat(channel.kind.hasSenders()).isFalse();
    }

    /** Has whoever waits interrupted. */
    private static final class Interrupting extends DelegatingScheduling {
        Interrupting() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public void park(Parked who, WaitReason why, long nanos) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("L6 L20 who is interrupted leaves the queue")
    void whoIsInterruptedLeavesTheQueue() {
        Channel<Integer> channel =
                new Channel<>(new Rendezvous<>(), null, null, new Interrupting());
        assertThat(catchThrowable(channel::receive)).isInstanceOf(InterruptedException.class);
        assertThat(channel.kind.hasReceivers()).isFalse();
        assertThat(catchThrowable(() -> channel.receiveHolding(value -> {})))
                .isInstanceOf(InterruptedException.class);
        assertThat(channel.kind.hasReceivers()).isFalse();
        assertThat(catchThrowable(() -> channel.send(1))).isInstanceOf(InterruptedException.class);
        assertThat(channel.kind.hasSenders()).isFalse();
    }
}
