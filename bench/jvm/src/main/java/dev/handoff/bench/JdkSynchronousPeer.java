package dev.handoff.bench;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;

/** {@link SynchronousQueue}. */
final class JdkSynchronousPeer extends QueuePeer {
    @Override
    boolean has(int capacity) {
        return capacity == 0;
    }

    @Override
    BlockingQueue<Integer> queue(int capacity) {
        return new SynchronousQueue<>();
    }
}
