package dev.handoff.pipeline;

import java.util.concurrent.atomic.AtomicInteger;

/** The workers of one run of a stage: a new one is started for a value if none is idle, up to a limit. */
final class Workers {
    private final Label me;
    private final int most;
    private final Starter starter;

    /** Touched only by the process that sends the values. */
    private int started;

    /**
     * How many workers have done with a value and are not counted on for a further one; not up to date when all have
     * started.
     */
    private final AtomicInteger idle = new AtomicInteger();

    private volatile boolean allStarted;

    Workers(Label me, int most, Starter starter) {
        this.me = me;
        this.most = most;
        this.starter = starter;
    }

    /** Starts one more worker; called in the process that sends the values. */
    @FunctionalInterface
    interface Starter {
        void start(String process, Workers all);
    }

    /** Called by the process that sends the values: there is one more value to work on. */
    void need() {
        if (started == most) {
            return;
        }
        if (idle.get() > 0) { // nobody else takes one away
            idle.decrementAndGet();
            return;
        }
        started++;
        allStarted = started == most;
        starter.start(me + ", worker " + started, this);
    }

    /** Called by a worker that has done with a value, and asks for the next one. */
    void becomesIdle() {
        if (!allStarted) {
            idle.incrementAndGet();
        }
    }
}
