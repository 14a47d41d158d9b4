package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keys of processes and numbers of objects are given once. Alone, because of a thread that other explorations would see. */
@Isolated
class MakerTest {
    @Test
    @DisplayName("who makes millions of objects gives them no number twice, nor one of its child's")
    void millions() {
        Maker parent = new Maker(0);
        Maker child = new Maker(parent.newProcess());
        Set<Long> numbers = new HashSet<>();
        for (int i = 0; i < 2_000_001; i++) {
            numbers.add(parent.newObject());
        }
        for (int i = 0; i < 1_000; i++) {
            numbers.add(child.newObject());
        }
        assertThat(numbers).hasSize(2_001_001);
    }

    @Test
    @DisplayName(
            "a process that a thread makes which has none itself has not the key of the program")
    void foreigner() throws Exception {
        Queue<Long> keys = new ConcurrentLinkedQueue<>();
        Explore.roundRobin()
                .check(
                        () -> {
                            ControlledRun run = (ControlledRun) Scheduling.current();
                            Runnable notesKey = () -> keys.add(keyOfCurrent(run));
                            notesKey.run();
                            Thread foreigner =
                                    Thread.ofPlatform()
                                            .start(() -> run.start(run.newThread("", notesKey)));
                            foreigner.join();
                        });
        assertThat(keys).hasSize(2).doesNotHaveDuplicates();
    }

    private static long keyOfCurrent(ControlledRun run) {
        ControlledProcess process = run.mine();
        return process == null ? -1 : process.key;
    }
}
