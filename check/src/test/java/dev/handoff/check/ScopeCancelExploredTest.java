package dev.handoff.check;

import static dev.handoff.check.SameEndsTest.assertSameEnds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.Timers;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Scopes that are cancelled from outside, at any moment. Alone, because {@code cancelAll} is for all of the JVM. */
@Isolated
class ScopeCancelExploredTest {
    @Test
    @DisplayName("L38 who has left a scope by an interrupt is not interrupted any more")
    void leavesNoInterrupt() throws Exception {
        assertSameEnds(
                note -> {
                    Channel<Integer> gate = Channel.rendezvous();
                    Scope.run(
                            outer -> {
                                outer.go(
                                        () -> {
                                            try {
                                                Scope.run(in -> in.go(gate::receive));
                                            } catch (InterruptedException e) {
                                                note.accept(Thread.currentThread().isInterrupted());
                                            }
                                        });
                                outer.cancel();
                            });
                },
                "false");
    }

    @Test
    @DisplayName("L41 cancelAll at any moment ends a detached process whose scope fails")
    void aDetachedProcess() throws Exception {
        assertThatAllEndsInterrupted(
                ends -> {
                    Handoff.go("server", () -> triesTwice(ends));
                    Handoff.go("hook", Handoff::cancelAll);
                    VirtualTime.settleForGood();
                });
    }

    @Test
    @DisplayName("L41 cancelAll at any moment ends a thread that it is given, whose scope fails")
    void aThread() throws Exception {
        assertThatAllEndsInterrupted(
                ends -> {
                    List<Thread> main = List.of(Thread.currentThread());
                    Handoff.go("hook", () -> Handoff.cancelAll(main));
                    triesTwice(ends);
                });
    }

    @Test
    @DisplayName("L41 cancelAll at any moment ends a detached process unheard that joins a task")
    void aDetachedProcessThatJoinsATask() throws Exception {
        Report report =
                Thorough.check(
                        Explore.random().schedules(1_000),
                        () -> {
                            Handoff.go("server", ScopeCancelExploredTest::serveAClerk);
                            VirtualTime.settleForGood();
                        });
        assertThat(report.isClean()).as(report::toString).isTrue();
    }

    private static void serveAClerk() throws InterruptedException {
        Scope.run(
                scope -> {
                    Task<Integer> price = scope.fork(() -> Channel.<Integer>never().receive());
                    Handoff.go(
                            "clerk",
                            () -> {
                                Handoff.go("hook", Handoff::cancelAll);
                                price.join();
                            });
                    Channel.never().receive();
                });
    }

    @Test
    @DisplayName("L41 cancelAll comes before or after the end of a detached process")
    void besideTheEndOfADetachedProcess() throws Exception {
        assertSameEnds(
                note -> {
                    Handoff.go(
                            "worker",
                            () -> {
                                Channel.unbounded().trySend(1);
                                note.accept(Thread.currentThread().isInterrupted());
                            });
                    Handoff.go("hook", Handoff::cancelAll);
                    VirtualTime.settleForGood();
                },
                "false",
                "true");
    }

    @Test
    @DisplayName("L41 cancelAll comes before or after the start of a detached process")
    void besideTheStartOfADetachedProcess() throws Exception {
        assertSameEnds(
                note -> {
                    Handoff.go("hook", Handoff::cancelAll);
                    Channel.unbounded().trySend(1);
                    Handoff.go(
                            "late",
                            () -> {
                                try {
                                    Timers.sleep(Duration.ofMillis(1));
                                    note.accept("slept");
                                } catch (InterruptedException e) {
                                    note.accept("interrupted");
                                }
                            });
                    VirtualTime.settleForGood();
                },
                "interrupted",
                "slept");
    }

    @Test
    @DisplayName("L41 cancelAll comes before, after or while a scope runs that no other is around")
    void besideAScope() throws Exception {
        assertSameEnds(
                note -> {
                    Handoff.go("hook", Handoff::cancelAll);
                    try {
                        Scope.run(scope -> Channel.unbounded().trySend(1));
                        note.accept("ended");
                    } catch (InterruptedException e) {
                        note.accept("interrupted");
                    }
                    VirtualTime.settleForGood();
                },
                "ended",
                "interrupted");
    }

    @Test
    @DisplayName("L41 who has left a scope because of cancelAll enters another undisturbed")
    void cleansUpUndisturbed() throws Exception {
        assertSameEnds(
                note -> {
                    Handoff.go("server", () -> note.accept(cleansUp()));
                    Handoff.go("hook", Handoff::cancelAll);
                    VirtualTime.settleForGood();
                },
                "has cleaned up");
    }

    /** As a test before this one may have left it behind. */
    @Test
    @DisplayName(
            "L41 an exploration of cancelAll is the same beside a process that is not the"
                    + " program's")
    void besideAProcessOfOthers() throws Exception {
        Program program =
                () -> {
                    Handoff.go("server", Channel.never()::receive);
                    Handoff.go("hook", Handoff::cancelAll);
                    VirtualTime.settleForGood();
                };
        Thread left = Handoff.go("left behind", Channel.never()::receive);
        Report beside = Thorough.check(Explore.exhaustive(), program);
        left.join();
        Report alone = Thorough.check(Explore.exhaustive(), program);
        assertThat(beside).hasToString(alone.toString());
    }

    private static String cleansUp() {
        try {
            Scope.run(scope -> Channel.<Integer>never().receive());
        } catch (InterruptedException e) {
            try {
                Scope.run(scope -> Channel.unbounded().trySend(1));
                return "has cleaned up";
            } catch (InterruptedException again) {
                return "interrupted again";
            }
        }
        return "not interrupted";
    }

    private interface Noting {
        void run(Set<String> ends) throws Exception;
    }

    private static void assertThatAllEndsInterrupted(Noting program) throws Exception {
        Set<String> ends = ConcurrentHashMap.newKeySet();
        Report report = Thorough.check(Explore.exhaustive(), () -> program.run(ends));
        assertThat(report.isComplete()).as(report::toString).isTrue();
        assertThat(ends).containsExactly("interrupted");
    }

    private static void triesTwice(Set<String> ends) {
        try {
            Scope.run(inner -> inner.go(SameEndsTest::failAsIfClosed));
        } catch (ProcessFailedException e) {
            // of the first attempt
        } catch (InterruptedException e) {
            ends.add("interrupted");
            return;
        }
        try {
            Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            ends.add("interrupted");
        }
    }
}
