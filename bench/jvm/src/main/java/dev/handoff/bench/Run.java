package dev.handoff.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Starts one operating-system process after the other, each for one cell; the peers take turns. */
final class Run {
    /* Overview
     *
     *   for each process 1 … n
     *     for each scenario and capacity
     *       for each peer: an operating-system process of its own, killed when it takes too long
     *
     * So the processes of one cell are spread over the whole time, and those that are compared are neighbours in time.
     * Each cell has a process of its own: what one scenario teaches the JIT compiler is not held against the next, and
     * a scenario that hangs harms no other.
     *
     * Where the cores are to be near to each other, or far, a cell waits until they are, and is measured again if they
     * have not stayed so.
     */

    /**
     * How long a cell waits for the cores that it is to be measured on; if that was in vain, later cells do not wait.
     */
    private static final long LONGEST_WAIT_SECONDS = 1_200;

    /** How often a cell is measured at most, while the cores do not stay as they were. */
    private static final int ATTEMPTS = 5;

    /** The time that a JVM may take after its limit to write its thread dump; other peers have it, too. */
    private static final int GRACE_SECONDS = 20;

    /** The variable of the environment that tells peers in folders the options for their JVMs. */
    private static final String JVM_OPTIONS = "BENCH_JVM_OPTIONS";

    private final Settings settings;
    private final PrintStream out;
    private final List<Entrant> entrants;
    private final Neighbours neighbours;
    private boolean allWell = true;
    private boolean waitsForCores = true;

    private Run(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
        this.entrants = settings.peers();
        this.neighbours = new Neighbours(settings.neighbours());
    }

    /** Returns whether every cell has been measured. */
    static boolean run(Settings settings) throws IOException, InterruptedException {
        if (settings.out().isEmpty()) {
            return new Run(settings, System.out).runAll();
        }
        Path parent = settings.outPath().toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (PrintStream file = new PrintStream(settings.out(), StandardCharsets.UTF_8)) {
            return new Run(settings, file).runAll();
        }
    }

    private boolean runAll() throws IOException, InterruptedException {
        for (String line : Machine.header(settings)) {
            print(line);
        }
        print(Result.COLUMNS);
        for (int process = 1; process <= settings.processes(); process++) {
            for (Scenario scenario : settings.scenarios()) {
                for (int capacity : scenario.capacities) {
                    if (settings.wants(capacity)) {
                        runRow(scenario, capacity, process);
                    }
                }
            }
        }
        return allWell;
    }

    private void runRow(Scenario scenario, int capacity, int process)
            throws IOException, InterruptedException {
        System.err.printf(
                Locale.ROOT,
                "%d/%d %-18s%4d ",
                process,
                settings.processes(),
                scenario.label,
                capacity);
        for (Entrant entrant : entrants) {
            if (!entrant.measures(scenario, capacity)) {
                continue;
            }
            List<Result> results = runOnTheCores(entrant, scenario, capacity, process);
            System.err.print("  " + entrant.name());
            for (Result result : results) {
                allWell &= result.status().equals(Result.OK);
                print(result.text());
                System.err.print(" " + result.summary());
            }
        }
        System.err.println();
    }

    /** Prints a line. Hours of measuring would be lost if nobody looked whether it could be written. */
    private void print(String line) throws IOException {
        out.println(line);
        if (out.checkError()) {
            throw new IOException("the results cannot be written: " + settings.out());
        }
    }

    private List<Result> runOnTheCores(
            Entrant entrant, Scenario scenario, int capacity, int process)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            List<Result> results = runCell(entrant, scenario, capacity, process);
            if (attempt == ATTEMPTS
                    || !waitsForCores
                    || settings.cores().areThoseOf(results.getFirst().line())) {
                return results;
            }
        }
    }

    /** Returns how long a cache line takes to another core and back. */
    private double awaitCores() throws InterruptedException {
        long begin = System.nanoTime();
        double line = neighbours.line();
        while (waitsForCores && !settings.cores().areThoseOf(line)) {
            Thread.sleep(500);
            line = neighbours.line();
            waitsForCores =
                    System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        }
        return line;
    }

    private List<Result> runCell(Entrant entrant, Scenario scenario, int capacity, int process)
            throws IOException, InterruptedException {
        Path dump =
                Path.of(
                        settings.outPath()
                                + String.join(
                                        "-", "", scenario.label, "" + capacity, entrant.name())
                                + ".threads");
        List<String> command = entrant.command(scenario, capacity, settings, dump);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(JVM_OPTIONS, String.join(" ", settings.jvmOptions()));
        double before = awaitCores();
        Process cell = builder.start();
        List<Result.Printed> printed = new CopyOnWriteArrayList<>();
        Thread reader = Thread.startVirtualThread(() -> readLines(cell, printed));
        String status;
        try {
            status = await(cell, printed);
        } finally {
            // by its handle: the process itself would close the pipe before all is read
            cell.toHandle().destroyForcibly();
            cell.waitFor();
        }
        reader.join();
        if (status.equals(Result.OK) && printed.isEmpty()) {
            status = "failed"; // a peer may end well that has measured nothing
        }
        double after = neighbours.line();
        return Result.of(
                scenario.label,
                capacity,
                entrant.name(),
                process,
                printed,
                settings,
                status,
                settings.cores().areThoseOf(after) ? before : after);
    }

    /** Reads whole lines alone: if a cell is ended in the midst of a line, the rest of that is missing. */
    private static void readLines(Process cell, List<Result.Printed> printed) {
        StringBuilder line = new StringBuilder();
        try (Reader in = cell.inputReader(StandardCharsets.UTF_8)) {
            for (int c; (c = in.read()) >= 0; ) {
                if (c == '\n') {
                    if (Result.isFigure(line.toString())) {
                        printed.add(new Result.Printed(line.toString(), System.nanoTime()));
                    }
                    line.setLength(0);
                } else {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the cell has ended, or has been measured for long enough, or is late; returns how it ended. */
    private String await(Process cell, List<Result.Printed> printed) throws InterruptedException {
        boolean ended = cell.waitFor(settings.enough(), TimeUnit.SECONDS);
        // one more shows that it has not got stuck; a warm-up that has taken all of that is long
        // enough to be the figure
        int lines = printed.size() + 1;
        long left = settings.limit() + GRACE_SECONDS - settings.enough();
        while (!ended && printed.size() < lines && left-- > 0) {
            ended = cell.waitFor(1, TimeUnit.SECONDS);
        }
        if (!ended) {
            return left < 0 ? "late" : Result.OK;
        }
        return switch (cell.exitValue()) {
            case 0 -> Result.OK;
            case Cell.LATE -> "late";
            default -> "failed";
        };
    }
}
