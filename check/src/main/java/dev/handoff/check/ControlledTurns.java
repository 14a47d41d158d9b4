package dev.handoff.check;

import static dev.handoff.spi.Scheduling.FOREVER;

import dev.handoff.check.ControlledRun.Ending;
import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The turns of a {@link ControlledRun}: who has the baton, who gets it next, and what time it is. */
final class ControlledTurns {
    /* Overview
     *
     *   a turn ends    the strategy elects one of the ready processes; it gets the baton, the others wait for it
     *   none is ready  settlers go on; else time jumps to the next deadline; else the run is over
     *
     * Threads that Handoff has not started act in real time. Where there are some, time stands still for a while before
     * it jumps: they might wake a process first.
     *
     * Processes are ordinary virtual threads; one without the baton stays parked, whatever else wakes it. An interrupt
     * of such a thread would keep it from parking: it is noted, and given back together with the baton. As no process
     * that waits for the baton is interrupted when a turn begins, each interrupt is seen in the turn in which it comes,
     * the second as well as the first.
     *
     * When the run is over, processes that are still alive are ended one by one: each gets the baton and an interrupt,
     * and finds that isAborting(). One that catches whatever is thrown, and goes on, sleeps for ever in the end.
     *
     * Guarded by this object's monitor: all that follows, except what is volatile. Methods that do not take the monitor
     * are called with it held.
     */
    private static final long START_NANOS = Long.MIN_VALUE / 2;
    private static final int ABORT_MILLIS = 1_000;
    private static final int ABORT_GLANCE_MILLIS = 10;

    /** For how long time stands still for other threads in one run, from when it first does: see {@link AwakeTime}. */
    private static final long STILL_NANOS = 2_000_000_000;

    /**
     * For how many turns a program that leaves processes behind goes on after its end, so that those that sleep may
     * help.
     */
    static final int AFTERMATH_TURNS = 200;

    private final Strategy strategy;
    private final int maxTurns;
    private final List<TurnListener> listeners;
    private final Grain grain;
    private final OtherThreads otherThreads;
    private final Started processes = new Started();
    private final Schedule.Recorder schedule = new Schedule.Recorder();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable ControlledProcess running;
    private @Nullable ControlledProcess latest;
    private @Nullable Transition current;
    private @Nullable Ending ending;
    private volatile boolean aborting;

    /** Whether the thread that explores was interrupted while it ended the processes. */
    private boolean wasInterrupted;

    private int turns;
    private volatile long now = START_NANOS;
    private int turnsWhenTimePassed;

    /** Whether nobody goes on because time stands still for other threads. */
    private boolean standsStill;

    /** How long the run has lasted, as far as the watchdog knows: see {@link AwakeTime}. */
    private long awakeNanos;

    /** Since when time has stood still now and then in this run; -1 if it has not yet. */
    private long stillSince = -1;

    private boolean wentOnWithoutThreads;

    /** The turn in which the program itself has ended; -1 before that. */
    private int endedAtTurn = -1;

    ControlledTurns(
            Strategy strategy,
            int maxTurns,
            List<TurnListener> listeners,
            Grain grain,
            OtherThreads otherThreads) {
        this.strategy = strategy;
        this.maxTurns = maxTurns;
        this.listeners = listeners;
        this.grain = grain;
        this.otherThreads = otherThreads;
    }

    // ---- a process

    /** The process takes part from now on. */
    void add(ControlledProcess process) {
        processes.add(process);
    }

    /** Called by the process's own thread, before all else: returns when it has its first turn. */
    void begin(ControlledProcess me) {
        awaitBaton(me);
        synchronized (this) {
            current = me.next;
        }
    }

    /** Called by the process's own thread: its last turn is over. */
    synchronized void end(ControlledProcess me) {
        boolean wasOutside = processes.end(me);
        if (me.number == 0) {
            endedAtTurn = turns;
        }
        if (aborting) {
            return;
        }
        if (wasOutside) {
            passBatonIfNobodyHasIt();
        } else {
            endTurn();
            passBaton();
        }
    }

    /** The process's turn is over; returns when it has its next. */
    void endTurnOf(ControlledProcess me, ControlledProcess.State state, Transition next) {
        synchronized (this) {
            me.noteInterrupt();
            boolean wasOutside = processes.set(me, state);
            me.next = next;
            if (wasOutside) {
                listeners.forEach(listener -> listener.cameBack(me));
                passBatonIfNobodyHasIt();
            } else {
                endTurn();
                pass(me, false);
            }
        }
        awaitBaton(me);
        if (aborting) {
            return;
        }
        synchronized (this) {
            me.state = ControlledProcess.State.READY;
            current = me.next;
            me.next = Transition.begin(me);
        }
    }

    private void awaitBaton(ControlledProcess me) {
        me.awaitsTurn = true;
        while (!me.equals(running) && !me.isToEnd) {
            me.noteInterrupt();
            LockSupport.park(this);
        }
        me.awaitsTurn = false;
        me.giveInterruptBack();
    }

    /** Tells of what has been done since the last choice. */
    private void endTurn() {
        Transition done = current;
        if (done != null) {
            current = null;
            noteInterrupts(done);
            strategy.happened(done);
            listeners.forEach(listener -> listener.happened(done, now));
        }
    }

    /** Notes who was interrupted in this turn, by whatever means, even if not for the first time. */
    private void noteInterrupts(Transition done) {
        // an interrupt that has come too late tells of a schedule in which it comes in time
        for (ControlledProcess p : strategy.isOfAll() ? processes.all() : processes.living()) {
            boolean interrupted = p.isInterrupted();
            boolean isNew = waitsForBaton(p) && p.hasNewInterrupt();
            if (isNew || (interrupted && !p.wasInterrupted)) {
                done.interrupts(p);
                listeners.forEach(listener -> listener.interrupted(done.process, p));
            }
            p.wasInterrupted = interrupted;
            while (isNew && waitsForBaton(p) && p.thread.isInterrupted()) {
                Thread.yield(); // it notes this one by itself: then another can be seen
            }
            p.seeInterrupts();
        }
    }

    private boolean waitsForBaton(ControlledProcess p) {
        return p.isAlive() && p.state != ControlledProcess.State.OUTSIDE && !p.equals(running);
    }

    /** What is being done in this turn; null if no process has one. */
    @Nullable Transition current() {
        return current;
    }

    /** What the process is doing. */
    Transition currentOf(ControlledProcess me) {
        return me.equals(running) && current != null ? current : Transition.begin(me);
    }

    /** The process that has the baton; null if none has. Needs no monitor. */
    @Nullable ControlledProcess running() {
        return running;
    }

    // ---- who goes on

    void passBaton() {
        pass(null, false);
    }

    /** For callers from outside of the turns. */
    void passBatonIfNobodyHasIt() {
        if (running == null && ending == null) {
            passBaton();
        }
    }

    /** Passes the baton although there are processes outside, which might do something. */
    void passBatonWithoutOutsiders() {
        pass(null, true);
    }

    /** The process waits for something that is not the library's: others go on. */
    void leaveOutside(ControlledProcess idler) {
        processes.leaveOutside(idler);
        endTurn();
        passBaton();
    }

    /** Chooses the process that goes on; {@code me} is running and need not be woken. */
    private void pass(@Nullable ControlledProcess me, boolean withoutOutsiders) {
        ControlledProcess next = ending == null ? elect(withoutOutsiders) : null;
        running = next;
        if (next != null) {
            latest = next;
            if (!next.equals(me)) {
                LockSupport.unpark(next.thread);
            }
        }
    }

    private @Nullable ControlledProcess elect(boolean withoutOutsiders) {
        List<ControlledProcess> ready = whoIsReady(withoutOutsiders);
        if (ready.isEmpty()) {
            if (processes.areAllEnded()) {
                finish(Ending.ALL_ENDED);
            } else if (!standsStill && !isWaitingOutside() && !mayBeHelped()) {
                finish(Ending.STUCK);
            }
            return null;
        }
        if (turns >= maxTurns) {
            finish(Ending.ENDLESS);
            return null;
        }
        int chosen = strategy.next(ready);
        if (chosen == Strategy.ABANDON) {
            finish(Ending.ABANDONED);
            return null;
        }
        schedule.chose(chosen, ready.size());
        ControlledProcess next = ready.get(chosen);
        if (next.isEarly) {
            wakeEarly(next);
        }
        if (next.state == ControlledProcess.State.PARKED) {
            next.next = afterSleep(next);
        } else if (next.isSettling()) {
            next.next.after = turns;
        }
        turns++;
        return next;
    }

    /** Whether a thread that the library has not started could wake a process that waits. */
    private boolean mayBeHelped() {
        return processes.living().stream().anyMatch(ControlledTurns::waitsWithoutLimit)
                && otherThreads.mayAct();
    }

    private void wakeEarly(ControlledProcess sleeper) {
        if (sleeper.wakeAt == FOREVER) {
            sleeper.wakesStray = false;
        } else {
            passTime(sleeper.wakeAt);
        }
    }

    private void passTime(long until) {
        now = until;
        turnsWhenTimePassed = turns;
    }

    /** A thread that Handoff has not started has waited until then: where no process goes on, time is to follow. */
    synchronized void hasPassedOutside(long until) {
        if (running == null && ending == null && now < until) {
            passTime(Math.min(until, Candidates.among(processes.living(), now, latest).wakeAt()));
            passBaton();
        }
    }

    private Transition afterSleep(ControlledProcess sleeper) {
        Op op = sleeper.next.op;
        boolean leavesQueues = !sleeper.woken || op == Op.SELECT || op == Op.JOIN;
        Transition rest = Transition.resume(sleeper.next, leavesQueues);
        if (sleeper.wakeAt <= now) {
            rest.after = turnsWhenTimePassed;
        }
        return rest;
    }

    /** The processes that can go on, the one that went on before first. Where there is none, time passes. */
    private List<ControlledProcess> whoIsReady(boolean withoutOutsiders) {
        standsStill = false;
        while (true) {
            Candidates candidates = Candidates.among(processes.living(), now, latest);
            boolean mayTimePass = withoutOutsiders || !isWaitingOutside();
            ControlledProcess patient = candidates.patient(mayTimePass);
            if (patient != null) {
                return List.of(patient);
            }
            if (!candidates.areNone()) {
                return grain == Grain.STEPS
                        ? candidates.withEarly(processes.living())
                        : candidates.ready();
            }
            if (candidates.wakeAt() == FOREVER || !mayTimePass) {
                return List.of();
            }
            if (isOverAlready()) {
                ControlledProcess outlaster = candidates.outlaster();
                return outlaster == null ? List.of() : List.of(outlaster);
            }
            standsStill = mustStandStill();
            if (standsStill) {
                return List.of();
            }
            passTime(candidates.wakeAt());
        }
    }

    /** Whether time is to wait for other threads. If they need too long in this run, no later run waits for them. */
    private boolean mustStandStill() {
        if (!otherThreads.areAwaited()) {
            return false;
        }
        if (stillSince < 0) {
            stillSince = awakeNanos;
        }
        if (awakeNanos - stillSince < STILL_NANOS) {
            return true;
        }
        otherThreads.awaitNoMore();
        wentOnWithoutThreads = true;
        return false;
    }

    /** Whether time stands still: the baton is to be passed again now and then, until time does not. */
    boolean standsStill() {
        return standsStill;
    }

    /** Whether time has gone on although other threads might have acted first. */
    boolean hasGoneOnWithoutThreads() {
        return wentOnWithoutThreads;
    }

    /**
     * A program that has ended does not go on for the sake of detached processes that sleep. But it goes on for a while
     * if one of these could wake others that wait: they have leaked if nobody wakes them.
     */
    private boolean isOverAlready() {
        return endedAtTurn >= 0
                && (turns - endedAtTurn > AFTERMATH_TURNS
                        || processes.living().stream()
                                .noneMatch(ControlledTurns::waitsWithoutLimit));
    }

    private static boolean waitsWithoutLimit(ControlledProcess process) {
        return process.state == ControlledProcess.State.PARKED && process.wakeAt == FOREVER;
    }

    boolean isWaitingOutside() {
        return processes.isAnyOutside();
    }

    /** Whether a process that has waited outside goes on by now, or could. */
    boolean isAnyOutsiderOnItsWay() {
        return processes.living().stream()
                .anyMatch(
                        p ->
                                p.state == ControlledProcess.State.OUTSIDE
                                        && p.thread.getState() == Thread.State.RUNNABLE);
    }

    /** Select's coin. */
    synchronized int toss(int bound) {
        int coin = strategy.toss(bound);
        schedule.chose(coin, bound);
        return coin;
    }

    // ---- time and number

    /** Needs no monitor. */
    long now() {
        return now;
    }

    Duration elapsed() {
        return Duration.ofNanos(now - START_NANOS);
    }

    /** As {@link #taken}; called by the watchdog, when the run has lasted for so long. */
    synchronized int takenUntil(long nanos) {
        awakeNanos = nanos;
        return turns;
    }

    synchronized int taken() {
        return turns;
    }

    // ---- the end

    void finish(Ending how) {
        if (ending == null) {
            ending = how;
            over.countDown();
        }
    }

    boolean isOver() {
        return ending != null;
    }

    /** Waits for the end of the run, for so long at most; returns whether the run is over. */
    boolean awaitEnd(long millis) throws InterruptedException {
        return over.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Whether processes go on only to end. Needs no monitor. */
    boolean isAborting() {
        return aborting;
    }

    /**
     * Ends all processes, the latest first: each goes on until it has ended, and its waits throw. If the caller is
     * interrupted meanwhile, that is thrown when all is done.
     */
    void abort() throws InterruptedException {
        aborting = true;
        for (ControlledProcess p = lastAlive(); p != null; p = lastAlive()) {
            p.isToEnd = true;
            running = p;
            LockSupport.unpark(p.thread);
            p.thread.interrupt();
            if (!joins(p)) {
                synchronized (this) {
                    processes.end(p);
                }
            }
        }
        if (wasInterrupted || Thread.interrupted()) { // a process that has ended is not waited for
            throw new InterruptedException();
        }
    }

    /** Waits a while for the process; returns whether it has ended, or has been stopped. */
    private boolean joins(ControlledProcess p) {
        for (int waited = 0; waited < ABORT_MILLIS; waited += ABORT_GLANCE_MILLIS) {
            try {
                if (p.thread.join(Duration.ofMillis(ABORT_GLANCE_MILLIS)) || hasEnded(p)) {
                    return true;
                }
            } catch (InterruptedException e) {
                wasInterrupted = true; // thrown when the others have ended, too
            }
        }
        return false;
    }

    private synchronized boolean hasEnded(ControlledProcess p) {
        return p.state == ControlledProcess.State.ENDED;
    }

    /**
     * Called by the process's own thread, in a run that is over: the process would not end by itself, and goes no
     * further.
     */
    void stop(ControlledProcess me) {
        synchronized (this) {
            processes.end(me);
        }
        while (true) {
            Thread.interrupted(); // would keep it from sleeping
            LockSupport.park(this);
        }
    }

    private synchronized @Nullable ControlledProcess lastAlive() {
        return processes.lastLiving();
    }

    synchronized RunResult result(
            List<Blocked> blocked, List<Throwable> failures, List<String> uncontrolled) {
        return new RunResult(
                ending == null ? Ending.RUNAWAY : ending,
                List.copyOf(processes.all()),
                blocked,
                List.copyOf(failures),
                List.copyOf(uncontrolled),
                turns,
                schedule.toSchedule(),
                processes.all().getFirst().state == ControlledProcess.State.ENDED);
    }

    List<ControlledProcess> alive() {
        return List.copyOf(processes.living());
    }
}
