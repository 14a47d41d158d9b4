package dev.handoff.verify;

import dev.handoff.check.VirtualTime;
import dev.handoff.spi.Scheduling;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Some lines, and actors that do things to them in threads of their own, under a controlled scheduling. */
final class Stage {
    /* Overview
     *
     *   let them go on until all have ended or wait without limit; has one of them overtaken another?
     *   some wait:  is each wait hopeless by the rules, and none in a cancelled scope?
     *               then interrupt one of them, and again
     *   all ended:  the ledger must be balanced, nobody counted as waiting
     *
     * Threads are made by the seam: the start of a process is a choice point, and all start here before any goes on.
     */
    final List<Line> lines = new ArrayList<>();
    final List<Actor> actors = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Thread> alive = new ArrayList<>();
    private final Set<Thread> victims = new HashSet<>();
    private final List<RandomScope> scopes = new ArrayList<>();

    Line addLine(Line.Store store) {
        Line line = new Line(lines.size(), store);
        lines.add(line);
        return line;
    }

    Actor addActor() {
        Actor actor = new Actor(actors.size());
        actors.add(actor);
        return actor;
    }

    RandomScope addScope() {
        RandomScope scope = new RandomScope("scope " + scopes.size());
        scopes.add(scope);
        return scope;
    }

    List<RandomScope> scopes() {
        return scopes;
    }

    /** Makes a thread, to be started by {@link #start}. */
    void addThread(String name, Runnable body) {
        Runnable untilDone =
                () -> {
                    body.run();
                    alive.remove(Thread.currentThread());
                };
        threads.add(Scheduling.current().newThread(name, untilDone));
    }

    void start() {
        alive.addAll(threads);
        threads.forEach(Scheduling.current()::start);
    }

    Thread thread(int index) {
        return threads.get(index);
    }

    /** Notes a thread that is about to be interrupted, from outside of all scopes. */
    Thread noteVictim(Thread thread) {
        victims.add(thread);
        return thread;
    }

    /**
     * Called by a thread that was in a scope, and is in none any more: it is not interrupted unless from outside, nor does the
     * scope say so (L38).
     */
    void requireNoInterrupt(boolean wasTold) {
        Thread thread = Thread.currentThread();
        boolean isInterrupted = thread.isInterrupted();
        boolean isVictim = isVictim(thread, isInterrupted);
        if (isInterrupted && !isVictim) {
            throw new AssertionError(
                    "the scopes of " + thread.getName() + " have left it interrupted");
        }
        if (wasTold && !isVictim) {
            throw new AssertionError(
                    "the scope of " + thread.getName() + " says that it was interrupted");
        }
    }

    /**
     * Called by a thread in no scope: what it did has said that it was interrupted, or has left it interrupted (L20).
     */
    void judgeInterrupt(boolean wasTold) {
        Thread thread = Thread.currentThread();
        boolean isInterrupted = thread.isInterrupted();
        boolean isVictim = isVictim(thread, isInterrupted);
        if (wasTold && !isVictim) {
            throw new AssertionError(thread.getName() + " was not interrupted, but is told so");
        }
        if (isVictim && !wasTold && !isInterrupted) {
            throw new AssertionError(thread.getName() + " was interrupted, and that was swallowed");
        }
    }

    /**
     * Whether the thread was interrupted from outside; once it is not interrupted any more, only another interrupt
     * makes it a victim.
     */
    private boolean isVictim(Thread thread, boolean isInterrupted) {
        return isInterrupted ? victims.contains(thread) : victims.remove(thread);
    }

    int threadCount() {
        return threads.size();
    }

    /**
     * Waits for those to end that are started by {@code begin}, and throws what is wrong; a thread that waits for good is
     * interrupted.
     *
     * @param schedulings what stands between the library and the controlled scheduling
     * @param mostWaits how often all may wait
     * @return how often all that were left have waited
     */
    int play(UnaryOperator<Scheduling> schedulings, Runnable begin, int mostWaits) {
        Overtaking overtaking = new Overtaking(Scheduling.current());
        Scheduling.within(schedulings.apply(overtaking), begin);
        int stuckTimes = 0;
        VirtualTime.settleForGood();
        while (!alive.isEmpty()) {
            require(overtaking.problems());
            require(Quiet.problems(actors, lines));
            require(scopes.stream().map(RandomScope::problem).filter(Objects::nonNull).toList());
            if (++stuckTimes > mostWaits) {
                throw new AssertionError("interrupts do not end the waits of " + alive);
            }
            Scheduling.current().interrupt(noteVictim(alive.getFirst()));
            VirtualTime.settleForGood();
        }
        require(overtaking.problems());
        require(Ledger.problems(actors.stream().map(actor -> actor.journal).toList(), lines));
        return stuckTimes;
    }

    private static void require(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n  ", problems));
        }
    }
}
