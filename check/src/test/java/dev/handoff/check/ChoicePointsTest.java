package dev.handoff.check;

import static dev.handoff.check.SameEndsTest.assertSameEnds;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Handoff;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.coordinate.Barrier;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Pipeline;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Others may act between any two steps that they could tell apart: of a cancel, and before a look at what they may change. */
class ChoicePointsTest {
    @Test
    @DisplayName("L38 who is interrupted by a cancel may act before the next one is interrupted")
    void farewell() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> bye = Channel.rendezvous();
                    Channel<Integer> log = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go("first", () -> saysFarewell(bye));
                                scope.go("second", () -> log.send(bye.receive()));
                                Timers.sleep(Duration.ofMillis(1));
                                scope.cancel();
                            });
                    note.accept(log.size() == 1 ? "logged" : "not logged");
                },
                "logged",
                "not logged");
    }

    static void saysFarewell(Channel<Integer> bye) throws InterruptedException {
        try {
            Channel.never().receive();
        } finally {
            bye.trySend(1);
        }
    }

    @Test
    @DisplayName("L38 a process that is interrupted by a cancel may act before the body is")
    void bodyIsInterruptedLast() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> bye = Channel.rendezvous();
                    Scope.run(
                            scope -> {
                                scope.go("first", () -> saysFarewell(bye));
                                scope.go("canceller", scope::cancel);
                                try {
                                    bye.receive();
                                    Channel.buffered(1).send(1);
                                    note.accept("sent");
                                } catch (InterruptedException e) {
                                    note.accept("interrupted");
                                }
                            });
                },
                "interrupted",
                "sent");
    }

    @Test
    @DisplayName(
            "L40 who is told by done() that its scope is cancelled may act before its interrupt")
    void doneBeforeInterrupt() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> c = Channel.buffered(1);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        "worker",
                                        () -> {
                                            scope.done().receiveOrNull();
                                            notesInterrupt(note, () -> c.send(1));
                                            note.accept(c.size());
                                        });
                                scope.go("canceller", scope::cancel);
                            });
                },
                "",
                "1",
                "interrupted0");
    }

    @Test
    @DisplayName("L38 a task that fails may be cancelled by itself after its last operation")
    void cancelBeforeATaskSettles() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> up = Channel.buffered(1);
                    Task<?>[] task = new Task<?>[1];
                    try {
                        Scope.unnamed()
                                .supervised()
                                .run(
                                        scope -> {
                                            task[0] =
                                                    scope.fork(
                                                            () -> {
                                                                up.trySend(1);
                                                                throw new ClosedChannelException();
                                                            });
                                            up.receive();
                                            task[0].cancel();
                                        });
                        note.accept("cancelled");
                    } catch (ProcessFailedException e) {
                        note.accept("failed");
                    }
                },
                "cancelled",
                "failed");
    }

    static void notesInterrupt(Consumer<Object> note, ProcessBody body) throws Exception {
        try {
            body.run();
        } catch (InterruptedException e) {
            note.accept("interrupted");
        }
    }

    @Test
    @DisplayName("L16 a counted sender may be closed by another process before it sends")
    void sendOfClosed() throws Exception {
        assertRefusedOrNot(
                sender -> {
                    sender.send(1);
                    return true;
                });
    }

    @Test
    @DisplayName("L16 a counted sender may be closed by another process before it tries to send")
    void trySendOfClosed() throws Exception {
        assertRefusedOrNot(sender -> sender.trySend(1).accepted());
    }

    @Test
    @DisplayName("L16 a counted sender may be closed by another process before it makes a new one")
    void newSenderOfClosed() throws Exception {
        assertRefusedOrNot(sender -> sender.newSender() != null);
    }

    private interface Use {
        boolean isDone(Sender<Integer> sender) throws InterruptedException;
    }

    @Test
    @DisplayName("L16 a counted sender may be closed by another process before it sends several")
    void sendAllOfClosed() throws Exception {
        assertRefusedOrNot(
                sender -> {
                    sender.sendAll(List.of(1));
                    return true;
                });
    }

    private static void assertRefusedOrNot(Use use) throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> c = Channel.buffered(1);
                    Sender<Integer> sender = c.newSender();
                    c.newSender(); // stays open
                    Scope.run(
                            scope -> {
                                scope.go("closer", sender::close);
                                try {
                                    note.accept(use.isDone(sender) ? "done" : "refused");
                                } catch (ClosedException e) {
                                    note.accept("refused");
                                }
                            });
                },
                "done",
                "refused");
    }

    @Test
    @DisplayName("L21 a receive that does not wait may be interrupted before it looks")
    void receiveWithinNoTime() throws Exception {
        assertInterruptedOrNot(() -> Channel.buffered(1).receiveWithin(Duration.ZERO));
    }

    @Test
    @DisplayName("L21 a send that does not wait may be interrupted before it looks")
    void sendWithinNoTime() throws Exception {
        assertInterruptedOrNot(() -> Channel.buffered(1).sendWithin(1, Duration.ZERO));
    }

    @Test
    @DisplayName(
            "L21 a send of several, of which there are none, may be interrupted before it looks")
    void sendAllOfNothing() throws Exception {
        assertInterruptedOrNot(() -> Channel.buffered(1).sendAll(List.of()));
    }

    @Test
    @DisplayName("L21 a party that nobody is missing may be interrupted before it looks")
    void barrierOfOne() throws Exception {
        assertSameEnds(
                note -> {
                    Barrier barrier = Barrier.of(1); // to make one is several steps
                    startInterrupter();
                    notesInterrupt(note, barrier::await);
                },
                "",
                "interrupted");
    }

    @Test
    @DisplayName("L42 a body that yields to an action may be interrupted between two of its yields")
    void yieldToAnAction() throws Exception {
        Generator<Integer> numbers =
                Generator.of(
                        out -> {
                            out.yield(1);
                            out.yield(2);
                        });
        assertLogged(log -> numbers.forEach(log::trySend), "1", "2");
    }

    @Test
    @DisplayName("L46 a source that does not wait may be interrupted before it looks")
    void sourceThatDoesNotWait() throws Exception {
        assertLogged( // eight values come between its first two looks
                log -> Pipeline.range(-7, 2).filter(n -> n >= 0).forEach(log::trySend), "1", "2");
    }

    private interface Logging {
        void run(Channel<Integer> log) throws Exception;
    }

    /** Cancelled when one value has been logged. */
    private static void assertLogged(Logging logging, String... ends) throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> log = Channel.buffered(2);
                    Scope.run(
                            scope -> {
                                scope.go("logger", () -> logging.run(log));
                                log.receive();
                                scope.cancel();
                            });
                    note.accept(1 + log.size());
                },
                ends);
    }

    @Test
    @DisplayName("L21 who enters a scope may be interrupted before it looks")
    void entryOfAScope() throws Exception {
        assertInterruptedOrNot(() -> Scope.unnamed().run(inner -> Thread.interrupted()));
    }

    /** The interrupt comes before the step, or after it. */
    private static void assertInterruptedOrNot(ProcessBody step) throws Exception {
        assertSameEnds(
                note -> {
                    startInterrupter();
                    notesInterrupt(note, step);
                },
                "",
                "interrupted");
    }

    private static void startInterrupter() {
        Thread me = Thread.currentThread();
        Handoff.go("interrupter", me::interrupt);
    }
}
