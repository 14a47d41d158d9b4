package dev.handoff.check;

import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Watched;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/** What operations on channels put into an order is not reported as a race, in any schedule. */
class ChannelOrderTest {
    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("L8 what is written before a send may be read after its receive")
    void handOver(Sharing.Shape shape) throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> c = shape.open();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            x.set(1);
                                            c.send(Sharing.TOKEN);
                                        });
                                c.receive();
                                assertThat(x.get()).isEqualTo(1);
                                x.set(2);
                            });
                });
    }

    @Test
    @DisplayName("L8 what is written before a close may be read after the end that done() tells of")
    void doneAfterTheClose() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Integer> c = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "closer",
                                        () -> {
                                            x.set(1);
                                            c.close();
                                        });
                                c.done().receiveOrNull();
                                assertThat(x.get()).isEqualTo(1);
                            });
                });
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("L8 each of many equal values carries what its own sender wrote")
    void equalValues(Sharing.Shape shape) throws Exception {
        if (shape.ordinal() >= Sharing.Shape.LATEST.ordinal()) {
            return; // these lose values
        }
        Sharing.isRight(
                () -> {
                    List<Watched<Integer>> cells =
                            List.of(Watched.of(0), Watched.of(1), Watched.of(2));
                    Channel<Object> c = shape.open();
                    Channel<Integer> turn = Channel.buffered(3);
                    Scope.run(
                            scope -> {
                                for (Watched<Integer> cell : cells) {
                                    scope.go(
                                            "sender",
                                            () -> {
                                                turn.receive(); // so that they send one by one
                                                cell.set(7);
                                                cells.getFirst().set(8);
                                                c.send(Sharing.TOKEN);
                                                turn.trySend(0);
                                            });
                                }
                                turn.send(0);
                                for (int i = 0; i < 2; i++) {
                                    scope.go("receiver", c::receive);
                                }
                                c.receive();
                            });
                    cells.forEach(Watched::get);
                });
    }

    @Test
    @DisplayName("L8 a receiver that waited first knows its own sender, also if others go on first")
    void whoWaitedFirst() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> c = Channel.rendezvous();
                    Channel<Integer> second = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go("one", c::receive);
                                scope.go("two", c::receive);
                                scope.go(
                                        "first sender",
                                        () -> {
                                            c.send(Sharing.TOKEN);
                                            second.send(1);
                                        });
                                second.receive();
                                x.set(1);
                                scope.go(
                                        "reader",
                                        () -> {
                                            c.receive();
                                            x.get();
                                        });
                                c.send(Sharing.TOKEN);
                                c.send(Sharing.TOKEN);
                            });
                });
    }

    @Test
    @DisplayName("L8 a mutex made of a channel with one token protects")
    void mutex() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> mutex = Channel.buffered(1);
                    mutex.send(Sharing.TOKEN);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 3; i++) {
                                    scope.go(
                                            () -> {
                                                mutex.receive();
                                                x.set(x.get() + 1);
                                                mutex.send(Sharing.TOKEN);
                                            });
                                }
                            });
                    assertThat(x.get()).isEqualTo(3);
                });
    }

    @Test
    @DisplayName("L8 a full buffer protects: to send is to enter, to receive is to leave")
    void backpressureAsMutex() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> room = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 3; i++) {
                                    scope.go(
                                            () -> {
                                                room.send(Sharing.TOKEN);
                                                x.set(x.get() + 1);
                                                room.receive();
                                            });
                                }
                            });
                    assertThat(x.get()).isEqualTo(3);
                });
    }

    @Test
    @DisplayName("L8, L23 a batch makes room for as many sends as it has received")
    void batches() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> room = Channel.buffered(2);
                    room.sendAll(List.of(Sharing.TOKEN, Sharing.TOKEN));
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            room.sendAll(
                                                    List.of(
                                                            Sharing.TOKEN,
                                                            Sharing.TOKEN,
                                                            Sharing.TOKEN));
                                            x.set(2); // the third send needs the first of our own
                                            room.send(Sharing.TOKEN);
                                        });
                                x.set(1);
                                int got = 0;
                                while (got < 6) {
                                    got += room.receiveBatch(2).size();
                                }
                                x.get();
                            });
                });
    }

    @Test
    @DisplayName("L8 what is written before a close may be read by who receives the end")
    void close() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> done = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 2; i++) {
                                    scope.go(
                                            "waiter",
                                            () -> {
                                                done.receiveOrNull();
                                                x.get();
                                            });
                                }
                                scope.go(
                                        "selecting",
                                        () -> {
                                            Select.one(on(done, v -> 1).onClosed(() -> 0));
                                            x.get();
                                        });
                                scope.go(
                                        "asking",
                                        () -> {
                                            if (done.isClosed()) {
                                                x.get();
                                            }
                                        });
                                x.set(1);
                                done.close();
                            });
                });
    }

    @Test
    @DisplayName("L8, L16 the end tells of every counted sender, not of the last alone")
    void countedSenders() throws Exception {
        Sharing.isRight(
                () -> {
                    List<Watched<Integer>> cells =
                            List.of(Watched.of(0), Watched.of(1), Watched.of(2));
                    Channel<Object> results = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                List<Sender<Object>> senders =
                                        cells.stream().map(cell -> results.newSender()).toList();
                                for (int i = 0; i < 3; i++) {
                                    Sender<Object> out = senders.get(i);
                                    Watched<Integer> cell = cells.get(i);
                                    scope.go(
                                            () -> {
                                                cell.set(1);
                                                out.close();
                                            });
                                }
                                results.receiveOrNull();
                                cells.forEach(Watched::get);
                            });
                });
    }

    @Test
    @DisplayName("L15 a sender that is refused by a cancel knows what was written before it")
    void cancel() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> c = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            try {
                                                c.send(Sharing.TOKEN);
                                            } catch (RuntimeException refused) {
                                                x.get();
                                            }
                                        });
                                x.set(1);
                                c.cancel();
                            });
                });
    }

    @Test
    @DisplayName("L24 an extended receive orders both ways: before the handler, and after it")
    void extendedReceive() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> c = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 2; i++) {
                                    scope.go(
                                            "receiver",
                                            () -> c.receiveHolding(v -> x.set(x.get() + 1)));
                                }
                                scope.go(
                                        "selecting",
                                        () -> {
                                            Select.one(to(c, Sharing.TOKEN, () -> 0));
                                            c.send(Sharing.TOKEN);
                                            assertThat(x.get()).isEqualTo(2);
                                        });
                            });
                });
    }

    @Test
    @DisplayName("L31 two selects that meet are ordered as a send and its receive")
    void selectsThatMeet() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> a = Channel.rendezvous();
                    Channel<Object> b = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            x.set(1);
                                            Select.one(
                                                    to(a, Sharing.TOKEN, () -> 0),
                                                    to(b, Sharing.TOKEN, () -> 1));
                                        });
                                Select.one(on(a, v -> 0), on(b, v -> 1));
                                x.set(2);
                            });
                });
    }

    @Test
    @DisplayName("L4 a hook knows what the sender wrote of the value that was dropped")
    void dropped() throws Exception {
        Sharing.isRight(
                () -> {
                    Channel<Watched<Integer>> latest =
                            Channel.<Watched<Integer>>unnamed()
                                    .latest()
                                    .onUndelivered(Watched::get)
                                    .open();
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 3; i++) {
                                    scope.go(
                                            () -> {
                                                Watched<Integer> own = Watched.of(0);
                                                own.set(1);
                                                latest.send(own);
                                            });
                                }
                                latest.receive().get();
                            });
                    latest.cancel();
                });
    }

    @Test
    @DisplayName("L4 who receives the latest of many equal signals knows what was before that one")
    void latestSignal() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Watched<Integer> y = Watched.of(0);
                    Channel<Object> signal = Channel.latest();
                    Channel<Object> next = Channel.buffered(1);
                    Channel<Object> all = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "first",
                                        () -> {
                                            x.set(1);
                                            signal.send(Sharing.TOKEN);
                                            next.send(Sharing.TOKEN);
                                        });
                                scope.go(
                                        "second",
                                        () -> {
                                            next.receive();
                                            y.set(1);
                                            signal.send(Sharing.TOKEN);
                                            all.send(Sharing.TOKEN);
                                        });
                                all.receive();
                                x.get();
                            });
                    signal.receive();
                    y.get();
                });
    }
}
