package dev.handoff.check;

import dev.handoff.check.spec.Specification;
import dev.handoff.check.spec.Violation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One exploration: runs a program under a strategy until it goes wrong, or no schedule is left. */
final class Exploration implements Trial {
    private final Strategy strategy;
    private final Rules rules;
    private final Program program;
    private final Consumer<Report> asFound;
    private final Set<String> uncontrolled = new LinkedHashSet<>();

    /** For each channel: in how many schedules values were left in it. */
    private final Map<String, Integer> left = new TreeMap<>();

    private final List<String> notes = new ArrayList<>();
    private final ShortestViolation shortest = new ShortestViolation();
    private final OtherThreads otherThreads;
    private int tried;
    private long turns;
    private boolean hasAftermath;

    /**
     * Makes one.
     *
     * @param asFound is given the first finding as it came, before it is shrunk or a shorter one is looked for
     */
    Exploration(Strategy strategy, Rules rules, Program program, Consumer<Report> asFound) {
        this.strategy = strategy;
        this.rules = rules;
        this.program = program;
        this.asFound = asFound;
        this.otherThreads = new OtherThreads(rules.besideThreads());
    }

    Report run(int schedules, @Nullable Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        boolean stopped = true;
        while (tried < schedules
                && !shortest.isSearchedFor()
                && (tried == 0 || limit == null || since(start).compareTo(limit) < 0)) {
            if (!strategy.beginRun()) {
                stopped = strategy.hasGivenUp();
                break;
            }
            Evidence evidence = runOnce();
            if (evidence != null) {
                return report(false, evidence);
            }
        }
        if (stopped && tried >= schedules && !shortest.isSearchedFor()) {
            // unless that was the last one
            stopped = strategy.beginRun() || strategy.hasGivenUp();
        }
        noteWhatIsLeft(stopped);
        Tried violating = shortest.run();
        if (violating == null) {
            return report(!stopped && strategy.isExhaustive() && isAllSeen(), null);
        }
        tried = shortest.tried();
        turns = shortest.turns();
        return report(false, Investigation.of(this, violating, true));
    }

    private boolean isAllSeen() {
        return uncontrolled.isEmpty() && !hasAftermath;
    }

    private void noteWhatIsLeft(boolean stopped) {
        if (!strategy.isOfAll()) {
            return;
        }
        if (stopped) {
            String why = strategy.hasGivenUp() ? ", for the program does not repeat itself" : "";
            notes.add(
                    "stopped before the end"
                            + why
                            + ": whether it goes wrong in one of the schedules that are left is not"
                            + " known");
        } else if (!strategy.isExhaustive()) {
            notes.add(
                    "the program does not repeat itself: there may be schedules that were not"
                            + " tried, and whether it goes wrong in one of those is not known");
        } else if (hasAftermath) {
            notes.add(
                    "no schedule is left, but detached processes went on for more than %s after the"
                                    .formatted(Words.count(ControlledTurns.AFTERMATH_TURNS, "turn"))
                            + " end of the program: what comes of that is not known");
        } else if (!uncontrolled.isEmpty()) {
            notes.add(
                    "no schedule is left, but not all was controlled: there may be others, and"
                            + " whether it goes wrong in one of those is not known");
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** Runs once; null if nothing is wrong. */
    private @Nullable Evidence runOnce() throws InterruptedException {
        Leftovers leftovers = new Leftovers(false);
        Recording recording = strategy.isOnce() ? new Recording() : null;
        Users users = new Users();
        users.beginReported();
        List<TurnListener> others =
                recording == null
                        ? List.of(leftovers, users)
                        : List.of(leftovers, users, recording);
        Tried now = run(strategy, users, others);
        uncontrolled.addAll(now.run().uncontrolled());
        if (now.run().ending() == ControlledRun.Ending.ABANDONED) {
            return null; // the same as one that was tried
        }
        tried++;
        turns += now.run().turns();
        hasAftermath |= Judge.hasAftermath(now.run());
        leftovers.byChannel().forEach((title, size) -> left.merge(title, 1, Integer::sum));
        Finding finding = now.finding();
        if (finding != null && shortest.run() == null) {
            asFound.accept(report(false, Evidence.asItCame(finding, now.run().schedule())));
        }
        boolean isFinal = recording != null || strategy instanceof ReplayStrategy;
        if ((!isFinal && shortest.goesOnAfter(now, tried, turns)) || finding == null) {
            return null;
        }
        if (recording != null) {
            return Investigation.of(now, users, recording);
        }
        return Investigation.of(this, now, !(strategy instanceof ReplayStrategy));
    }

    @Override
    public Tried run(Strategy by, Users users, List<TurnListener> others)
            throws InterruptedException {
        List<TurnListener> listeners = new ArrayList<>(others);
        if (rules.grain() == Grain.OPERATIONS) {
            HappensBefore order = new HappensBefore();
            listeners.addFirst(new Races(order));
            listeners.addFirst(order);
        }
        if (rules.drained()) {
            listeners.add(new Leftovers(true));
        }
        Specification specification = rules.specification();
        MatchTrace trace = null;
        if (specification != null) {
            trace = new MatchTrace(specification::speaksOf);
            listeners.add(trace);
        }
        RunResult run =
                new ControlledRun(
                                by,
                                rules.maxTurns(),
                                listeners,
                                rules.grain(),
                                !uncontrolled.isEmpty(),
                                otherThreads)
                        .execute(program);
        Finding finding = Trial.judge(run, users, listeners);
        Violation violation =
                specification == null || trace == null
                        ? null
                        : specification.check(trace.events(), finding == null);
        return violation == null
                ? new Tried(run, finding, null)
                : new Tried(run, findingOf(violation), violation);
    }

    private static Finding findingOf(Violation violation) {
        return new Finding(Verdict.SPECIFICATION, violation.summary(), violation.lines(), null);
    }

    private Report report(boolean complete, @Nullable Evidence evidence) {
        List<String> lines = new ArrayList<>(notes);
        if (evidence == null) {
            left.forEach(
                    (line, count) ->
                            lines.add(
                                    "not received: values in %s, in %s"
                                            .formatted(line, Words.count(count, "schedule"))));
        }
        String misfit = strategy instanceof ReplayStrategy replay ? replay.misfit() : null;
        if (misfit != null) {
            lines.add("the schedule does not fit this program: " + misfit);
        }
        return new Report(
                strategy.toString(),
                tried,
                turns,
                complete,
                evidence,
                List.copyOf(uncontrolled),
                misfit,
                lines,
                rules::replay,
                Report.MOST_LETTERS);
    }
}
