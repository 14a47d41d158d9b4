package dev.handoff.check;

import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.check.ChoicePointsTest.notesInterrupt;
import static dev.handoff.check.ChoicePointsTest.saysFarewell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Handoff;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.WorkCancelledException;
import dev.handoff.coordinate.Call;
import dev.handoff.coordinate.Calls;
import dev.handoff.coordinate.WorkFailedException;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorRun;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Programs in which a schedule is easily taken for one that was tried: exhaustive exploration sees all that there is to see. */
class SameEndsTest {
    interface Noting {
        void run(Consumer<Object> note) throws Exception;
    }

    /** Random schedules show that there are these ends. */
    static void assertSameEnds(Noting program, String... ends) throws Exception {
        Set<String> reached = new TreeSet<>();
        Thorough.check(Explore.random().schedules(200), noting(program, reached));
        assertThat(reached).containsExactlyInAnyOrder(ends);
        reached.clear();
        Report report = Thorough.check(Explore.exhaustive(), noting(program, reached));
        assertThat(report.isComplete()).as(report.toString()).isTrue();
        assertThat(reached).as(report.toString()).containsExactlyInAnyOrder(ends);
    }

    /** Adds to the ends what the program notes, if it comes to its end: a run that is given up does not. */
    static Program noting(Noting program, Set<String> ends) {
        return new Program() {
            private String noted = "";
            private boolean hasEnded;

            @Override
            public void run() throws Exception {
                hasEnded = false;
                StringBuilder notes = new StringBuilder();
                program.run(notes::append);
                noted = notes.toString();
                hasEnded = true;
            }

            @Override
            public void over() {
                if (hasEnded) {
                    ends.add(noted);
                }
            }
        };
    }

    @Test
    @DisplayName("a receive whose time is up may be late, or have what is sent at the same instant")
    void lateAtTheInstantOfTheSend() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> c = Channel.unbounded();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            Timers.sleep(Duration.ofSeconds(2));
                                            c.send(1);
                                        });
                                boolean got =
                                        c.receiveWithin(Duration.ofSeconds(2))
                                                instanceof Received.Value;
                                note.accept(got ? "value" : "late");
                            });
                },
                "late",
                "value");
    }

    @Test
    @DisplayName("who has had a tick may be late, or in time, at the same instant")
    void lateAfterATick() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> c = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "receiver",
                                        () -> {
                                            Duration second = Duration.ofSeconds(1);
                                            Timers.after(second).receive();
                                            boolean got =
                                                    c.receiveWithin(second)
                                                            instanceof Received.Value;
                                            note.accept(got ? "value" : "late");
                                        });
                                scope.go(
                                        "sender",
                                        () -> {
                                            Timers.sleep(Duration.ofSeconds(2));
                                            c.trySend(1);
                                        });
                            });
                },
                "late",
                "value");
    }

    @Test
    @DisplayName("a select that waits at two channels may get what is sent first to either")
    void selectThatWaits() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> a = Channel.rendezvous();
                    Channel<Integer> b = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                scope.go("a", () -> trySendLater(a, 1));
                                scope.go("b", () -> trySendLater(b, 2));
                                note.accept(Select.<Integer>one(on(a, v -> v), on(b, v -> v)));
                            });
                },
                "1",
                "2");
    }

    /** When all others wait. */
    private static void trySendLater(Channel<Integer> channel, int value)
            throws InterruptedException {
        Timers.sleep(Duration.ofMillis(1));
        channel.trySend(value);
    }

    @Test
    @DisplayName("who is refused may look before or after what a receiver of the end has done")
    void lookAfterARefusal() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> closed = closed();
                    Channel<Integer> d = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "receiver",
                                        () -> {
                                            d.trySend(1);
                                            closed.receiveOrNull();
                                        });
                                scope.go(
                                        "sender",
                                        () -> {
                                            sendInVain(closed);
                                            note.accept(d.size());
                                        });
                            });
                },
                "0",
                "1");
    }

    @Test
    @DisplayName("who receives the end may look before or after what one has done who is refused")
    void lookAfterTheEnd() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> closed = closed();
                    Channel<Integer> d = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            d.trySend(1);
                                            sendInVain(closed);
                                        });
                                scope.go(
                                        "receiver",
                                        () -> {
                                            closed.receiveOrNull();
                                            note.accept(d.size());
                                        });
                            });
                },
                "0",
                "1");
    }

    private static Channel<Integer> closed() {
        Channel<Integer> channel = Channel.rendezvous();
        channel.close();
        return channel;
    }

    private static void sendInVain(Channel<Integer> closed) throws InterruptedException {
        try {
            closed.send(1);
        } catch (ClosedException e) {
            // as it must be
        }
    }

    @Test
    @DisplayName("a receive that is interrupted on entry does not meet what is sent")
    void interruptedOnEntry() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> c = Channel.buffered(2);
                    Channel<Integer> d = Channel.buffered(1);
                    c.send(1);
                    Thread.currentThread().interrupt();
                    notesInterrupt(note, c::receive);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "sender",
                                        () -> {
                                            d.trySend(1);
                                            c.send(2);
                                        });
                                scope.go(
                                        "receiver",
                                        () -> {
                                            c.receive();
                                            note.accept(d.size());
                                        });
                            });
                },
                "interrupted0",
                "interrupted1");
    }

    @Test
    @DisplayName("what a counted sender sends may come from a receive that had to wait")
    void countedSendAfterReceive() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> c = Channel.rendezvous();
                    Channel<Integer> d = Channel.buffered(2);
                    Sender<Integer> out = d.newSender();
                    Sender<Integer> other = d.newSender();
                    Scope.run(
                            scope -> {
                                scope.go("q", () -> out.send(c.receive()));
                                scope.go("z", () -> other.send(9));
                                scope.go("p", () -> c.send(1));
                            });
                    note.accept(d.receive());
                    note.accept(d.receive());
                },
                "91",
                "19");
    }

    @Test
    @DisplayName(
            "a held sender goes on after the handler's last operation, on the same channel, too")
    void heldSender() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> c = Channel.rendezvous();
                    Channel<Integer> go = Channel.rendezvous();
                    Channel<Integer> first = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "held",
                                        () -> {
                                            c.send(1);
                                            first.trySend(1);
                                        });
                                scope.go(
                                        "holder",
                                        () ->
                                                c.receiveHolding(
                                                        value -> {
                                                            receiveNow(go);
                                                            c.close();
                                                        }));
                                scope.go("other", () -> first.trySend(2));
                                scope.go("starter", () -> go.send(1));
                            });
                    note.accept(first.receive());
                },
                "1",
                "2");
    }

    @Test
    @DisplayName("an interrupt of who is interrupted already comes before or after he looks")
    void interruptedAgain() throws Exception {
        assertSameEndsOfASecondInterrupt(Thread::interrupt);
    }

    /** He notes the interrupt before the turn in which it comes has ended. */
    @Test
    @DisplayName(
            "an interrupt that is noted at once is no less an interrupt of the turn in which it"
                    + " came")
    void interruptedAgainAndNoted() throws Exception {
        assertSameEndsOfASecondInterrupt(SameEndsTest::interruptAndAwaitNote);
    }

    /** The first is there before he looks. */
    private static void assertSameEndsOfASecondInterrupt(Consumer<Thread> second) throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Thread> target = Channel.unbounded();
                    Handoff.go("again", () -> second.accept(target.receive()));
                    Thread looker = Handoff.go("looker", () -> lookTwice(note));
                    looker.interrupt();
                    target.send(looker);
                    VirtualTime.settleForGood();
                },
                "true false ",
                "true true ");
    }

    private static void interruptAndAwaitNote(Thread target) {
        target.interrupt();
        while (target.isInterrupted() && target.isAlive()) {
            Thread.yield();
        }
    }

    @Test
    @DisplayName("a failure that looks like a cancellation comes before or after the cancel")
    void failureBesideCancel() throws Exception {
        assertSameEnds(
                note -> {
                    AtomicReference<Task<?>> task = new AtomicReference<>();
                    String left = leave(task);
                    note.accept(endOf(task.get()) + ", " + left);
                },
                "cancelled, ended",
                "failed, ended",
                "failed, failed");
    }

    /** How a task has ended: {@code ended}, {@code cancelled} or {@code failed}. */
    static String endOf(Task<?> task) throws InterruptedException {
        try {
            task.join();
            return "ended";
        } catch (WorkCancelledException e) {
            return "cancelled";
        } catch (ProcessFailedException e) {
            return "failed";
        }
    }

    private static String leave(AtomicReference<Task<?>> task) throws Exception {
        try {
            Scope.unnamed()
                    .supervised()
                    .run(
                            scope -> {
                                scope.done();
                                scope.go("canceller", scope::cancel);
                                task.set(scope.fork(SameEndsTest::failAsIfClosed));
                            });
            return "ended";
        } catch (ProcessFailedException e) {
            return "failed";
        }
    }

    /** A failure such as a cancelled process has; here it has another reason. */
    static Object failAsIfClosed() throws ClosedChannelException {
        throw new ClosedChannelException();
    }

    private static void lookTwice(Consumer<Object> note) {
        note.accept(Thread.interrupted() + " ");
        Channel.unbounded().trySend(1);
        note.accept(Thread.interrupted() + " ");
    }

    @Test
    @DisplayName("L38 who was started first is interrupted first, and either of two may be")
    void startsBeforeACancel() throws Exception {
        assertSameEndsOfFarewell(
                (scope, late, early) -> {
                    scope.go("starter", () -> scope.go("early", early));
                    scope.go("late", late);
                    cancelLater(scope);
                });
    }

    @Test
    @DisplayName("L38 the scope that was entered first is told first, and either of two may be")
    void entriesBeforeACancel() throws Exception {
        assertSameEndsOfFarewell(
                (scope, late, early) -> {
                    scope.go("entrant", () -> Scope.run(inner -> inner.go("early", early)));
                    Scope.run(
                            inner -> {
                                inner.go("late", late);
                                cancelLater(scope);
                            });
                });
    }

    private interface Processes {
        void startAndCancel(Scope scope, ProcessBody late, ProcessBody early)
                throws InterruptedException;
    }

    private static void cancelLater(Scope scope) throws InterruptedException {
        Timers.sleep(Duration.ofMillis(1));
        scope.cancel();
    }

    /** One logs the farewell of the other, if it is interrupted after that. */
    private static void assertSameEndsOfFarewell(Processes processes) throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> bye = Channel.rendezvous();
                    Channel<Integer> log = Channel.buffered(1);
                    try {
                        Scope.run(
                                scope ->
                                        processes.startAndCancel(
                                                scope,
                                                () -> log.send(bye.receive()),
                                                () -> saysFarewell(bye)));
                    } catch (CancelledException e) {
                        // by the scope inside, if the body waits there
                    }
                    note.accept(log.size() == 1 ? "logged" : "not logged");
                },
                "logged",
                "not logged");
    }

    @Test
    @DisplayName("a task may have ended when somebody looks, or not yet")
    void lookBesideTheEndOfATask() throws Exception {
        assertSameEnds(
                note -> Scope.run(scope -> note.accept(scope.fork(() -> 1).isDone())),
                "false",
                "true");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "L35 who starts a process in a scope of others comes before the scope's end, or after"
                    + " it")
    void startBesideTheEnd(boolean hasProcess) throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Scope> handle = Channel.buffered(1);
                    Scope.run(
                            outer -> {
                                outer.go("starter", () -> startsIn(handle.receive(), note));
                                Scope.run(
                                        inner -> {
                                            if (hasProcess) {
                                                inner.go("only", () -> {});
                                            }
                                            handle.send(inner);
                                        });
                            });
                },
                "refused",
                "started");
    }

    private static void startsIn(Scope scope, Consumer<Object> note) {
        try {
            scope.go(() -> {});
            note.accept("started");
        } catch (IllegalStateException e) {
            note.accept("refused");
        }
    }

    @Test
    @DisplayName("L37 any racer may be the one that has lost first, if nobody wanted any of them")
    void lossesOfARace() throws Exception {
        assertSameEnds(
                note -> {
                    try {
                        Scope.<Integer>race(
                                () -> receiveCancelled("left"), () -> receiveCancelled("right"));
                    } catch (WorkCancelledException e) {
                        boolean isLeft = e.getMessage().contains("\"left\"");
                        note.accept(isLeft ? "left" : "right");
                    }
                },
                "left",
                "right");
    }

    private static Integer receiveCancelled(String name) throws InterruptedException {
        Channel<Integer> channel = Channel.<Integer>named(name).open();
        channel.cancel();
        return channel.receive();
    }

    @Test
    @DisplayName(
            "a call that a server has taken may be answered before calls are cancelled, or after")
    void answersBesideACancel() throws Exception {
        assertSameEnds(
                note -> {
                    Calls<String, String> calls = Calls.create();
                    Channel<Boolean> go = Channel.buffered(1);
                    Channel<Boolean> taken = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go("server", () -> answersLate(calls, taken, go, note));
                                scope.go("client", () -> callsInVain(calls));
                                taken.receive();
                                go.send(true);
                                calls.cancel();
                            });
                },
                "true",
                "false");
    }

    /** The client looks in the same turn whether the calls were cancelled; so does who fails the call. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("a call that waits may be taken by who waits for it, or before by who only looks")
    void callTakenByASelect(boolean fails) throws Exception {
        assertSameEnds(
                note -> {
                    Calls<String, String> calls = Calls.create();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "looks",
                                        () ->
                                                note.accept(
                                                        Select.<String>one(
                                                                on(
                                                                        calls.requests(),
                                                                        call -> ends(call, fails)),
                                                                otherwise(() -> "none"))));
                                scope.go("waits", () -> endsInTime(calls, fails));
                                scope.go("client", () -> callsInVain(calls));
                            });
                },
                "none",
                "ended");
    }

    private static String ends(Call<String, String> call, boolean fails) {
        if (fails) {
            call.fail(new IllegalStateException("no"));
        } else {
            call.reply("yes");
        }
        return "ended";
    }

    private static void endsInTime(Calls<String, String> calls, boolean fails)
            throws InterruptedException {
        if (calls.requests().receiveWithin(Duration.ofSeconds(1))
                instanceof Received.Value<Call<String, String>>(Call<String, String> call)) {
            ends(call, fails);
        }
    }

    private static void answersLate(
            Calls<String, String> calls,
            Channel<Boolean> taken,
            Channel<Boolean> go,
            Consumer<Object> note)
            throws InterruptedException {
        Call<String, String> call = calls.requests().receive();
        taken.send(true);
        go.receive();
        note.accept(call.reply("yes"));
    }

    private static void callsInVain(Calls<String, String> calls) throws InterruptedException {
        try {
            calls.call("q");
        } catch (WorkFailedException e) {
            // the server has not answered
        }
    }

    @Test
    @DisplayName("a generator that is closed by another process may have been pulled before")
    void pulledBesideAClose() throws Exception {
        assertSameEnds(
                note -> {
                    GeneratorRun<Integer> run = Generator.<Integer>of(out -> out.yield(1)).open();
                    Channel<Boolean> go = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "puller",
                                        () -> {
                                            go.receive();
                                            note.accept(String.valueOf(run.nextOrNull()));
                                        });
                                go.send(true);
                                run.close();
                            });
                },
                "1",
                "null");
    }

    @Test
    @DisplayName("who of several settles first does not depend on who was started first")
    void settles() throws Exception {
        assertSettlesInOrder(VirtualTime::settle);
    }

    @Test
    @DisplayName("who of several settles for good first does not depend on who was started first")
    void settlesForGood() throws Exception {
        assertSettlesInOrder(VirtualTime::settleForGood);
    }

    private static void assertSettlesInOrder(Runnable settle) throws Exception {
        assertSameEnds(
                note -> {
                    Scope.run(
                            scope -> {
                                for (int i = 1; i <= 2; i++) {
                                    int number = i;
                                    scope.go(() -> scope.go(() -> settle(settle, note, number)));
                                }
                            });
                },
                "12");
    }

    private static void settle(Runnable settle, Consumer<Object> note, int number) {
        settle.run();
        note.accept(number);
    }

    private static void receiveNow(Channel<Integer> channel) {
        try {
            channel.receive();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }
}
