package dev.handoff.check;

import dev.handoff.spi.Op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;

/** The events of the present path, and which of them came before which. */
final class Past {
    /* Overview
     *
     * Each event has a vector clock: for each process, one more than the index of its latest event that came before, or
     * is, this one. "Before" is the transitive closure of dependence in the order of the run; where time had to pass,
     * everything earlier is before.
     *
     * Two events race if they depend on each other, none came between, and the later one could have been first. A
     * process that was not ready could not, if it was made ready by the earlier one; nor could a body that waits for
     * its scope go on before the end of any process of the scope, though only the last end wakes it.
     */

    /** Two events that could have happened in the other order. */
    record Race(int earlier, int later) {}

    private final Dependence dependence;
    private final List<Event> events = new ArrayList<>();
    private final List<int[]> clocks = new ArrayList<>();

    /** The indices of processes in clocks. */
    private final Map<Long, Integer> slots = new HashMap<>();

    Past(Dependence dependence) {
        this.dependence = dependence;
    }

    int size() {
        return events.size();
    }

    /** Forgets all from {@code size} on. */
    void cutTo(int size) {
        if (size < events.size()) {
            events.subList(size, events.size()).clear();
            clocks.subList(size, clocks.size()).clear();
        }
    }

    /** The processes in whose waits a turn has a hand: those it woke, and those that select from what it touches. */
    Event eventOf(Transition turn) {
        long[] processes = turn.woken();
        Set<Long> seen = new LinkedHashSet<>();
        for (int i = events.size() - 1; i >= 0; i--) {
            Event event = events.get(i);
            if (seen.add(event.process)
                    && event.waitsIn
                    && event.process != turn.process.key
                    && touchesOneOf(turn, event.objects)) {
                processes = Arrays.copyOf(processes, processes.length + 1);
                processes[processes.length - 1] = event.process;
            }
        }
        return Event.of(turn, processes);
    }

    private static boolean touchesOneOf(Transition turn, long[] objects) {
        for (long mine : turn.objects()) {
            for (long object : objects) {
                if (mine == object) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Adds an event.
     *
     * @param branches where the events began, itself included
     * @return its races
     */
    List<Race> add(Event event, IntFunction<Branch> branches) {
        int index = events.size();
        int[] clock = new int[slots.size() + 1];
        for (int i = index - 1; i >= 0; i--) {
            if (events.get(i).process == event.process) {
                join(clock, clocks.get(i));
                break;
            }
        }
        int after = Math.min(event.after, index);
        for (int i = 0; i < after; i++) {
            int slot = slot(i);
            clock[slot] = Math.max(clock[slot], i + 1);
        }
        List<Race> races = new ArrayList<>();
        for (int i = index - 1; i >= after; i--) {
            Event earlier = events.get(i);
            if (clock[slot(i)] <= i && dependence.between(earlier, event)) {
                if (couldBeFirst(event, index, i, branches)) {
                    races.add(new Race(i, index));
                }
                join(clock, clocks.get(i));
            }
        }
        int slot = slots.computeIfAbsent(event.process, key -> slots.size());
        clock[slot] = index + 1;
        events.add(event);
        clocks.add(clock);
        return races;
    }

    private int slot(int index) {
        return Objects.requireNonNull(slots.get(events.get(index).process));
    }

    private static void join(int[] clock, int[] other) {
        for (int i = 0; i < other.length && i < clock.length; i++) {
            clock[i] = Math.max(clock[i], other[i]);
        }
    }

    private boolean couldBeFirst(
            Event event, int index, int earlier, IntFunction<Branch> branches) {
        long process = event.process;
        if (branches.apply(earlier).isReady(process)) {
            return true;
        }
        if (events.get(earlier).hasAHandIn(process)) {
            return false;
        }
        return !(event.resumed && isOneOfEnds(event, index, earlier, branches));
    }

    /** Whether a body has waited for the end of its scope, and the earlier event is the end of one of its processes. */
    private boolean isOneOfEnds(Event event, int index, int earlier, IntFunction<Branch> branches) {
        int waker = index - 1;
        while (waker > earlier && branches.apply(waker).isReady(event.process)) {
            waker--;
        }
        for (long object : event.objects) {
            if (event.does(Op.JOIN, object)
                    && events.get(waker).does(Op.END, object)
                    && events.get(earlier).does(Op.END, object)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one event came before another. */
    private boolean cameBefore(int earlier, int later) {
        int[] clock = clocks.get(later);
        int slot = slot(earlier);
        return slot < clock.length && clock[slot] > earlier;
    }

    /**
     * Who could go first instead of the earlier event of a race, towards the later one: the processes with which the
     * events in between that do not need the earlier one can begin.
     */
    Set<Long> initials(Race race) {
        Set<Long> initials = new LinkedHashSet<>();
        List<Integer> firsts = new ArrayList<>();
        Set<Long> seen = new LinkedHashSet<>();
        for (int i = race.earlier() + 1; i <= race.later(); i++) {
            if (i < race.later() && cameBefore(race.earlier(), i)) {
                continue;
            }
            int index = i;
            long process = events.get(i).process;
            if (seen.add(process)) {
                if (firsts.stream().noneMatch(first -> cameBefore(first, index))) {
                    initials.add(process);
                }
                firsts.add(i);
            }
        }
        return initials;
    }

    long processOf(int index) {
        return events.get(index).process;
    }
}
