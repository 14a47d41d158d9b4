package dev.handoff.cli;

import dev.handoff.check.Explore;
import dev.handoff.check.Report;

import org.jspecify.annotations.Nullable;

import sun.misc.Signal;
import sun.misc.SignalHandler;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An exploration in progress: hides what the program prints, says how far it is, survives System.exit. */
final class Explored implements AutoCloseable {
    /* Overview
     *
     * Nothing can keep a program from ending the JVM: it is noticed by a shutdown hook, which says that this was
     * not the end of the checking. Ctrl-C ends it as usual, with status 130, and says how far it had come; so do the
     * other signals that a program is ended by. What was found by then is shown as it came, with the status of a finding.
     */
    private static final long PROGRESS_MILLIS = 500;

    private final Trial trial;
    private final PrintStream out = System.out;
    private final PrintStream outErr = System.err;
    private final PrintWriter err;
    private final long start = System.nanoTime();
    private final Thread progress;
    private final Thread hook;

    /** As it came; null if nothing was found yet. */
    private volatile @Nullable Report found;

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
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
            System.setOut(nowhere);
            System.setErr(nowhere);
        }
        if (Boolean.getBoolean("handoff.terminal")) {
            explored.progress.start();
        }
        return explored;
    }

    Report check(Explore explore, UnaryOperator<String> command) throws InterruptedException {
        return explore.check(trial, report -> found = report.replayedBy(command))
                .replayedBy(command);
    }

    @Override
    public void close() {
        endProgress();
        Runtime.getRuntime().removeShutdownHook(hook);
        Foreground.SIGNALS.forEach(name -> Foreground.handle(name, SignalHandler.SIG_DFL));
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
        return String.format(Locale.ROOT, "%,d schedules in %,d s", trial.begun(), seconds);
    }

    private void endedByProgram() {
        endProgress();
        err.println(
                "handoff: the program has ended the JVM (System.exit?) in schedule "
                        + trial.begun()
                        + "; such a program cannot be checked");
        Runtime.getRuntime().halt(Main.USAGE);
    }

    private void stop(Signal signal) {
        endProgress();
        Report report = found;
        if (report == null) {
            err.println("handoff: stopped after " + soFar() + "; nothing was found");
            Runtime.getRuntime().halt(128 + signal.getNumber());
        }
        err.println("handoff: stopped before what was found was shrunk");
        out.println(report);
        out.flush();
        Runtime.getRuntime().halt(CheckCommand.FOUND);
    }
}
