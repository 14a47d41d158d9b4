package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/**
 * Who finds a store full or empty, whose lock was found taken often, leaves it to the other for a while before it waits (ADR 7):
 * whatever the other has done meanwhile is seen.
 */
class StayAwayTest {
    private static final int CAPACITY = 16;
    private static final int OFTEN = 3;
    private static final Duration SHORT = Duration.ofNanos(1);

    /** A store whose stays are the moment in which the test does what the other does. */
    private static final class Left extends Storing<Integer> {
        private Runnable meanwhile = () -> {};
        private int stays;
        private volatile @Nullable Thread contender;
        private volatile boolean foundTaken;

        Left() {
            super(CAPACITY, Op.SEND);
        }

        @Override
        int nanosAlone() {
            if (Thread.currentThread() == contender) {
                foundTaken = true;
            } else {
                stays++;
                meanwhile.run();
            }
            return 1;
        }

        /** Has its lock found taken. */
        void contend() throws InterruptedException {
            foundTaken = false;
            lock();
            Thread thread =
                    Thread.ofPlatform()
                            .unstarted(
                                    () -> {
                                        lock();
                                        unlock();
                                    });
            contender = thread;
            thread.start();
            while (!foundTaken) {
                Thread.onSpinWait();
            }
            unlock();
            thread.join();
        }

        @Override
        Sending send(Integer value) {
            if (looksEnded()) {
                return Sending.ENDED;
            }
            if (handOver(value)) {
                return Sending.DONE;
            }
            if (ring.isFull()) {
                return Sending.WAIT;
            }
            ring.add(value);
            return Sending.DONE;
        }

        @Override
        @Nullable Integer receive() {
            if (ring.size() == 0) {
                return null;
            }
            Integer value = ring.remove();
            Integer next = takeFromSender();
            if (next != null) {
                ring.add(next);
            }
            return value;
        }

        @Override
        String describe() {
            return "left alone";
        }
    }

    private final Left left = new Left();
    private final Channel<Integer> channel = new Channel<>(left, null, null);

    /** Makes it one whose lock was found taken often, and says what the other does while it is left alone. */
    private void contended(Runnable meanwhile) throws InterruptedException {
        for (int i = 0; i < OFTEN; i++) {
            left.contend();
        }
        left.meanwhile = meanwhile;
    }

    private void fill() {
        for (int i = 1; i <= CAPACITY; i++) {
            assertThat(channel.trySend(i).accepted()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2, 0", "3, 1", "5, 1"})
    @DisplayName("A store is left alone if its lock was found taken three times")
    void oftenContended(int contentions, int stays) throws Exception {
        for (int i = 0; i < contentions; i++) {
            left.contend();
        }
        channel.receiveWithin(SHORT);
        assertThat(left.stays).isEqualTo(stays);
    }

    @Test
    @DisplayName("A lock that was found taken while somebody waits was found so by chance")
    void foundTakenWhileAwaited() throws Exception {
        Place receiver = Place.forReceive(channel);
        left.lock();
        left.enqueueReceiver(receiver);
        left.unlock();
        contended(() -> {});
        left.withdrawReceiver(receiver);
        assertThat(left.isBusy(false)).isFalse();
        contended(() -> {});
        assertThat(left.isBusy(false)).isTrue();
    }

    @Test
    @DisplayName("Nobody stays away who need not wait")
    void doneAtOnce() throws Exception {
        contended(() -> {});
        channel.send(7);
        assertThat(channel.receive()).isEqualTo(7);
        assertThat(channel.tryReceiveOrNull()).isNull();
        assertThat(left.stays).isZero();
    }

    @Test
    @DisplayName(
            "After a stay in vain the party waits at once until the lock was found taken as often"
                    + " again")
    void inVain() throws Exception {
        contended(() -> {});
        assertThat(channel.receiveWithin(SHORT)).isEqualTo(new Received.Empty<>());
        assertThat(channel.receiveWithin(SHORT)).isEqualTo(new Received.Empty<>());
        assertThat(left.stays).isEqualTo(1);
        contended(() -> {});
        assertThat(channel.receiveWithin(SHORT)).isEqualTo(new Received.Empty<>());
        assertThat(left.stays).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "L3 a value that comes during the stay is received, and the next stay is not in vain"
                    + " yet")
    void valueComes() throws Exception {
        contended(() -> channel.trySend(7));
        assertThat(channel.receive()).isEqualTo(7);
        assertThat(channel.receive()).isEqualTo(7);
        assertThat(left.stays).isEqualTo(2);
        assertThat(channel.waitingReceivers()).isZero();
    }

    @Test
    @DisplayName(
            "After two stays in a row that have brought one value each the party waits at once, as"
                    + " after one in vain")
    void oneAtATime() throws Exception {
        contended(() -> channel.trySend(7));
        channel.receive();
        channel.receive();
        left.meanwhile = () -> {};
        assertThat(channel.receiveWithin(SHORT)).isEqualTo(new Received.Empty<>());
        assertThat(left.stays).isEqualTo(2);
    }

    @Test
    @DisplayName("Stays that bring more than one value go on")
    void severalAtATime() throws Exception {
        contended(
                () -> {
                    channel.trySend(7);
                    channel.trySend(8);
                });
        for (int i = 0; i < 5; i++) {
            channel.receive();
            channel.receive();
        }
        assertThat(left.stays).isEqualTo(5);
    }

    @Test
    @DisplayName(
            "After two stays in a row in which one value each was taken a sender waits at once")
    void roomForOneAtATime() throws Exception {
        fill();
        contended(channel::tryReceiveOrNull);
        channel.send(17);
        channel.send(18);
        left.meanwhile = () -> {};
        assertThat(channel.sendWithin(19, SHORT)).isEqualTo(new Sent.Full());
        assertThat(left.stays).isEqualTo(2);
    }

    @Test
    @DisplayName("L11 a receiver that stays away during a close is told of the end")
    void closedMeanwhile() throws Exception {
        contended(channel::close);
        assertThatThrownBy(channel::receive).isInstanceOf(ClosedException.class);
        assertThat(channel.waitingReceivers()).isZero();
    }

    @Test
    @DisplayName("L11 a value that comes before the close, both during the stay, is received")
    void valueAndClose() throws Exception {
        contended(
                () -> {
                    channel.trySend(7);
                    channel.close();
                });
        assertThat(channel.receiveOrNull()).isEqualTo(7);
        assertThat(channel.receiveOrNull()).isNull();
    }

    @Test
    @DisplayName(
            "L20 a receiver that is interrupted during the stay takes nothing and leaves nobody"
                    + " waiting")
    void receiverInterrupted() throws Exception {
        contended(Thread.currentThread()::interrupt);
        assertThatThrownBy(channel::receive).isInstanceOf(InterruptedException.class);
        assertThat(channel.waitingReceivers()).isZero();
    }

    @Test
    @DisplayName("L3 a sender that stays away while a value is taken has sent its own")
    void roomComes() throws Exception {
        fill();
        contended(() -> assertThat(channel.tryReceiveOrNull()).isNotNull());
        channel.send(17);
        assertThat(channel.size()).isEqualTo(CAPACITY);
        assertThat(channel.waitingSenders()).isZero();
        assertThat(left.stays).isEqualTo(1);
    }

    @Test
    @DisplayName("L12 a sender that stays away during a close has its value back")
    void closedBeforeSend() throws Exception {
        fill();
        contended(channel::close);
        assertThatThrownBy(() -> channel.send(17))
                .isInstanceOfSatisfying(
                        ClosedException.class, e -> assertThat(e.undelivered()).isEqualTo(17));
        assertThat(channel.size()).isEqualTo(CAPACITY);
    }

    @Test
    @DisplayName("L15 a sender that stays away during a cancel is told")
    void cancelledBeforeSend() throws Exception {
        fill();
        contended(channel::cancel);
        assertThatThrownBy(() -> channel.send(17)).isInstanceOf(CancelledException.class);
    }

    @Test
    @DisplayName("L20 a sender that is interrupted during the stay has sent nothing")
    void senderInterrupted() throws Exception {
        fill();
        contended(Thread.currentThread()::interrupt);
        assertThatThrownBy(() -> channel.send(17)).isInstanceOf(InterruptedException.class);
        assertThat(channel.waitingSenders()).isZero();
        assertThat(channel.size()).isEqualTo(CAPACITY);
    }

    @Test
    @DisplayName("L3 a sender that stays away in vain waits, and gives up in time")
    void sendTimesOut() throws Exception {
        fill();
        contended(() -> {});
        assertThat(channel.sendWithin(17, SHORT)).isEqualTo(new Sent.Full());
        assertThat(left.stays).isEqualTo(1);
        assertThat(channel.waitingSenders()).isZero();
    }
}
