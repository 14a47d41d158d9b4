package dev.handoff.laws;

import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.DeadlineExceededException;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.ScopeBuilder;
import dev.handoff.Timers;
import dev.handoff.WorkCancelledException;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Supervised scopes and races. */
class L37PoliciesTest extends ByBothThreads {
    private final AtomicInteger running = new AtomicInteger();

    private int loser() throws InterruptedException {
        running.incrementAndGet();
        try {
            Channel.never().receive();
            return 0;
        } finally {
            for (int i = 0; i < 100; i++) {
                Thread.yield();
            }
            running.decrementAndGet();
        }
    }

    private static void fail(String message) throws IOException {
        throw new IOException(message);
    }

    // ---- supervised

    /** All do their work, then the first failure comes out. */
    @Test
    @DisplayName("L37 in a supervised scope siblings go on, and the failures come at the end")
    void inASupervisedScopeSiblingsGoOn() {
        AtomicInteger done = new AtomicInteger();
        Channel<Integer> gate = Channel.rendezvous();
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    scope.go("a", () -> fail("first"));
                                                    scope.go(
                                                            "b",
                                                            () -> {
                                                                gate.receive();
                                                                fail("second");
                                                            });
                                                    for (int i = 0; i < 5; i++) {
                                                        scope.go(
                                                                () -> {
                                                                    gate.receive();
                                                                    done.incrementAndGet();
                                                                });
                                                    }
                                                    for (int i = 0; i < 6; i++) {
                                                        gate.send(i);
                                                    }
                                                    assertThat(scope.isCancelled()).isFalse();
                                                }))
                .isInstanceOf(ProcessFailedException.class)
                .satisfies(
                        e -> {
                            List<String> messages = new ArrayList<>();
                            messages.add(e.getCause().getMessage());
                            for (Throwable later : e.getSuppressed()) {
                                messages.add(later.getCause().getMessage());
                            }
                            assertThat(messages).containsExactlyInAnyOrder("first", "second");
                        });
        assertThat(done).hasValue(5);
    }

    @Test
    @DisplayName("L37 a scope that is supervised without a hook, after all, throws its failures")
    void theHookOfASupervisedScopeIsForgotten() {
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised(failure -> {})
                                        .supervised()
                                        .run(
                                                scope ->
                                                        scope.go(
                                                                () -> {
                                                                    throw new IOException("disk");
                                                                })))
                .isInstanceOf(ProcessFailedException.class);
    }

    /** In the thread of the process that failed, and the scope ends well. */
    @Test
    @DisplayName("L37 a supervised scope with a hook hands it each failure, and ends well")
    void supervisedScopeWithAHookHandsItEachFailure() throws Exception {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        int result =
                Scope.unnamed()
                        .supervised(
                                e -> {
                                    assertThat(Thread.currentThread().getName())
                                            .isEqualTo(e.process());
                                    failures.add(e.process() + " " + e.getCause().getMessage());
                                })
                        .call(
                                scope -> {
                                    scope.go("a", () -> fail("1"));
                                    scope.go("b", () -> fail("2"));
                                    scope.go("c", () -> {});
                                    return 5;
                                });
        assertThat(result).isEqualTo(5);
        assertThat(failures).containsExactlyInAnyOrder("a 1", "b 2");
    }

    /** It is a failure that nobody has handled. */
    @Test
    @DisplayName("L37 what the hook of a supervised scope throws is not swallowed")
    void whatTheHookOfASupervisedScopeThrowsIsNotSwallowed() {
        IllegalStateException inHook = new IllegalStateException("hook");
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised(
                                                e -> {
                                                    throw inHook;
                                                })
                                        .run(scope -> scope.go("a", () -> fail("1"))))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("\"a\"")
                .hasSuppressedException(inHook);
    }

    /** The failure is the same, and thrown once; what the hook threw about it is not. */
    @Test
    @DisplayName("L37 what the hook throws is not swallowed either if the body has joined the task")
    void whatTheHookThrowsIsNotSwallowedIfTheBodyHasJoinedTheTask() {
        IllegalStateException inHook = new IllegalStateException("hook");
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised(e -> throwWhenCancelled(inHook))
                                        .run(
                                                scope ->
                                                        scope.fork(
                                                                        "a",
                                                                        () -> {
                                                                            fail("1");
                                                                            return 1;
                                                                        })
                                                                .join()))
                .isInstanceOf(ProcessFailedException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(inHook));
    }

    /** So the failure of the body is the first. */
    private static void throwWhenCancelled(RuntimeException failure) {
        try {
            Channel.never().receive();
        } catch (InterruptedException e) {
            throw failure;
        }
    }

    /** It runs in a process of the scope. */
    @Test
    @DisplayName(
            "L37 L38 L39 the hook of a supervised scope runs inside it: values, deadline and cancel"
                    + " reach it")
    void theHookOfASupervisedScopeRunsInsideIt() throws Exception {
        List<Object> seen = new ArrayList<>();
        ScopedValue<String> user = ScopedValue.newInstance();
        ScopedValue.where(user, "ann")
                .<Object, Exception>call(
                        () -> {
                            Scope.unnamed()
                                    .carrying(user)
                                    .deadline(Duration.ofHours(1))
                                    .supervised(e -> seeIn(seen, user))
                                    .run(scope -> scope.go("a", () -> failWhenCancelled(scope)));
                            return null;
                        });
        assertThat(seen).containsExactly("ann", true, true);
    }

    private static void failWhenCancelled(Scope scope) throws IOException {
        scope.cancel();
        Thread.interrupted();
        fail("1");
    }

    private static void seeIn(List<Object> seen, ScopedValue<String> user) {
        seen.add(user.orElse("nobody"));
        try {
            Scope.run(
                    inner -> {
                        seen.add(inner.deadline() != null);
                        Channel.never().receive();
                    });
        } catch (InterruptedException e) {
            seen.add(true);
        }
    }

    /** The shortest way to say that it is not to be handled here. */
    @Test
    @DisplayName("L37 a hook that throws what it was given leaves the failure to the scope")
    void aHookThatThrowsWhatItWasGivenLeavesTheFailureToTheScope() {
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised(
                                                e -> {
                                                    throw e;
                                                })
                                        .run(scope -> scope.go("a", () -> fail("1"))))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("\"a\"")
                .hasRootCauseMessage("1")
                .hasNoSuppressedExceptions();
    }

    /** It may be one of another process, whose failure is the same. */
    @Test
    @DisplayName("L37 a hook may throw what it was given before")
    void aHookMayThrowWhatItWasGivenBefore() {
        IllegalStateException same = new IllegalStateException("same");
        AtomicReference<ProcessFailedException> first = new AtomicReference<>();
        ProcessBody failing =
                () -> {
                    throw same;
                };
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised(
                                                e -> {
                                                    first.compareAndSet(null, e);
                                                    throw first.get();
                                                })
                                        .run(
                                                scope -> {
                                                    scope.go(failing);
                                                    scope.go(failing);
                                                }))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(same);
    }

    /** Long before a scope ends whose processes come and go. */
    @Test
    @DisplayName("L37 a hook is also given what is suppressed in the end of who was cancelled")
    void aHookIsAlsoGivenWhatIsSuppressedInTheEndOfWhoWasCancelled() throws Exception {
        Channel<Throwable> causes = Channel.rendezvous();
        IllegalStateException disk = new IllegalStateException("disk");
        AutoCloseable resource =
                () -> {
                    throw disk;
                };
        Scope.unnamed()
                .supervised(e -> causes.trySend(Objects.requireNonNull(e.getCause())))
                .run(
                        scope -> {
                            scope.go(
                                    () -> {
                                        eventually("awaited", () -> causes.waitingReceivers() == 1);
                                        try (resource) {
                                            throw new CancelledException("not wanted", null);
                                        }
                                    });
                            assertThat(causes.receive()).isSameAs(disk);
                        });
    }

    /** The policy is about processes. */
    @Test
    @DisplayName("L37 a failing body cancels a supervised scope")
    void failingBodyCancelsASupervisedScope() {
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    scope.go(this::loser);
                                                    fail("body");
                                                }))
                .isInstanceOf(IOException.class)
                .hasMessage("body");
        assertThat(running).hasValue(0);
    }

    /** A nested scope has a policy of its own. */
    @Test
    @DisplayName("L37 a scope inside a supervised one fails fast, and is one failure outside")
    void scopeInsideASupervisedOneFailsFast() {
        AtomicBoolean outerGoesOn = new AtomicBoolean();
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised()
                                        .run(
                                                outer -> {
                                                    outer.go(
                                                            "nested",
                                                            () ->
                                                                    Scope.run(
                                                                            inner -> {
                                                                                inner.go(
                                                                                        this
                                                                                                ::loser);
                                                                                inner.go(
                                                                                        () ->
                                                                                                fail(
                                                                                                        "x"));
                                                                            }));
                                                    outer.go(
                                                            () -> {
                                                                Timers.sleep(Duration.ofMillis(5));
                                                                outerGoesOn.set(true);
                                                            });
                                                }))
                .hasMessageContaining("nested")
                .hasNoSuppressedExceptions();
        assertThat(outerGoesOn).isTrue();
        assertThat(running).hasValue(0);
    }

    // ---- race

    /** And has awaited them when it returns. */
    @Test
    @DisplayName(
            "L37 a race returns the first result, after the losers were cancelled and have ended")
    void raceReturnsTheFirstResult() throws Exception {
        for (int round = 0; round < 200; round++) {
            int won =
                    Scope.<Integer>race(
                            this::loser,
                            () -> {
                                eventually("losers run", () -> running.get() == 2);
                                return 7;
                            },
                            this::loser);
            assertThat(won).isEqualTo(7);
            assertThat(running).hasValue(0);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    /** Whoever it is, exactly one. */
    @Test
    @DisplayName("L37 of racers that arrive together one wins")
    void ofRacersThatArriveTogetherOneWins() throws Exception {
        for (int round = 0; round < 500; round++) {
            assertThat(Scope.<Integer>race(() -> 1, () -> 2, () -> 3)).isBetween(1, 3);
        }
        assertThat(Scope.<Integer>race(() -> 1)).isOne();
    }

    /** A cancel is a request: a loser may come in all the same. */
    @Test
    @DisplayName(
            "L37 a racer that returns after it was cancelled does not take the place of the winner")
    void racerThatReturnsAfterItWasCancelledHasLost() throws Exception {
        AtomicBoolean otherRuns = new AtomicBoolean();
        int won =
                Scope.<Integer>race(
                        () -> {
                            eventually("the other runs", otherRuns::get);
                            return 1;
                        },
                        () -> {
                            otherRuns.set(true);
                            try {
                                return Channel.<Integer>never().receive();
                            } catch (InterruptedException e) {
                                return 2;
                            }
                        });
        assertThat(won).isOne();
    }

    /** Null is a result. */
    @Test
    @DisplayName("L37 a racer may win with null")
    void racerMayWinWithNull() throws Exception {
        assertThat(Scope.<Object>race(() -> null)).isNull();
        assertThat(Scope.<Object>race(() -> null, this::loser)).isNull();
    }

    /** A failure is no success. */
    @Test
    @DisplayName("L37 a racer that fails does not end the race")
    void racerThatFailsDoesNotEndTheRace() throws Exception {
        assertThat(
                        Scope.<Integer>race(
                                () -> {
                                    fail("early");
                                    return 1;
                                },
                                () -> {
                                    Timers.sleep(Duration.ofMillis(3));
                                    return 2;
                                }))
                .isEqualTo(2);
    }

    /** The first, with the others. */
    @Test
    @DisplayName("L37 a race in which all fail throws the first failure, the others suppressed")
    void raceInWhichAllFailThrowsTheFirstFailure() {
        assertThatThrownBy(
                        () ->
                                Scope.<Integer>race(
                                        () -> {
                                            fail("1");
                                            return 1;
                                        },
                                        () -> {
                                            fail("2");
                                            return 2;
                                        },
                                        () -> {
                                            fail("3");
                                            return 3;
                                        }))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("racer")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    }

    /** It has no result either. */
    @Test
    @DisplayName(
            "L37 a racer that ends by a CancelledException has lost, and is reported if all have")
    void racerThatEndsByACancelledExceptionHasLost() throws Exception {
        Channel<Integer> cancelled = Channel.rendezvous();
        cancelled.cancel();
        assertThat(Scope.<Integer>race(cancelled::receive, () -> 2)).isEqualTo(2);
        assertThatThrownBy(() -> Scope.<Integer>race(cancelled::receive, cancelled::receive))
                .isInstanceOf(WorkCancelledException.class)
                .hasMessageStartingWith("each racer was cancelled")
                .hasCauseInstanceOf(CancelledException.class);
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                scope.go(
                                                        () ->
                                                                Scope.<Integer>race(
                                                                        cancelled::receive))))
                .isInstanceOf(ProcessFailedException.class)
                .hasCauseInstanceOf(WorkCancelledException.class);
        assertThatThrownBy(
                        () ->
                                Scope.<Integer>race(
                                        cancelled::receive,
                                        () -> {
                                            fail("failed");
                                            return 1;
                                        }))
                .isInstanceOf(ProcessFailedException.class);
    }

    /** A time limit on all of them. */
    @Test
    @DisplayName("L37 a race can have a deadline")
    void raceCanHaveADeadline() {
        assertThatThrownBy(
                        () ->
                                Scope.named("slow")
                                        .deadline(Duration.ofMillis(3))
                                        .<Integer>race(this::loser, this::loser))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("slow");
        assertThat(running).hasValue(0);
    }

    /** As any scope. */
    @Test
    @DisplayName("L37 a race can be interrupted, and ends its racers")
    void raceCanBeInterrupted() {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (Team team = Team.of(runner)) {
            Thread racing =
                    team.start(
                            () ->
                                    thrown.set(
                                            org.assertj.core.api.Assertions.catchThrowable(
                                                    () ->
                                                            Scope.<Integer>race(
                                                                    this::loser, this::loser))));
            eventually("racers run", () -> running.get() == 2);
            racing.interrupt();
        }
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(running).hasValue(0);
    }

    /** And a hook for failures has no say in who wins. */
    @Test
    @DisplayName("L37 a race without a racer is refused")
    void raceWithoutARacerIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(Scope::<Integer>race);
    }

    /** Racing is not a property of the description. */
    @Test
    @DisplayName("L37 a description of a scope may race and run, with failures kept or handed on")
    void descriptionOfAScopeMayRaceAndRun() throws Exception {
        ScopeBuilder builder = Scope.named("both");
        assertThat(builder.<Integer>race(() -> 1)).isOne();
        assertThatThrownBy(
                        () ->
                                builder.run(
                                        scope -> {
                                            scope.go(() -> fail("fast"));
                                            loser();
                                        }))
                .isInstanceOf(ProcessFailedException.class);
        assertThatThrownBy(
                        () ->
                                Scope.unnamed()
                                        .supervised(e -> {})
                                        .<Integer>race(
                                                () -> {
                                                    fail("1");
                                                    return 1;
                                                }))
                .isInstanceOf(ProcessFailedException.class);
    }

    /** The result may be something that must be closed. */
    @Test
    @DisplayName("L20, L37 a race that was won is not undone by an interrupt")
    void raceThatWasWonIsNotUndone() {
        CountDownLatch lost = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Team team = Team.of(runner)) {
            Thread racing =
                    team.start(
                            () -> {
                                int won =
                                        Scope.<Integer>race(
                                                () -> 7, () -> slowLoser(lost, interrupted));
                                assertThat(won).isEqualTo(7);
                                assertThat(Thread.interrupted()).isTrue();
                            });
            team.start(
                    () -> {
                        lost.await();
                        eventually("waits", () -> racing.getState() == Thread.State.WAITING);
                        racing.interrupt();
                        interrupted.countDown();
                    });
        }
    }

    /** Has been cancelled, so another has won; and does not end before the race is interrupted. */
    private int slowLoser(CountDownLatch lost, CountDownLatch interrupted)
            throws InterruptedException {
        try {
            return loser();
        } finally {
            lost.countDown();
            interrupted.await();
        }
    }

    /** Nobody else could have interrupted the thread: the body of a race does not wait. */
    @Test
    @DisplayName("L20, L37 an interrupt that comes while a race starts its racers is not lost")
    void interruptWhileRacersAreStarted() {
        AtomicReference<Object> won = new AtomicReference<>();
        Scheduling.within(
                new SlowToStart(),
                () -> {
                    try {
                        won.set(Scope.<Integer>race(() -> 1, this::loser));
                    } catch (InterruptedException e) {
                        won.set(e);
                    }
                });
        assertThat(won.get()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** A machine that starts the second racer when the first has won and the thread was interrupted. */
    private static final class SlowToStart extends DelegatingScheduling {
        private final Thread racing = Thread.currentThread();
        private final AtomicInteger started = new AtomicInteger();
        private final AtomicBoolean othersAreInterrupted = new AtomicBoolean();

        SlowToStart() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public void start(Thread racer) {
            if (started.incrementAndGet() == 2) {
                eventually("the first has won", othersAreInterrupted::get);
                racing.interrupt();
            }
            super.start(racer);
        }

        @Override
        public void interrupt(Thread thread) {
            super.interrupt(thread);
            othersAreInterrupted.set(true);
        }
    }

    /** Whoever might have won. */
    @Test
    @DisplayName("L37 a racer that is null is refused before the race")
    void racerThatIsNullIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> Scope.<Integer>race(() -> 1, null))
                .withMessage("racer");
    }

    /** It is told of as one that cut the race short, not as the failure of who had lost before. */
    @Test
    @DisplayName("L37 what cuts a race short is not hidden by a racer that has failed before")
    void whatCutsARaceShortIsNotHidden() throws Exception {
        Channel<Integer> silent = Channel.rendezvous();
        Callable<Integer> fails =
                () -> {
                    throw new IOException("mirror down");
                };
        Callable<Integer> waits = silent::receive;
        assertThatThrownBy(() -> Scope.unnamed().deadline(Duration.ofMillis(20)).race(fails, waits))
                .isInstanceOf(DeadlineExceededException.class);
        Scope.run(
                outer -> {
                    outer.go("fetch", () -> Scope.race(fails, waits));
                    eventually("one waits", () -> silent.waitingReceivers() == 1);
                    outer.cancel();
                });
        assertThat(silent.waitingReceivers()).isZero();
    }

    @Test
    @DisplayName("L37 a race takes a list of racers, and refuses an empty one")
    void aListOfRacers() throws Exception {
        assertThat(Scope.<Integer>race(Collections.nCopies(3, () -> 7))).isEqualTo(7);
        assertThatThrownBy(() -> Scope.<Integer>race(List.<Callable<Integer>>of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a race needs a racer");
    }

    @Test
    @DisplayName(
            "L37 if all racers were cancelled, the race says what the first of them has lost by")
    void raceOfWhichAllWereCancelledSaysByWhat() {
        Channel<Integer> first = Channel.<Integer>named("first").open();
        Channel<Integer> second = Channel.<Integer>named("second").open();
        first.cancel();
        second.cancel();
        AtomicReference<Thread> loser = new AtomicReference<>();
        assertThatThrownBy(
                        () ->
                                Scope.<Integer>race(
                                        () -> {
                                            loser.set(Thread.currentThread());
                                            return first.receive();
                                        },
                                        () -> {
                                            eventually(
                                                    "the first has lost",
                                                    () ->
                                                            loser.get() != null
                                                                    && !loser.get().isAlive());
                                            return second.receive();
                                        }))
                .isInstanceOf(WorkCancelledException.class)
                .hasMessageContaining("channel \"first\"");
    }
}
