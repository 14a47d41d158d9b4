package dev.handoff.coordinate;

import static dev.handoff.Select.after;
import static dev.handoff.Select.otherwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.DeadlineExceededException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.ScopeBody;
import dev.handoff.Select;
import dev.handoff.WorkCancelledException;
import dev.handoff.bridge.SlowCancels;
import dev.handoff.laws.Ahead;
import dev.handoff.laws.ShortOfMemory;
import dev.handoff.laws.Told;
import dev.handoff.laws.Under;
import dev.handoff.laws.Until;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class WorkerPoolTest {
    private static final Callable<Integer> FOREVER = Channel.<Integer>rendezvous()::receive;

    @Test
    void noMoreJobsRunAtOnceThanThereAreWorkers() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).workers(3).queue(5).open();
                    for (int i = 0; i < 100; i++) {
                        pool.submit(
                                () -> {
                                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                    Thread.yield();
                                    running.decrementAndGet();
                                    return done.incrementAndGet();
                                });
                    }
                });
        assertThat(done.get()).isEqualTo(100);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    @DisplayName("L35 the scope is left when all accepted jobs have ended, without a close")
    void theScopeWaitsForTheJobs() throws Exception {
        List<Job<Integer>> jobs = new ArrayList<>();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).workers(2).queue(50).open();
                    for (int i = 0; i < 20; i++) {
                        int n = i;
                        jobs.add(pool.submit(() -> n * n));
                    }
                });
        for (int i = 0; i < 20; i++) {
            assertThat(jobs.get(i).isDone()).isTrue();
            assertThat(jobs.get(i).join()).isEqualTo(i * i);
        }
    }

    @Test
    void aSubmitWaitsWhileAllWorkAndTheQueueIsFull() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).named("p").queue(1).open();
                    pool.submit(() -> gate.receive());
                    pool.submit(() -> gate.receive());
                    assertThat(pool.trySubmitOrNull(() -> gate.receive())).isNull();
                    Until.eventually("one runs, one waits", () -> pool.queued() == 1);
                    Thread third = Wait.waiting(() -> pool.submit(() -> gate.receive()));
                    gate.send(1);
                    assertThat(third.join(Wait.LIMIT)).isTrue();
                    gate.send(2);
                    gate.send(3);
                });
    }

    @Test
    void jobsRunInTheOrderInWhichTheyWereAccepted() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).queue(100).open();
                    for (int i = 0; i < 50; i++) {
                        int n = i;
                        pool.submit(() -> order.add(n));
                    }
                });
        assertThat(order).isSorted().hasSize(50);
    }

    @Test
    void anInterruptedSubmitHasSubmittedNothing() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        AtomicInteger ran = new AtomicInteger();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    pool.submit(() -> gate.receive());
                    Wait.interruptAndJoin(Wait.waiting(() -> pool.submit(ran::incrementAndGet)));
                    gate.send(1);
                });
        assertThat(ran.get()).isZero();
    }

    @Test
    void aCaseThatIsNotChosenHasSubmittedNothing() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        AtomicInteger ran = new AtomicInteger();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    Select<String> select =
                            Select.of(
                                    pool.onSubmit(ran::incrementAndGet, job -> job.join() + ""),
                                    otherwise(() -> "no room"));
                    Job<Integer> first = pool.submit(() -> gate.receive());
                    assertThat(select.run()).isEqualTo("no room");
                    gate.send(1);
                    first.join();
                    String submitted =
                            Select.one(
                                    pool.onSubmit(ran::incrementAndGet, job -> job.join() + ""),
                                    after(Wait.LIMIT, () -> "too late"));
                    assertThat(submitted).isEqualTo("1");
                });
        assertThat(ran.get()).isEqualTo(1);
    }

    @Test
    void theEndOfAJobIsACase() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    Job<Integer> job = pool.submit(() -> gate.receive());
                    Select<Integer> look = Select.of(job.onDone(n -> n), otherwise(() -> -1));
                    assertThat(look.run()).isEqualTo(-1);
                    gate.send(7);
                    assertThat(job.join()).isEqualTo(7);
                    assertThat(look.run()).isEqualTo(7);
                });
    }

    @Test
    @DisplayName("L36 a job that fails cancels the scope, and the queue")
    void aFailureIsTheScopes() {
        List<Job<Integer>> jobs = new ArrayList<>();
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            WorkerPool pool =
                                                    WorkerPool.in(scope)
                                                            .named("p")
                                                            .workers(2)
                                                            .queue(2)
                                                            .open();
                                            jobs.add(pool.submit(FOREVER));
                                            jobs.add(
                                                    pool.submit(
                                                            "bad",
                                                            () -> {
                                                                throw new IOException("disk");
                                                            }));
                                            jobs.add(pool.submit(FOREVER));
                                            jobs.add(pool.submit(FOREVER));
                                        }))
                .isInstanceOf(ProcessFailedException.class)
                .hasRootCauseMessage("disk");
        assertThat(jobs).hasSizeGreaterThanOrEqualTo(2).allMatch(Job::isDone);
        assertThatThrownBy(() -> jobs.get(1).join())
                .isInstanceOf(WorkFailedException.class)
                .hasMessage("job \"bad\" of pool \"p\" has failed: java.io.IOException: disk");
        assertThatThrownBy(() -> jobs.get(0).join()).isInstanceOf(WorkCancelledException.class);
    }

    @Test
    @DisplayName("L37 in a supervised scope other workers take the place of those that fail")
    void aFailedWorkerIsReplaced() {
        AtomicInteger done = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    WorkerPool pool =
                                                            WorkerPool.in(scope).queue(20).open();
                                                    for (int i = 0; i < 20; i++) {
                                                        int n = i;
                                                        pool.submit(
                                                                () -> {
                                                                    done.incrementAndGet();
                                                                    if (n % 3 == 0) {
                                                                        throw new IOException();
                                                                    }
                                                                    return n;
                                                                });
                                                    }
                                                }))
                .isInstanceOf(ProcessFailedException.class);
        assertThat(done.get()).isEqualTo(20);
    }

    @Test
    void inASupervisedPoolAFailureIsTheJobsAlone() throws Exception {
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        Scope.run(
                scope -> {
                    WorkerPool pool =
                            WorkerPool.in(scope)
                                    .queue(5)
                                    .supervised(f -> failures.add(f.getMessage()))
                                    .open();
                    Job<Object> bad =
                            pool.submit(
                                    () -> {
                                        throw new IOException("disk");
                                    });
                    assertThat(pool.submit(() -> 1).join()).isEqualTo(1);
                    assertThatThrownBy(bad::join).isInstanceOf(WorkFailedException.class);
                    pool.submit(
                            () -> {
                                throw new AssertionError("broken");
                            });
                    assertThat(pool.submit(() -> 2).join()).isEqualTo(2);
                });
        assertThat(failures)
                .containsExactly(
                        "job of a pool has failed: java.io.IOException: disk",
                        "job of a pool has failed: java.lang.AssertionError: broken");
    }

    @Test
    void anInterruptThatAJobLeavesBehindIsNotForTheNext() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).queue(1).open();
                    pool.submit(
                            () -> {
                                gate.receive();
                                Thread.currentThread().interrupt();
                                return 1;
                            });
                    Job<Boolean> next = pool.submit(Thread::interrupted);
                    gate.send(1);
                    assertThat(next.join()).isFalse();
                });
    }

    @Test
    void inASupervisedPoolAnInterruptOfItsOwnIsTheJobsAlone() throws Exception {
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        Scope.run(
                scope -> {
                    WorkerPool pool =
                            WorkerPool.in(scope)
                                    .queue(1)
                                    .supervised(f -> failures.add(f.getMessage()))
                                    .open();
                    pool.submit(
                            () -> {
                                throw new InterruptedException("mine");
                            });
                    assertThat(pool.submit(() -> 2).join()).isEqualTo(2);
                });
        assertThat(failures)
                .containsExactly("job of a pool has failed: java.lang.InterruptedException: mine");
    }

    @Test
    void aClosedPoolDoesWhatItHasAcceptedAndNoMore() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).named("p").queue(1).open();
                    pool.submit(() -> gate.receive());
                    Job<Integer> queued = pool.submit(() -> 2);
                    AtomicReference<Throwable> refusal = new AtomicReference<>();
                    Thread waits =
                            Wait.waiting(
                                    () -> refusal.set(catchThrowable(() -> pool.submit(() -> 3))));
                    pool.close();
                    assertThat(waits.join(Wait.LIMIT)).isTrue();
                    assertThat(refusal.get())
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("closed");
                    assertThatIllegalStateException()
                            .isThrownBy(() -> pool.trySubmitOrNull(() -> 4))
                            .withMessageContaining("pool \"p\"")
                            .withMessageContaining("closed");
                    gate.send(1);
                    assertThat(queued.join()).isEqualTo(2);
                });
    }

    @Test
    void aTryToSubmitNamesTheJobAlsoIfItHasNoResult() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).named("p").queue(1).open();
                    Job<Integer> first = pool.trySubmitOrNull("first", () -> gate.receive());
                    Job<?> second = pool.trySubmitOrNull("second", () -> {});
                    assertThat(String.valueOf(first)).startsWith("job \"first\" of pool \"p\"");
                    assertThat(String.valueOf(second)).startsWith("job \"second\" of pool \"p\"");
                    assertThat(pool.trySubmitOrNull("third", () -> {})).as("full").isNull();
                    gate.send(1);
                });
    }

    @Test
    void aTryToSubmitToAPoolThatIsFullAndClosedIsRefused() throws Exception {
        Channel<Integer> gate = Channel.rendezvous();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).named("p").open();
                    pool.submit(() -> gate.receive());
                    pool.close();
                    assertThatIllegalStateException()
                            .isThrownBy(() -> pool.trySubmitOrNull("late", () -> {}))
                            .withMessageContaining("job \"late\" of pool \"p\"")
                            .withMessageContaining("closed");
                    gate.send(1);
                });
    }

    @Test
    void aJobThatIsCancelledInAFileHasNotFailed() throws Exception {
        List<WorkFailedException> failures = Collections.synchronizedList(new ArrayList<>());
        Channel<Boolean> begun = Channel.buffered(1);
        Scope.run(
                scope -> {
                    Pipe nothing = Pipe.open();
                    try (Pipe.SinkChannel _ = nothing.sink();
                            Pipe.SourceChannel source = nothing.source()) {
                        WorkerPool pool = WorkerPool.in(scope).supervised(failures::add).open();
                        Job<Integer> job =
                                pool.submit(
                                        () -> {
                                            begun.send(true);
                                            return source.read(ByteBuffer.allocate(1));
                                        });
                        begun.receive();
                        pool.cancel();
                        assertThatThrownBy(job::join).isInstanceOf(WorkCancelledException.class);
                    }
                });
        assertThat(failures).isEmpty();
    }

    @Test
    void aCancelledPoolInterruptsWhatRunsAndCancelsWhatWaits() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).workers(2).queue(1).open();
                    Channel<Integer> gate = Channel.rendezvous();
                    Job<Integer> one = pool.submit(() -> gate.receive());
                    Job<Integer> two = pool.submit(() -> gate.receive());
                    Job<Integer> queued = pool.submit(ran::incrementAndGet);
                    Until.eventually("both run", () -> gate.waitingReceivers() == 2);
                    pool.cancel();
                    for (Job<Integer> job : List.of(one, two, queued)) {
                        assertThatThrownBy(job::join)
                                .isInstanceOf(WorkCancelledException.class)
                                .hasMessageStartingWith("job of a pool was cancelled");
                    }
                    assertThat(scope.isCancelled()).isFalse();
                    assertThatIllegalStateException().isThrownBy(() -> pool.submit(() -> 1));
                });
        assertThat(ran.get()).isZero();
    }

    @Test
    @DisplayName("L38 the cancellation of the scope ends all jobs")
    void theScopesCancellationEndsAllJobs() throws Exception {
        List<Job<Integer>> jobs = new ArrayList<>();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).queue(3).open();
                    for (int i = 0; i < 4; i++) {
                        jobs.add(pool.submit(FOREVER));
                    }
                    scope.cancel();
                });
        for (Job<Integer> job : jobs) {
            assertThatThrownBy(job::join).isInstanceOf(WorkCancelledException.class);
        }
    }

    @Test
    @DisplayName("L38 a job that swallows the interrupt of its cancelled scope is the last")
    void aJobThatSwallowsTheInterruptOfItsScopeIsTheLast() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        List<Job<Integer>> jobs = new ArrayList<>();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).queue(1).open();
                    jobs.add(
                            pool.submit(
                                    () -> {
                                        try {
                                            return silent.receive();
                                        } catch (InterruptedException e) {
                                            return 1;
                                        }
                                    }));
                    jobs.add(pool.submit(FOREVER));
                    Until.receiversWait(silent, 1);
                    scope.cancel();
                });
        assertThat(jobs.getFirst().join()).isEqualTo(1);
        assertThatThrownBy(jobs.getLast()::join).isInstanceOf(WorkCancelledException.class);
    }

    @Test
    @DisplayName("L38 who submits to a pool that is cancelled with its scope is cancelled, too")
    void whoSubmitsToAPoolThatIsCancelledWithItsScopeIsCancelledToo() {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        SlowCancels.within(
                () ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).queue(0).open();
                                    pool.submit(FOREVER);
                                    scope.go(
                                            () -> {
                                                try {
                                                    while (true) {
                                                        pool.submit(FOREVER);
                                                    }
                                                } catch (Exception e) {
                                                    refused.set(e);
                                                    throw e;
                                                }
                                            });
                                    scope.cancel();
                                }));
        assertThat(refused.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("L36 who joins a job that was given up learns that it was cancelled")
    void aJobThatWasGivenUpWasCancelled() throws Exception {
        Channel<Integer> cancelled = Channel.rendezvous();
        cancelled.cancel();
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).named("p").open();
                    Job<?> job = pool.submit("sale", () -> cancelled.send(1));
                    assertThatThrownBy(job::join).isInstanceOf(WorkCancelledException.class);
                    assertThat(job).hasToString("job \"sale\" of pool \"p\"");
                });
    }

    @Test
    @DisplayName(
            "L36 who tries to submit to a pool that is cancelled with its scope has not failed")
    void whoTriesToSubmitToAPoolThatIsCancelledWithItsScopeHasNotFailed() {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        SlowCancels.within(
                () ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).named("p").open();
                                    pool.submit(FOREVER);
                                    scope.go(
                                            "poller",
                                            () -> {
                                                try {
                                                    // the room of the first job may come before
                                                    Until.eventually(
                                                            "it is refused",
                                                            () -> {
                                                                pool.trySubmitOrNull(FOREVER);
                                                                return false;
                                                            });
                                                } catch (IllegalStateException e) {
                                                    refused.set(e);
                                                    throw e;
                                                }
                                            });
                                    scope.cancel();
                                }));
        assertThat(refused.get())
                .hasMessage("job of pool \"p\" was not accepted: the pool was closed")
                .hasCauseInstanceOf(CancelledException.class);
    }

    @Test
    void aPoolOfAScopeThatHasBeenLeftAcceptsNothing() throws Exception {
        WorkerPool[] pools = new WorkerPool[1];
        Scope.run(scope -> pools[0] = WorkerPool.in(scope).open());
        assertThatIllegalStateException().isThrownBy(() -> pools[0].submit(() -> 1));
        assertThatIllegalStateException().isThrownBy(() -> pools[0].submit(() -> 1));
    }

    @Test
    void sizesAreChecked() throws Exception {
        Scope.run(
                scope -> {
                    WorkerPoolBuilder pool = WorkerPool.in(scope);
                    assertThatIllegalArgumentException().isThrownBy(() -> pool.workers(0));
                    assertThatIllegalArgumentException().isThrownBy(() -> pool.queue(-1));
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> pool.workers(1).queue(Integer.MAX_VALUE).open());
                });
    }

    private static Callable<Integer> wrapping(Channel<Boolean> begun) {
        return () -> {
            try {
                begun.send(true);
                return FOREVER.call();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @Test
    void aJobThatWrapsItsInterruptWasCancelledWithItsPool() throws Exception {
        List<WorkFailedException> failures = Collections.synchronizedList(new ArrayList<>());
        Channel<Boolean> begun = Channel.buffered(1);
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).supervised(failures::add).open();
                    Job<Integer> job = pool.submit(wrapping(begun));
                    begun.receive();
                    pool.cancel();
                    assertThatThrownBy(job::join)
                            .isInstanceOf(WorkCancelledException.class)
                            .hasCauseInstanceOf(IllegalStateException.class);
                });
        assertThat(failures).isEmpty();
    }

    @Test
    void aJobThatWrapsItsInterruptWasCancelledWithItsScope() throws Exception {
        List<WorkFailedException> failures = Collections.synchronizedList(new ArrayList<>());
        List<Job<Integer>> jobs = new ArrayList<>();
        Channel<Boolean> begun = Channel.buffered(1);
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).supervised(failures::add).open();
                    jobs.add(pool.submit(wrapping(begun)));
                    begun.receive();
                    scope.cancel();
                });
        assertThatThrownBy(jobs.getFirst()::join).isInstanceOf(WorkCancelledException.class);
        assertThat(failures).isEmpty();
    }

    @Test
    void aFailureThatIsCausedByAnInterruptIsOneWhileThePoolIsNotCancelled() throws Exception {
        List<WorkFailedException> failures = Collections.synchronizedList(new ArrayList<>());
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).supervised(failures::add).open();
                    Job<Integer> job =
                            pool.submit(
                                    () -> {
                                        throw new IOException(new InterruptedException("other"));
                                    });
                    assertThatThrownBy(job::join).isInstanceOf(WorkFailedException.class);
                });
        assertThat(failures).hasSize(1);
    }

    @Test
    void ofTwoJobsAtOneChannelOfTheJdkACancelCancelsBoth() throws Exception {
        List<WorkFailedException> failures = Collections.synchronizedList(new ArrayList<>());
        Channel<Boolean> begun = Channel.buffered(2);
        Scope.run(
                scope -> {
                    Pipe nothing = Pipe.open();
                    try (Pipe.SinkChannel _ = nothing.sink();
                            Pipe.SourceChannel source = nothing.source()) {
                        WorkerPool pool =
                                WorkerPool.in(scope).workers(2).supervised(failures::add).open();
                        Callable<Integer> read =
                                () -> {
                                    begun.send(true);
                                    return source.read(ByteBuffer.allocate(1));
                                };
                        List<Job<Integer>> jobs = List.of(pool.submit(read), pool.submit(read));
                        begun.receive();
                        begun.receive();
                        pool.cancel();
                        for (Job<Integer> job : jobs) {
                            assertThatThrownBy(job::join)
                                    .isInstanceOf(WorkCancelledException.class);
                        }
                    }
                });
        assertThat(failures).isEmpty();
    }

    @Test
    void theHookOfAFailureIsNotInterruptedByWhatItsJobLeftBehind() throws Exception {
        Channel<String> told = Channel.buffered(1);
        Scope.run(
                scope ->
                        WorkerPool.in(scope)
                                .supervised(failure -> sendUndisturbed(told, failure))
                                .open()
                                .submit(
                                        () -> {
                                            Thread.currentThread().interrupt();
                                            throw new IOException("disk");
                                        }));
        assertThat(told.tryReceiveOrNull()).contains("disk");
    }

    @Test
    @DisplayName("L38 the hook of a failure is interrupted by a cancel that its job has not seen")
    void theHookOfAFailureIsInterruptedByTheCancel() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        Scope.run(
                scope -> {
                    WorkerPool.in(scope)
                            .supervised(
                                    failure ->
                                            interrupted.add(Thread.currentThread().isInterrupted()))
                            .open()
                            .submit(
                                    () -> {
                                        begun.countDown();
                                        Thread me = Thread.currentThread();
                                        Until.eventually("the cancel", me::isInterrupted);
                                        throw new IOException("disk");
                                    });
                    begun.await();
                    scope.cancel();
                });
        assertThat(interrupted).containsExactly(true);
    }

    private static void sendUndisturbed(Channel<String> told, WorkFailedException failure) {
        try {
            told.send(failure.getMessage());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("L36 what a job that was given up cannot close is told, and the next job is done")
    void whatAJobCannotCloseIsTold() throws Exception {
        List<Job<Integer>> next = new ArrayList<>();
        ScopeBody.Action<InterruptedException> body =
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).workers(1).open();
                    pool.submit(WorkerPoolTest::sendsInVain);
                    next.add(pool.submit(() -> 2));
                };
        assertThat(Told.by(() -> Scope.run(body))).singleElement().asString().contains("disk");
        assertThat(next.getFirst().join()).isEqualTo(2);
    }

    private static int sendsInVain() throws Exception {
        Channel<Integer> cancelled = Channel.rendezvous();
        cancelled.cancel();
        try (AutoCloseable _ =
                () -> {
                    throw new IOException("disk");
                }) {
            cancelled.send(1);
        }
        return 1;
    }

    @Test
    void theFailureOfTheScopeNamesTheJob() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                WorkerPool.in(scope)
                                                        .named("fetch")
                                                        .open()
                                                        .submit(
                                                                "job 6",
                                                                () -> {
                                                                    throw new IOException("500");
                                                                })))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining(
                        "job \"job 6\" of pool \"fetch\" has failed: java.io.IOException: 500")
                .hasRootCauseMessage("500");
    }

    @Test
    @DisplayName("a hook may throw the failure that it is given")
    void aHookMayThrowTheFailure() {
        IOException disk = new IOException("disk");
        ScopeBody.Action<InterruptedException> body =
                scope ->
                        WorkerPool.in(scope)
                                .supervised(
                                        failure -> {
                                            throw failure;
                                        })
                                .open()
                                .submit(
                                        () -> {
                                            throw disk;
                                        });
        assertThatThrownBy(() -> Scope.run(body))
                .hasCauseInstanceOf(WorkFailedException.class)
                .hasRootCause(disk);
    }

    @Test
    void aHookThatFailsHidesNoFailure() {
        IOException ofJob = new IOException("of the job");
        IllegalStateException ofHook = new IllegalStateException("of the hook");
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            WorkerPool pool =
                                                    WorkerPool.in(scope)
                                                            .supervised(
                                                                    report -> {
                                                                        throw ofHook;
                                                                    })
                                                            .open();
                                            pool.submit(
                                                    () -> {
                                                        throw ofJob;
                                                    });
                                        }))
                .rootCause()
                .isSameAs(ofHook)
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .singleElement()
                                        .extracting(Throwable::getCause)
                                        .isSameAs(ofJob));
    }

    /** To ask whether the process was cancelled must not use up the interrupt that tells it so. */
    @Test
    void aRefusedJobLeavesTheInterruptOfTheDeadline() {
        Ahead clock = new Ahead();
        Scheduling.within(
                clock,
                () ->
                        assertThatThrownBy(
                                        () ->
                                                Scope.unnamed()
                                                        .deadline(Duration.ofHours(1))
                                                        .run(scope -> isRefusedLate(scope, clock)))
                                .isInstanceOf(DeadlineExceededException.class));
    }

    private static void isRefusedLate(Scope scope, Ahead clock) throws InterruptedException {
        WorkerPool pool = WorkerPool.in(scope).open();
        pool.close();
        clock.by(Duration.ofHours(2));
        assertThatThrownBy(() -> pool.trySubmitOrNull(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(CancelledException.class);
        Channel.never().receive();
    }

    @Test
    void aJobOfWhoWasOnlyInterruptedIsRefusedByAFailure() throws Exception {
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    pool.close();
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> pool.trySubmitOrNull(() -> 1))
                            .isInstanceOf(IllegalStateException.class)
                            .hasNoCause();
                    assertThat(Thread.interrupted()).isTrue();
                });
    }

    @Test
    void aRefusedJobDoesNotSetAnInterruptAgainThatWasSeen() throws Exception {
        Scope.run(
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    pool.close();
                    scope.cancel();
                    assertThat(Thread.interrupted()).isTrue();
                    assertThatThrownBy(() -> pool.trySubmitOrNull(() -> 1))
                            .isInstanceOf(IllegalStateException.class)
                            .hasCauseInstanceOf(CancelledException.class);
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                });
    }

    @Test
    void aJobThatThereIsNoMemoryForLeavesItsRoom() {
        ShortOfMemory scarce = ShortOfMemory.later(Op.TRY_SEND);
        scarce.run(() -> Scope.run(scope -> submitTwice(scope, scarce)));
    }

    @Test
    void aSelectThatHasNoMemoryForItsJobLeavesTheRoom() {
        AtomicBoolean isScarce = new AtomicBoolean();
        Scheduling scarce =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public long newId() {
                        if (isScarce.getAndSet(false)) {
                            throw new OutOfMemoryError("planted");
                        }
                        return super.newId();
                    }
                };
        ScopeBody.Action<InterruptedException> body =
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).queue(0).open();
                    Select<Job<Integer>> submit =
                            Select.of(pool.<Integer, Job<Integer>>onSubmit(() -> 1, job -> job));
                    isScarce.set(true);
                    assertThatThrownBy(submit::run).isInstanceOf(OutOfMemoryError.class);
                    assertThat(isScarce).isFalse();
                    assertThat(submit.run().join()).isEqualTo(1);
                };
        Under.run(scarce, () -> Scope.run(body));
    }

    /** The third look is whether the job was cancelled. */
    @Test
    @DisplayName("L36 a job that there is no memory to begin has failed, and its pool goes on")
    void aJobThatDoesNotBegin() {
        AtomicInteger looks = new AtomicInteger();
        Scheduling scarce =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void touch(Op op, long id) {
                        if (op == Op.INSPECT && looks.incrementAndGet() == 3) {
                            throw new OutOfMemoryError("planted");
                        }
                        super.touch(op, id);
                    }
                };
        Under.run(scarce, () -> Scope.run(scope -> failToBegin(scope)));
    }

    /** There is no memory for a worker's last look at the queue, and a job comes just before. */
    private static final class FailsAtALastLook extends DelegatingScheduling {
        private static final List<Op> LEAVE = List.of(Op.TRY_RECEIVE, Op.TRY_SEND, Op.INSPECT);

        private final List<Op> steps = new ArrayList<>();
        private volatile boolean isOver;
        private Runnable before = () -> {};

        FailsAtALastLook() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public void reach(Op op, long id) {
            if (!isOver && Thread.currentThread().getName().startsWith("worker of")) {
                steps.add(op);
                if (Collections.indexOfSubList(steps, LEAVE) >= 0) {
                    isOver = true;
                    before.run();
                    throw new OutOfMemoryError("planted");
                }
            }
            super.reach(op, id);
        }
    }

    @Test
    void aWorkerThatThereIsNoMemoryToLeaveIsReplacedByOneAndNotByTwo() {
        FailsAtALastLook scarce = new FailsAtALastLook();
        Channel<Integer> gate = Channel.rendezvous();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        ScopeBody.Action<Exception> body =
                scope -> {
                    WorkerPool pool = WorkerPool.in(scope).open();
                    scarce.before = () -> pool.trySubmitOrNull(() -> gate.receive());
                    pool.submit(() -> 1);
                    Until.eventually("it has failed", () -> !failures.isEmpty());
                    assertThat(pool.toString()).contains("1 of 1 workers");
                    gate.send(1);
                };
        Under.run(scarce, () -> Scope.unnamed().supervised(failures::add).run(body));
    }

    private static void failToBegin(Scope scope) throws InterruptedException {
        WorkerPool pool = WorkerPool.in(scope).supervised(failure -> {}).open();
        Job<Integer> first = pool.submit(() -> 1);
        FutureTask<Integer> join = new FutureTask<>(first::join);
        Thread joiner = Thread.startVirtualThread(join);
        assertThat(joiner.join(Wait.LIMIT)).as("has ended").isTrue();
        assertThat(join.exceptionNow())
                .isInstanceOf(WorkFailedException.class)
                .hasRootCauseInstanceOf(OutOfMemoryError.class);
        Job<Integer> second = pool.trySubmitOrNull(() -> 2);
        assertThat(second).as("there is room").isNotNull();
        assertThat(second.join()).isEqualTo(2);
    }

    private static void submitTwice(Scope scope, ShortOfMemory scarce) throws InterruptedException {
        WorkerPool pool = WorkerPool.in(scope).open();
        scarce.begin();
        assertThatThrownBy(() -> pool.trySubmitOrNull(() -> 1))
                .isInstanceOf(OutOfMemoryError.class);
        Job<Integer> second = pool.trySubmitOrNull(() -> 2);
        assertThat(second).isNotNull();
        assertThat(second.join()).isEqualTo(2);
    }
}
