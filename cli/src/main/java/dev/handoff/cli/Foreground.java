package dev.handoff.cli;

import dev.handoff.Diagnosis;
import dev.handoff.Handoff;

import org.jspecify.annotations.Nullable;

import sun.misc.Signal;
import sun.misc.SignalHandler;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Waits for the end of a program's main thread, to which it passes Ctrl-C on. */
final class Foreground {
    /* On a signal: every scope is cancelled, every detached process and main interrupted. When all of
     * them have ended, or after the grace whatever they do, the exit status is 128 + the signal's
     * number. A second signal ends all at once, but not one that comes together with the first:
     * timeout(1), for example, sends its signal to the program and to the program's group.
     *
     * A shutdown hook, which the JVM offers for this, will not do: it runs at System.exit as well,
     * and that must cancel nothing.
     */
    /** The exit status of a program in which every process is blocked for good. */
    static final int BLOCKED = 3;

    /** What asks a program to end. */
    static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    /** Nobody types Ctrl-C a second time so soon after the first. */
    private static final long TOGETHER_NANOS = 100_000_000;

    private static final long LOOK_MILLIS = 5;
    private static final long LOOK_AGAIN_MILLIS = 50;

    /** How long it may take to say what still runs: some thread may hold the lock of System.err for ever. */
    private static final long TELL_MILLIS = 150;

    private static final int MOST_LINES = 8;

    private final MainThread main;
    private final Grace grace;
    private final String nextCommand;
    private volatile int status; // 0 until there is a signal
    private long stoppedAt; // in nanoseconds; guarded by this
    private volatile boolean endedUnasked; // main, before any signal
    private final AtomicBoolean asksForReaders = new AtomicBoolean();
    private volatile boolean mayBeUnread; // by a signal that came after the latest question
    private volatile @Nullable List<String> seen; // what still runs after a signal

    /**
     * @param grace how long the program may take its leave after a signal
     * @param nextCommand what to type when the program is blocked for good
     */
    Foreground(MainThread main, Grace grace, String nextCommand) {
        this.main = main;
        this.grace = grace;
        this.nextCommand = nextCommand;
    }

    /** Runs main; returns the exit status, or throws what main has thrown. */
    int run(PrintWriter err) throws Throwable {
        for (String name : SIGNALS) {
            handle(name, signal -> stop(signal, err));
        }
        handle("PIPE", signal -> stopUnlessRead(signal, err));
        main.start(); // now that it can be asked to end
        Vigil vigil = Vigil.over(main, nextCommand, err);
        Throwable failure = main.await();
        vigil.end();
        if (notesItWasUnasked()) {
            if (failure != null) {
                throw failure;
            }
            return main.isGivenUp() ? BLOCKED : 0;
        }
        awaitProcesses();
        if (failure != null) {
            Thread launcher = Thread.currentThread();
            for (Throwable told : Traces.failuresIn(failure)) {
                launcher.getUncaughtExceptionHandler().uncaughtException(launcher, told);
            }
        }
        return status;
    }

    /** Main has ended. Where that was before any signal, it is a later signal's to end the rest of the program. */
    private synchronized boolean notesItWasUnasked() {
        endedUnasked = status == 0;
        return endedUnasked;
    }

    /** With the JVM's option -Xrs some signals are the system's, which then ends the program at once. */
    static void handle(String name, SignalHandler handler) {
        try {
            Signal.handle(new Signal(name), handler);
        } catch (IllegalArgumentException e) {
            // it is the system's
        }
    }

    /**
     * Does as the system does with other programs. The JVM would go on, since the signal comes for sockets, too. It
     * comes with each write, and only the first may be a stop. Some thread may hold the lock of System.out for long: so
     * one thread asks, and the others go. It asks again if any of them came while it asked.
     */
    private void stopUnlessRead(Signal signal, PrintWriter err) {
        mayBeUnread = true;
        while (mayBeUnread && asksForReaders.compareAndSet(false, true)) {
            try {
                mayBeUnread = false;
                if (status == 0 && System.out.checkError()) {
                    stop(signal, err);
                }
            } finally {
                asksForReaders.set(false);
            }
        }
    }

    private void stop(Signal signal, PrintWriter err) {
        if (!isFirst(signal)) {
            return;
        }
        Thread.ofPlatform().daemon().name("end").start(() -> haltInTheEnd(signal, err));
        Handoff.cancelAll(main.thread());
        if (endedUnasked || main.isGarbage()) { // only other threads of the program are left
            awaitProcesses();
            System.exit(status);
        } // else the launcher tells what main ends by, and exits
    }

    /** A second signal does not return, unless it has come together with the first. */
    private synchronized boolean isFirst(Signal signal) {
        long now = System.nanoTime();
        if (status == 0) {
            status = 128 + signal.getNumber();
            stoppedAt = now;
            return true;
        }
        if (now - stoppedAt > TOGETHER_NANOS) {
            Runtime.getRuntime().halt(status);
        }
        return false;
    }

    /**
     * Waits for processes: detached ones may have finally blocks to run, too. Not for longer than {@link #haltInTheEnd}
     * lets it.
     */
    private static void awaitProcesses() {
        try {
            while (Diagnosis.take().processes() > 0) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; then they are not waited for
        }
    }

    private void haltInTheEnd(Signal signal, PrintWriter err) {
        Thread.ofPlatform().daemon().start(this::look);
        try {
            Thread.sleep(grace.millis());
            Thread teller =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> err.println(halted(grace, signal.getName(), seen)));
            teller.join(TELL_MILLIS);
        } catch (InterruptedException e) {
            // nobody has this thread to interrupt it; ending early would do no harm
        }
        Runtime.getRuntime().halt(status);
    }

    /** Begins early: where all cores are busy a look takes long, and the halt does not wait for it. */
    private void look() {
        try {
            Thread.sleep(grace.millis() / 2);
            while (true) {
                seen = Diagnosis.take().lines();
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            // nobody has this thread to interrupt it
        }
    }

    /**
     * What still runs, in words.
     *
     * @param lines null if nobody has come to look
     */
    static String halted(Grace grace, String signal, @Nullable List<String> lines) {
        String by = signal.equals("INT") ? "Ctrl-C" : "SIG" + signal;
        StringBuilder text = new StringBuilder("handoff: halted " + grace + " after " + by);
        if (lines != null) {
            text.append(lines.isEmpty() ? ", in a shutdown hook" : "; still running:");
            first(lines)
                    .forEach(line -> text.append(System.lineSeparator()).append("  ").append(line));
        }
        return text.toString();
    }

    /** As many lines as are taken in at a glance, and how many more there are. */
    private static List<String> first(List<String> lines) {
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> some = new ArrayList<>(lines.subList(0, MOST_LINES));
        some.add("… and " + (lines.size() - MOST_LINES) + " more");
        return some;
    }
}
