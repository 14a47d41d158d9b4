package dev.handoff.scheduler;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** Starts threads where a stack is about to end, and after each a thread from a stack that is not; for a JVM of its own. */
final class StartsAtTheEndOfStacks {
    private static final Carriers CARRIERS = new Carriers(2);

    private StartsAtTheEndOfStacks() {}

    public static void main(String[] args) throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CARRIERS.start(true);
        Thread monitor = monitor();
        for (int i = 0; i < 20_000; i++) {
            startAt(i % 50, newThread()); // until all is compiled
        }
        int depth = 1_000;
        int starts = 0;
        for (int i = 0; i < 1_000; i++) {
            while (!CARRIERS.areAllAsleep() || monitor.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            int step = random.nextInt(32);
            boolean isStarted = isStartedAt(depth);
            starts += isStarted ? 1 : 0;
            depth = Math.max(1, isStarted ? depth + step : depth - step);
            Thread later = newThread();
            later.start();
            if (!later.join(Duration.ofMinutes(1))) {
                System.out.println("thread " + i + " does not run, seed " + seed);
                return;
            }
        }
        boolean hasMetBoth = starts > 100 && starts < 900;
        System.out.println(hasMetBoth ? "all run" : starts + " of 1,000 had stack enough to start");
    }

    private static Thread monitor() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("handoff-monitor"))
                .findAny()
                .orElseThrow();
    }

    private static Thread newThread() {
        return Jdk.newVirtualThread(CARRIERS, () -> {});
    }

    private static boolean isStartedAt(int depth) throws InterruptedException {
        AtomicBoolean isStarted = new AtomicBoolean();
        Thread thread = newThread();
        Runnable body =
                () -> {
                    try {
                        startAt(depth, thread);
                        isStarted.set(true);
                    } catch (StackOverflowError e) { // as it should be, now and then
                    }
                };
        Thread starter = new Thread(null, body, "starter", 180_000);
        starter.start();
        starter.join();
        return isStarted.get();
    }

    private static void startAt(int depth, Thread thread) {
        if (depth == 0) {
            thread.start();
        } else {
            startAt(depth - 1, thread);
        }
    }
}
