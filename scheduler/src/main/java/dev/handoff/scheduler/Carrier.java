package dev.handoff.scheduler;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** A thread of the operating system that virtual threads are mounted on. */
final class Carrier extends Thread {
    /* Overview
     *
     *   next (one) ◀── who was woken last        queue ◀── who was in `next` before, and who yields
     *
     *   take from `next`, or else from the queue, or else from outside, or else search elsewhere, or else sleep
     *
     * Who puts somebody into `next` mostly is about to wait for him, so he finds the core free, and in its cache what they
     * hand over. Two who do so for ever would keep out the rest, so after a slice of SLICE nanoseconds a task is taken from
     * the queue or from outside, in turn, if there is any. Whether it is over is looked up after the first task, which may
     * be a long one, and then after every TASKS_A_LOOK. With a shorter slice more conversations are interrupted, with a
     * longer one each interruption is longer.
     */
    private static final long SLICE = 200_000;
    private static final int TASKS_A_LOOK = 16;

    /** So many come from outside at once, as far as the queue has room. */
    private static final int BATCH = 32;

    private static final VarHandle ASLEEP;
    private static final VarHandle NEXT;
    private static final VarHandle SWITCHES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ASLEEP = lookup.findVarHandle(Carrier.class, "asleep", boolean.class);
            NEXT = lookup.findVarHandle(Carrier.class, "next", Runnable.class);
            SWITCHES = lookup.findVarHandle(Carrier.class, "switches", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final WakeCredit credit = new WakeCredit();

    private final Carriers carriers;
    private final RunQueue queue = new RunQueue();
    private final Search search;
    private volatile @Nullable Runnable next;

    /** How many tasks were begun: tells others whether this one gets on. */
    private volatile int switches;

    /** Who sets it back to false wakes this one. */
    private volatile boolean asleep;

    /** Who has woken this one, until it is known whether it has paid. */
    private volatile @Nullable Carrier wokenBy;

    private @Nullable Runnable current;
    private int untilLook = 1;

    /** Between slices it is the turn of the others. */
    private boolean isInSlice;

    private long sliceBegin;
    private boolean isTurnOfOutside;

    Carrier(Carriers carriers, int index) {
        super(CarrierThreads.group(), null, "handoff-carrier-" + index, 0, false);
        this.carriers = carriers;
        this.search = new Search(carriers, this);
        CarrierThreads.prepare(this);
    }

    boolean isOf(Carriers others) {
        return carriers == others;
    }

    /** By what runs on this carrier: a task that may run now. */
    void submit(Runnable task) {
        boolean overflows = queue.isFull();
        if (overflows) {
            // before anything is moved: it may fail for want of memory, and then the JDK tries
            // again, or of stack
            makeRoom();
        }
        // the current one yields, or was woken when it was about to wait
        Runnable queued = task == current ? task : (Runnable) NEXT.getAndSet(this, task);
        if (queued != null) {
            queue.add(queued); // it has room: nobody else adds
        }
        if (carriers.mayHelp() && (overflows || credit.allows())) {
            carriers.wakeOne(this);
        }
    }

    private void makeRoom() {
        for (int i = 0; i < RunQueue.SIZE / 2; i++) {
            Runnable task = queue.take();
            if (task == null) {
                return;
            }
            try {
                carriers.addOutside(task);
            } catch (OutOfMemoryError | StackOverflowError e) {
                queue.add(task);
                throw e;
            }
        }
    }

    /** How many tasks wait here, about. */
    int waiting() {
        return queue.size() + (next == null ? 0 : 1);
    }

    /** Overflows. */
    int switches() {
        return (int) SWITCHES.getOpaque(this);
    }

    boolean isAsleep() {
        return asleep;
    }

    /** False if it was not asleep, or somebody else has woken it. From now on it is one who searches. */
    boolean wake(@Nullable Carrier by) {
        boolean mine = ASLEEP.compareAndSet(this, true, false);
        if (mine) {
            carriers.beginSearch();
            wokenBy = by;
            LockSupport.unpark(this);
        }
        return mine;
    }

    /** Takes half of what waits here into the queue of {@code thief}, which is empty, and returns one more of it. */
    @Nullable Runnable giveHalfTo(Carrier thief) {
        Runnable task = thief.queue.takeHalfOf(queue);
        return task == null ? giveNext() : task;
    }

    /** By anybody: takes the oldest of the queue, or else the next one. */
    @Nullable Runnable giveOne() {
        Runnable task = queue.poll();
        return task == null ? giveNext() : task;
    }

    private @Nullable Runnable giveNext() {
        Runnable task = next;
        return task != null && NEXT.compareAndSet(this, task, null) ? task : null;
    }

    @Override
    public void run() {
        while (true) {
            Runnable task = own();
            if (task == null) {
                task = awaitWork();
            }
            current = task;
            SWITCHES.setOpaque(this, switches + 1);
            CarrierThreads.run(task);
            current = null;
        }
    }

    /** By this one: what it comes to without searching. */
    @Nullable Runnable own() {
        if (--untilLook == 0 && endsSlice()) {
            Runnable task = ofTheOthers();
            if (task != null) {
                return task;
            }
        }
        Runnable task = NEXT.getOpaque(this) == null ? null : (Runnable) NEXT.getAndSet(this, null);
        if (task == null) {
            task = queue.take();
        }
        return task == null ? takeOutside() : task;
    }

    /** True if it is the turn of the others; afterwards the next slice begins, however long they take. */
    private boolean endsSlice() {
        long now = System.nanoTime();
        untilLook = 1;
        if (!isInSlice) {
            isInSlice = true;
            sliceBegin = now;
        } else if (now - sliceBegin >= SLICE) {
            isInSlice = false;
        } else {
            untilLook = TASKS_A_LOOK;
        }
        return !isInSlice;
    }

    /** Neither those outside nor those in the queue keep the others from their turn. */
    private @Nullable Runnable ofTheOthers() {
        queue.forget();
        isTurnOfOutside = !isTurnOfOutside;
        Runnable task = isTurnOfOutside ? takeOutside() : queue.take();
        if (task == null) {
            task = isTurnOfOutside ? queue.take() : takeOutside();
        }
        return task;
    }

    /** One, and some more into the queue. */
    private @Nullable Runnable takeOutside() {
        Runnable first = carriers.pollOutside();
        for (int i = 1; first != null && i < BATCH && !queue.isFull(); i++) {
            Runnable more = carriers.pollOutside();
            if (more == null) {
                break;
            }
            queue.add(more);
        }
        return first;
    }

    /** By this one. */
    Runnable awaitWork() {
        carriers.beginSearch();
        while (true) {
            Runnable task = search.forAWhile();
            if (task != null) {
                getToWork();
                return task;
            }
            fallAsleep();
            sleep();
        }
    }

    /** By this one, when it has found something. */
    void getToWork() {
        endSearch(true);
        carriers.wakeForTheRest(this);
        isInSlice = false; // how long it has slept is nobody's turn
        untilLook = 1;
    }

    /** By this one, when it has searched in vain. It may have been woken again when this returns. */
    void fallAsleep() {
        endSearch(false);
        queue.forget();
        asleep = true;
        carriers.fellAsleep();
        // what came before others could see that this one sleeps
        if (carriers.hasOutside()) {
            wake(null);
        }
    }

    private void endSearch(boolean hasFound) {
        carriers.endSearch();
        Carrier by = wokenBy;
        if (by != null) {
            wokenBy = null;
            if (hasFound) {
                by.credit.paid();
            } else {
                by.credit.didNotPay();
            }
        }
    }

    /** Until it was woken. Afterwards it is one who searches. */
    private void sleep() {
        while (asleep) {
            LockSupport.park(this);
            Thread.interrupted(); // or else parking would not wait
        }
        carriers.gotUp();
    }
}
