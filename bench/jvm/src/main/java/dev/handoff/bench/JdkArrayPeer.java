package dev.handoff.bench;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** {@link ArrayBlockingQueue}. */
final class JdkArrayPeer extends QueuePeer {
    @Override
    boolean has(int capacity) {
        return capacity > 0;
    }

    @Override
    BlockingQueue<Integer> queue(int capacity) {
        return new ArrayBlockingQueue<>(capacity);
    }
}
