package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.at;
import static dev.handoff.Select.done;
import static dev.handoff.Select.ended;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.Select.toNew;
import static dev.handoff.Select.toNext;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Outcome;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Tick;
import dev.handoff.Timers;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What runs after the match. */
class L32HandlersTest extends ByBothThreads {
    /** The channel is free and the select is, too: it can even be run again from inside. */
    @Test
    @DisplayName("L32 a handler may use the channels and run the same select again")
    void handlerMayUseTheChannelsAndRunTheSameSelectAgain() throws Exception {
        Channel<Integer> numbers = Channel.unbounded();
        for (int i = 1; i <= 10; i++) {
            numbers.send(i);
        }
        AtomicReference<Select<Integer>> itself = new AtomicReference<>();
        Select<Integer> sum =
                Select.of(
                        on(
                                numbers,
                                n -> {
                                    numbers.trySend(-n);
                                    numbers.size();
                                    return n < 0 ? 0 : n + itself.get().run();
                                }));
        itself.set(sum);
        assertThat(sum.run()).isEqualTo(55);
        assertThat(numbers.waitingReceivers()).isZero();
    }

    /** In the thread that called run, with no place left in any channel, after the value has changed hands. */
    @DisplayName("L32 a handler runs in the selecting process after the match, and holds no place")
    @Over.EveryKind
    void handlerRunsInTheSelectingProcessAfterTheMatch(Shape shape) {
        Channel<Integer> in = shape.open();
        Channel<Integer> other = shape.open();
        Channel<Integer> go = Channel.rendezvous();
        AtomicReference<Thread> handling = new AtomicReference<>();
        AtomicReference<Thread> selecting = new AtomicReference<>();
        try (Team team = Team.of(runner)) {
            selecting.set(
                    team.start(
                            () ->
                                    Select.<Integer>one(
                                            on(
                                                    in,
                                                    v -> {
                                                        handling.set(Thread.currentThread());
                                                        return go.receive();
                                                    }),
                                            on(other, v -> v))));
            team.start(
                    () -> {
                        in.send(1); // returns though the handler waits
                        eventually("handler waits", () -> go.waitingReceivers() == 1);
                        assertThat(other.waitingReceivers()).isZero();
                        assertThat(in.waitingReceivers()).isZero();
                        assertThat(in.size()).isZero();
                        go.send(2);
                    });
        }
        assertThat(handling).hasValue(selecting.get());
    }

    /** How a case is made, given what it is to do. */
    private interface Making {
        Case<Integer> of(Outcome<Integer> handler);
    }

    /** Cases of each kind, each of which is ready twice. */
    private static Map<String, Making> kinds() throws Exception {
        Channel<Integer> full = Channel.unbounded();
        full.sendAll(List.of(1, 2));
        Channel<Integer> room = Channel.unbounded();
        Channel<Integer> closed = Channel.buffered(1);
        closed.close();
        Channel<Integer> failed = Channel.buffered(1);
        failed.fail(new IllegalStateException("broken"));
        Receiver<Tick> ticks = Timers.bucket(2, Duration.ofHours(1));
        Task<Integer> task = Scope.call(scope -> scope.fork(() -> 1));
        Scope cancelled = Scope.call(L32HandlersTest::cancelled);
        return Map.ofEntries(
                Map.entry("receive", h -> on(full, v -> h.run())),
                Map.entry("send", h -> to(room, 1, h)),
                Map.entry("send the next", h -> toNext(room, () -> 1, h)),
                Map.entry("send a new one", h -> toNew(room, () -> 1, v -> h.run())),
                Map.entry("tick", h -> on(ticks, tick -> h.run())),
                Map.entry("time-out", h -> after(Duration.ZERO, h)),
                Map.entry("deadline", h -> at(Deadline.in(Duration.ZERO), h)),
                Map.entry("otherwise", h -> otherwise(h)),
                Map.entry("ended", h -> ended(h)),
                Map.entry("closed", h -> on(closed, v -> 9).onClosed(h)),
                Map.entry("failed", h -> on(failed, v -> 9).onClosed(cause -> h.run())),
                Map.entry("closed for sending", h -> to(closed, 1, () -> 9).onClosed(h)),
                Map.entry("scope", h -> done(cancelled, h)),
                Map.entry("sender", h -> done(closed, h)),
                Map.entry("task", h -> done(task, v -> h.run())));
    }

    private static Scope cancelled(Scope scope) {
        scope.cancel();
        return scope;
    }

    /** A run inside is a run like another. */
    @Test
    @DisplayName(
            "L32 the handler of any kind of case runs in the selecting process, and may run the"
                    + " same select again")
    void handlerOfAnyKindMayRunTheSameSelectAgain() throws Exception {
        for (Map.Entry<String, Making> kind : kinds().entrySet()) {
            List<Thread> handling = new ArrayList<>();
            AtomicReference<Select<Integer>> itself = new AtomicReference<>();
            Case<Integer> only =
                    kind.getValue()
                            .of(
                                    () -> {
                                        handling.add(Thread.currentThread());
                                        return handling.size() == 2 ? 5 : itself.get().run();
                                    });
            itself.set(Select.of(List.of(only)));
            assertThat(itself.get().run()).as(kind.getKey()).isEqualTo(5);
            assertThat(handling).as(kind.getKey()).hasSize(2).containsOnly(Thread.currentThread());
        }
    }

    /** Of each kind of case; the match stands. */
    @DisplayName("L32 what a handler throws reaches the caller, whatever the case")
    @Over.BufferingKinds
    void whatAHandlerThrowsReachesTheCaller(Shape shape) {
        Channel<Integer> ready = shape.open();
        Channel<Integer> closed = shape.open();
        closed.close();
        ready.trySend(1);
        List<Case<Integer>> cases = new ArrayList<>();
        cases.add(on(ready, v -> fail("receive")));
        cases.add(to(ready, 1, () -> fail("send")));
        cases.add(after(Duration.ZERO, () -> fail("time-out")));
        cases.add(otherwise(() -> fail("otherwise")));
        cases.add(ended(() -> fail("ended")));
        cases.add(on(closed, v -> 1).onClosed(() -> fail("closed")));
        cases.add(to(closed, 1, () -> 1).onClosed(() -> fail("closed for sending")));
        for (Case<Integer> one : cases) {
            Select<Integer> select = Select.of(List.of(one));
            assertThatThrownBy(select::run).isInstanceOf(Expected.class);
        }
        assertThat(ready.size()).isOne(); // one received, one sent
    }

    private static final class Expected extends RuntimeException {
        private static final long serialVersionUID = 1;

        Expected(String message) {
            super(message);
        }
    }

    private static int fail(String message) {
        throw new Expected(message);
    }

    /** An exception ends the run and nothing else. */
    @Test
    @DisplayName("L32 a select whose handler has thrown can be run again")
    void selectWhoseHandlerHasThrownCanBeRunAgain() throws Exception {
        Channel<Integer> in = Channel.unbounded();
        in.sendAll(List.of(1, 2, 3));
        Select<Integer> select =
                Select.of(on(in, v -> v % 2 == 0 ? fail("even") : v), otherwise(() -> 0));
        assertThat(select.run()).isOne();
        assertThatThrownBy(select::run).isInstanceOf(Expected.class);
        assertThat(select.run()).isEqualTo(3);
        assertThat(select.run()).isZero();
    }

    /** A handler may wait, and may be interrupted while it does. */
    @Test
    @DisplayName("L32 a handler that is interrupted throws InterruptedException to the caller")
    void handlerThatIsInterruptedThrowsToTheCaller() {
        Channel<Integer> in = Channel.rendezvous();
        Channel<Integer> silent = Channel.rendezvous();
        AtomicInteger taken = new AtomicInteger();
        Throwable failure =
                Team.failureOf(
                        () -> {
                            Thread me = Thread.currentThread();
                            try (Team team = Team.of(runner)) {
                                team.start(
                                        () -> {
                                            in.send(1);
                                            me.interrupt();
                                        });
                                Select.one(
                                        on(
                                                in,
                                                v -> {
                                                    taken.set(v);
                                                    return silent.receive();
                                                }));
                            }
                        });
        assertThat(failure).isInstanceOf(InterruptedException.class);
        assertThat(taken).hasValue(1);
        assertThat(silent.waitingReceivers()).isZero();
    }

    /** The sender in an extended rendezvous sees the receiver's failure, from a select as well (L24). */
    @Test
    @DisplayName(
            "L32 a send case whose receiver's handler fails throws, its own handler does not run")
    void sendCaseWhoseReceiversHandlerFailsThrows() {
        for (boolean selectWaits : new boolean[] {true, false}) {
            Channel<Integer> out = Channel.rendezvous();
            AtomicInteger ran = new AtomicInteger();
            Throwable[] failure = new Throwable[1];
            try (Team team = Team.of(runner)) {
                if (!selectWaits) {
                    team.start(() -> receiveBadly(out));
                    eventually("receiver waits", () -> out.waitingReceivers() == 1);
                }
                team.start(
                        () ->
                                failure[0] =
                                        Team.failureOf(
                                                () ->
                                                        Select.one(
                                                                to(out, 1, ran::incrementAndGet))));
                if (selectWaits) {
                    eventually("select waits", () -> out.waitingSenders() == 1);
                    team.start(() -> receiveBadly(out));
                }
            }
            assertThat(failure[0])
                    .isInstanceOf(dev.handoff.ReceiverFailedException.class)
                    .hasCauseInstanceOf(Expected.class);
            assertThat(ran).hasValue(0);
        }
    }

    private static void receiveBadly(Channel<Integer> out) {
        assertThatThrownBy(() -> out.receiveHolding(v -> fail("receiver")))
                .isInstanceOf(Expected.class);
    }
}
