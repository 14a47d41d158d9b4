package dev.handoff.check;

import static dev.handoff.check.SameEndsTest.assertSameEnds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.Watched;
import dev.handoff.WorkCancelledException;
import dev.handoff.coordinate.Job;
import dev.handoff.coordinate.WorkFailedException;
import dev.handoff.coordinate.WorkerPool;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** A job of a pool that is cancelled by itself, at any moment. */
class JobCancelExploredTest {
    @Test
    @DisplayName("L20, L38 a cancelled job has its result, or has received nothing")
    void receives() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> in = Channel.buffered(1);
                    in.send(1);
                    Scope.run(
                            scope -> {
                                WorkerPool pool = WorkerPool.in(scope).open();
                                Job<Integer> job = pool.submit(() -> in.receive());
                                job.cancel();
                                note.accept(endOf(job));
                            });
                    note.accept(in.size() == 0 ? "" : ", value left");
                },
                "ended",
                "cancelled, value left");
    }

    @Test
    @DisplayName("L38 the cancel of a job at any moment reaches no other job of its worker")
    void theNextJobIsNotCancelled() throws Exception {
        assertSameEnds(
                note ->
                        Scope.run(
                                scope -> {
                                    WorkerPool pool = WorkerPool.in(scope).queue(1).open();
                                    Job<Integer> job = pool.submit(() -> 1);
                                    Job<Integer> next =
                                            pool.submit(
                                                    () -> {
                                                        Scope.checkpoint();
                                                        return 2;
                                                    });
                                    job.cancel();
                                    note.accept(endOf(job));
                                    assertThat(next.join()).isEqualTo(2);
                                }),
                "ended",
                "cancelled");
    }

    @Test
    @DisplayName("L38 a job that is cancelled twice is interrupted once, or has not run")
    void twice() throws Exception {
        assertSameEnds(
                note ->
                        Scope.run(
                                scope -> {
                                    Channel<Integer> out = Channel.buffered(1);
                                    WorkerPool pool = WorkerPool.in(scope).open();
                                    Job<Integer> job =
                                            pool.submit(
                                                    () -> {
                                                        note.accept("begun ");
                                                        return sendsWhenInterrupted(out);
                                                    });
                                    scope.go("canceller", job::cancel);
                                    job.cancel();
                                    note.accept(endOf(job) + out.size());
                                }),
                "begun ended1",
                "cancelled0");
    }

    private static Integer sendsWhenInterrupted(Channel<Integer> out) throws InterruptedException {
        try {
            return Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            out.send(1);
            return 1;
        }
    }

    @Test
    @DisplayName(
            "L36 a failure of a job that looks like a cancellation comes before its cancel, or"
                    + " after it")
    void failsAsIfClosed() throws Exception {
        assertSameEnds(
                note -> {
                    List<Object> failures = new ArrayList<>();
                    Scope.run(
                            scope -> {
                                WorkerPool pool =
                                        WorkerPool.in(scope).supervised(failures::add).open();
                                Job<Object> job = pool.submit(() -> SameEndsTest.failAsIfClosed());
                                job.cancel();
                                note.accept(endOf(job));
                            });
                    note.accept(failures.size());
                },
                "cancelled0",
                "failed1");
    }

    @Test
    @DisplayName(
            "L38 what was before the cancel of a job happens-before what it does when it has seen"
                    + " that")
    void isNoRace() throws Exception {
        Report report =
                Thorough.check(
                        Explore.exhaustive(),
                        () -> {
                            Watched<Integer> why = Watched.of(0);
                            Scope.run(
                                    scope -> {
                                        WorkerPool pool = WorkerPool.in(scope).open();
                                        Job<?> job = pool.submit(() -> readsWhenCancelled(why));
                                        why.set(1);
                                        job.cancel();
                                    });
                        });
        assertThat(report.verdict()).as(report::toString).isEqualTo(Verdict.CLEAN);
        assertThat(report.isComplete()).isTrue();
    }

    private static void readsWhenCancelled(Watched<Integer> why) {
        try {
            Scope.checkpoint();
        } catch (InterruptedException e) {
            assertThat(why.get()).isOne();
        }
    }

    private static String endOf(Job<?> job) throws InterruptedException {
        try {
            job.join();
            return "ended";
        } catch (WorkCancelledException e) {
            return "cancelled";
        } catch (WorkFailedException e) {
            return "failed";
        }
    }
}
