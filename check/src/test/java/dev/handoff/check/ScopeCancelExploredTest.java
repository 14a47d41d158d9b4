package dev.handoff.check;

import static dev.handoff.check.SameEndsTest.assertSameEnds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.Task;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

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

    private interface Noting {
        void run(Set<String> ends) throws Exception;
    }

    /** By chance: what goes to all there is, the exhaustive search does not know. */
    private static void assertThatAllEndsInterrupted(Noting program) throws Exception {
        Set<String> ends = ConcurrentHashMap.newKeySet();
        Report report = Thorough.check(Explore.random().schedules(1_000), () -> program.run(ends));
        assertThat(report.isClean()).as(report::toString).isTrue();
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
