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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.AllClosedException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Owned;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Task;
import dev.handoff.Tick;
import dev.handoff.Timers;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A select that is built once and run many times. */
class L34ReusableSelectTest extends ByBothThreads {
    private static final int TURNS = 2_000;

    /** The thread is the select's while it waits, also for a handler. */
    @Test
    @DisplayName("L34 L49 a select keeps no thread alive that has waited in it for a handler")
    void selectKeepsNoThreadAlive() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Select<String> kept = Select.of(to(channel, 1, () -> "sent"));
        for (boolean isFirst : new boolean[] {false, true}) {
            WeakReference<Thread> waited = runAgainstAHandler(kept, channel, isFirst);
            eventually(
                    "collected",
                    () -> {
                        System.gc();
                        return waited.refersTo(null);
                    });
        }
    }

    /** The select meets a receiver that waits, or is met by one. */
    private WeakReference<Thread> runAgainstAHandler(
            Select<String> select, Channel<Integer> channel, boolean isFirst) throws Exception {
        FutureTask<String> run = new FutureTask<>(select::run);
        FutureTask<Void> receive =
                new FutureTask<>(
                        () -> {
                            channel.receiveHolding(value -> {});
                            return null;
                        });
        Thread selects = runner.unstarted(run);
        Thread receives = runner.unstarted(receive);
        if (isFirst) {
            selects.start();
            Until.sendersWait(channel, 1);
            receives.start();
        } else {
            receives.start();
            Until.receiversWait(channel, 1);
            selects.start();
        }
        assertThat(run.get()).isEqualTo("sent");
        receive.get();
        selects.join();
        return new WeakReference<>(selects);
    }

    /** In both directions, on channels that store, with each way of choosing. */
    @DisplayName("L34 a select over ready channels allocates nothing")
    @Over.BufferingKinds
    void selectOverReadyChannelsAllocatesNothing(Shape shape) throws Exception {
        Channel<Integer> full = shape.open();
        Channel<Integer> half = shape.open();
        full.send(1);
        Case<Boolean> receive = on(full, v -> full.trySend(v).accepted());
        Case<Boolean> send = to(half, 1, () -> half.tryReceiveOrNull() != null);
        Case<Boolean> sendNext = toNext(half, () -> 2, () -> half.tryReceiveOrNull() != null);
        Case<Boolean> guarded = on(half, v -> false).when(() -> false);
        Case<Boolean> last = after(Duration.ofHours(1), () -> false);
        Select<Boolean> fair = Select.of(receive, send, sendNext, guarded, last);
        Select<Boolean> first = Select.prioritized(guarded, send, receive, last);
        Select<Boolean> turns = Select.rotating(receive, send, guarded, sendNext, last);
        Allocation.assertNone("fair", fair::run);
        Allocation.assertNone("prioritized", first::run);
        Allocation.assertNone("rotating", turns::run);
    }

    /** In both directions; whoever waits there is found and matched. */
    @Test
    @DisplayName("L34 a select that finds somebody waiting at a rendezvous allocates nothing")
    void selectThatFindsSomebodyWaitingAllocatesNothing() throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        Channel<Integer> out = Channel.rendezvous();
        Case<Boolean> receive = on(in, v -> true);
        Case<Boolean> send = to(out, 1, () -> true);
        Case<Boolean> sendNext = toNext(out, () -> 2, () -> true);
        Case<Boolean> last = after(Duration.ofHours(1), () -> false);
        try (Team team = Team.of(ThreadKind.PLATFORM)) {
            team.start(() -> repeat(Select.of(to(in, 1, () -> true), ended(() -> false))));
            team.start(() -> repeat(Select.of(on(out, v -> true), ended(() -> false))));
            for (Select<Boolean> select :
                    List.of(
                            Select.of(receive, send, sendNext, last),
                            Select.prioritized(send, receive, last),
                            Select.prioritized(receive, send, last),
                            Select.rotating(receive, sendNext, send, last))) {
                long bytes =
                        Allocation.least(
                                TURNS,
                                () -> {
                                    while (in.waitingSenders() + out.waitingReceivers() < 2) {
                                        Thread.onSpinWait();
                                    }
                                    select.run();
                                });
                IO.println("select that is waited for: %d bytes in %d".formatted(bytes, TURNS));
                assertThat(bytes).isLessThan(TURNS);
            }
            in.cancel();
            out.cancel();
        }
    }

    private static void repeat(Select<Boolean> select) throws InterruptedException {
        while (select.run()) {}
    }

    /** An end and an otherwise are as ready as a value. */
    @Test
    @DisplayName("L34 a select that takes its otherwise, ended or onClosed case allocates nothing")
    void selectThatTakesItsPlainCasesAllocatesNothing() throws Exception {
        Channel<Integer> empty = Channel.buffered(1);
        Channel<Integer> closed = Channel.buffered(1);
        closed.close();
        Allocation.assertNone("otherwise", Select.of(on(empty, v -> 1), otherwise(() -> 2))::run);
        Allocation.assertNone("ended", Select.of(on(closed, v -> 1), ended(() -> 2))::run);
        Allocation.assertNone(
                "onClosed",
                Select.of(on(empty, v -> 1), on(closed, v -> 2).onClosed(() -> 3))::run);
    }

    /** A bucket from which all was taken is a ticker that has saved up nothing. */
    @Test
    @DisplayName(
            "L34 a select that takes its otherwise beside a ticker or a bucket allocates nothing")
    void selectThatTakesItsOtherwiseBesideATimerAllocatesNothing() throws Exception {
        Receiver<Tick> bucket = Timers.bucket(1, Duration.ofHours(1));
        bucket.receive();
        for (Receiver<Tick> timer : List.of(Timers.every(Duration.ofHours(1)), bucket)) {
            Allocation.assertNone(
                    "otherwise beside " + timer,
                    Select.of(on(timer, tick -> 1), otherwise(() -> 2))::run);
        }
    }

    /** What is not a value of a channel that stores. */
    @Test
    @DisplayName("L34 a select that takes a deadline, an end or a counted sender allocates nothing")
    void selectOverOtherKindsOfCaseAllocatesNothing() throws Exception {
        Channel<Integer> empty = Channel.buffered(1);
        Channel<Integer> half = Channel.buffered(2);
        Sender<Integer> counted = half.newSender();
        Task<Integer> task = Scope.call(scope -> scope.fork(() -> 1));
        Scope cancelled = Scope.call(L34ReusableSelectTest::cancelled);
        Case<Integer> silent = on(empty, v -> 9);
        Allocation.assertNone(
                "deadline", Select.of(silent, at(Deadline.in(Duration.ZERO), () -> 1))::run);
        Deadline moving = Deadline.in(Duration.ZERO);
        Allocation.assertNone(
                "deadline that moves", Select.of(silent, at(() -> moving, () -> 1))::run);
        Allocation.assertNone("task", Select.of(silent, done(task, v -> v))::run);
        Allocation.assertNone("scope", Select.of(silent, done(cancelled, () -> 1))::run);
        Allocation.assertNone(
                "counted sender", Select.of(silent, to(counted, 1, half::tryReceiveOrNull))::run);
    }

    private static Scope cancelled(Scope scope) {
        scope.cancel();
        return scope;
    }

    /** Neither kept from the garbage collector nor taken from its owner. */
    @Test
    @DisplayName(
            "L34 a run that ends by what a guard throws keeps nothing of what it would have sent")
    void runThatEndsByAGuardKeepsNothing() throws Exception {
        Channel<Object> channel = Channel.buffered(1);
        List<WeakReference<Object>> offered = new ArrayList<>();
        AtomicBoolean broken = new AtomicBoolean(true);
        Owned<String> owned = Owned.of("kept");
        Select<Integer> select =
                Select.prioritized(
                        toNext(channel, () -> noted(new Object(), offered), () -> 1),
                        to(channel, owned, () -> 2),
                        on(channel, v -> 3).when(() -> isOpen(broken)));
        assertThatThrownBy(select::run).hasMessage("no paper");
        assertThat(owned.isMine()).isTrue();
        eventually("collected", () -> isCollected(offered.getFirst()));
        broken.set(false);
        assertThat(select.run()).isEqualTo(1);
        assertThat(channel.receive()).isSameAs(offered.get(1).get());
    }

    private static boolean isOpen(AtomicBoolean broken) {
        if (broken.get()) {
            throw new IllegalStateException("no paper");
        }
        return true;
    }

    private static Object noted(Object value, List<WeakReference<Object>> notes) {
        notes.add(new WeakReference<>(value));
        return value;
    }

    private static boolean isCollected(WeakReference<Object> reference) {
        System.gc();
        return reference.get() == null;
    }

    /** Every value is received once or still there, although two threads run the select at will. */
    @Test
    @DisplayName("L34 of two threads that run one select, one is refused, and nothing is lost")
    void secondRunnerIsRefusedAndNothingIsLost() throws Exception {
        for (int round = 0; round < 30; round++) {
            Channel<Integer> channel = Channel.unbounded();
            for (int i = 0; i < 2_000; i++) {
                channel.send(i);
            }
            Select<Integer> select = Select.of(on(channel, v -> 1), otherwise(() -> 0));
            AtomicInteger received = new AtomicInteger();
            try (Team team = Team.of(runner)) {
                for (int t = 0; t < 2; t++) {
                    team.start(() -> runAtWill(select, received));
                }
            }
            assertThat(received.get() + channel.size()).as("round %d", round).isEqualTo(2_000);
        }
    }

    private static void runAtWill(Select<Integer> select, AtomicInteger received)
            throws InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            try {
                received.addAndGet(select.run());
            } catch (IllegalStateException refused) {
                // the other thread is running it
            }
        }
    }

    /** Two processes in it would take each other's values. */
    @Test
    @DisplayName("L34 a select that is running is refused to another thread, and to its own guard")
    void selectThatIsRunningIsRefusedToAnotherThread() throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        Select<Integer> select = Select.of(on(in, v -> v));
        try (Team team = Team.of(runner)) {
            team.start(() -> assertThat(select.run()).isEqualTo(7));
            eventually("select waits", () -> in.waitingReceivers() == 1);
            assertThatThrownBy(select::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("being run already");
            assertThat(in.waitingReceivers()).isOne();
            in.send(7);
        }
        List<Select<Integer>> itself = new java.util.ArrayList<>();
        itself.add(
                Select.of(
                        on(in, v -> v)
                                .when(
                                        () -> {
                                            assertThatThrownBy(itself.getFirst()::run)
                                                    .isInstanceOf(IllegalStateException.class);
                                            return false;
                                        }),
                        otherwise(() -> 1)));
        assertThat(itself.getFirst().run()).isOne();
    }

    /** One after the other, any number of threads may run it, waiting or not. */
    @Test
    @DisplayName(
            "L34 a select runs many times, ready and waiting in turns, in one thread after another")
    void selectRunsManyTimes() throws Exception {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.buffered(1);
        Select<Integer> select =
                Select.of(on(a, v -> v), on(b, v -> -v), after(Duration.ofHours(1), () -> 0));
        for (int i = 1; i <= 300; i++) {
            int value = i;
            try (Team team = Team.of(runner)) {
                if (i % 3 == 0) {
                    b.send(i);
                    team.start(() -> assertThat(select.run()).isEqualTo(-value));
                } else {
                    team.start(
                            () ->
                                    assertThat(select.run())
                                            .isEqualTo(value % 3 == 1 ? value : -value));
                    eventually("select waits", () -> a.waitingReceivers() == 1);
                    (i % 3 == 1 ? a : b).send(i);
                }
            }
        }
    }

    /** A case is a description; several selects may share it. */
    @Test
    @DisplayName("L34 a case may stand in several selects that run at once")
    void caseMayStandInSeveralSelects() {
        Channel<Integer> in = Channel.rendezvous();
        Case<Integer> shared = on(in, v -> v);
        int[] sum = new int[3];
        try (Team team = Team.of(runner)) {
            for (int i = 0; i < 3; i++) {
                int me = i;
                team.start(
                        () ->
                                sum[me] =
                                        Select.of(shared, after(Duration.ofHours(1), () -> 0))
                                                .run());
            }
            team.start(() -> in.sendAll(List.of(1, 2, 4)));
        }
        assertThat(Team.sum(sum)).isEqualTo(7);
    }

    /** The values of cases not chosen are not kept for the next run. */
    @Test
    @DisplayName("L34 a send case asks for its value anew in each run")
    void sendCaseAsksForItsValueAnewInEachRun() throws Exception {
        Channel<Integer> out = Channel.buffered(1);
        Channel<Integer> in = Channel.buffered(1);
        int[] next = {0};
        Select<String> select =
                Select.prioritized(on(in, v -> "in"), toNext(out, () -> next[0]++, () -> "out"));
        in.send(1);
        assertThat(select.run()).isEqualTo("in");
        assertThat(select.run()).isEqualTo("out");
        assertThat(out.receive()).isOne();
    }

    @Test
    @DisplayName("L29 L34 what looks at the next value and what takes it are named alone")
    void methodsOfAQueueAreNamedAlone() throws Exception {
        Channel<Integer> out = Channel.buffered(3);
        Queue<Integer> held = new ArrayDeque<>(List.of(1, 2, 3));
        List<Integer> kept = new ArrayList<>(held);
        assertThat(Select.<Integer>one(toNext(out, held::peek, held::remove))).isOne();
        assertThat(Select.<Integer>one(toNext(out, kept::getFirst, kept::removeFirst))).isOne();
        assertThat(Select.<Boolean>one(toNew(out, held::peek, held::remove))).isTrue();
        assertThat(out.receiveBatch(3)).containsExactly(1, 1, 2);
        assertThat(held).containsExactly(3);
    }

    @Test
    @DisplayName("L34 the handler of a send case may be told what was sent in this run")
    void handlerMayBeToldWhatWasSent() throws Exception {
        Channel<Integer> out = Channel.rendezvous();
        AtomicInteger received = new AtomicInteger();
        int[] next = {0};
        Case<Integer> sends = toNew(out, () -> ++next[0], sent -> sent);
        Select<Integer> twice = Select.of(sends, sends);
        for (int run = 0; run < 20; run++) {
            try (Team team = Team.of(runner)) {
                if (run % 2 == 0) {
                    team.start(() -> received.set(out.receive()));
                    eventually("it waits", () -> out.waitingReceivers() == 1);
                } else {
                    team.start(
                            () -> {
                                eventually("it waits", () -> out.waitingSenders() == 1);
                                received.set(out.receive());
                            });
                }
                int sent = twice.run();
                team.join();
                assertThat(received.get()).isEqualTo(sent);
            }
        }
    }

    @Test
    @DisplayName("L25 L26 L34 a select of a list has the cases that were in it when it was made")
    void aSelectOfAList() throws InterruptedException {
        Channel<Integer> first = Channel.buffered(4);
        Channel<Integer> second = Channel.buffered(4);
        List<Case<String>> cases = new ArrayList<>();
        cases.add(on(first, value -> "first " + value));
        Select<String> alone = Select.of(cases);
        cases.add(on(second, value -> "second " + value));
        Select<String> prioritized = Select.prioritized(cases);
        Select<String> rotating = Select.rotating(cases);
        first.send(0);
        assertThat(Select.<String>one(cases)).isEqualTo("first 0");
        cases.clear();
        assertThatExceptionOfType(AllClosedException.class).isThrownBy(() -> Select.one(cases));
        first.sendAll(List.of(1, 2, 3, 4));
        second.sendAll(List.of(5, 6));
        assertThat(List.of(alone.run(), prioritized.run(), rotating.run(), rotating.run()))
                .containsExactly("first 1", "first 2", "first 3", "second 5");
    }

    /** While it waits for hours, or is not run any more. */
    @Test
    @DisplayName("L34 a select keeps nothing of what it has received, sent, or did not send")
    void selectKeepsNothingOfItsRuns() throws Exception {
        Channel<Object> in = Channel.buffered(1);
        Channel<Object> out = Channel.buffered(1);
        List<WeakReference<Object>> values = new ArrayList<>();
        Select<Integer> select =
                Select.prioritized(
                        on(in, value -> 1),
                        toNext(out, () -> noted(new Object(), values), () -> 2));
        in.send(noted(new Object(), values));
        assertThat(select.run()).isEqualTo(1);
        assertThat(select.run()).isEqualTo(2);
        assertThat(out.tryReceiveOrNull()).isNotNull();
        assertThat(values).hasSize(3);
        eventually("collected", () -> values.stream().allMatch(L34ReusableSelectTest::isCollected));
        in.send(noted(new Object(), values));
        assertThat(select.run()).isEqualTo(1);
        assertThat(values).hasSize(5);
        eventually("collected", () -> values.stream().allMatch(L34ReusableSelectTest::isCollected));
        assertThat(select.run()).isEqualTo(2);
    }
}
