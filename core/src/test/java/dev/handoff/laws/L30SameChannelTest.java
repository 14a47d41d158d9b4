package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.ended;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.Select.toNext;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

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

    /** What it sends is there for others, and for its next run: not for a receive case of this one. */
    @DisplayName("L30 a run of a select on both ends of one channel sends or receives, never both")
    @Over.EveryKind
    void runOnBothEndsSendsOrReceives(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        int[] next = {0};
        Select<Integer> step =
                Select.of(
                        toNext(channel, () -> ++next[0], () -> 1),
                        on(channel, v -> -1),
                        toNext(channel, () -> ++next[0], () -> 1),
                        otherwise(() -> 0));
        int stored = 0;
        for (int i = 0; i < 1_000; i++) {
            int moved = step.run();
            assertThat(Math.abs(moved)).isEqualTo(shape == Shape.RENDEZVOUS ? 0 : 1);
            stored = Math.min(stored + moved, shape.capacity);
            assertThat(channel.size()).isEqualTo(stored);
        }
    }

    /** Waiting on both ends, as it can at a rendezvous alone, it can be matched by either kind of counterpart. */
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

    /**
     * Any number of processes that offer and want at one channel: at a rendezvous they pair off, one sends, one receives; a
     * channel that stores may give a process back what it has sent in an earlier run.
     */
    @DisplayName(
            "L30 of selects on both ends of one channel each value is sent once, received once")
    @Over.EveryKind
    void selectsOnBothEndsOfOneChannelMeet(Shape shape) {
        int parties = 6;
        int runs = 6_000;
        AtomicInteger toGo = new AtomicInteger(runs);
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger sum = new AtomicInteger();
        IntConsumer arrives =
                value -> {
                    arrived.incrementAndGet();
                    sum.addAndGet(-value);
                };
        Channel<Integer> channel =
                shape.<Integer>named("met").onUndelivered(arrives::accept).open();
        try (Team team = Team.of(runner)) {
            for (int i = 0; i < parties; i++) {
                int me = i + 1;
                Select<Boolean> meet =
                        Select.of(
                                to(
                                        channel,
                                        me,
                                        () -> {
                                            sent.incrementAndGet();
                                            sum.addAndGet(me);
                                            return true;
                                        }),
                                on(
                                        channel,
                                        other -> {
                                            if (shape == Shape.RENDEZVOUS) {
                                                assertThat(other).isNotEqualTo(me);
                                            }
                                            arrives.accept(other);
                                            return true;
                                        }),
                                ended(() -> false));
                team.start(
                        () -> {
                            while (meet.run()) {
                                if (toGo.decrementAndGet() <= 0) {
                                    channel.cancel();
                                }
                            }
                        });
            }
        }
        assertThat(sent.get()).isEqualTo(arrived.get()).isGreaterThanOrEqualTo(runs / 2);
        assertThat(sum).hasValue(0);
    }
}
