package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What belongs to a turn. Alone, because of a thread that other explorations would see. */
@Isolated
class ForeignTouchTest {
    private static final long BY_THE_PROCESS = 1;
    private static final long BY_ANOTHER_THREAD = 2;

    @Test
    @DisplayName("what a thread touches that has no process is no part of the turn of one")
    void foreigner() throws Exception {
        Queue<Long> touched = new ConcurrentLinkedQueue<>();
        TurnListener notes =
                new TurnListener() {
                    @Override
                    public void happened(Transition transition, long nanoTime) {
                        for (long object : transition.objects()) {
                            touched.add(object);
                        }
                    }
                };
        new ControlledRun(
                        new RoundRobinStrategy(),
                        100,
                        List.of(notes),
                        Grain.OPERATIONS,
                        false,
                        new OtherThreads(false))
                .execute(
                        () -> {
                            Scheduling run = Scheduling.current();
                            run.touch(Op.WRITE, BY_THE_PROCESS);
                            Thread.ofPlatform()
                                    .start(() -> run.touch(Op.WRITE, BY_ANOTHER_THREAD))
                                    .join();
                        });
        assertThat(touched).containsExactly(BY_THE_PROCESS);
    }
}
