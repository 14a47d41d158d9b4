package dev.handoff.bench;

import java.util.concurrent.CountDownLatch;

/** The processes of one unit of work: virtual threads, the same for all peers, so that only pipes are compared. */
final class Processes {
    /** What a process does. */
    interface Body {
        void run() throws Exception;
    }

    private final CountDownLatch running;

    Processes(int count) {
        running = new CountDownLatch(count);
    }

    void start(Body body) {
        Thread.startVirtualThread(() -> run(body));
    }

    /** A process that fails would leave the others waiting: it ends the measuring JVM. */
    private void run(Body body) {
        try {
            body.run();
        } catch (Throwable t) {
            Cell.fail(t);
        }
        running.countDown();
    }

    /** Waits until all have ended. Actions of the processes happen-before the return. */
    void await() throws InterruptedException {
        running.await();
    }
}
