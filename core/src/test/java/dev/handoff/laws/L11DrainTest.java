package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.ProcessBody;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

@DisplayName("L11 After a close what was sent is still received")
class L11DrainTest {
    private static final Duration LONG = Duration.ofMinutes(9);

    @RegisterExtension final Crew crew = new Crew();

    /** First the buffer, then those who were waiting, then the end. */
    @DisplayName(
            "L11 buffered values and waiting sends are received in order, then the end is reported")
    @Over.EverySetting
    void bufferedValuesAndWaitingSendsAreReceivedInOrder(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        int sent = 0;
        int stored = in.shape().fits(200);
        for (; sent < stored; sent++) {
            channel.send(sent);
        }
        List<Worker<Void>> waiting = new ArrayList<>();
        while (in.shape().waits() && waiting.size() < 4) {
            int value = sent++;
            waiting.add(crew.run(in.senders(), waitingSend(channel, value)));
            Until.sendersWait(channel, waiting.size());
        }
        channel.close();
        assertThat(channel.trySend(-1)).isEqualTo(new Sent.Closed(null));
        assertThat(channel.waitingSenders()).isEqualTo(waiting.size());
        assertThat(channel.size()).isEqualTo(stored);

        for (int i = 0; i < sent; i++) {
            assertThat(crew.call(in.receivers(), channel::receive).join()).isEqualTo(i);
        }
        waiting.forEach(Worker::join);
        assertThat(channel.tryReceive()).isEqualTo(Received.closed(null));
        assertThat(catchThrowable(channel::receive)).isInstanceOf(ClosedException.class);
    }

    /** The ways to wait with a value. */
    private static ProcessBody waitingSend(Channel<Integer> channel, int value) {
        return switch (value % 4) {
            case 0 -> () -> channel.send(value);
            case 1 ->
                    () ->
                            assertThat(channel.sendWithin(value, LONG))
                                    .isInstanceOf(Sent.Accepted.class);
            case 2 -> () -> Select.one(Select.to(channel, value, () -> 0));
            default -> () -> channel.sendAll(List.of(value));
        };
    }

    /** Every way to receive gets what is left, and then reports the end in its own way. */
    @DisplayName("L11 every way to receive drains, then reports the end")
    @Over.BufferingKinds
    void everyWayToReceiveDrainsThenReportsTheEnd(Shape shape) throws Exception {
        assertThat(last(shape).receive()).isEqualTo(1);
        assertThat(last(shape).receiveOrNull()).isEqualTo(1);
        assertThat(last(shape).tryReceive()).isEqualTo(new Received.Value<>(1));
        assertThat(last(shape).tryReceiveOrNull()).isEqualTo(1);
        assertThat(last(shape).receiveWithin(LONG).orNull()).isEqualTo(1);
        assertThat(last(shape).receiveBatch(5)).containsExactly(1);
        assertThat(last(shape)).containsExactly(1);
        assertThat(last(shape).receiveHolding(value -> assertThat(value).isEqualTo(1))).isTrue();
        assertThat(Select.<Integer>one(Select.on(last(shape), value -> value))).isEqualTo(1);

        Channel<Integer> ended = shape.open();
        ended.close();
        assertThat(catchThrowable(ended::receive)).isInstanceOf(ClosedException.class);
        assertThat(ended.receiveOrNull()).isNull();
        assertThat(ended.tryReceive()).isEqualTo(Received.closed(null));
        assertThat(ended.tryReceiveOrNull()).isNull();
        assertThat(ended.receiveWithin(LONG)).isEqualTo(Received.closed(null));
        assertThat(ended.receiveBatch(5)).isEmpty();
        assertThat(ended).isEmpty();
        assertThat(ended.receiveHolding(value -> {})).isFalse();
    }

    private static Channel<Integer> last(Shape shape) throws InterruptedException {
        Channel<Integer> channel = shape.open();
        channel.send(1);
        channel.close();
        return channel;
    }

    /** A waiting send can still be given up after the close; then it was not sent. */
    @DisplayName("L11 a send that waits at the close can still time out or be interrupted")
    @Over.BoundedSettings
    void aSendThatWaitsAtTheCloseCanStillBeGivenUp(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        while (channel.trySend(0).accepted()) {}
        Worker<Void> quitter = crew.run(in.senders(), () -> channel.send(1));
        Until.sendersWait(channel, 1);
        Worker<Sent> late =
                crew.call(in.senders(), () -> channel.sendWithin(2, Duration.ofMillis(50)));
        Until.eventually("it waits", () -> channel.waitingSenders() == 2 || late.isDone());
        channel.close();
        quitter.interrupt();

        assertThat(quitter.failure()).isInstanceOf(InterruptedException.class);
        assertThat(late.join()).isInstanceOf(Sent.Full.class);
        assertThat(channel.waitingSenders()).isZero();
        assertThat(channel).hasSize(in.shape().capacity);
    }

    /** A close among racing senders: what was accepted is received, what was refused is not. */
    @DisplayName("L11 exactly the accepted values of racing senders are received")
    @Over.LosslessKinds
    void exactlyTheAcceptedValuesOfRacingSendersAreReceived(Shape shape) {
        for (int round = 0; round < 20; round++) {
            Channel<Integer> channel = shape.open();
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
                                } catch (ClosedException e) {
                                    assertThat(e.undelivered()).isEqualTo(id + 3 * accepted.size());
                                }
                                return accepted;
                            });
            Worker<List<Integer>> receiver =
                    crew.call(
                            VIRTUAL,
                            () -> {
                                List<Integer> got = new ArrayList<>();
                                channel.forEach(got::add);
                                return got;
                            });
            int pauses = crew.random(round).nextInt(2_000);
            Worker<Void> closer =
                    crew.run(
                            ThreadKind.alternating(round),
                            () -> {
                                started.await();
                                IntStream.range(0, pauses).forEach(i -> Thread.onSpinWait());
                                channel.close();
                            });
            closer.join();
            List<Integer> accepted = new ArrayList<>();
            senders.forEach(sender -> accepted.addAll(sender.join()));

            assertThat(receiver.join().stream().sorted())
                    .isEqualTo(accepted.stream().sorted().toList());
        }
    }
}
