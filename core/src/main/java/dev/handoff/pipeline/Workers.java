package dev.handoff.pipeline;

import java.util.concurrent.atomic.AtomicInteger;

/** The workers of one run of a stage: a new one is started for a value if none is idle, up to a limit. */
final class Workers {
    private final Label me;
    private final int most;
    private final Starter starter;

    /** Touched by the process that sends the values alone. */
    private int started;

    /** Those that have done with a value, and that no further one counts on; not up to date when all have started. */
    private final AtomicInteger idle = new AtomicInteger();

    private volatile boolean allStarted;

    Workers(Label me, int most, Starter starter) {
        this.me = me;
        this.most = most;
        this.starter = starter;
    }

    /** Starts one more worker; in the process that sends the values. */
    @FunctionalInterface
    interface Starter {
        void start(String process, Workers all);
    }

    /** There is a value more to work on; by the process that sends the values. */
    void need() {
        if (started == most) {
            return;
        }
        if (idle.get() > 0) { // nobody else takes any
            idle.decrementAndGet();
            return;
        }
        started++;
        allStarted = started == most;
        starter.start(me + ", worker " + started, this);
    }

    /** By a worker that has done with a value, and asks for the next. */
    void becomesIdle() {
        if (!allStarted) {
            idle.incrementAndGet();
        }
    }
}
