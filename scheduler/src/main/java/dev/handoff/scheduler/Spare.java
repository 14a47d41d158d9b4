package dev.handoff.scheduler;

import java.util.concurrent.locks.LockSupport;

/**
 * Helps out while carriers do not get on: takes tasks from wherever they wait, one at a time.
 *
 * <p>It has no queue: what is added by its tasks is outside, and nobody need look for it here.
 */
final class Spare extends Thread {
    private final Carriers carriers;

    /** Set by the monitor; cleared by this spare, when it finds nothing to do. */
    private volatile boolean helps = true;

    /** Set by the monitor alone. */
    private volatile boolean wanted = true;

    /** How many tasks were begun; overflows. Also tells whose turn it is to give one. */
    private volatile int turns;

    Spare(Carriers carriers, int index) {
        super(CarrierThreads.group(), null, "handoff-spare-" + index, 0, false);
        this.carriers = carriers;
        CarrierThreads.prepare(this);
    }

    boolean isHelping() {
        return helps;
    }

    int turns() {
        return turns;
    }

    void help() {
        wanted = true;
        helps = true;
        LockSupport.unpark(this);
    }

    /** The spare finishes what it is doing. */
    void dismiss() {
        wanted = false;
    }

    @Override
    public void run() {
        while (true) {
            int turn = turns;
            Runnable task = wanted ? carriers.pollAnywhere(turn) : null;
            if (task != null) {
                turns = turn + 1;
                CarrierThreads.run(task);
            } else {
                rest();
            }
        }
    }

    private void rest() {
        helps = false;
        while (!helps) {
            LockSupport.park(this);
            Thread.interrupted(); // or else parking would not wait
        }
    }
}
