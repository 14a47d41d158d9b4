package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The same channel in several cases of one select. */
class L30SameChannelTest extends ByBothThreads {
    /** A rendezvous needs two parties. */
    @Test
    @DisplayName("L30 a select never matches itself")
    void selectNeverMatchesItself() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Select<String> once =
                Select.of(
                        to(channel, 1, () -> "sent"),
                        on(channel, v -> "received"),
                        to(channel, 2, () -> "sent"),
                        after(Duration.ofMillis(2), () -> "time"));
        for (int i = 0; i < 20; i++) {
            assertThat(once.run()).isEqualTo("time");
        }
        assertThat(
                        Select.<String>one(
                                on(channel, v -> "received"),
                                to(channel, 1, () -> "sent"),
                                otherwise(() -> "otherwise")))
                .isEqualTo("otherwise");
    }

    /** Waiting on both ends, it can be matched by either kind of counterpart. */
    @Test
    @DisplayName("L30 a select that waits on both ends meets a sender or a receiver")
    void selectThatWaitsOnBothEndsMeetsASenderOrAReceiver() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        AtomicReference<String> chosen = new AtomicReference<>();
        for (boolean sender : new boolean[] {true, false}) {
            try (Team team = Team.of(runner)) {
                team.start(
                        () ->
                                chosen.set(
                                        Select.one(
                                                to(channel, 1, () -> "sent"),
                                                on(channel, v -> "received " + v),
                                                to(channel, 1, () -> "sent"),
                                                on(channel, v -> "received " + v))));
                eventually("select waits", () -> channel.waitingReceivers() == 1);
                assertThat(channel.waitingSenders()).isOne();
                if (sender) {
                    assertThat(channel.trySend(2).accepted()).isTrue();
                } else {
                    assertThat(channel.tryReceiveOrNull()).isOne();
                }
                assertThat(channel.trySend(3).accepted()).isFalse();
                assertThat(channel.tryReceiveOrNull()).isNull();
            }
            assertThat(chosen).hasValue(sender ? "received 2" : "sent");
            assertThat(channel.waitingReceivers() + channel.waitingSenders()).isZero();
        }
    }

    /** Any number of processes that offer and want at one channel pair off: one sends, one receives. */
    @Test
    @DisplayName("L30 selects on both ends of one channel pair off")
    void selectsOnBothEndsOfOneChannelPairOff() {
        int parties = 6;
        int rounds = 1_000;
        Channel<Integer> channel = Channel.rendezvous();
        AtomicInteger meetings = new AtomicInteger(parties * rounds);
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        AtomicInteger sum = new AtomicInteger();
        try (Team team = Team.of(runner)) {
            for (int i = 0; i < parties; i++) {
                int me = i + 1;
                team.start(
                        () -> {
                            Select<Integer> meet =
                                    Select.of(
                                            to(
                                                    channel,
                                                    me,
                                                    () -> {
                                                        sent.incrementAndGet();
                                                        sum.addAndGet(me);
                                                        return 0;
                                                    }),
                                            on(
                                                            channel,
                                                            other -> {
                                                                assertThat(other).isNotEqualTo(me);
                                                                received.incrementAndGet();
                                                                sum.addAndGet(-other);
                                                                return other;
                                                            })
                                                    .onClosed(() -> -1));
                            while (meet.run() >= 0) {
                                if (meetings.decrementAndGet() <= 0) {
                                    channel.cancel();
                                }
                            }
                        });
            }
        }
        assertThat(sent.get())
                .isEqualTo(received.get())
                .isGreaterThanOrEqualTo(parties * rounds / 2);
        assertThat(sum).hasValue(0);
    }
}
