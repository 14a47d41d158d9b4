package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sent;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

@DisplayName("L19 A timed operation takes effect or times out, never both")
class L19TimedTest {
    /** Durations that have passed before they begin. */
    private static final List<Duration> NONE =
            List.of(
                    Duration.ZERO,
                    Duration.ofNanos(-1),
                    Duration.ofDays(-1_000_000_000_000L),
                    Duration.ofSeconds(Long.MIN_VALUE));

    /** Durations that nobody will see the end of. */
    private static final List<Duration> ENDLESS =
            List.of(
                    Duration.ofMinutes(9),
                    Duration.ofNanos(Long.MAX_VALUE),
                    Duration.ofDays(1_000_000_000_000L),
                    Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));

    @RegisterExtension final Crew crew = new Crew();

    /** Without a counterpart it ends, not too early, and leaves nothing behind. */
    @DisplayName("L19 a receive times out, not before its time")
    @Over.EverySetting
    void aReceiveTimesOut(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        long start = System.nanoTime();
        Worker<Received<Integer>> receiver =
                crew.call(in.receivers(), () -> channel.receiveWithin(Duration.ofMillis(5)));
        assertThat(receiver.join()).isEqualTo(Received.empty());
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000);
        assertThat(channel.waitingReceivers()).isZero();
        assertThat(channel.trySend(1).accepted()).isEqualTo(in.shape() != Shape.RENDEZVOUS);
    }

    /** The same for a send, whose value then is not in the channel. */
    @DisplayName("L19 a send times out, not before its time")
    @Over.BoundedSettings
    void aSendTimesOut(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        while (channel.trySend(0).accepted()) {}
        long start = System.nanoTime();
        Worker<Sent> sender =
                crew.call(in.senders(), () -> channel.sendWithin(1, Duration.ofMillis(5)));
        assertThat(sender.join()).isEqualTo(new Sent.Full());
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000);
        assertThat(channel.waitingSenders()).isZero();
        channel.close();
        assertThat(channel.receiveBatch(200))
                .isEqualTo(Collections.nCopies(in.shape().capacity, 0));
    }

    /** A duration of zero or less does what a try does. */
    @DisplayName("L19 a duration of zero or less is a try")
    @Over.EveryKind
    void aDurationOfZeroOrLessIsATry(Shape shape) throws Exception {
        for (Duration none : NONE) {
            Channel<Integer> channel = shape.open();
            assertThat(channel.receiveWithin(none)).isEqualTo(Received.empty());
            for (int i = 0; i < shape.fits(5); i++) {
                assertThat(channel.sendWithin(i, none)).isEqualTo(new Sent.Accepted());
            }
            while (channel.trySend(9).accepted()
                    && channel.size() < Math.min(shape.capacity, 100)) {}
            if (shape.waits()) {
                assertThat(channel.sendWithin(9, none)).isEqualTo(new Sent.Full());
            }
            if (shape.capacity > 0) {
                assertThat(channel.receiveWithin(none)).isInstanceOf(Received.Value.class);
            }
            channel.cancel();
            Channel<Integer> closed = shape.open();
            closed.close();
            assertThat(closed.receiveWithin(none)).isEqualTo(new Received.Closed<>(null));
            assertThat(closed.sendWithin(1, none)).isEqualTo(new Sent.Closed(null));
        }
    }

    /** A try finds whoever waits. */
    @DisplayName("L19 with a duration of zero a waiting counterpart is met")
    @Over.RendezvousSettings
    void withADurationOfZeroAWaitingCounterpartIsMet(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        Worker<Integer> receiver = crew.call(in.receivers(), channel::receive);
        Until.receiversWait(channel, 1);
        assertThat(channel.sendWithin(1, Duration.ZERO)).isEqualTo(new Sent.Accepted());
        assertThat(receiver.join()).isEqualTo(1);
        crew.run(in.senders(), () -> channel.send(2));
        Until.sendersWait(channel, 1);
        assertThat(channel.receiveWithin(Duration.ZERO)).isEqualTo(new Received.Value<>(2));
    }

    /** An endless duration neither overflows nor passes: the operation waits, and takes effect. */
    @DisplayName("L19 an endless duration waits")
    @Over.BoundedSettings
    void anEndlessDurationWaits(Setting in) throws Exception {
        for (Duration endless : ENDLESS) {
            Channel<Integer> channel = in.open();
            Worker<Received<Integer>> receiver =
                    crew.call(in.receivers(), () -> channel.receiveWithin(endless));
            Until.receiversWait(channel, 1);
            receiver.asleep();
            assertThat(channel.waitingReceivers()).isEqualTo(1);
            channel.send(1);
            assertThat(receiver.join()).isEqualTo(new Received.Value<>(1));

            while (channel.trySend(0).accepted()) {}
            Worker<Sent> sender = crew.call(in.senders(), () -> channel.sendWithin(2, endless));
            Until.sendersWait(channel, 1);
            sender.asleep();
            assertThat(channel.waitingSenders()).isEqualTo(1);
            channel.receive();
            assertThat(sender.join()).isEqualTo(new Sent.Accepted());
        }
    }

    /** A timed operation that can be done at once is, whatever the limit. */
    @DisplayName("L19 what can be done at once is done")
    @Over.BufferingKinds
    void whatCanBeDoneAtOnceIsDone(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        List<Duration> limits = new ArrayList<>(NONE);
        limits.addAll(ENDLESS);
        limits.add(Duration.ofNanos(1));
        for (Duration limit : limits) {
            assertThat(channel.sendWithin(1, limit)).isEqualTo(new Sent.Accepted());
            assertThat(channel.receiveWithin(limit)).isEqualTo(new Received.Value<>(1));
        }
    }

    /** Limits about as long as it takes to meet: a value is received exactly if its send was accepted. */
    @DisplayName("L19 in a race with a match nothing is lost and nothing is sent twice")
    @Over.BoundedSettings
    void inARaceWithAMatchNothingIsLostAndNothingIsSentTwice(Setting in) {
        Channel<Integer> channel = in.open();
        int turns = in.shape() == Shape.RENDEZVOUS ? 1_500 : 600;
        Worker<List<Integer>> sender =
                crew.call(
                        in.senders(),
                        () -> {
                            Random random = crew.random(0);
                            List<Integer> accepted = new ArrayList<>();
                            long start = System.nanoTime();
                            for (int i = 0; i < turns && !Until.isEnough(start); i++) {
                                if (channel.sendWithin(i, micros(random)).accepted()) {
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
                            Random random = crew.random(1);
                            List<Integer> got = new ArrayList<>();
                            while (true) {
                                switch (channel.receiveWithin(micros(random))) {
                                    case Received.Value<Integer>(Integer value) -> got.add(value);
                                    case Received.Empty<Integer> e -> {}
                                    case Received.Closed<Integer> c -> {
                                        return got;
                                    }
                                }
                            }
                        });
        assertThat(receiver.join()).isEqualTo(sender.join());
        assertThat(channel.size()).isZero();
        assertThat(channel.waitingSenders()).isZero();
        assertThat(channel.waitingReceivers()).isZero();
    }

    /** Many timed senders and receivers, among them patient ones. */
    @DisplayName("L19 among many nothing is lost and nothing is sent twice")
    @Over.BoundedKinds
    void amongManyNothingIsLostAndNothingIsSentTwice(Shape shape) {
        Channel<Integer> channel = shape.open();
        List<Worker<List<Integer>>> senders =
                crew.callAll(
                        3,
                        id -> {
                            Random random = crew.random(id);
                            List<Integer> accepted = new ArrayList<>();
                            for (int i = id; i < 1_500; i += 3) {
                                if (id == 0) {
                                    channel.send(i);
                                    accepted.add(i);
                                } else if (channel.sendWithin(i, micros(random)).accepted()) {
                                    accepted.add(i);
                                }
                            }
                            return accepted;
                        });
        List<Worker<List<Integer>>> receivers =
                crew.callAll(
                        2,
                        id -> {
                            Random random = crew.random(9 + id);
                            List<Integer> got = new ArrayList<>();
                            while (true) {
                                switch (channel.receiveWithin(micros(random))) {
                                    case Received.Value<Integer>(Integer value) -> got.add(value);
                                    case Received.Empty<Integer> e ->
                                            got.addAll(channel.receiveBatch(2));
                                    case Received.Closed<Integer> c -> {
                                        return got;
                                    }
                                }
                            }
                        });
        List<Integer> accepted = new ArrayList<>();
        senders.forEach(sender -> accepted.addAll(sender.join()));
        channel.close();
        List<Integer> got = new ArrayList<>();
        receivers.forEach(receiver -> got.addAll(receiver.join()));
        assertThat(got.stream().sorted()).isEqualTo(accepted.stream().sorted().toList());
    }

    private static Duration micros(Random random) {
        return Duration.ofNanos(random.nextInt(60_000));
    }

    /** Goes on with the least number after the greatest, before long. */
    private static final class Wrapping extends DelegatingScheduling {
        private final long ahead;

        Wrapping(Duration before) {
            super(Scheduling.virtualThreads());
            this.ahead = Long.MAX_VALUE - before.toNanos() - super.nanoTime();
        }

        @Override
        public long nanoTime() {
            return super.nanoTime() + ahead;
        }
    }

    /** Whether the instant at which the time is up comes after the wrap or before. */
    @DisplayName("L19 a limit is kept though the clock wraps around")
    @ParameterizedTest
    @ValueSource(longs = {5, 60_000})
    void aLimitIsKeptThoughTheClockWraps(long millis) {
        Wrapping clock = new Wrapping(Duration.ofMillis(millis));
        long start = System.nanoTime();
        Scheduling.within(
                clock,
                () -> {
                    Channel<Integer> channel = Channel.rendezvous();
                    Worker<Received<Integer>> receiver =
                            crew.call(VIRTUAL, () -> channel.receiveWithin(Duration.ofMillis(20)));
                    assertThat(receiver.join()).isEqualTo(Received.empty());
                });
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }

    /** One of them may come before the wrap, and the other after. */
    @DisplayName("L19 of two limits the nearer one is met first though the clock wraps around")
    @ParameterizedTest
    @ValueSource(longs = {5, 60_000})
    void ofTwoLimitsTheNearerIsMetFirst(long millis) {
        Wrapping clock = new Wrapping(Duration.ofMillis(millis));
        long start = System.nanoTime();
        Scheduling.within(
                clock,
                () -> {
                    Channel<Integer> channel = Channel.rendezvous();
                    Worker<String> select =
                            crew.call(
                                    VIRTUAL,
                                    () ->
                                            Select.<String>one(
                                                    Select.on(channel, value -> "value"),
                                                    Select.after(Duration.ofHours(1), () -> "far"),
                                                    Select.after(
                                                            Duration.ofMillis(10), () -> "near")));
                    assertThat(select.join()).isEqualTo("near");
                });
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000);
    }

    /** An interrupt ends a timed wait as any other. */
    @DisplayName("L19 a timed operation can be interrupted")
    @Over.EverySetting
    void aTimedOperationCanBeInterrupted(Setting in) {
        Channel<Integer> channel = in.open();
        Worker<Received<Integer>> receiver =
                crew.call(in.receivers(), () -> channel.receiveWithin(ENDLESS.getLast()));
        Until.receiversWait(channel, 1);
        receiver.interrupt();
        assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
        crew.run(
                        VIRTUAL,
                        () -> {
                            Thread.currentThread().interrupt();
                            assertThat(catchThrowable(() -> channel.receiveWithin(Duration.ZERO)))
                                    .isInstanceOf(InterruptedException.class);
                            Thread.currentThread().interrupt();
                            assertThat(catchThrowable(() -> channel.sendWithin(1, Duration.ZERO)))
                                    .isInstanceOf(InterruptedException.class);
                        })
                .join();
        assertThat(channel.size()).isZero();
    }
}
