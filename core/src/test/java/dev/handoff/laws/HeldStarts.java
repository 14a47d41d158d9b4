package dev.handoff.laws;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A busy machine: no process begins before it is told to. */
public final class HeldStarts extends DelegatingScheduling {
    private final Queue<Thread> held = new ConcurrentLinkedQueue<>();

    public HeldStarts() {
        super(Scheduling.virtualThreads());
    }

    @Override
    public void start(Thread thread) {
        held.add(thread);
    }

    /** Those begin that were started. */
    public void begin() {
        for (Thread thread; (thread = held.poll()) != null; ) {
            super.start(thread);
        }
    }
}
