package dev.handoff.bench;

import java.util.EnumSet;
import java.util.Set;

/** {@link Thread#startVirtualThread} and {@link Thread#join()}. */
final class JdkThreadsPeer extends Peer {
    @Override
    Set<Feature> features() {
        return EnumSet.of(Feature.START_JOIN);
    }

    @Override
    boolean has(int capacity) {
        return true;
    }

    @Override
    void startAndJoin(Runnable[] bodies) throws InterruptedException {
        Thread[] threads = new Thread[bodies.length];
        for (int i = 0; i < bodies.length; i++) {
            threads[i] = Thread.startVirtualThread(bodies[i]);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
