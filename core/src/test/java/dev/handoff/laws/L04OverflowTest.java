package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Overflow;
import dev.handoff.Select;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

@DisplayName("L4 An overflow policy drops instead of waiting, and accounts for what it drops")
class L04OverflowTest {
    @RegisterExtension final Crew crew = new Crew();

    /** The store keeps the newest values. */
    @DisplayName("L4 DROP_OLDEST drops what has been in the buffer longest")
    @Test
    void dropOldestDropsWhatHasBeenInTheBufferLongest() throws Exception {
        List<Integer> dropped = new ArrayList<>();
        Channel<Integer> channel =
                Shape.DROP_OLDEST_2.<Integer>named("a").onUndelivered(dropped::add).open();
        for (int i = 0; i < 5; i++) {
            channel.send(i);
        }
        assertThat(dropped).containsExactly(0, 1, 2);
        assertThat(channel.dropped()).isEqualTo(3);
        assertThat(channel.receiveBatch(9)).containsExactly(3, 4);
    }

    /** The store keeps the oldest values. */
    @DisplayName("L4 DROP_NEWEST drops the value that is being sent")
    @Test
    void dropNewestDropsTheValueThatIsBeingSent() throws Exception {
        List<Integer> dropped = new ArrayList<>();
        Channel<Integer> channel =
                Shape.DROP_NEWEST_2.<Integer>named("a").onUndelivered(dropped::add).open();
        for (int i = 0; i < 5; i++) {
            channel.send(i);
        }
        assertThat(dropped).containsExactly(2, 3, 4);
        assertThat(channel.dropped()).isEqualTo(3);
        assertThat(channel.receiveBatch(9)).containsExactly(0, 1);
    }

    /** Conflation: one value, the last. */
    @DisplayName("L4 LATEST holds the latest value alone")
    @Test
    void latestHoldsTheLatestValueAlone() throws Exception {
        List<Integer> dropped = new ArrayList<>();
        Channel<Integer> channel =
                Shape.LATEST.<Integer>named("a").onUndelivered(dropped::add).open();
        for (int i = 0; i < 5; i++) {
            channel.send(i);
            assertThat(channel.size()).isEqualTo(1);
        }
        assertThat(dropped).containsExactly(0, 1, 2, 3);
        assertThat(channel.capacity()).isEqualTo(1);
        assertThat(channel.tryReceiveOrNull()).isEqualTo(4);
        assertThat(channel.tryReceiveOrNull()).isNull();
        assertThat(Channel.latest().toString()).contains("latest");
    }

    /** Every way to send applies the policy, answers that it was done, and tells the hook. */
    @DisplayName("L4 no way to send ever waits")
    @Over.DroppingKinds
    void noWayToSendEverWaits(Shape shape) throws Exception {
        List<Integer> dropped = new ArrayList<>();
        Channel<Integer> channel = shape.<Integer>named("a").onUndelivered(dropped::add).open();
        channel.sendAll(Collections.nCopies(shape.capacity, 0));
        channel.sendAll(List.of(1, 2, 3, 4));
        channel.send(5);
        assertThat(channel.trySend(6)).isInstanceOf(Sent.Accepted.class);
        assertThat(channel.sendWithin(7, Duration.ofDays(9))).isInstanceOf(Sent.Accepted.class);
        assertThat(channel.sendWithin(8, Duration.ZERO)).isInstanceOf(Sent.Accepted.class);
        assertThat(Select.<Integer>one(Select.to(channel, 9, () -> 1))).isEqualTo(1);
        assertThat(Select.<Integer>prioritized(Select.to(channel, 10, () -> 1)).run()).isEqualTo(1);
        try (var sender = channel.newSender()) {
            sender.send(11);
        }
        List<Integer> all = new ArrayList<>(dropped);
        all.addAll(channel.receiveBatch(shape.capacity));
        all.removeAll(List.of(0));

        assertThat(all).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(channel.dropped()).isEqualTo(11);
    }

    /** A waiting receiver is served first; there is nothing to drop. */
    @DisplayName("L4 a value for a waiting receiver is not dropped")
    @Over.EverySetting
    void aValueForAWaitingReceiverIsNotDropped(Setting in) {
        Channel<Integer> channel = in.open();
        List<Worker<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            receivers.add(crew.call(in.receivers(), channel::receive));
            Until.receiversWait(channel, i + 1);
        }
        crew.run(in.senders(), () -> channel.sendAll(List.of(0, 1, 2, 3, 4))).join();

        assertThat(receivers.stream().map(Worker::join)).containsExactly(0, 1, 2, 3, 4);
        assertThat(channel.dropped()).isZero();
    }

    /** Under load every value is received, or dropped and handed to the hook, once. */
    @DisplayName("L4 every value is received or handed to the hook, exactly once")
    @Over.DroppingKinds
    void everyValueIsReceivedOrHandedToTheHookExactlyOnce(Shape shape) throws Exception {
        int each = 3_000;
        Queue<Integer> dropped = new ConcurrentLinkedQueue<>();
        Channel<Integer> channel = shape.<Integer>named("a").onUndelivered(dropped::add).open();
        List<Worker<Void>> senders =
                crew.callAll(
                        3,
                        id -> {
                            for (int i = 0; i < each; i++) {
                                int value = id * each + i;
                                switch (value % 3) {
                                    case 0 -> channel.send(value);
                                    case 1 -> channel.trySend(value);
                                    default -> Select.one(Select.to(channel, value, () -> 0));
                                }
                            }
                            return null;
                        });
        Worker<List<Integer>> receiver =
                crew.call(
                        VIRTUAL,
                        () -> {
                            List<Integer> got = new ArrayList<>();
                            channel.forEach(got::add);
                            return got;
                        });
        senders.forEach(Worker::join);
        channel.close();
        List<Integer> all = new ArrayList<>(receiver.join());
        all.addAll(dropped);
        all.sort(null);

        assertThat(channel.dropped()).isEqualTo(dropped.size());
        assertThat(all).isEqualTo(IntStream.range(0, 3 * each).boxed().toList());
    }

    /** The hook is foreign code: it may use the channel that it is about. */
    @DisplayName("L4 the hook runs in the sender's thread and holds nothing")
    @Over.DroppingKinds
    void theHookRunsInTheSendersThreadAndHoldsNothing(Shape shape) throws Exception {
        AtomicReference<Channel<Integer>> self = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        Channel<Integer> channel =
                shape.<Integer>named("a")
                        .onUndelivered(
                                value -> {
                                    threads.add(Thread.currentThread());
                                    assertThat(self.get().size()).isEqualTo(shape.capacity);
                                    self.get().tryReceive();
                                })
                        .open();
        self.set(channel);
        for (int i = 0; i <= shape.capacity; i++) {
            channel.send(i);
        }
        assertThat(threads).containsExactly(Thread.currentThread());
        assertThat(channel.size()).isEqualTo(shape.capacity - 1);
    }

    /** A hook that throws is reported, and neither the send nor the next drop suffers. */
    @DisplayName("L4 a hook that throws is reported and stops nothing")
    @Over.DroppingKinds
    void aHookThatThrowsIsReportedAndStopsNothing(Shape shape) {
        List<Integer> dropped = new ArrayList<>();
        List<Throwable> reported = new ArrayList<>();
        Channel<Integer> channel =
                shape.<Integer>named("a")
                        .onUndelivered(
                                value -> {
                                    dropped.add(value);
                                    throw new IllegalStateException("hook " + value);
                                })
                        .open();
        crew.run(
                        VIRTUAL,
                        () -> {
                            Thread.currentThread()
                                    .setUncaughtExceptionHandler((t, e) -> reported.add(e));
                            for (int i = 0; i < shape.capacity + 3; i++) {
                                channel.send(i);
                            }
                        })
                .join();
        assertThat(dropped).hasSize(3);
        assertThat(channel.dropped()).isEqualTo(3);
        assertThat(reported)
                .extracting(Throwable::getMessage)
                .isEqualTo(dropped.stream().map(value -> "hook " + value).toList());
    }

    /** Without a hook values are dropped all the same, and counted. */
    @DisplayName("L4 drops are counted without a hook, too")
    @Over.DroppingKinds
    void dropsAreCountedWithoutAHook(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        for (int i = 0; i < 200; i++) {
            channel.send(i);
        }
        assertThat(channel.dropped()).isEqualTo(200 - shape.capacity);
    }

    /** Nothing is dropped by a kind that waits. */
    @DisplayName("L4 a kind that waits drops nothing")
    @Over.LosslessKinds
    void aKindThatWaitsDropsNothing(Shape shape) {
        Channel<Integer> channel = shape.open();
        for (int i = 0; i < 200; i++) {
            channel.trySend(i);
        }
        assertThat(channel.dropped()).isZero();
    }

    /** There must be something to drop from. */
    @DisplayName("L4 a policy that drops needs a buffer")
    @Test
    void aPolicyThatDropsNeedsABuffer() {
        for (Overflow policy : List.of(Overflow.DROP_OLDEST, Overflow.DROP_NEWEST)) {
            assertThatThrownBy(() -> Channel.named("a").overflow(policy).open())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(policy + " needs a buffer");
        }
    }

    /** However large it is, and however long nobody sends. */
    @DisplayName("L4 a dropped value is not kept from the garbage collector")
    @Over.DroppingKinds
    void droppedValueIsNotKept(Shape shape) throws Exception {
        Channel<Object> channel = shape.open();
        for (boolean bySelect : new boolean[] {false, true}) {
            List<WeakReference<Object>> sent = new ArrayList<>();
            for (int i = 0; i <= shape.capacity; i++) {
                sent.add(sendOne(channel, bySelect));
            }
            WeakReference<Object> dropped = shape.dropsNewest() ? sent.getLast() : sent.getFirst();
            Until.eventually(
                    "collected",
                    () -> {
                        System.gc();
                        return dropped.refersTo(null);
                    });
        }
        assertThat(channel.size()).isEqualTo(shape.capacity);
    }

    private static WeakReference<Object> sendOne(Channel<Object> channel, boolean bySelect)
            throws InterruptedException {
        Object value = new Object();
        if (bySelect) {
            Select.one(Select.to(channel, value, () -> 0));
        } else {
            channel.send(value);
        }
        return new WeakReference<>(value);
    }
}
