package dev.handoff.verify;

import dev.handoff.verify.RandomProcess.Habits;
import dev.handoff.verify.RandomProcess.Port;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A small random program, run under a {@link Controlled} scheduling: program and schedule are a function of the seed. */
final class RandomProgram {
    /* Overview
     *
     *   run until all have ended, or all are stuck
     *   stuck:  is each wait hopeless by the rules?  then interrupt all, and go on
     *   ended:  the ledger must be balanced, nobody counted as waiting
     *
     * The rules (see hopeIn) look at what the processes were trying to do and what their journals say, not at the
     * library's own bookkeeping, and then compare the two: size = accepted - received - undelivered, and as many
     * waiters as there are.
     *
     * A lost wake-up shows as a wait with hope, a match that only one side knows of as a wrong size.
     */
    private static final int MOST_STEPS = 8;
    private static final int MOST_PROCESSES = 5;

    private final long seed;
    private final SplittableRandom random;
    private final Controlled controlled;
    private final List<Line> lines = new ArrayList<>();
    private final List<RandomProcess> processes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int stuckTimes;

    RandomProgram(long seed, Controlled controlled) {
        this.seed = seed;
        this.random = new SplittableRandom(~seed);
        this.controlled = controlled;
    }

    /** What went wrong; empty if nothing did. */
    List<String> run() {
        Controlled.Ending ending = controlled.run(this::begin);
        while (ending == Controlled.Ending.STUCK && problems.isEmpty()) {
            stuckTimes++;
            lookAtWaits();
            controlled.waiters().forEach(waiter -> waiter.thread().interrupt());
            ending = controlled.resume();
            if (stuckTimes > MOST_STEPS * MOST_PROCESSES) {
                problems.add("interrupts do not end these waits");
            }
        }
        if (ending == Controlled.Ending.ENDLESS) {
            problems.add("gave up after " + controlled.steps() + " steps");
        }
        controlled.failures().forEach(failure -> problems.add("a process failed: " + failure));
        if (problems.isEmpty()) {
            problems.addAll(
                    Ledger.problems(processes.stream().map(p -> p.journal).toList(), lines));
        } else {
            controlled.waiters().forEach(waiter -> problems.add(waiter.toString()));
        }
        return problems;
    }

    int stuckTimes() {
        return stuckTimes;
    }

    private void begin() {
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            lines.add(new Line(lines.size(), Line.Store.random(random)));
        }
        RandomProcess.Clocks clocks = RandomProcess.Clocks.start();
        Habits habits =
                new Habits(random.nextInt(6000), random.nextInt(4000), random.nextInt(8000));
        int steps = random.nextInt(1, MOST_STEPS + 1);
        for (int i = random.nextInt(2, MOST_PROCESSES + 1); i > 0; i--) {
            RandomProcess process =
                    new RandomProcess(
                            processes.size(),
                            lines,
                            clocks,
                            random.nextLong(),
                            habits,
                            this::victim);
            processes.add(process);
            threads.add(
                    controlled.newThread(
                            "process " + process.journal.process, () -> live(process, steps)));
        }
        threads.forEach(controlled::start);
    }

    private Thread victim() {
        return threads.get(random.nextInt(threads.size()));
    }

    private static void live(RandomProcess process, int steps) {
        for (int i = 0; i < steps; i++) {
            process.step();
        }
    }

    // ---- when all are stuck

    private void lookAtWaits() {
        for (RandomProcess process : processes) {
            List<Port> ports = process.waitsFor();
            boolean allDead = !ports.isEmpty();
            for (Port port : ports) {
                String hope = hopeIn(port, process);
                if (hope != null) {
                    problems.add(
                            "process %d waits to %s on %s, although %s"
                                    .formatted(
                                            process.journal.process,
                                            port.sends() ? "send" : "receive",
                                            port.line(),
                                            hope));
                }
                allDead &= isDead(port);
            }
            if (allDead) {
                problems.add(
                        "process %d waits for ended lines alone: %s"
                                .formatted(process.journal.process, ports));
            }
        }
        lines.forEach(this::compareCounts);
    }

    /** Whether the case was, or has become, one that can never be matched. */
    private static boolean isDead(Port port) {
        return port.line().ended() == (port.sends() ? Line.Ended.CANCELLED : Line.Ended.CLOSED)
                || port.line().ended() == Line.Ended.CANCELLED;
    }

    /** Why the port could be used now; null if it cannot. */
    private String hopeIn(Port port, RandomProcess process) {
        Line line = port.line();
        if (line.ended() != Line.Ended.NO
                && port.handlesEnd()
                && !(port.sends() && line.ended() == Line.Ended.CLOSED)) {
            return "that has ended";
        }
        if (port.sends()) {
            if (line.ended() == Line.Ended.NO && stored(line) < line.store.capacity) {
                return "there is room";
            }
            if (line.ended() == Line.Ended.NO && line.store.drops) {
                return "such a send never waits";
            }
        } else if (stored(line) > 0) {
            return "there is a value";
        }
        // whoever sends after the end is refused, so a sender on an ended line may be a case that
        // is not there
        return line.ended() == Line.Ended.NO && isWaiting(line, !port.sends(), process)
                ? "there is a counterpart"
                : null;
    }

    private boolean isWaiting(Line line, boolean sends, RandomProcess butNot) {
        return processes.stream()
                .filter(process -> process != butNot)
                .flatMap(process -> process.waitsFor().stream())
                .anyMatch(port -> port.line() == line && port.sends() == sends);
    }

    private long stored(Line line) {
        long balance = -line.undelivered.size();
        for (RandomProcess process : processes) {
            Journal journal = process.journal;
            if (count(journal.doubtful, line) > 0) {
                return line.channel.size(); // unknown: do not judge
            }
            balance += count(journal.accepted, line) - count(journal.received, line);
        }
        return balance;
    }

    private static long count(List<Long> values, Line line) {
        return values.stream().filter(value -> Journal.lineOf(value) == line.number).count();
    }

    private void compareCounts(Line line) {
        if (line.channel.size() != stored(line)) {
            problems.add(
                    "%s says that it holds %d values, but it holds %d"
                            .formatted(line, line.channel.size(), stored(line)));
        }
        if (line.ended() != Line.Ended.NO) {
            return;
        }
        compareCount(line, "senders", line.channel.waitingSenders(), true);
        compareCount(line, "receivers", line.channel.waitingReceivers(), false);
    }

    private void compareCount(Line line, String who, int said, boolean sends) {
        long waiting =
                processes.stream()
                        .filter(
                                process ->
                                        process.waitsFor().stream()
                                                .anyMatch(
                                                        port ->
                                                                port.line() == line
                                                                        && port.sends() == sends))
                        .count();
        if (said != waiting) {
            problems.add("%s says that %d %s wait, but %d do".formatted(line, said, who, waiting));
        }
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
