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
     *   added by what runs on a carrier:    that carrier's
     *   added by others, or too many:       outside
     *
     * Nothing is lost though hardly anybody is woken. A carrier that is awake comes to its own tasks and to those outside.
     * One that falls asleep says so first and looks at what is outside afterwards; who adds there does so first and
     * looks for a sleeper afterwards; so one of them sees the other. While somebody searches nobody is woken, and who
     * has found something wakes another. The monitor looks after the rest: tasks of a carrier that
     * does not get on, also because who has woken it came to the end of his stack.
     */
    static final int MOST = 256;

    private final Carrier[] carriers;
    private final Queue<Runnable> outside = new ConcurrentLinkedQueue<>();
    private final AtomicInteger searching = new AtomicInteger();

    /** Each counts itself, and so still does when it was woken and is not up yet. */
    private final AtomicInteger asleep = new AtomicInteger();

    private final Monitor monitor;

    /** Not yet started. */
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
     * @param isMonitored if not, nobody helps those who wait for a carrier that does not get on; for tests
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

    /** By what runs on none of these: a task that may run now. */
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

    /** From outside or from a carrier: whoever has something after {@code turn}. */
    @Nullable Runnable pollAnywhere(int turn) {
        int places = carriers.length + 1;
        Runnable task = null;
        for (int i = 0; task == null && i < places; i++) {
            int place = Math.floorMod(turn + i, places);
            task = place == carriers.length ? outside.poll() : carriers[place].giveOne();
        }
        return task;
    }

    /** Whether there is somebody to wake, and nobody searches who will find what there is without being woken. */
    boolean mayHelp() {
        // below 0: one has searched before those who woke it could say that it does, or they had no
        // stack left to say it
        return asleep.get() > 0 && searching.get() <= 0;
    }

    /** False if nobody sleeps. */
    boolean wakeOne(@Nullable Carrier by) {
        for (Carrier carrier : carriers) {
            if (carrier.isAsleep() && carrier.wake(by)) {
                return true;
            }
        }
        return false;
    }

    /** By the one who searches, or by whoever wakes it. */
    void beginSearch() {
        searching.incrementAndGet();
    }

    void endSearch() {
        searching.decrementAndGet();
    }

    /** By one who has found something: where that was there is often more, and what was added meanwhile woke nobody. */
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

    /** By one that was asleep, before it does anything. */
    void gotUp() {
        asleep.decrementAndGet();
        monitor.wake();
    }

    /** One that was woken is not, also while it is not up yet. */
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
