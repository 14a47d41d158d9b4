package dev.handoff.check;

import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what is wrong with a run, if anything is. */
final class Judge {
    /* Overview
     *
     *   somebody has thrown                              FAILURE
     *   more turns than the bound                        LIVELOCK, or as below if some have waited for half of them
     *   all wait, one of them for something not ours     UNCONTROLLED
     *   all wait, and some for each other                DEADLOCK
     *   all wait, the program itself for a partner       DEADLOCK
     *   two of a scope wait at different channels
     *   that nobody has ever used from the other side    DEADLOCK: they may well wait for each other
     *   else somebody is left behind                     LEAK
     */
    private static final int MOST_BLOCKED = 16;

    private static final int MOST_NAMED = 8;

    /** What is said of a run that is cut. */
    private static final String SO_FAR =
            ", up to %s after the end of the program, which is as far as it was tried"
                    .formatted(Words.count(ControlledTurns.AFTERMATH_TURNS, "turn"));

    private static final String NOBODY_LEFT = ": nobody can ever receive it";

    private final RunResult run;
    private final WaitGraph graph;
    private final List<Blocked> forGood;

    private Judge(RunResult run, Users users) {
        this.run = run;
        this.graph = new WaitGraph(run, users);
        this.forGood = forGood(run).toList();
    }

    /**
     * The processes that wait for good. A run that is cut while others go on leaves some waiting that would soon be
     * helped. So only those count that have waited for long; in a run that does not end, for half of it.
     */
    private static Stream<Blocked> forGood(RunResult run) {
        int latest =
                switch (run.ending()) {
                    case ENDLESS -> run.turns() / 2;
                    case STUCK ->
                            isCut(run)
                                    ? run.turns() - ControlledTurns.AFTERMATH_TURNS / 2
                                    : Integer.MAX_VALUE;
                    default -> Integer.MAX_VALUE;
                };
        return run.blocked().stream().filter(b -> b.isForGood() && b.turn() <= latest);
    }

    /** Whether the run has ended although time would have gone on. */
    private static boolean isCut(RunResult run) {
        return run.ending() == ControlledRun.Ending.STUCK
                && run.blocked().stream().anyMatch(Blocked::limited);
    }

    /** Whether nobody goes on. */
    private boolean isOver() {
        return run.ending() == ControlledRun.Ending.STUCK && !isCut(run);
    }

    /** Whether detached processes went on after the end of the program for as long as they may, while others waited. */
    static boolean hasAftermath(RunResult run) {
        return isCut(run) && run.blocked().stream().anyMatch(Blocked::isForGood);
    }

    /** The processes that wait for good and that no process that goes on could help. */
    static List<Blocked> stuck(RunResult run, Users users) {
        return new Judge(run, users).withoutHelp();
    }

    private List<Blocked> withoutHelp() {
        return run.ending() == ControlledRun.Ending.ENDLESS ? graph.withoutHelp(forGood) : forGood;
    }

    /** What is wrong; null if nothing is. Whether it is null does not depend on what is known of users. */
    static @Nullable Finding of(RunResult run, Users users) {
        return new Judge(run, users).finding();
    }

    /** What stays the same when a schedule is shrunk: another run with the same symptom shows the same mistake. */
    static String symptom(RunResult run, Finding finding) {
        if (finding.verdict() == Verdict.FAILURE && !run.failures().isEmpty()) {
            return "failure " + Failures.kind(run.failures().getFirst());
        }
        return switch (finding.verdict()) {
            case DEADLOCK, LEAK, LIVELOCK ->
                    run.ending() == ControlledRun.Ending.ENDLESS
                            ? "endless " + states(forGood(run))
                            : stuck(run, finding);
            default -> finding.verdict() + " " + finding.summary();
        };
    }

    /** Where nobody waits for good, values are left: such findings are told apart by their summaries. */
    private static String stuck(RunResult run, Finding finding) {
        String waits = states(forGood(run));
        return "stuck " + (waits.isEmpty() ? finding.summary() : waits);
    }

    private static String states(Stream<Blocked> some) {
        return some.map(Blocked::state).sorted().collect(Collectors.joining(", "));
    }

    private @Nullable Finding finding() {
        if (!run.failures().isEmpty()) {
            Throwable failure = run.failures().getFirst();
            return new Finding(
                    Verdict.FAILURE,
                    Failures.summary(failure),
                    Failures.details(run.failures()),
                    failure);
        }
        return switch (run.ending()) {
            case ALL_ENDED, ABANDONED -> null;
            case ENDLESS -> endless();
            case RUNAWAY -> finding(Verdict.UNCONTROLLED, runaway(), List.of());
            case STUCK -> stuck();
        };
    }

    private String runaway() {
        for (ControlledProcess process : run.processes()) {
            if (process.isStarved) {
                return process
                        + " could go on, but no carrier of virtual threads is free to run it:"
                        + " others run on, perhaps one of an earlier schedule, and come to nothing"
                        + " that Handoff knows of";
            }
        }
        return run.processes().stream()
                        .filter(process -> process.runsAway)
                        .map(ControlledProcess::toString)
                        .findFirst()
                        .orElse("a process")
                + " runs on and comes to nothing that Handoff knows of; meanwhile nobody else can"
                + " go on";
    }

    /**
     * Processes that have waited for half of the run, and that no process that goes on could help, may be deadlocked.
     */
    private Finding endless() {
        String most =
                (", while others go on for %s, the most that a schedule may take; or the program"
                                + " needs more turns (maxTurns)")
                        .formatted(Words.count(run.turns(), "turn"));
        Finding deadlock = deadlock(partners(withoutHelp()), most);
        return deadlock != null
                ? deadlock
                : finding(
                        Verdict.LIVELOCK,
                        "the program does not end within %s, the most that a schedule may take"
                                .formatted(Words.count(run.turns(), "turn")),
                        List.of());
    }

    private @Nullable Finding stuck() {
        if (run.blocked().stream().anyMatch(b -> b.why() == null)) {
            return finding(Verdict.UNCONTROLLED, "nobody can go on", List.of());
        }
        if (forGood.isEmpty()) {
            return null; // detached processes that sleep
        }
        List<Blocked> waiting = partners(forGood);
        if (waiting.isEmpty()) {
            return isCut(run) ? null : finding(Verdict.DEADLOCK, "nobody can go on", List.of());
        }
        Finding deadlock = deadlock(waiting, "");
        return deadlock != null ? deadlock : leak(waiting);
    }

    /** Without those that wait only for the processes of their scope. */
    private static List<Blocked> partners(List<Blocked> some) {
        return some.stream().filter(b -> b.why() != WaitReason.SCOPE).toList();
    }

    private @Nullable Finding deadlock(List<Blocked> waiting, String more) {
        List<WaitGraph.Edge> circle = graph.circle(waiting);
        if (!circle.isEmpty()) {
            WaitGraph.Forsaken forsaken = isOver() ? graph.forsaken(circle) : null;
            String besides = forsaken == null ? more : "; " + forsaken + NOBODY_LEFT;
            return finding(Verdict.DEADLOCK, inCircle(circle) + besides, circle);
        }
        if (!waiting.isEmpty() && waiting.getFirst().process().number == 0) {
            Blocked main = waiting.getFirst();
            String waits = more.isEmpty() ? forEver(main) : main.process() + " " + main.state();
            return finding(Verdict.DEADLOCK, waits + more, List.of());
        }
        if (areStrangers(waiting)) {
            String rest = isCut(run) ? SO_FAR : ", and nobody can go on";
            return finding(
                    Verdict.DEADLOCK,
                    names(waiting) + " wait" + (more.isEmpty() ? rest : more),
                    List.of());
        }
        return null;
    }

    private Finding leak(List<Blocked> waiting) {
        int others = waiting.size() - 1;
        String likewise =
                others == 0
                        ? ""
                        : "; %s more %s%s"
                                .formatted(
                                        others,
                                        others == 1 ? "waits" : "wait",
                                        isCut(run) ? "" : " for ever");
        return finding(Verdict.LEAK, forEver(waiting.getFirst()) + likewise, List.of());
    }

    private boolean areStrangers(List<Blocked> waiting) {
        Set<Object> channels = new LinkedHashSet<>();
        waiting.stream()
                .filter(b -> graph.isOfScope(b) && graph.isWithoutPartner(b))
                .forEach(b -> channels.add(b.offers().getFirst().channel()));
        return channels.size() > 1;
    }

    private static String inCircle(List<WaitGraph.Edge> circle) {
        return names(circle.stream().map(WaitGraph.Edge::from).toList())
                + (circle.size() == 2
                        ? " wait for each other"
                        : " wait for each other in a circle");
    }

    private static String names(List<Blocked> some) {
        List<String> names = new ArrayList<>();
        some.stream().limit(MOST_NAMED).forEach(b -> names.add(b.process().toString()));
        if (some.size() > MOST_NAMED) {
            names.add(some.size() - MOST_NAMED + " more");
        }
        return Words.list(names);
    }

    private String forEver(Blocked b) {
        if (isCut(run)) {
            return b.process() + " " + b.state() + SO_FAR;
        }
        String text = b.process() + " " + b.state().replaceFirst("^(waits|selects)", "$1 for ever");
        return b.why() == WaitReason.SEND && graph.isNobodyLeft(b) ? text + NOBODY_LEFT : text;
    }

    private Finding finding(Verdict verdict, String summary, List<WaitGraph.Edge> circle) {
        List<String> lines = new ArrayList<>();
        circle.stream().limit(MOST_NAMED).forEach(edge -> lines.add(edge.toString()));
        lines.addAll(rest(circle.size(), MOST_NAMED));
        if (!circle.isEmpty()) {
            lines.add("");
        }
        List<Blocked> blocked = run.blocked();
        blocked.stream().limit(MOST_BLOCKED).forEach(b -> addState(lines, b));
        lines.addAll(rest(blocked.size(), MOST_BLOCKED));
        return new Finding(verdict, summary, lines, null);
    }

    private void addState(List<String> lines, Blocked b) {
        lines.add(b.toString());
        if (b.isForGood()) {
            graph.hopes(b).forEach(hope -> lines.add("    " + hope));
        }
    }

    /** For a list that is cut: a line that says so. */
    private static List<String> rest(int size, int shown) {
        return size > shown ? List.of("and " + (size - shown) + " more") : List.of();
    }
}
