package dev.handoff.laws;

import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

/**
 * Threads that enter scopes while a {@code cancelAll} is under way. Alone, because {@code cancelAll} is for all of the
 * JVM.
 */
@Isolated
class L41CancelAllTest extends ByBothThreads {
    /** By now the scopes were looked for; the threads after this one are interrupted when it returns. */
    private static Thread atItsInterrupt(Runnable body) {
        return new Thread() {
            @Override
            public void interrupt() {
                body.run();
            }
        };
    }

    /** The interrupt would come together with that of the scope's own cancel, and only the failure would be left. */
    @ParameterizedTest(name = "detached: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "L41 a thread hears of a cancelAll while it is in a scope that it has entered since and"
                    + " that fails")
    void isHeardInAScopeThatFails(boolean detached) throws Exception {
        CompletableFuture<Void> mayEnter = new CompletableFuture<>();
        CompletableFuture<Void> hasFailed = new CompletableFuture<>();
        CompletableFuture<Void> cancelledAll = new CompletableFuture<>();
        FutureTask<Boolean> hears =
                new FutureTask<>(
                        () -> {
                            mayEnter.join();
                            try {
                                Scope.run(scope -> failAndWait(scope, hasFailed, cancelledAll));
                            } catch (ProcessFailedException e) {
                                return Thread.currentThread().isInterrupted();
                            } catch (InterruptedException e) {
                                return true;
                            } finally {
                                hasFailed.complete(null);
                            }
                            return false;
                        });
        Thread between =
                atItsInterrupt(
                        () -> {
                            mayEnter.complete(null);
                            hasFailed.join();
                        });
        if (detached) {
            Handoff.go("enters", hears::run);
            Handoff.cancelAll(List.of(between));
        } else {
            Thread enters = runner.unstarted(hears);
            enters.start();
            Handoff.cancelAll(List.of(between, enters));
        }
        cancelledAll.complete(null);
        assertThat(hears.get()).isTrue();
    }

    private static void failAndWait(
            Scope scope, CompletableFuture<Void> hasFailed, CompletableFuture<Void> cancelledAll)
            throws InterruptedException {
        scope.go(
                () -> {
                    throw new IllegalStateException("by itself");
                });
        try {
            Channel.never().receive();
        } finally {
            hasFailed.complete(null);
            cancelledAll.join();
        }
    }

    /** Of the interrupt that comes in the midst of the entry, too. */
    @Test
    @DisplayName(
            "L41 an interrupt that comes while a scope is being entered is thrown, and the body is"
                    + " not run")
    void isHeardAtTheEntry() {
        Scheduling interrupting =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void touch(Op op, long id) {
                        if (op == Op.ENTER) {
                            Thread.currentThread().interrupt();
                        }
                    }
                };
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Under.run(
                interrupting,
                () ->
                        assertThatThrownBy(() -> Scope.run(scope -> begun.complete(null)))
                                .isInstanceOf(InterruptedException.class));
        assertThat(begun).isNotDone();
    }

    /** Else the scope's own cancel could still come before that interrupt, and together with it. */
    @Test
    @DisplayName(
            "L41 a thread that enters a scope while a cancelAll interrupts it waits for the"
                    + " interrupt")
    void isAwaitedAtTheEntry() throws Exception {
        CompletableFuture<Void> mayEnter = new CompletableFuture<>();
        CompletableFuture<String> end = new CompletableFuture<>();
        Thread enters =
                new Thread() {
                    @Override
                    public void run() {
                        mayEnter.join();
                        try {
                            Scope.run(scope -> end.complete("has entered"));
                        } catch (InterruptedException e) {
                            end.complete("interrupted");
                        }
                    }

                    @Override
                    public void interrupt() {
                        mayEnter.complete(null);
                        eventually(
                                "waits, or has gone on",
                                () -> end.isDone() || getState() == State.BLOCKED);
                        super.interrupt();
                    }
                };
        enters.setDaemon(true);
        enters.start();
        Handoff.cancelAll(List.of(enters));
        assertThat(end.get()).isEqualTo("interrupted");
    }

    /** Its scope has told it. */
    @Test
    @DisplayName(
            "L41 a thread that has left its scope because of a cancelAll enters another"
                    + " undisturbed")
    void isHeardOnce() throws Exception {
        CompletableFuture<Void> inScope = new CompletableFuture<>();
        CompletableFuture<String> end = new CompletableFuture<>();
        Thread cleansUp =
                runner.unstarted(
                        () -> {
                            try {
                                Scope.run(
                                        scope -> {
                                            inScope.complete(null);
                                            Channel.never().receive();
                                        });
                            } catch (InterruptedException e) {
                                cleanUp(end);
                            }
                        });
        Thread between = atItsInterrupt(end::join);
        cleansUp.start();
        inScope.join();
        Handoff.cancelAll(List.of(between, cleansUp));
        assertThat(end.get()).isEqualTo("cleaned up");
    }

    private static void cleanUp(CompletableFuture<String> end) {
        try {
            Scope.run(scope -> scope.go(() -> {}));
            end.complete("cleaned up");
        } catch (InterruptedException e) {
            end.complete("interrupted again");
        }
    }

    @Test
    @DisplayName("L41 a cancelAll that has failed disturbs nobody afterwards")
    void isForgottenWhenItHasFailed() throws Exception {
        IllegalStateException failure = new IllegalStateException("fails");
        Scheduling failing =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void reach(Op op, long id) {
                        if (op == Op.INTERRUPT) {
                            throw failure;
                        }
                    }
                };
        List<Thread> me = List.of(Thread.currentThread());
        Under.run(failing, () -> assertThatThrownBy(() -> Handoff.cancelAll(me)).isSameAs(failure));
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Scope.run(scope -> begun.complete(null));
        assertThat(begun).isDone();
    }
}
