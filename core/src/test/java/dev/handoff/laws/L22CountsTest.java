package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.PLATFORM;
import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@DisplayName("L22 Size, capacity and the numbers of those who wait are exact")
class L22CountsTest {
    @RegisterExtension final Crew crew = new Crew();

    /** Alone, each number is what it is. */
    @DisplayName("L22 size counts the values in the buffer")
    @Over.EveryKind
    void sizeCountsTheValuesInTheBuffer(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        assertThat(channel.capacity()).isEqualTo(shape.capacity);
        for (int i = 0; i < shape.fits(120); i++) {
            assertThat(channel.size()).isEqualTo(i);
            channel.send(i);
        }
        for (int i = shape.fits(120); i > 0; i--) {
            assertThat(channel.size()).isEqualTo(i);
            channel.receive();
        }
        assertThat(channel.size()).isZero();
        assertThat(channel.waitingSenders()).isZero();
        assertThat(channel.waitingReceivers()).isZero();
    }

    /** A select is one party, however many cases it has on the channel. */
    @DisplayName("L22 a select counts once on each side")
    @Test
    void aSelectCountsOnceOnEachSide() {
        Channel<Integer> channel = Channel.rendezvous();
        Worker<Integer> both =
                crew.call(
                        VIRTUAL,
                        () ->
                                Select.<Integer>one(
                                        Select.on(channel, v -> v),
                                        Select.to(channel, 1, () -> 1),
                                        Select.on(channel, v -> v),
                                        Select.to(channel, 2, () -> 2),
                                        Select.on(channel, v -> v)));
        Until.receiversWait(channel, 1);
        assertThat(channel.waitingSenders()).isEqualTo(1);
        assertThat(channel.waitingReceivers()).isEqualTo(1);
        Worker<Integer> plain = crew.call(VIRTUAL, channel::receive);
        assertThat(plain.join()).isEqualTo(both.join());
        assertThat(channel.waitingSenders()).isZero();
        assertThat(channel.waitingReceivers()).isZero();
    }

    /** Matched in one channel, a select no longer waits in the other, from that instant on. */
    @DisplayName("L22 a select that was matched elsewhere is not counted")
    @Over.EveryKind
    void aSelectThatWasMatchedElsewhereIsNotCounted(Shape shape) {
        Channel<Integer> channel = shape.open();
        Channel<Integer> other = Channel.rendezvous();
        crew.callAll(
                10,
                i ->
                        Select.<Integer>one(
                                Select.on(channel, v -> v),
                                Select.on(other, v -> v),
                                Select.on(channel, v -> v)));
        Until.receiversWait(other, 10);
        for (int left = 9; left >= 0; left--) {
            Channel<Integer> next = left % 2 == 0 ? other : channel;
            assertThat(next.trySend(left).accepted()).isTrue();
            assertThat(channel.waitingReceivers()).isEqualTo(left);
            assertThat(other.waitingReceivers()).isEqualTo(left);
        }
    }

    /** While some come and go, those who stay are always counted, and nobody twice. */
    @DisplayName("L22 the number of waiting receivers is right while some come and go")
    @Over.EveryKind
    void theNumberOfWaitingReceiversIsRightWhileSomeComeAndGo(Shape shape) {
        Channel<Integer> channel = shape.open();
        Channel<Integer> other = Channel.rendezvous();
        int staying = 6;
        List<Worker<Integer>> stayers =
                crew.callAll(
                        staying,
                        i ->
                                i % 2 == 0
                                        ? channel.receiveOrNull()
                                        : Select.<Integer>one(
                                                Select.on(channel, v -> v),
                                                Select.on(other, v -> v),
                                                Select.on(channel, v -> v),
                                                Select.ended(() -> null)));
        Until.receiversWait(channel, staying);
        CountDownLatch done = new CountDownLatch(2);
        crew.callAll(
                2,
                i -> {
                    long start = System.nanoTime();
                    for (int turn = 0; turn < 200 && !Until.isEnough(start); turn++) {
                        if (turn % 2 == 0) {
                            channel.receiveWithin(Duration.ofNanos(20_000));
                        } else {
                            Select.<Integer>one(
                                    Select.on(channel, v -> v),
                                    Select.on(channel, v -> v),
                                    Select.after(Duration.ofNanos(20_000), () -> 0));
                        }
                    }
                    done.countDown();
                    return null;
                });
        while (done.getCount() > 0) {
            assertThat(channel.waitingReceivers()).isBetween(staying, staying + 2);
            Until.pause();
        }
        assertThat(channel.waitingReceivers()).isEqualTo(staying);
        other.close();
        channel.close();
        stayers.forEach(Worker::join);
    }

    /** The same for senders. */
    @DisplayName("L22 the number of waiting senders is right while some come and go")
    @Over.BoundedKinds
    void theNumberOfWaitingSendersIsRightWhileSomeComeAndGo(Shape shape) {
        Channel<Integer> channel = shape.open();
        while (channel.trySend(0).accepted()) {}
        int staying = 4;
        crew.callAll(
                staying,
                i -> {
                    if (i % 2 == 0) {
                        channel.send(1);
                    } else {
                        Select.one(Select.to(channel, 1, () -> 0), Select.to(channel, 1, () -> 0));
                    }
                    return null;
                });
        Until.sendersWait(channel, staying);
        CountDownLatch done = new CountDownLatch(2);
        crew.callAll(
                2,
                i -> {
                    long start = System.nanoTime();
                    for (int turn = 0; turn < 200 && !Until.isEnough(start); turn++) {
                        channel.sendWithin(1, Duration.ofNanos(20_000));
                    }
                    done.countDown();
                    return null;
                });
        while (done.getCount() > 0) {
            assertThat(channel.waitingSenders()).isBetween(staying, staying + 2);
            Until.pause();
        }
        assertThat(channel.waitingSenders()).isEqualTo(staying);
        channel.close();
        assertThat(channel).hasSize(shape.capacity + staying);
    }

    /** A value is received only while a sender waits, whose value takes its place in the same instant. */
    @DisplayName("L22 a full channel is full at every instant while senders wait")
    @Over.FillingKinds
    void aFullChannelIsFullAtEveryInstantWhileSendersWait(Shape shape) {
        Channel<Integer> channel = shape.openFull();
        List<Worker<Void>> senders =
                crew.callAll(
                        3,
                        i -> {
                            while (true) {
                                channel.send(i);
                            }
                        });
        Worker<Void> receiver =
                crew.run(
                        PLATFORM,
                        () -> {
                            long start = System.nanoTime();
                            for (int turn = 0; turn < 5_000 && !Until.isEnough(start); turn++) {
                                Until.eventually(
                                        "a sender waits", () -> channel.waitingSenders() > 0);
                                channel.receive();
                            }
                        });
        while (!receiver.isDone()) {
            assertThat(channel.size()).isEqualTo(shape.capacity);
        }
        channel.cancel();
        assertThat(senders)
                .allSatisfy(s -> assertThat(s.failure()).isInstanceOf(CancelledException.class));
    }

    /** Senders that wait go on being counted after a close, receivers are gone. */
    @DisplayName("L22 after a close the waiting senders are still counted")
    @Over.BoundedKinds
    void afterACloseTheWaitingSendersAreStillCounted(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        while (channel.trySend(0).accepted()) {}
        crew.callAll(
                3,
                i -> {
                    channel.send(1);
                    return null;
                });
        Until.sendersWait(channel, 3);
        channel.close();
        for (int left = 2; left >= 0; left--) {
            channel.receive();
            assertThat(channel.waitingSenders()).isEqualTo(left);
            assertThat(channel.size()).isEqualTo(shape.capacity);
        }
        channel.cancel();
        assertThat(channel.size()).isZero();
    }
}
