package dev.handoff.bench;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;

/** Many processes, each of which waits to receive from a channel of its own. */
final class Parked {
    /** How many park and are released first, so that the frames of those measured are of compiled methods. */
    private static final int WARM_UP = 20_000;

    private final Peer peer;
    private final int capacity;
    private final int count;

    Parked(Peer peer, int capacity, int count) {
        this.peer = peer;
        this.capacity = capacity;
        this.count = count;
    }

    /** Bytes of the heap that each of some processes takes, the first of a JVM. They have ended when it returns. */
    double measureCold() throws InterruptedException {
        Pipe[] pipes = new Pipe[WARM_UP];
        CountDownLatch ended = new CountDownLatch(WARM_UP);
        double bytes = park(pipes, ended);
        for (Pipe pipe : pipes) {
            pipe.send(Traffic.value(0));
        }
        ended.await();
        return bytes;
    }

    /** Bytes of the heap that each process takes, its channel included. The processes stay. */
    double measure() throws InterruptedException {
        return park(new Pipe[count], new CountDownLatch(count));
    }

    /** When this returns, a process waits at each of the pipes. */
    private double park(Pipe[] pipes, CountDownLatch ended) throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(pipes.length);
        long before = used();
        for (int i = 0; i < pipes.length; i++) {
            Pipe pipe = peer.pipe(capacity);
            pipes[i] = pipe;
            Processes.THREADS.newThread(() -> await(pipe, waiting, ended)).start();
        }
        waiting.await();
        Thread.sleep(200); // the last ones are still on their way to sleep
        double bytes = (double) (used() - before) / pipes.length;
        if (ended.getCount() != pipes.length) {
            throw new IllegalStateException(ended.getCount() + " wait, not " + pipes.length);
        }
        return bytes;
    }

    private static void await(Pipe pipe, CountDownLatch waiting, CountDownLatch ended) {
        waiting.countDown();
        try {
            pipe.receive();
        } catch (Throwable t) { // else it would take no bytes
            Cell.fail(t);
        }
        ended.countDown();
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
