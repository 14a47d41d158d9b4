package dev.handoff.bench;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/** The processes of one unit of work: threads, for nearly all peers the same virtual ones, so that pipes are compared. */
final class Processes {
    /** The JVM's own, unless {@code -Dbench.threads} names the class of another one. */
    static final ThreadFactory THREADS = threads(System.getProperty("bench.threads"));

    /** What a process does. */
    interface Body {
        void run() throws Exception;
    }

    private final CountDownLatch running;

    Processes(int count) {
        running = new CountDownLatch(count);
    }

    private static ThreadFactory threads(@Nullable String type) {
        if (type == null) {
            return Thread.ofVirtual().factory();
        }
        try {
            return Class.forName(type)
                    .asSubclass(ThreadFactory.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no thread factory is called " + type, e);
        }
    }

    void start(Body body) {
        THREADS.newThread(() -> run(body)).start();
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
