package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.Watched;
import dev.handoff.share.Broadcast;
import dev.handoff.share.Lag;
import dev.handoff.share.OneShot;
import dev.handoff.share.Watch;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Small programs with a broadcast, a watch or a one-shot, in all schedules where there are not too many. */
class SharingTest {
    /** The smaller programs are finished before; for the larger ones: {@code -Dhandoff.sharing.seconds=600}. */
    private static final Duration LIMIT =
            Duration.ofSeconds(Integer.getInteger("handoff.sharing.seconds", 1));

    /** In all schedules within the limit, in random ones, which reach deeper, and in those where one process is slow. */
    private static void isRight(Program program) throws InterruptedException {
        Report all = Explore.exhaustive().within(LIMIT).check(program);
        assertThat(all.isClean()).as(all.toString()).isTrue();
        for (Explore some :
                List.of(Explore.random().schedules(300), Explore.pct(1).schedules(100))) {
            Report report = some.check(program);
            assertThat(report.isClean()).as(report.toString()).isTrue();
        }
        System.out.printf("%d schedules, all: %b%n", all.schedules(), all.isComplete());
    }

    private static void isRightInAll(Program program) throws InterruptedException {
        Report report = Thorough.check(Explore.exhaustive(), program);
        assertThat(report.isClean()).as(report.toString()).isTrue();
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    // ---- broadcast

    private static List<Integer> all(Receiver<Integer> receiver) {
        List<Integer> values = new ArrayList<>();
        receiver.forEach(values::add);
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @DisplayName("L43 two senders, two subscribers: both see one order, and all of it")
    void twoSendersTwoSubscribers(int capacity) throws Exception {
        Set<String> orders = new TreeSet<>();
        isRight(
                () ->
                        Scope.run(
                                scope -> {
                                    Broadcast<Integer> b = Broadcast.in(scope);
                                    var one = b.subscriber().buffered(capacity).subscribe();
                                    var two = b.subscriber().buffered(capacity).subscribe();
                                    Sender<Integer> out = b.sender().newSender();
                                    Sender<Integer> last = b.sender().newSender();
                                    scope.go("sender 1", () -> sendAndClose(out, 1));
                                    scope.go("sender 2", () -> sendAndClose(last, 2));
                                    Task<List<Integer>> first = scope.fork("one", () -> all(one));
                                    List<Integer> order = all(two);
                                    assertThat(order).containsExactlyInAnyOrder(1, 2);
                                    assertThat(first.join()).isEqualTo(order);
                                    orders.add(order.toString());
                                }));
        assertThat(orders).containsExactly("[1, 2]", "[2, 1]");
    }

    private static void sendOneAndTwo(Sender<Integer> out) throws InterruptedException {
        try (out) {
            out.send(1);
            out.send(2);
        }
    }

    private static void sendAndClose(Sender<Integer> out, int value) throws InterruptedException {
        try (out) {
            out.send(value);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @DisplayName("L43, L20 a send that is cancelled at any point has gone to all or to nobody")
    void aSendThatIsCancelled(int capacity) throws Exception {
        Set<String> ends = new TreeSet<>();
        isRight(
                () ->
                        Scope.run(
                                scope -> {
                                    Broadcast<Integer> b = Broadcast.in(scope);
                                    var one = b.subscriber().buffered(capacity).subscribe();
                                    var two = b.subscriber().buffered(capacity).subscribe();
                                    Task<List<Integer>> first = scope.fork("one", () -> all(one));
                                    Task<List<Integer>> other = scope.fork("two", () -> all(two));
                                    boolean sent = sendUnlessCancelled(b.sender());
                                    b.sender().close();
                                    List<Integer> expected = sent ? List.of(1) : List.of();
                                    assertThat(first.join()).isEqualTo(expected);
                                    assertThat(other.join()).isEqualTo(expected);
                                    ends.add(expected.toString());
                                }));
        assertThat(ends).containsExactly("[1]", "[]");
    }

    /** Whether a send was matched that another process may cancel at any time. */
    private static boolean sendUnlessCancelled(Sender<Integer> out) throws InterruptedException {
        boolean[] sent = new boolean[1];
        try {
            Scope.run(
                    inner -> {
                        inner.go("canceller", inner::cancel);
                        out.send(1);
                        sent[0] = true;
                    });
        } catch (CancelledException e) {
            // before the send, or in it, or after it
        }
        return sent[0];
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @DisplayName("L43 a subscriber that cancels at any point keeps nothing from the other")
    void aSubscriberThatCancels(int capacity) throws Exception {
        isRight(
                () ->
                        Scope.run(
                                scope -> {
                                    Broadcast<Integer> b = Broadcast.in(scope);
                                    var quits = b.subscriber().buffered(capacity).subscribe();
                                    var stays = b.subscriber().buffered(capacity).subscribe();
                                    scope.go("canceller", quits::cancel);
                                    scope.go("sender", () -> sendOneAndTwo(b.sender()));
                                    assertThat(all(stays)).containsExactly(1, 2);
                                }));
    }

    @Test
    @DisplayName("L43 who subscribes after a send gets what comes later, in all schedules")
    void whoSubscribesAfterASend() throws Exception {
        isRight(
                () ->
                        Scope.run(
                                scope -> {
                                    Broadcast<Integer> b = Broadcast.in(scope);
                                    scope.go("other", () -> b.sender().trySend(0));
                                    b.sender().send(1);
                                    var late = b.subscriber().buffered(3).subscribe();
                                    b.sender().send(2);
                                    assertThat(late.receive()).isIn(0, 2);
                                    b.sender().close();
                                }));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @DisplayName("L43 who subscribes after a close is given what is replayed, and then the end")
    void whoSubscribesAfterAClose(int capacity) throws Exception {
        isRightInAll(
                () ->
                        Scope.run(
                                scope -> {
                                    Broadcast<Integer> b =
                                            Broadcast.<Integer>unnamed().replay(1).in(scope);
                                    b.sender().send(1);
                                    b.sender().close();
                                    var late = b.subscriber().buffered(capacity).subscribe();
                                    assertThat(all(late)).containsExactly(1);
                                }));
    }

    @Test
    @DisplayName("L43 what a subscriber drops is counted, in all schedules")
    void whatASubscriberDrops() throws Exception {
        Set<Long> dropped = new TreeSet<>();
        isRight(
                () ->
                        Scope.run(
                                scope -> {
                                    Broadcast<Integer> b = Broadcast.in(scope);
                                    var newest = b.subscriber().latest().subscribe();
                                    var gone =
                                            b.subscriber()
                                                    .buffered(1)
                                                    .onLag(Lag.DISCONNECT)
                                                    .subscribe();
                                    scope.go("sender", () -> sendOneAndTwo(b.sender()));
                                    List<Integer> got = all(newest);
                                    assertThat(got).endsWith(2);
                                    assertThat(got.size() + newest.dropped()).isEqualTo(2);
                                    dropped.add(newest.dropped());
                                    try {
                                        assertThat(all(gone)).containsExactly(1, 2);
                                    } catch (ChannelFailedException e) {
                                        assertThat(e).hasMessageContaining("disconnected");
                                    }
                                }));
        assertThat(dropped).containsExactly(0L, 1L);
    }

    @Test
    @DisplayName("L8 what is done before a send is seen by every subscriber")
    void whatIsDoneBeforeASend() throws Exception {
        isRight(
                () ->
                        Scope.run(
                                scope -> {
                                    Watched<Integer> x = Watched.of(0);
                                    Broadcast<Integer> b = Broadcast.in(scope);
                                    for (int capacity = 0; capacity < 2; capacity++) {
                                        var in = b.subscriber().buffered(capacity).subscribe();
                                        scope.go(
                                                () -> {
                                                    in.receive();
                                                    assertThat(x.get()).isEqualTo(1);
                                                });
                                    }
                                    x.set(1);
                                    b.sender().send(1);
                                    b.sender().close();
                                }));
    }

    @Test
    @DisplayName("L24, L43 a handler that sends to its own broadcast waits for itself")
    void aHandlerThatSendsToItsOwnBroadcast() throws Exception {
        Report report =
                Explore.random()
                        .schedules(20)
                        .check(
                                () ->
                                        Scope.run(
                                                scope -> {
                                                    Broadcast<Integer> b = Broadcast.in(scope);
                                                    var in = b.subscribe();
                                                    scope.go("sender", () -> b.sender().send(1));
                                                    in.receiveHolding(v -> send(b, v + 1));
                                                }));
        assertThat(report.verdict()).isIn(Verdict.LEAK, Verdict.DEADLOCK);
    }

    private static void send(Broadcast<Integer> to, int value) {
        try {
            to.sender().send(value);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("L43 a subscriber that receives, and then sends to its own broadcast, needs room")
    void aSubscriberThatSendsToItsOwnBroadcast() throws Exception {
        Report report = Explore.random().check(() -> echo(0));
        assertThat(report.verdict()).isIn(Verdict.LEAK, Verdict.DEADLOCK);
        isRight(() -> echo(Integer.MAX_VALUE));
    }

    private static void echo(int capacity) throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> b = Broadcast.in(scope);
                    var in = b.subscriber().buffered(capacity).subscribe();
                    scope.go("sender", () -> b.sender().sendAll(List.of(1, 2)));
                    List<Integer> got = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        int value = in.receive();
                        got.add(value);
                        if (value <= 2) {
                            b.sender().send(10 * value);
                        }
                    }
                    assertThat(got).containsExactlyInAnyOrder(1, 2, 10, 20);
                    b.sender().close();
                });
    }

    @Test
    @DisplayName("L48, L49 a broadcast that nobody closes is reported by its name")
    void aBroadcastThatNobodyCloses() throws Exception {
        Report report =
                Explore.random()
                        .schedules(20)
                        .check(
                                () ->
                                        Scope.run(
                                                scope -> {
                                                    Broadcast.named("prices").in(scope);
                                                }));
        assertThat(report.verdict()).isIn(Verdict.LEAK, Verdict.DEADLOCK);
        assertThat(report.toString()).contains("broadcast \"prices\"", "channel \"prices\"");
    }

    // ---- watch

    @Test
    @DisplayName("L44 two who set, one who watches: never an older value after a newer one")
    void setSetWatch() throws Exception {
        Set<String> seen = new TreeSet<>();
        isRight(
                () -> {
                    Watch<Integer> watch = Watch.of(0);
                    List<Integer> values = new ArrayList<>();
                    Scope.run(
                            scope -> {
                                Receiver<Integer> changes = watch.changes();
                                scope.go("one", () -> watch.update(v -> v + 1));
                                scope.go("two", () -> watch.update(v -> v + 1));
                                values.add(changes.receive());
                                values.add(watch.get());
                                Integer next = changes.tryReceiveOrNull();
                                if (next != null) {
                                    values.add(next);
                                }
                                values.add(watch.get());
                            });
                    assertThat(values).isSorted();
                    assertThat(watch.get()).isEqualTo(2);
                    seen.add(values.toString());
                });
        assertThat(seen).contains("[0, 0, 0]", "[0, 1, 1, 2]", "[0, 0, 1, 1]", "[1, 2, 2, 2]");
    }

    @Test
    @DisplayName("L44 a set that has returned is seen, whoever else sets")
    void aSetThatHasReturned() throws Exception {
        isRightInAll(
                () -> {
                    Watch<Integer> watch = Watch.of(0);
                    Scope.run(
                            scope -> {
                                scope.go("other", () -> watch.set(2));
                                Receiver<Integer> changes = watch.changes();
                                watch.set(1);
                                int received = changes.receive();
                                assertThat(received).isIn(1, 2);
                                if (received == 1) {
                                    assertThat(watch.get()).isIn(1, 2);
                                }
                            });
                });
    }

    @Test
    @DisplayName(
            "L44, L8 a close comes after the newest value, and what was done before a set is seen")
    void setCloseWatch() throws Exception {
        isRightInAll(
                () -> {
                    Watch<Integer> watch = Watch.of(0);
                    Watched<Integer> x = Watched.of(0);
                    Scope.run(
                            scope -> {
                                Receiver<Integer> changes = watch.changes();
                                scope.go(
                                        "setter",
                                        () -> {
                                            x.set(1);
                                            watch.set(1);
                                            watch.close();
                                        });
                                if (watch.get() == 1) {
                                    assertThat(x.get()).isEqualTo(1);
                                }
                                assertThat(all(changes)).endsWith(1);
                                assertThat(x.get()).isEqualTo(1);
                            });
                });
    }

    @Test
    @DisplayName("L44, L19 awaitWithin ends when the value comes, or when the time is up")
    void awaitWithin() throws Exception {
        VirtualTime.run(
                () -> {
                    Watch<Integer> watch = Watch.named("level", 0);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "pump",
                                        () -> {
                                            for (int level = 1; level <= 5; level++) {
                                                Timers.sleep(Duration.ofSeconds(1));
                                                watch.set(level);
                                            }
                                        });
                                assertThat(watch.awaitWithin(Duration.ofHours(1), v -> v == 2))
                                        .isEqualTo(new Received.Value<>(2));
                                assertThat(VirtualTime.now()).isEqualTo(Duration.ofSeconds(2));
                                assertThat(watch.awaitWithin(Duration.ofMillis(1500), v -> v == 4))
                                        .isEqualTo(Received.empty());
                                assertThat(VirtualTime.now()).isEqualTo(Duration.ofMillis(3500));
                            });
                });
    }

    @Test
    @DisplayName("L44, L19 a value, an end and a time-out at one instant: one of them, and rightly")
    void setCloseAwaitWithin() throws Exception {
        Set<String> seen = new TreeSet<>();
        isRight(
                () -> {
                    Watch<Integer> watch = Watch.of(0);
                    Scope.run(
                            scope -> {
                                Duration second = Duration.ofSeconds(1);
                                Task<Boolean> isSet =
                                        scope.fork(
                                                "set",
                                                () -> {
                                                    Timers.sleep(second);
                                                    return isSet(watch, 1);
                                                });
                                scope.go(
                                        "close",
                                        () -> {
                                            Timers.sleep(second);
                                            watch.close();
                                        });
                                Received<Integer> end = watch.awaitWithin(second, v -> v == 1);
                                if (end instanceof Received.Value) {
                                    assertThat(isSet.join()).isTrue();
                                } else if (end instanceof Received.Closed) {
                                    assertThat(isSet.join()).isFalse();
                                }
                                seen.add(end.getClass().getSimpleName());
                            });
                });
        assertThat(seen).contains("Value", "Closed");
    }

    private static boolean isSet(Watch<Integer> watch, int value) {
        try {
            watch.set(value);
            return true;
        } catch (ClosedException e) {
            return false;
        }
    }

    // ---- one-shot

    @Test
    @DisplayName("L45 two who complete: one value, and whoever waits sees it")
    void completeCompleteAwait() throws Exception {
        Set<String> seen = new TreeSet<>();
        isRightInAll(
                () -> {
                    OneShot<Integer> shot = OneShot.named("answer");
                    Watched<Integer> x = Watched.of(0);
                    Watched<Integer> y = Watched.of(0);
                    Scope.run(
                            scope -> {
                                Task<Boolean> one =
                                        scope.fork(
                                                "one",
                                                () -> {
                                                    x.set(1);
                                                    return shot.tryComplete(1);
                                                });
                                Task<Boolean> two =
                                        scope.fork(
                                                "two",
                                                () -> {
                                                    y.set(2);
                                                    boolean first = shot.tryComplete(2);
                                                    assertThat(shot.tryAwait())
                                                            .isInstanceOf(Received.Value.class);
                                                    return first;
                                                });
                                int value = Select.<Integer>one(shot.onCompletion(v -> v));
                                assertThat((value == 1 ? x : y).get()).isEqualTo(value);
                                assertThat(shot.await()).isEqualTo(value);
                                assertThat(one.join()).isEqualTo(value == 1);
                                assertThat(two.join()).isEqualTo(value == 2);
                                seen.add("" + value);
                            });
                });
        assertThat(seen).containsExactly("1", "2");
    }

    @Test
    @DisplayName("L48 a one-shot that nobody completes is a deadlock that names it")
    void aOneShotThatNobodyCompletes() throws Exception {
        Report report =
                Explore.random().schedules(5).check(() -> OneShot.<Integer>named("answer").await());
        assertThat(report.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(report.toString()).contains("channel \"answer\"");
    }
}
