package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.AllClosedException;
import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Owned;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

@DisplayName("L15 A receiver can cancel the channel")
class L15CancelTest {
    private static final Duration LONG = Duration.ofMinutes(9);

    @RegisterExtension final Crew crew = new Crew();

    /** No value is taken any more. */
    @DisplayName("L15 cancel refuses further sends")
    @Over.EveryKind
    void cancelRefusesFurtherSends(Shape shape) throws Exception {
        Channel<String> channel = shape.<String>named("orders").open();
        channel.cancel();
        CancelledException refused =
                catchThrowableOfType(CancelledException.class, () -> channel.send("a"));
        assertThat(refused.undelivered()).isEqualTo("a");
        assertThat(refused)
                .hasMessageMatching(
                        "channel \"orders\" was cancelled by its receiver at"
                                + " L15CancelTest.java:\\d+; the value was not sent");
        assertThat(channel.trySend("a")).isEqualTo(new Sent.Closed(null));
        assertThat(channel.sendWithin("a", LONG)).isEqualTo(new Sent.Closed(null));
        assertThat(catchThrowable(() -> channel.sendAll(List.of("a"))))
                .isInstanceOf(CancelledException.class);
        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.size()).isZero();
    }

    /** Every waiting sender gets its value back, however it waits. */
    @DisplayName("L15 cancel wakes waiting senders, each with its value")
    @Over.BoundedSettings
    void cancelWakesWaitingSendersEachWithItsValue(Setting in) {
        Channel<Integer> channel = in.open();
        while (channel.trySend(-1).accepted()) {}
        List<Worker<?>> senders =
                List.of(
                        crew.run(in.senders(), () -> channel.send(0)),
                        crew.run(in.senders(), () -> channel.sendAll(List.of(1, 9))),
                        crew.run(in.senders(), () -> channel.newSender().send(2)));
        Until.sendersWait(channel, senders.size());
        crew.run(in.receivers(), channel::cancel).join();

        for (int i = 0; i < senders.size(); i++) {
            assertThat(senders.get(i).failure())
                    .isInstanceOfSatisfying(
                            CancelledException.class,
                            e -> assertThat(e.undelivered()).isIn(0, 1, 2));
            assertThat(((CancelledException) senders.get(i).failure()).undelivered()).isEqualTo(i);
        }
        assertThat(channel.waitingSenders()).isZero();
    }

    /** One event, one answer: whether the cancel comes before the call or during its wait. */
    @DisplayName("L15 cancel answers Closed to a sender that waits with a limit")
    @Over.BoundedSettings
    void cancelAnswersClosedToASenderThatWaitsWithALimit(Setting in) {
        Channel<Owned<String>> channel = in.shape().<Owned<String>>named("orders").open();
        while (channel.trySend(Owned.of("other")).accepted()) {}
        List<Worker<Sent>> senders = new ArrayList<>();
        for (Duration limit : List.of(LONG, Duration.ofSeconds(Long.MAX_VALUE))) {
            senders.add(crew.call(in.senders(), () -> sendMine(channel, limit)));
            senders.add(crew.call(in.senders(), () -> sendMine(channel.newSender(), limit)));
        }
        Until.sendersWait(channel, senders.size());
        crew.run(in.receivers(), channel::cancel).join();

        assertThat(senders)
                .allSatisfy(sender -> assertThat(sender.join()).isEqualTo(new Sent.Closed(null)));
        assertThat(channel.waitingSenders()).isZero();
    }

    private static Sent sendMine(Sender<Owned<String>> sender, Duration limit)
            throws InterruptedException {
        Owned<String> owned = Owned.of("mine");
        Sent sent = sender.sendWithin(owned, limit);
        assertThat(owned.isMine()).isTrue();
        return sent;
    }

    /** The first end stays: its cause is what there is to say. */
    @DisplayName("L15 cancel after a failure answers Closed with its cause")
    @Over.BoundedKinds
    void cancelAfterAFailureAnswersClosedWithItsCause(Shape shape) {
        Channel<Integer> channel = shape.open();
        while (channel.trySend(0).accepted()) {}
        Worker<Sent> timed = crew.call(VIRTUAL, () -> channel.sendWithin(1, LONG));
        Until.sendersWait(channel, 1);
        IllegalStateException cause = new IllegalStateException("no paper");
        channel.fail(cause);
        channel.cancel();
        assertThat(timed.join()).isEqualTo(new Sent.Closed(cause));
    }

    /** A select that could only send has nothing left to do. */
    @DisplayName("L15 cancel wakes a select that waits to send")
    @Over.BoundedKinds
    void cancelWakesASelectThatWaitsToSend(Shape shape) {
        Channel<Integer> channel = shape.open();
        while (channel.trySend(-1).accepted()) {}
        Worker<Integer> alone =
                crew.call(VIRTUAL, () -> Select.<Integer>one(Select.to(channel, 1, () -> 1)));
        Worker<String> handled =
                crew.call(
                        VIRTUAL,
                        () ->
                                Select.<String>one(
                                        Select.to(channel, 1, () -> "sent")
                                                .onClosed(() -> "closed")));
        Until.sendersWait(channel, 2);
        channel.cancel();
        assertThat(alone.failure()).isInstanceOf(AllClosedException.class);
        assertThat(handled.join()).isEqualTo("closed");
    }

    /** What is in the buffer goes to the hook, in order, before cancel returns. */
    @DisplayName("L15 cancel hands each buffered value to the hook, once")
    @Over.BufferingKinds
    void cancelHandsEachBufferedValueToTheHookOnce(Shape shape) throws Exception {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel =
                shape.<Integer>named("orders").onUndelivered(undelivered::add).open();
        int count = shape.fits(30);
        for (int i = 0; i < count; i++) {
            channel.send(i);
        }
        channel.cancel();
        assertThat(undelivered).isEqualTo(IntStream.range(0, count).boxed().toList());
        channel.cancel();
        assertThat(undelivered).hasSize(count);
        assertThat(channel.dropped()).isZero();
        assertThat(channel.size()).isZero();
    }

    /** It is told by nobody else, and may do what it likes with the channel. */
    @DisplayName("L15 the hook runs in the thread that cancels, and holds nothing")
    @Test
    void theHookRunsInTheThreadThatCancelsAndHoldsNothing() {
        AtomicReference<Channel<Integer>> self = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        self.set(
                Channel.<Integer>named("orders")
                        .buffered(5)
                        .onUndelivered(
                                value -> {
                                    threads.add(Thread.currentThread());
                                    sizes.add(self.get().size());
                                })
                        .open());
        assertThat(self.get().trySend(1).accepted()).isTrue();
        assertThat(self.get().trySend(2).accepted()).isTrue();
        Worker<Void> canceller = crew.run(VIRTUAL, self.get()::cancel);
        canceller.join();
        assertThat(threads).containsExactly(canceller.thread(), canceller.thread());
        assertThat(sizes).containsExactly(0, 0);
    }

    /** Nobody wants its values either. */
    @DisplayName("L15 L16 cancel refuses new counted senders")
    @Over.EveryKind
    void cancelRefusesNewCountedSenders(Shape shape) {
        Channel<String> channel = shape.<String>named("orders").open();
        Sender<String> counted = channel.newSender();
        channel.cancel();
        for (Sender<String> sender : List.of(channel, counted)) {
            assertThat(catchThrowable(sender::newSender))
                    .isInstanceOf(CancelledException.class)
                    .hasMessageMatching(
                            "channel \"orders\" was cancelled by its receiver at"
                                    + " L15CancelTest.java:\\d+");
        }
    }

    /** What starts producers is one of them. */
    @DisplayName("L15 L16 a consumer that stops early stops the process that starts its producers")
    @Test
    void aConsumerThatStopsEarlyStopsTheProcessThatStartsItsProducers() throws Exception {
        Channel<Integer> results = Channel.rendezvous();
        Channel<Void> cancelled = Channel.rendezvous();
        AtomicBoolean started = new AtomicBoolean();
        Scope.run(
                scope -> {
                    scope.go(
                            "starter",
                            results.newSender(),
                            mine -> {
                                cancelled.receiveOrNull();
                                scope.go(mine.newSender(), out -> started.set(true));
                            });
                    results.cancel();
                    cancelled.close();
                });
        assertThat(started).isFalse();
    }

    /** A hook that throws does not keep the others from their values. */
    @DisplayName("L15 a hook that throws is reported, and gets the other values")
    @Test
    void aHookThatThrowsIsReportedAndGetsTheOtherValues() {
        List<Integer> undelivered = new ArrayList<>();
        List<Throwable> reported = new ArrayList<>();
        Channel<Integer> channel =
                Channel.<Integer>named("orders")
                        .buffered(5)
                        .onUndelivered(
                                value -> {
                                    undelivered.add(value);
                                    throw new IllegalStateException();
                                })
                        .open();
        crew.run(
                        VIRTUAL,
                        () -> {
                            Thread.currentThread()
                                    .setUncaughtExceptionHandler((t, e) -> reported.add(e));
                            channel.sendAll(List.of(1, 2, 3));
                            channel.cancel();
                        })
                .join();
        assertThat(undelivered).containsExactly(1, 2, 3);
        assertThat(reported).hasSize(3);
    }

    /** Other receivers of the channel are told, too. */
    @DisplayName("L15 cancel ends the receives of others")
    @Over.EverySetting
    void cancelEndsTheReceivesOfOthers(Setting in) {
        Channel<Integer> channel = in.open();
        Worker<Integer> waiting = crew.call(in.receivers(), channel::receive);
        Worker<Integer> orNull = crew.call(in.receivers(), channel::receiveOrNull);
        Worker<Received<Integer>> within =
                crew.call(in.receivers(), () -> channel.receiveWithin(LONG));
        Worker<Boolean> loop = crew.call(in.receivers(), () -> channel.iterator().hasNext());
        Until.receiversWait(channel, 4);
        crew.run(in.receivers(), channel::cancel).join();

        assertThat(waiting.failure())
                .isInstanceOfSatisfying(
                        CancelledException.class, e -> assertThat(e.undelivered()).isNull());
        assertThat(orNull.join()).isNull();
        assertThat(within.join()).isEqualTo(new Received.Closed<>(null));
        assertThat(loop.join()).isFalse();
        assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(null));
    }

    /** A cancel after the close takes what is left, and turns the senders that still wait away. */
    @DisplayName("L15 cancel after a close empties the channel")
    @Over.BoundedKinds
    void cancelAfterACloseEmptiesTheChannel(Shape shape) {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel =
                shape.<Integer>named("orders").onUndelivered(undelivered::add).open();
        while (channel.trySend(0).accepted()) {}
        Worker<Void> sender = crew.run(VIRTUAL, () -> channel.send(1));
        Until.sendersWait(channel, 1);
        channel.close();
        channel.cancel();

        assertThat(sender.failure())
                .isInstanceOfSatisfying(
                        CancelledException.class, e -> assertThat(e.undelivered()).isEqualTo(1));
        assertThat(undelivered).hasSize(shape.capacity).allMatch(value -> value == 0);
        assertThat(channel.tryReceive()).isInstanceOf(Received.Closed.class);
    }

    /** Among racing senders and receivers each value has one fate: received, handed to the hook, or given back. */
    @DisplayName("L15 in a race each value has exactly one fate")
    @Over.EveryKind
    void inARaceEachValueHasExactlyOneFate(Shape shape) {
        for (int round = 0; round < 25; round++) {
            Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();
            Channel<Integer> channel =
                    shape.<Integer>named("orders").onUndelivered(undelivered::add).open();
            CountDownLatch started = new CountDownLatch(3);
            List<Worker<List<Integer>>> senders =
                    crew.callAll(
                            3,
                            id -> {
                                List<Integer> accepted = new ArrayList<>();
                                started.countDown();
                                try {
                                    for (int i = 0; i < 5_000; i++) {
                                        channel.send(id + 3 * i);
                                        accepted.add(id + 3 * i);
                                    }
                                } catch (CancelledException e) {
                                    assertThat(e.undelivered()).isEqualTo(id + 3 * accepted.size());
                                }
                                return accepted;
                            });
            List<Worker<List<Integer>>> receivers =
                    crew.callAll(
                            2,
                            id -> {
                                List<Integer> got = new ArrayList<>();
                                channel.forEach(got::add);
                                return got;
                            });
            int pauses = crew.random(round).nextInt(2_000);
            crew.run(
                            ThreadKind.alternating(round),
                            () -> {
                                started.await();
                                IntStream.range(0, pauses).forEach(i -> Thread.onSpinWait());
                                channel.cancel();
                            })
                    .join();
            List<Integer> accepted = new ArrayList<>();
            senders.forEach(sender -> accepted.addAll(sender.join()));
            List<Integer> fates = new ArrayList<>(undelivered);
            receivers.forEach(receiver -> fates.addAll(receiver.join()));

            assertThat(fates.stream().sorted()).isEqualTo(accepted.stream().sorted().toList());
        }
    }

    /** As the JVM does with what handlers throw. */
    @DisplayName("L15 a hook whose failure cannot be reported gets the other values all the same")
    @Test
    void aHookWhoseFailureCannotBeReportedGetsTheOtherValues() {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel =
                Channel.<Integer>named("orders")
                        .buffered(5)
                        .onUndelivered(
                                value -> {
                                    undelivered.add(value);
                                    throw new IllegalStateException();
                                })
                        .open();
        crew.run(
                        VIRTUAL,
                        () -> {
                            Thread.currentThread()
                                    .setUncaughtExceptionHandler(
                                            (t, e) -> {
                                                throw new AssertionError(e);
                                            });
                            channel.sendAll(List.of(1, 2, 3));
                            channel.cancel();
                        })
                .join();
        assertThat(undelivered).containsExactly(1, 2, 3);
    }

    /** It was closed as well, but that is not why its value is not received. */
    @DisplayName("L15 L11 a sender that waits at a closed channel hears of the cancel")
    @Test
    void senderThatWaitsAtAClosedChannelHearsOfTheCancel() {
        Channel<Integer> channel = Channel.<Integer>named("orders").open();
        Worker<Void> sender = crew.run(VIRTUAL, () -> channel.send(1));
        Until.sendersWait(channel, 1);
        channel.close();
        channel.cancel();
        assertThat(sender.failure())
                .isInstanceOf(CancelledException.class)
                .hasMessage(
                        "channel \"orders\" was cancelled by its receiver; the value was not sent");
    }
}
