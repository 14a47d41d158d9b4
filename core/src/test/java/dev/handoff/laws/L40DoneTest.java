package dev.handoff.laws;

import static dev.handoff.Select.done;
import static dev.handoff.Select.on;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.DeadlineExceededException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The signal of a scope's cancellation. */
class L40DoneTest extends ByBothThreads {
    /** To any number of receivers. */
    @Test
    @DisplayName("L40 scope.done() ends when the scope is cancelled, for everyone who waits for it")
    void doneEndsWhenTheScopeIsCancelled() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        try (Team team = Team.of(runner)) {
            Scope.run(
                    scope -> {
                        Channel<Void> done = (Channel<Void>) scope.done();
                        for (int i = 0; i < 10; i++) {
                            team.start(
                                    () -> {
                                        assertThat(scope.done().receiveOrNull()).isNull();
                                        ended.incrementAndGet();
                                    });
                        }
                        eventually("all wait", () -> done.waitingReceivers() == 10);
                        assertThat(done.tryReceive().orNull()).isNull();
                        assertThat(done.isClosed()).isFalse();
                        scope.cancel();
                        assertThat(done.isClosed()).isTrue();
                    });
        }
        assertThat(ended).hasValue(10);
    }

    /** It can be asked for at any time. */
    @Test
    @DisplayName(
            "L40 scope.done() is the same channel each time, and has ended if it is asked for late")
    void doneIsTheSameChannelEachTime() throws Exception {
        AtomicReference<Scope> kept = new AtomicReference<>();
        Scope.run(
                scope -> {
                    kept.set(scope);
                    scope.cancel();
                });
        Receiver<Void> done = kept.get().done();
        assertThat(done).isSameAs(kept.get().done());
        assertThat(done.tryReceive()).isInstanceOf(Received.Closed.class);
        assertThatThrownBy(done::receive).isInstanceOf(ClosedException.class);
    }

    /** A good end is no cancellation. */
    @Test
    @DisplayName("L40 scope.done() stays open when the scope ends well")
    void doneStaysOpenWhenTheScopeEndsWell() throws Exception {
        AtomicReference<Receiver<Void>> done = new AtomicReference<>();
        Scope.run(scope -> done.set(scope.done()));
        assertThat(done.get().tryReceive()).isInstanceOf(Received.Empty.class);
    }

    /** By whomever: a failure, a deadline, the scope around it. */
    @Test
    @DisplayName("L40 scope.done() ends with every kind of cancellation")
    void doneEndsWithEveryKindOfCancellation() {
        Turns.withSeed(1)
                .run(
                        () -> {
                            List<Receiver<Void>> signals = new ArrayList<>();
                            assertThatThrownBy(() -> Scope.run(scope -> fail(scope, signals)))
                                    .isInstanceOf(IOException.class);
                            assertThatThrownBy(
                                            () ->
                                                    Scope.unnamed()
                                                            .deadline(Duration.ofHours(1))
                                                            .run(scope -> nest(scope, signals)))
                                    .isInstanceOf(DeadlineExceededException.class);
                            assertThat(signals).hasSize(3);
                            for (Receiver<Void> done : signals) {
                                assertThat(done.tryReceive()).isInstanceOf(Received.Closed.class);
                            }
                        });
    }

    private static void fail(Scope scope, List<Receiver<Void>> signals) throws IOException {
        signals.add(scope.done());
        throw new IOException();
    }

    private static void nest(Scope scope, List<Receiver<Void>> signals)
            throws InterruptedException {
        signals.add(scope.done());
        Scope.run(
                inner -> {
                    signals.add(inner.done());
                    Channel.never().receive();
                });
    }

    /** The signal comes before the interrupt, which stays set for the next wait. */
    @Test
    @DisplayName(
            "L40 a process of the scope that waits for done() sees it, and is interrupted then")
    void processOfTheScopeThatWaitsForDoneSeesIt() throws Exception {
        for (int round = 0; round < 200; round++) {
            AtomicInteger seen = new AtomicInteger();
            Scope.run(
                    scope -> {
                        Channel<Integer> silent = Channel.rendezvous();
                        for (int i = 0; i < 3; i++) {
                            scope.go(() -> awaitDone(scope, silent, seen));
                        }
                        scope.go(
                                () -> {
                                    eventually("all wait", () -> silent.waitingReceivers() == 4);
                                    scope.cancel();
                                });
                        awaitDone(scope, silent, seen);
                    });
            assertThat(seen).hasValue(4);
        }
    }

    private static void awaitDone(Scope scope, Channel<Integer> silent, AtomicInteger seen)
            throws InterruptedException {
        Select.<Integer>one(on(silent, v -> v), done(scope, seen::incrementAndGet));
        assertThatThrownBy(silent::receive).isInstanceOf(InterruptedException.class);
    }

    /** Happens-before the signal. */
    @Test
    @DisplayName("L40 isCancelled is true for everyone who has seen the end of scope.done()")
    void isCancelledIsTrueForEveryoneWhoHasSeenTheEndOfDone() throws Exception {
        for (int round = 0; round < 200; round++) {
            try (Team team = Team.of(runner)) {
                Scope.run(
                        scope -> {
                            team.start(
                                    () -> {
                                        scope.done().receiveOrNull();
                                        assertThat(scope.isCancelled()).isTrue();
                                    });
                            Thread.yield();
                            scope.cancel();
                        });
            }
        }
    }

    /** It is everybody's. */
    @Test
    @DisplayName("L40 who cancels scope.done() has not cancelled the scope, and ends nobody's wait")
    void cancelOfDoneEndsNobodysWait() throws Exception {
        try (Team team = Team.of(runner)) {
            Scope.run(
                    scope -> {
                        Channel<Void> done = (Channel<Void>) scope.done();
                        team.start(
                                () -> {
                                    done.receiveOrNull();
                                    assertThat(scope.isCancelled()).isTrue();
                                });
                        eventually("waits", () -> done.waitingReceivers() == 1);
                        done.cancel();
                        assertThat(done.waitingReceivers()).isOne();
                        assertThat(scope.isCancelled()).isFalse();
                        scope.cancel();
                    });
        }
    }
}
