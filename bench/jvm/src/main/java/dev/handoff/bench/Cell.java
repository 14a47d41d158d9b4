package dev.handoff.bench;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One JVM's part: one scenario of one peer. Prints one line for the warm-up, and one for each round. */
final class Cell {
    /** The status with which the JVM ends if it ran out of time. */
    static final int LATE = 3;

    private static final int FAILED = 4;

    private final Peer peer;
    private final Scenario scenario;
    private final int capacity;

    private Cell(Peer peer, Scenario scenario, int capacity) {
        this.peer = peer;
        this.scenario = scenario;
        this.capacity = capacity;
    }

    /** What {@link #main} is told on the command line. */
    static List<String> arguments(
            String peer, Scenario scenario, int capacity, Settings settings, Path dump) {
        return List.of(
                peer,
                scenario.label,
                "" + capacity,
                "" + settings.warmup(),
                "" + settings.allRounds(),
                "" + settings.seconds(),
                "" + settings.limit(),
                dump.toString());
    }

    static void main(List<String> arguments) throws InterruptedException {
        Cell cell =
                new Cell(
                        Peer.named(arguments.get(0)),
                        Scenario.labelled(arguments.get(1)),
                        Integer.parseInt(arguments.get(2)));
        double warmup = Double.parseDouble(arguments.get(3));
        int rounds = Integer.parseInt(arguments.get(4));
        double seconds = Double.parseDouble(arguments.get(5));
        long limit = Long.parseLong(arguments.get(6));
        Path dump = Path.of(arguments.get(7));
        Thread.ofPlatform().daemon().name("time limit").start(() -> guard(limit, dump));
        // from a virtual thread, so that processes are started as in a program of virtual threads
        Thread starter = Processes.THREADS.newThread(() -> cell.run(warmup, rounds, seconds));
        starter.start();
        starter.join();
    }

    private void run(double warmup, int rounds, double seconds) {
        try {
            scenario.measure(peer, capacity, new Figures(warmup, rounds, seconds));
        } catch (Throwable t) {
            fail(t);
        }
    }

    private static void guard(long limit, Path dump) {
        try {
            Thread.sleep(limit * 1_000);
            Files.deleteIfExists(dump);
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toAbsolutePath().toString(), ThreadDumpFormat.TEXT_PLAIN);
        } catch (IOException | InterruptedException e) {
            System.err.println("no thread dump: " + e);
        }
        Runtime.getRuntime().halt(LATE);
    }

    static void fail(Throwable failure) {
        failure.printStackTrace();
        Runtime.getRuntime().halt(FAILED);
    }
}
