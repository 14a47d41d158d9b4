package dev.handoff.laws;

import static dev.handoff.Select.on;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What operations allocate: nothing if they need not wait, one small object if they must. */
class AllocationTest {
    private static final int TURNS = 2_000;

    /** More than the object of a wait has, and less than two of them. */
    private static final long A_WAIT = 80;

    @DisplayName("a send and a receive that need not wait allocate nothing")
    @Over.BufferingKinds
    void sendAndReceiveAllocateNothing(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        Allocation.assertNone(
                shape + " send, receive",
                () -> {
                    channel.send(1);
                    channel.receive();
                });
    }

    @DisplayName("a timed send that need not wait allocates nothing")
    @Over.BufferingKinds
    void timedSendAllocatesNothing(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        Duration limit = Duration.ofSeconds(1);
        Allocation.assertNone(
                shape + " timed send, receive",
                () -> {
                    channel.sendWithin(1, limit);
                    channel.receiveOrNull();
                });
    }

    @DisplayName("tries allocate nothing, whether they succeed or not")
    @Over.EveryKind
    void triesAllocateNothing(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        Allocation.assertNone(
                shape + " tries",
                () -> {
                    channel.trySend(1);
                    channel.tryReceiveOrNull();
                    channel.tryReceiveOrNull();
                });
    }

    /** At a rendezvous one of the two has to wait, in each of the two directions; before an empty store the receiver. */
    @Over.LosslessKinds
    @DisplayName("a send or a receive that must wait allocates one small object")
    void waitAllocatesOneObject(Shape shape) {
        Channel<Integer> ping = shape.open();
        Channel<Integer> pong = shape.open();
        AtomicLong bytes = new AtomicLong();
        try (Team team = Team.of(ThreadKind.PLATFORM)) {
            Allocation.Step send =
                    () -> {
                        ping.send(1);
                        pong.receive();
                    };
            Allocation.Step answer =
                    () -> {
                        ping.receive();
                        pong.send(2);
                    };
            team.start(() -> bytes.addAndGet(Allocation.least(TURNS, send)));
            team.start(() -> bytes.addAndGet(Allocation.least(TURNS, answer)));
        }
        IO.println(shape + " a wait: " + bytes.get() / (2 * TURNS) + " bytes");
        assertThat(bytes.get()).isLessThan(2 * TURNS * A_WAIT);
    }

    /** Each value is sent only when the select waits for it. */
    @Test
    @DisplayName("L34 a select that is run again and must wait allocates nothing")
    void selectThatWaitsAllocatesNothing() {
        Channel<Integer> even = Channel.rendezvous();
        Channel<Integer> odd = Channel.rendezvous();
        Select<Integer> select = Select.of(on(even, x -> x), on(odd, x -> x));
        AtomicLong bytes = new AtomicLong();
        try (Team team = Team.of(ThreadKind.PLATFORM)) {
            team.start(() -> bytes.set(Allocation.least(TURNS, select::run)));
            team.start(
                    () -> {
                        for (int i = 0; i < Allocation.ROUNDS * TURNS; i++) {
                            Channel<Integer> next = i % 2 == 0 ? even : odd;
                            eventually("it waits", () -> next.waitingReceivers() == 1);
                            next.send(i);
                        }
                    });
        }
        IO.println("select that waits: %d bytes in %d turns".formatted(bytes.get(), TURNS));
        assertThat(bytes.get()).isLessThan(TURNS);
    }
}
