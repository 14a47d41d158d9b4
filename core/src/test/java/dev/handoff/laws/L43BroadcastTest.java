package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Owned;
import dev.handoff.OwnershipException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Sent;
import dev.handoff.share.Broadcast;
import dev.handoff.share.Lag;
import dev.handoff.share.Subscription;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@DisplayName("L43 A broadcast gives each value to every subscriber")
class L43BroadcastTest {
    @RegisterExtension final Crew crew = new Crew();

    /** A capacity of the subscribers, between kinds of threads. */
    record Case(int capacity, ThreadKind senders, ThreadKind receivers) {
        static Stream<Case> every() {
            return IntStream.of(0, 1, 2, 10, Integer.MAX_VALUE)
                    .boxed()
                    .flatMap(
                            capacity ->
                                    Arrays.stream(ThreadKind.values())
                                            .flatMap(
                                                    s ->
                                                            Arrays.stream(ThreadKind.values())
                                                                    .map(
                                                                            r ->
                                                                                    new Case(
                                                                                            capacity,
                                                                                            s,
                                                                                            r))));
        }
    }

    /** With a buffer in front of it every other time. */
    private static Broadcast<Integer> open(Scope scope, Case in) {
        int inFront = in.senders == in.receivers ? 0 : 3;
        return Broadcast.<Integer>unnamed().buffered(inFront).in(scope);
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static List<Integer> all(Receiver<Integer> receiver) {
        List<Integer> values = new ArrayList<>();
        receiver.forEach(values::add);
        return values;
    }

    private List<Worker<List<Integer>>> threeReceivers(Broadcast<Integer> broadcast, Case in) {
        List<Worker<List<Integer>>> receivers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Receiver<Integer> values = broadcast.subscriber().buffered(in.capacity).subscribe();
            receivers.add(crew.call(in.receivers, () -> all(values)));
        }
        return receivers;
    }

    /** Nothing is lost, doubled or overtaken on the way to any of them. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.L43BroadcastTest$Case#every")
    @DisplayName("L43 every subscriber receives all values in the order sent")
    void everySubscriberReceivesAllValuesInOrder(Case in) throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = open(scope, in);
                    List<Worker<List<Integer>>> receivers = threeReceivers(broadcast, in);
                    crew.run(
                            in.senders,
                            () -> {
                                try (Sender<Integer> out = broadcast.sender()) {
                                    out.sendAll(upTo(200));
                                }
                            });
                    for (Worker<List<Integer>> receiver : receivers) {
                        assertThat(receiver.join()).isEqualTo(upTo(200));
                    }
                });
    }

    /** One process hands out, so there is one order. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.L43BroadcastTest$Case#every")
    @DisplayName("L43 all subscribers see the values of many senders in one order")
    void allSubscribersSeeOneOrder(Case in) throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = open(scope, in);
                    List<Worker<List<Integer>>> receivers = threeReceivers(broadcast, in);
                    List<Sender<Integer>> senders =
                            upTo(3).stream().map(id -> broadcast.sender().newSender()).toList();
                    for (int id = 0; id < 3; id++) {
                        int first = id * 100;
                        Sender<Integer> counted = senders.get(id);
                        crew.run(
                                in.senders,
                                () -> {
                                    try (counted) {
                                        for (int i = 0; i < 60; i++) {
                                            counted.send(first + i);
                                        }
                                    }
                                });
                    }
                    List<Integer> order = receivers.getFirst().join();
                    assertThat(order).hasSize(180).doesNotHaveDuplicates();
                    for (int id = 0; id < 3; id++) {
                        int sender = id;
                        assertThat(order.stream().filter(v -> v / 100 == sender)).isSorted();
                    }
                    for (Worker<List<Integer>> receiver : receivers) {
                        assertThat(receiver.join()).isEqualTo(order);
                    }
                });
    }

    // ---- who is present

    /** Exactly: also when the broadcast has only just taken the value. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("L43 who subscribes after a send has returned gets the next value first")
    void whoComesLateSeesLaterValuesOnly(boolean tries) throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Sender<Integer> out = broadcast.sender();
                    for (int i = 0; i < 2000; i += 2) {
                        if (tries) {
                            int value = i;
                            Until.eventually("taken", () -> out.trySend(value).accepted());
                        } else {
                            out.send(i);
                        }
                        Receiver<Integer> late = broadcast.subscriber().buffered(2).subscribe();
                        out.send(i + 1);
                        assertThat(late.receive()).isEqualTo(i + 1);
                        late.cancel();
                    }
                    out.close();
                });
    }

    /** Subscribing never waits: neither for the sender nor for those who are slow. */
    @Test
    @DisplayName("L43 one can subscribe while the broadcast waits for a slow subscriber")
    void oneCanSubscribeWhileTheBroadcastWaits() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Receiver<Integer> slow = broadcast.subscribe();
                    broadcast.sender().send(1);
                    Receiver<Integer> late = broadcast.subscriber().buffered(1).subscribe();
                    assertThat(slow.receive()).isEqualTo(1);
                    broadcast.sender().send(2);
                    assertThat(late.receive()).isEqualTo(2);
                    assertThat(slow.receive()).isEqualTo(2);
                    broadcast.sender().close();
                });
    }

    /** Whether the subscriber has waited for the value, or the broadcast for the subscriber. */
    @Test
    @DisplayName("L43 a handler that throws is a failure of its subscriber, and of nobody else")
    void aHandlerThatThrowsIsItsSubscribersFailure() throws Exception {
        IllegalStateException noPaper = new IllegalStateException("no paper");
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Channel<Integer> handling = (Channel<Integer>) broadcast.subscribe();
                    Receiver<Integer> other = broadcast.subscribe();
                    broadcast.sender().send(1);
                    Until.eventually("it waits", () -> handling.waitingSenders() == 1);
                    assertThatThrownBy(
                                    () ->
                                            handling.receiveHolding(
                                                    value -> {
                                                        throw noPaper;
                                                    }))
                            .isSameAs(noPaper);
                    assertThat(other.receive()).isEqualTo(1);
                    broadcast.sender().send(2);
                    assertThat(handling.receive()).isEqualTo(2);
                    assertThat(other.receive()).isEqualTo(2);
                    broadcast.sender().close();
                });
    }

    /** There is nobody to wait for. */
    @Test
    @DisplayName("L43 without subscribers a send goes to nobody and does not wait for any")
    void withoutSubscribersASendGoesToNobody() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    broadcast.sender().sendAll(upTo(100));
                    broadcast.sender().close();
                });
    }

    /** Nor a value too early. */
    @Test
    @DisplayName("L43 who subscribes before a send gets it, also with a buffer in front")
    void whoSubscribesBeforeASendGetsIt() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast =
                            Broadcast.<Integer>unnamed().buffered(10).in(scope);
                    for (int i = 0; i < 1000; i++) {
                        broadcast.sender().send(-1);
                        Receiver<Integer> in = broadcast.subscriber().buffered(2).subscribe();
                        broadcast.sender().send(i);
                        int first = in.receive();
                        assertThat(first == -1 ? in.receive() : first).isEqualTo(i);
                        in.cancel();
                    }
                    broadcast.sender().close();
                });
    }

    // ---- slow subscribers

    /** As much as its buffer holds, and one in the hands of the broadcast. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    @DisplayName("L43 a slow subscriber slows the sender")
    void aSlowSubscriberSlowsTheSender(int capacity) throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Receiver<Integer> fast = broadcast.subscriber().unbounded().subscribe();
                    Receiver<Integer> slow = broadcast.subscriber().buffered(capacity).subscribe();
                    AtomicInteger sent = new AtomicInteger();
                    crew.run(
                            VIRTUAL,
                            () -> {
                                for (int i = 0; i < capacity + 5; i++) {
                                    broadcast.sender().send(i);
                                    sent.incrementAndGet();
                                }
                                broadcast.sender().close();
                            });
                    Until.eventually("as much as fits", () -> sent.get() > capacity);
                    Until.sendersWait((Channel<?>) broadcast.sender(), 1);
                    assertThat(sent).hasValue(capacity + 1);
                    assertThat(slow.receive()).isZero();
                    Until.eventually("one more", () -> sent.get() == capacity + 2);
                    assertThat(all(slow)).hasSize(capacity + 4);
                    assertThat(all(fast)).hasSize(capacity + 5);
                });
    }

    /** Two subscribers that wait for each other do so after a value, not for it. */
    @Test
    @DisplayName("L43 a slow subscriber does not keep the value from the others")
    void aSlowSubscriberDoesNotKeepTheValueFromOthers() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Receiver<Integer> first = broadcast.subscribe();
                    Receiver<Integer> second = broadcast.subscribe();
                    Receiver<Integer> third = broadcast.subscribe();
                    broadcast.sender().send(1);
                    assertThat(third.receive()).isEqualTo(1);
                    assertThat(second.receive()).isEqualTo(1);
                    assertThat(first.receive()).isEqualTo(1);
                    broadcast.sender().close();
                });
    }

    /** The others get the value, and the sender goes on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    @DisplayName("L43 a subscriber that cancels is not waited for, and takes nothing from others")
    void aSubscriberThatCancelsIsNotWaitedFor(int capacity) throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Receiver<Integer> quits = broadcast.subscriber().buffered(capacity).subscribe();
                    Receiver<Integer> stays = broadcast.subscriber().unbounded().subscribe();
                    Worker<Void> sender =
                            crew.run(
                                    VIRTUAL,
                                    () -> {
                                        broadcast.sender().sendAll(upTo(50));
                                        broadcast.sender().close();
                                    });
                    Until.sendersWait((Channel<?>) broadcast.sender(), 1);
                    quits.cancel();
                    sender.join();
                    assertThat(all(stays)).isEqualTo(upTo(50));
                    assertThat(all(quits)).isEmpty();
                });
    }

    /** Also where no value comes that would find them gone. */
    @Test
    @DisplayName("L43 subscribers that have cancelled are not kept")
    void subscribersThatHaveCancelledAreNotKept() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    List<WeakReference<?>> gone = new ArrayList<>();
                    Receiver<Integer> stays = broadcast.subscriber().buffered(1).subscribe();
                    for (int i = 0; i < 1000; i++) {
                        Receiver<Integer> receiver = broadcast.subscribe();
                        gone.add(new WeakReference<>(receiver));
                        receiver.cancel();
                    }
                    Until.eventually("most are forgotten", () -> forgotten(gone) > 900);
                    broadcast.sender().send(1);
                    assertThat(stays.receive()).isEqualTo(1);
                    broadcast.sender().close();
                });
    }

    private static int forgotten(List<WeakReference<?>> receivers) {
        System.gc();
        return (int) receivers.stream().filter(receiver -> receiver.get() == null).count();
    }

    // ---- cancelled sends

    /** There is no half way: a send that was not taken has gone to nobody. */
    @Test
    @DisplayName("L43, L20 a send that is interrupted has sent to nobody")
    void aSendThatIsInterruptedHasSentToNobody() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Receiver<Integer> slow = broadcast.subscribe();
                    Receiver<Integer> fast = broadcast.subscriber().unbounded().subscribe();
                    Sender<Integer> out = broadcast.sender();
                    out.send(1);
                    for (ThreadKind kind : ThreadKind.values()) {
                        Worker<Void> sender = crew.run(kind, () -> out.send(2));
                        Until.sendersWait((Channel<?>) out, 1);
                        sender.interrupt();
                        assertThat(sender.failure()).isInstanceOf(InterruptedException.class);
                    }
                    assertThat(out.sendWithin(3, Duration.ofMillis(1))).isEqualTo(full());
                    Worker<List<Integer>> receiver = crew.call(VIRTUAL, () -> all(slow));
                    out.send(4);
                    out.close();
                    assertThat(receiver.join()).containsExactly(1, 4);
                    assertThat(all(fast)).containsExactly(1, 4);
                });
    }

    private static Sent full() {
        Channel<Integer> channel = Channel.rendezvous();
        return channel.trySend(1);
    }

    /** The one that was taken before the interrupt goes to all, though its sender is gone. */
    @Test
    @DisplayName("L43, L20 a send that was taken reaches all, whatever becomes of its sender")
    void aSendThatWasTakenReachesAll() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Receiver<Integer> one = broadcast.subscribe();
                    Receiver<Integer> two = broadcast.subscribe();
                    CountDownLatch taken = new CountDownLatch(1);
                    Worker<Void> sender =
                            crew.run(
                                    VIRTUAL,
                                    () -> {
                                        broadcast.sender().send(1);
                                        taken.countDown();
                                        broadcast.sender().send(2);
                                    });
                    taken.await();
                    Until.sendersWait((Channel<?>) broadcast.sender(), 1);
                    sender.interrupt();
                    assertThat(sender.failure()).isInstanceOf(InterruptedException.class);
                    assertThat(one.receive()).isEqualTo(1);
                    assertThat(two.receive()).isEqualTo(1);
                    broadcast.sender().close();
                    assertThat(one.receiveOrNull()).isNull();
                    assertThat(two.receiveOrNull()).isNull();
                });
    }

    // ---- the end

    /** What was sent before the close is received before it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.L43BroadcastTest$Case#every")
    @DisplayName("L43, L13 a failure reaches all subscribers after the values before it")
    void aFailureReachesAllAfterTheValues(Case in) throws Exception {
        IllegalStateException cause = new IllegalStateException("no more prices");
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = open(scope, in);
                    List<Worker<List<Integer>>> receivers = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        Receiver<Integer> values =
                                broadcast.subscriber().buffered(in.capacity).subscribe();
                        receivers.add(
                                crew.call(
                                        in.receivers,
                                        () -> {
                                            List<Integer> got = new ArrayList<>();
                                            assertThatThrownBy(() -> values.forEach(got::add))
                                                    .isInstanceOf(ChannelFailedException.class)
                                                    .hasCause(cause);
                                            return got;
                                        }));
                    }
                    crew.run(
                            in.senders,
                            () -> {
                                broadcast.sender().sendAll(upTo(20));
                                broadcast.sender().fail(cause);
                            });
                    for (Worker<List<Integer>> receiver : receivers) {
                        assertThat(receiver.join()).isEqualTo(upTo(20));
                    }
                });
    }

    /** Who comes after the end is told of it. */
    @Test
    @DisplayName("L43 a subscription after the end has ended in the same way")
    void aSubscriptionAfterTheEndHasEnded() throws Exception {
        IllegalStateException cause = new IllegalStateException("over");
        Broadcast<Integer> closed =
                Scope.call(
                        scope -> {
                            Broadcast<Integer> broadcast = Broadcast.in(scope);
                            broadcast.sender().close();
                            return broadcast;
                        });
        assertThat(closed.subscribe().tryReceive()).isEqualTo(new Received.Closed<>(null));
        assertThat(closed.subscriptions()).isEmpty();
        Broadcast<Integer> failed =
                Scope.call(
                        scope -> {
                            Broadcast<Integer> broadcast = Broadcast.in(scope);
                            broadcast.sender().fail(cause);
                            return broadcast;
                        });
        Receiver<Integer> late = failed.subscriber().named("late").subscribe();
        assertThat(late.tryReceive()).isEqualTo(new Received.Closed<>(cause));
        assertThat(late.toString()).contains("late");
    }

    /** So that a scope can be left that has one. */
    @Test
    @DisplayName("L43 a broadcast is closed at the end of a try with resources")
    void aBroadcastIsClosedAtTheEndOfATry() throws Exception {
        Scope.run(
                scope -> {
                    Receiver<Integer> values;
                    try (Broadcast<Integer> broadcast = Broadcast.in(scope)) {
                        values = broadcast.subscriber().unbounded().subscribe();
                        broadcast.sender().sendAll(upTo(3));
                    }
                    assertThat(all(values)).isEqualTo(upTo(3));
                });
    }

    /** As in a try with resources, whose close comes later. */
    @Test
    @DisplayName("L43 a broadcast that was failed stays so when it is closed")
    void aBroadcastThatWasFailedStaysSo() throws Exception {
        IllegalStateException cause = new IllegalStateException("half of them");
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Receiver<Integer> values = broadcast.subscriber().buffered(1).subscribe();
                    broadcast.sender().send(1);
                    assertThat(broadcast.fail(cause)).isTrue();
                    broadcast.close();
                    assertThat(broadcast.fail(new IllegalStateException("later"))).isFalse();
                    assertThat(values.receive()).isEqualTo(1);
                    assertThatThrownBy(values::receive)
                            .isInstanceOf(ChannelFailedException.class)
                            .hasCause(cause);
                    assertThatThrownBy(() -> broadcast.fail(null))
                            .isInstanceOf(NullPointerException.class);
                });
    }

    /** Nobody is left waiting for a process that is no more. */
    @Test
    @DisplayName("L43, L38 when the scope is cancelled senders and subscribers are told")
    void whenTheScopeIsCancelledAllAreTold() throws Exception {
        for (int capacity : new int[] {0, 2}) {
            Throwable end =
                    catchThrowable(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                Broadcast<Integer> broadcast = Broadcast.in(scope);
                                                cancelWhileBusy(scope, broadcast, capacity);
                                                scope.cancel();
                                            }));
            assertThat(end).isNull();
        }
    }

    private void cancelWhileBusy(Scope scope, Broadcast<Integer> broadcast, int capacity) {
        Receiver<Integer> slow = broadcast.subscriber().buffered(capacity).subscribe();
        Receiver<Integer> waits = broadcast.subscribe();
        AtomicInteger received = new AtomicInteger();
        Worker<Void> receiver =
                crew.run(
                        VIRTUAL,
                        () -> {
                            while (true) {
                                try {
                                    waits.receive();
                                    received.incrementAndGet();
                                } catch (ChannelFailedException e) {
                                    assertThat(e)
                                            .hasCauseInstanceOf(CancelledException.class)
                                            .hasMessageContaining("was cancelled with its scope");
                                    return;
                                }
                            }
                        });
        Worker<Void> sender = crew.run(VIRTUAL, () -> broadcast.sender().sendAll(upTo(50)));
        Until.eventually("all but the slow have it", () -> received.get() == capacity + 1);
        Until.sendersWait((Channel<?>) broadcast.sender(), 1);
        scope.cancel();
        assertThat(sender.failure()).isInstanceOf(CancelledException.class);
        receiver.join();
        assertThat(received).hasValue(capacity + 1);
    }

    // ---- replay

    /** They come first, in order, whatever the buffer. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, Integer.MAX_VALUE})
    @DisplayName("L43 who comes late may be given the last values first")
    void whoComesLateIsGivenTheLastValues(int capacity) throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast =
                            Broadcast.<Integer>named("news").replay(3).in(scope);
                    Receiver<Integer> early = broadcast.subscriber().buffered(capacity).subscribe();
                    Worker<List<Integer>> first = crew.call(VIRTUAL, () -> all(early));
                    broadcast.sender().sendAll(upTo(5));
                    Receiver<Integer> late = broadcast.subscriber().buffered(capacity).subscribe();
                    Worker<List<Integer>> second = crew.call(VIRTUAL, () -> all(late));
                    broadcast.sender().send(5);
                    broadcast.sender().close();
                    assertThat(second.join()).containsExactly(2, 3, 4, 5);
                    assertThat(first.join()).isEqualTo(upTo(6));
                });
    }

    /** Before one of the steps of who replays. */
    private static final class ReceivesBetween extends DelegatingScheduling {
        final CompletableFuture<Receiver<Integer>> late = new CompletableFuture<>();
        final List<Integer> got = new CopyOnWriteArrayList<>();
        volatile boolean isArmed;
        private final Thread test = Thread.currentThread();
        private int stepsBefore;

        ReceivesBetween(int stepsBefore) {
            super(Scheduling.virtualThreads());
            this.stepsBefore = stepsBefore;
        }

        @Override
        public void reach(Op op, long id) {
            if (op == Op.TRY_SEND && isArmed && Thread.currentThread() != test) {
                Receiver<Integer> receiver = late.join();
                if (stepsBefore-- == 0) {
                    Received<Integer> received = receiver.tryReceive();
                    if (received instanceof Received.Value<Integer>(Integer value)) {
                        got.add(value);
                    }
                }
            }
            super.reach(op, id);
        }
    }

    @Test
    @DisplayName("L43 who receives while old values are replayed gets them in their order")
    void whoReceivesWhileOldValuesAreReplayed() {
        for (int before = 0; before < 5; before++) {
            ReceivesBetween between = new ReceivesBetween(before);
            Under.run(between, () -> Scope.run(scope -> subscribeLate(scope, between)));
            assertThat(between.got).containsExactly(2, 3, 4);
        }
    }

    private static void subscribeLate(Scope scope, ReceivesBetween between)
            throws InterruptedException {
        Broadcast<Integer> broadcast = ofFive(scope);
        Receiver<Integer> first = broadcast.subscriber().buffered(3).subscribe();
        for (int i = 2; i < 5; i++) { // then nothing else is under way
            assertThat(first.receive()).isEqualTo(i);
        }
        between.isArmed = true;
        Receiver<Integer> late = broadcast.subscriber().buffered(1).subscribe();
        between.late.complete(late);
        Until.sendersWait((Channel<Integer>) late, 1);
        between.isArmed = false;
        broadcast.sender().close();
        late.forEach(between.got::add);
    }

    /** Old values are no reason to drop, or to be disconnected. */
    @ParameterizedTest
    @ValueSource(strings = {"DROP_OLDEST", "DROP_NEWEST", "DISCONNECT"})
    @DisplayName("L43 a subscriber that is not waited for is replayed what its buffer holds")
    void replayFillsTheBufferAtMost(Lag lag) throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.<Integer>unnamed().replay(3).in(scope);
                    broadcast.sender().sendAll(upTo(5));
                    Receiver<Integer> late =
                            broadcast.subscriber().buffered(2).onLag(lag).subscribe();
                    assertThat(late.receive()).isEqualTo(3);
                    assertThat(late.receive()).isEqualTo(4);
                    broadcast.sender().close();
                    assertThat(late.receiveOrNull()).isNull();
                    assertThat(late.dropped()).isZero();
                });
    }

    /** As with a watch; but a cancel ends that. */
    @Test
    @DisplayName("L43 after its end a broadcast replays, unless it was cancelled")
    void whoComesAfterTheEndIsGivenTheLastValues() throws Exception {
        Broadcast<Integer> closed = ended(broadcast -> broadcast.sender().close());
        assertThat(all(closed.subscribe())).containsExactly(2, 3, 4);
        assertThat(all(closed.subscriber().latest().subscribe())).containsExactly(4);
        Exception cause = new IOException("no more");
        Receiver<Integer> failed = ended(broadcast -> broadcast.sender().fail(cause)).subscribe();
        assertThat(failed.receiveBatch(5)).containsExactly(2, 3, 4);
        assertThatThrownBy(failed::receive).hasCause(cause);
        AtomicReference<Broadcast<Integer>> cancelled = new AtomicReference<>();
        Scope.run(
                scope -> {
                    cancelled.set(ofFive(scope));
                    scope.cancel();
                });
        assertThatThrownBy(cancelled.get().subscribe()::receive)
                .hasCauseInstanceOf(CancelledException.class);
    }

    private static Broadcast<Integer> ended(Consumer<Broadcast<Integer>> end) throws Exception {
        return Scope.call(
                scope -> {
                    Broadcast<Integer> broadcast = ofFive(scope);
                    end.accept(broadcast);
                    return broadcast;
                });
    }

    private static Broadcast<Integer> ofFive(Scope scope) throws InterruptedException {
        Broadcast<Integer> broadcast = Broadcast.<Integer>unnamed().replay(3).in(scope);
        broadcast.sender().sendAll(upTo(5));
        return broadcast;
    }

    // ---- selects, names, refusals

    /** Both ends are channels. */
    @Test
    @DisplayName("L43, L33 a send to a broadcast and a receive from it can be cases")
    void bothEndsCanBeCases() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<String> broadcast = Broadcast.<String>named("news").in(scope);
                    Receiver<String> values = broadcast.subscribe();
                    String sent =
                            Select.one(
                                    Select.to(broadcast.sender(), "a", () -> "sent"),
                                    Select.on(values, v -> v));
                    assertThat(sent).isEqualTo("sent");
                    String received =
                            Select.one(
                                    Select.to(broadcast.sender(), "b", () -> "sent"),
                                    Select.on(values, v -> v));
                    assertThat(received).isIn("a");
                    assertThat(values.receiveWithin(Duration.ofMillis(1)))
                            .isEqualTo(Received.empty());
                    broadcast.sender().close();
                });
    }

    /** The reports name them. */
    @Test
    @DisplayName("L43 messages name the broadcast and the subscriber")
    void messagesNameTheBroadcastAndTheSubscriber() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<String> news = Broadcast.<String>named("news").in(scope);
                    assertThat(news).hasToString("broadcast \"news\"");
                    assertThat(Broadcast.in(scope).toString()).startsWith("broadcast over channel");
                    assertThat(news.subscribe().toString())
                            .isEqualTo("channel \"subscriber 1 of news\" (rendezvous)");
                    assertThat(news.subscribe().toString())
                            .isEqualTo("channel \"subscriber 2 of news\" (rendezvous)");
                    assertThat(news.subscriber().named("log").latest().subscribe())
                            .hasToString("channel \"log\" (latest)");
                    news.sender().close();
                    assertThatThrownBy(() -> news.sender().send("x"))
                            .isInstanceOf(ClosedException.class)
                            .hasMessageContaining("channel \"news\" was closed");
                    scope.cancel();
                });
    }

    /** What makes no sense is refused where it is said. */
    @Test
    @DisplayName("L43 what makes no sense is refused")
    void whatMakesNoSenseIsRefused() throws Exception {
        assertThatThrownBy(() -> Broadcast.named("x").replay(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> Broadcast.unnamed().buffered(-2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-2");
        assertThatThrownBy(() -> Broadcast.named(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Broadcast.in(null)).isInstanceOf(NullPointerException.class);
        Scope.run(
                scope -> {
                    Broadcast<String> news = Broadcast.in(scope);
                    assertThatThrownBy(() -> news.sender().send(null))
                            .isInstanceOf(NullPointerException.class);
                    assertThatThrownBy(() -> news.subscriber().buffered(-1))
                            .isInstanceOf(IllegalArgumentException.class);
                    for (Lag lag : List.of(Lag.DROP_OLDEST, Lag.DROP_NEWEST, Lag.DISCONNECT)) {
                        assertThatThrownBy(() -> news.subscriber().onLag(lag).subscribe())
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining(lag + " needs a buffer");
                    }
                    news.sender().close();
                });
    }

    /** It has one owner, so it cannot be given to two; and that is told, not kept. */
    @Test
    @DisplayName("L43 an owned value cannot be given to two subscribers")
    void anOwnedValueCannotBeGivenToTwo() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Broadcast<Owned<String>> broadcast =
                                                    Broadcast.in(scope);
                                            broadcast.subscriber().buffered(1).subscribe();
                                            broadcast.subscriber().buffered(1).subscribe();
                                            broadcast.sender().send(Owned.of("a"));
                                        }))
                .isInstanceOf(ProcessFailedException.class)
                .hasCauseInstanceOf(OwnershipException.class);
    }

    /** Each who comes later would be given it, by whoever's thread that is. */
    @Test
    @DisplayName("L43 a broadcast that replays fails at an owned value")
    void aBroadcastThatReplaysFailsAtAnOwnedValue() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Broadcast<Owned<String>> broadcast =
                                                    Broadcast.<Owned<String>>named("letters")
                                                            .replay(1)
                                                            .in(scope);
                                            broadcast.sender().send(Owned.of("a"));
                                            broadcast.sender().tryClose();
                                        }))
                .isInstanceOf(ProcessFailedException.class)
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broadcast \"letters\"");
    }

    /** The counts of a subscriber that keeps up, and of one that does not receive. */
    @Test
    @DisplayName("L43 the report tells what each subscriber was given")
    void theReportTellsWhatEachWasGiven() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> news = Broadcast.<Integer>named("news").in(scope);
                    news.subscriber().named("screen").latest().subscribe();
                    Receiver<Integer> log =
                            news.subscriber().named("log").buffered(100).subscribe();
                    Receiver<Integer> gone =
                            news.subscriber().named("gone").buffered(9).subscribe();
                    news.sender().sendAll(upTo(9));
                    gone.cancel();
                    news.sender().send(9);
                    news.sender().send(10); // so that the one before has been given to all
                    assertThat(log.receive()).isZero();
                    Until.eventually(
                            "all counted",
                            () ->
                                    news.subscriptions().stream()
                                            .allMatch(s -> s.delivered() + s.dropped() == 11));
                    assertThat(news.subscriptions())
                            .containsExactly(
                                    new Subscription("screen", 1, 10, 1),
                                    new Subscription("log", 11, 0, 10));
                    news.sender().close();
                });
    }
}
