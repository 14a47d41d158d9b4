package dev.handoff.coordinate;

import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.DeadlineExceededException;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Task;
import dev.handoff.WorkCancelledException;
import dev.handoff.laws.ShortOfMemory;
import dev.handoff.laws.Until;
import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class OnceTest {
    @Test
    void theBodyIsRunOnceAndAllGetItsResult() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Once<String> once = Once.of(() -> "run " + runs.incrementAndGet());
        assertThat(once.isDone()).isFalse();
        List<Task<String>> tasks = new ArrayList<>();
        Scope.run(
                scope -> {
                    for (int i = 0; i < 20; i++) {
                        tasks.add(scope.fork(once::get));
                    }
                });
        for (Task<String> task : tasks) {
            assertThat(task.join()).isEqualTo("run 1");
        }
        assertThat(once.isDone()).isTrue();
    }

    @Test
    void aBodyMayHaveNoResult() throws Exception {
        Channel<String> results = Channel.rendezvous();
        AtomicInteger runs = new AtomicInteger();
        Once<@Nullable Void> closing = Once.of(results::close);
        Once<@Nullable Void> named =
                Once.named(
                        "count",
                        () -> {
                            runs.incrementAndGet();
                        });
        for (int i = 0; i < 2; i++) {
            assertThat(closing.get()).isNull();
            assertThat(named.get()).isNull();
        }
        assertThat(results.isClosed()).isTrue();
        assertThat(runs.get()).isEqualTo(1);
        assertThat(named).hasToString("once \"count\"");
    }

    @Test
    @DisplayName("L20 an interrupt during the body does not take its result or failure away")
    void theBodysEndIsNotLostToAnInterrupt() throws Exception {
        Once<String> good =
                Once.of(
                        () -> {
                            Thread.currentThread().interrupt();
                            return "value";
                        });
        assertThat(good.get()).isEqualTo("value");
        assertThat(Thread.interrupted()).isTrue();
        Once<String> bad =
                Once.of(
                        () -> {
                            Thread.currentThread().interrupt();
                            throw new IOException("disk");
                        });
        assertThatThrownBy(bad::get)
                .isInstanceOf(WorkFailedException.class)
                .hasRootCauseMessage("disk");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aResultMayBeNull() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Once<String> once =
                Once.of(
                        () -> {
                            runs.incrementAndGet();
                            return null;
                        });
        assertThat(once.get()).isNull();
        assertThat(once.get()).isNull();
        assertThat(runs.get()).isEqualTo(1);
    }

    @Test
    void aFailureIsSeenByAllAndNotTriedAgain() {
        AtomicInteger runs = new AtomicInteger();
        IOException disk = new IOException("disk");
        Once<String> once =
                Once.named(
                        "config",
                        () -> {
                            runs.incrementAndGet();
                            throw disk;
                        });
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(once::get)
                    .isInstanceOf(WorkFailedException.class)
                    .hasMessage("once \"config\" has failed: java.io.IOException: disk")
                    .hasCause(disk);
        }
        assertThat(runs.get()).isEqualTo(1);
    }

    @Test
    void whoWaitsForTheBodyIsToldOfItsEndAlsoIfThereIsNoMemoryForAWhile() {
        ShortOfMemory scarce = ShortOfMemory.later(Op.CLOSE);
        scarce.run(
                () -> {
                    Once<Integer> once =
                            Once.of(
                                    () -> {
                                        scarce.beginAfter(1); // the first is that of the result
                                        return 7;
                                    });
                    assertThat(once.get()).isEqualTo(7);
                    Scope.named("test")
                            .deadline(Wait.LIMIT)
                            .run(scope -> assertThat(once.get()).isEqualTo(7));
                });
    }

    @Test
    void theNextInLineRunsWhatACancelledProcessHasBegun() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Channel<String> gate = Channel.rendezvous();
        Once<String> once =
                Once.of(
                        () -> {
                            runs.incrementAndGet();
                            return gate.receive();
                        });
        Thread first = Wait.waiting(once::get);
        Scope.run(
                scope -> {
                    Task<String> second = scope.fork(once::get);
                    Wait.interruptAndJoin(first);
                    gate.send("value");
                    assertThat(second.join()).isEqualTo("value");
                });
        assertThat(runs.get()).isEqualTo(2);
    }

    @Test
    void aRunThatWasInterruptedInAFileIsRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Once<Integer> once =
                Once.of(
                        () -> {
                            if (runs.incrementAndGet() == 1) {
                                Thread.currentThread().interrupt(); // as by who has no patience
                            }
                            try (FileChannel file = FileChannel.open(Path.of("pom.xml"))) {
                                return file.read(ByteBuffer.allocate(1));
                            }
                        });
        assertThatThrownBy(once::get).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(once.get()).isEqualTo(1);
    }

    @Test
    void whoWaitsAndIsInterruptedLeavesTheRunnerAlone() throws Exception {
        Channel<String> gate = Channel.rendezvous();
        Once<String> once = Once.of(() -> gate.receive());
        Scope.run(
                scope -> {
                    Task<String> runner = scope.fork(once::get);
                    Until.eventually("it runs", () -> gate.waitingReceivers() == 1);
                    Wait.interruptAndJoin(Wait.waiting(once::get));
                    gate.send("value");
                    assertThat(runner.join()).isEqualTo("value");
                });
    }

    @Test
    @DisplayName("L20 a wait with a limit is ended by an interrupt, and takes nothing away")
    void aWaitWithALimitIsEndedByAnInterrupt() throws Exception {
        Once<String> once = Once.of(() -> "value");
        Wait.interruptAndJoin(Wait.waiting(() -> once.awaitWithin(Duration.ofHours(1))));
        assertThat(once.isDone()).isFalse();
        assertThat(once.get()).isEqualTo("value");
        assertThat(once.awaitWithin(Duration.ZERO)).isTrue();
    }

    @Test
    void aBodyThatWasGivenUpByOthersIsRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Once<Integer> once =
                Once.of(
                        () -> {
                            if (runs.incrementAndGet() == 1) {
                                throw new CancelledException("not wanted", null);
                            }
                            return runs.get();
                        });
        assertThatThrownBy(once::get).isInstanceOf(CancelledException.class);
        assertThat(once.get()).isEqualTo(2);
    }

    @Test
    void isACaseThatRunsNothing() throws Exception {
        Once<String> once = Once.of(() -> "value");
        Channel<String> other = Channel.rendezvous();
        Select<String> select =
                Select.of(once.onDone(v -> v), on(other, v -> v), otherwise(() -> "not yet"));
        assertThat(select.run()).isEqualTo("not yet");
        assertThat(once.isDone()).isFalse();
        once.get();
        assertThat(select.run()).isEqualTo("value");
    }

    @Test
    @DisplayName("R22 many senders close a channel once, and what is refused is still theirs")
    void manyClose() throws Exception {
        Channel<AtomicInteger> results = Channel.buffered(8);
        AtomicInteger closes = new AtomicInteger();
        Once<Boolean> closing =
                Once.of(
                        () -> {
                            closes.incrementAndGet();
                            return results.tryClose();
                        });
        List<AtomicInteger> accepted = Collections.synchronizedList(new ArrayList<>());
        List<AtomicInteger> received = new ArrayList<>();
        Scope.run(
                scope -> {
                    for (int i = 0; i < 10; i++) {
                        scope.go(() -> accepted.addAll(sendUntilClosed(results, closing)));
                    }
                    results.forEach(received::add);
                });
        assertThat(received).hasSizeGreaterThanOrEqualTo(100);
        assertThat(accepted).containsExactlyInAnyOrderElementsOf(received);
        assertThat(closing.get()).isTrue();
        assertThat(closes.get()).isEqualTo(1);
    }

    /** Closes when a hundred of its own were accepted, and goes on until one is refused; answers the others. */
    private static List<AtomicInteger> sendUntilClosed(
            Sender<AtomicInteger> results, Once<Boolean> closing) throws Exception {
        List<AtomicInteger> accepted = new ArrayList<>();
        while (true) {
            AtomicInteger mine = new AtomicInteger(); // equal to no other
            try {
                results.send(mine);
            } catch (ClosedException e) {
                assertThat(e.undelivered()).isSameAs(mine);
                return accepted;
            }
            accepted.add(mine);
            if (accepted.size() == 100) {
                closing.get();
            }
        }
    }

    @Test
    void aRunThatWrapsTheInterruptOfACancelledProcessIsRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Once<Integer> once =
                Once.of(
                        () -> {
                            if (runs.incrementAndGet() > 1) {
                                return runs.get();
                            }
                            try {
                                return Channel.<Integer>rendezvous().receive();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        do { // it may be late before it has begun
            assertThatThrownBy(
                            () ->
                                    Scope.named("late")
                                            .deadline(Duration.ofMillis(1))
                                            .run(scope -> once.get()))
                    .isInstanceOf(DeadlineExceededException.class);
        } while (runs.get() == 0);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(once.isDone()).isFalse();
        assertThat(once.get()).isPositive();
    }

    @Test
    void aRunThatWrapsTheInterruptOfACancelledTaskIsRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Channel<Integer> silent = Channel.rendezvous();
        Once<Integer> once =
                Once.of(
                        () -> {
                            if (runs.incrementAndGet() > 1) {
                                return runs.get();
                            }
                            try {
                                return silent.receive();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        Scope.run(
                scope -> {
                    Task<Integer> task = scope.fork(() -> once.get());
                    Until.eventually("it runs", () -> silent.waitingReceivers() == 1);
                    task.cancel();
                    assertThatThrownBy(task::join).isInstanceOf(WorkCancelledException.class);
                });
        assertThat(once.get()).isEqualTo(2);
    }

    @Test
    void aFailureThatIsCausedByAnInterruptOfOthersIsOne() throws Exception {
        IOException failure = new IOException(new InterruptedException("other"));
        Once<Integer> once =
                Once.of(
                        () -> {
                            throw failure;
                        });
        Scope.run(
                scope ->
                        assertThatThrownBy(once::get)
                                .isInstanceOf(WorkFailedException.class)
                                .hasCause(failure));
        assertThat(once.isDone()).isTrue();
    }
}
