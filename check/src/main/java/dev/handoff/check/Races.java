package dev.handoff.check;

import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds two accesses to a watched variable, one of them a write, with nothing in between that orders them (R24). */
final class Races implements TurnListener {
    /* Overview
     *
     * An access by P at P's time t happened before what Q does now if Q's clock knows t of P: one comparison, not one
     * of whole clocks. Kept are the latest write, and the latest read of each process since. A run in which all
     * accesses are ordered has no race, whatever the schedule; a run that has a race shows it even where the schedule
     * has kept the two accesses far apart.
     *
     * After Cormac Flanagan and Stephen Freund, FastTrack (PLDI 2009); differs: reads are not collapsed into one.
     */
    private record Access(ControlledProcess process, int time, boolean isWrite, String line) {
        /** Such as {@code left wrote it at Main.java:31}. */
        @Override
        public String toString() {
            return process
                    + (isWrite ? " wrote it" : " read it")
                    + Stacks.unlessUnknown(" at ", line);
        }
    }

    private static final class Variable {
        @Nullable Access write;
        final List<Access> reads = new ArrayList<>();
    }

    private final HappensBefore order;
    private final Map<Long, Variable> variables = new HashMap<>();
    private @Nullable Finding finding;

    /** {@code order} must be told of everything first. */
    Races(HappensBefore order) {
        this.order = order;
    }

    /** The first race of the run; null if there is none, or if threads took part of which nothing is known. */
    @Override
    public @Nullable Finding finding() {
        return order.hasInterference() ? null : finding;
    }

    @Override
    public void reached(ControlledProcess process, Op op, long[] ids) {
        if (op == Op.READ || op == Op.WRITE) {
            Variable variable = variables.computeIfAbsent(ids[0], unseen -> new Variable());
            VectorClock clock = order.clock(process);
            int time = clock.at(process.number);
            Access now = new Access(process, time, op == Op.WRITE, Stacks.lineOfCaller());
            access(variable, now, clock);
        }
    }

    private void access(Variable variable, Access now, VectorClock clock) {
        compare(variable.write, now, clock);
        if (now.isWrite) {
            variable.reads.forEach(read -> compare(read, now, clock));
            variable.reads.clear();
            variable.write = now;
        } else {
            variable.reads.removeIf(read -> read.process.equals(now.process));
            variable.reads.add(now);
        }
    }

    private void compare(@Nullable Access earlier, Access now, VectorClock clock) {
        if (finding == null && earlier != null && earlier.time > clock.at(earlier.process.number)) {
            boolean inOrder = earlier.process.number < now.process.number;
            finding =
                    new Finding(
                            Verdict.RACE,
                            (inOrder ? earlier : now).process
                                    + " and "
                                    + (inOrder ? now : earlier).process
                                    + " share a watched variable with no channel in between",
                            List.of(earlier.toString(), now.toString()),
                            null);
        }
    }
}
