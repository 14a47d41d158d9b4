package dev.handoff.laws;

import static dev.handoff.Select.on;
import static dev.handoff.Select.to;
import static dev.handoff.laws.Team.failureOf;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Cancelling is by interruption, and reaches everything inside. */
class L38CancellationTest extends ByBothThreads {
    private static final Duration LONG = Duration.ofHours(1);

    private static void waitForEver() throws InterruptedException {
        Channel.never().receive();
    }

    /** Receives from a channel of that kind, and sends to one if it can be full. */
    private static Map<String, ProcessBody> waits(Shape shape) {
        Channel<Integer> silent = shape.open();
        Channel<Integer> full = shape.waits() ? shape.openFull() : Channel.rendezvous();
        return Map.ofEntries(
                Map.entry("send", () -> full.send(2)),
                Map.entry("sendWithin", () -> full.sendWithin(2, LONG)),
                Map.entry("sendAll", () -> full.sendAll(List.of(2, 3))),
                Map.entry("receive", silent::receive),
                Map.entry("receiveOrNull", silent::receiveOrNull),
                Map.entry("receiveWithin", () -> silent.receiveWithin(LONG)),
                Map.entry("receiveBatch", () -> silent.receiveBatch(5)),
                Map.entry("extended receive", () -> silent.receiveHolding(v -> {})),
                Map.entry("iterator", () -> silent.iterator().hasNext()),
                Map.entry("select", () -> Select.<Integer>one(on(silent, v -> v))),
                Map.entry("select of sends", () -> Select.<Integer>one(to(full, 1, () -> 1))),
                Map.entry("sleep", () -> Timers.sleep(LONG)),
                Map.entry("tick", () -> Timers.every(LONG).receive()),
                Map.entry("never", L38CancellationTest::waitForEver),
                Map.entry("scope", () -> Scope.run(s -> s.go(L38CancellationTest::waitForEver))),
                Map.entry("race", () -> Scope.<Integer>race(silent::receive)));
    }

    /** Each in a process of its own, waiting when the cancel comes. */
    @DisplayName("L38 every operation that waits is ended by the cancellation of its scope")
    @Over.EveryKind
    void everyOperationThatWaitsIsEndedByTheCancellation(Shape shape) throws Exception {
        for (Map.Entry<String, ProcessBody> wait : waits(shape).entrySet()) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicReference<Thread> process = new AtomicReference<>();
            Scope.run(
                    scope -> {
                        scope.go(
                                () -> {
                                    process.set(Thread.currentThread());
                                    try {
                                        wait.getValue().run();
                                    } catch (Throwable t) {
                                        thrown.set(t);
                                        throw t;
                                    }
                                });
                        eventually(wait.getKey() + " waits", () -> isWaiting(process.get()));
                        scope.cancel();
                    });
            assertThat(thrown.get())
                    .as(wait.getKey())
                    .isInstanceOfAny(InterruptedException.class, CancelledException.class);
        }
    }

    private static boolean isWaiting(Thread thread) {
        return thread != null
                && (thread.getState() == Thread.State.WAITING
                        || thread.getState() == Thread.State.TIMED_WAITING);
    }

    /** The JDK closes it then, and throws what any failure of a socket is thrown as. */
    @Test
    @DisplayName(
            "L38 L36 a process that waits at a socket is ended by a cancel, and has not failed")
    void processThatWaitsAtASocketIsEndedAndHasNotFailed() throws Exception {
        List<ProcessBody> sockets =
                List.of(
                        () -> {
                            try (ServerSocket server = new ServerSocket(0)) {
                                server.accept();
                            }
                        },
                        () -> {
                            try (ServerSocket server = new ServerSocket(0);
                                    Socket client =
                                            new Socket(
                                                    InetAddress.getLoopbackAddress(),
                                                    server.getLocalPort())) {
                                client.getInputStream().read();
                            }
                        },
                        () -> {
                            try (DatagramSocket socket = new DatagramSocket()) {
                                socket.receive(new DatagramPacket(new byte[1], 1));
                            }
                        });
        for (ProcessBody socket : sockets) {
            AtomicReference<Thread> process = new AtomicReference<>();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Scope.run(
                    scope -> {
                        scope.go(
                                () -> {
                                    process.set(Thread.currentThread());
                                    try {
                                        socket.run();
                                    } catch (Throwable t) {
                                        thrown.set(t);
                                        throw t;
                                    }
                                });
                        eventually("waits", () -> isWaiting(process.get()));
                        scope.cancel();
                    });
            assertThat(thrown.get()).isInstanceOf(SocketException.class);
        }
    }

    /** On entry, whether they would wait or not (L21). */
    @DisplayName("L38 every operation that can wait is a cancellation point on entry")
    @Over.EveryKind
    void everyOperationThatCanWaitIsACancellationPointOnEntry(Shape shape) {
        Channel<Integer> ready = shape.open();
        int stored = shape.fits(2);
        for (int i = 0; i < stored; i++) {
            ready.trySend(i);
        }
        Map<String, ProcessBody> operations =
                Map.ofEntries(
                        Map.entry("send", () -> ready.send(2)),
                        Map.entry("sendWithin", () -> ready.sendWithin(2, LONG)),
                        Map.entry("sendWithin 0", () -> ready.sendWithin(2, Duration.ZERO)),
                        Map.entry("sendAll", () -> ready.sendAll(List.of(2, 3))),
                        Map.entry("receive", ready::receive),
                        Map.entry("receiveOrNull", ready::receiveOrNull),
                        Map.entry("receiveWithin", () -> ready.receiveWithin(LONG)),
                        Map.entry("receiveWithin 0", () -> ready.receiveWithin(Duration.ZERO)),
                        Map.entry("receiveBatch", () -> ready.receiveBatch(2)),
                        Map.entry("extended receive", () -> ready.receiveHolding(v -> {})),
                        Map.entry("iterator", () -> ready.iterator().hasNext()),
                        Map.entry("select", () -> Select.<Integer>one(on(ready, v -> v))),
                        Map.entry("sleep", () -> Timers.sleep(Duration.ZERO)),
                        Map.entry("scope", () -> Scope.run(s -> {})),
                        Map.entry("race", () -> Scope.<Integer>race(() -> 1)));
        operations.forEach(
                (name, operation) -> {
                    Throwable thrown =
                            failureOf(
                                    () -> {
                                        Thread.currentThread().interrupt();
                                        operation.run();
                                    });
                    assertThat(thrown)
                            .as(name)
                            .isInstanceOfAny(InterruptedException.class, CancelledException.class);
                });
        assertThat(ready.size()).isEqualTo(stored);
    }

    /** Through bodies and processes, however deep, and into scopes that are opened later. */
    @Test
    @DisplayName("L38 a cancel reaches nested scopes, their bodies and their processes")
    void cancelReachesNestedScopes() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger waiting = new AtomicInteger();
            AtomicInteger cancelled = new AtomicInteger();
            Scope.run(
                    scope -> {
                        scope.go(() -> nest(4, waiting, cancelled));
                        scope.go(() -> nest(3, waiting, cancelled));
                        eventually("all wait", () -> waiting.get() == 14);
                        scope.cancel();
                    });
            assertThat(cancelled).hasValue(14);
        }
    }

    private static void nest(int levels, AtomicInteger waiting, AtomicInteger cancelled)
            throws InterruptedException {
        Scope.run(
                scope -> {
                    scope.go(() -> await(waiting, cancelled));
                    if (levels > 0) {
                        if (levels % 2 == 0) {
                            scope.go(() -> nest(levels - 1, waiting, cancelled));
                        } else {
                            nest(levels - 1, waiting, cancelled);
                        }
                    }
                    await(waiting, cancelled);
                });
    }

    private static void await(AtomicInteger waiting, AtomicInteger cancelled)
            throws InterruptedException {
        waiting.incrementAndGet();
        try {
            waitForEver();
        } catch (InterruptedException e) {
            cancelled.incrementAndGet();
            throw e;
        }
    }

    /** The same as for its elder siblings. */
    @Test
    @DisplayName("L38 a process that is started in a cancelled scope starts interrupted")
    void processStartedInACancelledScopeStartsInterrupted() throws Exception {
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        AtomicReference<Throwable> inNested = new AtomicReference<>();
        Scope.run(
                scope -> {
                    scope.cancel();
                    assertThat(scope.isCancelled()).isTrue();
                    scope.go(() -> interrupted.set(Thread.currentThread().isInterrupted()));
                    scope.go(() -> inNested.set(failureOfScope()));
                });
        assertThat(interrupted).hasValue(true);
        assertThat(inNested.get()).isInstanceOf(InterruptedException.class);
    }

    private static Throwable failureOfScope() {
        try {
            Scope.run(s -> {});
            return null;
        } catch (InterruptedException e) {
            return e;
        }
    }

    /** A scope opened by one who has swallowed the interrupt is cancelled from the start. */
    @Test
    @DisplayName("L38 a scope opened inside a cancelled one is cancelled, interrupt or not")
    void scopeOpenedInsideACancelledOneIsCancelled() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        Scope.run(
                scope -> {
                    scope.cancel();
                    assertThat(Thread.interrupted()).isTrue();
                    assertThatThrownBy(
                                    () ->
                                            Scope.run(
                                                    inner -> {
                                                        assertThat(inner.isCancelled()).isTrue();
                                                        ran.set(true);
                                                        waitForEver();
                                                    }))
                            .isInstanceOf(InterruptedException.class);
                });
        assertThat(ran).isTrue();
    }

    /** Nothing of ours is left behind. */
    @Test
    @DisplayName("L38 a scope that was cancelled leaves its thread uninterrupted")
    void scopeThatWasCancelledLeavesItsThreadUninterrupted() throws Exception {
        for (int round = 0; round < 300; round++) {
            int yields = round % 30;
            Scope.run(
                    scope -> {
                        scope.cancel();
                        assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    });
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                scope.go(
                                                        () -> {
                                                            throw new IOException();
                                                        });
                                                for (int i = 0; i < yields; i++) {
                                                    Thread.yield();
                                                }
                                            }))
                    .hasCauseInstanceOf(IOException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Scope.run(
                    scope -> {
                        scope.go(scope::cancel);
                        for (int i = 0; i < yields; i++) {
                            Thread.yield();
                        }
                    });
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    /** The outer scope's interrupt is not spent by the inner one's end. */
    @Test
    @DisplayName("L38 a nested scope in the body of a cancelled one throws InterruptedException")
    void nestedScopeInTheBodyOfACancelledOneThrows() throws Exception {
        for (int round = 0; round < 300; round++) {
            int yields = round % 30;
            AtomicReference<String> end = new AtomicReference<>("");
            try {
                Scope.run(
                        outer -> {
                            outer.go(
                                    () -> {
                                        for (int i = 0; i < yields; i++) {
                                            Thread.yield();
                                        }
                                        outer.cancel();
                                    });
                            while (true) {
                                Scope.run(inner -> inner.go(() -> {}));
                            }
                        });
            } catch (CancelledException e) {
                end.set("cancelled");
            }
            assertThat(end).hasValue("cancelled");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    /** It ends the scope, and comes out as what it is. */
    @Test
    @DisplayName("L38 an interrupt of the body's thread cancels the scope and comes out of it")
    void interruptOfTheBodysThreadCancelsTheScope() {
        for (boolean inBody : new boolean[] {true, false}) {
            AtomicInteger waiting = new AtomicInteger();
            AtomicInteger cancelled = new AtomicInteger();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>();
            try (Team team = Team.of(runner)) {
                Thread owner =
                        team.start(
                                () -> {
                                    try {
                                        Scope.run(
                                                scope -> {
                                                    scope.go(() -> await(waiting, cancelled));
                                                    scope.go(() -> await(waiting, cancelled));
                                                    if (inBody) {
                                                        await(waiting, cancelled);
                                                    }
                                                });
                                    } catch (InterruptedException e) {
                                        thrown.set(e);
                                    }
                                    flag.set(Thread.currentThread().isInterrupted());
                                });
                eventually("all wait", () -> waiting.get() == (inBody ? 3 : 2));
                owner.interrupt();
            }
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(flag).hasValue(false);
            assertThat(cancelled).hasValue(inBody ? 3 : 2);
        }
    }

    /** A failure goes before it, but does not swallow it. */
    @Test
    @DisplayName("L38 an interrupt from outside stays set when the scope throws a failure")
    void interruptFromOutsideStaysSetWhenTheScopeThrowsAFailure() {
        AtomicReference<Boolean> flag = new AtomicReference<>();
        CountDownLatch waiting = new CountDownLatch(1);
        try (Team team = Team.of(runner)) {
            Thread owner =
                    team.start(
                            () -> {
                                try {
                                    Scope.run(
                                            scope ->
                                                    scope.go(
                                                            () -> {
                                                                waiting.countDown();
                                                                try {
                                                                    waitForEver();
                                                                } catch (InterruptedException e) {
                                                                    throw new IOException("x");
                                                                }
                                                            }));
                                } catch (dev.handoff.ProcessFailedException e) {
                                    flag.set(Thread.currentThread().isInterrupted());
                                }
                            });
            team.start(
                    () -> {
                        waiting.await();
                        eventually("owner joins", () -> isWaiting(owner));
                        owner.interrupt();
                    });
        }
        assertThat(flag).hasValue(true);
    }

    /** It is not the scope's, which takes back its own. */
    @Test
    @DisplayName(
            "L38 an interrupt that nothing has seen when a body cancels its scope stays set after"
                    + " it")
    void interruptBeforeTheBodyCancelsStaysSet() throws Exception {
        Scope.run(
                scope -> {
                    scope.go(L38CancellationTest::waitForEver);
                    Thread.currentThread().interrupt();
                    scope.cancel();
                });
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Then the interrupt comes out, and not the scope's own cancellation. */
    @Test
    @DisplayName(
            "L38 an interrupt from before a body cancels its scope is thrown if a wait meets it")
    void interruptBeforeTheBodyCancelsIsThrownIfItIsMet() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Thread.currentThread().interrupt();
                                            scope.cancel();
                                            waitForEver();
                                        }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    /** The pending interrupt is the inner scope's, and goes with it. */
    @Test
    @DisplayName("L38 a body that cancels its scope and the one around it is not interrupted after")
    void bodyThatCancelsTwoScopesIsNotInterruptedAfterwards() throws Exception {
        AtomicReference<Boolean> between = new AtomicReference<>();
        Scope.run(
                outer -> {
                    try {
                        Scope.run(
                                inner -> {
                                    inner.cancel();
                                    outer.cancel();
                                });
                    } catch (InterruptedException e) {
                        between.set(Thread.currentThread().isInterrupted());
                    }
                });
        assertThat(between).hasValue(false);
        assertThat(Thread.interrupted()).isFalse();
    }

    /** An interrupt that comes while a body computes is seen by its next wait, in the scope or after it. */
    @Test
    @DisplayName("L38 an interrupt that no operation has seen is never lost")
    void interruptThatNoOperationHasSeenIsNeverLost() {
        long start = System.nanoTime();
        for (int round = 0; round < 500 && !Until.isEnough(start); round++) {
            int yields = round % 40;
            AtomicReference<String> seen = new AtomicReference<>("lost");
            try (Team team = Team.of(runner)) {
                Thread owner =
                        team.start(
                                () -> {
                                    try {
                                        for (int i = 0; i < 5; i++) {
                                            Scope.run(scope -> scope.go(() -> {}));
                                        }
                                        waitForEver();
                                    } catch (InterruptedException e) {
                                        seen.set("seen");
                                    }
                                });
                for (int i = 0; i < yields; i++) {
                    Thread.yield();
                }
                owner.interrupt();
            }
            assertThat(seen).hasValue("seen");
        }
    }

    /** Cancelling is a request: a body that has done its work all the same returns it. */
    @Test
    @DisplayName("L38 a scope whose body returns in spite of a cancel returns as well")
    void scopeWhoseBodyReturnsInSpiteOfACancelReturns() throws Exception {
        int result =
                Scope.call(
                        scope -> {
                            scope.go(L38CancellationTest::waitForEver);
                            scope.cancel();
                            scope.cancel();
                            return 5;
                        });
        assertThat(result).isEqualTo(5);
    }

    /** With the scope's name. */
    @Test
    @DisplayName("L38 a body cut short by scope.cancel() makes the scope throw CancelledException")
    void bodyCutShortMakesTheScopeThrowCancelledException() {
        assertThatThrownBy(
                        () ->
                                Scope.named("work")
                                        .run(
                                                scope -> {
                                                    scope.go(scope::cancel);
                                                    waitForEver();
                                                }))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("scope \"work\"")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** ADR 5: by the CancelledException that the scope throws. */
    @Test
    @DisplayName("L38 who runs a scope whose body is cut short by its cancel() has not failed")
    void whoRunsAScopeThatIsCutShortHasNotFailed() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Scope.run(outer -> outer.go(() -> noting(thrown, L38CancellationTest::isCutShort)));
        assertThat(thrown.get()).isInstanceOf(CancelledException.class);
    }

    private static void noting(AtomicReference<Throwable> thrown, ProcessBody body)
            throws Exception {
        try {
            body.run();
        } catch (Throwable t) {
            thrown.set(t);
            throw t;
        }
    }

    private static void isCutShort() throws InterruptedException {
        Scope.run(
                inner -> {
                    inner.cancel();
                    waitForEver();
                });
    }

    /** Cancelling an inner scope stays inside. */
    @Test
    @DisplayName("L38 cancelling a scope does not touch the scope around it")
    void cancellingAScopeDoesNotTouchTheScopeAroundIt() throws Exception {
        AtomicBoolean outerProcess = new AtomicBoolean();
        Scope.run(
                outer -> {
                    Channel<Integer> go = Channel.rendezvous();
                    Task<Boolean> task =
                            outer.fork(
                                    () -> {
                                        go.receive();
                                        return !Thread.currentThread().isInterrupted();
                                    });
                    Scope.run(
                            inner -> {
                                inner.go(L38CancellationTest::waitForEver);
                                inner.cancel();
                            });
                    assertThat(outer.isCancelled()).isFalse();
                    go.send(1);
                    outerProcess.set(task.join());
                });
        assertThat(outerProcess).isTrue();
    }

    /** The second would cut short what the first has begun to clean up. */
    @Test
    @DisplayName("L38 a cancel interrupts a thread once, however many of its scopes are cancelled")
    void aCancelInterruptsAThreadOnce() {
        Map<Thread, Integer> interrupts = new ConcurrentHashMap<>();
        Scheduling counting =
                new DelegatingScheduling(Scheduling.current()) {
                    @Override
                    public void interrupt(Thread thread) {
                        interrupts.merge(thread, 1, Integer::sum);
                        super.interrupt(thread);
                    }
                };
        Scheduling.within(
                counting,
                () -> {
                    Channel<Integer> silent = Channel.rendezvous();
                    assertThatThrownBy(() -> cancelNested(silent))
                            .isInstanceOf(CancelledException.class);
                });
        assertThat(interrupts).containsKey(Thread.currentThread()).hasSize(3);
        assertThat(interrupts.values()).containsOnly(1);
    }

    private static void cancelNested(Channel<Integer> silent) throws InterruptedException {
        Scope.run(
                outer -> {
                    outer.go("process", () -> Scope.run(inner -> silent.receive()));
                    outer.go(
                            "canceller",
                            () -> {
                                eventually("both wait", () -> silent.waitingReceivers() == 2);
                                outer.cancel();
                            });
                    Scope.run(inner -> silent.receive());
                });
    }

    /** It might ask, find that it may go on, and wait for ever: it is interrupted once. */
    @Test
    @DisplayName("L38 who hears a cancel finds each scope that it is in cancelled")
    void whoHearsACancelFindsEachScopeCancelled() {
        AtomicReference<Scope> innermost = new AtomicReference<>();
        List<Boolean> cancelled = new CopyOnWriteArrayList<>();
        Scheduling asking =
                new DelegatingScheduling(Scheduling.current()) {
                    @Override
                    public void interrupt(Thread thread) {
                        cancelled.add(innermost.get().isCancelled());
                        super.interrupt(thread);
                    }
                };
        Scheduling.within(
                asking,
                () -> {
                    assertThatThrownBy(() -> cancelFromInside(innermost))
                            .isInstanceOf(CancelledException.class);
                });
        assertThat(cancelled).containsOnly(true);
    }

    private static void cancelFromInside(AtomicReference<Scope> innermost)
            throws InterruptedException {
        Scope.run(
                outer ->
                        Scope.run(
                                inner -> {
                                    innermost.set(inner);
                                    outer.cancel();
                                    inner.done().receiveOrNull();
                                }));
    }

    /** The JDK closes it, and tells that one alone that it was an interrupt. */
    @Test
    @DisplayName("L38 processes that share a file fail by no cancel, whoever of them has closed it")
    void processesThatShareAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "text");
        for (int round = 0; round < 20; round++) {
            try (FileChannel shared = FileChannel.open(file)) {
                Scope.run(
                        scope -> {
                            AtomicInteger reads = new AtomicInteger();
                            for (int i = 0; i < 4; i++) {
                                scope.go(
                                        () -> {
                                            while (true) {
                                                shared.read(ByteBuffer.allocate(4), 0);
                                                reads.incrementAndGet();
                                                Until.pause(); // nobody else would run
                                            }
                                        });
                            }
                            eventually("some have read", () -> reads.get() > 100);
                            scope.cancel();
                        });
                assertThat(shared.isOpen()).isFalse();
            }
        }
    }

    /** The inner one's interrupt is still set when the other comes; it is nobody else's. */
    @Test
    @DisplayName("L38 a body that cancels its scope and then the one around ends both by that")
    void bodyThatCancelsItsScopeAndTheOneAround() {
        Throwable thrown =
                failureOf(
                        () ->
                                Scope.run(
                                        outer ->
                                                Scope.run(
                                                        inner -> {
                                                            inner.cancel();
                                                            outer.cancel();
                                                            waitForEver();
                                                        })));
        assertThat(thrown).isInstanceOf(CancelledException.class);
    }

    @Test
    @DisplayName("L38 an interrupt that comes while a body cancels its scope is not lost")
    void interruptThatComesWhileABodyCancelsItsScope() {
        AtomicReference<Thread> body = new AtomicReference<>();
        Scheduling disturbing =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void interrupt(Thread thread) {
                        if (!thread.equals(body.get())) {
                            body.get().interrupt(); // by somebody else
                        }
                        super.interrupt(thread);
                    }
                };
        Under.run(
                disturbing,
                () -> {
                    body.set(Thread.currentThread());
                    Scope.run(
                            scope -> {
                                scope.go(L38CancellationTest::waitForEver);
                                scope.cancel();
                            });
                    assertThat(Thread.interrupted()).isTrue();
                });
    }

    /** Who catches it cleans up, and is to wait undisturbed. */
    @Test
    @DisplayName("L38 L20 the InterruptedException of a scope stands for the interrupt status")
    void interruptedExceptionOfAScopeStandsForTheStatus() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Thread.currentThread().interrupt();
                                            try {
                                                waitForEver();
                                            } catch (InterruptedException e) {
                                                Thread.currentThread().interrupt();
                                                throw e;
                                            }
                                        }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    /** The JDK closes it when one of them is interrupted, and the others find it closed. */
    @Test
    @DisplayName("L38 L36 a process that finds its socket closed after a cancel has not failed")
    @SuppressWarnings("try") // the close is what it finds
    void processThatFindsItsSocketClosedAfterACancelHasNotFailed() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (ServerSocket server = new ServerSocket(0);
                Socket client =
                        new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            InputStream in = client.getInputStream();
            Scope.run(
                    scope -> {
                        scope.go(
                                () -> {
                                    try {
                                        waitForEver();
                                    } catch (InterruptedException e) {
                                        client.close();
                                    }
                                    try {
                                        in.read();
                                    } catch (IOException e) {
                                        thrown.set(e);
                                        throw e;
                                    }
                                });
                        scope.cancel();
                    });
        }
        assertThat(thrown.get()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    }

    /** The JDK breaks it when one of them is interrupted, and the others find it broken. */
    @Test
    @DisplayName("L38 L36 a process whose barrier a cancel has broken has not failed")
    void processWhoseBarrierACancelHasBrokenHasNotFailed() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(3);
        AtomicInteger broken = new AtomicInteger();
        Scope.run(
                scope -> {
                    for (int i = 0; i < 2; i++) {
                        scope.go(
                                () -> {
                                    try {
                                        barrier.await();
                                    } catch (BrokenBarrierException e) {
                                        broken.incrementAndGet();
                                        throw e;
                                    }
                                });
                    }
                    eventually("both wait", () -> barrier.getNumberWaiting() == 2);
                    scope.cancel();
                });
        assertThat(broken).hasValue(1);
    }

    @Test
    @DisplayName("L36 a broken barrier is a failure where nobody was cancelled")
    void aBrokenBarrierIsAFailureWhereNobodyWasCancelled() {
        CyclicBarrier barrier = new CyclicBarrier(2);
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            scope.go(barrier::await);
                                            eventually(
                                                    "it waits",
                                                    () -> barrier.getNumberWaiting() == 1);
                                            barrier.reset();
                                        }))
                .hasCauseInstanceOf(BrokenBarrierException.class);
    }
}
