package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.PLATFORM;
import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.AllClosedException;
import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Received;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@DisplayName("L14 A close wakes those who wait for values")
class L14CloseWakesTest {
    private static final Duration LONG = Duration.ofMinutes(9);

    @RegisterExtension final Crew crew = new Crew();

    /** Nobody goes on waiting for a value that cannot come, however it waits. */
    @DisplayName("L14 close wakes every waiting receiver")
    @Over.EverySetting
    void closeWakesEveryWaitingReceiver(Setting in) {
        Channel<Integer> channel = in.open();
        List<Worker<?>> throwing = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            throwing.add(crew.call(in.receivers(), channel::receive));
        }
        Worker<Integer> orNull = crew.call(in.receivers(), channel::receiveOrNull);
        Worker<Received<Integer>> within =
                crew.call(in.receivers(), () -> channel.receiveWithin(LONG));
        Worker<Boolean> holding =
                crew.call(in.receivers(), () -> channel.receiveHolding(value -> {}));
        Worker<List<Integer>> batch = crew.call(in.receivers(), () -> channel.receiveBatch(3));
        Worker<Boolean> loop = crew.call(in.receivers(), () -> channel.iterator().hasNext());
        Until.receiversWait(channel, throwing.size() + 5);
        crew.run(in.senders(), channel::close).join();
        assertThat(channel.waitingReceivers()).isZero();

        assertThat(throwing)
                .allSatisfy(
                        receiver ->
                                assertThat(receiver.failure())
                                        .isInstanceOf(ClosedException.class)
                                        .hasMessageContaining("was closed"));
        assertThat(orNull.join()).isNull();
        assertThat(within.join()).isEqualTo(new Received.Closed<>(null));
        assertThat(holding.join()).isFalse();
        assertThat(batch.join()).isEmpty();
        assertThat(loop.join()).isFalse();
    }

    /** A select with nothing left to wait for ends. */
    @DisplayName("L14 close wakes a select that has no other live case")
    @Over.EveryKind
    void closeWakesASelectThatHasNoOtherLiveCase(Shape shape) {
        Channel<Integer> channel = shape.open();
        Channel<Integer> ended = Channel.rendezvous();
        ended.close();
        Worker<Integer> alone =
                crew.call(VIRTUAL, () -> Select.<Integer>one(Select.on(channel, v -> v)));
        Worker<Integer> amongDead =
                crew.call(
                        PLATFORM,
                        () ->
                                Select.<Integer>one(
                                        Select.on(channel, v -> v),
                                        Select.on(channel, v -> v),
                                        Select.on(ended, v -> v),
                                        Select.on(Channel.<Integer>never(), v -> v),
                                        Select.<Integer, Integer>on(Channel.rendezvous(), v -> v)
                                                .when(() -> false)));
        Worker<String> withHandler =
                crew.call(
                        VIRTUAL,
                        () ->
                                Select.<String>one(
                                        Select.on(channel, v -> "value"),
                                        Select.ended(() -> "ended")));
        Until.receiversWait(channel, 3);
        channel.close();

        assertThat(alone.failure()).isInstanceOf(AllClosedException.class);
        assertThat(amongDead.failure()).isInstanceOf(AllClosedException.class);
        assertThat(withHandler.join()).isEqualTo("ended");
    }

    /** A select with a live case goes on waiting for that one. */
    @DisplayName("L14 close leaves a select alone that has another live case")
    @Over.EveryKind
    void closeLeavesASelectAloneThatHasAnotherLiveCase(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        Channel<Integer> live = Channel.rendezvous();
        Worker<Integer> select =
                crew.call(
                        VIRTUAL,
                        () ->
                                Select.<Integer>one(
                                        Select.on(channel, v -> v), Select.on(live, v -> v)));
        Until.receiversWait(channel, 1);
        channel.close();
        assertThat(live.waitingReceivers()).isEqualTo(1);
        assertThat(channel.waitingReceivers()).isZero();
        select.asleep();
        live.send(7);
        assertThat(select.join()).isEqualTo(7);
    }

    /** A time-out is a live case. */
    @DisplayName("L14 a select with a time-out waits for it after the close")
    @Over.EveryKind
    void aSelectWithATimeOutWaitsForItAfterTheClose(Shape shape) {
        Channel<Integer> channel = shape.open();
        Worker<String> select =
                crew.call(
                        VIRTUAL,
                        () ->
                                Select.<String>one(
                                        Select.on(channel, v -> "value"),
                                        Select.after(Duration.ofMillis(30), () -> "late")));
        Until.eventually("it waits", () -> channel.waitingReceivers() == 1 || select.isDone());
        channel.close();
        assertThat(select.join()).isEqualTo("late");
    }

    /** A case that says what to do at the end is matched by it. */
    @DisplayName("L14 close matches a case with onClosed")
    @Over.EveryKind
    void closeMatchesACaseWithOnClosed(Shape shape) {
        Channel<Integer> channel = shape.open();
        Channel<Integer> live = Channel.rendezvous();
        Worker<String> select =
                crew.call(
                        PLATFORM,
                        () ->
                                Select.<String>one(
                                        Select.on(live, v -> "live"),
                                        Select.<Integer, String>on(channel, v -> "value")
                                                .onClosed(() -> "closed")));
        Until.receiversWait(channel, 1);
        channel.close();
        assertThat(select.join()).isEqualTo("closed");
        assertThat(live.waitingReceivers()).isZero();
    }

    /** Two channels that close at the same time do not both think that the other one is still open. */
    @DisplayName("L14 closes that race wake a select over both channels")
    @Over.EveryKind
    void closesThatRaceWakeASelectOverBothChannels(Shape shape) {
        for (int round = 0; round < 100; round++) {
            Channel<Integer> one = shape.open();
            Channel<Integer> two = shape.open();
            Worker<String> select =
                    crew.call(
                            ThreadKind.alternating(round),
                            () ->
                                    Select.<String>one(
                                            Select.on(one, v -> "one"),
                                            Select.on(two, v -> "two"),
                                            Select.ended(() -> "ended")));
            if (round % 2 == 0) {
                Until.receiversWait(two, 1);
            }
            CountDownLatch start = new CountDownLatch(1);
            crew.callAll(
                    2,
                    i -> {
                        start.await();
                        return (i == 0 ? one : two).tryClose();
                    });
            start.countDown();
            assertThat(select.join()).isEqualTo("ended");
        }
    }

    /** A receiver that is about to wait when the close comes does not sleep through it. */
    @DisplayName("L14 no receiver sleeps through a close")
    @Over.EveryKind
    void noReceiverSleepsThroughAClose(Shape shape) {
        for (int round = 0; round < 200; round++) {
            Channel<Integer> channel = shape.open();
            List<Worker<Integer>> receivers = crew.callAll(2, i -> channel.receiveOrNull());
            crew.run(ThreadKind.alternating(round), channel::close);
            receivers.forEach(receiver -> assertThat(receiver.join()).isNull());
        }
    }
}
