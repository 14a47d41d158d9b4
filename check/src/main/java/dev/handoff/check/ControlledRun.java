package dev.handoff.check;

import dev.handoff.Channel;
import dev.handoff.check.AfterTheEnd.RunAborted;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/** One run of a program, in which one process goes on at a time and a {@link Strategy} decides which one. */
final class ControlledRun extends Scheduling {
    /* Overview
     *
     *   reach      end of a turn
     *   park       end of a turn, and not ready until woken, interrupted or late
     *
     * The library reaches a choice point before each operation, and between two of them a process is alone: so a run is
     * a function of the strategy's answers. A fine run has more choice points: all other calls of the seam that the
     * library makes outside of its locks. (There are none behind prepareToPark or a wake-up: between that and its next
     * choice point a process does nothing that others could see.)
     *
     * The turns decide which process goes on, and when; the watchdog sees to processes that wait outside of the
     * library. Threads that the library has not started may use channels, too; they are not controlled, and are noted
     * as foreign. With either, a schedule is no longer sure to replay.
     *
     * When the run is over, whatever a process waits for throws RunAborted, so that its finally blocks run.
     *
     * Guarded by the monitor of the turns: all that follows.
     */

    /** How a run has ended. */
    enum Ending {
        ALL_ENDED,
        /** Some processes wait, and nothing can wake them. */
        STUCK,
        /** The run has taken more turns than the bound. */
        ENDLESS,
        /** The strategy has given the run up. */
        ABANDONED,
        /** A process ran on without reaching a choice point. */
        RUNAWAY
    }

    /** The number of the trace: an object that is touched by every process that does what a specification could see. */
    static final long TRACE = -1;

    private final List<TurnListener> listeners;
    private final Grain grain;
    private final boolean expectsOutsiders;
    private final ControlledTurns turns;
    private final Map<Thread, ControlledProcess> byThread = new HashMap<>();

    /** All threads that have no process. */
    private final Maker foreigners = new Maker(Keys.FOREIGN);

    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> uncontrolled = new ArrayList<>();

    /** Whether threads that Handoff has not started use channels of the program, which is noted when it is seen. */
    private boolean foreignersSeen;

    /**
     * Makes a run.
     *
     * @param expectsOutsiders whether an earlier run of the program was not wholly controlled
     * @param otherThreads threads that the library has not started, and that may act at any time
     */
    ControlledRun(
            Strategy strategy,
            int maxTurns,
            List<TurnListener> listeners,
            Grain grain,
            boolean expectsOutsiders,
            OtherThreads otherThreads) {
        this.listeners = listeners;
        this.grain = grain;
        this.expectsOutsiders = expectsOutsiders;
        this.turns = new ControlledTurns(strategy, maxTurns, listeners, grain, otherThreads);
    }

    /**
     * The run that the current thread acts in, even where a tool's own scheduling around it is current; null if none.
     */
    static @Nullable ControlledRun here() {
        Scheduling current = Scheduling.current();
        while (current instanceof DelegatingScheduling tool) {
            current = tool.delegate();
        }
        return current instanceof ControlledRun run ? run : null;
    }

    // ---- from outside

    /** Runs the program and all that it starts; afterwards nothing of it lives. */
    RunResult execute(Program program) throws InterruptedException {
        Thread root =
                newThread(
                        "main",
                        () -> {
                            try {
                                program.run();
                            } catch (Throwable t) {
                                failed(t);
                            }
                        });
        start(root);
        synchronized (turns) {
            turns.passBaton();
        }
        try {
            new Watchdog(turns, expectsOutsiders, this::note).watch();
            RunResult result = result();
            listeners.forEach(TurnListener::over);
            program.over();
            return result;
        } finally {
            turns.abort();
        }
    }

    private RunResult result() {
        synchronized (turns) {
            if (turns.hasGoneOnWithoutThreads()) {
                note(
                        "there are threads that Handoff has not started: sleeps and time-outs have"
                                + " ended without waiting for what those do");
            }
            List<Blocked> blocked =
                    turns.alive().stream()
                            .map(p -> Blocked.of(p, turns.now(), byThread::get))
                            .toList();
            return turns.result(blocked, failures, uncontrolled);
        }
    }

    /** The process of the current thread; null if it has none in this run. */
    @Nullable ControlledProcess mine() {
        ControlledProcess p = turns.running();
        if (p != null && p.thread.equals(Thread.currentThread())) {
            return p;
        }
        synchronized (turns) {
            return byThread.get(Thread.currentThread());
        }
    }

    private void failed(Throwable failure) {
        if (!turns.isAborting() && !(failure instanceof RunAborted)) {
            synchronized (turns) {
                failures.add(failure);
            }
            tell((listener, me) -> listener.failed(me, failure));
        }
    }

    // ---- the seam

    @Override
    public Thread newThread(String name, Runnable body) {
        synchronized (turns) {
            ControlledProcess[] made = new ControlledProcess[1];
            Thread thread =
                    Thread.ofVirtual()
                            .name(name)
                            .uncaughtExceptionHandler((t, failure) -> failed(failure))
                            .unstarted(() -> live(made[0], body));
            long key = byThread.isEmpty() ? 0 : maker(mine()).newProcess();
            made[0] =
                    new ControlledProcess(
                            byThread.size(), key, name, thread, Stacks.lineOfCaller());
            byThread.put(thread, made[0]);
            return thread;
        }
    }

    private void live(ControlledProcess me, Runnable body) {
        turns.begin(me);
        try {
            if (!turns.isAborting()) {
                tellOfRoot(me, TurnListener::started);
                Scheduling.within(this, body);
                tellOfRoot(me, TurnListener::ended);
            }
        } catch (RunAborted e) {
            // as intended
        } catch (Throwable t) {
            tellHandler(me.thread, t); // in its turn: the JVM would tell when others have gone on
        } finally {
            turns.end(me);
        }
    }

    private static void tellHandler(Thread thread, Throwable failure) {
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable t) {
            // the JVM ignores it, too
        }
    }

    @Override
    public void start(Thread thread) {
        synchronized (turns) {
            ControlledProcess process = byThread.get(thread);
            if (process == null) {
                throw new IllegalArgumentException(thread + " was not made here");
            }
            thread.start(); // waits for its turn; if it cannot be started there is no process
            turns.add(process);
            woke(process);
        }
    }

    @Override
    public void reach(Op op, long id) {
        reach(op, id == 0 ? new long[0] : new long[] {id});
    }

    @Override
    public void reach(Op op, long[] ids) {
        ControlledProcess me = mine();
        if (turns.isAborting()) {
            AfterTheEnd.reach(op, me, turns);
            return;
        }
        if (me == null) {
            noteForeigner();
            return;
        }
        turns.endTurnOf(me, ControlledProcess.State.READY, Transition.of(me, op, ids));
        tell((listener, process) -> listener.reached(process, op, ids));
    }

    /** Notes that a foreign thread acts, unless the run is over: then listeners look at what is left. */
    private void noteForeigner() {
        synchronized (turns) {
            if (!turns.isOver()) {
                note(
                        OtherThreads.words(Thread.currentThread())
                                + " that Handoff has not started uses a channel of the program");
                foreignersSeen = true;
                listeners.forEach(TurnListener::interfered);
            }
        }
    }

    @Override
    public void touch(Op op, long id) {
        synchronized (turns) {
            Transition current = turns.current();
            // a thread that has no process has no part in the turn of one
            if (current != null && current.process.thread.equals(Thread.currentThread())) {
                current.touches(op, id);
            }
        }
    }

    private void note(String what) {
        synchronized (turns) {
            if (!uncontrolled.contains(what)) {
                uncontrolled.add(what);
            }
        }
    }

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        ControlledProcess me = mine();
        long wakeAt = nanos == FOREVER ? FOREVER : turns.now() + nanos;
        pauseInside(me);
        if (turns.isAborting()) {
            throw new RunAborted();
        }
        if (!who.prepareToPark()) {
            return;
        }
        if (me == null) {
            parkForeign(who, nanos);
            return;
        }
        Transition slept;
        synchronized (turns) {
            me.waitsAs = who;
            me.waitsFor = why;
            me.wakesByMatch = grain == Grain.OPERATIONS; // else the steps between are choice points
            me.parkedAt = turns.now();
            me.parkedAtTurn = turns.taken();
            me.wakeAt = wakeAt;
            slept = turns.currentOf(me);
        }
        turns.endTurnOf(me, ControlledProcess.State.PARKED, slept);
        synchronized (turns) {
            if (me.wakesByMatch && !me.woken && !who.isWaiting() && !turns.isAborting()) {
                if (!foreignersSeen) { // else one of them woke it, which is noted
                    note(
                            me
                                    + " was woken by what is not controlled, such as a channel made"
                                    + " before");
                }
                listeners.forEach(listener -> listener.cameBack(me));
            }
            me.woken = false;
            me.wakeAt = FOREVER;
        }
        if (turns.isAborting() && who.isWaiting()) {
            throw new RunAborted();
        }
    }

    /** A choice point inside of an operation; only in a fine run. */
    void pauseInside(@Nullable ControlledProcess me) {
        if (grain == Grain.STEPS && me != null && !turns.isAborting()) {
            Transition rest;
            synchronized (turns) {
                rest = Transition.resume(turns.currentOf(me), true);
            }
            turns.endTurnOf(me, ControlledProcess.State.READY, rest);
        }
    }

    private void parkForeign(Parked who, long nanos) {
        if (nanos == FOREVER) {
            LockSupport.park(who.blocker());
            return;
        }
        long until = turns.now() + nanos;
        long start = Watchdog.realNanos();
        LockSupport.parkNanos(who.blocker(), nanos);
        if (who.isWaiting() && Watchdog.realNanos() - start >= nanos) {
            turns.hasPassedOutside(until);
        }
    }

    @Override
    public void unpark(Parked who) {
        pauseInside(mine());
        if (Thread.currentThread().equals(who.thread())) {
            return; // it has handed itself a tick, and is awake
        }
        synchronized (turns) {
            ControlledProcess sleeper = byThread.get(who.thread());
            if (sleeper == null) {
                LockSupport.unpark(who.thread());
                return;
            }
            sleeper.woken = true;
            woke(sleeper);
            turns.passBatonIfNobodyHasIt(); // by a foreign thread
        }
    }

    @Override
    public void interrupt(Thread thread) {
        synchronized (turns) {
            ControlledProcess target = byThread.get(thread);
            if (target != null) {
                Transition current = turns.current();
                if (current != null) {
                    current.interrupts(target);
                }
                tell((listener, me) -> listener.interrupted(me, target));
            }
        }
        thread.interrupt();
    }

    private void woke(ControlledProcess other) {
        Transition current = turns.current();
        if (current != null) {
            current.wakes(other);
        }
        tell((listener, me) -> listener.woke(me, other));
    }

    @Override
    public long newId() {
        synchronized (turns) {
            return maker(mine()).newObject();
        }
    }

    private Maker maker(@Nullable ControlledProcess process) {
        return process == null ? foreigners : process.maker;
    }

    @Override
    public long nanoTime() {
        return turns.now();
    }

    @Override
    public int choose(int bound) {
        if (bound == 1 || turns.isAborting()) {
            return 0;
        }
        return turns.toss(bound);
    }

    // ---- virtual time

    Duration elapsed() {
        return turns.elapsed();
    }

    /** Lets everybody else go on until all wait. */
    void settle() {
        settle(ControlledProcess.State.SETTLING);
    }

    /** Lets everybody else go on, and time pass, until all wait without a limit. */
    void settleForGood() {
        settle(ControlledProcess.State.OUTLASTING);
    }

    private void settle(ControlledProcess.State how) {
        ControlledProcess me = mine();
        if (me != null && !turns.isAborting()) {
            turns.endTurnOf(me, how, Transition.begin(me));
        }
    }

    /** A choice point, and an event of its own. */
    void mark(String name) {
        reach(Op.MARK, TRACE);
        tell((listener, me) -> listener.marked(me, name));
    }

    private final Watcher watcher = new RunWatcher(this);

    void noteCapacity(Object channel) {
        synchronized (turns) {
            Transition current = turns.current();
            if (current != null && channel instanceof Channel<?> known) {
                current.capacity = known.capacity();
            }
        }
    }

    /** Tells of the program itself; of all other processes the library tells. */
    private void tellOfRoot(
            ControlledProcess process, BiConsumer<TurnListener, ControlledProcess> what) {
        if (process.number == 0) {
            tell(what);
        }
    }

    @Nullable ControlledProcess processOf(Parked who) {
        synchronized (turns) {
            return byThread.get(who.thread());
        }
    }

    void tellAndPause(BiConsumer<TurnListener, ControlledProcess> what) {
        tell(what);
        pauseInside(mine());
    }

    private void tell(BiConsumer<TurnListener, ControlledProcess> what) {
        ControlledProcess me = mine();
        if (me != null && !turns.isAborting()) {
            synchronized (turns) {
                listeners.forEach(listener -> what.accept(listener, me));
            }
        }
    }

    @Override
    public Watcher watcher() {
        return watcher;
    }
}
