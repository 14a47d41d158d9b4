package dev.handoff.cli;

import dev.handoff.check.Explore;
import dev.handoff.check.Finding;
import dev.handoff.check.Program;
import dev.handoff.check.Report;
import dev.handoff.check.Verdict;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A program that is run under many schedules, each time as if for the first time. */
final class Trial implements Program {
    /* Overview
     *
     * A program that keeps state in static fields is loaded anew for each schedule, which costs a millisecond or so;
     * one that does not is loaded once. The instance, whose fields a compact source file declares, is always a new one.
     * What a schedule reads from standard input is kept for those after it.
     */
    private final Compiled compiled;
    private final String[] args;
    private final dev.handoff.cli.Program first;
    private final boolean keepsState;
    private final RepeatedInput input = new RepeatedInput(System.in);
    private final AtomicInteger begun = new AtomicInteger();

    private Trial(Compiled compiled, List<String> args) throws Refusal {
        this.compiled = compiled;
        this.args = args.toArray(String[]::new);
        this.first = compiled.program();
        this.keepsState = compiled.keepsState();
    }

    static Trial of(Compiled compiled, List<String> args) throws Refusal {
        return new Trial(compiled, args);
    }

    /** An exploration that knows of the threads that the program has beside its processes. */
    Explore suited(Explore explore) {
        return compiled.hasOtherThreads() ? explore.besideThreads() : explore;
    }

    /** What the program takes for standard input. */
    InputStream input() {
        return input;
    }

    /** How many schedules were begun. */
    int begun() {
        return begun.get();
    }

    @Override
    public void run() throws Exception {
        begun.incrementAndGet();
        input.rewind();
        try {
            (keepsState ? compiled.program() : first).run(args.clone());
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError("neither an exception nor an error", t);
        }
    }

    /**
     * Runs once more the schedule that was found; returns the lines that the program prints until it is over. There are
     * none if it does not go wrong in the same way: those would be lines of another run.
     */
    List<String> output(Explore replay, Report found) throws InterruptedException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        Printed printed = new Printed(out.charset());
        System.setOut(printed.stream);
        System.setErr(printed.stream);
        try {
            return showsTheSame(replay.check(printed), found) ? printed.lines : List.of();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static boolean showsTheSame(Report again, Report found) {
        return again.verdict() == found.verdict() && mistake(again).equals(mistake(found));
    }

    /**
     * Which mistake it is. For a failure that is where it was thrown, and by whom: the message may have a hash code in
     * it.
     */
    private static String mistake(Report report) {
        Finding finding = report.finding();
        if (finding == null) {
            return "";
        }
        return finding.verdict() == Verdict.FAILURE
                ? finding.details().getFirst()
                : finding.summary();
    }

    /** Keeps what is printed in the first of some runs: the program is run again, for the report's page. */
    private final class Printed implements Program {
        private final ByteArrayOutputStream caught = new ByteArrayOutputStream();
        final PrintStream stream;
        List<String> lines = List.of();
        private boolean isOver;

        Printed(Charset charset) {
            stream = new PrintStream(caught, true, charset);
        }

        @Override
        public void run() throws Exception {
            Trial.this.run();
        }

        /** Called before processes that still wait are made to end, and print what they do then. */
        @Override
        public void over() {
            if (!isOver) {
                isOver = true;
                lines = caught.toString(stream.charset()).lines().toList();
            }
        }
    }
}
