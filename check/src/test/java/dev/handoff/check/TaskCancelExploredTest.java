package dev.handoff.check;

import static dev.handoff.check.SameEndsTest.assertSameEnds;
import static dev.handoff.check.SameEndsTest.endOf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.ScopeBody;
import dev.handoff.Task;
import dev.handoff.Watched;
import dev.handoff.WorkCancelledException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A task that is cancelled by itself, at any moment. */
class TaskCancelExploredTest {
    @Test
    @DisplayName("L20, L38 a cancelled task has its result, or has received nothing; others go on")
    void receives() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> in = Channel.buffered(1);
                    String end =
                            endOfCancelled(
                                    scope -> {
                                        scope.go("sender", () -> in.send(1));
                                        return scope.fork("receiver", () -> in.receive());
                                    });
                    note.accept(end + (in.size() == 0 ? "" : ", value left"));
                },
                "ended",
                "cancelled, value left");
    }

    @Test
    @DisplayName("L38 the cancel of a task reaches the scope that it has opened, and no other")
    void opensAScope() throws Exception {
        assertSameEnds(
                note ->
                        note.accept(
                                endOfCancelled(
                                        outer ->
                                                outer.fork(
                                                        () ->
                                                                Scope.call(
                                                                        inner ->
                                                                                inner.fork(() -> 1)
                                                                                        .join())))),
                "ended",
                "cancelled");
    }

    @Test
    @DisplayName("L38 a task that is cancelled twice is interrupted once, and may have a result")
    void twice() throws Exception {
        assertSameEnds(
                note ->
                        Scope.run(
                                scope -> {
                                    Channel<Integer> out = Channel.buffered(1);
                                    Task<Integer> task =
                                            scope.fork(() -> sendsWhenInterrupted(out));
                                    scope.go("first", task::cancel);
                                    scope.go("second", task::cancel);
                                    note.accept(endOf(task) + out.size());
                                }),
                "ended1");
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
            "L36 a failure of a task that looks like a cancellation comes before its cancel, or"
                    + " after it")
    void failsAsIfClosed() throws Exception {
        assertSameEnds(
                note -> note.accept(endOfAScopeWhoseTaskFails()),
                "cancelled, ended",
                "failed, failed");
    }

    private static String endOfAScopeWhoseTaskFails() throws Exception {
        Task<?>[] task = new Task<?>[1];
        String left;
        try {
            Scope.unnamed()
                    .supervised()
                    .run(
                            scope -> {
                                task[0] = scope.fork(SameEndsTest::failAsIfClosed);
                                scope.go("canceller", task[0]::cancel);
                            });
            left = "ended";
        } catch (ProcessFailedException e) {
            left = "failed";
        }
        return endOf(task[0]) + ", " + left;
    }

    @Test
    @DisplayName(
            "L36 who joins a task that is cancelled fails, unless the scope is cancelled before he"
                    + " has")
    void besideTheCancelOfItsScope() throws Exception {
        assertSameEnds(
                note -> {
                    try {
                        Scope.unnamed()
                                .supervised()
                                .run(
                                        scope -> {
                                            Task<?> task = scope.fork(Channel.never()::receive);
                                            scope.go("joins", task::join);
                                            task.cancel();
                                            scope.cancel();
                                        });
                        note.accept("ended");
                    } catch (ProcessFailedException e) {
                        assertThat(e).hasCauseInstanceOf(WorkCancelledException.class);
                        note.accept(e.process() + " failed");
                    }
                },
                "ended",
                "joins failed");
    }

    @Test
    @DisplayName("L38 a cancel at any moment of a task whose scope inside fails is not lost")
    void besideAScopeThatFails() throws Exception {
        assertSameEnds(
                note ->
                        note.accept(
                                endOfCancelled(
                                        scope -> scope.fork(TaskCancelExploredTest::triesTwice))),
                "cancelled");
    }

    @Test
    @DisplayName(
            "L38 what was before the cancel of a task happens-before what it does when it has seen"
                    + " that")
    void isNoRace() throws Exception {
        Report report =
                Thorough.check(
                        Explore.exhaustive(),
                        () -> {
                            Watched<Integer> why = Watched.of(0);
                            Scope.run(
                                    scope -> {
                                        Task<?> task = scope.fork(() -> readsWhenCancelled(why));
                                        why.set(1);
                                        task.cancel();
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

    private static Integer triesTwice() throws InterruptedException {
        try {
            Scope.run(inner -> inner.go(SameEndsTest::failAsIfClosed));
        } catch (ProcessFailedException e) {
            // of the first attempt
        }
        return Channel.<Integer>never().receive();
    }

    /** Of a task that is cancelled at once by who has started it; its scope does not fail. */
    private static String endOfCancelled(ScopeBody<Task<?>, InterruptedException> start)
            throws InterruptedException {
        return Scope.call(
                scope -> {
                    Task<?> task = start.call(scope);
                    task.cancel();
                    return endOf(task);
                });
    }
}
