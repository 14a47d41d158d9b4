package dev.handoff.laws;

import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.atomic.AtomicBoolean;

/** An otherwise case is taken only if there was an instant at which no case was ready. */
class L27OtherwiseTest {
    /**
     * A token that somebody moves from one channel to the other, putting the new one down before taking the old one
     * up, is always in one of them. A select that looked at one channel after the other would miss it at times.
     */
    @ParameterizedTest(name = "L27 {0} threads")
    @DisplayName("L27 otherwise is not taken while a value is always in one of two channels")
    @EnumSource
    void otherwiseIsNotTakenWhileAValueIsAlwaysInOneOfTwoChannels(ThreadKind threads) {
        Channel<Integer> a = Channel.buffered(2);
        Channel<Integer> b = Channel.buffered(2);
        a.trySend(1);
        AtomicBoolean stop = new AtomicBoolean();
        try (Team team = Team.of(threads)) {
            team.start(
                    () -> {
                        while (!stop.get()) {
                            b.send(1);
                            a.receive();
                            a.send(1);
                            b.receive();
                        }
                    });
            team.start(
                    () -> {
                        Select<Channel<Integer>> look =
                                Select.of(on(a, v -> a), on(b, v -> b), otherwise(() -> null));
                        try {
                            for (int i = 0; i < 50_000; i++) {
                                Channel<Integer> from = look.run();
                                assertThat(from).as("run %d", i).isNotNull();
                                from.send(1);
                            }
                        } finally {
                            stop.set(true);
                        }
                    });
        }
    }

    /** The same with room instead of values: one of two channels always has some. */
    @ParameterizedTest(name = "L27 {0} threads")
    @DisplayName("L27 otherwise is not taken while there is always room in one of two channels")
    @EnumSource
    void otherwiseIsNotTakenWhileThereIsAlwaysRoomInOneOfTwoChannels(ThreadKind threads) {
        Channel<Integer> a = Channel.buffered(2);
        Channel<Integer> b = Channel.buffered(2);
        a.trySend(1);
        b.trySend(1);
        b.trySend(1);
        AtomicBoolean stop = new AtomicBoolean();
        try (Team team = Team.of(threads)) {
            team.start(
                    () -> {
                        while (!stop.get()) {
                            b.receive();
                            a.send(1);
                            a.receive();
                            b.send(1);
                        }
                    });
            team.start(
                    () -> {
                        Select<Channel<Integer>> look =
                                Select.of(
                                        to(a, 1, () -> a),
                                        to(b, 1, () -> b),
                                        otherwise(() -> null));
                        try {
                            for (int i = 0; i < 50_000; i++) {
                                Channel<Integer> full = look.run();
                                assertThat(full).as("run %d", i).isNotNull();
                                full.receive();
                            }
                        } finally {
                            stop.set(true);
                        }
                    });
        }
    }

    /** A counterpart that already waits makes a case ready. */
    @Test
    @DisplayName("L27 otherwise is not taken while a counterpart waits")
    void otherwiseIsNotTakenWhileACounterpartWaits() throws Exception {
        Channel<Integer> rendezvous = Channel.rendezvous();
        try (Team team = Team.virtual()) {
            team.start(() -> rendezvous.send(1));
            eventually("sender waits", () -> rendezvous.waitingSenders() == 1);
            assertThat(Select.<Integer>one(on(rendezvous, v -> v), otherwise(() -> 0))).isOne();
            team.start(() -> assertThat(rendezvous.receive()).isEqualTo(2));
            eventually("receiver waits", () -> rendezvous.waitingReceivers() == 1);
            assertThat(Select.<Integer>one(to(rendezvous, 2, () -> 2), otherwise(() -> 0)))
                    .isEqualTo(2);
        }
    }

    /** With nothing ready it is taken, and the select does not wait. */
    @Test
    @DisplayName("L27 otherwise is taken at once if nothing is ready")
    void otherwiseIsTakenAtOnceIfNothingIsReady() throws Exception {
        Channel<Integer> rendezvous = Channel.rendezvous();
        assertThat(
                        Select.<String>one(
                                on(rendezvous, v -> "received"),
                                to(rendezvous, 1, () -> "sent"),
                                otherwise(() -> "neither")))
                .isEqualTo("neither");
        assertThat(Select.<String>one(otherwise(() -> "alone"))).isEqualTo("alone");
    }

    /** Two would be ambiguous. */
    @Test
    @DisplayName("L27 a select has at most one otherwise case")
    void selectHasAtMostOneOtherwiseCase() {
        assertThatThrownBy(() -> Select.<Integer>of(otherwise(() -> 1), otherwise(() -> 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("otherwise");
    }
}
