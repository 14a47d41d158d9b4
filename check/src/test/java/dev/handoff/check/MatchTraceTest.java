package dev.handoff.check;

import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.check.spec.Event.close;
import static dev.handoff.check.spec.Event.mark;
import static dev.handoff.check.spec.Event.receive;
import static dev.handoff.check.spec.Event.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sent;
import dev.handoff.check.spec.Event;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The order of a trace is the order in which operations were matched. */
class MatchTraceTest {
    private final OtherThreads otherThreads = new OtherThreads(false);

    private List<Event> traceOf(Program program, Strategy strategy) throws Exception {
        strategy.beginRun();
        MatchTrace trace = new MatchTrace(name -> true);
        RunResult run =
                new ControlledRun(
                                strategy,
                                5_000,
                                List.of(trace),
                                Grain.OPERATIONS,
                                false,
                                otherThreads)
                        .execute(program);
        assertThat(run.failures()).isEmpty();
        return trace.events();
    }

    @Test
    @DisplayName(
            "a receive that makes room comes before the send that fills it, which comes before its"
                    + " receive")
    void room() throws Exception {
        Program program =
                () -> {
                    Channel<String> c = Channel.<String>named("c").buffered(1).open();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            c.send("x");
                                            c.send("y");
                                            c.send("z");
                                        });
                                VirtualTime.settle();
                                c.receiveBatch(9);
                                c.receiveBatch(9);
                            });
                };
        assertThat(traceOf(program, new RoundRobinStrategy()))
                .startsWith(send("c", "x"), receive("c", "x"), send("c", "y"), receive("c", "y"));
    }

    @Test
    @DisplayName(
            "a rendezvous is a send and the receive at once, also if the receiver's handler keeps"
                    + " the sender waiting")
    void rendezvous() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    Scope.run(
                            scope -> {
                                scope.go(() -> c.send(1));
                                VirtualTime.settle();
                                c.receiveHolding(value -> Trace.mark("handler"));
                                scope.go(() -> c.receiveHolding(value -> Trace.mark("other")));
                                VirtualTime.settle();
                                c.send(2);
                                Trace.mark("sent");
                            });
                };
        assertThat(traceOf(program, new RoundRobinStrategy()))
                .containsExactly(
                        send("c", 1),
                        receive("c", 1),
                        mark("handler"),
                        send("c", 2),
                        receive("c", 2),
                        mark("other"),
                        mark("sent"));
    }

    @Test
    @DisplayName("an end is in the trace once, and who waited and is told of it leaves no event")
    void ends() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").open();
                    Scope.run(
                            scope -> {
                                scope.go(c::receiveOrNull);
                                VirtualTime.settle();
                                c.close();
                                c.close();
                                Trace.mark("end");
                            });
                };
        assertThat(traceOf(program, new RoundRobinStrategy()))
                .containsExactly(close("c"), mark("end"));
    }

    @Test
    @DisplayName("a trace that is cut off ends before what somebody has done who was not to say so")
    void cutOff() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> c = Channel.<Integer>named("c").buffered(1).open();
                    Channel<Integer> other = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                scope.go(c::receive);
                                VirtualTime.settle();
                                Trace.mark("before");
                                c.send(1);
                                while (true) {
                                    Trace.mark("behind the receive");
                                    other.tryReceive();
                                }
                            });
                };
        assertThat(traceOf(program, new ReplayStrategy(new Schedule())))
                .containsExactly(mark("before"), send("c", 1));
    }

    @Test
    @DisplayName("channels without a name are not in the trace")
    void nameless() throws Exception {
        Program program =
                () -> {
                    Channel<Integer> c = Channel.buffered(1);
                    c.send(1);
                    c.receive();
                    c.close();
                };
        assertThat(traceOf(program, new RoundRobinStrategy())).isEmpty();
    }

    @Test
    @DisplayName(
            "random programs: what is stored never exceeds the capacity, comes out in order, and"
                    + " each process's events keep their order")
    void randomPrograms() throws Exception {
        for (int seed = 1; seed <= 300; seed++) {
            RandomExchange program = new RandomExchange(seed, 4, 5);
            for (int schedule = 0; schedule < 4; schedule++) {
                Strategy strategy = new RandomStrategy(1_000L * seed + schedule);
                List<Event> trace = traceOf(program, strategy);
                program.requireRight("seed " + seed + ", schedule " + schedule, trace);
            }
        }
    }

    @Test
    @DisplayName("exhaustive exploration sees every trace that a search without reduction sees")
    void everyTrace() throws Exception {
        int compared = 0;
        for (int seed = 1; seed <= 60; seed++) {
            RandomExchange program = new RandomExchange(seed, 2, 2);
            Set<List<Event>> plain = tracesOf(program, new DepthFirstStrategy());
            if (plain.isEmpty()) {
                continue; // too many
            }
            compared++;
            assertThat(tracesOf(program, new ExhaustiveStrategy()))
                    .as("seed " + seed)
                    .isEqualTo(plain);
        }
        assertThat(compared).isGreaterThan(20);
    }

    /** All of them; none if there are too many schedules. */
    private Set<List<Event>> tracesOf(Program program, Strategy strategy) throws Exception {
        Set<List<Event>> traces = new HashSet<>();
        for (int schedules = 0; strategy.beginRun(); schedules++) {
            if (schedules == 1_000) {
                return Set.of();
            }
            MatchTrace trace = new MatchTrace(name -> true);
            RunResult run =
                    new ControlledRun(
                                    strategy,
                                    5_000,
                                    List.of(trace),
                                    Grain.OPERATIONS,
                                    false,
                                    otherThreads)
                            .execute(program);
            if (run.ending() != ControlledRun.Ending.ABANDONED) {
                traces.add(trace.events());
            }
        }
        return traces;
    }

    /** Processes that send and receive in all ways on two named channels, and note what each has seen. */
    private static final class RandomExchange implements Program {
        private final int seed;
        private final int processes;
        private final int operations;
        private final int[] capacities = new int[2];
        private final Map<Integer, List<Event>> seen = new HashMap<>();

        RandomExchange(int seed, int processes, int operations) {
            this.seed = seed;
            this.processes = processes;
            this.operations = operations;
            Random random = new Random(seed);
            capacities[0] = random.nextInt(4);
            capacities[1] = random.nextInt(3);
        }

        @Override
        public void run() throws Exception {
            seen.clear();
            List<Channel<Integer>> channels = new ArrayList<>();
            for (int i = 0; i < capacities.length; i++) {
                channels.add(
                        Channel.<Integer>named("c" + i)
                                .buffered(capacities[i])
                                .onUndelivered(value -> {})
                                .open());
            }
            Scope.run(
                    scope -> {
                        for (int p = 0; p < processes; p++) {
                            int number = p;
                            List<Event> log = new ArrayList<>();
                            seen.put(p, log);
                            scope.go(() -> live(number, channels, log));
                        }
                    });
        }

        private void live(int number, List<Channel<Integer>> channels, List<Event> log)
                throws InterruptedException {
            Random random = new Random(31L * seed + number);
            for (int k = 0; k < operations; k++) {
                int which = random.nextInt(2);
                operate(random, 10 * number + k, "c" + which, channels.get(which), channels, log);
            }
        }

        private static void operate(
                Random random,
                int value,
                String name,
                Channel<Integer> channel,
                List<Channel<Integer>> channels,
                List<Event> log)
                throws InterruptedException {
            Duration limit = Duration.ofMillis(1 + random.nextInt(5));
            switch (random.nextInt(11)) {
                case 0, 1 -> {
                    if (channel.sendWithin(value, limit) instanceof Sent.Accepted) {
                        log.add(send(name, value));
                    }
                }
                case 2, 3 -> {
                    if (channel.receiveWithin(limit)
                            instanceof Received.Value<Integer>(Integer got)) {
                        log.add(receive(name, got));
                    }
                }
                case 4 -> {
                    if (channel.trySend(value) instanceof Sent.Accepted) {
                        log.add(send(name, value));
                    }
                }
                case 5 -> channel.receiveBatch(3).forEach(got -> log.add(receive(name, got)));
                case 6 -> channel.receiveHolding(got -> log.add(receive(name, got)));
                case 7 -> {
                    channel.sendAll(List.of(value, value + 100));
                    log.add(send(name, value));
                    log.add(send(name, value + 100));
                }
                case 8, 9 -> {
                    Select.of(
                                    on(channels.get(0), got -> log.add(receive("c0", got))),
                                    to(channels.get(1), value, () -> log.add(send("c1", value))),
                                    Select.after(limit, () -> false))
                            .run();
                }
                default ->
                        Select.of(
                                        on(channel, got -> log.add(receive(name, got))),
                                        otherwise(() -> false))
                                .run();
            }
        }

        void requireRight(String where, List<Event> trace) {
            Map<String, Deque<Integer>> stored = new HashMap<>();
            String text = where + ": " + trace;
            for (int i = 0; i < trace.size(); i++) {
                String[] words = trace.get(i).toString().split(" ", -1);
                int value = Integer.parseInt(words[2]);
                int capacity = capacities[words[1].equals("c0") ? 0 : 1];
                Deque<Integer> store = stored.computeIfAbsent(words[1], c -> new ArrayDeque<>());
                if (words[0].equals("send")) {
                    store.add(value);
                    boolean handedOver =
                            i + 1 < trace.size()
                                    && trace.get(i + 1).equals(receive(words[1], store.peek()));
                    assertThat(store.size())
                            .as(text)
                            .isLessThanOrEqualTo(capacity == 0 && handedOver ? 1 : capacity);
                } else {
                    assertThat(store.poll()).as(text).isEqualTo(value);
                }
            }
            for (List<Event> log : seen.values()) {
                List<Event> own = new ArrayList<>(trace);
                own.retainAll(log);
                assertThat(own).as(text).isEqualTo(log);
            }
        }
    }
}
