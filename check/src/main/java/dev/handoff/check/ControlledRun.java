package dev.handoff.check;

import dev.handoff.Channel;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/** One run of a program, in which one process goes on at a time and a {@link Strategy} decides which. */
final class ControlledRun extends Scheduling {
    /* Overview
     *
     *   reach      end of a turn: who goes on? He gets the baton, the others wait for it
     *   park       end of a turn, and not ready until woken, interrupted or late
     *   all wait   settlers go on; else time jumps to the next deadline; else the run is over
     *
     * The library reaches a choice point before each operation, and between two of them a process is alone: so a run
     * is a function of the strategy's answers. A fine run has more of them: all other calls of the seam that the
     * library makes outside of its locks. (None behind prepareToPark or a wake-up: a process does nothing between that
     * and its next choice point which others could see.) Processes are ordinary virtual threads; who has no baton is parked,
     * whatever else wakes it. An interrupt of such a thread would keep it from parking: it is noted, and given back
     * together with the baton.
     *
     * A process may also wait for what is not the library's: a lock, a latch, a socket. The watchdog sees that its
     * thread waits while it has the baton, and takes it away: the process is OUTSIDE, and comes back when it reaches
     * its next choice point. Threads that the library has not started may use channels, too; they are not controlled,
     * and noted as foreign. With either, a schedule is no longer sure to replay.
     *
     * When the run is over, processes that still live are ended one by one: whatever they wait for throws
     * RunAborted, so that their finally blocks run.
     *
     * Guarded by the run's monitor: all that follows, but for what is volatile.
     */

    /** How a run has ended. */
    enum Ending {
        ALL_ENDED,
        /** Some wait, and nothing can wake them. */
        STUCK,
        /** It has taken more turns than the bound. */
        ENDLESS,
        /** The strategy has given it up. */
        ABANDONED,
        /** A process ran on without reaching a choice point. */
        RUNAWAY
    }

    /** Ends processes of a run that is over. Not to be caught. */
    private static final class RunAborted extends Error {
        private static final long serialVersionUID = 1;

        RunAborted() {
            super("the controlled run is over", null, false, false);
        }
    }

    private static final long START_NANOS = 1_000_000_000;

    /**
     * How long a process may wait for what is not the library's before others go on, and then before all give up. Where
     * an earlier run of the program has met such a wait, it takes less to believe in one.
     */
    private static final long GLANCE_MILLIS = 10;

    private static final long SHORT_GLANCE_MILLIS = 1;
    private static final long OUTSIDE_MILLIS = 2_000;
    private static final long RUNAWAY_MILLIS = 20_000;
    private static final int ABORT_MILLIS = 1_000;
    private static final long OBJECTS_OF_ONE = 1_000_000;

    /** The number of the trace: an object that is touched by whoever does what a specification could see. */
    static final long TRACE = -1;

    /** For how many turns after its end a program that leaves processes behind goes on, so that those who sleep may help. */
    private static final int AFTERMATH_TURNS = 200;

    private final Strategy strategy;
    private final int maxTurns;
    private final List<TurnListener> listeners;
    private final Grain grain;
    private final boolean expectsOutsiders;
    private final OtherThreads otherThreads;
    private final List<ControlledProcess> processes = new ArrayList<>();
    private final Map<Thread, ControlledProcess> byThread = new HashMap<>();
    private final Schedule.Recorder schedule = new Schedule.Recorder();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> uncontrolled = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable ControlledProcess running;
    private @Nullable ControlledProcess latest;
    private @Nullable Transition current;
    private @Nullable Ending ending;
    private volatile boolean aborting;
    private int turns;
    private volatile long now = START_NANOS;
    private int turnsWhenTimePassed;

    /** The turn in which the program itself has ended; -1 before that. */
    private int endedAtTurn = -1;

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
        this.otherThreads = otherThreads;
        this.expectsOutsiders = expectsOutsiders;
        this.strategy = strategy;
        this.maxTurns = maxTurns;
        this.listeners = listeners;
        this.grain = grain;
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
        synchronized (this) {
            passBaton(null);
        }
        try {
            watch();
            return result();
        } finally {
            abort();
        }
    }

    private synchronized RunResult result() {
        List<Blocked> blocked =
                processes.stream()
                        .filter(ControlledProcess::isAlive)
                        .map(p -> Blocked.of(p, now, byThread::get))
                        .toList();
        return new RunResult(
                ending == null ? Ending.RUNAWAY : ending,
                List.copyOf(processes),
                blocked,
                List.copyOf(failures),
                List.copyOf(uncontrolled),
                turns,
                schedule.toSchedule(),
                processes.getFirst().state == ControlledProcess.State.ENDED);
    }

    /** Returns when the run is over; until then sees to those who wait for what is not the library's. */
    private void watch() throws InterruptedException {
        long glanceMillis = expectsOutsiders ? SHORT_GLANCE_MILLIS : GLANCE_MILLIS;
        int seenTurns = -1;
        long since = System.nanoTime();
        while (!over.await(glanceMillis, TimeUnit.MILLISECONDS)) {
            int seen = turns();
            if (seen != seenTurns) {
                seenTurns = seen;
                since = System.nanoTime();
            } else if (!goOnWithout(System.nanoTime() - since)) {
                return;
            }
        }
    }

    private synchronized int turns() {
        return turns;
    }

    /** Nothing has happened for so long: true if there is still hope. */
    private synchronized boolean goOnWithout(long nanos) {
        ControlledProcess idler = running;
        if (idler == null) {
            if (nanos < TimeUnit.MILLISECONDS.toNanos(GLANCE_MILLIS)) {
                return true;
            }
            pass(null, true);
            if (running == null && nanos > TimeUnit.MILLISECONDS.toNanos(OUTSIDE_MILLIS)) {
                if (!isWaitingOutside()) {
                    note(
                            "there are threads that Handoff has not started: all wait, and are"
                                    + " stuck unless one of those acts");
                }
                finish(Ending.STUCK);
                return false;
            }
        } else if (waitsOutside(idler.thread)) {
            idler.state = ControlledProcess.State.OUTSIDE;
            note(idler + " waits outside of Handoff: " + Stacks.line(idler.thread.getStackTrace()));
            endTurn();
            passBaton(null);
        } else if (nanos > TimeUnit.MILLISECONDS.toNanos(RUNAWAY_MILLIS)) {
            idler.runsAway = true;
            finish(Ending.RUNAWAY);
            return false;
        }
        return true;
    }

    private static boolean waitsOutside(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> !Stacks.isOfChecker(thread.getStackTrace());
            default -> false;
        };
    }

    private void finish(Ending how) {
        if (ending == null) {
            ending = how;
            over.countDown();
        }
    }

    /** Ends all processes, the latest first: each goes on until it has ended, and its waits throw. */
    private void abort() throws InterruptedException {
        aborting = true;
        for (ControlledProcess p = lastAlive(); p != null; p = lastAlive()) {
            running = p;
            LockSupport.unpark(p.thread);
            p.thread.interrupt();
            if (!p.thread.join(Duration.ofMillis(ABORT_MILLIS))) {
                synchronized (this) {
                    p.state = ControlledProcess.State.ENDED;
                }
            }
        }
    }

    private synchronized @Nullable ControlledProcess lastAlive() {
        for (ControlledProcess p : processes.reversed()) {
            if (p.isAlive()) {
                return p;
            }
        }
        return null;
    }

    // ---- turns

    /** The process of the current thread; null if it has none in this run. */
    @Nullable ControlledProcess mine() {
        ControlledProcess p = running;
        if (p != null && p.thread.equals(Thread.currentThread())) {
            return p;
        }
        synchronized (this) {
            return byThread.get(Thread.currentThread());
        }
    }

    /** The process's turn is over; returns when it has its next. */
    private void endTurnOf(ControlledProcess me, ControlledProcess.State state, Transition next) {
        boolean stays;
        synchronized (this) {
            boolean wasOutside = me.state == ControlledProcess.State.OUTSIDE;
            me.state = state;
            me.next = next;
            if (wasOutside) {
                listeners.forEach(listener -> listener.cameBack(me));
                if (running == null && ending == null) {
                    passBaton(null);
                }
            } else {
                endTurn();
                passBaton(me);
            }
            stays = me.equals(running);
        }
        if (!stays) {
            awaitBaton(me);
        }
        if (aborting) {
            return;
        }
        synchronized (this) {
            me.state = ControlledProcess.State.READY;
            current = me.next;
            me.next = Transition.begin(me);
        }
    }

    /** What has been done since the last choice. */
    private void endTurn() {
        Transition done = current;
        if (done != null) {
            current = null;
            noteInterrupts(done);
            strategy.happened(done);
            listeners.forEach(listener -> listener.happened(done, now));
        }
    }

    /** Who was interrupted in this turn, by whatever means. */
    private void noteInterrupts(Transition done) {
        for (ControlledProcess p : processes) {
            boolean interrupted = p.isInterrupted();
            if (interrupted && !p.wasInterrupted) {
                done.interrupts(p);
            }
            p.wasInterrupted = interrupted;
        }
    }

    private void passBaton(@Nullable ControlledProcess me) {
        pass(me, false);
    }

    /** Chooses who goes on; {@code me} is running and need not be woken. */
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
        if (turns >= maxTurns) {
            finish(Ending.ENDLESS);
            return null;
        }
        List<ControlledProcess> ready = whoIsReady(withoutOutsiders);
        if (ready.isEmpty()) {
            if (!isAnyAlive()) {
                finish(Ending.ALL_ENDED);
            } else if (!isWaitingOutside() && !mayBeHelped()) {
                finish(Ending.STUCK);
            }
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

    /** Whether a thread that the library has not started could wake one of those who wait. */
    private boolean mayBeHelped() {
        return processes.stream().anyMatch(ControlledRun::waitsWithoutLimit)
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

    private Transition afterSleep(ControlledProcess sleeper) {
        Op op = sleeper.next.op;
        boolean leavesQueues = !sleeper.woken || op == Op.SELECT || op == Op.JOIN;
        Transition rest = Transition.resume(sleeper.next, leavesQueues);
        if (sleeper.wakeAt <= now) {
            rest.after = turnsWhenTimePassed;
        }
        return rest;
    }

    /** Those who can go on; the first is who went on before. Where there is none, time passes. */
    private List<ControlledProcess> whoIsReady(boolean withoutOutsiders) {
        while (true) {
            Candidates candidates = Candidates.among(processes, now, latest);
            boolean mayTimePass = withoutOutsiders || !isWaitingOutside();
            ControlledProcess patient = candidates.patient(mayTimePass);
            if (patient != null) {
                return List.of(patient);
            }
            if (!candidates.areNone()) {
                return grain == Grain.STEPS ? candidates.withEarly(processes) : candidates.ready();
            }
            if (candidates.wakeAt() == FOREVER || !mayTimePass || isOverAlready()) {
                return List.of();
            }
            passTime(candidates.wakeAt());
        }
    }

    /**
     * A program does not go on for the sake of detached processes that sleep, but a while for those that one of them could
     * wake: they have leaked if nobody does.
     */
    private boolean isOverAlready() {
        return endedAtTurn >= 0
                && (turns - endedAtTurn > AFTERMATH_TURNS
                        || processes.stream().noneMatch(ControlledRun::waitsWithoutLimit));
    }

    private static boolean waitsWithoutLimit(ControlledProcess process) {
        return process.state == ControlledProcess.State.PARKED && process.wakeAt == FOREVER;
    }

    private boolean isAnyAlive() {
        return processes.stream().anyMatch(ControlledProcess::isAlive);
    }

    private boolean isWaitingOutside() {
        return processes.stream().anyMatch(p -> p.state == ControlledProcess.State.OUTSIDE);
    }

    private void awaitBaton(ControlledProcess me) {
        while (!me.equals(running)) {
            me.noteInterrupt();
            LockSupport.park(this);
        }
        me.giveInterruptBack();
    }

    private void failed(Throwable failure) {
        if (!aborting && !(failure instanceof RunAborted)) {
            synchronized (this) {
                failures.add(failure);
            }
            tell((listener, me) -> listener.failed(me, failure));
        }
    }

    // ---- the seam

    @Override
    public Thread newThread(String name, Runnable body) {
        ControlledProcess maker = mine();
        synchronized (this) {
            ControlledProcess[] made = new ControlledProcess[1];
            Thread thread =
                    Thread.ofVirtual()
                            .name(name)
                            .uncaughtExceptionHandler((t, failure) -> failed(failure))
                            .unstarted(() -> live(made[0], body));
            long key = maker == null ? 0 : Keys.child(maker.key, ++maker.madeProcesses);
            made[0] =
                    new ControlledProcess(
                            byThread.size(), key, name, thread, Stacks.lineOfCaller());
            byThread.put(thread, made[0]);
            return thread;
        }
    }

    private void live(ControlledProcess me, Runnable body) {
        awaitBaton(me);
        synchronized (this) {
            current = me.next;
        }
        try {
            if (!aborting) {
                tellOfRoot(me, TurnListener::started);
                Scheduling.within(this, body);
                tellOfRoot(me, TurnListener::ended);
            }
        } catch (RunAborted e) {
            // as intended
        } finally {
            synchronized (this) {
                boolean wasOutside = me.state == ControlledProcess.State.OUTSIDE;
                me.state = ControlledProcess.State.ENDED;
                if (me.number == 0) {
                    endedAtTurn = turns;
                }
                if (!aborting) {
                    if (!wasOutside) {
                        endTurn();
                    }
                    if (!wasOutside || (running == null && ending == null)) {
                        passBaton(null);
                    }
                }
            }
        }
    }

    @Override
    public void start(Thread thread) {
        synchronized (this) {
            ControlledProcess process = byThread.get(thread);
            if (process == null) {
                throw new IllegalArgumentException(thread + " was not made here");
            }
            thread.start(); // waits for its turn; if it cannot be started there is no process
            process.state = ControlledProcess.State.READY;
            processes.add(process);
            woke(process);
        }
    }

    @Override
    public void reach(Op op, long id) {
        reach(op, id == 0 ? new long[0] : new long[] {id});
    }

    @Override
    public void reach(Op op, long[] ids) {
        if (aborting) {
            if (begins(op)) {
                throw new RunAborted();
            }
            return;
        }
        ControlledProcess me = mine();
        if (me == null) {
            note(
                    OtherThreads.words(Thread.currentThread())
                            + " that Handoff has not started uses a channel of the program");
            synchronized (this) {
                listeners.forEach(TurnListener::interfered);
            }
            return;
        }
        endTurnOf(me, ControlledProcess.State.READY, Transition.of(me, op, ids));
        tell((listener, process) -> listener.reached(process, op, ids));
    }

    @Override
    public synchronized void touch(Op op, long id) {
        if (current != null) {
            current.touches(op, id);
        }
    }

    /** Whether a process whose run is over must not do it; what a finally block does, it may. */
    private static boolean begins(Op op) {
        return switch (op) {
            case CLOSE, CANCEL, CANCEL_SCOPE, INSPECT, NEW_SENDER, LEAVE, JOIN, END, MARK -> false;
            default -> true;
        };
    }

    private synchronized void note(String what) {
        if (!uncontrolled.contains(what)) {
            uncontrolled.add(what);
        }
    }

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        ControlledProcess me = mine();
        long wakeAt = nanos == FOREVER ? FOREVER : now + nanos;
        pauseInside(me);
        if (aborting) {
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
        synchronized (this) {
            me.waitsAs = who;
            me.waitsFor = why;
            me.parkedAt = now;
            me.parkedAtTurn = turns;
            me.wakeAt = wakeAt;
            slept = currentOf(me);
        }
        endTurnOf(me, ControlledProcess.State.PARKED, slept);
        synchronized (this) {
            me.woken = false;
            me.wakeAt = FOREVER;
        }
        if (aborting && who.isWaiting()) {
            throw new RunAborted();
        }
    }

    /** What the process is doing. */
    private Transition currentOf(ControlledProcess me) {
        return me.equals(running) && current != null ? current : Transition.begin(me);
    }

    /** A choice point inside of an operation; only in a fine run. */
    void pauseInside(@Nullable ControlledProcess me) {
        if (grain == Grain.STEPS && me != null && !aborting) {
            Transition rest;
            synchronized (this) {
                rest = Transition.resume(currentOf(me), true);
            }
            endTurnOf(me, ControlledProcess.State.READY, rest);
        }
    }

    private void parkForeign(Parked who, long nanos) {
        if (nanos == FOREVER) {
            LockSupport.park(who.blocker());
        } else {
            LockSupport.parkNanos(who.blocker(), nanos);
        }
    }

    @Override
    public void unpark(Parked who) {
        pauseInside(mine());
        synchronized (this) {
            ControlledProcess sleeper = byThread.get(who.thread());
            if (sleeper == null) {
                LockSupport.unpark(who.thread());
                return;
            }
            sleeper.woken = true;
            woke(sleeper);
            if (running == null && ending == null) {
                passBaton(null); // by a foreign thread
            }
        }
    }

    @Override
    public void interrupt(Thread thread) {
        synchronized (this) {
            ControlledProcess target = byThread.get(thread);
            if (target != null) {
                if (current != null) {
                    current.interrupts(target);
                }
                tell((listener, me) -> listener.woke(me, target));
            }
        }
        thread.interrupt();
    }

    private void woke(ControlledProcess other) {
        if (current != null) {
            current.wakes(other);
        }
        tell((listener, me) -> listener.woke(me, other));
    }

    @Override
    public synchronized long newId() {
        ControlledProcess maker = mine();
        return maker == null ? super.newId() : maker.key * OBJECTS_OF_ONE + ++maker.madeObjects;
    }

    /** The key of the process that has made an object. */
    static long makerOf(long id) {
        return id / OBJECTS_OF_ONE;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public int choose(int bound) {
        if (bound == 1 || aborting) {
            return 0;
        }
        synchronized (this) {
            int coin = strategy.toss(bound);
            schedule.chose(coin, bound);
            return coin;
        }
    }

    // ---- virtual time

    Duration elapsed() {
        return Duration.ofNanos(now - START_NANOS);
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
        if (me != null && !aborting) {
            endTurnOf(me, how, Transition.begin(me));
        }
    }

    /** A choice point, and an event of its own. */
    void mark(String name) {
        reach(Op.MARK, TRACE);
        tell((listener, me) -> listener.marked(me, name));
    }

    private final Watcher watcher = new RunWatcher(this);

    synchronized void noteCapacity(Object channel) {
        if (current != null && channel instanceof Channel<?> known) {
            current.capacity = known.capacity();
        }
    }

    /** The library tells of all others. */
    private void tellOfRoot(
            ControlledProcess process, BiConsumer<TurnListener, ControlledProcess> what) {
        if (process.number == 0) {
            tell(what);
        }
    }

    synchronized @Nullable ControlledProcess processOf(Parked who) {
        return byThread.get(who.thread());
    }

    void tellAndPause(BiConsumer<TurnListener, ControlledProcess> what) {
        tell(what);
        pauseInside(mine());
    }

    private void tell(BiConsumer<TurnListener, ControlledProcess> what) {
        ControlledProcess me = mine();
        if (me != null && !aborting) {
            synchronized (this) {
                listeners.forEach(listener -> what.accept(listener, me));
            }
        }
    }

    @Override
    public Watcher watcher() {
        return watcher;
    }
}
