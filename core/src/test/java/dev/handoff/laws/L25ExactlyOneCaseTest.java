package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.ended;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.Select.toNext;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

/** Exactly one case of a select takes effect; the others leave no trace. */
class L25ExactlyOneCaseTest extends ByBothThreads {
    private static final int CHANNELS = 4;
    private static final int PARTIES = 3;
    private static final int TOKENS = 500;

    /**
     * Tokens sent by selects over many channels and received by selects over the same arrive once each, or are dropped
     * once by a kind that drops, through the channel that the sender was told.
     */
    @DisplayName("L25 every token goes through exactly one case on each side")
    @Over.EverySetting
    void everyTokenGoesThroughExactlyOneCase(Setting in) {
        AtomicIntegerArray sentThrough = new AtomicIntegerArray(PARTIES * TOKENS);
        AtomicIntegerArray receivedThrough = new AtomicIntegerArray(PARTIES * TOKENS);
        AtomicIntegerArray timesReceived = new AtomicIntegerArray(PARTIES * TOKENS);
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            int index = i;
            channels.add(
                    in.shape()
                            .<Integer>named("c" + i)
                            .onUndelivered(
                                    token -> {
                                        receivedThrough.set(token, index);
                                        timesReceived.incrementAndGet(token);
                                    })
                            .open());
        }
        try (Team receivers = Team.of(in.receivers())) {
            for (int i = 0; i < PARTIES; i++) {
                Select<Boolean> next = receiveAny(channels, receivedThrough, timesReceived);
                receivers.start(
                        () -> {
                            while (next.run()) {}
                        });
            }
            try (Team senders = Team.of(in.senders())) {
                for (int i = 0; i < PARTIES; i++) {
                    int first = i * TOKENS;
                    senders.start(() -> sendAll(channels, first, sentThrough));
                }
            }
            channels.forEach(Channel::close);
        }
        for (int token = 0; token < PARTIES * TOKENS; token++) {
            assertThat(timesReceived.get(token)).as("token %d", token).isOne();
            assertThat(receivedThrough.get(token)).as("channel").isEqualTo(sentThrough.get(token));
        }
        assertThat(channels).allSatisfy(L25ExactlyOneCaseTest::assertNobodyWaits);
    }

    private static Select<Boolean> receiveAny(
            List<Channel<Integer>> channels, AtomicIntegerArray through, AtomicIntegerArray times) {
        List<Case<Boolean>> cases = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            int index = i;
            cases.add(
                    on(
                            channels.get(i),
                            token -> {
                                through.set(token, index);
                                times.incrementAndGet(token);
                                return true;
                            }));
        }
        cases.add(ended(() -> false));
        return select(cases);
    }

    private static void sendAll(
            List<Channel<Integer>> channels, int first, AtomicIntegerArray through)
            throws InterruptedException {
        int[] token = {first};
        List<Case<Boolean>> cases = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            int index = i;
            cases.add(
                    toNext(
                            channels.get(i),
                            () -> token[0],
                            () -> {
                                through.set(token[0], index);
                                return true;
                            }));
        }
        Select<Boolean> next = select(cases);
        for (; token[0] < first + TOKENS; token[0]++) {
            next.run();
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private static <R> List<Case<R>> cases(Case<R>... cases) {
        return List.of(cases);
    }

    private static <R> Select<R> select(List<Case<R>> cases) {
        return Select.of(cases);
    }

    private static void assertNobodyWaits(Channel<?> channel) {
        assertThat(channel.waitingReceivers()).as("receivers at %s", channel).isZero();
        assertThat(channel.waitingSenders()).as("senders at %s", channel).isZero();
    }

    /** From the instant of the match on, the cases not chosen stand in no queue, even before the select returns. */
    @Test
    @DisplayName("L25 cases not chosen give up their places at the match")
    void casesNotChosenGiveUpTheirPlacesAtTheMatch() throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        Channel<Integer> other = Channel.rendezvous();
        Channel<Integer> out = Channel.rendezvous();
        for (int round = 0; round < 200; round++) {
            AtomicReference<String> chosen = new AtomicReference<>();
            try (Team team = Team.of(runner)) {
                team.start(
                        () ->
                                chosen.set(
                                        Select.one(
                                                on(in, v -> "in " + v),
                                                on(other, v -> "other " + v),
                                                to(out, 1, () -> "out"))));
                eventually("select waits", () -> out.waitingSenders() == 1);
                assertThat(other.waitingReceivers()).isOne();
                in.send(round);
                assertNobodyWaits(in);
                assertNobodyWaits(other);
                assertNobodyWaits(out);
                assertThat(out.tryReceiveOrNull()).isNull();
                assertThat(other.trySend(7).accepted()).isFalse();
            }
            assertThat(chosen).hasValue("in " + round);
        }
    }

    /** Of two counterparts that come to a waiting select at once, exactly one is matched. */
    @Test
    @DisplayName("L25 a waiting select is matched by one of two that come at once")
    void waitingSelectIsMatchedByOneOfTwoThatComeAtOnce() {
        int rounds = 500;
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.rendezvous();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        CyclicBarrier begin = new CyclicBarrier(2);
        CyclicBarrier end = new CyclicBarrier(3);
        try (Team team = Team.of(runner)) {
            team.start(
                    () -> {
                        Select<Integer> select = Select.of(on(a, v -> v), to(b, -1, () -> -1));
                        for (int i = 0; i < rounds; i++) {
                            assertThat(select.run()).isIn(i, -1);
                            end.await();
                        }
                    });
            team.start(
                    () -> {
                        for (int i = 0; i < rounds; i++) {
                            eventually("select waits", () -> a.waitingReceivers() == 1);
                            begin.await();
                            if (a.trySend(i).accepted()) {
                                sent.incrementAndGet();
                            }
                            end.await();
                        }
                    });
            team.start(
                    () -> {
                        for (int i = 0; i < rounds; i++) {
                            begin.await();
                            if (b.tryReceiveOrNull() != null) {
                                received.incrementAndGet();
                            }
                            end.await();
                        }
                    });
        }
        IO.println("two at once: %s through one, %s through the other".formatted(sent, received));
        assertThat(sent.get() + received.get()).isEqualTo(rounds);
    }

    /** A select that ends by its time-out, or by otherwise, has taken nothing, sent nothing and waits nowhere. */
    @DisplayName("L25 the time-out and the otherwise case leave all channels as they were")
    @Over.BoundedKinds
    void timeOutAndOtherwiseLeaveAllChannelsAsTheyWere(Shape shape) throws Exception {
        Channel<Integer> empty = shape.open();
        Channel<Integer> full = shape.openFull();
        for (Case<String> last :
                cases(
                        Select.<String>otherwise(() -> "nothing"),
                        after(Duration.ofMillis(1), () -> "nothing"),
                        after(Duration.ZERO, () -> "nothing"))) {
            assertThat(Select.<String>one(on(empty, v -> "empty"), to(full, 6, () -> "full"), last))
                    .isEqualTo("nothing");
            assertNobodyWaits(empty);
            assertNobodyWaits(full);
            assertThat(full.size()).isEqualTo(shape.capacity);
            assertThat(empty.size()).isZero();
        }
        for (int i = 1; i <= shape.capacity; i++) {
            assertThat(full.receive()).isEqualTo(-i);
        }
    }

    /** With many ready cases, on both ends, one run changes one channel by one value. */
    @Test
    @DisplayName("L25 one run of a select over ready cases moves one value")
    void oneRunOverReadyCasesMovesOneValue() throws Exception {
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            channels.add(Channel.buffered(10));
            channels.get(i).sendAll(List.of(0, 1, 2, 3, 4));
        }
        List<Case<Integer>> cases = new ArrayList<>();
        for (Channel<Integer> channel : channels) {
            cases.add(on(channel, v -> -1));
            cases.add(to(channel, 9, () -> 1));
        }
        cases.add(otherwise(() -> 0));
        Select<Integer> step = select(cases);
        int expected = 5 * CHANNELS;
        for (int i = 0; i < 1_000; i++) {
            expected += step.run();
            int stored = channels.stream().mapToInt(Channel::size).sum();
            assertThat(stored).isEqualTo(expected);
        }
    }
}
