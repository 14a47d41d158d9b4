package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.coordinate.Calls;
import dev.handoff.internal.Raise;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** To interrupt a thread may run code that nobody has foreseen: of its class, or of the channel of the JDK that it is in. */
class InterruptingCodeTest {
    @RegisterExtension final Crew crew = new Crew();

    private final AtomicInteger ended = new AtomicInteger();
    private final Queue<Throwable> reported = new ConcurrentLinkedQueue<>();

    /** Looks at its scope and starts a process there when it is interrupted, as one that closes its socket may do. */
    private static final class Owner extends Thread {
        final CompletableFuture<Scope> opened = new CompletableFuture<>();
        final CompletableFuture<Boolean> sawCancel = new CompletableFuture<>();
        final CompletableFuture<Boolean> isInterruptedAfterwards = new CompletableFuture<>();

        Owner() {
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                Scope.run(
                        scope -> {
                            opened.complete(scope);
                            Channel.never().receive();
                        });
            } catch (RuntimeException | InterruptedException e) {
                isInterruptedAfterwards.complete(isInterrupted());
            }
        }

        @Override
        public void interrupt() {
            Scope scope = opened.join();
            scope.go(() -> {});
            sawCancel.complete(scope.isCancelled());
            super.interrupt();
        }
    }

    @Test
    @DisplayName("L38 what runs when a body's thread is interrupted may use the scope")
    void whatRunsAtAnInterruptMayUseTheScope() {
        Owner owner = new Owner();
        owner.start();
        Scope scope = owner.opened.join();
        crew.run(ThreadKind.PLATFORM, scope::cancel).join();
        assertThat(owner.sawCancel.join()).isTrue();
        assertThat(owner.isInterruptedAfterwards.join()).isFalse();
    }

    // ---- that fails

    private void reportHere() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, t) -> reported.add(t));
    }

    private void waitForEver() throws InterruptedException {
        try {
            Channel.never().receive();
        } finally {
            ended.incrementAndGet();
        }
    }

    private void startTwo(Scope scope) throws InterruptedException {
        FailsToClose channel = new FailsToClose();
        scope.go(
                "in a channel",
                () -> {
                    try {
                        channel.stay();
                    } finally {
                        ended.incrementAndGet();
                    }
                });
        channel.awaitEntered();
        scope.go(this::waitForEver);
    }

    @Test
    @DisplayName("L38 an interrupt that fails spares nobody else, and is reported")
    void anInterruptThatFailsSparesNobodyElse() {
        crew.run(
                        ThreadKind.PLATFORM,
                        () -> {
                            reportHere();
                            Scope.run(
                                    scope -> {
                                        startTwo(scope);
                                        scope.cancel();
                                    });
                        })
                .join();
        assertThat(ended).hasValue(2);
        assertThat(reported).extracting(Throwable::getMessage).containsExactly("cannot be closed");
    }

    @Test
    @DisplayName("L35 a scope that fails waits for its processes though an interrupt fails")
    void aScopeThatFailsWaitsThoughAnInterruptFails() {
        Worker<Void> failing =
                crew.run(
                        ThreadKind.PLATFORM,
                        () -> {
                            reportHere();
                            Throwable thrown =
                                    catchThrowable(
                                            () ->
                                                    Scope.run(
                                                            scope -> {
                                                                startTwo(scope);
                                                                throw new IOException("body");
                                                            }));
                            assertThat(ended).hasValue(2);
                            assertThat(thrown).hasMessage("body").hasNoSuppressedExceptions();
                        });
        failing.join();
        assertThat(reported).hasSize(1);
    }

    /** As one that fails to close its socket may do. */
    private static final class FailingOwner extends Thread {
        final CompletableFuture<Scope> opened = new CompletableFuture<>();
        final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        private final InterruptingCodeTest test;

        FailingOwner(InterruptingCodeTest test) {
            this.test = test;
            setDaemon(true);
        }

        @Override
        public void run() {
            thrown.complete(
                    catchThrowable(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                scope.go(test::waitForEver);
                                                opened.complete(scope);
                                                Channel.never().receive();
                                            })));
        }

        @Override
        public void interrupt() {
            super.interrupt();
            throw new IllegalStateException("interrupt");
        }
    }

    @Test
    @DisplayName("L38 a body whose interrupt fails spares no process")
    void aBodyWhoseInterruptFailsSparesNoProcess() {
        FailingOwner owner = new FailingOwner(this);
        owner.start();
        Scope scope = owner.opened.join();
        crew.run(
                        ThreadKind.PLATFORM,
                        () -> {
                            reportHere();
                            scope.cancel();
                        })
                .join();
        assertThat(owner.thrown.join()).isNotNull();
        assertThat(ended).hasValue(1);
        assertThat(reported).extracting(Throwable::getMessage).containsExactly("interrupt");
    }

    /** A machine whose interrupts do what they should, and then fail. */
    private static final class FailsToInterrupt extends DelegatingScheduling {
        FailsToInterrupt() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public void interrupt(Thread thread) {
            super.interrupt(thread);
            throw new IllegalStateException("interrupt");
        }
    }

    private void whereInterruptsFail(ProcessBody body) {
        crew.run(
                        ThreadKind.PLATFORM,
                        () -> {
                            reportHere();
                            Under.run(new FailsToInterrupt(), body);
                        })
                .join();
    }

    @Test
    @DisplayName("L35 a process of a cancelled scope starts though its interrupt fails")
    void aProcessOfACancelledScopeStartsThoughItsInterruptFails() {
        whereInterruptsFail(
                () ->
                        Scope.run(
                                scope -> {
                                    scope.cancel();
                                    scope.go(this::waitForEver);
                                }));
        assertThat(ended).hasValue(1);
        assertThat(reported)
                .extracting(Throwable::getMessage)
                .containsExactly("interrupt", "interrupt");
    }

    @Test
    @DisplayName("L39 a scope is left before its deadline though an interrupt fails")
    void aScopeIsLeftBeforeItsDeadlineThoughAnInterruptFails() {
        whereInterruptsFail(
                () ->
                        Scope.unnamed()
                                .deadline(Duration.ofDays(1))
                                .run(scope -> scope.go(ended::incrementAndGet)));
        assertThat(ended).hasValue(1);
        assertThat(reported).extracting(Throwable::getMessage).containsExactly("interrupt");
    }

    // ---- that keeps a status of its own

    /** Whose interrupt status is also its own, as that of a worker that is to be shut down. */
    private static final class Stoppable extends Thread {
        private final ThrowingCallable body;
        private final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        private volatile boolean stopped;

        Stoppable(ThrowingCallable body) {
            this.body = body;
            setDaemon(true);
        }

        @Override
        public void run() {
            thrown.complete(catchThrowable(body));
        }

        @Override
        public boolean isInterrupted() {
            return stopped || super.isInterrupted();
        }
    }

    @Test
    @DisplayName(
            "L20 a wait is interrupted, and nothing else, if the thread's class says that it is")
    void aWaitIsInterruptedIfTheThreadsClassSaysSo() {
        Channel<Integer> channel = Channel.rendezvous();
        Select<Integer> select = Select.of(on(channel, v -> v), after(Duration.ofDays(1), () -> 0));
        List<ThrowingCallable> waits =
                List.of(
                        () -> channel.send(1),
                        () -> channel.sendWithin(1, Duration.ofDays(1)),
                        channel::receive,
                        () -> channel.receiveWithin(Duration.ofDays(1)),
                        () -> channel.receiveBatch(2),
                        select::run);
        for (ThrowingCallable wait : waits) {
            Stoppable thread = new Stoppable(wait);
            thread.start();
            Until.eventually(
                    "waits", () -> channel.waitingSenders() + channel.waitingReceivers() == 1);
            thread.stopped = true;
            LockSupport.unpark(thread);
            assertThat(thread.thrown.join()).isInstanceOf(InterruptedException.class);
            assertThat(channel.waitingSenders() + channel.waitingReceivers()).isZero();
        }
    }

    // ---- that is met in a function of the user's

    @Test
    @DisplayName(
            "L20 L38 an interrupt that a hook of onUndelivered throws is still pending after it")
    void anInterruptThatAHookThrowsIsPending() throws Exception {
        CountDownLatch inHook = new CountDownLatch(1);
        Channel<Integer> newest =
                Channel.<Integer>unnamed()
                        .latest()
                        .onUndelivered(
                                old -> {
                                    inHook.countDown();
                                    waitAndThrow();
                                })
                        .open();
        Scope.run(
                scope -> {
                    scope.go(
                            () -> {
                                reportHere();
                                for (int i = 0; ; i++) {
                                    newest.send(i); // the hook's interrupt ends the next one
                                }
                            });
                    inHook.await();
                    scope.cancel();
                });
        assertThat(reported).hasSize(1).first().isInstanceOf(InterruptedException.class);
    }

    private static void waitAndThrow() {
        try {
            Channel.never().receive();
        } catch (InterruptedException e) {
            throw Raise.asIs(e);
        }
    }

    @Test
    @DisplayName("L38 an interrupt that the hook for an answer that nobody wants throws is pending")
    void anInterruptThatTheHookForAnAnswerThrowsIsPending() throws Exception {
        CountDownLatch inHook = new CountDownLatch(1);
        Scope.run(
                scope -> {
                    Calls<Integer, Integer> calls =
                            Calls.named(
                                    "calls",
                                    answer -> {
                                        inHook.countDown();
                                        waitAndThrow();
                                    });
                    Channel<Boolean> taken = Channel.rendezvous();
                    Channel<Boolean> goOn = Channel.rendezvous();
                    scope.go(
                            () -> {
                                reportHere();
                                calls.serve(
                                        question -> {
                                            taken.send(true);
                                            goOn.receive();
                                            return question;
                                        });
                            });
                    Worker<Throwable> client =
                            crew.call(
                                    ThreadKind.VIRTUAL, () -> catchThrowable(() -> calls.call(1)));
                    taken.receive();
                    client.interrupt();
                    assertThat(client.join()).isInstanceOf(InterruptedException.class);
                    goOn.send(true);
                    inHook.await();
                    scope.cancel();
                });
    }
}
