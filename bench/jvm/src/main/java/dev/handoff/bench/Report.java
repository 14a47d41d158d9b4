package dev.handoff.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of a measurement: medians over the processes, in parentheses Handoff's ratio to them. */
final class Report {
    static final String STEADY = "Steady state";
    static final String RUN_NEXT = "On the run-next scheduler";
    static final String COLD = "Cold";
    static final String NO_CHANNEL = "Without a channel";
    static final String LATENCY = "Latency";
    static final String NEIGHBOUR = "With a neighbour that burns a core";
    static final String FAR = "With cores far from each other";
    static final String ALL = "All peers";

    /** Beside a neighbour Handoff is to take at most so many times as long as alone. */
    static final double OF_ITS_QUIET_FIGURE = 3;

    private static final Set<String> NO_OTHER_LIBRARY =
            Set.of(Row.BARE_PARK, Row.BARE_LOCK, Row.RUN_NEXT);

    private final Sheet sheet;
    private final Goals goals = new Goals();

    Report(Sheet sheet) {
        this.sheet = sheet;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        sheet.head().forEach(line -> text.append("# ").append(line).append('\n'));
        tables().forEach(
                        (title, table) ->
                                text.append('\n')
                                        .append(title)
                                        .append("\n\n")
                                        .append(table.text()));
        return text.toString();
    }

    /** The tables by their headings; those without figures are left out. */
    Map<String, Table> tables() {
        Map<String, Table> tables = new LinkedHashMap<>();
        tables.put(STEADY, steady());
        tables.put(RUN_NEXT, runNext());
        tables.put(COLD, cold());
        tables.put(NO_CHANNEL, withoutChannel());
        tables.put(LATENCY, latency());
        tables.put(NEIGHBOUR, underDuress(sheet.withNeighbour(), "to its quiet"));
        tables.put(FAR, underDuress(sheet.far(), "to its near"));
        tables.put(ALL, all());
        tables.values().removeIf(Table::isEmpty);
        return tables;
    }

    // ---- tables

    private Table steady() {
        return besideOthers(Row.HANDOFF, "Handoff");
    }

    private Table runNext() {
        return besideOthers(Row.RUN_NEXT, "run-next");
    }

    /** How Handoff compares, with its goals; on another scheduler also with itself on the JDK's. */
    private Table besideOthers(String subject, String name) {
        boolean isOnTheJdks = subject.equals(Row.HANDOFF);
        List<String> titles = new ArrayList<>(List.of("scenario", "cap", name, "spread"));
        if (!isOnTheJdks) {
            titles.add("the JDK's");
        }
        titles.addAll(List.of("Go", "goal", "Jox", "best on the JVM"));
        Table table = new Table(titles);
        for (Row row : sheet.quiet()) {
            if (row.has(subject) && !row.isLatency()) {
                List<String> cells = start(row, subject);
                if (!isOnTheJdks) {
                    cells.add(cell(row, subject, Row.HANDOFF));
                }
                cells.addAll(
                        List.of(
                                cell(row, subject, Row.GO),
                                goals.verdict(row, subject),
                                cell(row, subject, Row.JOX),
                                best(row, subject)));
                table.add(cells, row.isBehind(subject, row.bestOnTheJvm()));
            }
        }
        return table;
    }

    private Table cold() {
        Table table = comparison("scenario", "cap", "Handoff", "spread");
        for (Row row : sheet.cold()) {
            if (row.has(Row.HANDOFF) && !row.isLatency() && !row.isBytes()) {
                compare(table, row, start(row));
            }
        }
        return table;
    }

    private Table withoutChannel() {
        Table table =
                new Table(
                        List.of(
                                "scenario",
                                "cap",
                                "Handoff",
                                "spread",
                                "without one",
                                "its ratio to Go",
                                "goal"));
        for (Row row : sheet.quiet()) {
            String floor = row.floor();
            double toGo = row.ratio(floor, Row.GO);
            if (row.has(Row.HANDOFF) && !Double.isNaN(toGo)) {
                List<String> cells = start(row);
                cells.addAll(
                        List.of(
                                cell(row, floor) + " " + floor,
                                Table.ratio(toGo),
                                goals.verdict(row, Row.HANDOFF)));
                table.add(cells, row.isBehind(floor));
            }
        }
        return table;
    }

    private Table latency() {
        Table table = comparison("pairs", "share", "Handoff", "spread", "run-next");
        for (Row row : sheet.quiet()) {
            if (row.has(Row.HANDOFF) && row.isLatency()) {
                List<String> cells = start(row);
                String[] words = row.scenario.substring("latency".length()).split("-", -1);
                cells.set(0, words[0]);
                cells.set(1, words.length > 1 ? words[1] : "");
                cells.add(cell(row, Row.RUN_NEXT));
                compare(table, row, cells);
            }
        }
        return table;
    }

    /** A table without rows; {@link #compare} adds them, each with its {@code start}. */
    private static Table comparison(String... start) {
        List<String> titles = new ArrayList<>(List.of(start));
        titles.addAll(List.of("Go", "Jox", "best on the JVM"));
        return new Table(titles);
    }

    private static void compare(Table table, Row row, List<String> start) {
        start.addAll(List.of(cell(row, Row.GO), cell(row, Row.JOX), best(row)));
        table.add(start, row.isBehind(row.bestOnTheJvm()));
    }

    /** A row is marked if Handoff is behind another library, or has lost too much. */
    private Table underDuress(List<Row> rows, String toItsQuiet) {
        List<String> others = others(rows);
        List<String> titles =
                new ArrayList<>(List.of("scenario", "cap", "Handoff", "spread", toItsQuiet));
        titles.addAll(others);
        Table table = new Table(titles);
        for (Row row : rows) {
            if (row.has(Row.HANDOFF)) {
                List<String> cells = start(row);
                double toQuiet = toQuiet(row);
                cells.add(Double.isNaN(toQuiet) ? Table.NONE : Table.ratio(toQuiet));
                others.forEach(peer -> cells.add(cell(row, peer)));
                boolean behind =
                        others.stream()
                                .filter(peer -> !NO_OTHER_LIBRARY.contains(peer))
                                .anyMatch(row::isBehind);
                table.add(cells, behind || toQuiet > OF_ITS_QUIET_FIGURE);
            }
        }
        return table;
    }

    /**
     * The ratio of Handoff in the row to itself on a quiet machine; not a number if one of the two was not measured.
     */
    double toQuiet(Row row) {
        return row.of(Row.HANDOFF).median() / quiet(row).median();
    }

    private Sample quiet(Row row) {
        return sheet.quiet().stream()
                .filter(
                        other ->
                                other.scenario.equals(row.scenario)
                                        && other.capacity == row.capacity)
                .findFirst()
                .map(other -> other.of(Row.HANDOFF))
                .orElse(Sample.NONE);
    }

    private Table all() {
        List<Row> rows = sheet.quiet();
        List<String> others = others(rows);
        List<String> titles = new ArrayList<>(List.of("scenario", "cap", "handoff"));
        titles.addAll(others);
        Table table = new Table(titles);
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.scenario, "" + row.capacity));
            cells.add(figure(row, Row.HANDOFF));
            others.forEach(peer -> cells.add(figure(row, peer)));
            table.add(cells, false);
        }
        return table;
    }

    // ---- cells

    private static List<String> start(Row row) {
        return start(row, Row.HANDOFF);
    }

    private static List<String> start(Row row, String peer) {
        List<String> cells = new ArrayList<>(List.of(row.scenario, "" + row.capacity));
        cells.add(figure(row, peer));
        cells.add(row.of(peer).spread());
        return cells;
    }

    /** Such as {@code 387}, with the signs that the page explains, or what went wrong. */
    static String figure(Row row, String peer) {
        Sample sample = row.of(peer);
        String mishap = row.mishap(peer);
        if (sample.isEmpty()) {
            return mishap.isEmpty() ? Table.NONE : mishap;
        }
        return Table.number(sample.median()) + signs(row, peer);
    }

    /** What the page explains, such as {@code ~}; empty if there is nothing to say of a figure. */
    static String signs(Row row, String peer) {
        String mishap = row.mishap(peer);
        return (row.of(peer).isTwofold() ? "~" : "")
                + (row.isAtCapacityOne(peer) ? "¹" : "")
                + (row.isShort(peer) ? "†" : "")
                + (row.isWarmUp(peer) ? " (warm-up)" : "")
                + (mishap.isEmpty() ? "" : " (some " + mishap + ")");
    }

    /** Such as {@code 387 (0.69)}. */
    static String cell(Row row, String peer) {
        return cell(row, Row.HANDOFF, peer);
    }

    /** The figure of {@code peer}, and the ratio of {@code subject} to it. */
    private static String cell(Row row, String subject, String peer) {
        double ratio = row.ratio(subject, peer);
        return figure(row, peer) + (Double.isNaN(ratio) ? "" : " (" + Table.ratio(ratio) + ")");
    }

    private static String best(Row row) {
        return best(row, Row.HANDOFF);
    }

    private static String best(Row row, String subject) {
        String best = row.bestOnTheJvm();
        return best.isEmpty() ? Table.NONE : cell(row, subject, best) + " " + best;
    }

    private static List<String> others(List<Row> rows) {
        Set<String> others = new LinkedHashSet<>();
        rows.forEach(row -> others.addAll(row.peers()));
        others.remove(Row.HANDOFF);
        return List.copyOf(others);
    }
}
