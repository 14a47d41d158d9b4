package dev.handoff.bridge;

import dev.handoff.ProcessBody;
import dev.handoff.laws.Under;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import java.util.HashSet;
import java.util.Set;

/** A busy machine: some processes begin at once, later ones only when they are interrupted. */
final class LateStarts extends DelegatingScheduling {
    private final Set<Thread> late = new HashSet<>();
    private int prompt;

    private LateStarts(int prompt) {
        super(Scheduling.virtualThreads());
        this.prompt = prompt;
    }

    /** Runs a body on such a machine, in the calling thread. */
    static void after(int prompt, ProcessBody body) {
        Under.run(new LateStarts(prompt), body);
    }

    @Override
    public synchronized void start(Thread thread) {
        if (prompt-- > 0 || thread.isInterrupted()) {
            super.start(thread);
        } else {
            late.add(thread);
        }
    }

    @Override
    public synchronized void interrupt(Thread thread) {
        super.interrupt(thread);
        if (late.remove(thread)) {
            super.start(thread);
        }
    }
}
