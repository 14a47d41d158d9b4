package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Select;
import dev.handoff.internal.AtEnd;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

@DisplayName("L20 An interrupted operation was matched, or has moved nothing")
class L20InterruptTest {
    private static final Duration LONG = Duration.ofMinutes(9);

    @RegisterExtension final Crew crew = new Crew();

    /** A receive that is interrupted while it waits throws, clears the status, and takes nothing. */
    @DisplayName("L20 an interrupted receive throws and has received nothing")
    @Over.EverySetting
    void anInterruptedReceiveThrowsAndHasReceivedNothing(Setting in) {
        Channel<Integer> channel = in.open();
        List<Callable<?>> ways =
                List.of(
                        channel::receive,
                        channel::receiveOrNull,
                        () -> channel.receiveWithin(LONG),
                        () -> channel.receiveBatch(4),
                        () -> channel.receiveHolding(value -> {}),
                        () -> Select.one(Select.on(channel, value -> value)));
        List<Worker<Boolean>> receivers = new ArrayList<>();
        for (Callable<?> way : ways) {
            receivers.add(crew.call(in.receivers(), () -> throwsWithStatusCleared(way)));
        }
        Until.receiversWait(channel, ways.size());
        receivers.forEach(Worker::interrupt);
        assertThat(receivers).allSatisfy(receiver -> assertThat(receiver.join()).isTrue());
        assertThat(channel.waitingReceivers()).isZero();

        Worker<Integer> next = crew.call(in.receivers(), channel::receive);
        Until.receiversWait(channel, 1);
        crew.run(in.senders(), () -> channel.send(1));
        assertThat(next.join()).isEqualTo(1);
    }

    /** A send that is interrupted while it waits throws, clears the status, and its value is not sent. */
    @DisplayName("L20 an interrupted send throws and has sent nothing")
    @Over.BoundedSettings
    void anInterruptedSendThrowsAndHasSentNothing(Setting in) {
        Channel<Integer> channel = in.open();
        while (channel.trySend(0).accepted()) {}
        List<Callable<?>> ways =
                List.of(
                        () -> {
                            channel.send(1);
                            return null;
                        },
                        () -> channel.sendWithin(2, LONG),
                        () -> {
                            channel.sendAll(List.of(3, 4));
                            return null;
                        },
                        () -> Select.one(Select.to(channel, 5, () -> 0)));
        List<Worker<Boolean>> senders = new ArrayList<>();
        for (Callable<?> way : ways) {
            senders.add(crew.call(in.senders(), () -> throwsWithStatusCleared(way)));
        }
        Until.sendersWait(channel, ways.size());
        senders.forEach(Worker::interrupt);
        assertThat(senders).allSatisfy(sender -> assertThat(sender.join()).isTrue());
        assertThat(channel.waitingSenders()).isZero();
        channel.close();
        assertThat(channel).hasSize(in.shape().capacity);
    }

    private static boolean throwsWithStatusCleared(Callable<?> way) {
        Throwable thrown = catchThrowable(way::call);
        assertThat(thrown).isInstanceOf(InterruptedException.class);
        return !Thread.currentThread().isInterrupted();
    }

    /** The match came first: the value is received, and the interrupt is still there to be seen. */
    @DisplayName(
            "L20 a receive that was matched before the interrupt returns, and the status stays set")
    @Over.EverySetting
    void aReceiveThatWasMatchedReturnsAndTheStatusStaysSet(Setting in) {
        for (int round = 0; round < 20; round++) {
            Channel<Integer> channel = in.open();
            AtomicBoolean selects = new AtomicBoolean(round % 2 == 0);
            Worker<Integer> receiver =
                    crew.call(
                            in.receivers(),
                            () -> {
                                int value =
                                        selects.get()
                                                ? Select.<Integer>one(Select.on(channel, v -> v))
                                                : channel.receive();
                                awaitStatus();
                                return value;
                            });
            Until.receiversWait(channel, 1);
            assertThat(channel.trySend(7).accepted()).isTrue();
            receiver.interrupt();
            assertThat(receiver.join()).isEqualTo(7);
        }
    }

    /** The same for a send. */
    @DisplayName(
            "L20 a send that was matched before the interrupt returns, and the status stays set")
    @Over.BoundedSettings
    void aSendThatWasMatchedReturnsAndTheStatusStaysSet(Setting in) {
        for (int round = 0; round < 20; round++) {
            Channel<Integer> channel = in.open();
            while (channel.trySend(0).accepted()) {}
            AtomicBoolean selects = new AtomicBoolean(round % 2 == 0);
            Worker<Void> sender =
                    crew.run(
                            in.senders(),
                            () -> {
                                if (selects.get()) {
                                    Select.one(Select.to(channel, 7, () -> 0));
                                } else {
                                    channel.send(7);
                                }
                                awaitStatus();
                            });
            Until.sendersWait(channel, 1);
            assertThat(channel.tryReceiveOrNull()).isNotNull();
            sender.interrupt();
            sender.join();
            assertThat(channel.size()).isEqualTo(in.shape().capacity);
        }
    }

    /** The interrupt may still be on its way; if it has been swallowed it never arrives. */
    private static void awaitStatus() {
        Until.eventually("the status is set", () -> Thread.currentThread().isInterrupted());
    }

    /** A receiver that was told of the end before the interrupt reports the end. */
    @DisplayName("L20 a receive that was ended before the interrupt reports the end")
    @Over.EverySetting
    void aReceiveThatWasEndedReportsTheEnd(Setting in) {
        Channel<Integer> channel = in.open();
        Worker<Integer> receiver =
                crew.call(
                        in.receivers(),
                        () -> {
                            Integer end = channel.receiveOrNull();
                            awaitStatus();
                            return end;
                        });
        Until.receiversWait(channel, 1);
        channel.close();
        receiver.interrupt();
        assertThat(receiver.join()).isNull();
    }

    /** The same for a sender, whose value nobody wants. */
    @DisplayName("L20 a send that was ended before the interrupt reports the end")
    @Over.BoundedSettings
    void aSendThatWasEndedReportsTheEnd(Setting in) {
        Channel<Integer> channel = in.open();
        while (channel.trySend(0).accepted()) {}
        Worker<Throwable> sender =
                crew.call(
                        in.senders(),
                        () -> {
                            Throwable end = catchThrowable(() -> channel.send(1));
                            awaitStatus();
                            return end;
                        });
        Until.sendersWait(channel, 1);
        channel.cancel();
        sender.interrupt();
        assertThat(sender.join()).isInstanceOf(CancelledException.class);
    }

    /** Interrupts fly at senders and receivers alike: each value that was sent is received, once. */
    @DisplayName("L20 no value is lost to an interrupt")
    @Over.BoundedSettings
    void noValueIsLostToAnInterrupt(Setting in) {
        Channel<Integer> channel = in.open();
        int turns = 600;
        CountDownLatch done = new CountDownLatch(1);
        Worker<List<Integer>> sender =
                crew.call(
                        in.senders(),
                        () -> {
                            List<Integer> sent = new ArrayList<>();
                            try (AtEnd _ = channel::close) {
                                for (int i = 0; i < turns; i++) {
                                    try {
                                        switch (i % 3) {
                                            case 0 -> channel.send(i);
                                            case 1 -> channel.sendWithin(i, LONG);
                                            default -> Select.one(Select.to(channel, i, () -> 0));
                                        }
                                        sent.add(i);
                                    } catch (InterruptedException e) {
                                        // not sent
                                    }
                                }
                            }
                            return sent;
                        });
        Worker<List<Integer>> receiver =
                crew.call(
                        in.receivers(),
                        () -> {
                            List<Integer> got = new ArrayList<>();
                            for (int way = 0; ; way++) {
                                try {
                                    if (!receiveSome(channel, way, got)) {
                                        done.countDown();
                                        return got;
                                    }
                                } catch (InterruptedException e) {
                                    // not received
                                }
                            }
                        });
        crew.run(
                ThreadKind.PLATFORM,
                () -> {
                    Random random = crew.random();
                    while (done.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
                        (random.nextBoolean() ? sender : receiver).interrupt();
                        for (int i = random.nextInt(200); i > 0; i--) {
                            Thread.onSpinWait();
                        }
                        Thread.yield();
                    }
                });
        assertThat(receiver.join()).isEqualTo(sender.join());
        assertThat(channel.waitingSenders()).isZero();
        assertThat(channel.waitingReceivers()).isZero();
    }

    private static boolean receiveSome(Channel<Integer> channel, int way, List<Integer> got)
            throws InterruptedException {
        Integer value;
        switch (way % 5) {
            case 0 -> value = channel.receiveOrNull();
            case 1 -> value = channel.receiveWithin(LONG).orNull();
            case 2 -> {
                List<Integer> batch = channel.receiveBatch(3);
                got.addAll(batch);
                return !batch.isEmpty();
            }
            case 3 ->
                    value =
                            Select.<Integer>one(
                                    Select.on(channel, v -> v), Select.ended(() -> null));
            default -> {
                return channel.receiveHolding(got::add);
            }
        }
        if (value != null) {
            got.add(value);
        }
        return value != null;
    }
}
