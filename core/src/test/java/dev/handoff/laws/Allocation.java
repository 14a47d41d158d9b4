package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/** What code allocates, by the JVM's own count for each platform thread: of a virtual one, its carrier's. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static final int ROUNDS = 5;

    private static final int RUNS = 100_000;

    /** Of a hundred thousand runs; some bytes each would make millions. */
    private static final long TINY = 10_000;

    private static final long PATIENCE_NANOS = Until.LIMIT_SECONDS * 1_000_000_000;

    private Allocation() {}

    interface Step {
        void run() throws InterruptedException;
    }

    /**
     * The bytes of {@code runs} runs by this thread, in the best of a few rounds: the first ones warm up. A virtual thread that
     * has changed its carrier in a round, as it may where it yields, has that round for nothing.
     */
    static long least(int runs, Step step) throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS || least == Long.MAX_VALUE; round++) {
            assertThat(round).as("rounds, all of which changed carriers").isLessThan(10 * ROUNDS);
            long counted = counted();
            long before = THREADS.getThreadAllocatedBytes(counted);
            for (int i = 0; i < runs; i++) {
                step.run();
            }
            long bytes = THREADS.getThreadAllocatedBytes(counted) - before;
            if (counted() == counted) {
                least = Math.min(least, bytes);
            }
        }
        return least;
    }

    /** The number of the platform thread that runs this. */
    private static long counted() {
        Thread thread = Thread.currentThread();
        if (!thread.isVirtual()) {
            return thread.threadId();
        }
        String words = thread.toString(); // VirtualThread[#22]/runnable@ForkJoinPool-1-worker-1
        String carrier = words.substring(words.indexOf('@') + 1);
        return Thread.getAllStackTraces().keySet().stream()
                .filter(platform -> platform.getName().equals(carrier))
                .mapToLong(Thread::threadId)
                .findAny()
                .orElseThrow();
    }

    /** Tries for a while: where others have the cores, the code may be compiled late. */
    static void assertNone(String what, Step step) throws InterruptedException {
        long begin = System.nanoTime();
        long least;
        do {
            least = least(RUNS, step);
        } while (least >= TINY && System.nanoTime() - begin < PATIENCE_NANOS);
        IO.println("%s: %d bytes in %d runs".formatted(what, least, RUNS));
        assertThat(least).as(what).isLessThan(TINY);
    }
}
