package dev.handoff.laws;

import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** No process outlives its scope. */
class L35NothingOutlivesItsScopeTest extends ByBothThreads {
    private static final int PROCESSES = 20;

    private final AtomicInteger running = new AtomicInteger();

    /** Waits for ever, takes its time to end, and is counted. */
    private void stubborn() throws InterruptedException {
        running.incrementAndGet();
        try {
            Channel.never().receive();
        } finally {
            for (int i = 0; i < 100; i++) {
                Thread.yield();
            }
            running.decrementAndGet();
        }
    }

    private void counted(CountDownLatch latch) throws InterruptedException {
        running.incrementAndGet();
        latch.await();
        running.decrementAndGet();
    }

    /** The body's return is not the scope's. */
    @Test
    @DisplayName("L35 a scope returns when all its processes have ended")
    void scopeReturnsWhenAllItsProcessesHaveEnded() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        AtomicBoolean bodyReturned = new AtomicBoolean();
        AtomicBoolean scopeReturned = new AtomicBoolean();
        try (Team team = Team.of(runner)) {
            team.start(
                    () -> {
                        Scope.run(
                                scope -> {
                                    for (int i = 0; i < PROCESSES; i++) {
                                        scope.go(() -> counted(latch));
                                    }
                                    bodyReturned.set(true);
                                });
                        assertThat(running).hasValue(0);
                        scopeReturned.set(true);
                    });
            eventually("all run", () -> running.get() == PROCESSES);
            eventually("body returns", bodyReturned::get);
            assertThat(scopeReturned).isFalse();
            latch.countDown();
        }
        assertThat(scopeReturned).isTrue();
    }

    /** A result waits as well. */
    @Test
    @DisplayName("L35 call returns the body's result after the processes have ended")
    void callReturnsTheBodysResultAfterTheProcessesHaveEnded() throws Exception {
        AtomicInteger sum = new AtomicInteger();
        int result =
                Scope.call(
                        scope -> {
                            for (int i = 1; i <= 10; i++) {
                                int n = i;
                                scope.go(
                                        () -> {
                                            Thread.yield();
                                            sum.addAndGet(n);
                                        });
                            }
                            return 7;
                        });
        assertThat(result).isEqualTo(7);
        assertThat(sum).hasValue(55);
        assertThat(Scope.<Object, RuntimeException>call(scope -> null)).isNull();
    }

    /** The exception comes out after the last process has ended. */
    @Test
    @DisplayName("L35 nothing runs any more when a scope throws because its body has")
    void nothingRunsWhenAScopeThrowsBecauseItsBodyHas() {
        for (int round = 0; round < 100; round++) {
            IllegalStateException failure = new IllegalStateException("body");
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                for (int i = 0; i < PROCESSES; i++) {
                                                    scope.go(this::stubborn);
                                                }
                                                throw failure;
                                            }))
                    .isSameAs(failure);
            assertThat(running).hasValue(0);
        }
    }

    /** As with the body. */
    @Test
    @DisplayName("L35 nothing runs any more when a scope throws because a process has")
    void nothingRunsWhenAScopeThrowsBecauseAProcessHas() {
        for (int round = 0; round < 100; round++) {
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                for (int i = 0; i < PROCESSES; i++) {
                                                    scope.go(this::stubborn);
                                                }
                                                scope.go(
                                                        () -> {
                                                            throw new IllegalStateException("one");
                                                        });
                                            }))
                    .isInstanceOf(ProcessFailedException.class);
            assertThat(running).hasValue(0);
        }
    }

    /** Each process of each scope starts another scope, ten levels down; the failure is at the bottom or the top. */
    @Test
    @DisplayName("L35 nothing runs any more after a failure in many levels of scopes")
    void nothingRunsAfterAFailureInManyLevelsOfScopes() {
        for (int failing : new int[] {0, 5, 10}) {
            Throwable thrown = Team.failureOf(() -> Scope.run(scope -> nest(scope, 0, failing)));
            while (thrown.getCause() != null) {
                thrown = thrown.getCause();
            }
            assertThat(thrown).hasMessage("level " + failing);
            assertThat(running).hasValue(0);
        }
    }

    private void nest(Scope scope, int level, int failing) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            scope.go(this::stubborn);
        }
        if (level < 10) {
            if (level % 2 == 0) {
                scope.go(() -> Scope.run(inner -> nest(inner, level + 1, failing)));
            } else {
                scope.go("next", () -> nest(scope, level + 1, failing));
            }
        }
        if (level == failing) {
            eventually("all run", () -> running.get() == 33);
            throw new IllegalStateException("level " + level);
        }
        if (level % 3 == 0) {
            Channel.never().receive();
        }
    }

    /** Processes may start processes, after the body has returned as well. */
    @Test
    @DisplayName("L35 a scope waits for processes that its processes start")
    void scopeWaitsForProcessesThatItsProcessesStart() throws Exception {
        AtomicInteger started = new AtomicInteger();
        Scope.run(scope -> split(scope, started, 10));
        assertThat(started).hasValue((1 << 11) - 1);
        assertThat(running).hasValue(0);
    }

    private void split(Scope scope, AtomicInteger started, int generations) {
        running.incrementAndGet();
        started.incrementAndGet();
        if (generations > 0) {
            scope.go(() -> split(scope, started, generations - 1));
            scope.go(() -> split(scope, started, generations - 1));
        }
        running.decrementAndGet();
    }

    /** Everything a process did is visible after the scope, and everything before its start to it. */
    @Test
    @DisplayName("L35 what processes did happens-before the return of the scope")
    void whatProcessesDidHappensBeforeTheReturnOfTheScope() throws Exception {
        for (int round = 0; round < 300; round++) {
            int[] plain = {round, 0};
            Scope.run(scope -> scope.go(() -> plain[1] = plain[0] + 1));
            assertThat(plain[1]).isEqualTo(round + 1);
        }
    }

    /** Also through a scope that was cancelled, and again after a failure to start one. */
    @Test
    @DisplayName("L35 a process cannot be started after its scope was left")
    void processCannotBeStartedAfterItsScopeWasLeft() throws Exception {
        AtomicReference<Scope> left = new AtomicReference<>();
        Scope.named("short").run(left::set);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> left.get().go("late", () -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("\"late\"", "scope \"short\"");
            assertThatThrownBy(() -> left.get().fork(() -> 1))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> left.get().produce("late", out -> {}))
                    .isInstanceOf(IllegalStateException.class);
            Channel<Integer> unsent = Channel.rendezvous();
            assertThatThrownBy(() -> left.get().go("late", unsent.newSender(), out -> {}))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(unsent.isClosed()).isTrue();
            left.get().cancel(); // too late to matter
        }
        assertThat(left.get().isCancelled()).isFalse();
    }

    /** A process that starts others races with the end of the scope: each is either waited for or refused. */
    @Test
    @DisplayName("L35 a process started while the scope ends is waited for or refused")
    void processStartedWhileTheScopeEndsIsWaitedForOrRefused() throws Exception {
        int refusals = 0;
        for (int round = 0; round < 500; round++) {
            AtomicReference<Scope> leaving = new AtomicReference<>();
            AtomicBoolean ended = new AtomicBoolean();
            AtomicBoolean left = new AtomicBoolean();
            AtomicReference<Boolean> refused = new AtomicReference<>();
            try (Team team = Team.of(runner)) {
                team.start(
                        () -> {
                            eventually("scope", () -> leaving.get() != null);
                            try {
                                leaving.get().go(() -> ended.set(true));
                                refused.set(false);
                            } catch (IllegalStateException e) {
                                refused.set(true);
                            }
                        });
                int yields = round % 50;
                Scope.run(
                        scope -> {
                            leaving.set(scope);
                            for (int i = 0; i < yields; i++) {
                                Thread.yield();
                            }
                        });
                left.set(ended.get());
            }
            refusals += refused.get() ? 1 : 0;
            assertThat(left.get()).as("ended before left").isEqualTo(!refused.get());
        }
        IO.println("start against end: %d of 500 refused".formatted(refusals));
    }

    /** As many as one likes. */
    @Test
    @DisplayName("L35 a hundred thousand processes start and are joined")
    void hundredThousandProcessesStartAndAreJoined() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Channel<Integer> gate = Channel.rendezvous();
        long begin = System.nanoTime();
        Scope.run(
                scope -> {
                    for (int i = 0; i < 100_000; i++) {
                        scope.go(
                                () -> {
                                    gate.receiveOrNull();
                                    ran.incrementAndGet();
                                });
                    }
                    gate.close();
                });
        IO.println("100,000 processes: %d ms".formatted((System.nanoTime() - begin) / 1_000_000));
        assertThat(ran).hasValue(100_000);
    }
}
