package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.ProcessBody;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

@DisplayName("L16 The last counted sender closes the channel")
class L16CountedSendersTest {
    @RegisterExtension final Crew crew = new Crew();

    /** In whatever order they are closed, it is the last that closes the channel. */
    @DisplayName("L16 the channel is open until the last sender is closed, in all orders")
    @Over.EveryKind
    void theChannelIsOpenUntilTheLastSenderIsClosed(Shape shape) {
        for (List<Integer> order :
                List.of(
                        List.of(0, 1, 2),
                        List.of(0, 2, 1),
                        List.of(1, 0, 2),
                        List.of(1, 2, 0),
                        List.of(2, 0, 1),
                        List.of(2, 1, 0))) {
            Channel<Integer> channel = shape.open();
            List<Sender<Integer>> senders =
                    List.of(channel.newSender(), channel.newSender(), channel.newSender());
            assertThat(senders.get(order.get(0)).tryClose()).isFalse();
            assertThat(senders.get(order.get(1)).tryClose()).isFalse();
            assertThat(channel.isClosed()).isFalse();
            assertThat(senders.get(order.get(2)).tryClose()).isTrue();
            assertThat(channel.isClosed()).isTrue();
        }
    }

    /** A sender counts once, however often it is closed. */
    @DisplayName("L16 closing a sender twice counts once")
    @Test
    void closingASenderTwiceCountsOnce() {
        Channel<Integer> channel = Channel.buffered(1);
        Sender<Integer> one = channel.newSender();
        Sender<Integer> two = channel.newSender();
        one.close();
        one.close();
        assertThat(one.tryClose()).isFalse();
        assertThat(channel.isClosed()).isFalse();
        assertThat(two.trySend(1).accepted()).isTrue();
        two.close();
        assertThat(channel.isClosed()).isTrue();
    }

    /** A closed sender refuses although the channel is open for others. */
    @DisplayName("L16 a closed sender refuses to send")
    @Over.EveryKind
    void aClosedSenderRefusesToSend(Shape shape) throws Exception {
        Channel<String> channel = shape.<String>named("orders").open();
        Sender<String> open = channel.newSender();
        Sender<String> closed = channel.newSender();
        closed.close();
        ClosedException refused =
                catchThrowableOfType(ClosedException.class, () -> closed.send("a"));
        assertThat(refused.undelivered()).isEqualTo("a");
        assertThat(refused)
                .hasMessageMatching(
                        "this sender of channel \"orders\" was closed at"
                                + " L16CountedSendersTest.java:\\d+; the value was not sent");
        assertThat(closed.trySend("a")).isEqualTo(new Sent.Closed(null));
        assertThat(closed.sendWithin("a", Duration.ofDays(9))).isEqualTo(new Sent.Closed(null));
        ClosedException batch =
                catchThrowableOfType(
                        ClosedException.class, () -> closed.sendAll(List.of("a", "b")));
        assertThat(batch.undelivered()).isEqualTo("a");
        assertThat(catchThrowable(closed::newSender)).isInstanceOf(ClosedException.class);
        assertThat(
                        Select.<String>one(
                                Select.to(closed, "a", () -> "sent").onClosed(() -> "closed")))
                .isEqualTo("closed");
        assertThat(channel.size()).isZero();
        assertThat(channel.isClosed()).isFalse();
        open.close();
    }

    /** Sender and channel are two views of one queue. */
    @DisplayName("L16 a counted sender sends to the channel, in every way")
    @Over.BufferingKinds
    void aCountedSenderSendsToTheChannelInEveryWay(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        Sender<Integer> sender = channel.newSender();
        sender.send(1);
        assertThat(sender.size()).isEqualTo(1);
        assertThat(sender.capacity()).isEqualTo(shape.capacity);
        assertThat(channel.receive()).isEqualTo(1);
        assertThat(sender.trySend(2).accepted()).isTrue();
        assertThat(channel.receive()).isEqualTo(2);
        assertThat(sender.sendWithin(3, Duration.ofDays(1)).accepted()).isTrue();
        assertThat(channel.receive()).isEqualTo(3);
        sender.sendAll(List.of(4));
        assertThat(channel.receive()).isEqualTo(4);
        Select.one(Select.to(sender, 5, () -> 0));
        assertThat(channel.receive()).isEqualTo(5);
    }

    /** A receiver that waits when the last sender goes is told at once. */
    @DisplayName("L16 the last close wakes the waiting receivers")
    @Over.EverySetting
    void theLastCloseWakesTheWaitingReceivers(Setting in) {
        Channel<Integer> channel = in.open();
        Sender<Integer> one = channel.newSender();
        Sender<Integer> two = one.newSender();
        Worker<Integer> receiver = crew.call(in.receivers(), channel::receiveOrNull);
        Worker<String> select =
                crew.call(
                        in.receivers(),
                        () ->
                                Select.<String>one(
                                        Select.on(channel, v -> "value"),
                                        Select.ended(() -> "ended")));
        Until.receiversWait(channel, 2);
        crew.run(in.senders(), one::close).join();
        assertThat(channel.waitingReceivers()).isEqualTo(2);
        crew.run(in.senders(), two::close).join();

        assertThat(receiver.join()).isNull();
        assertThat(select.join()).isEqualTo("ended");
        assertThat(catchThrowable(channel::newSender)).isInstanceOf(ClosedException.class);
    }

    /** What was sent is received before the end is reported. */
    @DisplayName("L16 the values of closed senders are still received")
    @Over.BufferingKinds
    void theValuesOfClosedSendersAreStillReceived(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        try (Sender<Integer> sender = channel.newSender()) {
            sender.send(1);
        }
        assertThat(channel.receive()).isEqualTo(1);
        assertThat(channel.receiveOrNull()).isNull();
    }

    /** Producers that come one after the other need no coordination while nobody looks. */
    @DisplayName("L16 a count that fell to zero is taken up again if nobody was told of the end")
    @Over.BufferingKinds
    void aCountThatFellToZeroIsTakenUpAgain(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        for (int i = 0; i < 3; i++) {
            try (Sender<Integer> sender = channel.newSender()) {
                sender.send(i);
            }
            assertThat(channel.size()).isPositive();
            assertThat(channel.tryReceive().orNull()).isEqualTo(i);
        }
        Sender<Integer> again = channel.newSender();
        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
        again.send(9);
        again.close();
        assertThat(channel).containsExactly(9);
    }

    /** A batch that brings values has not told anybody of the end. */
    @DisplayName("L16 a batch of values does not tell of the end")
    @Over.BufferingKinds
    void aBatchOfValuesDoesNotTellOfTheEnd(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        try (Sender<Integer> sender = channel.newSender()) {
            sender.send(1);
        }
        assertThat(channel.receiveBatch(10)).containsExactly(1);
        try (Sender<Integer> sender = channel.newSender()) {
            sender.send(2);
        }
        assertThat(channel.receiveBatch(10)).containsExactly(2);
        assertThat(channel.receiveBatch(10)).isEmpty();
        assertThat(catchThrowable(channel::newSender)).isInstanceOf(ClosedException.class);
    }

    /** Each way to be told of the end makes it final. */
    @DisplayName("L16 the end is final once somebody was told")
    @Over.EveryKind
    void theEndIsFinalOnceSomebodyWasTold(Shape shape) {
        for (int way = 0; way < 14; way++) {
            Channel<Integer> channel = shape.open();
            channel.newSender().close();
            List<ProcessBody> ways =
                    List.of(
                            () -> assertThat(channel.receiveOrNull()).isNull(),
                            () -> assertThat(channel.tryReceiveOrNull()).isNull(),
                            () -> assertThat(channel.isClosed()).isTrue(),
                            () -> assertThat(channel.trySend(1).accepted()).isFalse(),
                            () -> assertThat(channel.tryClose()).isFalse(),
                            () -> assertThat(channel.receiveBatch(2)).isEmpty(),
                            () -> assertThat(channel.receiveHolding(value -> {})).isFalse(),
                            () ->
                                    assertThat(channel.receiveWithin(Duration.ofDays(9)))
                                            .isEqualTo(new Received.Closed<>(null)),
                            () ->
                                    assertThatThrownBy(() -> channel.sendAll(List.of(1)))
                                            .isInstanceOf(ClosedException.class),
                            channel::cancel,
                            () -> assertThat(channel.done().receiveOrNull()).isNull(),
                            () -> assertThat(channel.iterator().hasNext()).isFalse(),
                            () -> assertThat(selectToSend(channel)).isEqualTo("closed"),
                            () -> assertThat(channel.fail(new IllegalStateException())).isFalse());
            crew.run(VIRTUAL, ways.get(way)).join();
            assertThatThrownBy(channel::newSender)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("make all senders before");
            assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(null));
        }
    }

    private static String selectToSend(Channel<Integer> channel) throws InterruptedException {
        return Select.one(Select.to(channel, 1, () -> "sent").onClosed(() -> "closed"));
    }

    /** A select notices the end of a full channel, too. */
    @DisplayName("L16 a send case notices that the last sender is gone")
    @Over.BoundedKinds
    void aSendCaseNoticesThatTheLastSenderIsGone(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        while (channel.trySend(0).accepted()) {}
        channel.newSender().close();
        assertThat(selectToSend(channel)).isEqualTo("closed");
    }

    /** A sender that waits in one thread while another closes it is still received. */
    @DisplayName("L16 a send that waits when its sender is closed is still received")
    @Over.BoundedKinds
    void aSendThatWaitsWhenItsSenderIsClosedIsStillReceived(Shape shape) {
        Channel<Integer> channel = shape.open();
        while (channel.trySend(0).accepted()) {}
        Sender<Integer> counted = channel.newSender();
        Worker<Void> sender = crew.run(VIRTUAL, () -> counted.send(1));
        Until.sendersWait(channel, 1);
        counted.close();
        List<Integer> got = new ArrayList<>();
        channel.forEach(got::add);
        sender.join();
        assertThat(got).hasSize(shape.capacity + 1).endsWith(1);
    }

    /** Many producers, one close, no coordination code. */
    @DisplayName("L16 many producers end the receiver's loop when the last is done")
    @Over.LosslessSettings
    void manyProducersEndTheReceiversLoop(Setting in) {
        Channel<Integer> channel = in.open();
        int producers = 8;
        List<Sender<Integer>> senders = new ArrayList<>();
        for (int id = 0; id < producers; id++) {
            senders.add(channel.newSender());
        }
        for (Sender<Integer> sender : senders) {
            crew.run(
                    in.senders(),
                    () -> {
                        try (sender;
                                Sender<Integer> child = sender.newSender()) {
                            for (int i = 0; i < 50; i++) {
                                (i % 2 == 0 ? sender : child).send(i);
                            }
                        }
                    });
        }
        Worker<Integer> receiver =
                crew.call(
                        in.receivers(),
                        () -> {
                            int count = 0;
                            for (Integer value : channel) {
                                count += value >= 0 ? 1 : 0;
                            }
                            return count;
                        });
        assertThat(receiver.join()).isEqualTo(producers * 50);
    }

    /** Of senders that are closed at once, exactly one is the last. */
    @DisplayName("L16 of many senders closed at once one is the last")
    @Over.EveryKind
    void ofManySendersClosedAtOnceOneIsTheLast(Shape shape) {
        for (int round = 0; round < 40; round++) {
            Channel<Integer> channel = shape.open();
            List<Sender<Integer>> senders =
                    IntStream.range(0, 4).mapToObj(i -> channel.newSender()).toList();
            CountDownLatch start = new CountDownLatch(1);
            List<Worker<Boolean>> closers =
                    crew.callAll(
                            4,
                            i -> {
                                start.await();
                                boolean last = senders.get(i).tryClose();
                                return last | senders.get(i).tryClose();
                            });
            Worker<Integer> receiver = crew.call(VIRTUAL, channel::receiveOrNull);
            start.countDown();
            assertThat(closers.stream().filter(Worker::join)).hasSize(1);
            assertThat(receiver.join()).isNull();
        }
    }
}
