package dev.handoff.check;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    private final Excerpt excerpt;
    private final List<Integer> shown;
    private final Lives lives;
    private final int width;

    private TextDiagram(Diagram diagram) {
        this.diagram = diagram;
        this.excerpt = Excerpt.of(diagram, MOST_COLUMNS, MOST_ROWS);
        this.shown = excerpt.columns();
        this.lives = new Lives(diagram);
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

    private String name(int column) {
        String name = processName(column);
        return name.length() <= MOST_LETTERS ? name : name.substring(0, MOST_LETTERS - 1) + "…";
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("turn  ");
        shown.forEach(column -> head.append(pad(name(column))));
        lines.add(head.toString().stripTrailing());
        @Nullable Duration time = null;
        for (int i : excerpt.rows()) {
            Diagram.Row row = diagram.rows().get(i);
            if (time != null && row.time().compareTo(time) > 0) {
                lines.add("      - - " + Words.duration(row.time().minus(time)) + " later");
            }
            time = row.time();
            lives.goOnTo(i);
            lines.add(line(row));
        }
        String omitted = excerpt.omittedSteps(diagram);
        if (!omitted.isEmpty()) {
            lines.add("(" + omitted + ")");
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
            cells[i * width] = life(lives.of(shown.get(i)));
        }
        int at = shown.indexOf(row.column()) * width;
        if (row.other() >= 0 && row.other() != row.column()) {
            int from = shown.indexOf(row.other()) * width;
            Arrays.fill(cells, Math.min(at, from) + 1, Math.max(at, from), '-');
            cells[from < at ? at - 1 : at + 1] = from < at ? '>' : '<';
            cells[from] = lives.of(row.other()) == Diagram.Life.OVER ? '-' : '|';
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

    private String processName(int column) {
        return diagram.columns().get(column).name();
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
