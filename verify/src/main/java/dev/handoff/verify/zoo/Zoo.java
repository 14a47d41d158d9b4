package dev.handoff.verify.zoo;

import dev.handoff.check.Verdict;
import dev.handoff.verify.Options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code verify/run zoo [REGEX [MOST]]}: explores all programs of the zoo as they say, and writes the table
 * {@code docs/checks/zoo.md}. With a REGEX it explores only those in whose name that is found, with MOST at most so
 * many schedules each, and writes nothing.
 */
final class Zoo {
    /** Where the programs are, from the folder of the module. */
    static final Path FOLDER = Path.of("zoo");

    static final Path TABLE = Path.of("..", "docs", "checks", "zoo.md");

    /** A program, and one way to explore it. */
    record Entry(ZooProgram program, Expectation expectation) {}

    private Zoo() {}

    static void main(String[] args) throws Exception {
        if (args.length > 2) {
            throw Options.refuse("too many arguments: there are REGEX and MOST");
        }
        Pattern which = pattern(args.length == 0 ? "" : args[0]);
        int most = args.length < 2 ? Integer.MAX_VALUE : Options.count("MOST is", args[1]);
        List<Sighting> sightings = new ArrayList<>();
        for (ZooProgram program : ZooProgram.in(FOLDER)) {
            if (which.matcher(program.name()).find()) {
                for (Expectation expectation : program.expectations()) {
                    sightings.add(look(program, expectation.atMost(most)));
                }
            }
        }
        if (sightings.isEmpty()) {
            throw Options.refuse("no program has " + args[0] + " in its name");
        }
        if (args.length == 0) {
            Files.createDirectories(TABLE.getParent());
            List<Saving> savings = new ArrayList<>();
            for (Sighting sighting : sightings) {
                if (sighting.report().isComplete()) {
                    savings.add(Saving.of(sighting));
                }
            }
            Files.writeString(TABLE, table(sightings) + "\n" + Saving.table(savings));
            System.out.println("zoo: wrote docs/checks/zoo.md");
        }
        long wrong = sightings.stream().filter(sighting -> !sighting.isAsExpected()).count();
        System.out.println("zoo: " + sightings.size() + " explored, " + wrong + " not as expected");
        if (wrong > 0) {
            System.exit(1);
        }
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw Options.refuse(regex + " is no regular expression: " + e.getDescription());
        }
    }

    private static Sighting look(ZooProgram program, Expectation expectation) throws Exception {
        Sighting sighting = Sighting.of(program, expectation);
        System.out.println(row(sighting));
        if (!sighting.isAsExpected()) {
            System.out.println(sighting);
        }
        return sighting;
    }

    /** The whole page. */
    static String table(List<Sighting> sightings) {
        long programs = sightings.stream().map(Sighting::program).distinct().count();
        long right =
                sightings.stream()
                        .map(Sighting::program)
                        .distinct()
                        .filter(ZooProgram::isRight)
                        .count();
        List<String> lines = new ArrayList<>();
        lines.add("# The zoo");
        lines.add("");
        lines.add(
                "%d small concurrent programs on Handoff's public API, %d right and %d wrong in known ways, and what"
                        .formatted(programs, right, programs - right));
        lines.add(
                "`Explore` says of them. They lie in [verify/zoo](../../verify/zoo), each with its"
                        + " source. `verify/run zoo` writes");
        lines.add(
                "this page; a test runs a short form of it, and checks that the page lists the same"
                        + " programs and verdicts.");
        lines.add("");
        lines.add(
                "An exhaustive exploration ends with the first schedule that goes wrong, or when"
                        + " none is left; `all` says the latter.");
        lines.add("");
        lines.add(
                "| program | what it is | with | explored | expected | found | schedules | turns |"
                        + " ms |");
        lines.add("|---|---|---|---|---|---|---:|---:|---:|");
        sightings.forEach(sighting -> lines.add(row(sighting)));
        lines.add("");
        return String.join("\n", lines);
    }

    static String row(Sighting sighting) {
        return key(sighting.program(), sighting.expectation(), sighting.report().verdict())
                + String.format(
                        Locale.ROOT,
                        " %,d%s | %,d | %,d |",
                        sighting.report().schedules(),
                        sighting.report().isComplete() ? " (all)" : "",
                        sighting.report().turns(),
                        sighting.took().toMillis());
    }

    /** What must not change from run to run. */
    static String key(ZooProgram program, Expectation expectation, Verdict found) {
        return "| %s | %s | %s | %s | %s | %s |"
                .formatted(
                        program,
                        program.about(),
                        String.join(" ", expectation.arguments()),
                        expectation.way(),
                        expectation.verdict(),
                        found);
    }
}
