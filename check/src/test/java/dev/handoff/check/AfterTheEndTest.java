package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Received;
import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** What a schedule leaves behind when it is over. */
class AfterTheEndTest {
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private final AtomicReference<Thread> latest = new AtomicReference<>();

    @Test
    @DisplayName("a process that catches whatever is to end it does not run on after the schedule")
    void catchesAll() throws Exception {
        Report report =
                Explore.random()
                        .check(
                                () -> {
                                    Channel<Integer> c = Channel.rendezvous();
                                    Handoff.go("server", () -> serve(c));
                                    c.send(1);
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.LEAK);
        awaitRest();
    }

    @SuppressWarnings("CatchingUnchecked") // the mistake
    private void serve(Channel<Integer> c) {
        latest.set(Thread.currentThread());
        while (true) {
            try {
                c.receive();
            } catch (Throwable t) {
                // goes on, whatever it is
            }
        }
    }

    @Test
    @DisplayName("a process that looks and looks does not run on after the schedule")
    void looks() throws Exception {
        Report report =
                Explore.random()
                        .maxTurns(100)
                        .check(
                                () -> {
                                    latest.set(Thread.currentThread());
                                    Channel<Integer> c = Channel.buffered(1);
                                    while (c.size() == 0) {
                                        // nobody sends
                                    }
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.LIVELOCK);
        awaitRest();
    }

    @Test
    @DisplayName("of a scope with many processes that wait, each ends with the schedule")
    void manyOfAScope() throws Exception {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        Report report =
                Explore.roundRobin()
                        .check(
                                () -> {
                                    Channel<Integer> c = Channel.rendezvous();
                                    Scope.run(
                                            scope -> {
                                                for (int i = 0; i < 1_500; i++) {
                                                    scope.go(
                                                            () -> {
                                                                threads.add(Thread.currentThread());
                                                                c.receive();
                                                            });
                                                }
                                            });
                                });
        assertThat(report.isClean()).as(report.toString()).isFalse();
        assertThat(threads).hasSize(1_500);
        assertThat(ended(threads)).isEqualTo(1_500);
    }

    @Test
    @DisplayName("an interrupt of who explores leaves no process of the schedule behind")
    void interruptAtTheEnd() throws Exception {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        Thread explorer = Thread.currentThread();
        assertThatThrownBy(
                        () ->
                                Explore.roundRobin()
                                        .check(
                                                () -> {
                                                    threads.add(Thread.currentThread());
                                                    Handoff.go(
                                                            "last",
                                                            () -> {
                                                                threads.add(Thread.currentThread());
                                                                interruptAtTheEndOf(explorer);
                                                            });
                                                    Channel.never().receive();
                                                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(threads).hasSize(2);
        assertThat(ended(threads)).isEqualTo(2);
    }

    @Test
    @DisplayName("who explores is told of an interrupt that comes when all processes have ended")
    void interruptAfterTheEnd() {
        Program program =
                new Program() {
                    @Override
                    public void run() {}

                    @Override
                    public void over() {
                        Thread.currentThread().interrupt();
                    }
                };
        assertThatThrownBy(() -> Explore.roundRobin().check(program))
                .isInstanceOf(InterruptedException.class);
    }

    private static void interruptAtTheEndOf(Thread explorer) throws InterruptedException {
        try {
            Channel.never().receive();
        } finally {
            explorer.interrupt();
        }
    }

    private static int ended(Queue<Thread> threads) throws InterruptedException {
        int ended = 0;
        for (Thread thread : threads) {
            if (thread.join(A_WHILE)) {
                ended++;
            }
        }
        return ended;
    }

    private void awaitRest() {
        Thread thread = latest.get();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    /** Made by the first schedule that comes here. */
    private static final class Shared {
        static final Channel<Integer> CHANNEL = Channel.buffered(1);
    }

    @Test
    @DisplayName(
            "what an earlier schedule has left in a static field fails a schedule that uses it")
    void staticField() throws Exception {
        Report report =
                Explore.random()
                        .check(
                                () -> {
                                    Shared.CHANNEL.trySend(1);
                                    assertThat(Shared.CHANNEL.tryReceive())
                                            .isInstanceOf(Received.Value.class);
                                });
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.FAILURE);
        assertThat(report.toString()).contains("of one schedule is used in another");
    }
}
