package dev.handoff.cli;

import dev.handoff.Diagnosis;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.ArrayList;
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

    /** The first look is early, lest the collector comes before it. */
    private static final long FIRST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int SHARE = 200;

    private final MainThread main;
    private final Thread launcher = Thread.currentThread();
    private final PrintWriter err;
    private final String nextCommand;

    /** The latest picture of all standing still; null if they were never seen to. */
    private @Nullable Diagnosis picture;

    private boolean still;
    private long stillSince;
    private long askAt = System.nanoTime();
    private long askAgain = LOOK_NANOS;
    private boolean toldOfMain;
    private boolean toldOfStuck;
    private int leaks;

    private Vigil(MainThread main, String nextCommand, PrintWriter err) {
        this.main = main;
        this.nextCommand = nextCommand;
        this.err = err;
    }

    /**
     * Begins to watch what the current thread waits for.
     *
     * @param nextCommand what to type when it is blocked for good
     */
    static Vigil over(MainThread main, String nextCommand, PrintWriter err) {
        Vigil vigil = new Vigil(main, nextCommand, err);
        Thread.ofPlatform().daemon().name("vigil").start(vigil);
        return vigil;
    }

    /**
     * Main has ended: says what is known by now. The collector is asked once more whether it can tell of a leak, since
     * a short program has had no other need of it. It is asked again if it has told of none, since a process that has
     * just begun to wait may still be held by the thread that ran it.
     */
    synchronized void end() {
        if (main.isGivenUp()) {
            return; // all was said
        }
        tellOfLeaks(Diagnosis.takeLeaks());
        int known = leaks;
        for (int i = 0; i < 2 && leaks == known && Diagnosis.isAnyoneLeft(); i++) {
            System.gc();
            tellOfLeaks(Diagnosis.takeLeaks());
        }
    }

    @Override
    public void run() {
        long pause = FIRST_LOOK_NANOS;
        try {
            while (!main.hasEnded()) {
                TimeUnit.NANOSECONDS.sleep(pause);
                long start = System.nanoTime();
                look(start);
                long cost = System.nanoTime() - start;
                pause = Math.min(2 * pause, Math.max(LOOK_NANOS, SHARE * cost));
            }
        } catch (InterruptedException e) {
            // nobody has this thread to interrupt it; the program goes on unwatched
        }
    }

    private synchronized void look(long now) {
        if (main.hasEnded()) {
            return; // the rest is told by end()
        }
        tellOfLeaks(Diagnosis.takeLeaks());
        if (main.isGarbage() && !toldOfMain) {
            endUnlessOthersGoOn();
        }
        if (main.isGivenUp() || !main.isStill() || !Diagnosis.isStill()) {
            still = false;
            return;
        }
        Diagnosis seen = Diagnosis.take();
        boolean goesOn = still && ((picture != null && seen.isLike(picture)) || main.isGarbage());
        note(seen);
        if (!goesOn) {
            still = true;
            stillSince = System.nanoTime(); // by now all were looked at
            askAgain = LOOK_NANOS;
        } else if (isToTellOfStuck(now) || (now - askAt >= 0 && now - stillSince >= LOOK_NANOS)) {
            ask(now);
        }
    }

    /** Keeps the picture, unless main is gone: then what is left is not the whole picture. */
    private void note(Diagnosis seen) {
        if (!main.isGarbage()) {
            picture = seen;
        }
    }

    private void ask(long now) {
        main.letGo();
        System.gc();
        main.hold();
        long cost = System.nanoTime() - now;
        askAgain = Math.min(LONGEST_NANOS, 2 * askAgain);
        askAt = System.nanoTime() + Math.max(askAgain, SHARE * cost);
        if (main.isGarbage()) {
            endUnlessOthersGoOn();
        } else if (isToTellOfStuck(now)) {
            toldOfStuck = true;
            tell(
                    "all processes wait, and are stuck unless something outside of Handoff acts:"
                            + " a thread, a timer, a callback",
                    seen());
        }
    }

    /**
     * Told only once, so the collector is asked once before its time: where that takes long, its time may come much
     * later.
     */
    private boolean isToTellOfStuck(long now) {
        return !toldOfStuck && !toldOfMain && now - stillSince >= STUCK_NANOS;
    }

    private void endUnlessOthersGoOn() {
        List<String> others = Others.than(launcher, Thread.currentThread());
        if (!others.isEmpty()) {
            tellOfMain(others);
        } else {
            List<String> lines = new ArrayList<>(seen());
            lines.add("to see how it comes about: " + nextCommand);
            tell("every process is blocked for good, and nothing is left to wake one", lines);
            main.giveUp();
        }
    }

    private void tellOfMain(List<String> others) {
        if (!toldOfMain) {
            toldOfMain = true;
            tell(
                    "main is blocked for good, while other threads go on"
                            + (others.isEmpty() ? "" : " (" + String.join(", ", others) + ")")
                            + "; when last seen",
                    seen());
        }
    }

    private List<String> seen() {
        return picture == null ? List.of() : Folded.fold(picture.lines());
    }

    private void tellOfLeaks(List<String> found) {
        if (leaks == 0 && !found.isEmpty()) {
            countAtTheEnd();
        }
        leaks += found.size();
        for (String leak : Folded.fold(found)) {
            tell("a process has leaked, it is blocked for good: " + leak, List.of());
        }
    }

    private void countAtTheEnd() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::tellHowMany, "leaks"));
        } catch (IllegalStateException e) {
            // the end has begun
        }
    }

    private void tellHowMany() {
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
