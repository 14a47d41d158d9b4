package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Sent;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@DisplayName("L13 A failure is a close with a cause")
class L13FailTest {
    private static final Duration LONG = Duration.ofMinutes(9);
    private static final IllegalStateException CAUSE = new IllegalStateException("no paper");

    @RegisterExtension final Crew crew = new Crew();

    /** First the buffer, then the senders that were waiting, then the cause. */
    @DisplayName("L13 the cause is reported after the buffered values and the waiting sends")
    @Over.EverySetting
    void theCauseIsReportedAfterTheValues(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        int sent = 0;
        for (; sent < in.shape().fits(150); sent++) {
            channel.send(sent);
        }
        List<Worker<Void>> waiting = new ArrayList<>();
        while (in.shape().waits() && waiting.size() < 3) {
            int value = sent++;
            waiting.add(crew.run(in.senders(), () -> channel.send(value)));
            Until.sendersWait(channel, waiting.size());
        }
        assertThat(channel.fail(CAUSE)).isTrue();
        for (int i = 0; i < sent; i++) {
            assertThat(crew.call(in.receivers(), channel::receive).join()).isEqualTo(i);
        }
        waiting.forEach(Worker::join);
        assertThat(crew.call(in.receivers(), channel::receive).failure())
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(CAUSE);
    }

    /** Every way to receive reports the cause, each time. */
    @DisplayName("L13 every way to receive reports the cause")
    @Over.EveryKind
    void everyWayToReceiveReportsTheCause(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        channel.fail(CAUSE);
        List<ThrowingCallable> throwing =
                List.of(
                        channel::receive,
                        channel::receiveOrNull,
                        () -> channel.receiveBatch(3),
                        () -> channel.receiveHolding(value -> {}),
                        () -> channel.iterator().hasNext(),
                        () -> channel.iterator().next(),
                        () -> Select.one(Select.on(channel, value -> value)));
        for (ThrowingCallable receive : throwing) {
            assertThatThrownBy(receive).isInstanceOf(ChannelFailedException.class).hasCause(CAUSE);
        }
        assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(CAUSE));
        assertThat(channel.receiveWithin(LONG)).isEqualTo(new Received.Closed<>(CAUSE));
        assertThat(channel.receiveWithin(Duration.ZERO)).isEqualTo(new Received.Closed<>(CAUSE));
        assertThat(channel.tryReceiveOrNull()).isNull();
    }

    /** A batch that brings values says nothing of the end; the next one does. */
    @DisplayName("L13 L23 a batch brings what is left, and the next one throws the failure")
    @Test
    void aBatchBringsWhatIsLeftAndTheNextOneThrows() throws Exception {
        Channel<Integer> channel = Channel.unbounded();
        channel.send(1);
        channel.send(2);
        channel.fail(CAUSE);
        assertThat(channel.receiveBatch(5)).containsExactly(1, 2);
        assertThatThrownBy(() -> channel.receiveBatch(5))
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(CAUSE);
    }

    /** Every waiting receiver is woken with the cause. */
    @DisplayName("L13 a failure wakes every waiting receiver with the cause")
    @Over.EverySetting
    void aFailureWakesEveryWaitingReceiverWithTheCause(Setting in) {
        Channel<Integer> channel = in.open();
        List<Worker<Integer>> throwing = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            throwing.add(crew.call(in.receivers(), channel::receive));
        }
        throwing.add(crew.call(in.receivers(), channel::receiveOrNull));
        throwing.add(crew.call(in.receivers(), () -> channel.iterator().next()));
        throwing.add(crew.call(in.receivers(), () -> Select.one(Select.on(channel, v -> v))));
        Worker<Received<Integer>> answered =
                crew.call(in.receivers(), () -> channel.receiveWithin(LONG));
        Until.receiversWait(channel, throwing.size() + 1);
        crew.run(in.senders(), () -> channel.fail(CAUSE)).join();

        for (Worker<Integer> receiver : throwing) {
            assertThat(receiver.failure())
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(CAUSE);
        }
        assertThat(answered.join()).isEqualTo(new Received.Closed<>(CAUSE));
    }

    /** Senders are refused as after a close, and learn of the cause. */
    @DisplayName("L13 sends after a failure are refused with the cause")
    @Over.EveryKind
    void sendsAfterAFailureAreRefusedWithTheCause(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        channel.fail(CAUSE);
        ClosedException refused =
                catchThrowableOfType(ClosedException.class, () -> channel.send(1));
        assertThat(refused).hasCause(CAUSE);
        assertThat(refused.undelivered()).isEqualTo(1);
        assertThat(channel.trySend(1)).isEqualTo(new Sent.Closed(CAUSE));
        assertThat(channel.sendWithin(1, LONG)).isEqualTo(new Sent.Closed(CAUSE));
    }

    /** One of several counted senders may fail for all. */
    @DisplayName("L13 a counted sender can fail the channel")
    @Test
    void aCountedSenderCanFailTheChannel() {
        Channel<Integer> channel = Channel.buffered(1);
        Sender<Integer> first = channel.newSender();
        Sender<Integer> second = channel.newSender();
        assertThat(first.fail(CAUSE)).isTrue();
        assertThat(second.fail(new IllegalStateException("late"))).isFalse();
        assertThat(first.fail(CAUSE)).isFalse();
        assertThat(second.tryClose()).isFalse();
        assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(CAUSE));
    }

    /** It hears what all others hear, until it is closed. */
    @DisplayName("L13 a counted sender that has failed the channel is refused with the cause")
    @Test
    void aCountedSenderThatHasFailedIsRefusedWithTheCause() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.newSender();
        Sender<Integer> sender = channel.newSender();
        sender.fail(CAUSE);
        assertThat(sender.trySend(1)).isEqualTo(new Sent.Closed(CAUSE));
        assertThat(sender.sendWithin(1, LONG)).isEqualTo(new Sent.Closed(CAUSE));
        assertThat(sender.sendWithin(1, Duration.ZERO)).isEqualTo(new Sent.Closed(CAUSE));
        assertThatThrownBy(() -> sender.send(1))
                .isInstanceOf(ClosedException.class)
                .hasCause(CAUSE);
        assertThatThrownBy(() -> sender.sendAll(List.of(1)))
                .isInstanceOf(ClosedException.class)
                .hasCause(CAUSE);
        assertThatThrownBy(sender::newSender).isInstanceOf(ClosedException.class).hasCause(CAUSE);
        assertThat(
                        Select.<Throwable>one(
                                Select.<Integer, Throwable>to(sender, 1, () -> null)
                                        .onClosed(cause -> cause)))
                .isSameAs(CAUSE);
    }

    /** A sender that is closed has nothing more to say, a failure neither. */
    @DisplayName("L13 a closed counted sender cannot fail the channel")
    @Test
    void aClosedCountedSenderCannotFailTheChannel() {
        Channel<Integer> channel = Channel.buffered(1);
        Sender<Integer> open = channel.newSender();
        Sender<Integer> closed = channel.newSender();
        closed.close();
        assertThat(closed.fail(CAUSE)).isFalse();
        assertThat(open.trySend(1).accepted()).isTrue();
        assertThat(channel.isClosed()).isFalse();
    }

    /** Whose own code fails when it is asked for words. */
    @DisplayName("L13 a cause that has no words is reported all the same")
    @Test
    void aCauseThatHasNoWordsIsReported() {
        RuntimeException speechless = new Speechless();
        Channel<Integer> channel = Channel.<Integer>named("orders").buffered(1).open();
        channel.fail(speechless);
        assertThat(catchThrowableOfType(ChannelFailedException.class, channel::receive))
                .hasMessageContainingAll("orders", speechless.getClass().getName())
                .satisfies(e -> assertThat(e.getCause()).isSameAs(speechless));
        assertThat(catchThrowableOfType(ClosedException.class, () -> channel.send(1)).undelivered())
                .isEqualTo(1);
    }

    /** The message names the channel and the cause. */
    @DisplayName("L13 the message names the channel and the cause")
    @Test
    void theMessageNamesTheChannelAndTheCause() {
        Channel<Integer> channel = Channel.<Integer>named("orders").open();
        Worker<Integer> waiting = crew.call(VIRTUAL, channel::receive);
        Until.receiversWait(channel, 1);
        channel.fail(CAUSE);
        String message = "channel \"orders\" was failed at L13FailTest.java:\\d+ with %s";

        assertThat(waiting.failure()).hasMessageMatching(message.formatted(CAUSE));
        assertThatThrownBy(channel::receive).hasMessageMatching(message.formatted(CAUSE));
    }
}
