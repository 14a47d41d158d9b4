package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.PLATFORM;
import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** Races in which, by counting, "full" or "empty" cannot have been true at any instant of the call. */
@DisplayName("L18 A try never waits, and its answer is exact")
class L18TryTest {
    private static final int THREADS = 4;
    private static final int TURNS = 5_000;

    @RegisterExtension final Crew crew = new Crew();

    /** Alone, a try says what is. */
    @DisplayName("L18 without others a try says what is there")
    @Over.EveryKind
    void withoutOthersATrySaysWhatIsThere(Shape shape) {
        Channel<Integer> channel = shape.open();
        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
        int fits = shape.fits(150);
        for (int i = 0; i < fits; i++) {
            assertThat(channel.trySend(i)).isEqualTo(new Sent.Accepted());
        }
        if (shape.waits()) {
            assertThat(channel.trySend(-1)).isEqualTo(new Sent.Full());
        }
        for (int i = 0; i < fits; i++) {
            assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
        }
        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
        channel.close();
        assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(null));
        assertThat(channel.trySend(1)).isEqualTo(new Sent.Closed(null));
    }

    /** Who has put a value in finds one: as many were put in as are to be taken out, or more. */
    @DisplayName("L18 Empty is never answered while a value must be there")
    @Over.LosslessKinds
    void emptyIsNeverAnsweredWhileAValueMustBeThere(Shape shape) {
        if (shape.capacity == 0) {
            return; // there is no value between the two tries of a thread
        }
        Channel<Integer> channel = shape.open();
        int threads = Math.min(THREADS, shape.capacity);
        List<Worker<Void>> workers =
                crew.callAll(
                        threads,
                        id -> {
                            for (int i = 0; i < TURNS; i++) {
                                assertThat(channel.trySend(i).accepted()).isTrue();
                                assertThat(channel.tryReceiveOrNull()).isNotNull();
                            }
                            return null;
                        });
        workers.forEach(Worker::join);
        assertThat(channel.size()).isZero();
    }

    /** Who has taken a value out of a full channel finds room for one. */
    @DisplayName("L18 Full is never answered while there must be room")
    @Over.BoundedKinds
    void fullIsNeverAnsweredWhileThereMustBeRoom(Shape shape) {
        if (shape.capacity == 0) {
            return; // no room
        }
        Channel<Integer> channel = shape.open();
        while (channel.trySend(channel.size()).accepted()) {}
        List<Worker<Void>> workers =
                crew.callAll(
                        Math.min(THREADS, shape.capacity),
                        id -> {
                            for (int i = 0; i < TURNS; i++) {
                                Integer token = channel.tryReceiveOrNull();
                                assertThat(token).isNotNull();
                                assertThat(channel.trySend(token).accepted()).isTrue();
                            }
                            return null;
                        });
        workers.forEach(Worker::join);

        List<Integer> tokens = new ArrayList<>();
        channel.close();
        channel.forEach(tokens::add);
        tokens.sort(null);
        assertThat(tokens).isEqualTo(IntStream.range(0, shape.capacity).boxed().toList());
    }

    /** As many tries as receivers wait: each finds one. One more finds none. */
    @DisplayName("L18 a try finds each of the waiting receivers")
    @Over.EveryKind
    void aTryFindsEachOfTheWaitingReceivers(Shape shape) {
        for (int round = 0; round < 10; round++) {
            Channel<Integer> channel = shape.open();
            Channel<Integer> other = Channel.rendezvous();
            List<Worker<Integer>> receivers =
                    crew.callAll(
                            12,
                            i ->
                                    switch (i % 3) {
                                        case 0 -> channel.receive();
                                        case 1 ->
                                                Select.<Integer>one(
                                                        Select.on(other, v -> -1),
                                                        Select.on(channel, v -> v),
                                                        Select.on(channel, v -> v));
                                        default -> channel.receiveBatch(1).getFirst();
                                    });
            Until.receiversWait(channel, 12);
            CountDownLatch start = new CountDownLatch(1);
            List<Worker<Void>> senders =
                    crew.callAll(
                            3,
                            id -> {
                                start.await();
                                for (int i = 0; i < 4; i++) {
                                    assertThat(channel.trySend(4 * id + i).accepted()).isTrue();
                                }
                                return null;
                            });
            start.countDown();
            senders.forEach(Worker::join);
            assertThat(channel.size()).isZero();
            assertThat(channel.waitingReceivers()).isZero();
            assertThat(receivers.stream().map(Worker::join).sorted())
                    .isEqualTo(IntStream.range(0, 12).boxed().toList());
        }
    }

    /** As many tries as values are stored or waited with: each finds one. */
    @DisplayName("L18 a try finds each of the waiting senders")
    @Over.BoundedKinds
    void aTryFindsEachOfTheWaitingSenders(Shape shape) {
        for (int round = 0; round < 10; round++) {
            Channel<Integer> channel = shape.open();
            Channel<Integer> other = Channel.rendezvous();
            while (channel.trySend(-1).accepted()) {}
            crew.callAll(
                    12,
                    i -> {
                        if (i % 2 == 0) {
                            channel.send(i);
                        } else {
                            Select.one(
                                    Select.to(other, -2, () -> 0), Select.to(channel, i, () -> 0));
                        }
                        return null;
                    });
            Until.sendersWait(channel, 12);
            CountDownLatch start = new CountDownLatch(1);
            int all = shape.capacity + 12;
            List<Worker<Integer>> receivers =
                    crew.callAll(
                            3,
                            id -> {
                                start.await();
                                int count = 0;
                                for (int i = id; i < all; i += 3) {
                                    assertThat(channel.tryReceiveOrNull()).isNotNull();
                                    count++;
                                }
                                return count;
                            });
            start.countDown();
            assertThat(receivers.stream().mapToInt(Worker::join).sum()).isEqualTo(all);
            assertThat(channel.tryReceive()).isEqualTo(Received.empty());
        }
    }

    /** Selects that wait in two channels are found by as many tries, whichever channel each takes. */
    @DisplayName("L18 tries on two channels find each of the selects that wait on both")
    @Test
    void triesOnTwoChannelsFindEachOfTheSelectsThatWaitOnBoth() {
        for (int round = 0; round < 60; round++) {
            Channel<Integer> one = Channel.rendezvous();
            Channel<Integer> two = Channel.buffered(1);
            List<Worker<Integer>> selects =
                    crew.callAll(
                            8,
                            i ->
                                    Select.<Integer>one(
                                            Select.on(one, v -> v), Select.on(two, v -> v)));
            Until.receiversWait(two, 8);
            CountDownLatch start = new CountDownLatch(1);
            List<Worker<Void>> senders =
                    crew.callAll(
                            2,
                            id -> {
                                start.await();
                                for (int i = 0; i < 4; i++) {
                                    Channel<Integer> channel = id == 0 ? one : two;
                                    assertThat(channel.trySend(4 * id + i).accepted()).isTrue();
                                }
                                return null;
                            });
            start.countDown();
            senders.forEach(Worker::join);
            assertThat(one.trySend(9)).isEqualTo(new Sent.Full());
            assertThat(two.size()).isZero();
            assertThat(selects.stream().map(Worker::join).sorted())
                    .isEqualTo(IntStream.range(0, 8).boxed().toList());
        }
    }

    /** A policy that drops has room for every value. */
    @DisplayName("L18 a kind that never waits never answers Full")
    @Over.EveryKind
    void aKindThatNeverWaitsNeverAnswersFull(Shape shape) {
        if (shape.waits()) {
            return;
        }
        Channel<Integer> channel = shape.open();
        crew.callAll(
                        3,
                        id -> {
                            for (int i = 0; i < TURNS; i++) {
                                assertThat(channel.trySend(i).accepted()).isTrue();
                                if (id == 0) {
                                    channel.tryReceive();
                                }
                            }
                            return null;
                        })
                .forEach(Worker::join);
    }

    /** Between a sender and a receiver that only try, each answer counts. */
    @DisplayName("L18 what a try accepted is what a try received")
    @Over.BoundedSettings
    void whatATryAcceptedIsWhatATryReceived(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        Worker<List<Integer>> sender =
                crew.call(
                        in.senders(),
                        () -> {
                            List<Integer> accepted = new ArrayList<>();
                            for (int i = 0; i < TURNS; i++) {
                                if (channel.trySend(i).accepted()) {
                                    accepted.add(i);
                                }
                            }
                            channel.close();
                            return accepted;
                        });
        Worker<List<Integer>> receiver =
                crew.call(
                        in.receivers(),
                        () -> {
                            List<Integer> got = new ArrayList<>();
                            while (true) {
                                switch (channel.tryReceive()) {
                                    case Received.Value<Integer>(Integer value) -> got.add(value);
                                    case Received.Empty<Integer> e -> Until.pause();
                                    case Received.Closed<Integer> c -> {
                                        return got;
                                    }
                                }
                            }
                        });
        assertThat(receiver.join()).isEqualTo(sender.join());
    }

    /** Two parties that try, and never wait, do not meet on a rendezvous: nobody was there. */
    @DisplayName("L18 tries do not meet each other on a rendezvous")
    @Test
    void triesDoNotMeetEachOtherOnARendezvous() {
        Channel<Integer> channel = Channel.rendezvous();
        Worker<Boolean> sender =
                crew.call(
                        VIRTUAL,
                        () ->
                                IntStream.range(0, TURNS)
                                        .anyMatch(i -> channel.trySend(i).accepted()));
        Worker<Boolean> receiver =
                crew.call(
                        PLATFORM,
                        () ->
                                IntStream.range(0, TURNS)
                                        .anyMatch(i -> channel.tryReceiveOrNull() != null));
        assertThat(sender.join()).isFalse();
        assertThat(receiver.join()).isFalse();
    }
}
