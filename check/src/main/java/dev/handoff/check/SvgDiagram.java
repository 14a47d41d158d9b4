package dev.handoff.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Draws a {@link Diagram} as SVG; its colours are the classes of the page around it. Numbers are written by {@code %s}:
 * {@code %d} has the digits of the locale.
 */
final class SvgDiagram {
    private static final int MARGIN = 64;
    private static final int COLUMN = 170;
    private static final int HEAD = 56;
    private static final int ROW = 30;
    private static final int LETTER = 8;
    private static final int MOST_ROWS = 2_000;
    private static final int MOST_NAME = 20;

    private final Diagram diagram;
    private final List<Diagram.Row> rows;
    private final StringBuilder lifelines = new StringBuilder();
    private final StringBuilder svg = new StringBuilder();

    /** Of each column: its state since the row where it has changed last, and where that row is. */
    private final Diagram.Life[] lives;

    private final int[] since;
    private int y = HEAD;
    private int widest;

    private SvgDiagram(Diagram diagram) {
        this.diagram = diagram;
        int all = diagram.rows().size();
        this.rows = diagram.rows().subList(Math.max(0, all - MOST_ROWS), all);
        this.lives = new Diagram.Life[diagram.columns().size()];
        this.since = new int[lives.length];
        Arrays.fill(lives, Diagram.Life.ABSENT);
    }

    /** The element, to be put into a page of HTML. */
    static String draw(Diagram diagram) {
        return new SvgDiagram(diagram).draw();
    }

    private String draw() {
        Duration time = rows.isEmpty() ? Duration.ZERO : rows.getFirst().time();
        if (!rows.isEmpty()) {
            become(rows.getFirst().lives(), y - ROW / 2);
        }
        for (int i = 0; i < rows.size(); i++) {
            Diagram.Row row = rows.get(i);
            if (row.time().compareTo(time) > 0) {
                later(row.time().minus(time));
                time = row.time();
            }
            become(i + 1 < rows.size() ? rows.get(i + 1).lives() : diagram.lives(), y);
            row(row);
            y += ROW;
        }
        become(Collections.nCopies(lives.length, Diagram.Life.OVER), y - ROW / 2);
        int width = Math.max(x(diagram.columns().size() - 1) + COLUMN / 2, widest) + MARGIN / 2;
        int height = y + ROW;
        return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" role="img">
        <title>Sequence diagram of the run</title>
        <defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8"\
         orient="auto-start-reverse"><path class="tip" d="M0 0 10 5 0 10z"/></marker></defs>
        %s%s
        %s</svg>
        """
                .formatted(width, height, width, height, heads(), lifelines, svg);
    }

    private String heads() {
        StringBuilder heads = new StringBuilder();
        for (int i = 0; i < diagram.columns().size(); i++) {
            String name = diagram.columns().get(i).name();
            String shown =
                    name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME - 1) + "…";
            heads.append(
                    "<g><title>%s</title><rect class=\"head\" x=\"%s\" y=\"12\" width=\"140\" height=\"28\" rx=\"6\"/>"
                            .formatted(Html.escape(name), x(i) - 70));
            heads.append(
                    "<text class=\"name\" x=\"%s\" y=\"31\">%s</text></g>\n"
                            .formatted(x(i), Html.escape(shown)));
        }
        return heads.toString();
    }

    private static int x(int column) {
        return MARGIN + 70 + COLUMN * column;
    }

    private void later(Duration time) {
        svg.append(
                "<line class=\"later\" x1=\"8\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                        .formatted(y, x(diagram.columns().size() - 1) + COLUMN / 2, y));
        text("time", 8, y - 5, Words.duration(time) + " later");
        svg.append('\n');
        y += ROW;
    }

    /** The columns are in these states from here on: those that were in others have a line up to here. */
    private void become(List<Diagram.Life> next, int here) {
        for (int i = 0; i < lives.length; i++) {
            if (next.get(i) == lives[i]) {
                continue;
            }
            if (lives[i] == Diagram.Life.RUNS || lives[i] == Diagram.Life.WAITS) {
                lifelines.append(
                        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                                .formatted(
                                        lives[i] == Diagram.Life.RUNS ? "runs" : "waits",
                                        x(i),
                                        since[i],
                                        x(i),
                                        here));
            }
            lives[i] = next.get(i);
            since[i] = here;
        }
    }

    private void row(Diagram.Row row) {
        int at = x(row.column());
        svg.append("<g><title>").append(Html.escape(title(row))).append("</title>");
        text("turn", MARGIN - 24, y + 4, Integer.toString(row.turn()));
        switch (row.kind()) {
            case BEGINS -> {
                if (row.other() >= 0) {
                    arrow("start", x(row.other()), at);
                }
                dot("begin", at);
            }
            case SENT -> {
                dot("value", at);
                text("label", at + 12, y - 5, row.label());
            }
            case ARROW -> {
                arrow("value", x(row.other()), at);
                text("label middle", (x(row.other()) + at) / 2, y - 6, row.label());
            }
            case RECEIVED -> {
                dot("tick", at);
                text("label", at + 12, y - 5, row.label());
            }
            case CLOSED -> {
                box("close", at);
                text("label", at + 12, y + 4, "closes " + row.label());
            }
            case TOUCHED -> {
                dot("tick", at);
                text("label", at + 12, y + 4, row.label());
            }
            case WAITS -> {
                dot("stuck", at);
                text("label stuck", at + 12, y + 4, row.label());
            }
            case FAILED -> {
                box("failed", at);
                text("label stuck", at + 12, y + 4, row.label());
            }
            case ENDS ->
                    svg.append(
                            "<line class=\"end\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                                    .formatted(at - 9, y, at + 9, y));
        }
        svg.append("</g>\n");
    }

    private String title(Diagram.Row row) {
        String name = diagram.columns().get(row.column()).name();
        String where = row.line().isEmpty() ? "" : " at " + row.line();
        return "turn " + row.turn() + ", " + name + where;
    }

    private void arrow(String kind, int from, int to) {
        int tip = from < to ? to - 3 : to + 3;
        if (from == to) {
            dot(kind, to);
            return;
        }
        svg.append(
                "<line class=\"arrow %s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" marker-end=\"url(#tip)\"/>"
                        .formatted(kind, from, y, tip, y));
    }

    private void dot(String kind, int at) {
        svg.append(
                "<circle class=\"mark %s\" cx=\"%s\" cy=\"%s\" r=\"5\"/>".formatted(kind, at, y));
    }

    private void box(String kind, int at) {
        svg.append(
                "<rect class=\"mark %s\" x=\"%s\" y=\"%s\" width=\"10\" height=\"10\"/>"
                        .formatted(kind, at - 5, y - 5));
    }

    private void text(String kind, int atX, int atY, String text) {
        widest = Math.max(widest, atX + LETTER * text.length());
        svg.append(
                "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
                        .formatted(kind, atX, atY, Html.escape(text)));
    }
}
