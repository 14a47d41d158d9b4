package dev.handoff.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sees to it that tasks do not wait for a carrier that does not get on. */
final class Monitor extends Thread {
    /* Overview
     *
     *   every millisecond, unless all carriers sleep: does a carrier still do the same task as a millisecond ago,
     *   and do other tasks wait, at it or outside?
     *     somebody sleeps:       wake him; he will take them
     *     nobody does:           a spare helps. The first one comes after `patience` such looks, and each doubles it for the next
     *     all carriers get on:   the spares go, and the patience is as it was
     *
     * A carrier does not get on if its task computes, or blocks in the operating system: nobody can tell which. In the
     * latter case the whole program may wait for what the others would do, so there must be help. In the former spares
     * only share the same cores, so they do not come soon, nor many at once.
     */
    private static final long PERIOD = 1_000_000;
    private static final int FIRST_PATIENCE = 10;
    private static final int LAST_PATIENCE = 1_000;

    private final Carriers carriers;
    private final int[] before;
    private final List<Spare> spares = new ArrayList<>();
    private volatile boolean asleep;

    /** So many of the spares may help now; the others are left from earlier. */
    private int granted;

    private int patience = FIRST_PATIENCE;
    private int looks;

    Monitor(Carriers carriers, int parallelism) {
        super(CarrierThreads.group(), null, "handoff-monitor", 0, false);
        this.carriers = carriers;
        this.before = new int[parallelism];
        CarrierThreads.prepare(this);
    }

    /** By a carrier that has woken up. */
    void wake() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(this);
        }
    }

    @Override
    public void run() {
        while (true) {
            if (carriers.areAllAsleep()) {
                sleep();
            }
            LockSupport.parkNanos(this, PERIOD);
            Thread.interrupted(); // or else parking would not wait
            look();
        }
    }

    private void sleep() {
        asleep = true;
        while (asleep && carriers.areAllAsleep()) {
            LockSupport.park(this);
            Thread.interrupted();
        }
        asleep = false;
    }

    private void look() {
        int stuck = 0;
        boolean waits = carriers.hasOutside();
        for (int i = 0; i < before.length; i++) {
            Carrier carrier = carriers.get(i);
            int now = carrier.switches();
            if (now == before[i] && !carrier.isAsleep()) {
                stuck++;
                if (carrier.waiting() > 0) {
                    carrier.credit.renew();
                    waits = true;
                }
            }
            before[i] = now;
        }
        if (stuck == 0) {
            dismissSpares();
        }
        if (waits && !carriers.wakeOne(null) && stuck > 0 && !wakeSpare()) {
            grantSpare();
        }
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

    private void grantSpare() {
        if (++looks < patience || before.length + granted >= Carriers.MOST) {
            return;
        }
        looks = 0;
        patience = Math.min(2 * patience, LAST_PATIENCE);
        if (granted < spares.size()) {
            spares.get(granted).help();
        } else {
            Spare spare = new Spare(carriers, granted);
            try {
                spare.start();
            } catch (OutOfMemoryError e) { // no thread is to be had; perhaps later
                return;
            }
            spares.add(spare);
        }
        granted++;
    }

    private void dismissSpares() {
        for (int i = 0; i < granted; i++) {
            spares.get(i).dismiss();
        }
        granted = 0;
        patience = FIRST_PATIENCE;
        looks = 0;
    }
}
