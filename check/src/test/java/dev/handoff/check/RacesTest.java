package dev.handoff.check;

import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Overflow;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Task;
import dev.handoff.Watched;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Races: every wrong program is found in every schedule, and no right one is reported in any. */
class RacesTest {
    private static final List<Explore> WAYS =
            List.of(Explore.random().schedules(300), Explore.pct(3).schedules(100));

    private static final Object TOKEN = "token";

    private static void isRight(Program program) throws InterruptedException {
        for (Explore way : WAYS) {
            Report report = way.check(program);
            assertThat(report.isClean()).as(report.toString()).isTrue();
        }
    }

    /** Already the first schedule shows it, whichever that is. */
    private static void isRace(Program program) throws InterruptedException {
        for (int seed = 1; seed <= 30; seed++) {
            Report report = Explore.random().schedules(1).seed(seed).check(program);
            assertThat(report.verdict()).as("seed " + seed + ": " + report).isEqualTo(Verdict.RACE);
            assertThat(report.toString())
                    .contains("no channel in between", "it at RacesTest.java:", "replay with");
        }
    }

    private enum Shape {
        RENDEZVOUS,
        BUFFERED_1,
        BUFFERED_3,
        UNBOUNDED,
        LATEST,
        DROP_OLDEST,
        DROP_NEWEST;

        <T> Channel<T> open() {
            return switch (this) {
                case RENDEZVOUS -> Channel.rendezvous();
                case BUFFERED_1 -> Channel.buffered(1);
                case BUFFERED_3 -> Channel.buffered(3);
                case UNBOUNDED -> Channel.unbounded();
                case LATEST -> Channel.latest();
                case DROP_OLDEST ->
                        Channel.<T>unnamed().buffered(2).overflow(Overflow.DROP_OLDEST).open();
                case DROP_NEWEST ->
                        Channel.<T>unnamed().buffered(2).overflow(Overflow.DROP_NEWEST).open();
            };
        }
    }

    // ---- right

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("L8 what is written before a send may be read after its receive")
    void handOver(Shape shape) throws Exception {
        isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> c = shape.open();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            x.set(1);
                                            c.send(TOKEN);
                                        });
                                c.receive();
                                assertThat(x.get()).isEqualTo(1);
                                x.set(2);
                            });
                });
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("L8 each of many equal values carries what its own sender wrote")
    void equalValues(Shape shape) throws Exception {
        if (shape.ordinal() >= Shape.LATEST.ordinal()) {
            return; // these lose values
        }
        isRight(
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
                                                c.send(TOKEN);
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
        isRight(
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
                                            c.send(TOKEN);
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
                                c.send(TOKEN);
                                c.send(TOKEN);
                            });
                });
    }

    @Test
    @DisplayName("L8 a mutex made of a channel with one token protects")
    void mutex() throws Exception {
        isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> mutex = Channel.buffered(1);
                    mutex.send(TOKEN);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 3; i++) {
                                    scope.go(
                                            () -> {
                                                mutex.receive();
                                                x.set(x.get() + 1);
                                                mutex.send(TOKEN);
                                            });
                                }
                            });
                    assertThat(x.get()).isEqualTo(3);
                });
    }

    @Test
    @DisplayName("L8 a full buffer protects: to send is to enter, to receive is to leave")
    void backpressureAsMutex() throws Exception {
        isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> room = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 3; i++) {
                                    scope.go(
                                            () -> {
                                                room.send(TOKEN);
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
        isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> room = Channel.buffered(2);
                    room.sendAll(List.of(TOKEN, TOKEN));
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            room.sendAll(List.of(TOKEN, TOKEN, TOKEN));
                                            x.set(2); // the third send needs the first of our own
                                            room.send(TOKEN);
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
        isRight(
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
        isRight(
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
        isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> c = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            try {
                                                c.send(TOKEN);
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
        isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> c = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 2; i++) {
                                    scope.go("receiver", () -> c.receive(v -> x.set(x.get() + 1)));
                                }
                                scope.go(
                                        "selecting",
                                        () -> {
                                            Select.one(to(c, TOKEN, () -> 0));
                                            c.send(TOKEN);
                                            assertThat(x.get()).isEqualTo(2);
                                        });
                            });
                });
    }

    @Test
    @DisplayName("L31 two selects that meet are ordered as a send and its receive")
    void selectsThatMeet() throws Exception {
        isRight(
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
                                                    to(a, TOKEN, () -> 0), to(b, TOKEN, () -> 1));
                                        });
                                Select.one(on(a, v -> 0), on(b, v -> 1));
                                x.set(2);
                            });
                });
    }

    @Test
    @DisplayName("L4 a hook knows what the sender wrote of the value that was dropped")
    void dropped() throws Exception {
        isRight(
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
        isRight(
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
                                            signal.send(TOKEN);
                                            next.send(TOKEN);
                                        });
                                scope.go(
                                        "second",
                                        () -> {
                                            next.receive();
                                            y.set(1);
                                            signal.send(TOKEN);
                                            all.send(TOKEN);
                                        });
                                all.receive();
                                x.get();
                            });
                    signal.receive();
                    y.get();
                });
    }

    @Test
    @DisplayName("a process knows what was before its start; a scope's end, a join, what it did")
    void startsAndEnds() throws Exception {
        isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Watched<Integer> y = Watched.of(0);
                    Scope.run(
                            scope -> {
                                x.set(1);
                                Task<Integer> task =
                                        scope.fork(
                                                () -> {
                                                    x.set(x.get() + 1);
                                                    return 1;
                                                });
                                scope.go(() -> y.set(1));
                                Task<Integer> other = scope.fork(() -> task.join() + x.get());
                                if (other.isDone()) {
                                    x.set(3);
                                }
                                task.join();
                                Select.one(Select.done(other, v -> v));
                                x.set(4);
                            });
                    assertThat(x.get() + y.get()).isEqualTo(5);
                });
    }

    @Test
    @DisplayName("who sees that a scope is cancelled knows what was before")
    void cancelledScope() throws Exception {
        isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Scope.run(
                            outer -> {
                                Channel<Scope> inner = Channel.buffered(2);
                                outer.go(
                                        "asking",
                                        () -> {
                                            if (inner.receive().isCancelled()) {
                                                x.get();
                                            }
                                        });
                                outer.go(
                                        "waiting",
                                        () -> {
                                            inner.receive().done().receiveOrNull();
                                            x.get();
                                        });
                                Scope.run(
                                        scope -> {
                                            inner.sendAll(List.of(scope, scope));
                                            scope.go(
                                                    "told",
                                                    () -> {
                                                        try {
                                                            Channel.never().receive();
                                                        } catch (InterruptedException e) {
                                                            x.get();
                                                        }
                                                    });
                                            x.set(1);
                                            scope.cancel();
                                        });
                            });
                });
    }

    @Test
    @DisplayName("a pipeline of stages, each with its own state, is right")
    void pipeline() throws Exception {
        isRight(
                () -> {
                    Watched<Integer> sum = Watched.of(0);
                    Scope.run(
                            scope -> {
                                Receiver<Integer> numbers =
                                        scope.produce(
                                                "numbers", 1, out -> out.sendAll(List.of(1, 2)));
                                Receiver<Integer> squares =
                                        scope.produce(
                                                "squares",
                                                out -> {
                                                    for (int n : numbers) {
                                                        sum.set(sum.get() + n);
                                                        out.send(n * n);
                                                    }
                                                });
                                for (int n : squares) {
                                    assertThat(n).isPositive();
                                }
                                assertThat(sum.get()).isEqualTo(3);
                            });
                });
    }

    @Test
    @DisplayName("many may read what one has written before")
    void readers() throws Exception {
        isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    x.set(1);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 4; i++) {
                                    scope.go(x::get);
                                }
                                x.get();
                            });
                    x.set(2);
                });
    }

    @Test
    @DisplayName("a wait for what is not the library's is taken for an order: no false alarm")
    void latch() throws Exception {
        Report report =
                Explore.random()
                        .schedules(5)
                        .check(
                                () -> {
                                    Watched<Integer> x = Watched.of(0);
                                    Thread detached = Handoff.go("detached", () -> x.set(1));
                                    detached.join();
                                    x.get();
                                    CountDownLatch latch = new CountDownLatch(1);
                                    Scope.run(
                                            scope -> {
                                                scope.go(
                                                        () -> {
                                                            x.set(2);
                                                            Channel.buffered(1).send(TOKEN);
                                                            latch.countDown();
                                                        });
                                                latch.await();
                                                x.get();
                                            });
                                });
        assertThat(report.isClean()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName("the end of a detached process is known to who might have joined its thread")
    void detached() throws Exception {
        isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Thread detached = Handoff.go("detached", () -> x.set(1));
                    VirtualTime.settle();
                    detached.join();
                    x.get();
                });
    }

    // ---- wrong

    @Test
    @DisplayName("R24 two writers race")
    void twoWriters() throws Exception {
        isRace(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Scope.run(
                            scope -> {
                                scope.go("left", () -> x.set(x.get() + 1));
                                scope.go("right", () -> x.set(x.get() + 1));
                            });
                });
    }

    @Test
    @DisplayName("R24 a flag that is polled instead of a channel races")
    void publishWithoutSend() throws Exception {
        isRace(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Scope.run(
                            scope -> {
                                scope.go("writer", () -> x.set(1));
                                x.get();
                            });
                });
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("R10 a sender that goes on to write what it has sent races")
    void reuseAfterSend(Shape shape) throws Exception {
        isRace(
                () -> {
                    Channel<Watched<Integer>> c = shape.open();
                    Scope.run(
                            scope -> {
                                scope.go("receiver", () -> c.receive().get());
                                Watched<Integer> x = Watched.of(1);
                                c.send(x);
                                x.set(2);
                            });
                });
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("R10 a later send on the same channel does not excuse a write after the first")
    void mutationAfterSend(Shape shape) throws Exception {
        if (shape.ordinal() >= Shape.LATEST.ordinal()) {
            return; // these lose values
        }
        isRace(
                () -> {
                    Channel<Watched<Integer>> c = shape.open();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            Watched<Integer> x = Watched.of(1);
                                            c.send(x);
                                            x.set(2);
                                            c.send(x);
                                        });
                                c.receive().get();
                                c.receive();
                            });
                });
    }

    @Test
    @DisplayName("R24 a close that nobody has received orders nothing")
    void closeWithoutReceive() throws Exception {
        isRace(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> done = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "closer",
                                        () -> {
                                            done.send(TOKEN);
                                            x.set(1);
                                            done.close();
                                        });
                                done.receive(); // the value, not the end
                                x.get();
                            });
                });
    }

    @Test
    @DisplayName("R24 the wrong way round: what follows a receive is not before the buffered send")
    void bufferedIsNoHandShake() throws Exception {
        isRace(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> c = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "receiver",
                                        () -> {
                                            x.set(1);
                                            c.receive();
                                        });
                                c.send(TOKEN);
                                x.get();
                            });
                });
    }

    @Test
    @DisplayName("R24 who is woken to send learns of it, but not the value that was on its way")
    void wokenSender() throws Exception {
        isRace(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Object> c = Channel.buffered(1);
                    c.send(TOKEN);
                    Scope.run(
                            scope -> {
                                scope.go("sender", () -> c.send(TOKEN));
                                scope.go(
                                        "writer",
                                        () -> {
                                            x.set(1);
                                            c.receive();
                                        });
                                scope.go(
                                        "reader",
                                        () -> {
                                            c.receive();
                                            x.get();
                                        });
                            });
                });
    }

    @Test
    @DisplayName("R24 a mutex with two tokens does not protect")
    void twoTokens() throws Exception {
        Report report =
                Explore.random()
                        .check(
                                () -> {
                                    Watched<Integer> x = Watched.of(0);
                                    Channel<Object> mutex = Channel.buffered(2);
                                    mutex.sendAll(List.of(TOKEN, TOKEN));
                                    Scope.run(
                                            scope -> {
                                                for (int i = 0; i < 2; i++) {
                                                    scope.go(
                                                            () -> {
                                                                mutex.receive();
                                                                x.set(x.get() + 1);
                                                                mutex.send(TOKEN);
                                                            });
                                                }
                                            });
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.RACE);
    }

    @Test
    @DisplayName("R24 the report names both accesses, with process and line")
    void report() throws Exception {
        Program program =
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Scope.run(
                            scope -> {
                                scope.go("left", () -> x.set(1));
                                scope.go("right", () -> x.get());
                            });
                };
        Report report = Explore.roundRobin().check(program);
        assertThat(report.finding().details())
                .hasSize(2)
                .anyMatch(line -> line.matches("left wrote it at RacesTest\\.java:\\d+"))
                .anyMatch(line -> line.matches("right read it at RacesTest\\.java:\\d+"));
        Report again = Explore.replay(report.schedule()).check(program);
        assertThat(again.verdict()).isEqualTo(Verdict.RACE);
    }
}
