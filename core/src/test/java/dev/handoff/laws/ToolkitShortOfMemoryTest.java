package dev.handoff.laws;

import static dev.handoff.Select.otherwise;
import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.bridge.ExecutorServices;
import dev.handoff.bridge.Futures;
import dev.handoff.coordinate.Job;
import dev.handoff.coordinate.Latch;
import dev.handoff.coordinate.WaitGroup;
import dev.handoff.coordinate.WorkFailedException;
import dev.handoff.coordinate.WorkerPool;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.generate.GeneratorRun;
import dev.handoff.pipeline.Pipeline;
import dev.handoff.spi.Op;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Whoever waits for an end of the toolkit's that nobody would tell a second time is told, if there was no memory for a while. */
class ToolkitShortOfMemoryTest {
    @RegisterExtension final Crew crew = new Crew();

    /** The third close: each pull asks whether it is the first. */
    @Test
    @DisplayName("L42 who pulls is told of the end of a body, if there is no memory to do so")
    void theEndOfABody() {
        ShortOfMemory.atThird(Op.CLOSE)
                .run(
                        () -> {
                            GeneratorRun<Integer> run =
                                    Generator.<Integer>of(out -> out.yield(1)).open();
                            assertThat(crew.call(VIRTUAL, run::nextOrNull).join()).isOne();
                            assertThat(crew.call(VIRTUAL, run::nextOrNull).join()).isNull();
                            run.close();
                        });
    }

    @Test
    @DisplayName("L42 a pull that there is no memory for has asked for nothing; the next one does")
    void aPullThatFails() {
        ShortOfMemory.at(Op.CLOSE, 1)
                .run(
                        () -> {
                            GeneratorRun<Integer> run =
                                    Generator.<Integer>of(out -> out.yield(1)).open();
                            assertThat(crew.call(VIRTUAL, run::nextOrNull).failure())
                                    .hasMessage("planted");
                            assertThat(crew.call(VIRTUAL, run::nextOrNull).join()).isOne();
                            run.close();
                        });
    }

    @Test
    @DisplayName("L42 a pull that the stack ends in has asked for nothing; the next one does")
    void aPullAtTheEndOfTheStack() {
        ShortOfMemory.onStackAt(Op.SEND)
                .run(
                        () -> {
                            GeneratorRun<Integer> run =
                                    Generator.<Integer>of(
                                                    out -> {
                                                        out.yield(1);
                                                        out.yield(2);
                                                    })
                                            .open();
                            assertThat(crew.call(VIRTUAL, run::nextOrNull).join()).isOne();
                            assertThat(crew.call(VIRTUAL, run::nextOrNull).failure())
                                    .isInstanceOf(StackOverflowError.class);
                            assertThat(crew.call(VIRTUAL, run::nextOrNull).join()).isEqualTo(2);
                            run.close();
                        });
    }

    @Test
    @DisplayName("L42 a body that there is no memory to begin has failed")
    void theBeginningOfABody() {
        ShortOfMemory.at(Op.INSPECT, 1)
                .run(
                        () -> {
                            GeneratorRun<Integer> run =
                                    Generator.<Integer>of(out -> out.yield(1)).open();
                            assertThat(crew.call(VIRTUAL, run::nextOrNull).failure())
                                    .isInstanceOf(GeneratorFailedException.class)
                                    .hasRootCauseMessage("planted");
                        });
    }

    /** The third close: the run is closed, nobody has begun it, and the values end. */
    @Test
    @DisplayName("L42 a run that was never pulled ends, if there is no memory to close it")
    void theEndOfARunThatHasNotBegun() {
        ShortOfMemory.atThird(Op.CLOSE)
                .run(
                        () -> {
                            GeneratorRun<Integer> run =
                                    Generator.<Integer>of(out -> out.yield(1)).open();
                            run.close();
                            assertThat(run.nextOrNull()).isNull();
                        });
    }

    @Test
    @DisplayName("who joins a job of a pool is told of its end, if there is no memory to do so")
    void theEndOfAJob() {
        ShortOfMemory.at(Op.CLOSE, 3)
                .run(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Job<Integer> job =
                                                    WorkerPool.in(scope).open().submit(() -> 1);
                                            assertThat(job.join()).isOne();
                                        }));
    }

    /** Whether it was cancelled is asked at its end, and once more to judge it. */
    @Test
    @DisplayName("who joins a job is told how it has failed, if there is no memory to judge that")
    void aJobThatIsNotJudged() {
        ShortOfMemory scarce = ShortOfMemory.later(Op.INSPECT);
        Thread joins = Thread.currentThread();
        Callable<Integer> fails =
                () -> {
                    Until.eventually(
                            "it is joined", () -> joins.getState() == Thread.State.WAITING);
                    scarce.beginAfter(1);
                    throw new IOException("disk");
                };
        scarce.runSupervised(
                scope -> {
                    Job<Integer> job = WorkerPool.in(scope).open().submit(fails);
                    assertThatThrownBy(job::join)
                            .isInstanceOf(WorkFailedException.class)
                            .hasRootCauseMessage("disk");
                });
    }

    @Test
    @DisplayName("who waits for a group is told of the last done, if there is no memory to do so")
    void theEndOfARound() {
        ShortOfMemory.atSecond(Op.CLOSE)
                .run(
                        () -> {
                            WaitGroup group = WaitGroup.create();
                            group.add();
                            group.done();
                            assertThat(group.count()).isZero();
                            group.await();
                        });
    }

    @Test
    @DisplayName("a done counts, if there is no memory for a while to come to the count")
    void aDoneThatComesLater() {
        ShortOfMemory.atSecond(Op.TRY_RECEIVE)
                .run(
                        () -> {
                            WaitGroup group = WaitGroup.create();
                            group.add();
                            group.done();
                            assertThat(group.count()).isZero();
                        });
    }

    @Test
    @DisplayName("a latch counts, if there is no memory for a while to come to the count")
    void aCountThatComesLater() {
        ShortOfMemory.at(Op.TRY_RECEIVE, 1)
                .run(
                        () -> {
                            Latch latch = Latch.of(1);
                            latch.countDown();
                            assertThat(latch.isOpen()).isTrue();
                        });
    }

    @Test
    @DisplayName("who waits for a task of an executor is told, if there is no memory to do so")
    void theEndOfATask() {
        ShortOfMemory.at(Op.CLOSE, 3)
                .run(
                        () ->
                                Scope.run(
                                        scope -> {
                                            ExecutorService pool =
                                                    ExecutorServices.of(scope, "pool");
                                            assertThat(pool.submit(() -> 1).get()).isOne();
                                        }));
    }

    @Test
    @DisplayName("who waits for the first of several tasks is told, if there is no memory to do so")
    void theFirstOfSeveralTasks() {
        ShortOfMemory.at(Op.TRY_SEND, 3)
                .run(
                        () ->
                                Scope.run(
                                        scope -> {
                                            ExecutorService pool =
                                                    ExecutorServices.of(scope, "pool");
                                            List<Callable<Integer>> tasks = List.of(() -> 1);
                                            Integer first = pool.invokeAny(tasks);
                                            assertThat(first).isOne();
                                        }));
    }

    @Test
    @DisplayName("who waits for the end of an executor is told, if there is no memory to do so")
    void theEndOfAnExecutor() {
        ShortOfMemory.at(Op.CLOSE, 3)
                .run(
                        () ->
                                Scope.run(
                                        scope -> {
                                            ExecutorService pool =
                                                    ExecutorServices.of(scope, "pool");
                                            pool.execute(pool::shutdown);
                                            assertThat(pool.awaitTermination(1, TimeUnit.DAYS))
                                                    .isTrue();
                                        }));
    }

    @Test
    @DisplayName("a case for a stage is ready when that completes without memory to tell so")
    void theEndOfAStage() {
        ShortOfMemory.at(Op.CLOSE, 3)
                .run(
                        () -> {
                            CompletableFuture<Integer> stage = new CompletableFuture<>();
                            Case<Integer> done = Futures.done(stage, value -> value);
                            stage.complete(1);
                            assertThat(Select.<Integer>one(done, otherwise(() -> 0))).isOne();
                        });
    }

    @Test
    @DisplayName("L13 a stage closes its channel, or fails it, without memory to do so")
    void theEndOfAChannelOfAStage() {
        ShortOfMemory.at(Op.CLOSE, 3)
                .run(
                        () -> {
                            CompletableFuture<Integer> stage = new CompletableFuture<>();
                            Receiver<Integer> in = Futures.receiver(stage);
                            stage.complete(1);
                            assertThat(in.receive()).isOne();
                            assertThat(in.tryReceive()).isEqualTo(Received.closed(null));
                        });
    }

    /** The first send puts a value in order; the second one hands it to a worker. */
    @Test
    @DisplayName("L46 a run fails if there is no memory to hand a value to a worker")
    void aValueForAWorker() {
        ShortOfMemory.atSecond(Op.SEND)
                .run(
                        () ->
                                assertThatThrownBy(Pipeline.range(0, 9).parallel(2, n -> n)::toList)
                                        .isInstanceOf(OutOfMemoryError.class)
                                        .hasMessage("planted"));
    }

    @Test
    @DisplayName("L46, L15 a run cancels its receiver, if there is no memory for a while to do so")
    void theReceiverOfARun() {
        ShortOfMemory.at(Op.CANCEL, 1)
                .run(
                        () -> {
                            Channel<Integer> numbers = Channel.buffered(1);
                            numbers.send(1);
                            assertThat(Pipeline.fromReceiver(() -> numbers).first()).contains(1);
                            assertThat(numbers.isClosed()).isTrue();
                        });
    }
}
