package dev.handoff.check;

import static java.util.stream.Collectors.partitioningBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Tries at least one schedule of every kind: two are of one kind if they differ only in the order of turns that do not
 * concern each other.
 */
final class ExhaustiveStrategy extends SystematicStrategy<Branch> {
    /* Overview
     *
     *   run:          go on with the first process that is not asleep, until the end
     *   after a turn: for each earlier turn that it races with, have tried, from there, what leads to this turn first
     *   then:         at the deepest place where something is left to be tried, try that; the one tried falls asleep
     *   asleep:       until something happens that concerns what it did; a place where all are asleep is given up
     *
     * So an order of turns is tried only if a run has shown that it could matter. This is Source-DPOR of Abdulla,
     * Aronis, Jonsson and Sagonas, "Optimal Dynamic Partial Order Reduction" (POPL 2014), with the sleep sets of
     * Godefroid (1996). It fits because no turn can take another process's turn away: a process that is ready stays
     * ready until it goes on. An operation that must wait does so in a turn of its own, and is woken by another turn.
     *
     * Differs: a turn may toss coins. All sides are tried before the process falls asleep, and it wakes up if one of
     * them is concerned. It differs in time, too: a turn that became possible because time has passed comes after all
     * turns before that, and races with none of them, for time passes only when nobody is ready.
     *
     * And in waits: a send and the receive that it meets, and other such pairs, are taken not to depend on each other
     * (see Waits), as long as nobody is interrupted. With the first interrupt all begins anew, without that.
     *
     * With a trace of the matches (see MatchTrace) a process that would have to wait goes last: unless others act in
     * between, it would show no other trace if it waited first (see Past), yet each such wait would be tried both ways.
     *
     * What is kept: every end that a run can come to, with all that the processes saw, every deadlock, failure and
     * race. What is not: the order of turns that do not concern each other. Taken for granted: processes share nothing
     * but through Handoff, or variables for which happens-before is respected.
     *
     * Memory: the present path, with a clock for each of its turns.
     */
    private final Dependence dependence;
    private final Past past;
    private int tosses;

    /** Whether nobody was ever interrupted. */
    private boolean undisturbed = true;

    private boolean beginsAnew;

    /** Whether a turn has added to a trace. */
    private boolean isTraced;

    ExhaustiveStrategy() {
        this(Dependence.OF_HANDOFF);
    }

    ExhaustiveStrategy(Dependence dependence) {
        this.dependence = dependence;
        this.past = new Past(dependence);
    }

    /** A strategy that takes no turn for a plain one, as if somebody had been interrupted: slower, and simpler. */
    static ExhaustiveStrategy withoutWaits() {
        ExhaustiveStrategy strategy = new ExhaustiveStrategy();
        strategy.undisturbed = false;
        return strategy;
    }

    @Override
    boolean planNext() {
        if (beginsAnew) {
            beginsAnew = false;
            path.clear();
            past.cutTo(0);
            return true;
        }
        while (!path.isEmpty()) {
            past.cutTo(path.size() - 1);
            if (path.getLast().chooseNext()) {
                return true;
            }
            path.removeLast();
        }
        return false;
    }

    @Override
    int next(List<ControlledProcess> ready) {
        tosses = 0;
        if (depth < path.size()) {
            Integer index = path.get(depth).indexIn(ready);
            if (index != null) {
                depth++;
                return index;
            }
            diverge(depth);
        }
        List<ControlledProcess> inOrder = isTraced ? waitingLast(ready) : ready;
        Branch branch =
                depth == 0 || past.size() < depth
                        ? Branch.first(inOrder)
                        : path.getLast().next(inOrder, dependence);
        if (!branch.chooseFirst()) {
            return ABANDON;
        }
        path.add(branch);
        depth++;
        return Objects.requireNonNull(branch.indexIn(ready));
    }

    private List<ControlledProcess> waitingLast(List<ControlledProcess> ready) {
        Map<Boolean, List<ControlledProcess>> byWhetherTheyWait =
                ready.stream().collect(partitioningBy(p -> Waits.wouldWait(p, past.events())));
        return Stream.of(false, true).map(byWhetherTheyWait::get).flatMap(List::stream).toList();
    }

    /**
     * From this turn on the program has not done what it did before: what was planned behind the present turn is void.
     */
    private void diverge(int turn) {
        diverge();
        past.cutTo(turn);
    }

    @Override
    int toss(int bound) {
        Branch here = path.get(depth - 1);
        if (here.wasTossedAmongOthers(tosses, bound)) {
            diverge(depth - 1);
        }
        return here.toss(tosses++, bound);
    }

    @Override
    void happened(Transition turn) {
        if (path.get(depth - 1).forgetsCoinsFrom(tosses)) {
            diverge(depth - 1);
        }
        if (past.size() >= depth) {
            if (past.events().get(depth - 1).isOf(turn)) {
                return; // again, as before
            }
            diverge(depth - 1);
        }
        if (turn.interrupts() && undisturbed) {
            undisturbed = false;
            beginsAnew = true;
        }
        Event event = Waits.eventOf(turn, past.events(), undisturbed, path.getLast());
        isTraced |= event.isMarked();
        path.getLast().happened(event);
        for (Past.Race race : past.add(event, path::get)) {
            path.get(race.earlier()).tryOneOf(past.initials(race), event.process());
        }
    }

    @Override
    String name() {
        return "exhaustive";
    }
}
