package dev.handoff.laws;

import static dev.handoff.Select.on;
import static dev.handoff.Select.to;
import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Owned;
import dev.handoff.Select;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Whoever was matched goes on as ever, also if there is no memory at that moment to sleep on, or to come back from a sleep. */
class L20ShortOfMemoryTest {
    @RegisterExtension final Crew crew = new Crew();

    /** There is none for those who are matched. */
    private static final class Scarce extends DelegatingScheduling {
        final AtomicInteger failures = new AtomicInteger();

        Scarce() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public void park(Parked who, WaitReason why, long nanos) {
            if (who.isClaimable()) {
                super.park(who, why, nanos);
            }
            if (!who.isClaimable()) {
                failures.incrementAndGet();
                throw new OutOfMemoryError("planted");
            }
        }

        <T> Channel<T> rendezvous() {
            AtomicReference<Channel<T>> opened = new AtomicReference<>();
            Scheduling.within(this, () -> opened.set(Channel.rendezvous()));
            return opened.get();
        }
    }

    private final Scarce scarce = new Scarce();
    private final Channel<Integer> channel = scarce.rendezvous();

    private void hasFailed(int times) {
        assertThat(scarce.failures).hasValue(times);
    }

    @Test
    @DisplayName("L3, L20 no value is lost to a receiver that cannot sleep any longer")
    void aReceiverGetsItsValue() throws Exception {
        Worker<Integer> receiver = crew.call(VIRTUAL, channel::receive).asleep();
        channel.send(1);
        assertThat(receiver.join()).isOne();
        hasFailed(1);
    }

    @Test
    @DisplayName("L2, L20 a sender whose value was received, and that cannot sleep on, has sent it")
    void aSenderHasSentItsValue() throws Exception {
        Worker<Void> sender = crew.run(VIRTUAL, () -> channel.send(1)).asleep();
        assertThat(channel.receive()).isOne();
        sender.join();
        hasFailed(1);
    }

    @Test
    @DisplayName("R10 an owned value that was received does not come back to one that cannot sleep")
    void anOwnedValueStaysWithItsReceiver() throws Exception {
        Channel<Owned<String>> letters = scarce.rendezvous();
        Worker<Void> sender = crew.run(VIRTUAL, () -> letters.send(Owned.of("a letter"))).asleep();
        Owned<String> letter = letters.receive();
        sender.join();
        assertThat(letter.get()).isEqualTo("a letter");
        hasFailed(1);
    }

    @Test
    @DisplayName(
            "L25 a select that was matched, and cannot sleep any longer, does what was matched")
    void aSelectDoesWhatWasMatched() throws Exception {
        Worker<Integer> receiver =
                crew.call(VIRTUAL, () -> Select.<Integer>one(on(channel, v -> v))).asleep();
        channel.send(1);
        assertThat(receiver.join()).isOne();
        Worker<String> sender =
                crew.call(VIRTUAL, () -> Select.<String>one(to(channel, 2, () -> "sent"))).asleep();
        assertThat(channel.receive()).isEqualTo(2);
        assertThat(sender.join()).isEqualTo("sent");
        hasFailed(2);
    }

    /** The receiver's own wait fails once, the sender's for as long as the handler runs. */
    @Test
    @DisplayName("L24 a sender that cannot sleep waits for the handler all the same")
    void aSenderThatIsHeldWaits() {
        AtomicBoolean isHandled = new AtomicBoolean();
        Worker<Void> receiver =
                crew.run(
                                VIRTUAL,
                                () ->
                                        channel.receiveHolding(
                                                value -> {
                                                    Until.eventually(
                                                            "the sender looks again",
                                                            () -> scarce.failures.get() > 3);
                                                    isHandled.set(true);
                                                }))
                        .asleep();
        Worker<Boolean> sender =
                crew.call(
                        VIRTUAL,
                        () -> {
                            channel.send(1);
                            return isHandled.get();
                        });
        assertThat(sender.join()).isTrue();
        receiver.join();
    }
}
