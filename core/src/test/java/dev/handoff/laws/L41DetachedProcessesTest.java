package dev.handoff.laws;

import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Diagnosis;
import dev.handoff.Handoff;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.bridge.Bytes;
import dev.handoff.bridge.ExecutorServices;
import dev.handoff.bridge.Futures;
import dev.handoff.coordinate.Calls;
import dev.handoff.coordinate.WorkFailedException;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.Watcher;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Processes that belong to no scope. Alone, because {@code cancelAll} is for all of the JVM. */
@Isolated
class L41DetachedProcessesTest extends ByBothThreads {
    private static final Duration LIMIT = Duration.ofSeconds(Until.LIMIT_SECONDS);

    private record Uncaught(Thread thread, Throwable failure) {}

    private static Queue<Uncaught> uncaughtDuring(dev.handoff.ProcessBody body) throws Exception {
        Queue<Uncaught> uncaught = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((t, e) -> uncaught.add(new Uncaught(t, e)));
        try {
            body.run();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        return uncaught;
    }

    /** Checked exceptions, too. */
    @Test
    @DisplayName("L41 a detached process that fails reports to its uncaught-exception handler")
    void detachedProcessThatFailsReportsToItsUncaughtExceptionHandler() throws Exception {
        IOException failure = new IOException("broken");
        AtomicReference<Thread> process = new AtomicReference<>();
        Queue<Uncaught> uncaught =
                uncaughtDuring(
                        () -> {
                            process.set(
                                    Handoff.go(
                                            "worker",
                                            () -> {
                                                throw failure;
                                            }));
                            assertThat(process.get().join(LIMIT)).isTrue();
                        });
        assertThat(uncaught).containsExactly(new Uncaught(process.get(), failure));
        assertThat(process.get().getName()).isEqualTo("worker");
        assertThat(process.get().isVirtual()).isTrue();
    }

    /** As the JVM would leave it out. */
    @Test
    @DisplayName("L41 what the handler of a detached process throws is left out")
    void whatTheHandlerThrowsIsLeftOut() throws Exception {
        Queue<Throwable> told = new ConcurrentLinkedQueue<>();
        IOException failure = new IOException("broken");
        Queue<Uncaught> uncaught =
                uncaughtDuring(
                        () -> {
                            Thread process =
                                    Handoff.go(
                                            "worker",
                                            () -> {
                                                Thread.currentThread()
                                                        .setUncaughtExceptionHandler(
                                                                (t, e) -> {
                                                                    told.add(e);
                                                                    throw new IllegalStateException(
                                                                            "no paper");
                                                                });
                                                throw failure;
                                            });
                            assertThat(process.join(LIMIT)).isTrue();
                        });
        assertThat(told).containsExactly(failure);
        assertThat(uncaught).isEmpty();
    }

    /** It was asked to. */
    @Test
    @DisplayName("L41 a detached process that ends by an interrupt or a cancel ends quietly")
    void detachedProcessThatEndsByAnInterruptEndsQuietly() throws Exception {
        Queue<Uncaught> uncaught =
                uncaughtDuring(
                        () -> {
                            Thread waiting = Handoff.go("waiting", () -> Channel.never().receive());
                            waiting.interrupt();
                            assertThat(waiting.join(LIMIT)).isTrue();
                            Channel<Integer> cancelled = Channel.rendezvous();
                            cancelled.cancel();
                            Thread sending = Handoff.go("sending", () -> cancelled.send(1));
                            assertThat(sending.join(LIMIT)).isTrue();
                            Channel<byte[]> chunks = Channel.rendezvous();
                            chunks.cancel();
                            Thread writing =
                                    Handoff.go(
                                            "writing",
                                            () -> Bytes.outputStream(chunks, 1).write(1));
                            assertThat(writing.join(LIMIT)).isTrue();
                        });
        assertThat(uncaught).isEmpty();
    }

    /** The JDK closes it then, and so the process ends. */
    @Test
    @DisplayName("L41 a detached process that is interrupted at a socket or a file ends quietly")
    void detachedProcessThatIsInterruptedAtASocketEndsQuietly() throws Exception {
        List<ProcessBody> bodies =
                List.of(
                        () -> {
                            try (ServerSocket server = new ServerSocket(0)) {
                                server.accept();
                            }
                        },
                        () -> {
                            try (ServerSocketChannel server = ServerSocketChannel.open()) {
                                server.bind(null).accept();
                            }
                        },
                        () -> {
                            try {
                                Channel.never().receive();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException("no answer", e);
                            }
                        });
        Queue<Uncaught> uncaught =
                uncaughtDuring(
                        () -> {
                            for (ProcessBody body : bodies) {
                                Thread process = Handoff.go("serving", body);
                                process.interrupt();
                                assertThat(process.join(LIMIT)).isTrue();
                            }
                        });
        assertThat(uncaught).isEmpty();
    }

    /** Nobody has asked this one to end. */
    @Test
    @DisplayName("L41 a detached process that fails by the interrupt of another reports it")
    void detachedProcessThatFailsByTheInterruptOfAnotherReports() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        Calls<Integer, Integer> calls = Calls.named("silence");
        AtomicReference<Thread> client = new AtomicReference<>();
        Queue<Uncaught> uncaught =
                uncaughtDuring(
                        () -> {
                            Thread server =
                                    Handoff.go("server", () -> calls.serve(_ -> silent.receive()));
                            client.set(Handoff.go("client", () -> calls.call(1)));
                            eventually("serves", () -> silent.waitingReceivers() == 1);
                            server.interrupt();
                            assertThat(server.join(LIMIT)).isTrue();
                            assertThat(client.get().join(LIMIT)).isTrue();
                        });
        assertThat(uncaught)
                .singleElement()
                .satisfies(
                        told -> {
                            assertThat(told.thread()).isEqualTo(client.get());
                            assertThat(told.failure())
                                    .isInstanceOf(WorkFailedException.class)
                                    .hasCauseInstanceOf(InterruptedException.class);
                        });
    }

    /** Its scope, or a future, tells of them; it may have wrapped that. */
    @Test
    @DisplayName(
            "L41 a detached process reports a failure or a cancel of others that has an interrupt"
                    + " among its causes")
    void detachedProcessReportsAFailureOfOthersThatComesOfAnInterrupt() throws Exception {
        Exception ofTask = new ExecutionException(new InterruptedException());
        AtomicReference<Task<?>> cancelled = new AtomicReference<>();
        AtomicReference<CompletableFuture<?>> future = new AtomicReference<>();
        Scope.run(
                scope -> {
                    cancelled.set(scope.fork(Channel.never()::receive));
                    future.set(Futures.start(scope, "slow", Channel.never()::receive));
                    scope.cancel();
                });
        List<ProcessBody> bodies =
                List.of(
                        () -> cancelled.get().join(),
                        () -> Futures.await(future.get()),
                        () ->
                                Scope.run(
                                        scope ->
                                                scope.go(
                                                        "worker",
                                                        () -> {
                                                            throw new IOException(ofTask);
                                                        })),
                        () -> {
                            throw ofTask;
                        },
                        () -> {
                            throw new IllegalStateException(
                                    new CompletionException(new InterruptedException()));
                        });
        for (ProcessBody body : bodies) {
            Queue<Uncaught> uncaught =
                    uncaughtDuring(
                            () -> assertThat(Handoff.go("mailer", body).join(LIMIT)).isTrue());
            assertThat(uncaught).hasSize(1);
        }
    }

    /** As it is a failure in a scope that nobody has cancelled. */
    @Test
    @DisplayName("L41 a detached process reports what it has made of a cancel of others")
    void detachedProcessReportsWhatItHasMadeOfACancelOfOthers() throws Exception {
        Channel<Integer> orders = Channel.rendezvous();
        orders.cancel();
        AtomicReference<ExecutorService> pool = new AtomicReference<>();
        Scope.run(
                scope -> {
                    pool.set(ExecutorServices.pool(scope, "jobs", 1, 1));
                    scope.cancel();
                });
        List<ProcessBody> bodies =
                List.of(
                        () -> pool.get().execute(() -> {}),
                        () -> {
                            try {
                                orders.send(7);
                            } catch (CancelledException e) {
                                throw new IllegalStateException("cannot store order 7", e);
                            }
                        });
        for (ProcessBody body : bodies) {
            Queue<Uncaught> uncaught =
                    uncaughtDuring(
                            () -> assertThat(Handoff.go("acceptor", body).join(LIMIT)).isTrue());
            assertThat(uncaught).hasSize(1);
        }
    }

    @Test
    @DisplayName("L41 a detached process ends quietly by what it has made of its own interrupt")
    void detachedProcessEndsQuietlyByWhatItHasMadeOfItsInterrupt() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        Queue<Uncaught> uncaught =
                uncaughtDuring(
                        () -> {
                            Thread process =
                                    Handoff.go(
                                            "iterates",
                                            () -> {
                                                try {
                                                    silent.forEach(_ -> {});
                                                } catch (CancelledException e) {
                                                    throw new IllegalStateException("no orders", e);
                                                }
                                            });
                            process.interrupt();
                            assertThat(process.join(LIMIT)).isTrue();
                        });
        assertThat(uncaught).isEmpty();
    }

    /** As what a finally block throws in its place. */
    @Test
    @DisplayName("L41 what is suppressed in the end of a detached process is reported")
    void whatIsSuppressedInTheEndOfADetachedProcessIsReported() throws Exception {
        IOException failure = new IOException("disk");
        AtomicReference<Thread> process = new AtomicReference<>();
        Queue<Uncaught> uncaught =
                uncaughtDuring(
                        () -> {
                            process.set(
                                    Handoff.go(
                                            "writer",
                                            () -> {
                                                try (Closeable _ =
                                                        () -> {
                                                            throw failure;
                                                        }) {
                                                    Channel.never().receive();
                                                }
                                            }));
                            process.get().interrupt();
                            assertThat(process.get().join(LIMIT)).isTrue();
                        });
        assertThat(uncaught).containsExactly(new Uncaught(process.get(), failure));
    }

    /** That is what detached means. */
    @Test
    @DisplayName(
            "L41 a detached process outlives the scope in which it was started, and is not"
                    + " cancelled by it")
    void detachedProcessOutlivesTheScope() throws Exception {
        Channel<Integer> go = Channel.rendezvous();
        AtomicReference<Thread> process = new AtomicReference<>();
        AtomicBoolean ended = new AtomicBoolean();
        Scope.run(
                scope -> {
                    process.set(
                            Handoff.go(
                                    "detached",
                                    () -> {
                                        Scope.run(inner -> inner.go(go::receive));
                                        ended.set(true);
                                    }));
                    eventually("waits", () -> go.waitingReceivers() == 1);
                    scope.cancel();
                });
        assertThat(process.get().isAlive()).isTrue();
        go.send(1);
        assertThat(process.get().join(LIMIT)).isTrue();
        assertThat(ended).isTrue();
    }

    /** And does not wait for them. */
    @Test
    @DisplayName(
            "L41 cancelAll ends every scope with InterruptedException and every detached process")
    void cancelAllEndsEverything() throws Exception {
        AtomicReference<Throwable> ofScope = new AtomicReference<>();
        Channel<Integer> silent = Channel.rendezvous();
        List<Thread> detached = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            detached.add(Handoff.go("detached " + i, silent::receive));
        }
        detached.add(Handoff.go("with scope", () -> Scope.run(s -> s.go(silent::receive))));
        try (Team team = Team.of(ThreadKind.PLATFORM)) {
            team.start(
                    () -> {
                        try {
                            Scope.run(
                                    scope -> {
                                        scope.go(silent::receive);
                                        Scope.run(inner -> inner.go(silent::receive));
                                    });
                        } catch (InterruptedException e) {
                            ofScope.set(e);
                        }
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    });
            eventually("all wait", () -> silent.waitingReceivers() == 8);
            Handoff.cancelAll();
        }
        for (Thread thread : detached) {
            assertThat(thread.join(LIMIT)).isTrue();
        }
        assertThat(ofScope.get()).isInstanceOf(InterruptedException.class);
        assertThat(silent.waitingReceivers()).isZero();
        Handoff.cancelAll(); // nothing is left
        Scope.run(scope -> scope.go(() -> {}));
    }

    @Test
    @DisplayName("L41 cancelAll ends a detached process whose scope fails meanwhile, too")
    void cancelAllIsNotLostToAFailure() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        Thread server =
                Handoff.go(
                        "server",
                        () -> {
                            while (true) {
                                try {
                                    Scope.run(scope -> waitTwice(scope, silent));
                                } catch (ProcessFailedException e) {
                                    // the next round
                                }
                            }
                        });
        eventually("both wait", () -> silent.waitingReceivers() == 2);
        Handoff.cancelAll();
        assertThat(server.join(LIMIT)).isTrue();
    }

    @Test
    @DisplayName("L41 cancelAll ends a detached process whose scope has failed before, too")
    void cancelAllIsNotLostAfterAFailure() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        Thread server =
                Handoff.go(
                        "server",
                        () -> {
                            while (true) {
                                try {
                                    Scope.run(scope -> failAndCleanUp(scope, silent));
                                } catch (ProcessFailedException e) {
                                    // the next round
                                }
                            }
                        });
        eventually("cleans up", () -> silent.waitingReceivers() == 1);
        Handoff.cancelAll();
        assertThat(server.join(LIMIT)).isTrue();
    }

    private static void failAndCleanUp(Scope scope, Channel<Integer> silent)
            throws InterruptedException {
        scope.go(
                () -> {
                    throw new IOException("round");
                });
        try {
            Channel.never().receive();
        } finally {
            silent.receive();
        }
    }

    private static void waitTwice(Scope scope, Channel<Integer> silent)
            throws InterruptedException {
        scope.go(
                () -> {
                    try {
                        silent.receive();
                    } catch (InterruptedException e) {
                        throw new IOException("cleanup");
                    }
                });
        silent.receive();
    }

    @ParameterizedTest(name = "the body has ended: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("L41 cancelAll interrupts other threads that it is given, once")
    void cancelAllInterruptsOthersOnce(boolean bodyHasEnded) throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        Channel<Boolean> cleaning = Channel.rendezvous();
        AtomicReference<Boolean> cleaned = new AtomicReference<>();
        Undisturbed inScope =
                () ->
                        Scope.run(
                                scope -> {
                                    if (bodyHasEnded) {
                                        scope.go(silent::receive);
                                    } else {
                                        silent.receive();
                                    }
                                });
        Thread main =
                Thread.ofVirtual()
                        .unstarted(
                                Undisturbed.of(
                                        () -> {
                                            try {
                                                inScope.run();
                                            } finally {
                                                cleaned.set(cleaning.receive());
                                            }
                                        }));
        Thread slow =
                new Thread() {
                    @Override
                    public void interrupt() { // time passes before the others have their turn
                        eventually("cleans up", () -> cleaning.waitingReceivers() == 1);
                    }
                };
        Thread plain = Thread.ofVirtual().unstarted(Undisturbed.of(silent::receive));
        plain.start();
        main.start();
        eventually("both wait", () -> silent.waitingReceivers() == 2);
        eventually("sleeps", () -> main.getState() == Thread.State.WAITING);
        Handoff.cancelAll(List.of(slow, plain, main, main));
        cleaning.send(true);
        assertThat(main.join(LIMIT)).isTrue();
        assertThat(plain.join(LIMIT)).isTrue();
        assertThat(cleaned.get()).isTrue();
    }

    /** What may be interrupted, in a thread that is to be told of nothing. */
    private interface Undisturbed {
        void run() throws InterruptedException;

        static Runnable of(Undisturbed body) {
            return () -> {
                try {
                    body.run();
                } catch (InterruptedException e) {
                    // as intended
                }
            };
        }
    }

    // ---- leaks: what can never be woken is garbage

    private static final class Luggage {
        @Override
        public String toString() {
            return "luggage";
        }
    }

    private static WeakReference<Luggage> detachedHolding(Channel<Integer> channel) {
        Luggage luggage = new Luggage();
        Handoff.go(
                "holds luggage",
                () -> {
                    channel.receive();
                    assertThat(luggage).hasToString("luggage");
                });
        eventually("waits", () -> channel.waitingReceivers() == 1);
        return new WeakReference<>(luggage);
    }

    private static void assertCollected(WeakReference<?> reference) {
        eventually("collected", () -> isCollected(reference, 1));
    }

    private static boolean isCollected(WeakReference<?> reference, int attempts) {
        for (int i = 0; i < attempts && reference.get() != null; i++) {
            System.gc();
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
        return reference.get() == null;
    }

    /** Nothing in the library holds it. */
    @Test
    @DisplayName("L41 a detached process that waits on an unreachable channel is collected")
    void detachedProcessThatWaitsOnAnUnreachableChannelIsCollected() {
        assertThat(System.getProperty("jdk.trackAllThreads")).isEqualTo("false");
        assertCollected(detachedHolding(Channel.rendezvous()));
        assertCollected(detachedHolding(Channel.buffered(3)));
    }

    /** Somebody could still send. */
    @Test
    @DisplayName("L41 a detached process that waits on a reachable channel is not collected")
    void detachedProcessThatWaitsOnAReachableChannelIsNotCollected() throws Exception {
        Channel<Integer> reachable = Channel.rendezvous();
        WeakReference<Luggage> luggage = detachedHolding(reachable);
        assertThat(isCollected(luggage, 5)).isFalse();
        reachable.send(1);
        assertCollected(luggage);
    }

    /** A whole scope is garbage if the process that runs it is. */
    @Test
    @DisplayName("L41 a detached process that runs a scope nobody can wake is collected with it")
    void detachedProcessThatRunsAScopeNobodyCanWakeIsCollected() {
        assertCollected(scopeHoldingLuggage());
    }

    private static WeakReference<Luggage> scopeHoldingLuggage() {
        Channel<Integer> channel = Channel.rendezvous();
        Luggage luggage = new Luggage();
        Handoff.go(
                "scope",
                () ->
                        Scope.run(
                                scope -> {
                                    scope.go(
                                            () -> {
                                                channel.receive();
                                                assertThat(luggage).hasToString("luggage");
                                            });
                                    scope.go(channel::receive);
                                }));
        eventually("both wait", () -> channel.waitingReceivers() == 2);
        return new WeakReference<>(luggage);
    }

    /** One that is refused its name, body or start leaves nothing. */
    @Test
    @DisplayName("L41 a null name or body is refused at once")
    void nullNameOrBodyIsRefusedAtOnce() {
        List<ThrowingCallable> calls =
                List.of(
                        () -> Handoff.go(null, () -> {}),
                        () -> Handoff.go("x", null),
                        () -> Scope.run(scope -> scope.go((String) null, () -> {})),
                        () -> Scope.run(scope -> scope.go("x", null)),
                        () -> Scope.run(scope -> scope.fork(null, () -> 1)),
                        () -> Scope.run(scope -> scope.fork("x", (ProcessBody) null)),
                        () -> Scope.run(scope -> scope.produce("x", null)));
        assertThat(calls)
                .allSatisfy(
                        call ->
                                assertThatThrownBy(call)
                                        .isInstanceOf(NullPointerException.class)
                                        .hasMessageMatching("name|body"));
    }

    /** Quiet, but not unseen: the interrupt is still there for who looks at the thread's end. */
    @Test
    @DisplayName("L41 a detached process that iterates ends quietly when it is interrupted")
    void detachedProcessThatIteratesEndsQuietlyWhenItIsInterrupted() throws Exception {
        AtomicReference<Throwable> inBody = new AtomicReference<>();
        Queue<Uncaught> uncaught =
                uncaughtDuring(
                        () -> {
                            Channel<Integer> silent = Channel.rendezvous();
                            Thread process =
                                    Handoff.go(
                                            "iterates",
                                            () -> {
                                                try {
                                                    silent.forEach(v -> {});
                                                } catch (CancelledException e) {
                                                    inBody.set(e);
                                                    throw e;
                                                }
                                            });
                            eventually("waits", () -> silent.waitingReceivers() == 1);
                            process.interrupt();
                            assertThat(process.join(LIMIT)).isTrue();
                        });
        assertThat(inBody.get()).isInstanceOf(CancelledException.class);
        assertThat(uncaught).isEmpty();
    }

    /** The watcher is one who looks. */
    @Test
    @DisplayName("L41 a detached process that ends by an interrupt ends interrupted")
    void detachedProcessThatEndsByAnInterruptEndsInterrupted() {
        AtomicReference<Boolean> atItsEnd = new AtomicReference<>();
        Watcher watcher =
                new Watcher() {
                    @Override
                    public void ended(String name, Thread thread) {
                        atItsEnd.set(thread.isInterrupted());
                    }
                };
        Scheduling watched =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public Watcher watcher() {
                        return watcher;
                    }
                };
        Under.run(
                watched,
                () -> {
                    Thread process = Handoff.go("waits", Channel.never()::receive);
                    process.interrupt();
                    assertThat(process.join(LIMIT)).isTrue();
                });
        assertThat(atItsEnd).hasValue(true);
    }

    @Test
    @ResourceLock("leaks")
    @DisplayName("L49 a leak is reported with what it waited for when it was last looked at")
    void leakThatHasWaitedBefore() throws Exception {
        Diagnosis.takeLeaks();
        WeakReference<Thread> leaking = leakingAfterASend();
        AtomicReference<List<String>> leaks = new AtomicReference<>(List.of());
        eventually(
                "collected",
                () -> {
                    System.gc();
                    return leaking.refersTo(null);
                });
        leaks.set(Diagnosis.takeLeaks());
        assertThat(leaks.get())
                .filteredOn(leak -> leak.startsWith("detached process \"twice\""))
                .singleElement()
                .asString()
                .contains("receive: ");
    }

    private static WeakReference<Thread> leakingAfterASend() throws InterruptedException {
        Channel<Integer> line = Channel.<Integer>named("twice").open();
        Thread thread =
                Handoff.go(
                        "twice",
                        () -> {
                            line.send(1);
                            line.receive();
                        });
        eventually("sleeps", () -> thread.getState() == Thread.State.WAITING);
        Diagnosis.takeLeaks();
        line.receive();
        eventually("waits again", () -> line.waitingReceivers() == 1);
        eventually("sleeps", () -> thread.getState() == Thread.State.WAITING);
        Diagnosis.takeLeaks();
        return new WeakReference<>(thread);
    }

    @Test
    @ResourceLock("leaks")
    @DisplayName(
            "L41 a process that leaks is reported with its name, also if nobody has seen it wait")
    void leakThatNobodyHasSeen() {
        Diagnosis.takeLeaks();
        WeakReference<Thread> leaking =
                new WeakReference<>(
                        Handoff.go("unseen", () -> Channel.<Integer>rendezvous().receive()));
        eventually(
                "collected",
                () -> {
                    System.gc();
                    return leaking.refersTo(null);
                });
        assertThat(Diagnosis.takeLeaks())
                .anyMatch(leak -> leak.startsWith("detached process \"unseen\""));
    }

    private static final Select<String> KEPT =
            Select.of(
                    Select.on(Channel.<Integer>rendezvous(), value -> "value"),
                    Select.after(Duration.ofMillis(1), () -> "late"));

    /** Whoever keeps the select keeps none of those who have waited in it. */
    @Test
    @ResourceLock("leaks")
    @DisplayName(
            "L34 L49 a process that leaks is reported, although a select is kept that it has run")
    void leakAfterAWaitInASelectThatIsKept() {
        Diagnosis.takeLeaks();
        WeakReference<Thread> leaking =
                new WeakReference<>(
                        Handoff.go(
                                "selected",
                                () -> {
                                    KEPT.run();
                                    Channel.<Integer>rendezvous().receive();
                                }));
        eventually(
                "collected",
                () -> {
                    System.gc();
                    return leaking.refersTo(null);
                });
        assertThat(Diagnosis.takeLeaks())
                .anyMatch(leak -> leak.startsWith("detached process \"selected\""));
    }

    /** It is garbage before it has ended, as a process that waits for ever is. */
    @Test
    @ResourceLock("leaks")
    @DisplayName("L41 a detached process whose thread could not be started is no leak")
    void detachedProcessThatCouldNotBeStartedIsNoLeak() {
        Diagnosis.takeLeaks();
        WeakReference<Object> itsOwn = NoThreads.askForADetachedProcess();
        eventually(
                "collected",
                () -> {
                    System.gc();
                    return itsOwn.refersTo(null);
                });
        assertThat(Diagnosis.takeLeaks()).noneMatch(leak -> leak.contains("NoThreads.java"));
    }

    @Test
    @DisplayName("L41 cancelAll interrupts a process that it is given once, as its scope does")
    void cancelAllInterruptsAProcessOnce() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        Channel<Boolean> cleaning = Channel.rendezvous();
        AtomicReference<Thread> process = new AtomicReference<>();
        AtomicReference<Boolean> cleaned = new AtomicReference<>();
        Thread main =
                Thread.ofVirtual()
                        .unstarted(
                                Undisturbed.of(
                                        () ->
                                                Scope.run(
                                                        scope ->
                                                                scope.go(
                                                                        () -> {
                                                                            process.set(
                                                                                    Thread
                                                                                            .currentThread());
                                                                            try {
                                                                                silent.receive();
                                                                            } finally {
                                                                                cleaned.set(
                                                                                        cleaning
                                                                                                .receive());
                                                                            }
                                                                        }))));
        Thread slow =
                new Thread() {
                    @Override
                    public void interrupt() { // time passes before the others have their turn
                        eventually("cleans up", () -> cleaning.waitingReceivers() == 1);
                    }
                };
        main.start();
        eventually("waits", () -> silent.waitingReceivers() == 1);
        Handoff.cancelAll(List.of(slow, process.get()));
        cleaning.sendWithin(true, LIMIT);
        assertThat(main.join(LIMIT)).isTrue();
        assertThat(cleaned.get()).isTrue();
    }

    /** As of a channel of the JDK that cannot be closed. */
    @Test
    @DisplayName("L41 cancelAll goes on after an interrupt that fails, which is reported")
    void cancelAllGoesOnAfterAnInterruptThatFails() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        IllegalStateException failure = new IllegalStateException("cannot be closed");
        Thread fails =
                new Thread() {
                    @Override
                    public void interrupt() {
                        throw failure;
                    }
                };
        Thread plain = Thread.ofVirtual().unstarted(Undisturbed.of(silent::receive));
        plain.start();
        eventually("waits", () -> silent.waitingReceivers() == 1);
        List<Throwable> told = Told.by(() -> Handoff.cancelAll(List.of(fails, plain)));
        assertThat(plain.join(LIMIT)).isTrue();
        assertThat(told).containsExactly(failure);
    }

    /** Nobody has said that they are the program's. */
    @Test
    @DisplayName("L41 cancelAll leaves threads alone that a diagnosis includes")
    void cancelAllLeavesIncludedThreadsAlone() throws Exception {
        Channel<Integer> values = Channel.rendezvous();
        FutureTask<Integer> receive = new FutureTask<>(values::receive);
        Thread included = Thread.startVirtualThread(receive);
        Diagnosis.include(included);
        eventually("waits", () -> values.waitingReceivers() == 1);
        Handoff.cancelAll();
        assertThat(values.sendWithin(1, LIMIT).accepted()).isTrue();
        assertThat(receive.get()).isOne();
        assertThat(included.join(LIMIT)).isTrue();
    }

    /** Whoever ends a program waits for as many. */
    @Test
    @DisplayName("L41 L48 detached processes count among those that live")
    void detachedProcessesCount() {
        int many = 50;
        Channel<Integer> silent = Channel.rendezvous();
        for (int i = 0; i < many; i++) {
            assertThat(Handoff.go("one of many", silent::receive).isAlive()).isTrue();
        }
        eventually("all wait", () -> silent.waitingReceivers() == many);
        assertThat(Diagnosis.take().processes()).isGreaterThanOrEqualTo(many);
        Handoff.cancelAll();
    }

    @Test
    @DisplayName("L48 a scope whose body computes in a thread of another's is not still")
    void scopeWhoseBodyComputesIsNotStill() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        AtomicReference<Thread> process = new AtomicReference<>();
        AtomicBoolean isComputing = new AtomicBoolean(true);
        FutureTask<Void> body =
                new FutureTask<>(
                        () ->
                                Scope.call(
                                        scope -> {
                                            scope.go(
                                                    () -> {
                                                        process.set(Thread.currentThread());
                                                        silent.receive();
                                                    });
                                            while (isComputing.get()) {
                                                Thread.yield();
                                            }
                                            return null;
                                        }));
        Thread computing = Thread.ofPlatform().daemon().start(body);
        eventually("waits", () -> silent.waitingReceivers() == 1);
        Until.asleep(process.get());
        assertThat(Diagnosis.isStill()).isFalse();
        isComputing.set(false);
        silent.send(1);
        assertThat(computing.join(LIMIT)).isTrue();
        assertThat(body.get()).isNull();
    }

    @Test
    @ResourceLock("leaks")
    @DisplayName("L48 who looks for leaks notes since when the processes of scopes wait, too")
    void takeLeaksNotesSinceWhenProcessesOfScopesWait() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        Scope.run(
                scope -> {
                    AtomicReference<Thread> process = new AtomicReference<>();
                    scope.go(
                            "waits in a scope",
                            () -> {
                                process.set(Thread.currentThread());
                                silent.receive();
                            });
                    eventually("waits", () -> silent.waitingReceivers() == 1);
                    eventually("sleeps", () -> process.get().getState() == Thread.State.WAITING);
                    assertThat(Diagnosis.takeLeaks()).isNotNull();
                    assertThat(Diagnosis.take().waitingFor(Duration.ofNanos(1)))
                            .anyMatch(line -> line.contains("\"waits in a scope\""));
                    scope.cancel();
                });
    }

    /** It is text. */
    @Test
    @DisplayName("L49 a diagnosis that is kept keeps no process alive")
    void keptDiagnosisKeepsNoProcessAlive() {
        AtomicReference<Diagnosis> kept = new AtomicReference<>();
        assertCollected(luggageSeenBy(kept));
        assertThat(kept.get().lines()).anyMatch(line -> line.contains("\"holds luggage\""));
    }

    private static WeakReference<Luggage> luggageSeenBy(AtomicReference<Diagnosis> kept) {
        Channel<Integer> channel = Channel.rendezvous();
        WeakReference<Luggage> luggage = detachedHolding(channel);
        kept.set(Diagnosis.take());
        Reference.reachabilityFence(channel);
        return luggage;
    }
}
