package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A hand-over to two who wait, of whom the first is giving up at this very moment. */
class HandOverTest {
    private static final int ROUNDS = 50_000;

    /** Enough for all rounds where both threads have a core; where they have one, each round takes two time slices. */
    private static final long MOST_NANOS = 5_000_000_000L;

    private final Channel<Integer> channel = Channel.rendezvous();
    private final Kind<Integer> kind = channel.kind;
    private volatile Place first;
    private volatile int begun;
    private volatile int ended;
    private volatile boolean over;

    /** In step with the rounds: gives up for the first, a little earlier or later each time. */
    private void giveUp() {
        for (int round = 1; begins(round); round++) {
            for (int i = round * 7 % 64; i > 0; i--) {
                Thread.onSpinWait();
            }
            first.giveUp();
            ended = round;
        }
    }

    private boolean begins(int round) {
        while (begun != round) {
            if (over) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** What the send answers, at a channel whose first receiver is plain, and whose second an extended one. */
    private Kind.Sending sendTo(Place plain, Place extended, int round) {
        kind.lock();
        kind.enqueueReceiver(plain);
        kind.enqueueReceiver(extended);
        kind.unlock();
        first = plain;
        begun = round;
        for (int i = round * 13 % 64; i > 0; i--) {
            Thread.onSpinWait();
        }
        kind.lock();
        Kind.Sending answer = kind.send(round);
        kind.unlock();
        while (ended != round) {
            Thread.onSpinWait();
        }
        return answer;
    }

    @Test
    @DisplayName("L24 an extended receive behind one that gives up holds its sender all the same")
    void extendedReceiveBehindOneThatGivesUpHoldsItsSender() throws Exception {
        Thread thread = Thread.ofPlatform().daemon().start(this::giveUp);
        try {
            long start = System.nanoTime();
            for (int round = 1;
                    round <= ROUNDS && System.nanoTime() - start < MOST_NANOS;
                    round++) {
                handOver(round);
            }
        } finally {
            over = true;
            thread.join();
        }
    }

    private void handOver(int round) {
        Place plain = Place.forReceive(channel);
        Place extended = Place.forExtendedReceive(channel);
        Kind.Sending answer = sendTo(plain, extended, round);
        assertThat(extended.isClaimable())
                .as("round %d: the extended receive waits", round)
                .isTrue();
        assertThat(answer)
                .isEqualTo(plain.result() == Party.GAVE_UP ? Kind.Sending.MEET : Kind.Sending.DONE);
        kind.lock();
        kind.dequeueReceiver(plain);
        kind.dequeueReceiver(extended);
        kind.unlock();
    }
}
