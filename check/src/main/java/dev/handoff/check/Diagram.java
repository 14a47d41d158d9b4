package dev.handoff.check;

import dev.handoff.Channel;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The sequence diagram of a run: a column for each process, a row for each thing that happens.
 *
 * @param columns the processes, in the order of their start
 * @param rows what happens
 * @param changes where a process begins to do something else, row by row; before its first change it is absent
 */
record Diagram(List<Column> columns, List<Row> rows, List<Change> changes) {
    /* Overview
     *
     * A value that went from hand to hand is one row, an arrow, at the earlier of its two ends. A value that lay in a
     * buffer is two rows: the send, and an arrow from its sender where it is received. It is one row if nothing
     * happened in between and no time passed. Sends and receives are told after the fact, so the arrows of two equal
     * values of one channel may be exchanged.
     *
     * Reads and writes are rows only where the finding is about them: in a race. A wait is a row only if it never ends;
     * other waits show in the lifelines.
     */

    /** A process. */
    record Column(int number, String name) {}

    enum Kind {
        BEGINS,
        /** A value is put into a channel. */
        SENT,
        /** A value comes from a sender, the other column. */
        ARROW,
        /** A value comes from the process itself, or from nobody: a tick. */
        RECEIVED,
        CLOSED,
        /** A variable is read or written. */
        TOUCHED,
        WAITS,
        FAILED,
        ENDS
    }

    /** What a process does while a row happens. */
    enum Life {
        ABSENT,
        RUNS,
        WAITS,
        OVER
    }

    /**
     * What a process does from a row on.
     *
     * @param row the first such row; the number of rows stands for what comes after the last
     */
    record Change(int row, int column, Life life) {}

    /**
     * Something that happens.
     *
     * @param turn in which turn
     * @param time when, since the run began
     * @param kind what
     * @param column the process that does it: the receiver of an arrow, the process that begins
     * @param other the sender of an arrow, the process that starts another; -1 if there is none
     * @param label the value with its channel, or what is waited for
     * @param line from which line of the user's code; empty if it is not known
     */
    record Row(
            int turn, Duration time, Kind kind, int column, int other, String label, String line) {}

    /**
     * Draws a run.
     *
     * @param processes all that were started
     * @param stuck those of them whose waits never end
     * @param touches whether reads and writes of variables are shown
     */
    static Diagram of(
            Recording recording,
            List<ControlledProcess> processes,
            List<Blocked> stuck,
            boolean touches) {
        return new Drawing(recording, touches).draw(processes, stuck);
    }

    /** Turns events into rows. */
    private static final class Drawing {
        /** A value that was sent and not received, or received and not yet told as sent. */
        private record Pending(Object value, int column, int row, boolean isSend) {}

        private final Recording recording;
        private final boolean touches;
        private final List<Object> variables = new ArrayList<>();
        private final List<Column> columns = new ArrayList<>();
        private final Map<Long, Integer> indexes = new HashMap<>();
        private final Map<Object, List<Pending>> pending = new HashMap<>();

        /** By the index of the event after which a process waits for good: what it waits for in the end. */
        private final Map<Integer, String> finalWaits = new HashMap<>();

        private final List<Row> rows = new ArrayList<>();
        private final List<Change> changes = new ArrayList<>();

        /** What each process does at present. */
        private final List<Life> lives = new ArrayList<>();

        Drawing(Recording recording, boolean touches) {
            this.recording = recording;
            this.touches = touches;
        }

        Diagram draw(List<ControlledProcess> processes, List<Blocked> stuck) {
            processes.forEach(this::addColumn);
            List<Recording.Event> events = recording.events();
            stuck.forEach(b -> finalWaits.put(lastWait(events, b.process()), b.state()));
            for (int i = 0; i < events.size(); i++) {
                Integer column = indexes.get(events.get(i).process().key);
                if (column != null) {
                    draw(events.get(i), column, finalWaits.get(i));
                }
            }
            return new Diagram(columns, rows, changes);
        }

        private void addColumn(ControlledProcess process) {
            indexes.put(process.key, columns.size());
            columns.add(new Column(process.number, process.toString()));
            lives.add(Life.ABSENT);
        }

        private static int lastWait(List<Recording.Event> events, ControlledProcess process) {
            for (int i = events.size() - 1; i >= 0; i--) {
                Recording.Event event = events.get(i);
                if (event.type() == Recording.Type.WAITS && event.process().equals(process)) {
                    return i;
                }
            }
            return -1;
        }

        private void draw(Recording.Event event, int column, @Nullable String finalWait) {
            switch (event.type()) {
                case BEGINS -> begins(event, column);
                case SENT -> sent(event, column);
                case RECEIVED -> received(event, column);
                case REMOVED -> take(event, true); // no arrow begins there
                case CLOSED -> add(event, Kind.CLOSED, column, -1, Words.name(channel(event)));
                case READ -> touched(event, column, "reads ");
                case WROTE -> touched(event, column, "writes ");
                case WAITS -> {
                    if (finalWait != null) {
                        add(event, Kind.WAITS, column, -1, finalWait);
                    }
                }
                case RESUMES -> {}
                case FAILED -> add(event, Kind.FAILED, column, -1, failure(event));
                case ENDS -> {
                    if (lives.get(column) != Life.OVER) {
                        add(event, Kind.ENDS, column, -1, "");
                    }
                }
            }
            become(
                    column,
                    switch (event.type()) {
                        case WAITS -> Life.WAITS;
                        case ENDS, FAILED -> Life.OVER;
                        default -> Life.RUNS;
                    });
        }

        private void become(int column, Life life) {
            if (lives.set(column, life) != life) {
                changes.add(new Change(rows.size(), column, life));
            }
        }

        private void begins(Recording.Event event, int column) {
            ControlledProcess parent = recording.parent(event.process());
            Integer other = parent == null ? null : indexes.get(parent.key);
            add(event, Kind.BEGINS, column, other == null ? -1 : other, "");
        }

        /** Variables have no names: they are numbered as they are met. */
        private void touched(Recording.Event event, int column, String how) {
            if (touches) {
                if (!variables.contains(value(event))) {
                    variables.add(value(event));
                }
                int number = variables.indexOf(value(event)) + 1;
                String label =
                        how + "variable " + number + Stacks.unlessUnknown(", at ", event.line());
                add(event, Kind.TOUCHED, column, -1, label);
            }
        }

        private static Object channel(Recording.Event event) {
            return event.channel() == null ? "" : event.channel();
        }

        private void sent(Recording.Event event, int column) {
            Pending received = take(event, false);
            if (received == null) {
                add(event, Kind.SENT, column, -1, label(event));
                await(event, column, true);
            } else {
                Row row = rows.get(received.row);
                rows.set(received.row, arrow(row, received.column, column));
            }
        }

        private void received(Recording.Event event, int column) {
            Pending sent = take(event, true);
            if (sent == null) {
                add(event, Kind.RECEIVED, column, -1, label(event));
                await(event, column, false);
            } else if (isHandOver(event)
                    || (sent.row == rows.size() - 1
                            && sent.column != column
                            && rows.getLast().time.equals(time(event)))) {
                rows.set(sent.row, arrow(rows.get(sent.row), column, sent.column));
            } else if (sent.column == column) {
                add(event, Kind.RECEIVED, column, -1, label(event));
            } else {
                add(event, Kind.ARROW, column, sent.column, label(event));
            }
        }

        private static boolean isHandOver(Recording.Event event) {
            return event.channel() instanceof Channel<?> channel && channel.capacity() == 0;
        }

        private static Row arrow(Row row, int to, int from) {
            return new Row(row.turn, row.time, Kind.ARROW, to, from, row.label, row.line);
        }

        private void await(Recording.Event event, int column, boolean isSend) {
            pending.computeIfAbsent(channel(event), c -> new ArrayList<>())
                    .add(new Pending(value(event), column, rows.size() - 1, isSend));
        }

        private @Nullable Pending take(Recording.Event event, boolean isSend) {
            Iterator<Pending> some = pending.getOrDefault(channel(event), List.of()).iterator();
            while (some.hasNext()) {
                Pending each = some.next();
                if (each.isSend == isSend && each.value == value(event)) {
                    some.remove();
                    return each;
                }
            }
            return null;
        }

        private static Object value(Recording.Event event) {
            return event.value() == null ? "" : event.value();
        }

        private static String failure(Recording.Event event) {
            return value(event) instanceof Throwable thrown ? Failures.brief(thrown) : "";
        }

        private static String label(Recording.Event event) {
            return Words.name(channel(event)) + ": " + Words.value(value(event));
        }

        private Duration time(Recording.Event event) {
            return Duration.ofNanos(recording.nanos(event.turn()));
        }

        private void add(Recording.Event event, Kind kind, int column, int other, String label) {
            rows.add(
                    new Row(
                            event.turn(),
                            time(event),
                            kind,
                            column,
                            other,
                            label,
                            Stacks.unlessUnknown("", event.line())));
        }
    }
}
