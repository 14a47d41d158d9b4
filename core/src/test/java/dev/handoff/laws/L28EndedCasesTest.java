package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.ended;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.laws.Team.failureOf;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.AllClosedException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.Select;
import dev.handoff.Sender;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What becomes of cases whose channel has ended. */
class L28EndedCasesTest {
    /** A closed and emptied channel never gets in the way of a live one. */
    @Test
    @DisplayName("L28 a select in a loop drains the live channel while the other is closed")
    void selectInALoopDrainsTheLiveChannelWhileTheOtherIsClosed() throws Exception {
        Channel<Integer> live = Channel.buffered(1);
        Channel<Integer> dead = Channel.buffered(4);
        dead.send(-1);
        dead.send(-2);
        dead.close();
        List<Integer> got = new ArrayList<>();
        try (Team team = Team.virtual()) {
            team.start(
                    () -> {
                        for (int i = 0; i < 1_000; i++) {
                            live.send(i);
                        }
                        live.close();
                    });
            Select<Boolean> next =
                    Select.of(on(live, got::add), on(dead, got::add), ended(() -> false));
            while (next.run()) {}
        }
        assertThat(got).hasSize(1_002).contains(-1, -2);
        assertThat(got.stream().filter(v -> v >= 0)).isSorted().hasSize(1_000);
    }

    /** Without anything left to wait for, a select does not wait. */
    @Test
    @DisplayName("L28 a select whose cases are all closed reports AllClosed at once")
    void selectWhoseCasesAreAllClosedReportsAllClosedAtOnce() {
        Channel<Integer> in = Channel.<Integer>named("in").open();
        Channel<Integer> out = Channel.<Integer>named("out").buffered(3).open();
        in.close();
        out.close();
        Select<Integer> select = Select.of(on(in, v -> v), to(out, 1, () -> 1));
        for (int run = 0; run < 3; run++) {
            assertThatThrownBy(select::run)
                    .isInstanceOf(AllClosedException.class)
                    .hasMessageContainingAll("\"in\"", "\"out\"");
        }
        assertThatThrownBy(Select::<Integer>one).isInstanceOf(AllClosedException.class);
    }

    /** The case for it takes the place of the exception, and goes before otherwise. */
    @Test
    @DisplayName("L28 the ended case is taken when all others are closed, before otherwise")
    void endedCaseIsTakenWhenAllOthersAreClosed() throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        in.close();
        Select<String> select =
                Select.of(on(in, v -> "in"), otherwise(() -> "otherwise"), ended(() -> "ended"));
        assertThat(select.run()).isEqualTo("ended");
        assertThat(select.run()).isEqualTo("ended");
        assertThat(Select.<String>one(on(in, v -> "in"), otherwise(() -> "otherwise")))
                .isEqualTo("otherwise");
    }

    /** A time-out is a case that cannot end: the select waits for it. */
    @Test
    @DisplayName("L28 a time-out keeps a select alive whose channels are all closed")
    void timeOutKeepsASelectAlive() throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        in.close();
        assertThat(
                        Select.<String>one(
                                on(in, v -> "in"),
                                after(Duration.ofMillis(5), () -> "time"),
                                ended(() -> "ended")))
                .isEqualTo("time");
    }

    /** The handler for the end runs at each run, and is chosen like any ready case. */
    @Test
    @DisplayName("L28 a case with onClosed is matched each time once its channel has ended")
    void caseWithOnClosedIsMatchedEachTime() throws Exception {
        Channel<Integer> in = Channel.buffered(1);
        Channel<Integer> silent = Channel.rendezvous();
        in.send(5);
        in.close();
        Select<String> receive =
                Select.of(
                        on(in, v -> "value " + v).onClosed(() -> "end"),
                        on(silent, v -> "silent"),
                        otherwise(() -> "otherwise"),
                        ended(() -> "ended"));
        assertThat(receive.run()).isEqualTo("value 5");
        assertThat(receive.run()).isEqualTo("end");
        assertThat(receive.run()).isEqualTo("end");
        assertThat(
                        Select.<String>one(
                                to(in, 1, () -> "sent").onClosed(() -> "end"),
                                otherwise(() -> "otherwise")))
                .isEqualTo("end");
        assertThat(silent.waitingReceivers()).isZero();
    }

    /** A failed channel is not passed over in silence, but only after its values. */
    @Test
    @DisplayName("L28 a failed channel without a handler throws its cause, after its values")
    void failedChannelWithoutAHandlerThrowsItsCause() throws Exception {
        Channel<Integer> in = Channel.<Integer>named("in").buffered(2).open();
        Channel<Integer> silent = Channel.rendezvous();
        IllegalStateException cause = new IllegalStateException("broken");
        in.send(1);
        in.fail(cause);
        Select<Integer> select =
                Select.of(on(in, v -> v), on(silent, v -> v), otherwise(() -> -1), ended(() -> -2));
        assertThat(select.run()).isOne();
        for (int run = 0; run < 2; run++) {
            assertThatThrownBy(select::run)
                    .isInstanceOf(ChannelFailedException.class)
                    .hasMessageContaining("\"in\"")
                    .hasCause(cause);
        }
        assertThat(Select.<Integer>one(on(in, v -> v).onClosed(() -> -3))).isEqualTo(-3);
    }

    /** For a sender a failed channel is a closed one. */
    @Test
    @DisplayName("L28 a send case to a failed or cancelled channel is disabled")
    void sendCaseToAFailedOrCancelledChannelIsDisabled() throws Exception {
        Channel<Integer> failed = Channel.buffered(1);
        failed.fail(new IllegalStateException("broken"));
        Channel<Integer> cancelled = Channel.buffered(1);
        cancelled.cancel();
        assertThat(
                        Select.<String>one(
                                to(failed, 1, () -> "sent"),
                                to(cancelled, 1, () -> "sent"),
                                on(cancelled, v -> "received"),
                                ended(() -> "ended")))
                .isEqualTo("ended");
    }

    /** A close that comes while the select waits disables the case, and no more. */
    @Test
    @DisplayName("L28 closing one channel of a waiting select leaves it waiting for the others")
    void closingOneChannelOfAWaitingSelectLeavesItWaitingForTheOthers() throws Exception {
        for (int round = 0; round < 200; round++) {
            Channel<Integer> a = Channel.rendezvous();
            Channel<Integer> b = Channel.rendezvous();
            Channel<Integer> c = Channel.rendezvous();
            AtomicInteger got = new AtomicInteger();
            try (Team team = Team.virtual()) {
                team.start(
                        () ->
                                got.set(
                                        Select.<Integer>one(
                                                on(a, v -> v), on(b, v -> v), on(c, v -> v))));
                eventually("select waits", () -> c.waitingReceivers() == 1);
                a.close();
                c.close();
                assertThat(b.waitingReceivers()).isOne();
                b.send(7);
            }
            assertThat(got).hasValue(7);
        }
    }

    /** The last live case that ends wakes the select, whoever closes and in whatever order. */
    @Test
    @DisplayName("L28 closing the last channel of a waiting select reports AllClosed")
    void closingTheLastChannelOfAWaitingSelectReportsAllClosed() {
        for (int round = 0; round < 500; round++) {
            Channel<Integer> a = Channel.rendezvous();
            Channel<Integer> b = Channel.rendezvous();
            Channel<Integer> full = Channel.buffered(1);
            full.trySend(1);
            AtomicReference<String> end = new AtomicReference<>();
            try (Team team = Team.virtual()) {
                team.start(
                        () ->
                                end.set(
                                        Select.<String>one(
                                                on(a, v -> "a"),
                                                on(b, v -> "b"),
                                                on(b, v -> "b again"),
                                                ended(() -> "ended"))));
                if (round % 2 == 0) {
                    eventually("select waits", () -> b.waitingReceivers() == 1);
                }
                team.start(a::close);
                team.start(b::close);
            }
            assertThat(end).hasValue("ended");
        }
    }

    /** A waiting send case is ended by the receiver's cancel alone; closing lets it wait on (L11). */
    @Test
    @DisplayName("L28 a waiting send case is received after the close, and ended by a cancel")
    void waitingSendCaseIsReceivedAfterTheCloseAndEndedByACancel() throws Exception {
        Channel<Integer> closed = Channel.rendezvous();
        Channel<Integer> cancelled = Channel.rendezvous();
        AtomicReference<String> end = new AtomicReference<>();
        try (Team team = Team.virtual()) {
            team.start(() -> end.set(Select.<String>one(to(closed, 1, () -> "sent"))));
            eventually("select waits", () -> closed.waitingSenders() == 1);
            closed.close();
            assertThat(closed.waitingSenders()).isOne();
            assertThat(closed.receive()).isOne();
        }
        assertThat(end).hasValue("sent");
        Throwable[] failure = new Throwable[1];
        try (Team team = Team.virtual()) {
            team.start(
                    () ->
                            failure[0] =
                                    failureOf(
                                            () ->
                                                    Select.<String>one(
                                                            to(cancelled, 1, () -> "sent"))));
            eventually("select waits", () -> cancelled.waitingSenders() == 1);
            cancelled.cancel();
        }
        assertThat(failure[0]).isInstanceOf(AllClosedException.class);
        assertThat(cancelled.waitingSenders()).isZero();
    }

    /** An onClosed handler of a waiting case is woken by the close, and a failure, too. */
    @Test
    @DisplayName("L28 a close wakes the waiting case with onClosed, a fail the one without")
    void closeWakesTheWaitingCase() {
        Channel<Integer> closing = Channel.rendezvous();
        Channel<Integer> failing = Channel.rendezvous();
        Channel<Integer> silent = Channel.rendezvous();
        AtomicReference<Object> end = new AtomicReference<>();
        try (Team team = Team.virtual()) {
            team.start(
                    () ->
                            end.set(
                                    Select.<String>one(
                                            on(silent, v -> "silent"),
                                            on(closing, v -> "value").onClosed(() -> "end"))));
            eventually("select waits", () -> closing.waitingReceivers() == 1);
            closing.close();
        }
        assertThat(end).hasValue("end");
        assertThat(silent.waitingReceivers()).isZero();
        IllegalStateException cause = new IllegalStateException("broken");
        try (Team team = Team.virtual()) {
            team.start(
                    () ->
                            end.set(
                                    failureOf(
                                            () ->
                                                    Select.<String>one(
                                                            on(silent, v -> "silent"),
                                                            on(failing, v -> "value")))));
            eventually("select waits", () -> failing.waitingReceivers() == 1);
            failing.fail(cause);
        }
        assertThat((Throwable) end.get())
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(cause);
        assertThat(silent.waitingReceivers()).isZero();
    }

    /** The end by the last of several counted senders is an end like any other. */
    @Test
    @DisplayName("L28 the last counted sender ends the cases of a select, waiting or not")
    void lastCountedSenderEndsTheCases() throws Exception {
        for (boolean waiting : new boolean[] {true, false}) {
            Channel<Integer> in = Channel.rendezvous();
            Sender<Integer> one = in.newSender();
            Sender<Integer> two = one.newSender();
            AtomicReference<String> end = new AtomicReference<>();
            try (Team team = Team.virtual()) {
                one.close();
                if (!waiting) {
                    two.close();
                }
                team.start(
                        () ->
                                end.set(
                                        Select.<String>one(
                                                on(in, v -> "value"), ended(() -> "ended"))));
                if (waiting) {
                    eventually("select waits", () -> in.waitingReceivers() == 1);
                    two.close();
                }
            }
            assertThat(end).hasValue("ended");
        }
    }

    /** A counted sender that is closed sends no more, though the channel is open: its case has ended. */
    @Test
    @DisplayName("L28 a send case through a closed counted sender is disabled, the channel is not")
    void sendCaseThroughAClosedCountedSenderIsDisabled() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        Sender<Integer> mine = channel.newSender();
        Sender<Integer> other = channel.newSender();
        mine.close();
        assertThat(Select.<String>one(to(mine, 1, () -> "mine"), ended(() -> "ended")))
                .isEqualTo("ended");
        assertThat(Select.<String>one(to(mine, 1, () -> "mine").onClosed(() -> "closed")))
                .isEqualTo("closed");
        assertThat(Select.<String>one(to(mine, 1, () -> "mine"), to(other, 2, () -> "other")))
                .isEqualTo("other");
        assertThat(channel.receive()).isEqualTo(2);
    }

    /** Values that are still in a closed channel come before its end. */
    @Test
    @DisplayName(
            "L28 a closed channel is not disabled before its last value, waiting senders included")
    void closedChannelIsNotDisabledBeforeItsLastValue() throws Exception {
        Channel<Integer> in = Channel.buffered(1);
        List<Integer> got = new ArrayList<>();
        try (Team team = Team.virtual()) {
            in.send(1);
            team.start(() -> in.send(2));
            eventually("sender waits", () -> in.waitingSenders() == 1);
            in.close();
            Select<Boolean> next = Select.of(on(in, got::add), ended(() -> false));
            while (next.run()) {}
        }
        assertThat(got).containsExactly(1, 2);
    }
}
