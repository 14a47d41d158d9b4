package dev.handoff.check;

import dev.handoff.ProcessFailedException;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All that has happened in one run, in order. */
final class Recording implements TurnListener {
    enum Type {
        BEGINS,
        SENT,
        RECEIVED,
        /** A value is taken out of a channel, and given to nobody. */
        REMOVED,
        CLOSED,
        /** A variable that is watched, or an owned value, is read; the value of the event is its number. */
        READ,
        WROTE,
        /** Waits for what {@link Event#words} says. */
        WAITS,
        /** Goes on after a wait. */
        RESUMES,
        FAILED,
        ENDS
    }

    /**
     * One thing that has happened.
     *
     * @param turn in which turn
     * @param process the process that has done it
     * @param channel where; null if it is not about a channel
     * @param value what was sent, received, removed or thrown; null if nothing was
     * @param words what it waits for
     * @param line from which line of the user's code; {@link Stacks#UNKNOWN} if there is none
     */
    record Event(
            int turn,
            ControlledProcess process,
            Type type,
            @Nullable Object channel,
            @Nullable Object value,
            String words,
            String line) {}

    private static final Set<Type> AT_REST = EnumSet.of(Type.WAITS, Type.FAILED, Type.ENDS);

    private static final int MOST_HABITS = 5;

    private final List<Event> events = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final List<Transition> turns = new ArrayList<>();
    private final Map<Long, ControlledProcess> parents = new HashMap<>();

    List<Event> events() {
        return events;
    }

    /** The process that has started this one; null for the program itself. */
    @Nullable ControlledProcess parent(ControlledProcess process) {
        return parents.get(process.key);
    }

    /** When a turn ended, in nanoseconds since the first. */
    long nanos(int turn) {
        return times.isEmpty() ? 0 : times.get(Math.min(turn, times.size()) - 1) - times.getFirst();
    }

    /** What was done most in the last turns, and how often. */
    List<String> habits(int most) {
        List<Transition> last = turns.subList(Math.max(0, turns.size() - most), turns.size());
        Map<String, Integer> counts = new TreeMap<>();
        for (Transition turn : last) {
            String op =
                    turn.op == null
                            ? "begins"
                            : turn.op.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
            counts.merge(turn.process + ": " + op, 1, Integer::sum);
        }
        List<String> lines = new ArrayList<>();
        lines.add("in the last " + Words.count(last.size(), "turn"));
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_HABITS)
                .map(
                        habit ->
                                "    "
                                        + habit.getKey()
                                        + ", "
                                        + Words.count(habit.getValue(), "time"))
                .forEach(lines::add);
        return lines;
    }

    private void add(
            ControlledProcess process,
            Type type,
            @Nullable Object channel,
            @Nullable Object value,
            String words) {
        String line = Stacks.lineOfCaller();
        events.add(new Event(turns.size() + 1, process, type, channel, value, words, line));
    }

    @Override
    public void happened(Transition transition, long nanoTime) {
        if (transition.op == Op.START) {
            for (long child : transition.woken()) {
                parents.putIfAbsent(child, transition.process);
            }
        }
        if (transition.resumed && !isAtRest(transition.process)) {
            events.add(
                    new Event(
                            turns.size() + 1,
                            transition.process,
                            Type.RESUMES,
                            null,
                            null,
                            "",
                            ""));
        }
        turns.add(transition);
        times.add(nanoTime);
    }

    /** Whether the last thing that the process has done in this turn was to wait again, to fail or to end. */
    private boolean isAtRest(ControlledProcess process) {
        Event last = events.isEmpty() ? null : events.getLast();
        return last != null
                && AT_REST.contains(last.type())
                && last.turn() == turns.size() + 1
                && last.process().equals(process);
    }

    @Override
    public void blocked(ControlledProcess process, Parked who, WaitReason why) {
        add(process, Type.WAITS, null, null, Words.wait(why, who.blocker()));
    }

    @Override
    public void sent(ControlledProcess process, Object channel, long channelId, Object value) {
        add(process, Type.SENT, channel, value, "");
    }

    @Override
    public void received(ControlledProcess process, Object channel, long channelId, Object value) {
        add(process, Type.RECEIVED, channel, value, "");
    }

    @Override
    public void removed(ControlledProcess process, Object channel, long channelId, Object value) {
        add(process, Type.REMOVED, channel, value, "");
    }

    @Override
    public void closed(ControlledProcess process, Object channel, long channelId) {
        add(process, Type.CLOSED, channel, null, "");
    }

    @Override
    public void started(ControlledProcess process) {
        add(process, Type.BEGINS, null, null, "");
    }

    @Override
    public void reached(ControlledProcess process, Op op, long[] ids) {
        if (op == Op.READ || op == Op.WRITE) {
            add(process, op == Op.READ ? Type.READ : Type.WROTE, null, ids[0], "");
        }
    }

    /**
     * The failure that a scope throws tells which process has failed: the end of that process was its failure. Its
     * message is not asked for here: that may run the user's code, which must not come to a choice point.
     */
    @Override
    public void failed(ControlledProcess process, Throwable failure) {
        Throwable each = failure;
        while (each instanceof ProcessFailedException report && report.getCause() != null) {
            each = report.getCause();
            endedBy(report.process(), each);
        }
        add(process, Type.FAILED, null, failure, "");
    }

    private void endedBy(String name, Throwable failure) {
        int end = -1;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            if (event.type() == Type.ENDS && event.process().name.equals(name)) {
                if (end >= 0) {
                    return; // there are two of that name
                }
                end = i;
            }
        }
        if (end >= 0) {
            Event event = events.get(end);
            String line = Stacks.line(Failures.root(failure).getStackTrace());
            events.set(
                    end,
                    new Event(event.turn(), event.process(), Type.FAILED, null, failure, "", line));
        }
    }

    @Override
    public void ended(ControlledProcess process) {
        add(process, Type.ENDS, null, null, "");
    }
}
