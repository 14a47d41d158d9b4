package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Received;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.concurrent.atomic.AtomicInteger;

@DisplayName("L2 A rendezvous has no buffer")
class L02RendezvousTest {
    @RegisterExtension final Crew crew = new Crew();

    /** Without a receiver a send does not return. */
    @DisplayName("L2 a send returns only after a receiver has taken the value")
    @Over.RendezvousSettings
    void sendReturnsOnlyAfterAReceiverHasTakenTheValue(Setting in) {
        Channel<String> channel = Channel.rendezvous();
        Worker<Void> sender = crew.run(in.senders(), () -> channel.send("a"));
        Until.sendersWait(channel, 1);
        sender.asleep();
        assertThat(sender.isDone()).isFalse();

        assertThat(crew.call(in.receivers(), channel::receive).join()).isEqualTo("a");
        sender.join();
    }

    /** A receiver that came first is given the value, and the sender need not wait. */
    @DisplayName("L2 a send to a waiting receiver does not wait")
    @Over.RendezvousSettings
    void sendToAWaitingReceiverDoesNotWait(Setting in) {
        Channel<String> channel = Channel.rendezvous();
        Worker<String> receiver = crew.call(in.receivers(), channel::receive);
        Until.receiversWait(channel, 1);

        crew.run(in.senders(), () -> channel.send("a")).join();
        assertThat(receiver.join()).isEqualTo("a");
    }

    /** The k-th send does not return before the k-th receive was begun. */
    @DisplayName("L2 no send returns before a receive has begun")
    @Over.RendezvousSettings
    void noSendReturnsBeforeAReceiveHasBegun(Setting in) {
        Channel<Integer> channel = Channel.rendezvous();
        AtomicInteger receivesBegun = new AtomicInteger();
        Worker<Void> sender =
                crew.run(
                        in.senders(),
                        () -> {
                            for (int sent = 1; sent <= 500; sent++) {
                                channel.send(sent);
                                assertThat(receivesBegun.get()).isGreaterThanOrEqualTo(sent);
                            }
                        });
        for (int i = 0; i < 500; i++) {
            crew.call(
                            in.receivers(),
                            () -> {
                                receivesBegun.incrementAndGet();
                                return channel.receive();
                            })
                    .join();
        }
        sender.join();
    }

    /** As soon as one side knows of the match, the other no longer waits. */
    @DisplayName("L2 both sides are matched at the same instant")
    @Test
    void bothSidesAreMatchedAtTheSameInstant() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        for (int i = 0; i < 100; i++) {
            int value = i;
            Worker<Integer> receiver = crew.call(ThreadKind.alternating(i), channel::receive);
            Until.receiversWait(channel, 1);
            assertThat(channel.trySend(value).accepted()).isTrue();
            assertThat(channel.waitingReceivers()).isZero();
            assertThat(channel.trySend(-1).accepted()).isFalse();
            assertThat(receiver.join()).isEqualTo(value);

            Worker<Void> sender = crew.run(ThreadKind.alternating(i), () -> channel.send(value));
            Until.sendersWait(channel, 1);
            assertThat(channel.receive()).isEqualTo(value);
            assertThat(channel.waitingSenders()).isZero();
            assertThat(channel.tryReceive()).isEqualTo(Received.empty());
            sender.join();
        }
    }

    /** Nothing is stored, neither by a try nor by a waiting sender. */
    @DisplayName("L2 nothing is ever stored")
    @Test
    void nothingIsEverStored() throws Exception {
        Channel<String> channel = Channel.rendezvous();
        assertThat(channel.trySend("a").accepted()).isFalse();
        Worker<Void> sender = crew.run(ThreadKind.VIRTUAL, () -> channel.send("b"));
        Until.sendersWait(channel, 1);

        assertThat(channel.size()).isZero();
        assertThat(channel.capacity()).isZero();
        assertThat(channel.receive()).isEqualTo("b");
        sender.join();
    }

    /** A buffer of no values is none. */
    @DisplayName("L2 buffered(0) is a rendezvous")
    @Test
    void bufferedZeroIsARendezvous() {
        assertThat(Channel.buffered(0).toString()).contains("rendezvous");
        assertThat(Channel.named("a").open().toString()).contains("rendezvous");
        assertThat(Channel.named("a").buffered(2).rendezvous().open().toString())
                .contains("rendezvous");
    }
}
