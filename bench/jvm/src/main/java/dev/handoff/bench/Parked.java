package dev.handoff.bench;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;

/** Many processes, each of which waits to receive from a channel of its own. */
final class Parked {
    private final Peer peer;
    private final int capacity;
    private final int count;

    Parked(Peer peer, int capacity, int count) {
        this.peer = peer;
        this.capacity = capacity;
        this.count = count;
    }

    /** Bytes of the heap that each takes, its channel included. The processes stay. */
    double measure() throws InterruptedException {
        Pipe[] pipes = new Pipe[count];
        CountDownLatch waiting = new CountDownLatch(count);
        long before = used();
        for (int i = 0; i < count; i++) {
            Pipe pipe = peer.pipe(capacity);
            pipes[i] = pipe;
            Processes.THREADS.newThread(() -> await(pipe, waiting)).start();
        }
        waiting.await();
        Thread.sleep(200); // the last ones are still on their way to sleep
        return (double) (used() - before) / pipes.length;
    }

    private static void await(Pipe pipe, CountDownLatch waiting) {
        waiting.countDown();
        try {
            pipe.receive();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
