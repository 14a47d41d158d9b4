package dev.handoff.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is shown of a {@link Diagram} that is long or wide: its end, and all waits that never end.
 *
 * @param columns the processes that wait for good, and those that have acted last: in the order of their start
 * @param rows of the rows that are about these columns alone: the last ones, and the waits
 */
record Excerpt(List<Integer> columns, List<Integer> rows) {
    static Excerpt of(Diagram diagram, int mostColumns, int mostRows) {
        List<Integer> columns = columns(diagram, mostColumns);
        return new Excerpt(columns, rows(diagram, columns, mostRows));
    }

    private static List<Integer> columns(Diagram diagram, int most) {
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
        return columns.stream().limit(most).sorted().toList();
    }

    private static List<Integer> rows(Diagram diagram, List<Integer> columns, int most) {
        BitSet shown = new BitSet();
        columns.forEach(shown::set);
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < diagram.rows().size(); i++) {
            Diagram.Row row = diagram.rows().get(i);
            if (shown.get(row.column()) && (row.other() < 0 || shown.get(row.other()))) {
                all.add(i);
            }
        }
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.size() - i <= most
                    || diagram.rows().get(all.get(i)).kind() == Diagram.Kind.WAITS) {
                rows.add(all.get(i));
            }
        }
        return rows;
    }

    /** Such as {@code 7 earlier or other steps not shown}; empty if all are. */
    String omittedSteps(Diagram diagram) {
        int hidden = diagram.rows().size() - rows.size();
        return hidden == 0 ? "" : Words.count(hidden, "earlier or other step") + " not shown";
    }
}
