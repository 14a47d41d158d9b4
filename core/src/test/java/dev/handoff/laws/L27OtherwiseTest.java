package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.at;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** An otherwise case is taken only if there was an instant at which no case was ready. */
class L27OtherwiseTest extends ByBothThreads {
    /**
     * A token that somebody moves from one channel to the other, putting the new one down before taking the old one
     * up, is always in one of them. A select that looked at one channel after the other would miss it at times.
     */
    @DisplayName("L27 otherwise is not taken while a value is always in one of two channels")
    @Over.BufferingKinds
    void otherwiseIsNotTakenWhileAValueIsAlwaysInOneOfTwoChannels(Shape shape) {
        Channel<Integer> a = shape.open();
        Channel<Integer> b = shape.open();
        a.trySend(1);
        AtomicBoolean stop = new AtomicBoolean();
        try (Team team = Team.of(runner)) {
            team.start(
                    () -> {
                        for (int turn = 1; !stop.get(); turn++) {
                            b.send(1);
                            a.receive();
                            a.send(1);
                            b.receive();
                            letOthersRun(turn);
                        }
                    });
            team.start(
                    () -> {
                        Select<Channel<Integer>> look =
                                Select.of(on(a, v -> a), on(b, v -> b), otherwise(() -> null));
                        try {
                            for (int i = 0; i < 10_000; i++) {
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
    @DisplayName("L27 otherwise is not taken while there is always room in one of two channels")
    @Over.FillingKinds
    void otherwiseIsNotTakenWhileThereIsAlwaysRoomInOneOfTwoChannels(Shape shape) {
        Channel<Integer> a = shape.openFull();
        Channel<Integer> b = shape.openFull();
        a.tryReceive();
        AtomicBoolean stop = new AtomicBoolean();
        try (Team team = Team.of(runner)) {
            team.start(
                    () -> {
                        for (int turn = 1; !stop.get(); turn++) {
                            b.receive();
                            a.send(1);
                            a.receive();
                            b.send(1);
                            letOthersRun(turn);
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
                            for (int i = 0; i < 10_000; i++) {
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

    /** Nothing makes the mover wait: on each core one would keep all other virtual threads from running. */
    private static void letOthersRun(int turn) {
        if (turn % 64 == 0) {
            Until.pause();
        }
    }

    /** A counterpart that already waits makes a case ready. */
    @DisplayName("L27 otherwise is not taken while a counterpart waits")
    @Over.EverySetting
    void otherwiseIsNotTakenWhileACounterpartWaits(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        try (Team senders = Team.of(in.senders());
                Team receivers = Team.of(in.receivers())) {
            if (in.shape() == Shape.RENDEZVOUS) {
                senders.start(() -> channel.send(1));
                eventually("sender waits", () -> channel.waitingSenders() == 1);
                assertThat(Select.<Integer>one(on(channel, v -> v), otherwise(() -> 0))).isOne();
            }
            receivers.start(() -> assertThat(channel.receive()).isEqualTo(2));
            eventually("receiver waits", () -> channel.waitingReceivers() == 1);
            assertThat(Select.<Integer>one(to(channel, 2, () -> 2), otherwise(() -> 0)))
                    .isEqualTo(2);
        }
        assertThat(channel.size()).isZero();
    }

    /** With nothing ready it is taken, and the select does not wait. */
    @DisplayName("L27 otherwise is taken at once if nothing is ready")
    @Over.BoundedKinds
    void otherwiseIsTakenAtOnceIfNothingIsReady(Shape shape) throws Exception {
        Channel<Integer> empty = shape.open();
        Channel<Integer> full = shape.openFull();
        assertThat(
                        Select.<String>one(
                                on(empty, v -> "received"),
                                to(full, 1, () -> "sent"),
                                otherwise(() -> "neither")))
                .isEqualTo("neither");
        assertThat(Select.<String>one(otherwise(() -> "alone"))).isEqualTo("alone");
    }

    /** It is ready; a time-out, counted from the beginning of the run, is not. */
    @Test
    @DisplayName("L27 otherwise is not taken if a deadline has passed, but before any time-out")
    void deadlineThatHasPassedComesBeforeOtherwise() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        Case<String> none = otherwise(() -> "none");
        Case<String> receive = on(silent, v -> "value");
        for (int run = 0; run < 50; run++) {
            assertThat(
                            Select.<String>one(
                                    none, receive, at(Deadline.in(Duration.ZERO), () -> "late")))
                    .isEqualTo("late");
            assertThat(Select.<String>one(after(Duration.ZERO, () -> "time"), receive, none))
                    .isEqualTo("none");
        }
        assertThat(silent.waitingReceivers()).isZero();
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
