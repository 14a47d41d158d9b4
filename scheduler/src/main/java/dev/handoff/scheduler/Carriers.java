package dev.handoff.scheduler;

import org.jspecify.annotations.Nullable;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** All carriers of one scheduler, and the tasks that belong to none of them. */
final class Carriers implements Executor {
    /* Overview
     *
     *   added by what runs on a carrier:    to that carrier
     *   added by others, or too many:       outside
     *
     * Nothing is lost although hardly any carrier is woken. A carrier that is awake comes to its own tasks and to those
     * outside. One that falls asleep says so first and then looks at what is outside; a thread that adds there does so
     * first and then looks for a sleeper: so one of the two sees the other. While a carrier searches no other is woken,
     * and a carrier that has found something wakes another. The monitor looks after the rest: tasks of a carrier that
     * does not get on, perhaps because the thread that has woken it came to the end of its stack.
     */
    static final int MOST = 256;

    private final Carrier[] carriers;
    private final Queue<Runnable> outside = new ConcurrentLinkedQueue<>();
    private final AtomicInteger searching = new AtomicInteger();

    /** Each carrier counts itself; so it still counts when it was woken and is not up yet. */
    private final AtomicInteger asleep = new AtomicInteger();

    private final Monitor monitor;

    /** The carriers are not yet started. */
    Carriers(int parallelism) {
        carriers = new Carrier[parallelism];
        for (int i = 0; i < parallelism; i++) {
            carriers[i] = new Carrier(this, i);
        }
        monitor = new Monitor(this);
    }

    /**
     * Starts the threads, which never stop.
     *
     * @param isMonitored if not, nobody helps tasks that wait for a carrier that does not get on; for tests
     */
    void start(boolean isMonitored) {
        if (isMonitored) {
            monitor.start();
        }
        for (Carrier carrier : carriers) {
            carrier.start();
        }
    }

    int count() {
        return carriers.length;
    }

    Carrier get(int index) {
        return carriers[index];
    }

    @Override
    public void execute(Runnable task) {
        if (Jdk.currentCarrier() instanceof Carrier carrier && carrier.isOf(this)) {
            carrier.submit(task);
        } else {
            submit(task);
        }
    }

    /** Called by what runs on none of these carriers: {@code task} may run now. */
    void submit(Runnable task) {
        addOutside(task);
        monitor.wake(); // first: what follows may be too much for the stack
        if (mayHelp()) {
            wakeOne(null);
        }
    }

    void addOutside(Runnable task) {
        outside.add(task);
    }

    boolean hasOutside() {
        return !outside.isEmpty();
    }

    @Nullable Runnable pollOutside() {
        return outside.poll();
    }

    /** Takes a task from outside or from a carrier: from the first that has one, beginning at {@code turn}. */
    @Nullable Runnable pollAnywhere(int turn) {
        int places = carriers.length + 1;
        Runnable task = null;
        for (int i = 0; task == null && i < places; i++) {
            int place = Math.floorMod(turn + i, places);
            task = place == carriers.length ? outside.poll() : carriers[place].giveOne();
        }
        return task;
    }

    /** Whether there is a sleeper to wake, and no carrier searches that will find what there is without being woken. */
    boolean mayHelp() {
        // below 0: a carrier has searched before those that woke it could say that it does, or they
        // had no stack left to say it
        return asleep.get() > 0 && searching.get() <= 0;
    }

    /** Returns false if no carrier sleeps. */
    boolean wakeOne(@Nullable Carrier by) {
        for (Carrier carrier : carriers) {
            if (carrier.isAsleep() && carrier.wake(by)) {
                return true;
            }
        }
        return false;
    }

    /** Called by the carrier that searches, or by the thread that wakes it. */
    void beginSearch() {
        searching.incrementAndGet();
    }

    void endSearch() {
        searching.decrementAndGet();
    }

    /**
     * Called by a carrier that has found something: there is often more where that was, and what was added meanwhile
     * woke nobody.
     */
    void wakeForTheRest(Carrier finder) {
        if (!mayHelp()) {
            return;
        }
        if (hasOutside()) {
            wakeOne(null);
        } else if (finder.credit.allows()) {
            wakeOne(finder);
        }
    }

    void fellAsleep() {
        asleep.incrementAndGet();
    }

    /** Called by a carrier that was asleep, before it does anything. */
    void gotUp() {
        asleep.decrementAndGet();
        monitor.wake();
    }

    /** A carrier that was woken is not asleep, even while it is not up yet. */
    boolean areAllAsleep() {
        for (Carrier carrier : carriers) {
            if (!carrier.isAsleep()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return carriers.length + " carriers";
    }
}
