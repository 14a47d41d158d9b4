package dev.handoff.cli;

import dev.handoff.check.Explore;
import dev.handoff.check.Report;

import org.jspecify.annotations.Nullable;

import sun.misc.Signal;
import sun.misc.SignalHandler;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** An exploration in progress: hides what the program prints, says how far it is, survives System.exit. */
final class Explored {
    /* Overview
     *
     * Nothing can keep a program from ending the JVM by System.exit. A shutdown hook notices that, and says that this
     * was not the end of the checking. (A program that calls Runtime.halt is not checked.) Ctrl-C ends the checking as
     * usual, with status 130, and says how far it had come; so do the other signals by which a program is ended. What
     * was found by then is shown as it is, with the status of a finding.
     *
     * Several threads may come to tell how it ends: one for each signal, the hook, and the one that checks. The first does
     * so, and halts the JVM; the others wait for that. A process that has ended the JVM waits for the hook, and seems to
     * be stuck: that is no finding.
     *
     * Threads that a schedule has left behind may go on until the JVM is halted. From the report on, whatever was asked
     * for, nothing that they print is shown; and who of them ends the JVM waits for the hook, which waits for the halt.
     */
    private static final long PROGRESS_MILLIS = 500;

    private final Trial trial;
    private final PrintStream out = System.out;
    private final PrintStream outErr = System.err;
    private final PrintWriter err;
    private final long start = System.nanoTime();
    private final Thread progress;
    private final Thread hook;

    /** What was found: as it came, until it is shrunk; null if nothing was found yet. */
    private volatile @Nullable Report found;

    private volatile boolean isShrunk;

    /** Whether somebody tells how it ends, and then halts the JVM. */
    private final AtomicBoolean isTold = new AtomicBoolean();

    private Explored(Trial trial, PrintWriter err) {
        this.trial = trial;
        this.err = err;
        this.hook = new Thread(this::endedByProgram, "ended by the program");
        this.progress = Thread.ofPlatform().daemon().name("progress").unstarted(this::showProgress);
    }

    static Explored begin(Trial trial, boolean output, PrintWriter err) {
        Explored explored = new Explored(trial, err);
        Runtime.getRuntime().addShutdownHook(explored.hook);
        Foreground.SIGNALS.forEach(name -> Foreground.handle(name, explored::stop));
        if (!output) {
            hide();
        }
        if (Boolean.getBoolean("handoff.terminal")) {
            explored.progress.start();
        }
        return explored;
    }

    private static void hide() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        System.setOut(nowhere);
        System.setErr(nowhere);
    }

    Report check(Explore explore, UnaryOperator<String> command) throws InterruptedException {
        Report report =
                explore.check(trial, asFound -> note(asFound.replayedBy(command)))
                        .replayedBy(command);
        if (found != null) {
            found = report;
            isShrunk = true;
        }
        return report;
    }

    /** What comes when the program has ended the JVM is none: a process that has done so waits, as if it were stuck. */
    private void note(Report asFound) {
        if (!isJvmEnding()) {
            found = asFound;
        }
    }

    private static boolean isJvmEnding() {
        Thread none = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(none);
            Runtime.getRuntime().removeShutdownHook(none);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Does not return if somebody else tells how it ends. */
    void tell(Report report, List<String> printed) {
        endProgress();
        while (isJvmEnding() || isTold.getAndSet(true)) {
            LockSupport.park(this);
        }
        hide();
        if (!printed.isEmpty()) {
            out.println("what it prints in the schedule that was found:");
            printed.forEach(line -> out.println("  " + line));
            out.println();
        }
        out.println(report);
        out.flush();
    }

    /** Whatever is told from now on, the caller does: Ctrl-C ends the JVM at once. */
    void end() {
        isTold.set(true);
        endProgress();
        Foreground.SIGNALS.forEach(name -> Foreground.handle(name, SignalHandler.SIG_DFL));
    }

    /** For a JVM that goes on: shows what is printed from now on, and lets go of the hook. */
    void showAgain() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // a thread of the program has ended the JVM, and waits for the hook
        }
        System.setOut(out);
        System.setErr(outErr);
    }

    private void endProgress() {
        progress.interrupt();
        try {
            while (progress.isAlive()) {
                progress.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the line stays
        }
    }

    private void showProgress() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(PROGRESS_MILLIS);
                err.print("\r" + soFar() + (found == null ? "" : "; shrinking what was found"));
                err.flush();
            }
        } catch (InterruptedException e) {
            err.print("\r\033[K"); // clears the line
            err.flush();
        }
    }

    private String soFar() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        int begun = trial.begun();
        return String.format(
                Locale.ROOT,
                "%,d %s in %,d s",
                begun,
                begun == 1 ? "schedule" : "schedules",
                seconds);
    }

    private void endedByProgram() {
        String ended = "the program has ended the JVM (System.exit?) in schedule " + trial.begun();
        endEarly(ended, ended + "; such a program cannot be checked", Main.USAGE);
    }

    private void stop(Signal signal) {
        endEarly(
                "stopped",
                "stopped after " + soFar() + "; nothing was found",
                128 + signal.getNumber());
    }

    /** Does not return. */
    private void endEarly(String why, String withoutFinding, int status) {
        while (isTold.getAndSet(true)) {
            LockSupport.park(this);
        }
        endProgress();
        Report report = found;
        if (report == null) {
            err.println("handoff: " + withoutFinding);
            Runtime.getRuntime().halt(status);
        }
        hide();
        String missing = isShrunk ? "run again for its output" : "shrunk";
        err.println("handoff: " + why + " before what was found was " + missing);
        out.println(report);
        out.flush();
        Runtime.getRuntime().halt(CheckCommand.FOUND);
    }
}
