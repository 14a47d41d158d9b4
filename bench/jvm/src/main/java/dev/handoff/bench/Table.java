package dev.handoff.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table with a line of titles, as text or as Markdown. The first column stands at the left, the others at the right. */
final class Table {
    /** What stands where nothing was measured. */
    static final String NONE = "–";

    private final List<String> titles;
    private final List<Line> lines = new ArrayList<>();

    private record Line(List<String> cells, boolean marked) {
        /** The words of a marked line are in bold. */
        private String markdown() {
            String mark = marked ? "**" : "";
            return cells.stream()
                    .map(cell -> cell.isEmpty() || cell.equals(NONE) ? cell : mark + cell + mark)
                    .collect(Collectors.joining(" | ", "| ", " |\n"));
        }

        /** A marked line begins with a star. */
        private String text(int[] widths) {
            StringBuilder text = new StringBuilder(marked ? "* " : "  ");
            for (int i = 0; i < widths.length; i++) {
                String cell = cells.get(i);
                String pad = " ".repeat(widths[i] - cell.length());
                text.append(i == 0 ? cell + pad : pad + cell).append("  ");
            }
            return text.toString().stripTrailing() + '\n';
        }
    }

    Table(List<String> titles) {
        this.titles = List.copyOf(titles);
    }

    void add(List<String> cells, boolean marked) {
        lines.add(new Line(List.copyOf(cells), marked));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    static String number(double figure) {
        return String.format(Locale.ROOT, figure < 10 ? "%.1f" : "%.0f", figure);
    }

    static String ratio(double ratio) {
        return Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.2f", ratio);
    }

    String markdown() {
        StringBuilder text = new StringBuilder(new Line(titles, false).markdown());
        text.append("|---|").append("---:|".repeat(titles.size() - 1)).append('\n');
        lines.forEach(line -> text.append(line.markdown()));
        return text.toString();
    }

    String text() {
        List<Line> all = new ArrayList<>();
        all.add(new Line(titles, false));
        all.addAll(lines);
        int[] widths = new int[titles.size()];
        for (Line line : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.cells().get(i).length());
            }
        }
        return all.stream().map(line -> line.text(widths)).collect(Collectors.joining());
    }
}
