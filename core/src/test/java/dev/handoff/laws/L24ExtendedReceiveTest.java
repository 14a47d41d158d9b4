package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Owned;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

@DisplayName("L24 In an extended rendezvous the sender waits for the receiver's handler")
class L24ExtendedReceiveTest {
    private static final Duration LONG = Duration.ofMinutes(9);

    @RegisterExtension final Crew crew = new Crew();

    private final CountDownLatch inHandler = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);

    private void stay() {
        inHandler.countDown();
        boolean left = false;
        while (!left) {
            try {
                left = leave.await(Until.LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The ways for a sender to wait for the handler. */
    private enum Way {
        SEND,
        WITHIN,
        ALL,
        SELECT,
        PRIORITIZED,
        COUNTED;

        void send(Channel<Integer> channel) throws InterruptedException {
            switch (this) {
                case SEND -> channel.send(1);
                case WITHIN ->
                        assertThat(channel.sendWithin(1, LONG)).isEqualTo(new Sent.Accepted());
                case ALL -> channel.sendAll(List.of(1));
                case SELECT -> Select.one(Select.to(channel, 1, () -> 0));
                case PRIORITIZED -> Select.prioritized(Select.to(channel, 1, () -> 0)).run();
                case COUNTED -> channel.newSender().send(1);
            }
        }
    }

    /** The receiver was first. */
    @DisplayName("L24 a sender that comes to a waiting receiver is released after its handler")
    @Over.RendezvousSettings
    void aSenderThatComesIsReleasedAfterTheHandler(Setting in) {
        for (Way way : Way.values()) {
            L24ExtendedReceiveTest round = new L24ExtendedReceiveTest();
            Channel<Integer> channel = in.open();
            Worker<Void> receiver =
                    crew.run(in.receivers(), () -> channel.receiveHolding(value -> round.stay()));
            Until.receiversWait(channel, 1);
            round.isReleasedAfterTheHandler(
                    crew.run(in.senders(), () -> way.send(channel)), receiver);
        }
    }

    /** The sender was first. */
    @DisplayName("L24 a waiting sender is released after the handler")
    @Over.RendezvousSettings
    void aWaitingSenderIsReleasedAfterTheHandler(Setting in) {
        for (Way way : Way.values()) {
            L24ExtendedReceiveTest round = new L24ExtendedReceiveTest();
            Channel<Integer> channel = in.open();
            Worker<Void> sender = crew.run(in.senders(), () -> way.send(channel));
            Until.sendersWait(channel, 1);
            Worker<Void> receiver =
                    crew.run(in.receivers(), () -> channel.receiveHolding(value -> round.stay()));
            round.isReleasedAfterTheHandler(sender, receiver);
            assertThat(channel.waitingSenders()).isZero();
        }
    }

    private void isReleasedAfterTheHandler(Worker<Void> sender, Worker<Void> receiver) {
        Until.eventually("the handler runs", () -> inHandler.getCount() == 0);
        sender.asleep();
        assertThat(sender.isDone()).isFalse();
        leave.countDown();
        sender.join();
        receiver.join();
    }

    /** While the handler runs the sender is matched: it does not count as waiting, and nobody else gets the value. */
    @DisplayName("L24 a sender whose value is being handled no longer waits")
    @Over.RendezvousSettings
    void aSenderWhoseValueIsBeingHandledNoLongerWaits(Setting in) {
        Channel<Integer> channel = in.open();
        Worker<Void> sender = crew.run(in.senders(), () -> channel.send(1));
        Until.sendersWait(channel, 1);
        Worker<Void> receiver =
                crew.run(in.receivers(), () -> channel.receiveHolding(value -> stay()));
        Until.eventually("the handler runs", () -> inHandler.getCount() == 0);
        assertThat(channel.waitingSenders()).isZero();
        assertThat(channel.waitingReceivers()).isZero();
        assertThat(channel.tryReceiveOrNull()).isNull();
        assertThat(channel.trySend(2)).isEqualTo(new Sent.Full());
        channel.cancel();
        leave.countDown();
        sender.join();
        receiver.join();
    }

    /** Who was matched is neither interrupted nor late any more: it waits for the handler, then keeps the status. */
    @DisplayName("L24 an interrupt during the handler leaves the send done and the status set")
    @Over.RendezvousSettings
    void anInterruptDuringTheHandlerLeavesTheSendDone(Setting in) {
        for (Way way : Way.values()) {
            L24ExtendedReceiveTest round = new L24ExtendedReceiveTest();
            Channel<Integer> channel = in.open();
            Worker<Boolean> sender =
                    crew.call(
                            in.senders(),
                            () -> {
                                way.send(channel);
                                return Thread.currentThread().isInterrupted();
                            });
            if (way.ordinal() % 2 == 0) {
                Until.sendersWait(channel, 1);
            }
            Worker<Void> receiver =
                    crew.run(in.receivers(), () -> channel.receiveHolding(value -> round.stay()));
            Until.eventually("the handler runs", () -> round.inHandler.getCount() == 0);
            sender.interrupt();
            sender.asleep();
            assertThat(sender.isDone()).isFalse();
            round.leave.countDown();
            assertThat(sender.join()).isTrue();
            receiver.join();
        }
    }

    /** A limit is for being matched, not for the handler. */
    @DisplayName(
            "L24 a timed send that was matched in time is accepted, however long the handler takes")
    @Over.RendezvousSettings
    void aTimedSendThatWasMatchedInTimeIsAccepted(Setting in) {
        Channel<Integer> channel = in.open();
        Worker<Void> receiver =
                crew.run(in.receivers(), () -> channel.receiveHolding(value -> stay()));
        Until.receiversWait(channel, 1);
        Worker<Sent> sender =
                crew.call(in.senders(), () -> channel.sendWithin(1, Duration.ofMillis(1)));
        Until.eventually("the handler runs", () -> inHandler.getCount() == 0);
        long start = System.nanoTime();
        Until.eventually("the limit has passed", () -> System.nanoTime() - start > 3_000_000);
        assertThat(sender.isDone()).isFalse();
        leave.countDown();
        assertThat(sender.join()).isEqualTo(new Sent.Accepted());
        receiver.join();
    }

    /** What the handler throws is thrown on both sides. */
    @DisplayName(
            "L24 when the handler throws, the receiver gets that, and the sender a"
                    + " ReceiverFailedException")
    @Over.RendezvousSettings
    void whenTheHandlerThrowsBothSidesHearOfIt(Setting in) {
        for (Throwable thrown :
                List.of(
                        new IllegalStateException("no paper"),
                        new AssertionError("no ink"),
                        new IOException("no light"),
                        new InterruptedException("no time"))) {
            for (Way way : Way.values()) {
                Channel<Integer> channel = in.shape().<Integer>named("orders").open();
                boolean senderFirst = way.ordinal() % 2 == 0 == thrown instanceof Error;
                Worker<Void> sender = null;
                if (senderFirst) {
                    sender = crew.run(in.senders(), () -> way.send(channel));
                    Until.sendersWait(channel, 1);
                }
                Worker<Void> receiver =
                        crew.run(
                                in.receivers(),
                                () ->
                                        channel.receiveHolding(
                                                value -> {
                                                    if (thrown instanceof Error e) {
                                                        throw e;
                                                    }
                                                    throw (Exception) thrown;
                                                }));
                if (!senderFirst) {
                    Until.receiversWait(channel, 1);
                    sender = crew.run(in.senders(), () -> way.send(channel));
                }
                assertThat(receiver.failure()).isSameAs(thrown);
                assertThat(sender.failure())
                        .isInstanceOfSatisfying(
                                ReceiverFailedException.class,
                                e -> assertThat(e.sender()).isSameAs(channel))
                        .hasCause(thrown)
                        .hasMessage(
                                "the receiver's handler on channel \"orders\" failed with %s",
                                thrown);
            }
        }
    }

    /** The value has arrived, whatever is to be said of it. */
    @DisplayName("L24 when the handler throws what has no words, the sender gets that all the same")
    @Over.RendezvousSettings
    void whenTheHandlerThrowsWhatHasNoWords(Setting in) {
        RuntimeException speechless = new Speechless();
        Channel<Owned<String>> channel = in.shape().<Owned<String>>named("orders").open();
        Worker<Void> sender =
                crew.run(
                        in.senders(),
                        () -> {
                            Owned<String> value = Owned.of("paper");
                            Throwable thrown = catchThrowable(() -> channel.send(value));
                            assertThat(thrown).isInstanceOf(ReceiverFailedException.class);
                            assertThat(thrown.getCause() == speechless).isTrue();
                            assertThat(value.isMine()).isFalse();
                        });
        Worker<Void> receiver =
                crew.run(
                        in.receivers(),
                        () -> {
                            Throwable thrown =
                                    catchThrowable(
                                            () ->
                                                    channel.receiveHolding(
                                                            value -> {
                                                                throw speechless;
                                                            }));
                            assertThat(thrown == speechless).isTrue();
                        });
        receiver.join();
        sender.join();
    }

    /** One exchange's failure is not the next one's. */
    @DisplayName("L24 a select whose send has failed can be run again")
    @Test
    void aSelectWhoseSendHasFailedCanBeRunAgain() {
        Channel<Integer> channel = Channel.rendezvous();
        Select<String> select = Select.of(Select.to(channel, 1, () -> "sent"));
        Worker<String> sender =
                crew.call(
                        VIRTUAL,
                        () -> {
                            assertThat(catchThrowable(select::run))
                                    .isInstanceOf(ReceiverFailedException.class);
                            return select.run();
                        });
        Worker<Void> receiver =
                crew.run(
                        VIRTUAL,
                        () -> {
                            assertThat(
                                            catchThrowable(
                                                    () ->
                                                            channel.receiveHolding(
                                                                    value -> {
                                                                        throw new IllegalStateException();
                                                                    })))
                                    .isInstanceOf(IllegalStateException.class);
                            channel.receiveHolding(value -> assertThat(value).isEqualTo(1));
                        });
        assertThat(sender.join()).isEqualTo("sent");
        receiver.join();
    }

    /** Who only tries gives the value away, and does not wait for the handler. */
    @DisplayName("L24 a try gives its value to an extended receive and does not wait")
    @Over.RendezvousSettings
    void aTryGivesItsValueAndDoesNotWait(Setting in) throws Exception {
        for (int round = 0; round < 2; round++) {
            L24ExtendedReceiveTest one = new L24ExtendedReceiveTest();
            Channel<Integer> channel = in.open();
            AtomicInteger got = new AtomicInteger();
            Worker<Void> receiver =
                    crew.run(
                            in.receivers(),
                            () ->
                                    channel.receiveHolding(
                                            value -> {
                                                got.set(value);
                                                one.stay();
                                            }));
            Until.receiversWait(channel, 1);
            Sent sent = round == 0 ? channel.trySend(7) : channel.sendWithin(7, Duration.ZERO);
            assertThat(sent).isEqualTo(new Sent.Accepted());
            Until.eventually("the handler runs", () -> one.inHandler.getCount() == 0);
            assertThat(got).hasValue(7);
            one.leave.countDown();
            receiver.join();
        }
    }

    /** With a buffer the sender has gone before: it is a receive and a call. */
    @DisplayName("L24 on other kinds it is a receive followed by the handler")
    @Over.BufferingKinds
    void onOtherKindsItIsAReceiveFollowedByTheHandler(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        channel.send(1);
        List<Integer> got = new ArrayList<>();
        channel.receiveHolding(got::add);
        assertThat(got).containsExactly(1);

        Worker<Void> receiver = crew.run(VIRTUAL, () -> channel.receiveHolding(value -> stay()));
        Until.receiversWait(channel, 1);
        channel.send(2);
        Until.eventually("the handler runs", () -> inHandler.getCount() == 0);
        leave.countDown();
        receiver.join();

        channel.send(3);
        IllegalStateException thrown = new IllegalStateException("no paper");
        assertThat(
                        catchThrowable(
                                () ->
                                        channel.receiveHolding(
                                                value -> {
                                                    throw thrown;
                                                })))
                .isSameAs(thrown);
        assertThat(channel.size()).isZero();
    }

    /** A waiting sender of a full buffer goes on as soon as there is room. */
    @DisplayName("L24 a sender that waits for room does not wait for the handler")
    @Test
    void aSenderThatWaitsForRoomDoesNotWaitForTheHandler() throws Exception {
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(1);
        Worker<Void> sender = crew.run(VIRTUAL, () -> channel.send(2));
        Until.sendersWait(channel, 1);
        channel.receiveHolding(value -> sender.join());
        assertThat(channel.size()).isEqualTo(1);
    }

    /** The end is reported as by a receiveOrNull; there is nothing to handle. */
    @DisplayName("L24 the end is no exception, but a failure is")
    @Over.EverySetting
    void theEndIsNoExceptionButAFailureIs(Setting in) {
        for (int round = 0; round < 6; round++) {
            Channel<Integer> channel = in.open();
            Runnable end =
                    switch (round % 3) {
                        case 0 -> channel::close;
                        case 1 -> () -> channel.fail(new IllegalStateException());
                        default -> channel::cancel;
                    };
            if (round >= 3) {
                end.run();
            }
            Worker<Boolean> receiver =
                    crew.call(
                            in.receivers(),
                            () ->
                                    channel.receiveHolding(
                                            value -> Thread.currentThread().interrupt()));
            if (round < 3) {
                Until.receiversWait(channel, 1);
                end.run();
            }
            if (round % 3 == 1) {
                assertThat(receiver.failure()).isInstanceOf(ChannelFailedException.class);
            } else {
                assertThat(receiver.join()).isFalse();
            }
        }
    }

    /** What the handler throws says nothing of the channel. */
    @DisplayName("L24 a loop of extended receives handles all values, and ends with the channel")
    @Over.EverySetting
    void aLoopOfExtendedReceivesEndsWithTheChannel(Setting in) {
        Channel<Integer> channel = in.open();
        List<Integer> got = new ArrayList<>();
        Worker<Void> receiver =
                crew.run(
                        in.receivers(),
                        () -> {
                            while (channel.receiveHolding(got::add)) {}
                        });
        crew.run(
                        in.senders(),
                        () -> {
                            for (int i = 0; i < 5; i++) {
                                channel.send(i);
                                Until.eventually("it is handled", () -> channel.size() == 0);
                            }
                            channel.close();
                        })
                .join();
        receiver.join();
        assertThat(got).containsExactly(0, 1, 2, 3, 4);
    }

    /** What a handler may throw is what the call may throw, and no more: this is for the compiler. */
    @DisplayName("L24 the exceptions of an extended receive are those of its handler")
    @Test
    void theExceptionsAreThoseOfTheHandler() {
        Channel<Integer> channel = Channel.unbounded();
        assertThat(channel.trySend(1).accepted()).isTrue();
        assertThat(channel.trySend(2).accepted()).isTrue();
        assertThat(channel.trySend(3).accepted()).isTrue();
        Callable<Boolean> plain = () -> handlesOrIsInterrupted(channel);
        assertThat(crew.call(VIRTUAL, plain).join()).isTrue();
        assertThat(channel.size()).isOne();
        assertThat(catchThrowable(() -> writes(channel))).hasMessage("no paper for 3");
    }

    private static boolean handlesOrIsInterrupted(Channel<Integer> channel)
            throws InterruptedException {
        Channel<Integer> other = Channel.buffered(1);
        return channel.receiveHolding(value -> assertThat(value).isOne())
                && channel.receiveHolding(other::send);
    }

    private static void writes(Channel<Integer> channel) throws IOException, InterruptedException {
        channel.receiveHolding(
                value -> {
                    Scope.checkpoint();
                    throw new IOException("no paper for " + value);
                });
    }

    /** The handler holds nothing: it may use the channel, and end it. */
    @DisplayName("L24 the handler may use the channel")
    @Over.EverySetting
    void theHandlerMayUseTheChannel(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        Worker<Void> sender = crew.run(in.senders(), () -> channel.send(1));
        List<Integer> got = new ArrayList<>();
        Worker<Void> receiver =
                crew.run(
                        in.receivers(),
                        () ->
                                channel.receiveHolding(
                                        value -> {
                                            got.add(value);
                                            crew.run(VIRTUAL, () -> channel.send(2));
                                            got.add(channel.receive());
                                            channel.close();
                                        }));
        receiver.join();
        sender.join();
        assertThat(got).containsExactly(1, 2);
    }

    /** Plain and extended receives, sends, timed sends, tries and selects, with interrupts: no value is lost. */
    @DisplayName("L24 extended receives among others lose nothing")
    @Over.RendezvousSettings
    void extendedReceivesAmongOthersLoseNothing(Setting in) {
        Channel<Integer> channel = in.open();
        Queue<Integer> got = new ConcurrentLinkedQueue<>();
        int turns = 400;
        List<Worker<List<Integer>>> senders =
                IntStream.range(0, 3)
                        .mapToObj(
                                id ->
                                        crew.call(
                                                in.senders(),
                                                () -> sendInEveryWay(channel, id, turns)))
                        .toList();
        List<Worker<Void>> receivers =
                IntStream.range(0, 3)
                        .mapToObj(
                                id ->
                                        crew.run(
                                                in.receivers(),
                                                () -> receiveUntilClosed(channel, id, got)))
                        .toList();
        Worker<Void> interrupter =
                crew.run(
                        ThreadKind.PLATFORM,
                        () -> {
                            while (!senders.stream().allMatch(Worker::isDone)) {
                                senders.forEach(Worker::interrupt);
                                Until.pause();
                            }
                        });
        List<Integer> accepted = new ArrayList<>();
        senders.forEach(sender -> accepted.addAll(sender.join()));
        interrupter.join();
        channel.close();
        receivers.forEach(Worker::join);
        assertThat(got.stream().sorted()).isEqualTo(accepted.stream().sorted().toList());
    }

    private static List<Integer> sendInEveryWay(Channel<Integer> channel, int id, int turns) {
        List<Integer> accepted = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            int value = id * turns + i;
            boolean done = true;
            try {
                switch (i % 4) {
                    case 0 -> channel.send(value);
                    case 1 -> done = channel.sendWithin(value, Duration.ofNanos(50_000)).accepted();
                    case 2 -> done = channel.trySend(value).accepted();
                    default -> Select.one(Select.to(channel, value, () -> 0));
                }
            } catch (InterruptedException e) {
                done = false;
            } catch (ReceiverFailedException e) {
                done = true;
            }
            if (done) {
                accepted.add(value);
            }
        }
        return accepted;
    }

    private static void receiveUntilClosed(Channel<Integer> channel, int id, Queue<Integer> got)
            throws InterruptedException {
        try {
            for (int i = id; ; i++) {
                switch (i % 3) {
                    case 0 -> channel.receiveHolding(got::add);
                    case 1 -> got.add(channel.receive());
                    default -> {
                        try {
                            channel.receiveHolding(
                                    value -> {
                                        got.add(value);
                                        throw new IllegalStateException("handled badly");
                                    });
                        } catch (IllegalStateException e) {
                            assertThat(e).hasMessage("handled badly");
                        }
                    }
                }
            }
        } catch (ClosedException e) {
            assertThat(e.undelivered()).isNull();
        }
    }
}
