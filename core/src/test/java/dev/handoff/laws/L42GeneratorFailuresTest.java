package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorBody;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.generate.GeneratorRun;
import dev.handoff.generate.Yielder;
import dev.handoff.internal.Raise;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

@DisplayName("L42 What goes wrong in a generator, or with it, is told")
class L42GeneratorFailuresTest {
    @RegisterExtension final Crew crew = new Crew();

    // ---- failures

    @Test
    @DisplayName(
            "L42 a failure of the body reaches who pulls, after the values before it, at each pull")
    void aFailureReachesWhoPulls() throws Exception {
        IOException cause = new IOException("no paper");
        Generator<Integer> bad =
                Generator.named(
                        "bad",
                        out -> {
                            out.yield(1);
                            throw cause;
                        });
        try (GeneratorRun<Integer> run = bad.open()) {
            assertThat(run.nextOrNull()).isEqualTo(1);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(run::nextOrNull)
                        .isInstanceOf(GeneratorFailedException.class)
                        .hasMessage("generator \"bad\" has failed: java.io.IOException: no paper")
                        .hasCause(cause);
            }
        }
    }

    @Test
    @DisplayName("L42 an error of the body reaches who pulls, too")
    void anErrorReachesWhoPulls() {
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            throw new StackOverflowError();
                        });
        assertThatThrownBy(() -> bad.iterator().hasNext())
                .hasCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    @DisplayName("L42 a failure without words reaches who asks for values")
    void aFailureWithoutWordsReachesWhoAsks() {
        RuntimeException failure = new Speechless();
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            throw failure;
                        });
        assertThatThrownBy(() -> bad.iterator().hasNext())
                .isInstanceOf(GeneratorFailedException.class)
                .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
        assertThatThrownBy(() -> bad.forEach(n -> {}))
                .isInstanceOf(GeneratorFailedException.class)
                .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    }

    @Test
    @DisplayName("L42 a failure that no pull has told is told by the close")
    void aFailureThatNoPullHasToldIsToldByTheClose() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<Thread> body = new AtomicReference<>();
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            body.set(Thread.currentThread());
                            goOn.await();
                            throw new IOException("no paper");
                        });
        GeneratorRun<Integer> run = bad.open();
        Worker<Integer> puller = crew.call(VIRTUAL, run::nextOrNull).asleep();
        puller.interrupt();
        assertThat(puller.failure()).isInstanceOf(InterruptedException.class);
        Until.eventually("the body has begun", () -> body.get() != null);
        goOn.countDown();
        body.get().join();
        assertThatThrownBy(run::close).hasCauseInstanceOf(IOException.class);
        run.close();
    }

    @Test
    @DisplayName("L42 a failure that cannot say its cause is told by the close")
    void aFailureThatCannotSayItsCauseIsTold() throws Exception {
        RuntimeException failure =
                new RuntimeException("disk full") {
                    private static final long serialVersionUID = 1;

                    @Override
                    public synchronized Throwable getCause() {
                        throw new IllegalStateException("no cause");
                    }
                };
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            try {
                                out.yield(1);
                            } catch (CancelledException e) {
                                throw failure;
                            }
                        });
        GeneratorRun<Integer> run = bad.open();
        assertThat(run.nextOrNull()).isEqualTo(1);
        assertThat(crew.run(VIRTUAL, run::close).failure())
                .isInstanceOf(GeneratorFailedException.class)
                .satisfies(e -> assertThat(e.getCause() == failure).isTrue());
    }

    @Test
    @DisplayName("L42 a failure that two closes in the body throw is told by the close, once")
    void aFailureThatTwoClosesThrow() throws Exception {
        IOException same = new IOException("disk full");
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            Closeable resource =
                                    () -> {
                                        throw same;
                                    };
                            try (resource;
                                    Closeable _ = resource) {
                                out.yield(1);
                            }
                        });
        GeneratorRun<Integer> run = bad.open();
        assertThat(run.nextOrNull()).isEqualTo(1);
        assertThatThrownBy(run::close).isInstanceOf(GeneratorFailedException.class).hasCause(same);
        IllegalStateException enough = new IllegalStateException("enough");
        assertThatThrownBy(
                        () ->
                                bad.forEach(
                                        value -> {
                                            throw enough;
                                        }))
                .isSameAs(enough)
                .hasSuppressedException(same);
    }

    @Test
    @DisplayName("L42 what the action of a forEach throws is thrown as it is, of whatever class")
    void whatAnActionThrowsIsThrownAsItIs() {
        Generator<Integer> numbers = Generator.of(out -> out.yield(1));
        for (Throwable thrown : List.of(new IOException("disk full"), new Throwable("bare"))) {
            assertThatThrownBy(
                            () ->
                                    numbers.forEach(
                                            n -> {
                                                throw Raise.asIs(thrown);
                                            }))
                    .isSameAs(thrown);
        }
    }

    @Test
    @DisplayName(
            "L42 a failure in a scope of the body's own around a yield is the body's, though it"
                    + " interrupts the action")
    void aFailureInAScopeAroundAYield() {
        CountDownLatch taken = new CountDownLatch(1);
        IllegalStateException stopped = new IllegalStateException(new InterruptedException());
        Generator<Integer> bad = Generator.of(out -> yieldBesideFailing(out, taken));
        assertThatThrownBy(
                        () ->
                                bad.forEach(
                                        _ -> {
                                            taken.countDown();
                                            waitUntilInterrupted();
                                            throw stopped;
                                        }))
                .isInstanceOf(GeneratorFailedException.class)
                .hasRootCauseMessage("connection lost")
                .hasSuppressedException(stopped);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @DisplayName("L42 so it is if it interrupts the body before the yield")
    void aFailureInAScopeBeforeAYield() {
        Generator<Integer> bad =
                Generator.of(
                        out ->
                                Scope.run(
                                        scope -> {
                                            scope.go(L42GeneratorFailuresTest::loseConnection);
                                            waitUntilInterrupted();
                                            Thread.currentThread().interrupt();
                                            out.yield(1);
                                        }));
        assertThatThrownBy(() -> bad.forEach(_ -> {}))
                .isInstanceOf(GeneratorFailedException.class)
                .hasRootCauseMessage("connection lost");
        assertThat(Thread.interrupted()).isFalse();
    }

    /** As a generator in a scope that was cancelled is. */
    @Test
    @DisplayName(
            "L38 L42 a generator in a task that was cancelled is interrupted, and has not failed")
    void aGeneratorInACancelledTask() throws Exception {
        Channel<Task<?>> me = Channel.buffered(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Generator<Integer> slow =
                Generator.of(
                        out -> {
                            Task<?> task = me.receive();
                            try {
                                Scope.run(
                                        scope -> {
                                            task.cancel();
                                            scope.cancel();
                                            out.yield(1);
                                        });
                            } catch (InterruptedException | CancelledException e) {
                                throw new IllegalStateException("cut short");
                            }
                        });
        Scope.run(
                scope -> {
                    Task<?> task =
                            scope.fork(
                                    () -> thrown.set(catchThrowable(() -> slow.forEach(_ -> {}))));
                    me.send(task);
                    task.join();
                });
        assertThat(thrown.get()).isInstanceOf(CancelledException.class);
    }

    /** Interrupts this thread at each of its choice points, from some time on. */
    private static final class Interrupting extends DelegatingScheduling {
        private boolean hasBegun;

        Interrupting() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public void reach(Op op, long id) {
            if (hasBegun) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** It comes while the generator asks whose interrupt the action has met. */
    @Test
    @DisplayName("L20 L42 an interrupt that comes after the action has thrown is not lost")
    void anInterruptAfterTheAction() throws Exception {
        Interrupting scheduling = new Interrupting();
        AtomicBoolean interrupted = new AtomicBoolean();
        Scheduling.within(
                scheduling,
                () -> {
                    Generator<Integer> one = Generator.of(out -> out.yield(1));
                    catchThrowable(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                catchThrowable(
                                                        () ->
                                                                one.forEach(
                                                                        _ -> {
                                                                            scheduling.hasBegun =
                                                                                    true;
                                                                            throw new IllegalStateException(
                                                                                    new InterruptedException());
                                                                        }));
                                                interrupted.set(Thread.interrupted());
                                                scheduling.hasBegun = false;
                                            }));
                });
        assertThat(interrupted).isTrue();
    }

    /** The yield finds it, before the process that waits for it is given a core. */
    @Test
    @DisplayName(
            "L39 L42 the cleanup of a body whose yield finds that the deadline has passed may wait")
    void aCleanupAfterADeadlineThatTheYieldHasFound() throws Exception {
        Ahead clock = new Ahead();
        AtomicBoolean cleanedUp = new AtomicBoolean();
        Generator<Integer> one =
                Generator.of(
                        out -> {
                            clock.awaitKeeper();
                            clock.by(Duration.ofHours(2));
                            Thread.currentThread().interrupt();
                            try {
                                out.yield(1);
                            } finally {
                                Timers.sleep(Duration.ofMillis(1));
                                cleanedUp.set(true);
                            }
                        });
        Scheduling.within(
                clock,
                () ->
                        catchThrowable(
                                () ->
                                        Scope.unnamed()
                                                .deadline(Duration.ofHours(1))
                                                .run(scope -> one.forEach(_ -> {}))));
        assertThat(cleanedUp).isTrue();
    }

    private static void yieldBesideFailing(Yielder<Integer> out, CountDownLatch taken)
            throws Exception {
        Scope.run(
                scope -> {
                    scope.go(
                            () -> {
                                taken.await();
                                loseConnection();
                            });
                    out.yield(1);
                });
    }

    private static void loseConnection() throws IOException {
        throw new IOException("connection lost");
    }

    private static void waitUntilInterrupted() {
        try {
            Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            // it is
        }
    }

    @Test
    @DisplayName(
            "L42 what a resource of the body throws at a close is told also if the body has made"
                    + " something else of the interrupt")
    void aFailureBehindAWrappedInterruptIsTold() {
        IOException disk = new IOException("disk full");
        Channel<Integer> nothing = Channel.rendezvous();
        assertClosedWith(
                disk,
                nothing,
                out -> {
                    Closeable resource =
                            () -> {
                                throw disk;
                            };
                    try (resource) {
                        waitFor(nothing);
                    }
                });
    }

    @Test
    @DisplayName(
            "L42 what a finally block throws after a wait of the body's own reaches who closes, a"
                    + " time-out of others, too")
    void aFinallyBlockAfterAWaitOfItsOwn() {
        for (IOException thrown :
                List.of(new IOException("disk full"), new InterruptedIOException("timeout"))) {
            Channel<Integer> nothing = Channel.rendezvous();
            assertClosedWith(
                    thrown,
                    nothing,
                    out -> {
                        try {
                            nothing.receive();
                        } finally {
                            raise(thrown);
                        }
                    });
        }
    }

    @Test
    @DisplayName("L42 what is suppressed below a wrapped interrupt reaches who closes")
    void suppressedBelowAWrappedInterrupt() {
        IOException disk = new IOException("disk full");
        Channel<Integer> nothing = Channel.rendezvous();
        assertClosedWith(
                disk,
                nothing,
                out -> {
                    try {
                        nothing.receive();
                    } catch (InterruptedException e) {
                        InterruptedIOException ofStream = new InterruptedIOException();
                        ofStream.initCause(e);
                        ofStream.addSuppressed(disk);
                        throw new UncheckedIOException(ofStream);
                    }
                });
    }

    private static void raise(IOException e) throws IOException {
        throw e;
    }

    private void assertClosedWith(
            IOException disk, Channel<Integer> nothing, GeneratorBody<Integer> body) {
        GeneratorRun<Integer> run = Generator.of(body).open();
        Worker<Integer> puller = crew.call(VIRTUAL, run::nextOrNull).asleep();
        puller.interrupt();
        assertThat(puller.failure()).isInstanceOf(InterruptedException.class);
        Until.receiversWait(nothing, 1);
        assertThatThrownBy(run::close).isInstanceOf(GeneratorFailedException.class).hasCause(disk);
    }

    private static void waitFor(Channel<Integer> channel) {
        try {
            channel.receive();
        } catch (InterruptedException e) {
            throw new IllegalStateException("was stopped", e);
        }
    }

    @Test
    @DisplayName("L42 a channel of the JDK that the interrupt of a close has closed is no failure")
    void aChannelThatTheInterruptHasClosedIsNoFailure() throws Exception {
        AtomicReference<Thread> body = new AtomicReference<>();
        Pipe pipe = Pipe.open();
        Generator<Integer> reads =
                Generator.of(
                        out -> {
                            body.set(Thread.currentThread());
                            try (var source = pipe.source()) {
                                out.yield(source.read(ByteBuffer.allocate(1)));
                            }
                        });
        try (Pipe.SinkChannel _ = pipe.sink()) {
            GeneratorRun<Integer> run = reads.open();
            Worker<Integer> puller = crew.call(VIRTUAL, run::nextOrNull).asleep();
            Until.eventually("the body has begun", () -> body.get() != null);
            run.close();
            assertThat(puller.join()).isNull();
        }
    }

    @Test
    @DisplayName("L42 a failure that the close has told is told nobody else")
    void aFailureThatTheCloseHasToldIsToldNobodyElse() throws Exception {
        AtomicInteger reported = new AtomicInteger();
        AtomicReference<Thread> body = new AtomicReference<>();
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            Thread me = Thread.currentThread();
                            me.setUncaughtExceptionHandler((t, e) -> reported.incrementAndGet());
                            body.set(me);
                            Closeable resource =
                                    () -> {
                                        throw new IOException("disk full");
                                    };
                            try (resource) {
                                out.yield(1);
                            }
                        });
        for (int round = 0; round < 2_000; round++) {
            GeneratorRun<Integer> run = bad.open();
            run.nextOrNull();
            assertThatThrownBy(run::close).hasCauseInstanceOf(IOException.class);
            body.get().join();
        }
        assertThat(reported).hasValue(0);
    }

    @Test
    @DisplayName("L42 a body that was cancelled by itself does not look like one that has returned")
    void aBodyThatWasCancelledIsNoEnd() {
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            Channel<Integer> cancelled = Channel.rendezvous();
                            cancelled.cancel();
                            cancelled.send(1);
                        });
        assertThatThrownBy(() -> bad.open().nextOrNull())
                .isInstanceOf(GeneratorFailedException.class)
                .hasCauseInstanceOf(CancelledException.class);
    }

    // ---- interrupts

    @Test
    @DisplayName(
            "L42 an interrupted pull loses nothing: the next pull gets the value it has asked for")
    void anInterruptedPullLosesNothing() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger made = new AtomicInteger();
        Generator<Integer> slow =
                Generator.of(
                        out -> {
                            goOn.await();
                            for (int i = 0; i < 3; i++) {
                                made.incrementAndGet();
                                out.yield(i);
                            }
                        });
        try (GeneratorRun<Integer> run = slow.open()) {
            Worker<Integer> puller = crew.call(VIRTUAL, run::nextOrNull).asleep();
            puller.interrupt();
            assertThat(puller.failure()).isInstanceOf(InterruptedException.class);
            goOn.countDown();
            assertThat(run.nextOrNull()).isZero();
            assertThat(made).hasValue(1);
            assertThat(run.nextOrNull()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("L42 a pull by an interrupted thread asks for nothing")
    void aPullByAnInterruptedThreadAsksForNothing() {
        AtomicInteger made = new AtomicInteger();
        Generator<Integer> numbers =
                Generator.of(
                        out -> {
                            for (int i = 0; ; i++) {
                                made.incrementAndGet();
                                out.yield(i);
                            }
                        });
        crew.run(
                        VIRTUAL,
                        () -> {
                            try (GeneratorRun<Integer> run = numbers.open()) {
                                for (int i = 0; i < 2; i++) {
                                    Thread.currentThread().interrupt();
                                    assertThat(catchThrowable(run::nextOrNull))
                                            .isInstanceOf(InterruptedException.class);
                                    assertThat(made).hasValue(i);
                                    assertThat(run.nextOrNull()).isEqualTo(i);
                                }
                            }
                        })
                .join();
    }

    @Test
    @DisplayName(
            "L42 an interrupted loop throws, keeps the interrupt status, and has closed its run")
    void anInterruptedLoopHasClosedItsRun() throws Exception {
        interruptALoop(Generator::iterator);
        interruptALoop(numbers -> numbers.stream().iterator());
    }

    private void interruptALoop(Function<Generator<Integer>, Iterator<Integer>> values)
            throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        IOException disk = new IOException("disk");
        Generator<Integer> stuck =
                Generator.named(
                        "stuck",
                        out -> {
                            try {
                                begun.countDown(); // a body that has not is closed without a run
                                Channel.<Integer>never().receive();
                            } finally {
                                ended.incrementAndGet();
                                raise(disk);
                            }
                        });
        Worker<Boolean> loop =
                crew.call(
                        VIRTUAL,
                        () -> {
                            assertThat(catchThrowable(() -> values.apply(stuck).hasNext()))
                                    .isInstanceOf(CancelledException.class)
                                    .hasMessage(
                                            "interrupted while iterating over generator \"stuck\"")
                                    .hasCauseInstanceOf(InterruptedException.class)
                                    .satisfies(e -> assertSuppressed(e, disk));
                            assertThat(ended).hasValue(1);
                            return Thread.currentThread().isInterrupted();
                        });
        loop.asleep();
        begun.await();
        loop.interrupt();
        assertThat(loop.join()).isTrue();
    }

    private static void assertSuppressed(Throwable by, Throwable cause) {
        assertThat(by.getSuppressed())
                .singleElement()
                .satisfies(s -> assertThat(s).hasCause(cause));
    }

    @Test
    @DisplayName(
            "L42 an interrupted loop over an open run leaves it open, and the next value there")
    void anInterruptedLoopOverAnOpenRunLeavesItOpen() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Generator<Integer> slow =
                Generator.of(
                        out -> {
                            goOn.await();
                            out.yield(1);
                        });
        try (GeneratorRun<Integer> run = slow.open()) {
            Worker<Boolean> loop = crew.call(VIRTUAL, () -> run.iterator().hasNext()).asleep();
            loop.interrupt();
            assertThat(loop.failure()).isInstanceOf(CancelledException.class);
            goOn.countDown();
            assertThat(run.nextOrNull()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("L42 a run that is closed before its process begins does not begin")
    void aRunThatIsClosedBeforeItsProcessBeginsDoesNotBegin() {
        AtomicInteger made = new AtomicInteger();
        Generator<Integer> numbers = Generator.of(out -> out.yield(made.incrementAndGet()));
        HeldStarts starts = new HeldStarts();
        Under.run(
                starts,
                () -> {
                    GeneratorRun<Integer> run = numbers.open();
                    Thread test = Thread.currentThread();
                    crew.run(VIRTUAL, () -> Until.asleep(test).interrupt());
                    assertThat(catchThrowable(run::nextOrNull))
                            .isInstanceOf(InterruptedException.class);
                    crew.run(
                            VIRTUAL,
                            () -> {
                                Until.asleep(test);
                                starts.begin();
                            });
                    run.close();
                });
        assertThat(made).hasValue(0);
    }

    @Test
    @DisplayName("L42 a body that is told of the close at its yield is not interrupted as well")
    void aBodyThatIsToldOfTheCloseIsNotInterruptedAsWell() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        AtomicReference<Thread> closer = new AtomicReference<>();
        AtomicBoolean wasInterrupted = new AtomicBoolean(true);
        Generator<Integer> numbers =
                Generator.of(
                        out -> {
                            goOn.await();
                            try {
                                out.yield(1);
                            } finally {
                                told.countDown();
                                Until.asleep(closer.get());
                                wasInterrupted.set(Thread.currentThread().isInterrupted());
                            }
                        });
        Scheduling betweenTheSteps =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    private int steps;

                    /** The second comes when it is closed, and the body was not interrupted yet. */
                    @Override
                    public void reach(Op op, long id) {
                        if (Thread.currentThread() == closer.get() && ++steps == 2) {
                            goOn.countDown();
                            Until.eventually("it is told", () -> told.getCount() == 0);
                        }
                        super.reach(op, id);
                    }
                };
        Under.run(
                betweenTheSteps,
                () -> {
                    GeneratorRun<Integer> run = numbers.open();
                    Worker<Integer> puller = crew.call(VIRTUAL, run::nextOrNull).asleep();
                    puller.interrupt();
                    assertThat(puller.failure()).isInstanceOf(InterruptedException.class);
                    closer.set(Thread.currentThread());
                    run.close();
                });
        assertThat(wasInterrupted).isFalse();
    }

    @Test
    @DisplayName(
            "L42 a body that is interrupted at its yield and goes on does not run ahead of the"
                    + " pulls")
    void aBodyThatIsInterruptedDoesNotRunAhead() throws Exception {
        Undeterred generator = new Undeterred(3);
        try (GeneratorRun<Integer> run = generator.numbers().open()) {
            assertThat(run.nextOrNull()).isZero();
            generator.interrupt();
            assertThat(run.nextOrNull()).isEqualTo(1);
            assertThat(run.nextOrNull()).isEqualTo(2);
            assertThat(run.nextOrNull()).isNull();
        }
    }

    // ---- mistakes

    @Test
    @DisplayName("L42 a generator that pulls itself is told so")
    void aGeneratorThatPullsItselfIsToldSo() {
        AtomicReference<GeneratorRun<Integer>> self = new AtomicReference<>();
        Generator<Integer> snake = Generator.named("snake", out -> self.get().nextOrNull());
        GeneratorRun<Integer> run = snake.open();
        self.set(run);
        assertThatThrownBy(run::nextOrNull)
                .isInstanceOf(GeneratorFailedException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "generator \"snake\" asks itself for its next value: its body would wait"
                                + " for itself for ever");
    }

    @Test
    @DisplayName("L42 two generators that pull each other are told so")
    void twoGeneratorsThatPullEachOtherAreToldSo() {
        AtomicReference<GeneratorRun<Integer>> first = new AtomicReference<>();
        GeneratorRun<Integer> second =
                Generator.<Integer>named("second", out -> first.get().nextOrNull()).open();
        first.set(Generator.<Integer>named("first", out -> second.nextOrNull()).open());
        assertThatThrownBy(() -> first.get().nextOrNull())
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .rootCause()
                .hasMessageStartingWith("generator \"first\" is pulled by two threads at once");
    }

    @Test
    @DisplayName("L42 a generator that closes its own run is told so")
    void aGeneratorThatClosesItselfIsToldSo() {
        AtomicReference<GeneratorRun<Integer>> self = new AtomicReference<>();
        GeneratorRun<Integer> run = Generator.<Integer>of(out -> self.get().close()).open();
        self.set(run);
        assertThatThrownBy(run::nextOrNull)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closes its own run");
    }

    @Test
    @DisplayName("L42 two threads that pull one run at once are told so, and nothing is lost")
    void twoThreadsThatPullOneRunAreToldSo() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Generator<Integer> slow =
                Generator.of(
                        out -> {
                            goOn.await();
                            out.yield(7);
                        });
        try (GeneratorRun<Integer> run = slow.open()) {
            Worker<Integer> puller = crew.call(VIRTUAL, run::nextOrNull).asleep();
            assertThatThrownBy(run::nextOrNull)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "generator is pulled by two threads at once; each needs a run of its"
                                    + " own, or its receiveIn(scope)");
            goOn.countDown();
            assertThat(puller.join()).isEqualTo(7);
        }
    }

    @Test
    @DisplayName("L42 null is refused at the yield, and the body may go on")
    void nullIsRefused() {
        Generator<Integer> numbers =
                Generator.named(
                        "numbers",
                        out -> {
                            assertThatThrownBy(() -> out.yield(null))
                                    .isInstanceOf(NullPointerException.class)
                                    .hasMessage(
                                            "generator \"numbers\": null is no value and cannot be"
                                                    + " yielded");
                            out.yield(1);
                        });
        assertThat(numbers).containsExactly(1);
    }

    @Test
    @DisplayName("L42 another process than the body's cannot yield, nor can anybody after the body")
    void anotherProcessCannotYield() throws Exception {
        AtomicReference<Yielder<Integer>> kept = new AtomicReference<>();
        Generator<Integer> numbers =
                Generator.named(
                        "numbers",
                        out -> {
                            kept.set(out);
                            out.yield(1);
                        });
        try (GeneratorRun<Integer> run = numbers.open()) {
            run.nextOrNull();
            assertThatThrownBy(() -> kept.get().yield(2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("generator \"numbers\" cannot yield in Thread");
        }
        numbers.forEach(n -> {});
        assertThatThrownBy(() -> kept.get().yield(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("generator \"numbers\" cannot yield: its body has returned");
    }
}
