package dev.handoff.check;

import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Timers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Small programs with one mistake each, and what must be found; and their kin without it. */
enum Planted {
    PHILOSOPHERS(Verdict.DEADLOCK, () -> philosophers(3, false)),
    PHILOSOPHERS_ONE_RIGHT_HANDED(Verdict.CLEAN, () -> philosophers(3, true)),
    /** Both send first. */
    CROSSING(Verdict.DEADLOCK, Planted::crossing),
    EXTRA_RECEIVE(Verdict.DEADLOCK, () -> requests(3, 2)),
    AS_MANY_RECEIVES(Verdict.CLEAN, () -> requests(2, 2)),
    PARTIAL(Verdict.DEADLOCK, Planted::partial),
    JOIN(Verdict.DEADLOCK, Planted::join),
    FORGOTTEN_SENDER(Verdict.LEAK, () -> firstOf(Channel.<Integer>named("results").open())),
    ROOM_FOR_ALL(
            Verdict.CLEAN, () -> firstOf(Channel.<Integer>named("results").buffered(2).open())),
    MISSED_CLOSE(Verdict.LEAK, () -> stage(false)),
    CLOSED(Verdict.CLEAN, () -> stage(true)),
    SELECT_ALONE(Verdict.LEAK, Planted::selectAlone),
    /** A detached process that sleeps at the end of the program would have woken the other. */
    LATE_HELP(Verdict.CLEAN, Planted::lateHelp),
    /** It sleeps and sleeps, and helps nobody. */
    NO_HELP(Verdict.LEAK, Planted::noHelp),
    ORDER_ASSUMED(Verdict.FAILURE, Planted::orderAssumed),
    POLLING(Verdict.LIVELOCK, Planted::polling),
    LATCH(Verdict.UNCONTROLLED, () -> new CountDownLatch(1).await());

    final Verdict verdict;
    final Program program;

    Planted(Verdict verdict, Program program) {
        this.verdict = verdict;
        this.program = program;
    }

    private static Channel<Integer> open(String name) {
        return Channel.<Integer>named(name).open();
    }

    private static void philosophers(int count, boolean oneRightHanded) throws Exception {
        List<Channel<Integer>> forks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            forks.add(Channel.<Integer>named("fork " + i).buffered(1).open());
            forks.get(i).send(i);
        }
        Scope.run(
                scope -> {
                    for (int i = 0; i < count; i++) {
                        boolean swap = oneRightHanded && i == 0;
                        Channel<Integer> first = forks.get(swap ? (i + 1) % count : i);
                        Channel<Integer> second = forks.get(swap ? i : (i + 1) % count);
                        scope.go(
                                "philosopher " + i,
                                () -> {
                                    int one = first.receive();
                                    int other = second.receive();
                                    first.send(one);
                                    second.send(other);
                                });
                    }
                });
    }

    private static void crossing() throws Exception {
        Channel<Integer> a = open("a");
        Channel<Integer> b = open("b");
        Scope.run(
                scope -> {
                    scope.go(
                            "left",
                            () -> {
                                a.send(1);
                                b.receive();
                            });
                    scope.go(
                            "right",
                            () -> {
                                b.send(2);
                                a.receive();
                            });
                });
    }

    private static void requests(int asked, int answered) throws Exception {
        Channel<Integer> requests = open("requests");
        Channel<Integer> replies = open("replies");
        Scope.run(
                scope -> {
                    scope.go("server", () -> requests.forEach(n -> reply(replies, n)));
                    for (int i = 0; i < answered; i++) {
                        requests.send(i);
                        replies.receive();
                    }
                    for (int i = answered; i < asked; i++) {
                        replies.receive();
                    }
                    requests.close();
                });
    }

    private static void reply(Channel<Integer> replies, int n) {
        try {
            replies.send(n);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void partial() throws Exception {
        Channel<Integer> x = open("x");
        Channel<Integer> y = open("y");
        Scope.run(
                scope -> {
                    scope.go("ping", () -> pingPong(x, y));
                    scope.go("pong", () -> pongPing(x, y));
                    scope.go(
                            "clock",
                            () -> {
                                while (true) {
                                    Timers.sleep(Duration.ofSeconds(1));
                                }
                            });
                });
    }

    private static void pingPong(Channel<Integer> x, Channel<Integer> y)
            throws InterruptedException {
        x.send(1);
        x.send(y.receive());
        y.receive();
    }

    /** Forgets the last answer. */
    private static void pongPing(Channel<Integer> x, Channel<Integer> y)
            throws InterruptedException {
        y.send(x.receive());
        x.receive();
        x.receive();
    }

    private static void join() throws Exception {
        Channel<Integer> c = open("c");
        Scope.run(scope -> scope.fork("answer", () -> c.receive() + 1).join());
    }

    private static void firstOf(Channel<Integer> results) throws Exception {
        Handoff.go("one", () -> results.send(1));
        Handoff.go("two", () -> results.send(2));
        results.receive();
    }

    private static void stage(boolean closes) throws Exception {
        Channel<Integer> numbers = open("numbers");
        Scope.run(
                scope -> {
                    scope.go(
                            "generator",
                            () -> {
                                numbers.send(1);
                                if (closes) {
                                    numbers.close();
                                }
                            });
                    scope.go("printer", () -> numbers.forEach(n -> {}));
                });
    }

    private static void selectAlone() throws Exception {
        Channel<Integer> x = open("x");
        Channel<Integer> y = open("y");
        Scope.run(
                scope ->
                        scope.go(
                                "chooser",
                                () -> Select.<Integer>one(on(x, v -> v), to(y, 1, () -> 1))));
    }

    private static void lateHelp() throws Exception {
        Channel<Integer> c = open("c");
        Handoff.go("waiter", c::receive);
        Handoff.go(
                "helper",
                () -> {
                    Timers.sleep(Duration.ofSeconds(1));
                    c.send(1);
                });
    }

    private static void noHelp() throws Exception {
        Channel<Integer> c = open("c");
        Handoff.go("waiter", c::receive);
        Handoff.go(
                "heartbeat",
                () -> {
                    while (true) {
                        Timers.sleep(Duration.ofSeconds(1));
                    }
                });
    }

    private static void orderAssumed() throws Exception {
        Channel<String> words = Channel.<String>named("words").buffered(2).open();
        Scope.run(
                scope -> {
                    scope.go("first", () -> words.send("hello"));
                    scope.go("second", () -> words.send("<world>"));
                });
        if (!words.receive().equals("hello")) {
            throw new IllegalStateException("the second was first");
        }
        words.receive();
    }

    private static void polling() throws Exception {
        Channel<Integer> empty = open("empty");
        while (empty.tryReceive() instanceof Received.Empty<Integer>) {
            // nobody sends
        }
    }
}
