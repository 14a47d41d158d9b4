package dev.handoff.verify;

import java.util.ArrayList;
import java.util.List;

/** {@code verify/run schedules [--programs N] [--seed S] [--trace]}: many random programs, each with a random schedule. */
final class Schedules {
    private Schedules() {}

    static void main(String[] args) {
        Options options = new Options(args);
        long first = options.seed();
        long programs = options.number("programs", 100_000);
        if (options.has("trace")) {
            trace(first);
            return;
        }
        System.out.println("schedules: " + programs + " programs from seed " + first);
        System.out.println("schedules: " + run(first, programs));
    }

    /** A line that sums up; throws an {@link AssertionError} at the first failure. */
    static String run(long first, long programs) {
        long steps = 0;
        long stuck = 0;
        for (long seed = first; seed < first + programs; seed++) {
            Controlled controlled = new Controlled(Chooser.seeded(seed));
            RandomProgram program = new RandomProgram(seed, controlled);
            List<String> problems = program.run();
            if (!problems.isEmpty()) {
                throw failure(seed, problems);
            }
            steps += controlled.steps();
            stuck += program.stuckTimes();
        }
        return "%d programs, %d steps, stuck as they should %d times"
                .formatted(programs, steps, stuck);
    }

    static AssertionError failure(long seed, List<String> problems) {
        return new AssertionError(
                "seed %d: %s%nreplay: verify/run schedules --trace --seed %d"
                        .formatted(seed, String.join("\n  ", problems), seed));
    }

    /** The steps of one program and what is wrong with it. */
    private static void trace(long seed) {
        List<String> trace = new ArrayList<>();
        List<String> problems =
                new RandomProgram(seed, new Controlled(Chooser.seeded(seed), trace)).run();
        trace.forEach(System.out::println);
        problems.forEach(System.out::println);
        System.exit(problems.isEmpty() ? 0 : 1);
    }
}
