package dev.handoff.check;

import static dev.handoff.check.spec.Definition.define;
import static dev.handoff.check.spec.Event.close;
import static dev.handoff.check.spec.Event.mark;
import static dev.handoff.check.spec.Event.receive;
import static dev.handoff.check.spec.Event.send;
import static dev.handoff.check.spec.Term.call;
import static dev.handoff.check.spec.Term.choice;
import static dev.handoff.check.spec.Term.interleave;
import static dev.handoff.check.spec.Term.skip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.Timers;
import dev.handoff.check.spec.Definition;
import dev.handoff.check.spec.Event;
import dev.handoff.check.spec.Specification;
import dev.handoff.check.spec.Term;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Right programs keep their specifications, wrong ones are found, with a short trace. */
class SpecifiedProgramsTest {
    private static <T> Channel<T> channel(String name, int capacity) {
        return Channel.<T>named(name).buffered(capacity).open();
    }

    private static Report exhaustive(Specification specification, Program program)
            throws InterruptedException {
        Explore explore = Explore.exhaustive().schedules(20_000).specification(specification);
        return Thorough.check(explore, program);
    }

    private static void assertRight(Report report) {
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
    }

    private static void assertWrong(Report report, String... lines) {
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.SPECIFICATION);
        assertThat(report.finding().details()).containsExactly(lines);
    }

    // ---- buffers

    private static final Term PLACE =
            choice(
                    List.of(1, 2, 3),
                    v -> send("jobs", v).then(receive("jobs", v).then(call("PLACE"))));

    private static final Specification ONE_PLACE =
            Specification.completeTraces(call("PLACE"), define("PLACE", PLACE.or(skip())));

    /** First in, first out: what is stored is the state. */
    private static Specification twoPlaces() {
        List<Definition> definitions = new ArrayList<>();
        definitions.add(define("B", sends("B", "")));
        for (int first = 1; first <= 3; first++) {
            String one = "B" + first;
            definitions.add(
                    define(one, receive("jobs", first).then(call("B")).or(sends(one, "" + first))));
            for (int second = 1; second <= 3; second++) {
                definitions.add(
                        define(one + second, receive("jobs", first).then(call("B" + second))));
            }
        }
        return Specification.traces(call("B"), definitions);
    }

    private static Term sends(String name, String stored) {
        return stored.length() == 2
                ? Term.stop()
                : choice(List.of(1, 2, 3), v -> send("jobs", v).then(call(name + v)));
    }

    private static Program exchange(int capacity) {
        return () -> {
            Channel<Integer> jobs = channel("jobs", capacity);
            Scope.run(
                    scope -> {
                        scope.go("sender", () -> jobs.sendAll(List.of(1, 2, 3)));
                        for (int i = 0; i < 3; i++) {
                            jobs.receive();
                        }
                    });
        };
    }

    @Test
    @DisplayName("a buffer of one place is one, and so is a rendezvous; a buffer of two is not")
    void onePlace() throws Exception {
        assertRight(exhaustive(ONE_PLACE, exchange(0)));
        assertRight(exhaustive(ONE_PLACE, exchange(1)));
        assertWrong(
                exhaustive(ONE_PLACE, exchange(2)),
                "1. send jobs 1",
                "came: send jobs 2",
                "allowed: receive jobs 1");
    }

    @Test
    @DisplayName("what the search for a shorter trace has tried is not counted")
    void schedulesUntilTheFinding() throws Exception {
        Specification nine = Specification.traces(send("jobs", 9).once());
        Report first = Explore.random().schedules(1).specification(nine).check(exchange(0));
        Report report = Explore.random().schedules(100).specification(nine).check(exchange(0));
        assertThat(report.verdict()).isEqualTo(Verdict.SPECIFICATION);
        assertThat(report.schedules()).as(report.toString()).isEqualTo(1);
        assertThat(report.turns()).as(report.toString()).isEqualTo(first.turns());
    }

    @Test
    @DisplayName("of many schedules that offend the first alone is told as it came")
    void toldOnce() throws Exception {
        AtomicInteger told = new AtomicInteger();
        Specification nine = Specification.traces(send("jobs", 9).once());
        Report report =
                Explore.random()
                        .schedules(10)
                        .specification(nine)
                        .check(exchange(0), found -> told.incrementAndGet());
        assertThat(report.verdict()).isEqualTo(Verdict.SPECIFICATION);
        assertThat(told).hasValue(1);
    }

    @Test
    @DisplayName("a buffer of two places keeps the order, a buffer of three has one too many")
    void twoPlacesInOrder() throws Exception {
        assertRight(exhaustive(twoPlaces(), exchange(1)));
        assertRight(exhaustive(twoPlaces(), exchange(2)));
        assertWrong(
                exhaustive(twoPlaces(), exchange(3)),
                "1. send jobs 1",
                "2. send jobs 2",
                "came: send jobs 3",
                "allowed: receive jobs 1");
    }

    // ---- ping-pong

    private static final Specification PING_PONG =
            Specification.traces(
                    call("PING"),
                    define("PING", send("ping").then(call("PONG"))),
                    define("PONG", send("pong").then(call("PING"))));

    private static Program pingPong(boolean waits) {
        return () -> {
            Channel<Integer> ping = channel("ping", 1);
            Channel<Integer> pong = channel("pong", 2);
            Scope.run(
                    scope -> {
                        scope.go(
                                () -> {
                                    for (int i = 0; i < 2; i++) {
                                        pong.send(ping.receive());
                                    }
                                });
                        for (int i = 0; i < 2; i++) {
                            ping.send(i);
                            if (waits) {
                                pong.receive();
                            }
                        }
                    });
        };
    }

    @Test
    @DisplayName("ping-pong: who does not wait for the pong is found")
    void pingPong() throws Exception {
        assertRight(exhaustive(PING_PONG, pingPong(true)));
        assertWrong(
                exhaustive(PING_PONG, pingPong(false)),
                "1. send ping 0",
                "came: send ping 1",
                "allowed: send pong");
    }

    // ---- mutual exclusion

    private static final Specification ONE_AT_A_TIME =
            Specification.completeTraces(
                    call("FREE"),
                    define(
                            "FREE",
                            mark("enter").then(mark("leave").then(call("FREE"))).or(skip())));

    private static Program critical(int tokens) {
        return () -> {
            Channel<String> token = Channel.buffered(tokens);
            Scope.run(
                    scope -> {
                        for (int i = 0; i < 2; i++) {
                            scope.go(
                                    () -> {
                                        String mine = token.receive();
                                        Trace.mark("enter");
                                        Trace.mark("leave");
                                        token.send(mine);
                                    });
                        }
                        for (int i = 0; i < tokens; i++) {
                            token.send("token");
                        }
                    });
        };
    }

    @Test
    @DisplayName("a mark comes before or after the meeting with an extended receive that waits")
    void markBesideAnExtendedReceive() throws Exception {
        Specification meetingFirst =
                Specification.traces(
                        send("a", 1).then(receive("a", 1).then(mark("m").then(skip()))));
        Program program =
                () -> {
                    Channel<Integer> a = channel("a", 0);
                    Scope.run(
                            scope -> {
                                scope.go(() -> a.receiveHolding(value -> {}));
                                scope.go(() -> a.send(1));
                                scope.go(() -> Trace.mark("m"));
                            });
                };
        Report report = exhaustive(meetingFirst, program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.SPECIFICATION);
    }

    @Test
    @DisplayName("mutual exclusion by a token; with two tokens there are two inside")
    void mutualExclusion() throws Exception {
        assertRight(Explore.random().specification(ONE_AT_A_TIME).check(critical(1)));
        assertWrong(
                Explore.random().specification(ONE_AT_A_TIME).check(critical(2)),
                "1. mark enter",
                "came: mark enter",
                "allowed: mark leave");
    }

    // ---- alternating bit

    private record Frame(int value, int bit) {}

    /** Each frame may be lost, and is sent again until its bit is acknowledged. */
    private static Program alternatingBit(boolean looksAtBit) {
        return () -> {
            Channel<Frame> frames = channel("frames", 0);
            Channel<Integer> acks = channel("acks", 0);
            Scope.run(
                    scope -> {
                        scope.go("receiver", () -> deliver(frames, acks, looksAtBit));
                        for (int value = 1; value <= 2; value++) {
                            Trace.mark("accept " + value);
                            int bit = value % 2;
                            frames.send(new Frame(value, bit));
                            acks.receive(); // lost: so once more
                            frames.send(new Frame(value, bit));
                            acks.receive();
                        }
                        frames.close();
                    });
        };
    }

    private static void deliver(Receiver<Frame> frames, Sender<Integer> acks, boolean looksAtBit)
            throws InterruptedException {
        int expected = 1;
        for (Frame frame : frames) {
            if (!looksAtBit || frame.bit() == expected) {
                Trace.mark("deliver " + frame.value());
                expected = 1 - frame.bit();
            }
            acks.send(frame.bit());
        }
    }

    @Test
    @DisplayName(
            "the alternating-bit protocol is a copy with one place; without a look at the bit it"
                    + " delivers twice")
    void alternatingBit() throws Exception {
        Specification copy =
                Specification.completeTraces(
                        call("COPY"),
                        define(
                                "COPY",
                                choice(
                                                List.of(1, 2),
                                                v ->
                                                        mark("accept " + v)
                                                                .then(
                                                                        mark("deliver " + v)
                                                                                .then(
                                                                                        call(
                                                                                                "COPY"))))
                                        .or(skip())));
        assertRight(exhaustive(copy, alternatingBit(true)));
        assertWrong(
                exhaustive(copy, alternatingBit(false)),
                "1. mark accept 1",
                "2. mark deliver 1",
                "came: mark deliver 1",
                "allowed: mark accept 1, mark accept 2, the end");
    }

    // ---- a counter

    private static Specification counter(int limit) {
        Term up = send("slots").then(receive("slots").then(call("SLOT"))).or(skip());
        Term[] slots = new Term[limit];
        Arrays.fill(slots, call("SLOT"));
        return Specification.completeTraces(interleave(slots), define("SLOT", up));
    }

    private static Program workers(int limit) {
        return () -> {
            Channel<Integer> slots = channel("slots", limit);
            Scope.run(
                    scope -> {
                        for (int i = 0; i < 3; i++) {
                            int worker = i;
                            scope.go(
                                    () -> {
                                        slots.send(worker);
                                        slots.receive();
                                    });
                        }
                    });
        };
    }

    @Test
    @DisplayName("a counter with a limit: a semaphore of two slots never counts three")
    void limit() throws Exception {
        assertRight(exhaustive(counter(2), workers(2)));
        Report report = exhaustive(counter(2), workers(3));
        assertThat(report.verdict()).isEqualTo(Verdict.SPECIFICATION);
        assertThat(report.finding().details()).hasSize(4);
    }

    // ---- hiding, ends, order over channels

    @Test
    @DisplayName("a pipeline is its ends alone, when what is in between is hidden")
    void hiding() throws Exception {
        Term first = choice(List.of(1, 2), v -> send("in", v).then(send("mid", v).then(call("F"))));
        Term second =
                choice(List.of(1, 2), v -> send("mid", v).then(send("out", v).then(call("S"))));
        Specification pipeline =
                Specification.traces(
                        call("F").parallel(call("S"), send("mid")).hiding(send("mid")),
                        define("F", first),
                        define("S", second));
        assertRight(Explore.random().specification(pipeline).check(pipeline(1)));
        assertWrong(
                Explore.random().specification(pipeline).check(pipeline(2)),
                "1. send in 1",
                "came: send out 2",
                "allowed: send in 1 or 2, send out 1");
    }

    private static Program pipeline(int factor) {
        return () -> {
            Channel<Integer> in = channel("in", 0);
            Channel<Integer> middle = channel("mid", 0);
            Channel<Integer> out = channel("out", 0);
            Scope.run(
                    scope -> {
                        scope.go(() -> middle.send(in.receive() * factor));
                        scope.go(() -> out.send(middle.receive()));
                        scope.go(() -> in.send(1));
                        out.receive();
                    });
        };
    }

    @Test
    @DisplayName("complete traces find what was not done; traces alone do not")
    void notDone() throws Exception {
        Term both = send("a", 1).then(close("a").once());
        Program forgetsToClose =
                () -> {
                    Channel<Integer> a = channel("a", 1);
                    a.send(1);
                };
        assertRight(exhaustive(Specification.traces(both), forgetsToClose));
        assertWrong(
                exhaustive(Specification.completeTraces(both), forgetsToClose),
                "1. send a 1",
                "came: the end",
                "allowed: close a");
    }

    @Test
    @DisplayName("exhaustive exploration tries both orders of operations on different channels")
    void orderOverChannels() throws Exception {
        Event[] events = {send("a", 1), send("b", 1)};
        Program independent =
                () -> {
                    Channel<Integer> a = channel("a", 1);
                    Channel<Integer> b = channel("b", 1);
                    Scope.run(
                            scope -> {
                                scope.go(() -> a.send(1));
                                scope.go(() -> b.send(1));
                            });
                };
        for (int first = 0; first < 2; first++) {
            Term order = events[first].then(events[1 - first].once());
            assertWrong(
                    exhaustive(Specification.traces(order), independent),
                    "came: " + events[1 - first],
                    "allowed: " + events[first]);
        }
        Report report =
                exhaustive(
                        Specification.completeTraces(
                                interleave(events[0].once(), events[1].once())),
                        independent);
        assertRight(report);
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName("exhaustive exploration tries a receive between two sends, and behind both")
    void receiveBetweenOrBehind() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> jobs = channel("jobs", 2);
                    Scope.run(
                            scope -> {
                                scope.go(() -> jobs.receive());
                                scope.go(
                                        () -> {
                                            jobs.send(1);
                                            jobs.send(2);
                                        });
                            });
                };
        Term between = receive("jobs").then(send("jobs", 2).once());
        Term behind = send("jobs", 2).then(receive("jobs").once());
        assertWrong(
                exhaustive(Specification.traces(send("jobs", 1).then(between)), program),
                "1. send jobs 1",
                "came: send jobs 2",
                "allowed: receive jobs");
        assertWrong(
                exhaustive(Specification.traces(send("jobs", 1).then(behind)), program),
                "1. send jobs 1",
                "came: receive jobs 1",
                "allowed: send jobs 2");
        Report report =
                exhaustive(
                        Specification.completeTraces(send("jobs", 1).then(between.or(behind))),
                        program);
        assertRight(report);
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    private static Program passes(int values) {
        return () -> {
            Channel<Integer> jobs = channel("jobs", 1);
            Scope.run(
                    scope -> {
                        scope.go(
                                () -> {
                                    for (int i = 0; i < values; i++) {
                                        jobs.send(1 + i % 3);
                                    }
                                });
                        for (int i = 0; i < values; i++) {
                            jobs.receive();
                        }
                    });
        };
    }

    @Test
    @DisplayName("exhaustive exploration does not try each wait both ways")
    void waitsAreNotTriedBothWays() throws Exception {
        Report report = exhaustive(ONE_PLACE, passes(20));
        assertRight(report);
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName(
            "exhaustive exploration tries each of two senders first, though the second has no room"
                    + " before a receive")
    void whoFillsFirst() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> jobs = channel("jobs", 1);
                    Scope.run(
                            scope -> {
                                scope.go(() -> jobs.send(1));
                                scope.go(() -> jobs.send(2));
                                jobs.receive();
                                jobs.receive();
                            });
                };
        for (int first : List.of(1, 2)) {
            Term other = send("jobs", 3 - first).then(receive("jobs").once());
            assertWrong(
                    exhaustive(
                            Specification.traces(
                                    send("jobs", first).then(receive("jobs").then(other))),
                            program),
                    "came: send jobs " + (3 - first),
                    "allowed: send jobs " + first);
        }
    }

    private static Definition anything(String name, Event... events) {
        Term any = skip();
        for (Event event : events) {
            any = any.or(event.then(call(name)));
        }
        return define(name, any);
    }

    private static final Definition ANY =
            anything("ANY", send("jobs"), receive("jobs"), close("jobs"), mark("m"));

    private static void assertFound(Report report) {
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.SPECIFICATION);
    }

    @Test
    @DisplayName("exhaustive exploration lets others see who waits for a value")
    void whoLooksSeesWhoWaits() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> jobs = channel("jobs", 1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            if (jobs.waitingReceivers() == 1) {
                                                Trace.mark("seen");
                                            }
                                        });
                                scope.go(() -> jobs.send(1));
                                scope.go(() -> jobs.receive());
                            });
                };
        Term behind = send("jobs").then(receive("jobs").then(mark("seen").once()));
        assertFound(exhaustive(Specification.traces(behind), program));
    }

    @Test
    @DisplayName("exhaustive exploration lets others act before what a receiver looks at behind it")
    void whatItLooksAtBehindIt() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> jobs = channel("jobs", 1);
                    Scheduling scheduling = Scheduling.current();
                    long flag = scheduling.newId();
                    AtomicBoolean set = new AtomicBoolean();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            jobs.send(1);
                                            Trace.mark("m");
                                            scheduling.reach(Op.CLOSE, flag);
                                            set.set(true);
                                        });
                                scope.go(
                                        () -> {
                                            jobs.receive();
                                            scheduling.touch(Op.INSPECT, flag);
                                            if (set.get()) {
                                                Trace.mark("seen");
                                            }
                                        });
                            });
                };
        Term mostly =
                send("jobs")
                        .then(
                                receive("jobs")
                                        .then(mark("m").once())
                                        .or(
                                                mark("m")
                                                        .then(
                                                                receive("jobs")
                                                                        .then(
                                                                                mark("seen")
                                                                                        .once()))));
        assertFound(exhaustive(Specification.traces(mostly), program));
    }

    @Test
    @DisplayName("exhaustive exploration closes a channel between a look at it and one at another")
    void closedBetweenTwoLooks() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> jobs = channel("jobs", 0);
                    Channel<Integer> log = channel("log", 1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            scope.go(jobs::close);
                                            log.send(1);
                                        });
                                scope.go(
                                        () -> {
                                            boolean open =
                                                    jobs.tryReceive() instanceof Received.Empty;
                                            if (log.size() == 1 && open) {
                                                Trace.mark("m");
                                            }
                                        });
                            });
                };
        Term mostly = send("log").then(call("ANY")).or(close("jobs").then(send("log").once()));
        assertFound(exhaustive(Specification.traces(mostly, ANY), program));
    }

    @Test
    @DisplayName("exhaustive exploration lets others act behind the meeting of a send and a try")
    void behindTheMeeting() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> jobs = channel("jobs", 0);
                    Channel<Integer> log = channel("log", 1);
                    Scope.run(
                            scope -> {
                                scope.go(() -> jobs.send(1));
                                scope.go(jobs::tryReceive);
                                log.trySend(1);
                                Timers.sleep(Duration.ofMillis(1));
                                jobs.tryReceive(); // what nobody was in time for
                            });
                };
        Term mostly = send("log").then(call("ANY"));
        assertFound(exhaustive(Specification.traces(mostly, ANY), program));
    }

    @Test
    @DisplayName("exhaustive exploration lets a send wait while the channel is closed")
    void whoWaitsIsNotRefused() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> jobs = channel("jobs", 1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            jobs.send(1);
                                            jobs.close();
                                        });
                                scope.go(() -> jobs.receive());
                                scope.go(() -> ifOpen(() -> jobs.send(2)));
                            });
                };
        Term open = send("jobs").then(call("OPEN")).or(receive("jobs").then(call("OPEN")));
        assertFound(
                exhaustive(
                        Specification.traces(
                                call("OPEN"),
                                define("OPEN", open.or(close("jobs").then(call("CLOSED")))),
                                anything("CLOSED", receive("jobs"))),
                        program));
    }

    @Test
    @DisplayName("exhaustive exploration closes a channel before its last value is received")
    void closedBeforeTheLastValue() throws Exception {
        Term marked = close("jobs").then(call("ANY")).or(send("jobs").then(call("SENT")));
        assertFound(
                exhaustive(
                        Specification.traces(
                                call("NEW"),
                                define(
                                        "NEW",
                                        mark("m")
                                                .then(marked)
                                                .or(send("jobs").then(call("ANY")))
                                                .or(close("jobs").then(call("ANY")))),
                                define("SENT", receive("jobs").then(call("ANY"))),
                                ANY),
                        endsBeside(1, true)));
    }

    @Test
    @DisplayName("exhaustive exploration closes a rendezvous on which a sender waits")
    void closedWhileOneWaits() throws Exception {
        assertFound(
                exhaustive(
                        Specification.traces(
                                call("NEW"),
                                define(
                                        "NEW",
                                        mark("m")
                                                .then(call("ANY"))
                                                .or(send("jobs").then(call("ANY")))
                                                .or(close("jobs").then(mark("m").once()))),
                                ANY),
                        endsBeside(0, false)));
    }

    private static Program endsBeside(int capacity, boolean closesFirst) {
        return () -> {
            Channel<Integer> jobs = channel("jobs", capacity);
            Scope.run(
                    scope -> {
                        scope.go(() -> Trace.mark("m"));
                        scope.go(() -> jobs.receiveOrNull());
                        if (closesFirst) {
                            scope.go(() -> jobs.close());
                        }
                        scope.go(() -> ifOpen(() -> jobs.send(1)));
                        if (!closesFirst) {
                            scope.go(() -> jobs.close());
                        }
                    });
        };
    }

    private static void ifOpen(Program program) throws Exception {
        try {
            program.run();
        } catch (ClosedException e) {
            // refused
        }
    }

    @Test
    @DisplayName("exhaustive exploration lets others act before room that was made is used")
    void betweenReceiveAndSend() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> jobs = channel("jobs", 1);
                    jobs.send(1);
                    Scope.run(
                            scope -> {
                                scope.go(() -> jobs.send(2));
                                scope.go(() -> jobs.receive());
                                scope.go(() -> Trace.mark("other"));
                            });
                };
        Term first = mark("other").then(receive("jobs").then(send("jobs").once()));
        Term last = receive("jobs").then(send("jobs").then(mark("other").once()));
        assertWrong(
                exhaustive(Specification.traces(send("jobs").then(first.or(last))), program),
                "1. send jobs 1",
                "2. receive jobs 1",
                "came: mark other",
                "allowed: send jobs");
    }

    @Test
    @DisplayName(
            "the shortest offending trace is found, though a longer one comes first; its schedule"
                    + " replays")
    void shortest() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> numbers = channel("numbers", 9);
                    Scope.run(
                            scope -> {
                                scope.go(() -> numbers.sendAll(List.of(1, 2, 3, 4)));
                                scope.go(() -> numbers.send(0));
                            });
                };
        Specification positive =
                Specification.traces(
                        call("P"),
                        define(
                                "P",
                                choice(
                                        List.of(1, 2, 3, 4),
                                        v -> send("numbers", v).then(call("P")))));
        for (Explore how : List.of(Explore.exhaustive(), Explore.random(), Explore.pct(2))) {
            Report report = how.specification(positive).check(program);
            assertThat(report.finding().details()).as(report.toString()).hasSize(2);
            assertThat(report.finding().details().getFirst()).isEqualTo("came: send numbers 0");
            Explore replay = Explore.replay(report.schedule()).specification(positive);
            assertThat(replay.check(program).finding()).isEqualTo(report.finding());
            assertThatThrownBy(() -> replay.require(program))
                    .isInstanceOf(ExplorationFailure.class)
                    .hasMessageContaining("SPECIFICATION: at the beginning came send numbers 0");
        }
    }

    @Test
    @DisplayName(
            "a program that goes wrong before it has left its specification is reported for that")
    void otherFindings() throws Exception {
        Specification all = Specification.completeTraces(send("a").once());
        Report report = exhaustive(all, () -> channel("a", 0).send(1));
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.DEADLOCK);
    }

    @Test
    @DisplayName("a value whose text is another in each run is shown again by the same schedule")
    void anotherTextInEachRun() throws Exception {
        Specification one = Specification.traces(send("tokens").once());
        Report report =
                exhaustive(
                        one,
                        () -> {
                            Channel<Object> tokens = channel("tokens", 2);
                            tokens.send(new Object());
                            tokens.send(new Object());
                        });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.SPECIFICATION);
        assertThat(report.toString())
                .contains("after 1 event came send tokens java.lang.Object@", "turn  main")
                .doesNotContain("has not shown it again");
    }

    @Test
    @DisplayName("outside of an exploration a mark does nothing")
    void marksOutside() {
        Trace.mark("nothing");
        assertThat(Explore.random()).isNotNull();
    }
}
