package dev.handoff.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Draws a {@link Diagram} with letters: the end of it, if it is long. */
final class TextDiagram {
    /* Overview
     *
     *   |  runs   :  waits   o  begins   =  ends   x  waits for good   !  fails   +  sends into a buffer
     *   *  receives from itself or nobody     #  closes     ~  reads or writes a variable
     *   |------->|  a value, or a start
     */
    private static final int MOST_ROWS = 30;

    private static final int MOST_COLUMNS = 8;
    private static final int MOST_LETTERS = 14;

    private final Diagram diagram;
    private final List<Integer> shown;
    private final int width;

    private TextDiagram(Diagram diagram) {
        this.diagram = diagram;
        this.shown = columns(diagram);
        this.width =
                2
                        + shown.stream()
                                .mapToInt(column -> name(column).length())
                                .max()
                                .orElse(MOST_LETTERS);
    }

    static List<String> lines(Diagram diagram) {
        return new TextDiagram(diagram).lines();
    }

    /** Those who wait for good, and those who have acted last: in the order of their start. */
    private static List<Integer> columns(Diagram diagram) {
        Set<Integer> columns = new LinkedHashSet<>();
        diagram.rows().stream()
                .filter(row -> row.kind() == Diagram.Kind.WAITS)
                .forEach(row -> columns.add(row.column()));
        for (Diagram.Row row : diagram.rows().reversed()) {
            columns.add(row.column());
            if (row.other() >= 0) {
                columns.add(row.other());
            }
        }
        return columns.stream().limit(MOST_COLUMNS).sorted().toList();
    }

    /** The last ones, and all waits that do not end, as far as they are about columns that are shown. */
    private List<Diagram.Row> rows() {
        List<Diagram.Row> all =
                diagram.rows().stream()
                        .filter(row -> shown.contains(row.column()))
                        .filter(row -> row.other() < 0 || shown.contains(row.other()))
                        .toList();
        List<Diagram.Row> rows = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.size() - i <= MOST_ROWS || all.get(i).kind() == Diagram.Kind.WAITS) {
                rows.add(all.get(i));
            }
        }
        return rows;
    }

    private String name(int column) {
        String name = processName(column);
        return name.length() <= MOST_LETTERS ? name : name.substring(0, MOST_LETTERS - 1) + "…";
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<Diagram.Row> rows = rows();
        StringBuilder head = new StringBuilder("turn  ");
        shown.forEach(column -> head.append(pad(name(column))));
        lines.add(head.toString().stripTrailing());
        Duration time = rows.isEmpty() ? Duration.ZERO : rows.getFirst().time();
        for (Diagram.Row row : rows) {
            if (row.time().compareTo(time) > 0) {
                lines.add("      - - " + Words.duration(row.time().minus(time)) + " later");
                time = row.time();
            }
            lines.add(line(row));
        }
        if (rows.size() < diagram.rows().size()) {
            int hidden = diagram.rows().size() - rows.size();
            lines.add("(" + Words.count(hidden, "earlier or other step") + " not shown)");
        }
        return lines;
    }

    private String pad(String text) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private String line(Diagram.Row row) {
        char[] cells = new char[shown.size() * width + 1];
        Arrays.fill(cells, ' ');
        for (int i = 0; i < shown.size(); i++) {
            cells[i * width] = life(row.lives().get(shown.get(i)));
        }
        int at = shown.indexOf(row.column()) * width;
        if (row.other() >= 0 && row.other() != row.column()) {
            int from = shown.indexOf(row.other()) * width;
            Arrays.fill(cells, Math.min(at, from) + 1, Math.max(at, from), '-');
            cells[from < at ? at - 1 : at + 1] = from < at ? '>' : '<';
            cells[from] = row.lives().get(row.other()) == Diagram.Life.OVER ? '-' : '|';
        }
        cells[at] = mark(row.kind());
        return "%4s  %s %s".formatted(row.turn(), new String(cells), label(row)).stripTrailing();
    }

    private static char life(Diagram.Life life) {
        return switch (life) {
            case ABSENT, OVER -> ' ';
            case RUNS -> '|';
            case WAITS -> ':';
        };
    }

    private static char mark(Diagram.Kind kind) {
        return switch (kind) {
            case BEGINS -> 'o';
            case SENT -> '+';
            case ARROW -> '|';
            case RECEIVED -> '*';
            case CLOSED -> '#';
            case TOUCHED -> '~';
            case WAITS -> 'x';
            case FAILED -> '!';
            case ENDS -> '=';
        };
    }

    /** In one line, whatever it is. */
    private String processName(int column) {
        return diagram.columns().get(column).name().replaceAll("\\p{Cntrl}+", " ");
    }

    private String label(Diagram.Row row) {
        String name = processName(row.column());
        return switch (row.kind()) {
            case BEGINS -> name + " begins";
            case SENT -> name + " sends " + row.label();
            case ARROW -> row.label();
            case RECEIVED -> name + " receives " + row.label();
            case CLOSED -> name + " closes " + row.label();
            case TOUCHED, WAITS -> name + " " + row.label();
            case FAILED -> name + " fails: " + row.label();
            case ENDS -> name + " ends";
        };
    }
}
