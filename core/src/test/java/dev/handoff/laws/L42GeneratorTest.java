package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.generate.GeneratorRun;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

@DisplayName("L42 A generator runs only when the next value is asked for")
class L42GeneratorTest {
    @RegisterExtension final Crew crew = new Crew();

    private static Generator<Integer> upTo(int n, AtomicInteger ended) {
        return Generator.named(
                "numbers",
                out -> {
                    try {
                        for (int i = 0; i < n; i++) {
                            out.yield(i);
                        }
                    } finally {
                        ended.incrementAndGet();
                    }
                });
    }

    // ---- one step at a time

    @DisplayName("L42 the body runs between a pull and its next yield, never ahead")
    @ParameterizedTest
    @EnumSource
    void theBodyNeverRunsAhead(ThreadKind kind) {
        List<String> log = new ArrayList<>(); // not synchronized: the hand-overs order all
        Generator<Integer> numbers =
                Generator.of(
                        out -> {
                            for (int i = 1; i <= 3; i++) {
                                log.add("made " + i);
                                out.yield(i);
                            }
                            log.add("over");
                        });
        crew.run(
                        kind,
                        () -> {
                            try (GeneratorRun<Integer> run = numbers.open()) {
                                for (int i = 1; i <= 4; i++) {
                                    log.add("ask " + i);
                                    log.add("got " + run.nextOrNull());
                                }
                            }
                        })
                .join();
        assertThat(log)
                .containsExactly(
                        "ask 1",
                        "made 1",
                        "got 1",
                        "ask 2",
                        "made 2",
                        "got 2",
                        "ask 3",
                        "made 3",
                        "got 3",
                        "ask 4",
                        "over",
                        "got null");
    }

    @Test
    @DisplayName("L42 a run that is not pulled does not begin, also when it is closed")
    void aRunThatIsNotPulledDoesNotBegin() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        GeneratorRun<Integer> run = upTo(3, ended).open();
        run.close();
        assertThat(run.nextOrNull()).isNull();
        assertThat(ended).hasValue(0);
    }

    @Test
    @DisplayName("L42 each run begins anew")
    void eachRunBeginsAnew() {
        Generator<Integer> numbers = upTo(3, new AtomicInteger());
        List<Integer> got = new ArrayList<>();
        for (int a : numbers) {
            for (int b : numbers) {
                got.add(10 * a + b);
            }
        }
        assertThat(got).containsExactly(0, 1, 2, 10, 11, 12, 20, 21, 22);
    }

    @Test
    @DisplayName("L42 a pull after the end reports the end again")
    void aPullAfterTheEndReportsTheEndAgain() throws Exception {
        try (GeneratorRun<Integer> run = upTo(1, new AtomicInteger()).open()) {
            assertThat(run.nextOrNull()).isZero();
            for (int i = 0; i < 4; i++) { // more than the requests have room for
                assertThat(run.nextOrNull()).isNull();
            }
        }
    }

    // ---- closing

    @Test
    @DisplayName("L42 a run closed early has run its finally blocks when close returns")
    void closingEarlyRunsFinallyBlocks() {
        AtomicInteger ended = new AtomicInteger();
        List<Integer> got = new ArrayList<>();
        try (GeneratorRun<Integer> run = upTo(100, ended).open()) {
            for (int n : run) {
                got.add(n);
                if (n == 2) {
                    break;
                }
            }
            assertThat(ended).hasValue(0);
        }
        assertThat(ended).hasValue(1);
        assertThat(got).containsExactly(0, 1, 2);
    }

    @Test
    @DisplayName("L42 a closed body gets CancelledException, without an interrupt status")
    void aClosedBodyGetsCancelledException() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Channel<String> log = Channel.buffered(1);
        Generator<Integer> one =
                Generator.named(
                        "one",
                        out -> {
                            try {
                                out.yield(1);
                            } catch (CancelledException e) {
                                seen.set(e);
                                log.send("cleaned up"); // would throw if interrupted
                                throw e;
                            }
                        });
        try (GeneratorRun<Integer> run = one.open()) {
            run.nextOrNull();
        }
        assertThat(seen.get())
                .isInstanceOf(CancelledException.class)
                .hasMessage("generator \"one\" was closed");
        assertThat(log.receive()).isEqualTo("cleaned up");
    }

    @Test
    @DisplayName(
            "L42 a body that goes on after the close gets the exception at each yield, and is"
                    + " waited for")
    void aBodyThatGoesOnGetsTheExceptionAgain() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        Generator<Integer> stubborn = goingOn(5, refused);
        GeneratorRun<Integer> run = stubborn.open();
        assertThat(run.nextOrNull()).isZero();
        run.close();
        assertThat(refused).hasValue(5);
        assertThat(run.nextOrNull()).isNull();
    }

    @Test
    @DisplayName("L42 a second close does nothing, also to finally blocks that wait")
    void aSecondCloseDoesNothing() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch inFinally = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Generator<Integer> slow =
                Generator.of(
                        out -> {
                            begun.countDown();
                            try {
                                Channel.never().receive();
                            } finally {
                                inFinally.countDown();
                                goOn.await();
                                ended.incrementAndGet();
                            }
                        });
        GeneratorRun<Integer> run = slow.open();
        Worker<Integer> puller = crew.call(VIRTUAL, run::nextOrNull);
        begun.await();
        Worker<Void> first = crew.run(VIRTUAL, run::close);
        inFinally.await();
        Worker<Void> second = crew.run(VIRTUAL, run::close).asleep();
        goOn.countDown();
        first.join();
        second.join();
        assertThat(puller.join()).isNull();
        assertThat(ended).hasValue(1);
    }

    @Test
    @DisplayName("L42 what a finally block throws at a close reaches who closes, once")
    void whatAFinallyBlockThrowsReachesWhoCloses() throws Exception {
        Generator<Integer> bad =
                Generator.named(
                        "bad",
                        out -> {
                            try {
                                out.yield(1);
                            } finally {
                                failWith(new IOException("disk full"));
                            }
                        });
        GeneratorRun<Integer> run = bad.open();
        run.nextOrNull();
        assertThatThrownBy(run::close)
                .isInstanceOf(GeneratorFailedException.class)
                .hasMessage("generator \"bad\" has failed: java.io.IOException: disk full")
                .hasCauseInstanceOf(IOException.class);
        run.close();
    }

    private static void failWith(Exception e) throws Exception {
        throw e;
    }

    @Test
    @DisplayName("L42 what a resource of the body throws at a close reaches who closes")
    void whatAResourceThrowsReachesWhoCloses() throws Exception {
        IOException a = new IOException("a");
        IOException b = new IOException("b");
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            AutoCloseable first = () -> failWith(a);
                            AutoCloseable second = () -> failWith(b);
                            try (first;
                                    second) {
                                out.yield(1);
                            }
                        });
        GeneratorRun<Integer> run = bad.open();
        run.nextOrNull();
        assertThatThrownBy(run::close).isInstanceOf(GeneratorFailedException.class).hasCause(b);
        assertThat(b).hasSuppressedException(a);
    }

    @Test
    @DisplayName("L42 a close waits for the finally blocks also if the thread is interrupted")
    void aCloseWaitsAlsoIfInterrupted() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Generator<Integer> slow =
                Generator.of(
                        out -> {
                            try {
                                out.yield(1);
                            } finally {
                                goOn.await();
                                ended.set(1);
                            }
                        });
        Worker<Boolean> closer =
                crew.call(
                        VIRTUAL,
                        () -> {
                            try (GeneratorRun<Integer> run = slow.open()) {
                                run.nextOrNull();
                                Thread.currentThread().interrupt();
                            }
                            assertThat(ended).hasValue(1);
                            return Thread.currentThread().isInterrupted();
                        });
        closer.asleep();
        goOn.countDown();
        assertThat(closer.join()).isTrue();
    }

    @Test
    @DisplayName("L42 a close from another thread ends a pull that waits")
    void aCloseFromAnotherThreadEndsAPullThatWaits() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Generator<Integer> stuck =
                Generator.of(
                        out -> {
                            try {
                                begun.countDown(); // a body that has not is closed without a run
                                Channel.<Integer>never().receive();
                            } finally {
                                ended.incrementAndGet();
                            }
                        });
        GeneratorRun<Integer> run = stuck.open();
        Worker<Integer> puller = crew.call(VIRTUAL, run::nextOrNull).asleep();
        begun.await();
        run.close();
        assertThat(ended).hasValue(1);
        assertThat(puller.join()).isNull();
    }

    @Test
    @DisplayName("L42 a run that is garbage is closed, and its finally blocks run")
    void aRunThatIsGarbageIsClosed() {
        AtomicInteger ended = new AtomicInteger();
        crew.run(VIRTUAL, () -> leaveALoop(upTo(100, ended))).join();
        Until.eventually(
                "the abandoned run is closed",
                () -> {
                    System.gc();
                    return ended.get() == 1;
                });
    }

    @Test
    @DisplayName("L42 a body that goes on when its run is garbage is told at each yield")
    void aBodyThatGoesOnWhenItsRunIsGarbageIsTold() {
        AtomicInteger told = new AtomicInteger();
        Generator<Integer> undeterred = goingOn(6, told);
        crew.run(VIRTUAL, () -> leaveALoop(undeterred)).join();
        Until.eventually(
                "three yields are told",
                () -> {
                    System.gc();
                    return told.get() == 3;
                });
    }

    /** Yields {@code yields} times, whatever it is told; counts how often it is. */
    private static Generator<Integer> goingOn(int yields, AtomicInteger told) {
        return Generator.of(
                out -> {
                    for (int i = 0; i < yields; i++) {
                        try {
                            out.yield(i);
                        } catch (CancelledException e) {
                            told.incrementAndGet();
                        }
                    }
                });
    }

    private static void leaveALoop(Generator<Integer> numbers) {
        for (int n : numbers) {
            if (n == 3) {
                break;
            }
        }
    }

    @Test
    @DisplayName("L42 what a finally block throws in a run that is garbage is told to its thread")
    void whatAFinallyBlockThrowsInARunThatIsGarbageIsTold() {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        IOException disk = new IOException("disk");
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            Thread.currentThread()
                                    .setUncaughtExceptionHandler((_, t) -> told.add(t));
                            try {
                                for (int i = 0; ; i++) {
                                    out.yield(i);
                                }
                            } finally {
                                failWith(disk);
                            }
                        });
        crew.run(VIRTUAL, () -> leaveALoop(bad)).join();
        Until.eventually(
                "it is told",
                () -> {
                    System.gc();
                    return !told.isEmpty();
                });
        assertThat(told).containsExactly(disk);
    }
}
