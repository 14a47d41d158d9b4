package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Received;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicReference;

/** What a schedule leaves behind when it is over. */
class AfterTheEndTest {
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
