package dev.handoff.laws;

import static dev.handoff.laws.Team.failureOf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.DeadlineExceededException;
import dev.handoff.HandoffException;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.Task;
import dev.handoff.WorkCancelledException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What failures do to a scope, and what comes out of it. */
class L36FailuresTest extends ByBothThreads {
    private static void waitForEver() throws InterruptedException {
        Channel.never().receive();
    }

    /** The compiler tells. */
    @Test
    @DisplayName(
            "L36 a body that waits and fails with its own exception forces these two on its caller")
    void aBodyThatWaitsAndFails() throws IOException, InterruptedException {
        Appendable told = new StringBuilder();
        Channel<Integer> one = Channel.buffered(1);
        Scope.run(
                scope -> {
                    one.send(1);
                    told.append("sent ");
                });
        int received =
                Scope.call(
                        scope -> {
                            told.append("received");
                            return one.receive();
                        });
        assertThat(received).isOne();
        assertThat(told).hasToString("sent received");
    }

    /** Checked or not, wrapped in nothing. */
    @Test
    @DisplayName("L36 a failure of the body comes out as it is")
    void failureOfTheBodyComesOutAsItIs() {
        for (Throwable failure :
                List.of(new IOException("checked"), new IllegalStateException(), new Error("e"))) {
            assertThatThrownBy(
                            () ->
                                    Scope.<Throwable>run(
                                            scope -> {
                                                scope.go(L36FailuresTest::waitForEver);
                                                throw failure;
                                            }))
                    .isSameAs(failure)
                    .hasNoSuppressedExceptions();
        }
    }

    /** With the name of the process and of the scope. */
    @Test
    @DisplayName("L36 a failure of a process comes out as ProcessFailedException with the cause")
    void failureOfAProcessComesOutAsProcessFailedException() {
        for (Throwable failure : List.of(new IOException("disk"), new AssertionError("disk"))) {
            assertThatThrownBy(
                            () ->
                                    Scope.named("import")
                                            .run(
                                                    scope -> {
                                                        scope.go("reader", () -> sneaky(failure));
                                                        waitForEver();
                                                    }))
                    .isInstanceOfSatisfying(
                            ProcessFailedException.class,
                            e -> assertThat(e.process()).isEqualTo("reader"))
                    .hasMessageContainingAll("reader", "import", "disk")
                    .hasCause(failure)
                    .hasNoSuppressedExceptions();
        }
    }

    private static void sneaky(Throwable failure) throws Exception {
        switch (failure) {
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(failure);
        }
    }

    /** Body, siblings, siblings that are started later. */
    @Test
    @DisplayName("L36 the failure of a process cancels the body and the siblings")
    void failureOfAProcessCancelsTheBodyAndTheSiblings() {
        AtomicBoolean body = new AtomicBoolean();
        AtomicInteger siblings = new AtomicInteger();
        ProcessBody sibling =
                () -> {
                    try {
                        waitForEver();
                    } catch (InterruptedException e) {
                        siblings.incrementAndGet();
                        throw e;
                    }
                };
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            scope.go(sibling);
                                            scope.go(
                                                    () -> {
                                                        throw new IOException("one");
                                                    });
                                            try {
                                                waitForEver();
                                            } finally {
                                                scope.go(sibling);
                                                body.set(true);
                                            }
                                        }))
                .hasCauseInstanceOf(IOException.class)
                .hasNoSuppressedExceptions();
        assertThat(body).isTrue();
        assertThat(siblings).hasValue(2);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** Those that fail while they are cancelled as well. */
    @Test
    @DisplayName("L36 later failures are suppressed exceptions of the first, none is swallowed")
    void laterFailuresAreSuppressedExceptionsOfTheFirst() {
        IOException first = new IOException("first");
        Throwable thrown =
                failureOf(
                        () ->
                                Scope.run(
                                        scope -> {
                                            for (int i = 0; i < 5; i++) {
                                                String name = "cleanup " + i;
                                                scope.go(name, () -> failInCleanup(name));
                                            }
                                            scope.go(
                                                    "first",
                                                    () -> {
                                                        throw first;
                                                    });
                                            failInCleanup("body");
                                        }));
        assertThat(thrown).isInstanceOf(ProcessFailedException.class).hasCause(first);
        List<String> suppressed = new ArrayList<>();
        for (Throwable later : thrown.getSuppressed()) {
            suppressed.add(
                    later instanceof ProcessFailedException e
                            ? e.process() + ": " + e.getCause().getMessage()
                            : "as it is: " + later.getMessage());
        }
        assertThat(suppressed)
                .containsExactlyInAnyOrder(
                        "as it is: body",
                        "cleanup 0: cleanup 0",
                        "cleanup 1: cleanup 1",
                        "cleanup 2: cleanup 2",
                        "cleanup 3: cleanup 3",
                        "cleanup 4: cleanup 4");
    }

    private static void failInCleanup(String name) {
        try {
            waitForEver();
        } catch (InterruptedException e) {
            throw new IllegalStateException(name); // without the cause: a failure of its own
        }
    }

    /** The body has it from the task, the scope from the process: it is one failure. */
    @Test
    @DisplayName("L36 a failure that the body learns by a join is reported once")
    void failureThatTheBodyLearnsByAJoinIsReportedOnce() {
        for (int round = 0; round < 200; round++) {
            IOException failure = new IOException("source");
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                Task<Integer> task =
                                                        scope.fork(
                                                                "task",
                                                                () -> {
                                                                    throw failure;
                                                                });
                                                task.join();
                                            }))
                    .isInstanceOf(ProcessFailedException.class)
                    .hasCause(failure)
                    .hasNoSuppressedExceptions();
        }
    }

    /** It has stopped because it was told to. */
    @Test
    @DisplayName("L36 a process that ends by an interrupt of its cancelled scope has not failed")
    void processThatEndsByAnInterruptOfItsCancelledScopeHasNotFailed() throws Exception {
        List<Exception> ways =
                List.of(
                        new InterruptedException(),
                        new InterruptedIOException(),
                        new java.nio.channels.ClosedByInterruptException(),
                        new java.nio.channels.FileLockInterruptionException(),
                        new IllegalStateException("wrapped", new InterruptedException()));
        Scope.run(
                scope -> {
                    for (Exception way : ways) {
                        scope.go(
                                () -> {
                                    try {
                                        waitForEver();
                                    } catch (InterruptedException e) {
                                        throw way;
                                    }
                                });
                    }
                    scope.cancel();
                });
    }

    /** It is no failure of its own, but a commit may have been lost. */
    @Test
    @DisplayName(
            "L36 what is suppressed in the end of who was cancelled is suppressed in what the scope"
                    + " throws")
    void whatIsSuppressedInTheEndOfWhoWasCancelledIsNotSwallowed() {
        IOException disk = new IOException("disk");
        ProcessBody writer = closing(disk, L36FailuresTest::waitForEver);
        ProcessBody wrapping =
                () -> {
                    try {
                        writer.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("wrapped", e);
                    }
                };
        ProcessBody wrappingTwice =
                () -> {
                    try {
                        closing(disk, L36FailuresTest::waitOfAStream).run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                };
        for (ProcessBody cancelled : List.of(writer, wrapping, wrappingTwice)) {
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                scope.go("writer", cancelled);
                                                throw new IOException("body");
                                            }))
                    .hasMessage("body")
                    .satisfies(
                            e ->
                                    assertThat(e.getSuppressed())
                                            .singleElement()
                                            .isInstanceOfSatisfying(
                                                    ProcessFailedException.class,
                                                    f -> {
                                                        assertThat(f.process()).isEqualTo("writer");
                                                        assertThat(f.getCause()).isSameAs(disk);
                                                    }));
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                scope.go(() -> sneaky(new IOException("first")));
                                                cancelled.run();
                                            }))
                    .isInstanceOf(ProcessFailedException.class)
                    .hasRootCauseMessage("first")
                    .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(disk));
            assertThatThrownBy(
                            () ->
                                    Scope.unnamed()
                                            .deadline(Duration.ZERO)
                                            .run(scope -> cancelled.run()))
                    .isInstanceOf(DeadlineExceededException.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(disk));
        }
    }

    /** Whoever asked for it, and in the order in which it has failed. */
    @Test
    @DisplayName("L36 so is it if the scope was cancelled by its body, or interrupted from outside")
    void whatIsSuppressedInACancelIsNotSwallowed() {
        IOException disk = new IOException("disk");
        IOException net = new IOException("net");
        ProcessBody writer = closing(net, closing(disk, L36FailuresTest::waitForEver));
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            scope.cancel();
                                            writer.run();
                                        }))
                .isInstanceOf(CancelledException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(disk, net));
        Throwable interrupted =
                failureOf(
                        () ->
                                Scope.run(
                                        scope -> {
                                            scope.go("writer", writer);
                                            Thread.currentThread().interrupt();
                                            waitForEver();
                                        }));
        assertThat(interrupted).isInstanceOf(InterruptedException.class);
        assertThat(interrupted.getSuppressed())
                .extracting(Throwable::getCause)
                .containsExactly(disk, net);
    }

    @Test
    @DisplayName(
            "L36 a failure that has very much to say is told in part, and is the cause as it is")
    void failureThatHasMuchToSay() {
        IOException failure = new IOException("x".repeat(100_000));
        assertThatThrownBy(() -> Scope.run(scope -> scope.go(() -> sneaky(failure))))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(failure)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(10_000));
    }

    private static void waitOfAStream() throws IOException {
        try {
            waitForEver();
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException().initCause(e);
        }
    }

    /** It comes out of the scope as it is. */
    @Test
    @DisplayName("L36 what is suppressed in an interrupt of the body is told once")
    void whatIsSuppressedInAnInterruptOfTheBodyIsToldOnce() {
        IOException disk = new IOException("disk");
        Throwable thrown =
                failureOf(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Thread.currentThread().interrupt();
                                            closing(disk, L36FailuresTest::waitForEver).run();
                                        }));
        assertThat(thrown).isInstanceOf(InterruptedException.class);
        assertThat(thrown.getSuppressed()).containsExactly(disk);
    }

    /** As what a close fails with when there is enough. */
    @Test
    @DisplayName("L36 if the scope throws nothing, what is suppressed in such an end is reported")
    void whatIsSuppressedInTheEndOfWhoWasCancelledIsReported() {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        IOException disk = new IOException("disk");
        Channel<Integer> unwanted = Channel.rendezvous();
        unwanted.cancel();
        Throwable thrown =
                failureReportingTo(
                        reported,
                        () -> {
                            Scope.run(
                                    scope -> {
                                        scope.go(closing(disk, L36FailuresTest::waitForEver));
                                        scope.cancel();
                                    });
                            Scope.run(scope -> scope.go(closing(disk, () -> unwanted.send(1))));
                        });
        assertThat(thrown).isNull();
        assertThat(reported)
                .hasSize(2)
                .allSatisfy(e -> assertThat(e).isInstanceOf(ProcessFailedException.class))
                .allSatisfy(e -> assertThat(e.getCause()).isSameAs(disk));
    }

    /** The winner's result is all that it gives. */
    @Test
    @DisplayName("L36 what is suppressed in the end of a loser is reported")
    void whatIsSuppressedInTheEndOfALoserIsReported() {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        IOException disk = new IOException("disk");
        Channel<Integer> opened = Channel.rendezvous();
        Throwable thrown =
                failureReportingTo(
                        reported,
                        () -> {
                            Scope.<@Nullable Integer>race(
                                    opened::receiveOrNull,
                                    () -> {
                                        closing(
                                                        disk,
                                                        () -> {
                                                            opened.close();
                                                            waitForEver();
                                                        })
                                                .run();
                                        return 2;
                                    });
                        });
        assertThat(thrown).isNull();
        assertThat(reported)
                .singleElement()
                .isInstanceOf(ProcessFailedException.class)
                .satisfies(e -> assertThat(e.getCause()).isSameAs(disk));
    }

    /** It would have been if it had been first to fail: whether it is told must not depend on who was faster. */
    @Test
    @DisplayName("L37 what a loser fails with after the first success is dropped, as it is before")
    void whatALoserFailsWithIsDropped() {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        IOException disk = new IOException("disk");
        Channel<Integer> opened = Channel.rendezvous();
        Throwable thrown =
                failureReportingTo(
                        reported,
                        () -> {
                            Scope.<@Nullable Integer>race(
                                    opened::receiveOrNull,
                                    () -> {
                                        try {
                                            opened.close();
                                            waitForEver();
                                        } finally {
                                            sneaky(disk);
                                        }
                                        return 2;
                                    });
                        });
        assertThat(thrown).isNull();
        assertThat(reported).isEmpty();
    }

    @Test
    @DisplayName("L36 a task that ends by somebody's time-out has failed, and was not cancelled")
    void aTimeOutIsAFailure() throws Exception {
        Scope.unnamed()
                .supervised(failure -> {})
                .run(
                        scope -> {
                            Task<Integer> fetch =
                                    scope.fork(
                                            "fetch",
                                            () -> {
                                                throw new InterruptedIOException("timeout");
                                            });
                            assertThatThrownBy(fetch::join)
                                    .isInstanceOf(ProcessFailedException.class)
                                    .hasCauseInstanceOf(InterruptedIOException.class);
                        });
    }

    /** Nothing else has failed. */
    @Test
    @DisplayName("L36 a close that is cancelled, too, has not failed")
    void aCloseThatIsCancelledTooHasNotFailed() {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        Throwable thrown =
                failureReportingTo(
                        reported,
                        () -> {
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                closing(
                                                        new InterruptedIOException(),
                                                        L36FailuresTest::waitForEver));
                                        scope.cancel();
                                    });
                        });
        assertThat(thrown).isNull();
        assertThat(reported).isEmpty();
    }

    /** What {@code body} throws in a thread of which all that goes to its uncaught-exception handler is {@code reported}. */
    private static @Nullable Throwable failureReportingTo(
            Queue<Throwable> reported, ProcessBody body) {
        return failureOf(
                () -> {
                    Thread.currentThread()
                            .setUncaughtExceptionHandler((thread, t) -> reported.add(t));
                    body.run();
                });
    }

    /** Does {@code body} with a resource that cannot be closed. */
    private static ProcessBody closing(IOException failure, ProcessBody body) {
        return () -> {
            try (Closeable _ =
                    () -> {
                        throw failure;
                    }) {
                body.run();
            }
        };
    }

    /** Nobody has asked it to stop. */
    @Test
    @DisplayName("L36 an InterruptedException in a scope that is not cancelled is a failure")
    void interruptedExceptionInAScopeThatIsNotCancelledIsAFailure() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                scope.go(
                                                        () -> {
                                                            Thread.currentThread().interrupt();
                                                            waitForEver();
                                                        })))
                .isInstanceOf(ProcessFailedException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    /** At any time: its work is no longer wanted by whoever was to receive it. */
    @Test
    @DisplayName("L36 a process that ends by a CancelledException has not failed")
    void processThatEndsByACancelledExceptionHasNotFailed() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        Scope.run(
                scope -> {
                    Channel<Integer> out = Channel.rendezvous();
                    out.cancel();
                    scope.go(() -> out.send(1));
                    scope.go(() -> ran.set(true));
                    assertThat(scope.isCancelled()).isFalse();
                });
        assertThat(ran).isTrue();
    }

    /** The body has nobody above it who would understand. */
    @Test
    @DisplayName("L36 a CancelledException of the body comes out of a scope that is not cancelled")
    void cancelledExceptionOfTheBodyComesOut() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            scope.go(L36FailuresTest::waitForEver);
                                            Channel<Integer> out = Channel.rendezvous();
                                            out.cancel();
                                            out.send(1);
                                        }))
                .isInstanceOf(CancelledException.class)
                .satisfies(e -> assertThat(((CancelledException) e).undelivered()).isEqualTo(1));
    }

    /** From the innermost to the outermost, each level names its process. */
    @Test
    @DisplayName("L36 a failure comes out through nested scopes, and cancels what is around")
    void failureComesOutThroughNestedScopes() {
        IOException failure = new IOException("deep");
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        outer -> {
                                            outer.go(L36FailuresTest::waitForEver);
                                            outer.go(
                                                    "outer",
                                                    () ->
                                                            Scope.run(
                                                                    inner -> {
                                                                        inner.go(
                                                                                "inner",
                                                                                () -> {
                                                                                    throw failure;
                                                                                });
                                                                        waitForEver();
                                                                    }));
                                            waitForEver();
                                        }))
                .isInstanceOfSatisfying(
                        ProcessFailedException.class,
                        e -> assertThat(e.process()).isEqualTo("outer"))
                .cause()
                .isInstanceOfSatisfying(
                        ProcessFailedException.class,
                        e -> assertThat(e.process()).isEqualTo("inner"))
                .hasCause(failure);
    }

    /** Every process fails at once: one is thrown, the others hang on it, none twice. */
    @Test
    @DisplayName("L36 of many failures at once each is reported exactly once")
    void ofManyFailuresAtOnceEachIsReportedExactlyOnce() {
        for (int round = 0; round < 100; round++) {
            Throwable thrown =
                    failureOf(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                for (int i = 0; i < 20; i++) {
                                                    String name = "p" + i;
                                                    scope.go(
                                                            name,
                                                            () -> {
                                                                throw new IOException(name);
                                                            });
                                                }
                                            }));
            List<String> names = new ArrayList<>();
            names.add(((ProcessFailedException) thrown).process());
            for (Throwable later : thrown.getSuppressed()) {
                names.add(((ProcessFailedException) later).process());
            }
            assertThat(names).hasSize(20).doesNotHaveDuplicates();
        }
    }

    // ---- tasks

    /** Any number of times, by anybody, during the scope and after it. */
    @Test
    @DisplayName("L36 a task gives its result to everyone who joins it")
    void taskGivesItsResultToEveryoneWhoJoinsIt() throws Exception {
        AtomicReference<Task<Integer>> kept = new AtomicReference<>();
        Channel<Integer> go = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Task<Integer> task = scope.fork("adder", () -> go.receive() + 1);
                    kept.set(task);
                    List<Task<Integer>> joiners = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        joiners.add(scope.fork(task::join));
                    }
                    assertThat(task.isDone()).isFalse();
                    go.send(41);
                    assertThat(task.join()).isEqualTo(42);
                    assertThat(task.isDone()).isTrue();
                    for (Task<Integer> joiner : joiners) {
                        assertThat(joiner.join()).isEqualTo(42);
                    }
                    assertThat(scope.<Object>fork(() -> null).join()).isNull();
                    assertThat(task).hasToString("task \"adder\"");
                });
        assertThat(kept.get().join()).isEqualTo(42);
    }

    /** As the scope sees it. */
    @Test
    @DisplayName(
            "L36 the join of a task that failed throws ProcessFailedException, of a cancelled one"
                    + " WorkCancelledException")
    void joinOfATaskThatFailedThrows() throws Exception {
        IOException failure = new IOException("disk");
        AtomicReference<Task<Integer>> failed = new AtomicReference<>();
        AtomicReference<Task<Integer>> cancelled = new AtomicReference<>();
        assertThatThrownBy(
                        () ->
                                Scope.named("import")
                                        .run(
                                                scope -> {
                                                    cancelled.set(
                                                            scope.fork(
                                                                    "waiter",
                                                                    () -> {
                                                                        waitForEver();
                                                                        return 1;
                                                                    }));
                                                    failed.set(
                                                            scope.fork(
                                                                    "reader",
                                                                    () -> {
                                                                        throw failure;
                                                                    }));
                                                }))
                .hasCause(failure);
        assertThatThrownBy(failed.get()::join)
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContainingAll("reader", "import")
                .hasCause(failure);
        assertThatThrownBy(cancelled.get()::join)
                .isInstanceOf(WorkCancelledException.class)
                .hasMessageContaining("waiter");
    }

    /** A wait like others (L20, L21). */
    @Test
    @DisplayName("L36 a join can be interrupted, on entry and while it waits")
    void joinCanBeInterrupted() throws Exception {
        Scope.run(
                scope -> {
                    Task<Integer> never =
                            scope.fork(
                                    () -> {
                                        waitForEver();
                                        return 1;
                                    });
                    Task<Integer> done = scope.fork(() -> 1);
                    done.join();
                    assertThat(
                                    failureOf(
                                            () -> {
                                                Thread.currentThread().interrupt();
                                                done.join();
                                            }))
                            .isInstanceOf(InterruptedException.class);
                    try (Team team = Team.of(runner)) {
                        Thread joiner =
                                team.start(
                                        () ->
                                                assertThatThrownBy(never::join)
                                                        .isInstanceOf(InterruptedException.class));
                        Channel<Void> end = (Channel<Void>) never.done();
                        Until.receiversWait(end, 1);
                        joiner.interrupt();
                    }
                    scope.cancel();
                });
    }

    // ---- produce

    /** Closing done right by default. */
    @ParameterizedTest(name = "capacity {0}")
    @DisplayName(
            "L36 the channel of a producer is closed when it returns and failed when it throws")
    @ValueSource(ints = {0, 1, 2, 10, 100, Integer.MAX_VALUE})
    void channelOfAProducerIsClosedWhenItReturnsAndFailedWhenItThrows(int capacity)
            throws Exception {
        List<Integer> got = new ArrayList<>();
        Scope.run(
                scope -> {
                    Receiver<Integer> numbers =
                            scope.produce(
                                    "numbers", capacity, out -> out.sendAll(List.of(1, 2, 3, 4)));
                    assertThat(numbers.capacity()).isEqualTo(capacity);
                    numbers.forEach(got::add);
                });
        assertThat(got).containsExactly(1, 2, 3, 4);
        IOException failure = new IOException("disk");
        Throwable[] atReceiver = new Throwable[1];
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    Receiver<Integer> numbers =
                                                            scope.produce(
                                                                    "numbers",
                                                                    capacity,
                                                                    out -> {
                                                                        out.send(5);
                                                                        throw failure;
                                                                    });
                                                    assertThat(numbers.receive()).isEqualTo(5);
                                                    atReceiver[0] = failureOf(numbers::receive);
                                                }))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(failure);
        assertThat(atReceiver[0]).isInstanceOf(ChannelFailedException.class).hasCause(failure);
    }

    /** A count that comes down to zero would tell receivers that they have all. */
    @Test
    @DisplayName(
            "L36 of several who send the last to end closes the channel, and who fails fails it")
    void ofSeveralWhoSendTheLastToEndClosesTheChannelAndWhoFailsFailsIt() throws Exception {
        Set<Integer> got = new TreeSet<>();
        Scope.run(
                scope -> {
                    Channel<Integer> results = Channel.rendezvous();
                    for (int i = 1; i <= 3; i++) {
                        int id = i;
                        scope.go("worker " + i, results.newSender(), out -> out.send(id));
                    }
                    results.forEach(got::add);
                });
        assertThat(got).containsExactly(1, 2, 3);
        IOException failure = new IOException("disk");
        AtomicReference<Throwable> atReceiver = new AtomicReference<>();
        Channel<Integer> results = Channel.unbounded();
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    Sender<Integer> last = results.newSender();
                                                    scope.go(
                                                            "first",
                                                            results.newSender(),
                                                            out -> out.send(1));
                                                    assertThat(results.receive()).isOne();
                                                    scope.go(
                                                            "last",
                                                            last,
                                                            out -> {
                                                                throw failure;
                                                            });
                                                    atReceiver.set(failureOf(results::receive));
                                                }))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("\"last\"")
                .hasCause(failure);
        assertThat(atReceiver.get()).isInstanceOf(ChannelFailedException.class).hasCause(failure);
    }

    /** Stopping downstream is no failure upstream. */
    @Test
    @DisplayName("L36 a producer ends quietly when its receiver cancels")
    void producerEndsQuietlyWhenItsReceiverCancels() throws Exception {
        AtomicBoolean cleanedUp = new AtomicBoolean();
        AtomicReference<Object> undelivered = new AtomicReference<>();
        Scope.run(
                scope -> {
                    Receiver<Integer> numbers =
                            scope.produce(
                                    "numbers",
                                    out -> {
                                        try {
                                            for (int i = 0; ; i++) {
                                                out.send(i);
                                            }
                                        } catch (CancelledException e) {
                                            undelivered.set(e.undelivered());
                                            throw e;
                                        } finally {
                                            cleanedUp.set(true);
                                        }
                                    });
                    assertThat(numbers.receive()).isZero();
                    assertThat(numbers.receive()).isOne();
                    numbers.cancel();
                });
        assertThat(cleanedUp).isTrue();
        assertThat(undelivered).hasValue(2);
    }

    /** One of several who wait for the end has lost interest. */
    @Test
    @DisplayName("L36 a task can be joined although somebody has cancelled its done()")
    void taskCanBeJoinedAlthoughItsDoneWasCancelled() throws Exception {
        Scope.run(
                scope -> {
                    Channel<Integer> answers = Channel.rendezvous();
                    Task<Integer> task = scope.fork(() -> answers.receive());
                    task.done().cancel();
                    scope.go(() -> answers.send(42));
                    assertThat(task.join()).isEqualTo(42);
                });
    }

    /** Nor does it end well. */
    @Test
    @DisplayName("L36 a failure whose message cannot be made is not swallowed")
    void failureWhoseMessageCannotBeMadeIsNotSwallowed() {
        RuntimeException failure = new Speechless();
        assertThatThrownBy(() -> Scope.run(scope -> scope.go("reader", () -> sneaky(failure))))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContainingAll("reader", failure.getClass().getName())
                .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    }

    /** Such are made once and thrown often, also by the JVM. */
    @Test
    @DisplayName("L36 failures that come after one that takes no suppressed ones are reported")
    void failuresAfterOneThatTakesNoSuppressedOnesAreReported() {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        RuntimeException first =
                new RuntimeException("first", null, false, false) {
                    private static final long serialVersionUID = 1;
                };
        Throwable thrown =
                failureReportingTo(
                        reported,
                        () -> {
                            Scope.run(
                                    scope -> {
                                        scope.go("later", () -> failInCleanup("cleanup"));
                                        throw first;
                                    });
                        });
        assertThat(thrown).isSameAs(first);
        assertThat(reported)
                .singleElement()
                .isInstanceOfSatisfying(
                        ProcessFailedException.class,
                        e -> assertThat(e.process()).isEqualTo("later"));
    }

    /** Where the library looks for an interrupt among the causes. */
    @Test
    @DisplayName(
            "L35 L36 a failure that cannot say its cause is reported, in a cancelled scope, too")
    void failureThatCannotSayItsCauseIsReported() {
        RuntimeException failure =
                new RuntimeException("disk") {
                    private static final long serialVersionUID = 1;

                    @Override
                    public synchronized Throwable getCause() {
                        throw new IllegalStateException("no cause");
                    }
                };
        AtomicBoolean ended = new AtomicBoolean();
        Throwable ofBody =
                failureOf(
                        () ->
                                Scope.run(
                                        scope -> {
                                            scope.go(
                                                    () -> {
                                                        try {
                                                            waitForEver();
                                                        } finally {
                                                            ended.set(true);
                                                        }
                                                    });
                                            scope.cancel();
                                            throw failure;
                                        }));
        assertThat(ofBody == failure).isTrue(); // whose cause an assertion would ask for
        assertThat(ended).isTrue();
        Throwable ofProcess =
                failureOf(
                        () ->
                                Scope.run(
                                        scope -> {
                                            scope.go("reader", () -> sneaky(failure));
                                            scope.cancel();
                                        }));
        assertThat(ofProcess).isInstanceOf(ProcessFailedException.class);
        assertThat(ofProcess.getCause() == failure).isTrue();
    }

    @Test
    @DisplayName(
            "L36 a failure that the body learns by a join is told once, if it is not the first")
    void laterFailureThatTheBodyLearnsByAJoinIsToldOnce() {
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    AtomicReference<Thread> a =
                                                            new AtomicReference<>();
                                                    scope.go(
                                                            "a",
                                                            () -> {
                                                                a.set(Thread.currentThread());
                                                                failing("a").call();
                                                            });
                                                    while (a.get() == null) {
                                                        Until.pause();
                                                    }
                                                    a.get().join();
                                                    scope.fork("b", failing("b")).join();
                                                }))
                .isInstanceOf(ProcessFailedException.class)
                .hasRootCauseMessage("a")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    private static Callable<Integer> failing(String what) {
        return () -> {
            throw new IOException(what);
        };
    }

    /** As they may, though nobody should make them so. */
    @Test
    @DisplayName("L36 a failure whose causes form a circle is reported, in a cancelled scope, too")
    void failureWhoseCausesFormACircleIsReported() {
        for (boolean cancelled : new boolean[] {false, true}) {
            Exception failure = new Exception("disk");
            failure.initCause(new Exception("because of", failure));
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                Task<Object> task =
                                                        scope.fork(
                                                                () -> {
                                                                    throw failure;
                                                                });
                                                if (cancelled) {
                                                    scope.cancel();
                                                }
                                                task.join();
                                            }))
                    .isInstanceOf(ProcessFailedException.class)
                    .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
        }
    }

    @Test
    @DisplayName("L36 so is one whose causes form a circle through what an interrupt may be")
    void failureOfAStreamWhoseCausesFormACircleIsReported() {
        InterruptedIOException failure = new InterruptedIOException("disk");
        failure.initCause(new UncheckedIOException(failure));
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                scope.go(
                                                        () -> {
                                                            throw failure;
                                                        })))
                .isInstanceOf(ProcessFailedException.class)
                .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    }

    /** It may have been noted first: a join is told before the scope. */
    @Test
    @DisplayName("L36 a failure that follows from another by a join is not the first")
    void aFailureThatFollowsFromAnother() {
        for (int seed = 0; seed < 50; seed++) {
            Turns.withSeed(seed)
                    .run(
                            () ->
                                    assertThatThrownBy(L36FailuresTest::joinsWhatFails)
                                            .isInstanceOf(ProcessFailedException.class)
                                            .hasMessageStartingWith("process \"a\"")
                                            .hasCauseInstanceOf(IOException.class));
        }
    }

    private static void joinsWhatFails() throws InterruptedException {
        Scope.run(
                scope -> {
                    Task<Integer> a =
                            scope.fork(
                                    "a",
                                    () -> {
                                        throw new IOException("disk on fire");
                                    });
                    scope.go("b", a::join);
                });
    }

    @Test
    @DisplayName("L36 a task ends though somebody holds its monitor")
    void theMonitorOfATask() throws Exception {
        Channel<Integer> go = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Task<Integer> task = scope.fork(() -> go.receive());
                    synchronized (task) {
                        go.send(1);
                        assertThat(task.join()).isOne();
                    }
                });
    }

    @Test
    @DisplayName(
            "L36 what a scope throws has the stack of who has run it, and its cause that of the"
                    + " process")
    void theStackOfWhoHasRunTheScope() {
        Throwable failure = catchThrowable(L36FailuresTest::runFailing);
        assertThat(methodsOf(failure)).contains("runFailing").doesNotContain("failDeepDown");
        assertThat(methodsOf(failure.getCause()))
                .contains("failDeepDown")
                .doesNotContain("runFailing");
    }

    private static void runFailing() throws Exception {
        Scope.run(scope -> scope.go(L36FailuresTest::failDeepDown));
    }

    private static void failDeepDown() throws IOException {
        throw new IOException("disk");
    }

    private static List<String> methodsOf(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .map(StackTraceElement::getMethodName)
                .toList();
    }

    /** The receiver's own failure, or that of the process that sends to it. */
    @Test
    @DisplayName("L36 an exception says what it comes of, whichever of the library are around it")
    void whatAnExceptionComesOf() {
        IOException planted = new IOException("planted", new IllegalStateException("its cause"));
        assertThat(
                        comesOf(
                                () ->
                                        Scope.call(
                                                scope -> {
                                                    Receiver<Integer> numbers =
                                                            scope.produce(
                                                                    "numbers",
                                                                    out -> {
                                                                        throw planted;
                                                                    });
                                                    scope.go(numbers::receive);
                                                    return numbers.receive();
                                                })))
                .isSameAs(planted);
        Channel<Integer> failed = Channel.rendezvous();
        failed.fail(planted);
        assertThat(comesOf(() -> Scope.run(scope -> scope.go(failed::receive)))).isSameAs(planted);
    }

    @Test
    @DisplayName(
            "L36 an exception that comes of others of the library alone names the last of them")
    void whatAnExceptionOfTheLibraryComesOf() {
        Channel<Integer> closed = Channel.rendezvous();
        closed.close();
        assertThat(comesOf(() -> Scope.run(scope -> scope.go(() -> closed.send(1)))))
                .isInstanceOf(ClosedException.class);
        CancelledException alone = new CancelledException("alone", null);
        assertThat(alone.failure()).isSameAs(alone);
    }

    @Test
    @DisplayName("L36 so it does where causes form a circle")
    void whatAnExceptionInACircleComesOf() {
        IOException other = new IOException("other");
        CancelledException one = new CancelledException("one", other);
        other.initCause(one);
        assertThat(one.failure()).isSameAs(other);
    }

    private static Throwable comesOf(ProcessBody body) {
        return ((HandoffException) failureOf(body)).failure();
    }
}
