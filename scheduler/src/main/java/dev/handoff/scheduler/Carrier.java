package dev.handoff.scheduler;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** A thread of the operating system that virtual threads are mounted on. */
final class Carrier extends Thread {
    /* Overview
     *
     *   next (one) ◀── the task woken last        queue ◀── the task that was in `next` before, and one that yields
     *
     *   take from `next`, or else from the queue, or else from outside, or else search elsewhere, or else sleep
     *
     * A task that puts another into `next` is mostly about to wait for it. So the other one finds the core free, and in
     * its cache what they hand over. Two tasks that do so for ever would keep out the rest. So after a slice of SLICE
     * nanoseconds a task is taken from the queue or from outside, in turn, if there is any. Whether the slice is over
     * is looked up after the first task, which may be a long one, and then after every TASKS_A_LOOK. With a shorter
     * slice more conversations are interrupted; with a longer one each interruption is longer.
     */
    private static final long SLICE = 200_000;
    private static final int TASKS_A_LOOK = 16;

    /** How many tasks come from outside at once, as far as the queue has room. */
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

    /** How many tasks were begun: tells others whether this carrier gets on. */
    private volatile int switches;

    /** The thread that sets it back to false wakes this carrier. */
    private volatile boolean asleep;

    /** The carrier that has woken this one, until it is known whether that has paid. */
    private volatile @Nullable Carrier wokenBy;

    private @Nullable Runnable current;
    private int untilLook = 1;

    /** Whether a slice is under way; between slices it is the turn of the others. */
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

    /** Called by what runs on this carrier: {@code task} may run now. */
    void submit(Runnable task) {
        boolean overflows = queue.isFull();
        if (overflows) {
            // before anything is moved: it may fail for want of stack, or of memory, and then the
            // JDK tries again
            makeRoom();
        }
        // the current task yields, or was woken when it was about to wait
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

    /** About how many tasks wait here. */
    int waiting() {
        return queue.size() + (next == null ? 0 : 1);
    }

    /** How many tasks were begun; overflows. */
    int switches() {
        return (int) SWITCHES.getOpaque(this);
    }

    boolean isAsleep() {
        return asleep;
    }

    /**
     * Returns false if this carrier was not asleep, or somebody else has woken it. From now on it counts as searching.
     */
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

    /** Called by anybody: takes the oldest task of the queue, or else the one in {@code next}. */
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

    /** Called by this carrier: the task that it comes to without searching. */
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

    /** True if it is the turn of the others; after them the next slice begins, however long they take. */
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

    /** Takes from outside and from the queue in turn, so that neither keeps the other from its turn. */
    private @Nullable Runnable ofTheOthers() {
        queue.forget();
        isTurnOfOutside = !isTurnOfOutside;
        Runnable task = isTurnOfOutside ? takeOutside() : queue.take();
        if (task == null) {
            task = isTurnOfOutside ? queue.take() : takeOutside();
        }
        return task;
    }

    /** Takes one task, and some more into the queue. */
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

    /** Called by this carrier: returns when it has found a task. */
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

    /** Called by this carrier, when it has found something. */
    void getToWork() {
        endSearch(true);
        carriers.wakeForTheRest(this);
        isInSlice = false; // the time that it has slept is nobody's turn
        untilLook = 1;
    }

    /** Called by this carrier, when it has searched in vain. It may have been woken again when this returns. */
    void fallAsleep() {
        endSearch(false);
        queue.forget();
        asleep = true;
        carriers.fellAsleep();
        // added before others could see that this one sleeps
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

    /** Returns when it was woken. From then on it counts as searching. */
    private void sleep() {
        while (asleep) {
            LockSupport.park(this);
            Thread.interrupted(); // or else parking would not wait
        }
        carriers.gotUp();
    }
}
