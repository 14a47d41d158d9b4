package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.done;
import static dev.handoff.Select.ended;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.laws.Team.failureOf;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.AllClosedException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Task;
import dev.handoff.bridge.Futures;
import dev.handoff.coordinate.Barrier;
import dev.handoff.coordinate.Latch;
import dev.handoff.coordinate.WaitGroup;
import dev.handoff.share.OneShot;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What becomes of cases whose channel has ended. */
class L28EndedCasesTest extends ByBothThreads {
    /** A closed and emptied channel never gets in the way of a live one. */
    @DisplayName("L28 a select in a loop drains the live channel while the other is closed")
    @Over.LosslessKinds
    void selectInALoopDrainsTheLiveChannelWhileTheOtherIsClosed(Shape shape) throws Exception {
        Channel<Integer> live = shape.open();
        Channel<Integer> dead = shape.open();
        int left = shape.fits(2);
        for (int i = 1; i <= left; i++) {
            dead.send(-i);
        }
        dead.close();
        List<Integer> got = new ArrayList<>();
        try (Team team = Team.of(runner)) {
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
        assertThat(got.stream().filter(v -> v < 0)).hasSize(left);
        assertThat(got.stream().filter(v -> v >= 0)).isSorted().hasSize(1_000);
    }

    /** Without anything left to wait for, a select does not wait. */
    @DisplayName("L28 a select whose cases are all closed reports AllClosed at once")
    @Over.EveryKind
    void selectWhoseCasesAreAllClosedReportsAllClosedAtOnce(Shape shape) {
        Channel<Integer> in = shape.<Integer>named("in").open();
        Channel<Integer> out = shape.<Integer>named("out").open();
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

    /** It would be disabled by the end, and there is never a value. */
    @Test
    @DisplayName("L28 a receive case on what only ends is refused, unless it handles that end")
    void receiveCaseOnWhatOnlyEndsIsRefused() throws Exception {
        Channel<Integer> orders = Channel.<Integer>named("orders").open();
        Scope.named("shop")
                .run(
                        scope -> {
                            Task<Integer> task = scope.fork("answer", () -> 42);
                            assertRefused(scope.done(), "cancellation of scope \"shop\"");
                            assertRefused(task.done(), "end of task \"answer\"");
                            assertRefused(orders.done(), "end of channel \"orders\"");
                            assertRefused(orders.newSender().done(), "end of channel \"orders\"");
                            task.join();
                            assertThat(
                                            Select.<String>one(
                                                    Select.<Void, String>on(task.done(), v -> "")
                                                            .onClosed(() -> "handled")))
                                    .isEqualTo("handled");
                        });
    }

    private static void assertRefused(Receiver<Void> signal, String what) {
        Case<String> never = on(signal, v -> "never");
        for (ThrowingCallable select :
                List.<ThrowingCallable>of(
                        () -> Select.of(never),
                        () -> Select.of(List.of(never)),
                        () -> Select.prioritized(never),
                        () -> Select.prioritized(List.of(never)),
                        () -> Select.rotating(never),
                        () -> Select.rotating(List.of(never)),
                        () -> Select.one(never, otherwise(() -> "otherwise")))) {
            assertThatThrownBy(select)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "a receive case on the %s can never be matched: that has no value, it"
                                    + " only ends; for its end write done(…) instead of on(…), or"
                                    + " add onClosed(…)",
                            what);
        }
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
    @DisplayName("L28 a case with onClosed is matched each time once its channel has ended")
    @Over.BufferingKinds
    void caseWithOnClosedIsMatchedEachTime(Shape shape) throws Exception {
        Channel<Integer> in = shape.open();
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
    @DisplayName("L28 a failed channel without a handler throws its cause, after its values")
    @Over.BufferingKinds
    void failedChannelWithoutAHandlerThrowsItsCause(Shape shape) throws Exception {
        Channel<Integer> in = shape.<Integer>named("in").open();
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
    @DisplayName("L28 a send case to a failed or cancelled channel is disabled")
    @Over.EveryKind
    void sendCaseToAFailedOrCancelledChannelIsDisabled(Shape shape) throws Exception {
        Channel<Integer> failed = shape.open();
        failed.fail(new IllegalStateException("broken"));
        Channel<Integer> cancelled = shape.open();
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
    @DisplayName("L28 closing one channel of a waiting select leaves it waiting for the others")
    @Over.EveryKind
    void closingOneChannelOfAWaitingSelectLeavesItWaitingForTheOthers(Shape shape)
            throws Exception {
        for (int round = 0; round < 50; round++) {
            Channel<Integer> a = shape.open();
            Channel<Integer> b = shape.open();
            Channel<Integer> c = shape.open();
            AtomicInteger got = new AtomicInteger();
            try (Team team = Team.of(runner)) {
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
    @DisplayName("L28 closing the last channel of a waiting select reports AllClosed")
    @Over.EveryKind
    void closingTheLastChannelOfAWaitingSelectReportsAllClosed(Shape shape) {
        for (int round = 0; round < 100; round++) {
            Channel<Integer> a = shape.open();
            Channel<Integer> b = shape.open();
            AtomicReference<String> end = new AtomicReference<>();
            try (Team team = Team.of(runner)) {
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
    @DisplayName("L28 a waiting send case is received after the close, and ended by a cancel")
    @Over.BoundedKinds
    void waitingSendCaseIsReceivedAfterTheCloseAndEndedByACancel(Shape shape) throws Exception {
        Channel<Integer> closed = shape.openFull();
        Channel<Integer> cancelled = shape.openFull();
        AtomicReference<String> end = new AtomicReference<>();
        try (Team team = Team.of(runner)) {
            team.start(() -> end.set(Select.<String>one(to(closed, 1, () -> "sent"))));
            eventually("select waits", () -> closed.waitingSenders() == 1);
            closed.close();
            assertThat(closed.waitingSenders()).isOne();
            for (int i = 1; i <= shape.capacity; i++) {
                assertThat(closed.receive()).isEqualTo(-i);
            }
            assertThat(closed.receive()).isOne();
        }
        assertThat(end).hasValue("sent");
        Throwable[] failure = new Throwable[1];
        try (Team team = Team.of(runner)) {
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
    @DisplayName("L28 a close wakes the waiting case with onClosed, a fail the one without")
    @Over.EveryKind
    void closeWakesTheWaitingCase(Shape shape) {
        Channel<Integer> closing = shape.open();
        Channel<Integer> failing = shape.open();
        Channel<Integer> silent = shape.open();
        AtomicReference<Object> end = new AtomicReference<>();
        try (Team team = Team.of(runner)) {
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
        try (Team team = Team.of(runner)) {
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
    @DisplayName("L28 the last counted sender ends the cases of a select, waiting or not")
    @Over.EveryKind
    void lastCountedSenderEndsTheCases(Shape shape) throws Exception {
        for (boolean waiting : new boolean[] {true, false}) {
            Channel<Integer> in = shape.open();
            Sender<Integer> one = in.newSender();
            Sender<Integer> two = one.newSender();
            AtomicReference<String> end = new AtomicReference<>();
            try (Team team = Team.of(runner)) {
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
    @DisplayName("L28 a send case through a closed counted sender is disabled, the channel is not")
    @Over.BufferingKinds
    void sendCaseThroughAClosedCountedSenderIsDisabled(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
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
    @DisplayName(
            "L28 a closed channel is not disabled before its last value, waiting senders included")
    @Over.BoundedKinds
    void closedChannelIsNotDisabledBeforeItsLastValue(Shape shape) throws Exception {
        Channel<Integer> in = shape.openFull();
        List<Integer> got = new ArrayList<>();
        try (Team team = Team.of(runner)) {
            team.start(() -> in.send(2));
            eventually("sender waits", () -> in.waitingSenders() == 1);
            in.close();
            Select<Boolean> next = Select.of(on(in, got::add), ended(() -> false));
            while (next.run()) {}
        }
        assertThat(got).hasSize(shape.capacity + 1).last().isEqualTo(2);
    }

    @Test
    @DisplayName("L28 a case has one onClosed handler: a second one is refused")
    void secondOnClosedHandlerIsRefused() {
        Channel<Integer> in = Channel.<Integer>named("in").open();
        assertThatThrownBy(() -> on(in, v -> v).onClosed(() -> 1).onClosed(() -> 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "receive from channel \"in\": this case has its handler for the end"
                                + " already");
    }

    /** What they wait for is an end: its handler is theirs. */
    @Test
    @DisplayName("L28 cases that wait for the end of something take no onClosed handler")
    void casesForAnEndTakeNoOnClosedHandler() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Channel<Integer> channel = Channel.rendezvous();
        List<Case<String>> cases =
                Scope.call(
                        scope ->
                                List.of(
                                        done(scope, () -> "ready"),
                                        done(channel, () -> "ready"),
                                        done(scope.fork(() -> 1), one -> "ready"),
                                        Latch.of(0).onOpen(() -> "ready"),
                                        WaitGroup.create().onDone(() -> "ready"),
                                        OneShot.<Integer>create().onCompletion(one -> "ready"),
                                        Futures.done(future, text -> "ready"),
                                        Barrier.of(1).arrive(() -> "ready")));
        for (Case<String> one : cases) {
            assertThatThrownBy(() -> one.onClosed(() -> "closed"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("this case has its handler for the end already");
        }
    }

    @Test
    @DisplayName("L28 an onClosed handler can be told what the channel has failed with")
    void onClosedIsToldOfTheFailure() throws Exception {
        IllegalStateException cause = new IllegalStateException("broken");
        Channel<Integer> failed = Channel.rendezvous();
        failed.fail(cause);
        Channel<Integer> closed = Channel.rendezvous();
        closed.close();
        Channel<Integer> cancelled = Channel.rendezvous();
        cancelled.cancel();
        assertThat(endOf(failed)).isEqualTo("ended with " + cause);
        assertThat(endOf(closed)).isEqualTo("ended with null");
        assertThat(endOf(cancelled)).isEqualTo("ended with null");
        assertThat(
                        Select.<String>one(
                                to(failed, 1, () -> "sent").onClosed(end -> "ended with " + end)))
                .isEqualTo("ended with " + cause);
    }

    private static String endOf(Channel<Integer> channel) throws InterruptedException {
        return Select.one(
                Select.<Integer, String>on(channel, value -> "value " + value)
                        .onClosed(end -> "ended with " + end));
    }

    /** One of the handlers would never run. */
    @Test
    @DisplayName("L28 a select with two ended cases is refused")
    void selectWithTwoEndedCasesIsRefused() {
        assertThatThrownBy(() -> Select.of(ended(() -> 1), ended(() -> 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
