package dev.handoff.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Processes that each repeat a step until their time is over; how many has each of them done? */
final class Crowd {
    /** What is repeated. It must end, or be interruptible. */
    interface Step {
        void run() throws InterruptedException;
    }

    private static final class Member implements Runnable {
        private final Step step;
        private final CountDownLatch start;
        private long done;

        private Member(Step step, CountDownLatch start) {
            this.step = step;
            this.start = start;
        }

        @Override
        public void run() {
            long count = 0; // on its own stack: fields of neighbours would share a cache line
            try {
                start.await();
                while (!Thread.currentThread().isInterrupted()) {
                    step.run();
                    count++;
                }
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            } finally {
                done = count;
            }
        }
    }

    private final CountDownLatch start = new CountDownLatch(1);
    private final Map<String, List<Member>> members = new LinkedHashMap<>();

    void add(int count, String role, Step step) {
        for (int i = 0; i < count; i++) {
            members.computeIfAbsent(role, key -> new ArrayList<>()).add(new Member(step, start));
        }
    }

    /** Lets them run, on virtual threads, for so long; returns, by role, how many steps each has done. */
    Map<String, long[]> run(Duration time) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        members.values()
                .forEach(all -> all.forEach(m -> threads.add(Thread.startVirtualThread(m))));
        start.countDown();
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
        Map<String, long[]> done = new LinkedHashMap<>();
        members.forEach(
                (role, all) -> done.put(role, all.stream().mapToLong(m -> m.done).toArray()));
        return done;
    }
}
