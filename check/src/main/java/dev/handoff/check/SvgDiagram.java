package dev.handoff.check;

import java.time.Duration;
import java.util.Arrays;
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
    private static final int MOST_COLUMNS = 100;
    private static final int MOST_NAME = 20;

    private final Diagram diagram;
    private final Excerpt excerpt;
    private final Lives lives;
    private final StringBuilder lifelines = new StringBuilder();
    private final StringBuilder svg = new StringBuilder();

    /** For each process: the place of its column, if it has one. */
    private final int[] places;

    /** For each process: what it has done since the row where that last changed, and where that row is. */
    private final Diagram.Life[] drawn;

    private final int[] since;
    private int y = HEAD;
    private int widest;

    private SvgDiagram(Diagram diagram) {
        this.diagram = diagram;
        this.excerpt = Excerpt.of(diagram, MOST_COLUMNS, MOST_ROWS);
        this.lives = new Lives(diagram);
        this.places = new int[diagram.columns().size()];
        for (int i = 0; i < excerpt.columns().size(); i++) {
            places[excerpt.columns().get(i)] = i;
        }
        this.drawn = new Diagram.Life[places.length];
        this.since = new int[places.length];
        Arrays.fill(drawn, Diagram.Life.ABSENT);
    }

    /** The element, to be put into a page of HTML. */
    static String draw(Diagram diagram) {
        return new SvgDiagram(diagram).draw();
    }

    private String draw() {
        omitted();
        List<Integer> rows = excerpt.rows();
        Duration time = rows.isEmpty() ? Duration.ZERO : row(0).time();
        if (!rows.isEmpty()) {
            goOnTo(rows.getFirst(), y - ROW / 2);
        }
        for (int i = 0; i < rows.size(); i++) {
            Diagram.Row row = row(i);
            if (row.time().compareTo(time) > 0) {
                later(row.time().minus(time));
                time = row.time();
            }
            goOnTo(i + 1 < rows.size() ? rows.get(i + 1) : diagram.rows().size(), y);
            draw(row);
            y += ROW;
        }
        excerpt.columns().forEach(column -> become(column, Diagram.Life.OVER, y - ROW / 2));
        int width = Math.max(end(), widest) + MARGIN / 2;
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

    private Diagram.Row row(int index) {
        return diagram.rows().get(excerpt.rows().get(index));
    }

    private void omitted() {
        String steps = excerpt.omittedSteps(diagram);
        if (!steps.isEmpty()) {
            int hidden = places.length - excerpt.columns().size();
            String columns =
                    hidden == 0
                            ? ""
                            : ", nor %s process%s".formatted(hidden, hidden == 1 ? "" : "es");
            text("time", 8, y, steps + columns);
            svg.append('\n');
            y += ROW;
        }
    }

    private String heads() {
        StringBuilder heads = new StringBuilder();
        for (int i : excerpt.columns()) {
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

    private int x(int column) {
        return MARGIN + 70 + COLUMN * places[column];
    }

    /** Right of the last column. */
    private int end() {
        return MARGIN + 70 + COLUMN * (excerpt.columns().size() - 1) + COLUMN / 2;
    }

    private void later(Duration time) {
        svg.append(
                "<line class=\"later\" x1=\"8\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                        .formatted(y, end(), y));
        text("time", 8, y - 5, Words.duration(time) + " later");
        svg.append('\n');
        y += ROW;
    }

    /** From here on the processes do what they do from that row on. */
    private void goOnTo(int row, int here) {
        lives.goOnTo(row);
        excerpt.columns().forEach(column -> become(column, lives.of(column), here));
    }

    /** If the process has done something else so far, that gets a line up to here. */
    private void become(int column, Diagram.Life next, int here) {
        Diagram.Life last = drawn[column];
        if (next == last) {
            return;
        }
        if (last == Diagram.Life.RUNS || last == Diagram.Life.WAITS) {
            lifelines.append(
                    "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                            .formatted(
                                    last == Diagram.Life.RUNS ? "runs" : "waits",
                                    x(column),
                                    since[column],
                                    x(column),
                                    here));
        }
        drawn[column] = next;
        since[column] = here;
    }

    private void draw(Diagram.Row row) {
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
