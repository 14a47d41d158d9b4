package dev.handoff.verify;

import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * A scheduling that runs one process at a time, lets a {@link Chooser} decide at each choice point who goes on, and
 * owns the time.
 */
class Controlled extends Scheduling {
    /* Overview
     *
     *   choice point   who of the ready goes on? he gets the baton, the others wait for it
     *   park           choice point : announce sleep : choice point : blocked until woken, interrupted or late
     *   nobody ready   time jumps to the next deadline; if there is none, everybody is stuck and run() returns
     *
     * Choice points are all calls of the seam that the library makes outside of its locks: before each operation,
     * around each sleep and wake-up, and what the watcher is told. Between two of them a process is alone, so a run
     * is a function of the chooser's answers.
     *
     * Processes are ordinary virtual threads. Who has no baton is parked, whatever else wakes it. An interrupt of
     * such a thread would make its park return at once: it is noted, and given back together with the baton. The
     * order of the two looks in isInterrupted() matters, see there.
     *
     * What is not seen: switches inside of a lock (jcstress and Lincheck look there), and waits that are not the
     * library's own.
     */
    enum Ending {
        /** Every process has ended. */
        ALL_ENDED,
        /** Some wait, and nothing can wake them. */
        STUCK,
        /** The run was given up after very many steps. */
        ENDLESS
    }

    /** A process that waits, when all are stuck. */
    record Waiter(String name, Thread thread, WaitReason why, Object blocker) {
        @Override
        public String toString() {
            return name + ": " + why.describe(blocker);
        }
    }

    private static final class Runner {
        final String name;
        Thread thread;
        boolean blocked;
        boolean woken;
        long wakeAt;
        Parked who;
        WaitReason why;
        volatile boolean interruptNoted;

        Runner(String name) {
            this.name = name;
        }

        /** A noter notes before he clears, so we look at what he clears before we look at the note. */
        boolean isInterrupted() {
            return thread.isInterrupted() || interruptNoted;
        }
    }

    private static final int MOST_STEPS = 2_000_000;

    private final Chooser chooser;
    private final List<String> trace;
    private final IdentityHashMap<Thread, Runner> byThread = new IdentityHashMap<>();
    private final List<Runner> started = new ArrayList<>();
    private final List<Runner> ready = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Semaphore quiet = new Semaphore(0);
    private volatile Runner running;
    private long now = 1_000_000_000;
    private int steps;

    Controlled(Chooser chooser) {
        this(chooser, null);
    }

    /** With a list that gets one line for each step, or null. */
    Controlled(Chooser chooser, List<String> trace) {
        this.chooser = chooser;
        this.trace = trace;
    }

    // ---- from outside

    /** Runs {@code body} and all that it starts, until all have ended or nobody can go on. */
    Ending run(Runnable body) {
        Thread root = newThread("root", body);
        start(root);
        return resume();
    }

    /** Goes on after {@link Ending#STUCK}, if somebody was interrupted in the meantime. */
    Ending resume() {
        giveBaton(next(null));
        quiet.acquireUninterruptibly();
        if (steps > MOST_STEPS) {
            return Ending.ENDLESS;
        }
        return started.isEmpty() ? Ending.ALL_ENDED : Ending.STUCK;
    }

    List<Waiter> waiters() {
        return started.stream()
                .map(p -> new Waiter(p.name, p.thread, p.why, p.who.blocker()))
                .toList();
    }

    /** What processes have thrown. */
    List<Throwable> failures() {
        return failures;
    }

    int steps() {
        return steps;
    }

    // ---- the baton

    private void choicePoint(String what, long id) {
        Runner me = running;
        if (me != null && me.thread.equals(Thread.currentThread())) {
            if (trace != null) {
                trace.add("%6d %s %s %s".formatted(steps, me.name, what, id == 0 ? "" : "#" + id));
            }
            pass(me);
        }
    }

    private void pass(Runner me) {
        Runner next = next(me);
        if (next != me) {
            giveBaton(next);
            awaitBaton(me);
        }
    }

    private void giveBaton(Runner next) {
        running = next;
        if (next == null) {
            quiet.release();
        } else {
            LockSupport.unpark(next.thread);
        }
    }

    private void awaitBaton(Runner me) {
        while (running != me) {
            if (Thread.currentThread().isInterrupted()) {
                me.interruptNoted = true;
                Thread.interrupted();
            }
            LockSupport.park(this);
        }
        if (me.interruptNoted) {
            me.interruptNoted = false;
            me.thread.interrupt();
        }
    }

    /** Who goes on; null if nobody can. */
    private Runner next(Runner me) {
        if (++steps > MOST_STEPS) {
            return null;
        }
        while (true) {
            long wakeAt = lookAround();
            if (!ready.isEmpty() && (wakeAt == FOREVER || !chooser.timePasses())) {
                if (chooser.wakesStray()) {
                    started.stream().filter(p -> !ready.contains(p)).forEach(ready::add);
                }
                Runner next = ready.get(chooser.next(ready.size(), ready.indexOf(me)));
                next.blocked = false;
                return next;
            }
            if (wakeAt == FOREVER) {
                return null;
            }
            now = wakeAt;
        }
    }

    /** Fills {@code ready}; returns when the next of the others is due. */
    private long lookAround() {
        long wakeAt = FOREVER;
        ready.clear();
        for (Runner p : started) {
            if (!p.blocked || p.woken || p.wakeAt <= now || p.isInterrupted()) {
                ready.add(p);
            } else {
                wakeAt = Math.min(wakeAt, p.wakeAt);
            }
        }
        return wakeAt;
    }

    // ---- the seam

    @Override
    public Thread newThread(String name, Runnable body) {
        Runner process = new Runner(name);
        process.thread = Thread.ofVirtual().name(name).unstarted(() -> live(process, body));
        byThread.put(process.thread, process);
        return process.thread;
    }

    private void live(Runner me, Runnable body) {
        awaitBaton(me);
        try {
            Scheduling.within(this, body);
        } catch (Throwable t) {
            failures.add(t);
        }
        started.remove(me);
        byThread.remove(me.thread);
        giveBaton(next(null));
    }

    @Override
    public void start(Thread thread) {
        started.add(byThread.get(thread));
        thread.start();
        choicePoint("starts " + thread.getName(), 0);
    }

    @Override
    public void reach(Op op, long id) {
        choicePoint(op.name(), id);
    }

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        Runner me = running;
        choicePoint("goes to sleep", 0);
        if (!who.prepareToPark()) {
            return;
        }
        choicePoint("is about to sleep", 0);
        if (!me.woken) {
            me.blocked = true;
            me.who = who;
            me.why = why;
            me.wakeAt = nanos == FOREVER ? FOREVER : now + nanos;
            choicePoint("sleeps", 0);
        }
        me.woken = false;
    }

    @Override
    public void unpark(Parked who) {
        choicePoint("wakes somebody", 0);
        Runner sleeper = byThread.get(who.thread());
        if (sleeper != null) {
            sleeper.woken = true;
        }
        choicePoint("woke somebody", 0);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public int choose(int bound) {
        return chooser.toss(bound);
    }

    private final Watcher watcher =
            new Watcher() {
                @Override
                public void blocked(Parked who, WaitReason why) {
                    choicePoint("waits", 0);
                }

                @Override
                public void resumed(Parked who, WaitReason why) {
                    choicePoint("goes on", 0);
                }

                @Override
                public void sent(Object channel, long channelId, Object value) {
                    choicePoint("sent", channelId);
                }

                @Override
                public void received(Object channel, long channelId, Object value) {
                    choicePoint("received", channelId);
                }

                @Override
                public void closed(Object channel, long channelId) {
                    choicePoint("ended", channelId);
                }
            };

    @Override
    public Watcher watcher() {
        return watcher;
    }
}
