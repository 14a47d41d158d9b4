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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Interrupts and time-outs of selects: the laws L19 to L21 for L25. */
class L25CancelledSelectTest extends ByBothThreads {
    private static final int ROUNDS = 1_500;

    /** On entry, whether it would have to wait or not. */
    @Test
    @DisplayName("L21 L25 an interrupted process does not select, even if a case is ready")
    void interruptedProcessDoesNotSelect() {
        Channel<Integer> ready = Channel.buffered(1);
        ready.trySend(1);
        AtomicInteger asked = new AtomicInteger();
        for (boolean withOtherwise : new boolean[] {true, false}) {
            Throwable failure =
                    Team.failureOf(
                            () -> {
                                Thread.currentThread().interrupt();
                                Select.one(
                                        on(ready, v -> v).when(() -> asked.incrementAndGet() > 0),
                                        withOtherwise
                                                ? otherwise(() -> 2)
                                                : after(Duration.ZERO, () -> 2));
                            });
            assertThat(failure).isInstanceOf(InterruptedException.class);
        }
        assertThat(ready.size()).isOne();
        assertThat(asked).hasValue(0);
    }

    /** Nothing has moved, nothing is left in a queue, and the interrupt is used up. */
    @Test
    @DisplayName("L20 L25 an interrupt ends a waiting select without effect")
    void interruptEndsAWaitingSelectWithoutEffect() {
        Channel<Integer> in = Channel.rendezvous();
        Channel<Integer> out = Channel.rendezvous();
        AtomicBoolean flag = new AtomicBoolean(true);
        try (Team team = Team.of(runner)) {
            Thread selecting =
                    team.start(
                            () -> {
                                try {
                                    Select.one(on(in, v -> v), to(out, 1, () -> 1));
                                } catch (InterruptedException e) {
                                    flag.set(Thread.currentThread().isInterrupted());
                                    return;
                                }
                                throw new AssertionError("was not interrupted");
                            });
            eventually("select waits", () -> out.waitingSenders() == 1);
            selecting.interrupt();
        }
        assertThat(flag).isFalse();
        assertThat(in.waitingReceivers() + out.waitingSenders()).isZero();
    }

    /** If the interrupt comes with a value, either the select has it and stays interrupted, or the sender has it. */
    @Test
    @DisplayName("L20 L25 no value is lost between a match and an interrupt")
    void noValueIsLostBetweenAMatchAndAnInterrupt() throws Exception {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.rendezvous();
        int matched = 0;
        for (int round = 0; round < ROUNDS; round++) {
            AtomicBoolean received = new AtomicBoolean();
            AtomicBoolean interrupted = new AtomicBoolean();
            boolean sent;
            try (Team team = Team.of(runner)) {
                Thread selecting =
                        team.start(
                                () -> {
                                    try {
                                        Select.<Integer>one(on(a, v -> v), on(b, v -> v));
                                        received.set(true);
                                        eventually(
                                                "interrupt", Thread.currentThread()::isInterrupted);
                                    } catch (InterruptedException e) {
                                        interrupted.set(true);
                                    }
                                });
                eventually("select waits", () -> b.waitingReceivers() == 1);
                team.start(selecting::interrupt);
                sent = b.trySend(round).accepted();
            }
            assertThat(received.get()).as("round %d", round).isEqualTo(sent);
            assertThat(interrupted.get()).isNotEqualTo(sent);
            matched += sent ? 1 : 0;
            assertThat(a.waitingReceivers() + b.waitingReceivers()).isZero();
        }
        IO.println("match against interrupt: %d of %d matched".formatted(matched, ROUNDS));
    }

    /** The same with a time-out. */
    @Test
    @DisplayName("L19 L25 a select is matched or times out, never both")
    void selectIsMatchedOrTimesOutNeverBoth() {
        Channel<Integer> in = Channel.rendezvous();
        Channel<Integer> out = Channel.rendezvous();
        AtomicInteger matches = new AtomicInteger();
        AtomicInteger timeOuts = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        try (Team team = Team.of(runner)) {
            team.start(
                    () -> {
                        Select<AtomicInteger> select =
                                Select.of(
                                        on(in, v -> matches),
                                        to(out, 1, () -> matches),
                                        after(Duration.ofNanos(2_000), () -> timeOuts));
                        long start = System.nanoTime();
                        try {
                            while (runs.get() < 10 * ROUNDS && !Until.isEnough(start)) {
                                select.run().incrementAndGet();
                                runs.incrementAndGet();
                            }
                        } finally {
                            stop.set(true);
                        }
                    });
            team.start(
                    () -> {
                        while (!stop.get()) {
                            if (in.trySend(1).accepted()) {
                                sent.incrementAndGet();
                            }
                            Until.pause();
                        }
                    });
            team.start(
                    () -> {
                        while (!stop.get()) {
                            if (out.tryReceiveOrNull() != null) {
                                received.incrementAndGet();
                            }
                            Until.pause();
                        }
                    });
        }
        IO.println("match against time-out: %s, %s".formatted(matches, timeOuts));
        assertThat(matches.get()).isEqualTo(sent.get() + received.get());
        assertThat(matches.get() + timeOuts.get()).isEqualTo(runs.get());
    }
}
