package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Sent;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;

@DisplayName("L21 The interrupt status is checked on entry")
class L21InterruptOnEntryTest {
    @RegisterExtension final Crew crew = new Crew();

    /** Even if it could be done at once: otherwise a busy loop could never be cancelled. */
    @DisplayName("L21 no send is done while the status is set, even if there is room")
    @Over.EveryKind
    void noSendIsDoneWhileTheStatusIsSet(Shape shape) {
        Channel<Integer> channel = shape.open();
        Sender<Integer> counted = channel.newSender();
        Worker<Integer> waiting =
                shape.capacity == 0 ? crew.call(ThreadKind.VIRTUAL, channel::receive) : null;
        if (waiting != null) {
            Until.receiversWait(channel, 1);
        }
        for (ThreadKind kind : ThreadKind.values()) {
            crew.run(
                            kind,
                            () ->
                                    assertRefused(
                                            List.of(
                                                    () -> channel.send(1),
                                                    () -> channel.sendWithin(1, Duration.ofDays(1)),
                                                    () -> channel.sendWithin(1, Duration.ZERO),
                                                    () -> channel.sendAll(List.of(1, 2)),
                                                    () -> channel.sendAll(List.of()),
                                                    () -> counted.send(1),
                                                    () -> counted.sendWithin(1, Duration.ZERO),
                                                    () -> counted.sendAll(List.of(1)),
                                                    () ->
                                                            Select.one(
                                                                    Select.to(
                                                                            channel, 1, () -> 0)))))
                    .join();
        }
        assertThat(channel.size()).isZero();
        assertThat(channel.dropped()).isZero();
        if (waiting != null) {
            assertThat(channel.trySend(2).accepted()).isTrue();
            assertThat(waiting.join()).isEqualTo(2);
        }
    }

    /** A value that is there stays there. */
    @DisplayName("L21 no receive is done while the status is set, even if a value is there")
    @Over.BufferingKinds
    void noReceiveIsDoneWhileTheStatusIsSet(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        channel.send(1);
        for (ThreadKind kind : ThreadKind.values()) {
            crew.run(kind, () -> assertRefused(receives(channel))).join();
        }
        assertThat(channel.receive()).isEqualTo(1);
    }

    /** Nor is the end reported to a thread that is to stop. */
    @DisplayName("L21 the status is looked at before the end")
    @Over.EveryKind
    void theStatusIsLookedAtBeforeTheEnd(Shape shape) {
        Channel<Integer> channel = shape.open();
        Sender<Integer> counted = channel.newSender();
        channel.newSender();
        counted.close();
        channel.close();
        crew.run(
                        ThreadKind.VIRTUAL,
                        () -> {
                            assertRefused(receives(channel));
                            assertRefused(
                                    List.of(
                                            () -> channel.send(1),
                                            () -> channel.sendAll(List.of(1)),
                                            () -> channel.sendWithin(1, Duration.ofDays(1)),
                                            () -> counted.send(1),
                                            () -> counted.sendAll(List.of(1)),
                                            () -> counted.sendWithin(1, Duration.ofDays(1)),
                                            () -> counted.sendWithin(1, Duration.ZERO)));
                        })
                .join();
    }

    private static List<ThrowingCallable> receives(Channel<Integer> channel) {
        return List.of(
                channel::receive,
                channel::receiveOrNull,
                () -> channel.receiveWithin(Duration.ofDays(1)),
                () -> channel.receiveWithin(Duration.ZERO),
                () -> channel.receiveBatch(2),
                () -> channel.receiveHolding(value -> {}),
                () -> Select.one(Select.on(channel, value -> value)));
    }

    private static void assertRefused(List<ThrowingCallable> calls) {
        for (ThrowingCallable call : calls) {
            Thread.currentThread().interrupt();
            assertThat(catchThrowable(call)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    /** An iteration cannot throw InterruptedException: it keeps the status instead. */
    @DisplayName("L21 an iteration throws CancelledException and keeps the status")
    @Over.BufferingKinds
    void anIterationThrowsCancelledExceptionAndKeepsTheStatus(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        channel.send(1);
        crew.run(
                        ThreadKind.VIRTUAL,
                        () -> {
                            Thread.currentThread().interrupt();
                            assertThat(catchThrowable(() -> channel.iterator().hasNext()))
                                    .isInstanceOf(CancelledException.class);
                            assertThat(Thread.interrupted()).isTrue();
                        })
                .join();
        assertThat(channel.receive()).isEqualTo(1);
    }

    /** What never waits need not be cancelled, and works in a finally block. */
    @DisplayName("L21 what never waits ignores the status and keeps it")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void whatNeverWaitsIgnoresTheStatusAndKeepsIt(ThreadKind kind) {
        crew.run(
                        kind,
                        () -> {
                            Channel<Integer> channel = Channel.buffered(1);
                            Thread.currentThread().interrupt();
                            Sender<Integer> counted = channel.newSender();
                            assertThat(channel.trySend(1)).isEqualTo(new Sent.Accepted());
                            assertThat(counted.trySend(2)).isEqualTo(new Sent.Full());
                            assertThat(channel.size()).isEqualTo(1);
                            assertThat(channel.waitingSenders()).isZero();
                            assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(1));
                            assertThat(channel.tryReceiveOrNull()).isNull();
                            counted.close();
                            assertThat(channel.tryClose()).isFalse();
                            channel.cancel();
                            assertThat(channel.isClosed()).isTrue();
                            assertThat(Thread.interrupted()).isTrue();
                        })
                .join();
    }
}
