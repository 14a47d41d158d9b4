package dev.handoff.cli;

import dev.handoff.check.Explore;
import dev.handoff.check.Report;
import dev.handoff.check.Verdict;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code handoff check [OPTION...] FILE.java [OPTION...] [ARG...]}. */
@Command(
        name = "check",
        description = {
            "Runs one source file under many schedules, to find the one in which it goes wrong.",
            "One process runs at a time, in virtual time. Shutdown hooks are not run."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:nothing was found",
            "1:something was found",
            "2:the command line or the file is at fault, the program ends the JVM, or Handoff"
                    + " cannot be built",
            "128 + N:signal N has come before anything was found"
        },
        versionProvider = Main.Version.class,
        mixinStandardHelpOptions = true)
final class CheckCommand implements Job {
    /** Something was found. */
    static final int FOUND = 1;

    @Parameters(index = "0", paramLabel = "FILE.java", description = "The program.")
    private Path file = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "ARG",
            description = "Its arguments; those that look like options follow --.")
    private List<String> args = new ArrayList<>();

    @Option(
            names = "--schedules",
            paramLabel = "N",
            description = "How many at most: 1000, if they are random.")
    private @Nullable Integer schedules;

    @Option(names = "--exhaustive", description = "All schedules, not random ones.")
    private boolean exhaustive;

    @Option(
            names = "--pct",
            paramLabel = "DEPTH",
            description = "Random priorities with DEPTH - 1 changes: finds rare orders sooner.")
    private @Nullable Integer depth;

    @Option(names = "--seed", paramLabel = "S", description = "Where random numbers begin.")
    private @Nullable Long seed;

    @Option(
            names = "--replay",
            paramLabel = "SCHEDULE",
            description = "The schedule of an earlier finding.")
    private @Nullable String replay;

    @Option(names = "--within", paramLabel = "SECONDS", description = "For how long at most.")
    private @Nullable Double seconds;

    @Option(
            names = "--turns",
            paramLabel = "N",
            description =
                    "How many turns a schedule may take: one that takes more is a livelock, or a"
                            + " deadlock of those who have waited for half of them; without it"
                            + " 20,000.")
    private @Nullable Integer turns;

    @Option(
            names = "--fine",
            description = "Lets others in between the steps of one operation, too: more schedules.")
    private boolean fine;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes what was found as a page.")
    private @Nullable Path html;

    @Option(
            names = "--output",
            description =
                    "Shows what the program prints in each schedule, not the found one alone.")
    private boolean output;

    private @Nullable Explored explored;

    @Override
    public int run(PrintWriter err) {
        try {
            return check(err);
        } catch (Throwable t) { // status 1 would say that something was found
            err.println("handoff: " + file + " cannot be checked: " + t);
            return Main.USAGE;
        }
    }

    private int check(PrintWriter err) throws Exception {
        Explore explore;
        try {
            explore = explore();
        } catch (IllegalArgumentException e) {
            err.println("handoff: " + e.getMessage());
            return Main.USAGE;
        }
        Trial trial = trial(err);
        if (trial == null) {
            return Main.USAGE;
        }
        InputStream in = System.in;
        System.setIn(trial.input());
        try {
            return check(trial, explore, err);
        } finally {
            System.setIn(in);
        }
    }

    private int check(Trial trial, Explore explore, PrintWriter err) throws InterruptedException {
        Explored begun = Explored.begin(trial, output, err);
        explored = begun;
        Report report;
        try {
            report = begun.check(trial.suited(explore), this::command);
            List<String> printed = List.of();
            String found = report.schedule();
            if (found != null && !output && report.verdict() != Verdict.UNCONTROLLED) {
                printed = trial.output(trial.suited(ruled(Explore.replay(found))), report);
            }
            begun.tell(report, printed);
        } finally {
            begun.end();
        }
        if (html != null) {
            try {
                report.writeHtml(html);
            } catch (IOException e) {
                err.println("handoff: " + html + " cannot be written: " + e);
                return Main.USAGE;
            }
        }
        return report.isClean() ? 0 : FOUND;
    }

    /** Called where the JVM goes on after the check. */
    void showAgain() {
        if (explored != null) {
            explored.showAgain();
        }
    }

    private String command(String schedule) {
        String options = (fine ? " --fine" : "") + (turns == null ? "" : " --turns " + turns);
        return Shell.check(file, options + " --replay " + schedule, args);
    }

    private @Nullable Trial trial(PrintWriter err) throws IOException {
        SourceFile source = new SourceFile(file);
        try {
            Compiled compiled = source.compile(err);
            if (compiled != null && compiled.halts()) {
                throw new Refusal("calls Runtime.halt, which would end the checking, too");
            }
            return compiled == null ? null : Trial.of(compiled, args);
        } catch (Refusal e) {
            source.refuse(e, err);
            return null;
        }
    }

    /** The exploration that the options ask for. */
    Explore explore() {
        int ways = (exhaustive ? 1 : 0) + (depth == null ? 0 : 1) + (replay == null ? 0 : 1);
        if (ways > 1) {
            throw new IllegalArgumentException(
                    "--exhaustive, --pct and --replay exclude one another");
        }
        if (seed != null && (exhaustive || replay != null)) {
            throw new IllegalArgumentException("--seed is for random schedules");
        }
        if (schedules != null && replay != null) {
            throw new IllegalArgumentException("--replay is one schedule");
        }
        if (seconds != null && !(seconds > 0 && seconds <= 1e9)) {
            throw new IllegalArgumentException(
                    "--within " + seconds + ": it is more than 0 seconds, and at most 1e9");
        }
        return limited(ruled(start()));
    }

    private Explore start() {
        if (replay != null) {
            return Explore.replay(replay);
        }
        if (exhaustive) {
            return Explore.exhaustive();
        }
        return depth == null ? Explore.random() : Explore.pct(depth);
    }

    /** Sets what goes for a replay, too. */
    private Explore ruled(Explore explore) {
        Explore ruled = fine ? explore.fine() : explore;
        return turns == null ? ruled : ruled.maxTurns(turns);
    }

    private Explore limited(Explore explore) {
        Explore limited = explore;
        if (schedules != null) {
            limited = limited.schedules(schedules);
        }
        if (seed != null) {
            limited = limited.seed(seed);
        }
        if (seconds != null) {
            limited = limited.within(Duration.ofNanos((long) (seconds * 1e9)));
        }
        return limited;
    }
}
