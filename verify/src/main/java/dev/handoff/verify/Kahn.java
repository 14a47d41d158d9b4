package dev.handoff.verify;

import dev.handoff.Scope;
import dev.handoff.check.Explore;
import dev.handoff.check.Report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code verify/run kahn [--networks N] [--processes P] [--seed S]}: random process networks against one evaluation. */
final class Kahn {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** For a controlled run: all runs end, but one with a feedback may take its time. */
    private static final int MOST_TURNS = 1_000_000;

    private Kahn() {}

    static void main(String[] args) throws InterruptedException {
        Options options = new Options(args, "networks", "processes", "seed");
        long seed = options.seed();
        int networks = options.count("networks", 1000);
        int processes = options.count("processes", 1000);
        System.out.println("kahn: " + networks + " networks from seed " + seed);
        System.out.println("kahn: " + run(seed, networks, processes));
    }

    /** A line that sums up; throws an {@link AssertionError} at the first failure. */
    static String run(long first, long networks, int mostProcesses) throws InterruptedException {
        long processes = 0;
        long values = 0;
        for (long seed = first; seed < first + networks; seed++) {
            KahnNetwork network = KahnNetwork.random(seed, mostProcesses);
            List<List<Long>> expected = network.evaluate();
            compare(seed, expected, runOnMachine(seed, network));
            if (network.processes() <= 40) {
                compare(seed, expected, runControlled(seed, network));
            }
            processes += network.processes();
            values += expected.stream().mapToLong(List::size).sum();
        }
        return "%d networks, %d processes, %d values came out as they should"
                .formatted(networks, processes, values);
    }

    static void compare(long seed, List<List<Long>> expected, List<List<Long>> actual) {
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                throw new AssertionError(
                        "network with seed %d, output %d: expected %s, got %s"
                                .formatted(seed, i, expected.get(i), actual.get(i)));
            }
        }
    }

    private static List<List<Long>> runOnMachine(long seed, KahnNetwork network)
            throws InterruptedException {
        List<List<Long>> result = new ArrayList<>();
        List<Throwable> failure = new ArrayList<>();
        Hang.orReport(
                PATIENCE,
                "kahn",
                seed,
                network,
                () -> {
                    try {
                        result.addAll(runInScope(network));
                    } catch (Throwable t) {
                        failure.add(t);
                    }
                });
        failure.forEach(
                t -> {
                    throw new AssertionError("network with seed " + seed + " failed", t);
                });
        return result;
    }

    /** A small network is also run under a seeded schedule. */
    private static List<List<Long>> runControlled(long seed, KahnNetwork network)
            throws InterruptedException {
        List<List<Long>> result = new ArrayList<>();
        Report report =
                Explore.random()
                        .seed(seed)
                        .schedules(1)
                        .fine()
                        .maxTurns(MOST_TURNS)
                        .check(() -> result.addAll(runInScope(network)));
        if (!report.isClean()) {
            throw new AssertionError("network with seed " + seed + ", controlled: " + report);
        }
        return result;
    }

    private static List<List<Long>> runInScope(KahnNetwork network) throws InterruptedException {
        List<List<Long>> outputs = new ArrayList<>();
        Scope.run(scope -> outputs.addAll(network.start(scope)));
        return outputs;
    }
}
