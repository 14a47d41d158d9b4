package dev.handoff.cli;

import dev.handoff.Diagnosis;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches a program until its main ends: says what is blocked for good, and ends it if that is everything. */
final class Vigil implements Runnable {
    /* Overview
     *
     *   look           now and then: does every process that Handoff knows wait for another?
     *   still          twice the same picture: note it in words, and ask the collector
     *   main is gone   it was blocked for good, and with it what it held; if there is no other thread that could
     *                  act, so is the program: exit
     *   main is there  something outside of Handoff holds what it waits for: say so once, and go on
     *
     * That a process was collected is a proof that nothing could ever have woken it: what a running thread, a
     * timer, a socket or a static field of the JDK can reach is not collected. That all stand still is only the
     * reason to ask, and the picture is what they looked like; neither has to be exact.
     *
     * Looking takes at most 1/SHARE of the time, and so does the collector; a look that was slow once, by a cold
     * start, counts for little.
     */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int SHARE = 200;

    private final MainThread main;
    private final Thread launcher = Thread.currentThread();
    private final PrintWriter err;
    private List<String> picture = List.of();
    private boolean still;
    private long stillSince;
    private long askAt = System.nanoTime();
    private long askAgain = LOOK_NANOS;
    private boolean toldOfMain;
    private boolean toldOfStuck;
    private int leaks;

    private Vigil(MainThread main, PrintWriter err) {
        this.main = main;
        this.err = err;
    }

    /** Begins to watch what the current thread waits for. */
    static Vigil over(MainThread main, PrintWriter err) {
        Vigil vigil = new Vigil(main, err);
        Thread.ofPlatform().daemon().name("vigil").start(vigil);
        return vigil;
    }

    /** Main has ended: says what is known by now. */
    synchronized void end() {
        Diagnosis.takeLeaks().forEach(this::tellOfLeak);
    }

    @Override
    public void run() {
        long pause = LOOK_NANOS;
        try {
            while (!main.hasEnded()) {
                TimeUnit.NANOSECONDS.sleep(pause);
                long start = System.nanoTime();
                look(start);
                long cost = System.nanoTime() - start;
                pause = Math.max(LOOK_NANOS, Math.min(2 * pause, SHARE * cost));
            }
        } catch (InterruptedException e) {
            // nobody has this thread to interrupt it; the program goes on unwatched
        }
    }

    private synchronized void look(long now) {
        Diagnosis.takeLeaks().forEach(this::tellOfLeak);
        if (main.isGarbage()) {
            tellOfMain();
        }
        if (!main.isStill() || !Diagnosis.isStill()) {
            still = false;
            return;
        }
        List<String> seen = Diagnosis.take().lines();
        if (!still || !(seen.equals(picture) || main.isGarbage())) {
            still = true;
            stillSince = now;
            askAgain = LOOK_NANOS;
            note(seen);
        } else if (now - askAt >= 0) {
            ask(now);
        }
    }

    /** Once main is gone, what is left is not the whole picture. */
    private void note(List<String> seen) {
        if (!main.isGarbage()) {
            picture = seen;
        }
    }

    private void ask(long now) {
        System.gc();
        long cost = System.nanoTime() - now;
        askAgain = Math.min(LONGEST_NANOS, 2 * askAgain);
        askAt = System.nanoTime() + Math.max(askAgain, SHARE * cost);
        if (main.isGarbage()) {
            endUnlessOthersGoOn();
        } else if (now - stillSince >= STUCK_NANOS && !toldOfStuck) {
            toldOfStuck = true;
            tell(
                    "all processes wait, and are stuck unless something outside of Handoff acts:"
                            + " a thread, a timer, a callback",
                    picture);
        }
    }

    private void endUnlessOthersGoOn() {
        List<String> others = Others.than(launcher, Thread.currentThread());
        if (!others.isEmpty()) {
            tellOfMain();
        } else {
            tell("every process is blocked for good, and nothing is left to wake one", picture);
            main.giveUp();
        }
    }

    private void tellOfMain() {
        if (!toldOfMain) {
            toldOfMain = true;
            tell("main is blocked for good, while other threads go on; when last seen", picture);
        }
    }

    private void tellOfLeak(String leak) {
        if (leaks++ == 0) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::tellOfLeaks, "leaks"));
        }
        tell("a process has leaked, it is blocked for good: " + leak, List.of());
    }

    private void tellOfLeaks() {
        tell(leaks == 1 ? "1 process has leaked" : leaks + " processes have leaked", List.of());
    }

    private void tell(String what, List<String> lines) {
        StringBuilder text = new StringBuilder("handoff: " + what);
        for (String line : lines) {
            text.append(System.lineSeparator()).append("  ").append(line);
        }
        err.println(text);
    }
}
