package dev.handoff.verify;

import dev.handoff.check.Explore;
import dev.handoff.check.Report;
import dev.handoff.spi.Scheduling;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code verify/run schedules [--programs N] [--seed S] [--trace]}: many random programs, each with a random schedule. */
final class Schedules {
    private Schedules() {}

    static void main(String[] args) throws InterruptedException {
        Options options = new Options(args, "programs", "seed", "trace");
        long first = options.seed();
        int programs = options.count("programs", 100_000);
        if (options.has("trace")) {
            trace(first);
            return;
        }
        System.out.println("schedules: " + programs + " programs from seed " + first);
        System.out.println("schedules: " + run(first, programs));
    }

    /** A line that sums up; throws an {@link AssertionError} at the first failure. */
    static String run(long first, long programs) throws InterruptedException {
        long turns = 0;
        long stuck = 0;
        for (long seed = first; seed < first + programs; seed++) {
            RandomProgram program = new RandomProgram(seed);
            Report report = explore(seed, program);
            if (!report.isClean()) {
                throw failure(seed, report);
            }
            turns += report.turns();
            stuck += program.stuckTimes();
        }
        return "%d programs, %d turns, stuck as they should %d times"
                .formatted(programs, turns, stuck);
    }

    /** What comes of a program under the schedule of a seed. */
    static Report explore(long seed, RandomProgram program) throws InterruptedException {
        return Explore.random().seed(seed).schedules(1).fine().check(program);
    }

    static AssertionError failure(long seed, Report report) {
        return new AssertionError(
                "seed %d: %s%nreplay: verify/run schedules --trace --seed %d"
                        .formatted(seed, report, seed));
    }

    /** The calls of the seam that one program makes. */
    static List<String> traceOf(long seed) throws InterruptedException {
        List<String> trace = new ArrayList<>();
        explore(seed, new RandomProgram(seed, traced(trace)));
        return trace;
    }

    private static UnaryOperator<Scheduling> traced(List<String> trace) {
        return scheduling -> {
            trace.clear(); // of a run before: a failure is run again until its schedule is short
            return new Traced(scheduling, trace);
        };
    }

    private static void trace(long seed) throws InterruptedException {
        List<String> trace = new ArrayList<>();
        Report report = explore(seed, new RandomProgram(seed, traced(trace)));
        trace.forEach(System.out::println);
        System.out.println(report);
        System.exit(report.isClean() ? 0 : 1);
    }
}
