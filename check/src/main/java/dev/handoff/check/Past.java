package dev.handoff.check;

import dev.handoff.spi.Op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;

/** The events of the present path, and which of them came before which others. */
final class Past {
    /* Overview
     *
     * Each event has a vector clock. It holds, for each process, one more than the index of the latest event of that
     * process that came before this event, or is this event. "Before" is the transitive closure of dependence in the
     * order of the run; where time had to pass, everything earlier is before. An operation that waits has a second
     * clock, for when it goes on: what it has waited for is before that. If it has not had to wait, both clocks belong
     * to one event.
     *
     * Two events race if they depend on each other, none came between, and the later one could have been first. It
     * could not have been if its process was not ready and was made ready by the earlier one; nor could a body that
     * waits for its scope have gone on before the end of any process of the scope, though only the last end wakes it.
     *
     * With a trace of the matches (see MatchTrace) a send and the receive that it meets depend on each other, too, for
     * other events may come in between. But they do not race. If the receive were first, it would wait, and the trace
     * would be one of those in which it follows the send at once. (They do race if the receive looks at something else
     * in the same turn, for it would do that later then.) What is before the receive only because of the send may still
     * race with it, if it would without a trace. The same goes for a receive and the send that uses its room, for a
     * close and the receive that finds it, and for a rendezvous.
     *
     * There is one exception. If a process is asleep that looks at the channel, say, the send and the receive do race:
     * that this process comes before the send has been tried already, and will not lead a second time to the receive
     * being tried before that process.
     */

    /** Two events that could have happened in the other order. */
    record Race(int earlier, int later) {}

    private final Dependence dependence;
    private final List<Event> events = new ArrayList<>();
    private final List<int[]> clocks = new ArrayList<>();
    private final List<int[]> clocksAfter = new ArrayList<>();

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
            clocksAfter.subList(size, clocksAfter.size()).clear();
        }
    }

    /**
     * Adds an event.
     *
     * @param event what has happened
     * @param branches the points at which the events began, this one included
     * @return the races of the event with earlier ones
     */
    List<Race> add(Event event, IntFunction<Branch> branches) {
        int index = events.size();
        int[] clock = new int[slots.size() + 1];
        int previous = Waits.latestOf(event.process(), events);
        if (previous >= 0) {
            join(clock, clocksAfter.get(previous));
        }
        int after = Math.min(event.after(), index);
        for (int i = 0; i < after; i++) {
            int slot = slot(i);
            clock[slot] = Math.max(clock[slot], i + 1);
        }
        if (event.resumed()) {
            joinAwaited(clock, event);
        }
        List<Race> races = new ArrayList<>();
        int[] unmet = clock; // the same until the event has met what it needs
        for (int i = index - 1; i >= after; i--) {
            Event earlier = events.get(i);
            boolean isBefore = clock[slot(i)] > i;
            if (unmet[slot(i)] > i || !concerns(earlier, event, isBefore)) {
                continue;
            }
            int[] clockThen = meetOnly(earlier, event) ? clocks.get(i) : clocksAfter.get(i);
            if (hasMet(i, event) && !branches.apply(i).isAnyoneAsleepBeside(event, dependence)) {
                unmet = clock.clone(); // once at most: a send or a receive awaits one event
            } else {
                if (couldBeFirst(event, index, i, branches)) {
                    races.add(new Race(i, index));
                }
                join(unmet, clockThen);
            }
            join(clock, clockThen);
        }
        clock[slots.computeIfAbsent(event.process(), key -> slots.size())] = index + 1;
        clocks.add(clock);
        int[] clockAfter = clock.clone();
        joinAwaited(clockAfter, event);
        clocksAfter.add(clockAfter);
        events.add(event);
        return races;
    }

    /**
     * Whether the earlier event is what the later one needs in order not to wait, matters to it for nothing but a
     * trace, and would have been all that it has to do with if it had waited.
     */
    private boolean hasMet(int earlier, Event event) {
        return event.unmarked().objects().length == 1
                && !dependUnmarked(events.get(earlier), event)
                && Waits.awaited(event, events).contains(earlier);
    }

    /**
     * Whether the event depends on an earlier one. If that is before it anyhow, a dependence for a trace does not
     * count.
     */
    private boolean concerns(Event earlier, Event event, boolean isBefore) {
        return isBefore ? dependUnmarked(earlier, event) : dependence.between(earlier, event);
    }

    private boolean dependUnmarked(Event earlier, Event event) {
        return dependence.between(earlier.unmarked(), event.unmarked());
    }

    private void joinAwaited(int[] clock, Event event) {
        for (int awaited : Waits.awaited(event, events)) {
            join(clock, clocks.get(awaited));
        }
    }

    /** Whether the later event depends on the earlier one only for what that did to its channel before it went on. */
    private boolean meetOnly(Event earlier, Event later) {
        return Waits.isOnChannel(earlier) && !dependence.between(earlier.beyondFirst(), later);
    }

    private int slot(int index) {
        return Objects.requireNonNull(slots.get(events.get(index).process()));
    }

    private static void join(int[] clock, int[] other) {
        for (int i = 0; i < other.length && i < clock.length; i++) {
            clock[i] = Math.max(clock[i], other[i]);
        }
    }

    private boolean couldBeFirst(
            Event event, int index, int earlier, IntFunction<Branch> branches) {
        long process = event.process();
        if (branches.apply(earlier).isReady(process)) {
            return true;
        }
        if (events.get(earlier).hasAHandIn(process)) {
            return false;
        }
        return !(event.resumed() && isOneOfEnds(event, index, earlier, branches));
    }

    /**
     * Whether the event is a body that has waited for the end of its scope, and the earlier one the end of a process of
     * the scope.
     */
    private boolean isOneOfEnds(Event event, int index, int earlier, IntFunction<Branch> branches) {
        int waker = index - 1;
        while (waker > earlier && branches.apply(waker).isReady(event.process())) {
            waker--;
        }
        for (long object : event.objects()) {
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
     * The processes that could go first instead of the earlier event of a race, towards the later one: those with which
     * the events in between that do not need the earlier one can begin.
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
            long process = events.get(i).process();
            if (seen.add(process)) {
                if (firsts.stream().noneMatch(first -> cameBefore(first, index))) {
                    initials.add(process);
                }
                firsts.add(i);
            }
        }
        return initials;
    }

    List<Event> events() {
        return events;
    }
}
