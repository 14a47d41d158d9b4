package dev.handoff.laws;

import dev.handoff.ProcessBody;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A scheduling that lets one process run at a time, tosses at each choice point who goes on, and owns the time, which
 * moves when everybody waits. The same seed makes the same run.
 */
final class Turns extends Scheduling {
    /* Overview
     *
     *   reach, park, end of a process:  toss for one of those who could run; if it is another, wake it and wait
     *   could run:                      not parked, or unparked, or late, or interrupted
     *   nobody could:                   move the clock to the nearest deadline; without one it is a deadlock
     *
     * A process that waits for its turn notes its interrupt before it clears it, so that the others never see neither.
     */

    /** Everybody waits, and nobody's time will come. */
    static final class Deadlock extends AssertionError {
        private static final long serialVersionUID = 1;

        Deadlock(String message) {
            super(message);
        }
    }

    private static final class Process {
        final int number;
        final String name;
        Thread thread;
        boolean parked;
        long until = FOREVER;
        String waitsFor = "";
        volatile boolean interrupted;
        volatile boolean hasTurn;

        Process(int number, String name) {
            this.number = number;
            this.name = name;
        }

        boolean isInterrupted() {
            return thread.isInterrupted()
                    || interrupted; // in this order: noted first, then cleared
        }

        @Override
        public String toString() {
            return name.isEmpty() ? "process " + number : name;
        }
    }

    private final Random random;
    private final Watcher watcher;
    private final List<Process> alive = new ArrayList<>();
    private final Map<Thread, Process> processes = new HashMap<>();
    private final Map<Long, Integer> channels = new HashMap<>();
    private final StringBuilder trace = new StringBuilder();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private long now = 1_000;
    private int started;
    private Process running;

    private Turns(long seed, Watcher watcher) {
        this.random = new Random(seed);
        this.watcher = watcher;
    }

    static Turns withSeed(long seed) {
        return new Turns(seed, Watcher.NONE);
    }

    static Turns watchedBy(Watcher watcher) {
        return new Turns(1, watcher);
    }

    /** Runs {@code program} as the first process, until all have ended; returns what was done in which order. */
    String run(ProcessBody program) {
        start(
                newThread(
                        "main",
                        () -> {
                            try {
                                program.run();
                            } catch (Throwable t) {
                                end.completeExceptionally(t);
                            }
                        }));
        give(alive.getFirst());
        try {
            end.get(Until.LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof Deadlock d ? d : new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("does not end, " + running + " has the turn", e);
        }
        return trace.toString();
    }

    long elapsedNanos() {
        return now - 1_000;
    }

    // ---- the seam

    @Override
    public Thread newThread(String name, Runnable body) {
        Process process = new Process(started++, name);
        process.thread =
                Thread.ofVirtual()
                        .name(name)
                        .unstarted(
                                () -> {
                                    awaitTurn(process);
                                    Scheduling.within(this, body);
                                    ended(process);
                                });
        processes.put(process.thread, process);
        return process.thread;
    }

    @Override
    public void start(Thread thread) {
        alive.add(processes.get(thread));
        thread.start();
    }

    @Override
    public void reach(Op op, long id) {
        if (processes.get(Thread.currentThread()) != running) {
            throw new AssertionError(Thread.currentThread() + " runs out of turn");
        }
        note(op + (id == 0 ? "" : " " + channels.computeIfAbsent(id, k -> channels.size())));
        switchFrom(running);
    }

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        Process me = processes.get(Thread.currentThread());
        if (who.thread() != me.thread) {
            throw new AssertionError(me + " parks for " + who.thread());
        }
        if (!who.prepareToPark()) {
            return;
        }
        me.parked = true;
        me.until = nanos == FOREVER ? FOREVER : now + nanos;
        me.waitsFor = why.describe(who.blocker());
        note("waits");
        switchFrom(me);
        me.parked = false;
        me.until = FOREVER;
    }

    @Override
    public void unpark(Parked who) {
        Process process = processes.get(who.thread());
        process.parked = false;
        process.until = FOREVER;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public int choose(int bound) {
        int chosen = random.nextInt(bound);
        note("tosses " + chosen + " of " + bound);
        return chosen;
    }

    @Override
    public Watcher watcher() {
        return watcher;
    }

    // ---- turns

    private void note(String what) {
        trace.append(now).append(' ').append(running).append(' ').append(what).append('\n');
    }

    private void switchFrom(Process me) {
        Process next = pick();
        if (next != me) {
            me.hasTurn = false;
            give(next);
            awaitTurn(me);
        }
    }

    private void ended(Process me) {
        alive.remove(me);
        processes.remove(me.thread);
        if (alive.isEmpty()) {
            end.complete(null);
        } else if (!end.isCompletedExceptionally()) {
            give(pick());
        }
    }

    private Process pick() {
        List<Process> ready = alive.stream().filter(this::isReady).toList();
        if (ready.isEmpty()) {
            long next = alive.stream().mapToLong(p -> p.until).min().orElse(FOREVER);
            if (next == FOREVER) {
                end.completeExceptionally(deadlock());
                LockSupport.park(); // for good
            }
            now = next;
            return pick();
        }
        return ready.get(random.nextInt(ready.size()));
    }

    private Deadlock deadlock() {
        StringBuilder message = new StringBuilder("everybody waits");
        alive.forEach(p -> message.append("\n  ").append(p).append(": ").append(p.waitsFor));
        return new Deadlock(message.toString());
    }

    private boolean isReady(Process process) {
        return !process.parked
                || (process.until != FOREVER && process.until <= now)
                || process.isInterrupted();
    }

    private void give(Process process) {
        running = process;
        process.hasTurn = true;
        LockSupport.unpark(process.thread);
    }

    private static void awaitTurn(Process me) {
        while (!me.hasTurn) {
            LockSupport.park();
            if (Thread.currentThread().isInterrupted()) {
                me.interrupted = true;
                Thread.interrupted();
            }
        }
        if (me.interrupted) {
            me.interrupted = false;
            Thread.currentThread().interrupt();
        }
    }
}
