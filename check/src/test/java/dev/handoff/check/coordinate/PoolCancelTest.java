package dev.handoff.check.coordinate;

import static dev.handoff.check.coordinate.CoordinationTest.everywhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.WorkCancelledException;
import dev.handoff.check.Explore;
import dev.handoff.check.Program;
import dev.handoff.check.Report;
import dev.handoff.check.Verdict;
import dev.handoff.coordinate.Job;
import dev.handoff.coordinate.Once;
import dev.handoff.coordinate.WorkerPool;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A pool is cancelled while its jobs wait for each other: none takes what comes of that for a failure. */
class PoolCancelTest {
    private static final List<BiConsumer<Scope, WorkerPool>> CANCELS =
            List.of((scope, pool) -> pool.cancel(), (scope, pool) -> scope.cancel());

    @Test
    @DisplayName("L38 a Once in a job that joins a queued one has not failed at a cancel of both")
    void aOnceThatJoinsAQueuedJob() throws Exception {
        for (BiConsumer<Scope, WorkerPool> cancel : CANCELS) {
            everywhere(
                    () -> {
                        Channel<Job<Integer>> queued = Channel.buffered(1);
                        Channel<Boolean> begun = Channel.buffered(1);
                        Once<Integer> once = Once.of(() -> queued.receive().join());
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).queue(1).open();
                                    pool.submit(
                                            () -> {
                                                queued.send(pool.submit(() -> 1));
                                                begun.send(true);
                                                return once.get();
                                            });
                                    begun.receive();
                                    cancel.accept(scope, pool);
                                });
                        assertThat(once.isDone()).isFalse();
                    });
        }
    }

    @Test
    @DisplayName("L38 a Once in a job that joins a running one has not failed at a cancel of both")
    void aOnceThatJoinsARunningJob() throws Exception {
        for (BiConsumer<Scope, WorkerPool> cancel : CANCELS) {
            everywhere(
                    () -> {
                        Channel<Job<Integer>> running = Channel.buffered(1);
                        Once<Integer> once = Once.of(() -> running.receive().join());
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).workers(2).open();
                                    running.send(pool.submit(() -> seesTheCancelOrEnds()));
                                    pool.submit(() -> once.get());
                                    cancel.accept(scope, pool);
                                });
                        if (once.isDone()) {
                            assertThat(once.get()).isOne();
                        }
                    });
        }
    }

    /** Without a wait, so that it needs no interrupt for that. */
    private static int seesTheCancelOrEnds() throws InterruptedException {
        Scope.checkpoint();
        return 1;
    }

    @Test
    @DisplayName("L38 a scope in a job, of which a process joins another job, fails at no cancel")
    void aScopeThatJoinsAJob() throws Exception {
        for (BiConsumer<Scope, WorkerPool> cancel : CANCELS) {
            everywhere(
                    () -> {
                        List<Throwable> told = new ArrayList<>();
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).workers(2).open();
                                    Job<Integer> silent =
                                            pool.submit(() -> Channel.<Integer>never().receive());
                                    pool.submit(
                                            () ->
                                                    Scope.unnamed()
                                                            .supervised(told::add)
                                                            .run(in -> in.go(() -> silent.join())));
                                    cancel.accept(scope, pool);
                                });
                        assertThat(told).isEmpty();
                    });
        }
    }

    @Test
    @DisplayName(
            "L38 a scope in a job, of which a process joins a job that has looked, fails at no"
                    + " cancel")
    void aScopeThatJoinsAJobThatLooks() throws Exception {
        for (BiConsumer<Scope, WorkerPool> cancel : CANCELS) {
            Program program =
                    () -> {
                        List<Throwable> told = new ArrayList<>();
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).workers(2).open();
                                    Job<Integer> looks = pool.submit(() -> seesTheCancelOrEnds());
                                    pool.submit(
                                            () ->
                                                    Scope.unnamed()
                                                            .supervised(told::add)
                                                            .run(in -> in.go(() -> looks.join())));
                                    cancel.accept(scope, pool);
                                });
                        assertThat(told).isEmpty();
                    };
            Report report = Explore.pct(3).schedules(3_000).check(program); // few would find it
            assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        }
    }

    @Test
    @DisplayName("L38 two jobs that wait for each other are cancelled with their pool")
    void twoJobsThatJoinEachOther() throws Exception {
        everywhere(
                () ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).workers(2).open();
                                    Channel<Job<Integer>> others = Channel.buffered(2);
                                    Job<Integer> one = pool.submit(() -> others.receive().join());
                                    others.send(pool.submit(() -> one.join()));
                                    pool.cancel();
                                    assertThatThrownBy(one::join)
                                            .isInstanceOf(WorkCancelledException.class);
                                }));
    }

    @Test
    @DisplayName("L38 a job that waits for room in its pool has not failed when that is cancelled")
    void aJobThatWaitsForRoom() throws Exception {
        everywhere(
                () ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).open();
                                    pool.submit(() -> pool.submit(() -> 1));
                                    pool.cancel();
                                }));
    }

    @Test
    @DisplayName("L38 a job that looks for room in its pool has not failed when that is cancelled")
    void aJobThatLooksForRoom() throws Exception {
        everywhere(
                () ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).queue(1).open();
                                    pool.submit(() -> pool.trySubmitOrNull(() -> 1) == null);
                                    pool.cancel();
                                }));
    }

    @Test
    @DisplayName("L38 of two who cancel a pool at once neither leaves a job")
    void twoCancels() throws Exception {
        everywhere(
                () ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).workers(2).open();
                                    for (int i = 0; i < 2; i++) {
                                        pool.submit(() -> Channel.<Integer>never().receive());
                                    }
                                    scope.go("other", pool::cancel);
                                    pool.cancel();
                                }));
    }
}
