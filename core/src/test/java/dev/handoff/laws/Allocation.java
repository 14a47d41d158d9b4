package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/** What code allocates, by the JVM's own count for each platform thread. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static final int ROUNDS = 5;

    private static final int RUNS = 100_000;

    /** Of a hundred thousand runs; some bytes each would make millions. */
    private static final long TINY = 10_000;

    private Allocation() {}

    interface Step {
        void run() throws InterruptedException;
    }

    /** The bytes of {@code runs} runs by this thread, in the best of a few rounds: the first ones warm up. */
    static long least(int runs, Step step) throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < runs; i++) {
                step.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    static void assertNone(String what, Step step) throws InterruptedException {
        long least = least(RUNS, step);
        IO.println("%s: %d bytes in %d runs".formatted(what, least, RUNS));
        assertThat(least).as(what).isLessThan(TINY);
    }
}
