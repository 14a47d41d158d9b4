package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Turns of processes that do nothing, passed on by hand. */
class ControlledTurnsTest {
    private static final long TWO_SECONDS = 2_000_000_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private static ControlledTurns turns(boolean besideThreads) {
        return new ControlledTurns(
                new RoundRobinStrategy(),
                100,
                List.of(),
                Grain.OPERATIONS,
                new OtherThreads(besideThreads));
    }

    @Test
    @DisplayName("time stands still for other threads while the machine is awake for two seconds")
    void standsStill() {
        ControlledTurns turns = turns(true);
        ControlledProcess sleeper =
                new ControlledProcess(0, 0, "sleeper", Thread.ofVirtual().unstarted(() -> {}), "");
        synchronized (turns) {
            turns.add(sleeper);
            sleeper.state = ControlledProcess.State.PARKED;
            sleeper.wakeAt = turns.now() + HOUR.toNanos();
            turns.takenUntil(7);
            turns.passBaton();
            assertThat(turns.standsStill()).isTrue();
            turns.takenUntil(7 + TWO_SECONDS - 1);
            turns.passBaton();
            assertThat(turns.standsStill()).isTrue();
            assertThat(turns.elapsed()).isZero();
            turns.takenUntil(7 + TWO_SECONDS);
            turns.passBaton();
            assertThat(turns.standsStill()).isFalse();
            assertThat(turns.elapsed()).isEqualTo(HOUR);
            assertThat(turns.running()).isSameAs(sleeper);
            assertThat(turns.hasGoneOnWithoutThreads()).isTrue();
        }
    }

    @Test
    @DisplayName("who has no core when it is to end, and is waited for no longer, ends later")
    void endsLate() throws Exception {
        ControlledTurns turns = turns(false);
        Semaphore core = new Semaphore(0);
        ControlledProcess other = start(turns, 0, new Semaphore(1));
        ControlledProcess late = start(turns, 1, core);
        turns.abort();
        assertThat(other.state).isEqualTo(ControlledProcess.State.ENDED);
        core.release();
        assertThat(late.thread.join(Duration.ofMinutes(1))).isTrue();
    }

    /** Starts a process that does nothing, and has a core when there is a permit. */
    private static ControlledProcess start(ControlledTurns turns, int number, Semaphore core) {
        ControlledProcess[] made = new ControlledProcess[1];
        Thread thread =
                Thread.ofVirtual()
                        .unstarted(
                                () -> {
                                    core.acquireUninterruptibly();
                                    turns.begin(made[0]);
                                    turns.end(made[0]);
                                });
        made[0] = new ControlledProcess(number, number, "", thread, "");
        synchronized (turns) {
            turns.add(made[0]);
        }
        thread.start();
        return made[0];
    }
}
