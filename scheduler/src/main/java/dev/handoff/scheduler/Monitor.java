package dev.handoff.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sees to it that tasks do not wait for a carrier that does not get on. */
final class Monitor extends Thread {
    /* Overview
     *
     *   every millisecond, unless all carriers sleep:
     *
     *     tasks wait outside, or at a carrier, longer than a carrier that searches finds right:
     *                              wake one that sleeps; it will take them
     *     no carrier sleeps, and one has been doing the same task for STUCK looks:
     *                              a spare helps
     *     nor do spares get on:    one more, after twice as many looks as the one before
     *     all carriers get on:     the spares rest, and the next time begins with one
     *
     * A carrier does not get on if its task computes, or blocks in the operating system: nobody can tell which. If it
     * blocks, the whole program may wait for what the other tasks would do, so there must be help. If it computes,
     * spares only share the same cores, so there are more of them only if the present ones do not get on either.
     */
    private static final long PERIOD = 1_000_000;
    private static final int STUCK = 10;
    private static final int MOST_LOOKS = 1_000;

    private final Carriers carriers;

    /** How many tasks each carrier had begun at the last look, and for how many looks it has begun none. */
    private final int[] before;

    private final int[] same;
    private final List<Spare> spares = new ArrayList<>();

    /** Set and cleared by this thread alone: one that wakes it may come to the end of its stack. */
    private volatile boolean asleep;

    /** How many of the spares may help now; the others are left from earlier. */
    private int granted;

    /** How many tasks those spares have begun, all together. */
    private int turnsBefore;

    /** How many looks in a row have found too little help. */
    private int looks;

    Monitor(Carriers carriers) {
        super(CarrierThreads.group(), null, "handoff-monitor", 0, false);
        this.carriers = carriers;
        this.before = new int[carriers.count()];
        this.same = new int[carriers.count()];
        CarrierThreads.prepare(this);
    }

    /**
     * Called by a thread that has added something outside, and by a carrier that has got up. Returns false if this was
     * not asleep.
     */
    boolean wake() {
        boolean sleeps = asleep;
        if (sleeps) {
            LockSupport.unpark(this);
        }
        return sleeps;
    }

    @Override
    public void run() {
        long lastLook = System.nanoTime();
        while (true) {
            if (carriers.areAllAsleep()) {
                sleep();
                lastLook = System.nanoTime();
            }
            LockSupport.parkNanos(this, PERIOD);
            Thread.interrupted(); // or else parking would not wait
            long now = System.nanoTime();
            try {
                look(now - lastLook);
            } catch (Throwable e) { // mostly want of memory, which may show in any error
                looks = -MOST_LOOKS; // there may be threads again later
            }
            lastLook = now;
        }
    }

    private void sleep() {
        if (fallAsleep()) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    /** Called by this thread. Returns false if others did something before they could see that it sleeps. */
    boolean fallAsleep() {
        asleep = true;
        return carriers.areAllAsleep() && !carriers.hasOutside();
    }

    /** Called by this thread, so many nanoseconds after the last time, or after all carriers slept. */
    void look(long nanos) {
        boolean waits = carriers.hasOutside();
        boolean isStuck = false;
        for (int i = 0; i < before.length; i++) {
            Carrier carrier = carriers.get(i);
            int begun = carrier.switches() - before[i];
            before[i] += begun;
            boolean isAwake = !carrier.isAsleep();
            same[i] = isAwake && begun == 0 ? same[i] + 1 : 0;
            isStuck |= same[i] >= STUCK;
            if (same[i] > 0 && same[i] % STUCK == 0) {
                LockSupport.unpark(carrier); // its waker may have had no stack left for that
            }
            if (isAwake && carrier.waiting() * nanos > begun * Search.NANOS) {
                carrier.credit.renew();
                waits = true;
            }
        }
        if (!isStuck) {
            dismissSpares();
        }
        if (waits && !carriers.wakeOne(null) && isStuck) {
            help();
        } else {
            looks = 0;
        }
    }

    private void help() {
        if ((doSparesGetOn() && doesSpareHelp()) || wakeSpare()) {
            looks = 0;
        } else if (++looks >= patience()) {
            looks = 0;
            grantSpare();
        }
    }

    private int patience() {
        if (granted == 0) {
            return 1; // the carrier has been given its time
        }
        return granted < 7 ? STUCK << granted : MOST_LOOKS;
    }

    private boolean doesSpareHelp() {
        for (int i = 0; i < granted; i++) {
            if (spares.get(i).isHelping()) {
                return true;
            }
        }
        return false;
    }

    private boolean wakeSpare() {
        for (int i = 0; i < granted; i++) {
            if (!spares.get(i).isHelping()) {
                spares.get(i).help();
                return true;
            }
        }
        return false;
    }

    private boolean doSparesGetOn() {
        int turns = 0;
        for (int i = 0; i < granted; i++) {
            turns += spares.get(i).turns();
        }
        boolean hasChanged = turns != turnsBefore;
        turnsBefore = turns;
        return hasChanged;
    }

    private void grantSpare() {
        // spares that still do what they did when they were dismissed are of no help
        while (granted < spares.size() && spares.get(granted).isHelping()) {
            spares.get(granted++).help();
        }
        if (granted < spares.size()) {
            spares.get(granted++).help();
        } else if (before.length + granted < Carriers.MOST) {
            Spare spare = new Spare(carriers, granted);
            spare.start();
            spares.add(spare);
            granted++;
        }
    }

    private void dismissSpares() {
        for (int i = 0; i < granted; i++) {
            spares.get(i).dismiss();
        }
        granted = 0;
    }
}
