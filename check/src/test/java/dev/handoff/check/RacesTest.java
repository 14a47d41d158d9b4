package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Scope;
import dev.handoff.Watched;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/** Races: a wrong program is found in every schedule. What is right: {@link ChannelOrderTest}, {@link ProcessOrderTest}. */
class RacesTest {
    /** Already the first schedule shows it, whichever that is. */
    private static void isRace(Program program) throws InterruptedException {
        for (int seed = 1; seed <= 30; seed++) {
            Report report = Explore.random().schedules(1).seed(seed).check(program);
            assertThat(report.verdict()).as("seed " + seed + ": " + report).isEqualTo(Verdict.RACE);
            assertThat(report.toString())
                    .contains("no channel in between", "it at RacesTest.java:", "replay with");
        }
    }

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
    void reuseAfterSend(Sharing.Shape shape) throws Exception {
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
    void mutationAfterSend(Sharing.Shape shape) throws Exception {
        if (shape.ordinal() >= Sharing.Shape.LATEST.ordinal()) {
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
                                            done.send(Sharing.TOKEN);
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
                                c.send(Sharing.TOKEN);
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
                    c.send(Sharing.TOKEN);
                    Scope.run(
                            scope -> {
                                scope.go("sender", () -> c.send(Sharing.TOKEN));
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
    @DisplayName("R24 the last accesses of two detached processes race")
    void lastAccessOfDetached() throws Exception {
        Program program =
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Handoff.go("a", () -> x.set(1));
                    Handoff.go("b", () -> x.set(2));
                };
        for (Explore way : List.of(Explore.random(), Explore.exhaustive())) {
            Report report = way.check(program);
            assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.RACE);
        }
    }

    @Test
    @DisplayName("R24 the end of the program itself orders nothing")
    void endOfTheProgram() throws Exception {
        Report report =
                Explore.exhaustive()
                        .check(
                                () -> {
                                    Watched<Integer> x = Watched.of(0);
                                    Handoff.go(
                                            "late",
                                            () -> {
                                                VirtualTime.settle();
                                                x.set(1);
                                            });
                                    x.set(2);
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.RACE);
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
                                    mutex.sendAll(List.of(Sharing.TOKEN, Sharing.TOKEN));
                                    Scope.run(
                                            scope -> {
                                                for (int i = 0; i < 2; i++) {
                                                    scope.go(
                                                            () -> {
                                                                mutex.receive();
                                                                x.set(x.get() + 1);
                                                                mutex.send(Sharing.TOKEN);
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
