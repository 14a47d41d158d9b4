package dev.handoff.bench;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** {@link LinkedBlockingQueue}. */
final class JdkLinkedPeer extends QueuePeer {
    @Override
    boolean has(int capacity) {
        return capacity > 0;
    }

    @Override
    BlockingQueue<Integer> queue(int capacity) {
        return new LinkedBlockingQueue<>(capacity);
    }
}
