package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Owned;
import dev.handoff.OwnershipException;
import dev.handoff.ProcessBody;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Select;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

@DisplayName("R10 After a send the receiver is the sole owner")
class OwnershipTest {
    private static final Duration LONG = Duration.ofMinutes(9);
    private static final Duration SHORT = Duration.ofMillis(1);

    @RegisterExtension final Crew crew = new Crew();

    /** The ways of sending a value. */
    private enum Sending {
        SEND,
        TRY,
        WITHIN,
        ALL,
        ALL_LAZILY,
        SELECT,
        PRIORITIZED,
        COUNTED;

        <T> void send(Channel<T> channel, T value) throws InterruptedException {
            switch (this) {
                case SEND -> channel.send(value);
                case TRY -> Until.eventually("sent", () -> channel.trySend(value).accepted());
                case WITHIN -> assertThat(channel.sendWithin(value, LONG).accepted()).isTrue();
                case ALL -> channel.sendAll(List.of(value));
                case ALL_LAZILY -> channel.sendAll(List.of(value)::iterator);
                case SELECT -> Select.one(to(channel, value, () -> 0));
                case PRIORITIZED -> Select.prioritized(to(channel, value, () -> 0)).run();
                case COUNTED -> channel.newSender().send(value);
            }
        }
    }

    /** The ways of receiving one. */
    private enum Receiving {
        RECEIVE,
        OR_NULL,
        TRY,
        WITHIN,
        BATCH,
        LOOP,
        EXTENDED,
        SELECT;

        <T> T receive(Channel<T> channel) throws InterruptedException {
            return switch (this) {
                case RECEIVE -> channel.receive();
                case OR_NULL -> channel.receiveOrNull();
                case TRY -> {
                    AtomicReference<T> got = new AtomicReference<>();
                    Until.eventually(
                            "received",
                            () -> {
                                got.set(channel.tryReceiveOrNull());
                                return got.get() != null;
                            });
                    yield got.get();
                }
                case WITHIN -> channel.receiveWithin(LONG).orNull();
                case BATCH -> channel.receiveBatch(5).getFirst();
                case LOOP -> channel.iterator().next();
                case EXTENDED -> {
                    AtomicReference<T> got = new AtomicReference<>();
                    channel.receiveHolding(got::set);
                    yield got.get();
                }
                case SELECT -> Select.one(on(channel, v -> v));
            };
        }
    }

    private Worker<Void> go(ProcessBody body) {
        return crew.run(ThreadKind.VIRTUAL, body);
    }

    private static void isNotMine(Owned<?> owned) {
        assertThat(owned.isMine()).isFalse();
        assertThatThrownBy(owned::get).isInstanceOf(OwnershipException.class);
    }

    private static <T> void isMine(Owned<T> owned) {
        assertThat(owned.isMine()).isTrue();
        owned.set(owned.get());
    }

    /** All pairs, both first. */
    @DisplayName("R10 every way of sending moves it, and every way of receiving")
    @Over.EveryKind
    void everyWayMoves(Shape shape) {
        for (Sending sending : Sending.values()) {
            for (Receiving receiving : Receiving.values()) {
                if (shape == Shape.RENDEZVOUS
                        && sending == Sending.TRY
                        && receiving == Receiving.TRY) {
                    continue; // these two never meet
                }
                Channel<Owned<int[]>> channel = shape.open();
                Worker<Void> receiver =
                        go(
                                () -> {
                                    Owned<int[]> got = receiving.receive(channel);
                                    isMine(got);
                                    assertThat(got.get()).containsExactly(7);
                                });
                go(() -> {
                            Owned<int[]> owned = Owned.of(new int[1]);
                            owned.get()[0] = 7;
                            sending.send(channel, owned);
                            isNotMine(owned);
                        })
                        .join();
                receiver.join();
            }
        }
    }

    /** Touched before the first send has returned, and by the first sender afterwards. */
    @DisplayName("R10 the receiver may send it on at once, and it may come back")
    @Over.LosslessKinds
    void sentOn(Shape shape) throws Exception {
        Channel<Owned<String>> there = shape.open();
        Channel<Owned<String>> back = shape.open();
        int rounds = 2_000;
        Worker<Void> echo =
                go(
                        () -> {
                            for (int i = 0; i < rounds; i++) {
                                Owned<String> owned = there.receive();
                                owned.set(owned.get() + "!");
                                back.send(owned);
                            }
                        });
        Owned<String> owned = Owned.of("");
        for (int i = 0; i < rounds; i++) {
            there.send(owned);
            assertThat(back.receive()).isSameAs(owned);
            isMine(owned);
        }
        echo.join();
        assertThat(owned.get()).hasSize(rounds);
    }

    @Test
    @DisplayName("R10 a send that is refused leaves it with the sender")
    void refused() {
        Channel<Owned<String>> closed = Channel.rendezvous();
        closed.close();
        Owned<String> owned = Owned.of("mine");
        assertThatThrownBy(() -> closed.send(owned)).isInstanceOf(ClosedException.class);
        isMine(owned);
        assertThat(closed.trySend(owned)).isInstanceOf(Sent.Closed.class);
        isMine(owned);
        assertThatThrownBy(() -> closed.sendAll(List.of(owned)))
                .isInstanceOf(ClosedException.class);
        isMine(owned);
    }

    @Test
    @DisplayName("R10 a send that finds no room, or not in time, leaves it with the sender")
    void noRoom() throws Exception {
        for (int capacity : new int[] {0, 1}) {
            Channel<Owned<String>> full = Channel.buffered(capacity);
            for (int i = 0; i < capacity; i++) {
                full.send(Owned.of("other"));
            }
            Owned<String> owned = Owned.of("mine");
            assertThat(full.trySend(owned)).isInstanceOf(Sent.Full.class);
            isMine(owned);
            assertThat(full.sendWithin(owned, SHORT)).isInstanceOf(Sent.Full.class);
            isMine(owned);
            assertThat(full.sendWithin(owned, Duration.ZERO)).isInstanceOf(Sent.Full.class);
            isMine(owned);
        }
    }

    @Test
    @DisplayName("R10 a send that is interrupted or cancelled leaves it with the sender")
    void interruptedOrCancelled() {
        Channel<Owned<String>> nobody = Channel.rendezvous();
        Thread.currentThread().interrupt();
        Owned<String> owned = Owned.of("mine");
        assertThatThrownBy(() -> nobody.send(owned)).isInstanceOf(InterruptedException.class);
        isMine(owned);

        Worker<Void> interrupted =
                go(
                        () -> {
                            Owned<String> own = Owned.of("mine");
                            assertThatThrownBy(() -> nobody.send(own))
                                    .isInstanceOf(InterruptedException.class);
                            isMine(own);
                        });
        Until.sendersWait(nobody, 1);
        interrupted.interrupt();
        interrupted.join();

        Worker<Void> cancelled =
                go(
                        () -> {
                            Owned<String> own = Owned.of("mine");
                            assertThatThrownBy(() -> nobody.send(own))
                                    .isInstanceOf(CancelledException.class);
                            isMine(own);
                        });
        Until.sendersWait(nobody, 1);
        nobody.cancel();
        cancelled.join();
    }

    @Test
    @DisplayName("R10, L25 a case that is not chosen leaves it with the sender")
    void caseNotChosen() throws Exception {
        Channel<Owned<String>> nobody = Channel.rendezvous();
        Channel<Integer> ready = Channel.buffered(1);
        Owned<String> owned = Owned.of("mine");
        assertThat(Select.<Integer>one(to(nobody, owned, () -> 1), otherwise(() -> 2)))
                .isEqualTo(2);
        isMine(owned);
        assertThat(Select.<Integer>one(to(nobody, owned, () -> 1), after(SHORT, () -> 2)))
                .isEqualTo(2);
        isMine(owned);
        ready.send(2);
        assertThat(Select.<Integer>one(to(nobody, owned, () -> 1), on(ready, v -> v))).isEqualTo(2);
        isMine(owned);
        Worker<Void> interrupted =
                go(
                        () -> {
                            Owned<String> own = Owned.of("mine");
                            assertThatThrownBy(() -> Select.one(to(nobody, own, () -> 1)))
                                    .isInstanceOf(InterruptedException.class);
                            isMine(own);
                        });
        Until.sendersWait(nobody, 1);
        interrupted.interrupt();
        interrupted.join();
        nobody.close();
        assertThat(Select.<Integer>one(to(nobody, owned, () -> 1).onClosed(() -> 2))).isEqualTo(2);
        isMine(owned);
    }

    @Test
    @DisplayName("R10 one value may be offered to several receivers: one of them owns it")
    void offeredToSeveral() {
        Channel<Owned<String>> left = Channel.rendezvous();
        Channel<Owned<String>> right = Channel.rendezvous();
        Worker<Void> sender =
                go(
                        () -> {
                            Owned<String> owned = Owned.of("a letter");
                            Select<Integer> offer =
                                    Select.of(to(left, owned, () -> 0), to(right, owned, () -> 1));
                            assertThat(offer.run()).isEqualTo(1);
                            isNotMine(owned);
                            assertThatThrownBy(offer::run).isInstanceOf(OwnershipException.class);
                        });
        Until.sendersWait(left, 1);
        go(() -> isMine(right.receive())).join();
        sender.join();
        assertThat(left.waitingSenders()).isZero();
    }

    @Test
    @DisplayName("R10, L24 a value whose handler has failed was received all the same")
    void handlerFailed() {
        Channel<Owned<String>> hand = Channel.rendezvous();
        Worker<Void> receiver =
                go(
                        () ->
                                assertThatThrownBy(
                                                () ->
                                                        hand.receiveHolding(
                                                                owned -> {
                                                                    isMine(owned);
                                                                    throw new IllegalStateException();
                                                                }))
                                        .isInstanceOf(IllegalStateException.class));
        go(() -> {
                    Owned<String> owned = Owned.of("a letter");
                    assertThatThrownBy(() -> hand.send(owned))
                            .isInstanceOf(ReceiverFailedException.class);
                    isNotMine(owned);
                })
                .join();
        receiver.join();
    }

    @DisplayName("R10, L4 what an overflow policy drops belongs to who runs the hook")
    @Over.DroppingKinds
    void dropped(Shape shape) throws Exception {
        AtomicReference<Owned<String>> dropped = new AtomicReference<>();
        Channel<Owned<String>> channel =
                shape.<Owned<String>>named("c")
                        .onUndelivered(
                                owned -> {
                                    isMine(owned);
                                    dropped.set(owned);
                                })
                        .open();
        for (int i = 0; i < shape.capacity; i++) {
            go(() -> channel.send(Owned.of("other"))).join();
        }
        Owned<String> last = Owned.of("last");
        channel.send(last);
        assertThat(dropped.get()).isNotNull();
        isMine(dropped.get());
        assertThat(last.isMine()).isEqualTo(shape.dropsNewest());
        dropped.set(null);
        Select.one(to(channel, Owned.of("by select"), () -> 0));
        assertThat(dropped.get()).isNotNull();
        isMine(dropped.get());
    }

    @DisplayName("R10, L15 what a cancel takes out belongs to who cancels")
    @Over.BufferingKinds
    void cancelled(Shape shape) throws Exception {
        Channel<Owned<String>> channel =
                shape.<Owned<String>>named("c").onUndelivered(OwnershipTest::isMine).open();
        Owned<String> owned = Owned.of("a letter");
        channel.send(owned);
        isNotMine(owned);
        go(channel::cancel).join();
        isNotMine(owned);
        assertThat(owned.toString()).contains("sent by", "belongs to");
    }

    @Test
    @DisplayName("R10 the message says who has sent it where, and who owns it now")
    void message() {
        Channel<Owned<String>> letters = Channel.<Owned<String>>named("letters").buffered(2).open();
        Channel<Integer> taken = Channel.rendezvous();
        Worker<Void> writer =
                go(
                        () -> {
                            Thread.currentThread().setName("writer");
                            Owned<String> owned = Owned.of("a letter");
                            letters.send(owned);
                            assertThatThrownBy(owned::get)
                                    .hasMessageMatching(
                                            "an owned value cannot be touched by process"
                                                    + " \"writer\": it was sent by process"
                                                    + " \"writer\" to channel \"letters\" at"
                                                    + " OwnershipTest.java:\\d+, and"
                                                    + " nobody has received it yet");
                            assertThatThrownBy(() -> letters.send(owned))
                                    .hasMessageContaining("cannot be sent by");
                            assertThat(letters.size()).isEqualTo(1);
                            taken.receive();
                            assertThatThrownBy(() -> owned.set("another"))
                                    .hasMessageMatching(
                                            "an owned value cannot be changed by process"
                                                    + " \"writer\": it was sent by process"
                                                    + " \"writer\" to channel \"letters\" at"
                                                    + " OwnershipTest.java:\\d+; it"
                                                    + " belongs to process \"reader\"");
                        });
        go(() -> {
                    Until.receiversWait(taken, 1);
                    Thread.currentThread().setName("reader");
                    letters.receive();
                    taken.send(1);
                })
                .join();
        writer.join();
    }

    @Test
    @DisplayName("R10 a process that was never sent a value cannot touch or send it")
    void neverSent() {
        Owned<String> owned = Owned.of("mine");
        Channel<Owned<String>> channel = Channel.buffered(1);
        go(() -> {
                    isNotMine(owned);
                    assertThatThrownBy(() -> channel.send(owned))
                            .isInstanceOf(OwnershipException.class)
                            .hasMessageContaining("it belongs to");
                    assertThatThrownBy(() -> channel.sendAll(List.of(owned)))
                            .isInstanceOf(OwnershipException.class);
                    assertThatThrownBy(() -> Select.one(to(channel, owned, () -> 0)))
                            .isInstanceOf(OwnershipException.class);
                })
                .join();
        assertThat(channel.size()).isZero();
        isMine(owned);
    }

    @Test
    @DisplayName("R10 the message says to which channel a select has sent it")
    void messageOfASelect() throws Exception {
        Channel<Owned<String>> letters = Channel.<Owned<String>>named("letters").buffered(1).open();
        Owned<String> owned = Owned.of("a letter");
        assertThat(Select.<Integer>one(to(letters, owned, () -> 0))).isZero();
        go(() -> isMine(letters.receive())).join();
        assertThat(owned).asString().contains(" to channel \"letters\"");
    }
}
