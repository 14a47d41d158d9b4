package dev.handoff.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * In which rows Handoff is behind which others, in words: as the page shows it, however few processes have measured
 * them.
 */
final class Behind {
    /** A peer with which Handoff is compared in all rows. */
    private record Rival(String words, Function<Row, String> peer) {
        Rival(String words, String peer) {
            this(words, row -> peer);
        }

        boolean isIn(Row row) {
            return row.has(Row.HANDOFF) && !row.of(peer.apply(row)).isEmpty();
        }

        boolean isAhead(Row row) {
            return row.isBehind(peer.apply(row));
        }

        boolean isOfFewProcesses(Row row) {
            return row.of(Row.HANDOFF).count() < ENOUGH_PROCESSES
                    || row.of(peer.apply(row)).count() < ENOUGH_PROCESSES;
        }

        /** Such as {@code Go in 2 of 3}; empty if they have no row in common. */
        String count(List<Row> rows) {
            long all = rows.stream().filter(this::isIn).count();
            long ahead = rows.stream().filter(this::isIn).filter(this::isAhead).count();
            return all == 0 ? "" : "%s in %d of %d".formatted(words, ahead, all);
        }
    }

    private static final List<Rival> RIVALS =
            List.of(
                    new Rival("Go", Row.GO),
                    new Rival("Kotlin", Row.KOTLIN),
                    new Rival("Jox", Row.JOX),
                    new Rival("the best of the JDK", Row::bestOfTheJdk));

    /** With fewer processes two peers may be fast or slow by chance: bench/scenarios.md. */
    private static final int ENOUGH_PROCESSES = 5;

    private static final String WHICH =
            " ([which](docs/reference/bench.md#where-handoff-is-behind))";

    private final List<Row> quiet;
    private final List<Row> withNeighbour;
    private final Report report;

    Behind(Sheet sheet) {
        this.quiet = sheet.quiet();
        this.withNeighbour = sheet.withNeighbour();
        this.report = new Report(sheet);
    }

    /** A list for the page; empty if nobody else was measured. */
    String markdown() {
        return RIVALS.stream()
                .filter(rival -> quiet.stream().anyMatch(rival::isIn))
                .map(this::item)
                .collect(Collectors.joining());
    }

    /** How many rows those are, for the README; empty if nobody else was measured. */
    String sentence() {
        String counts = counts(quiet);
        return counts.isEmpty()
                ? ""
                : "\nOf the rows of the page that both have, Handoff is behind %s%s.\n"
                        .formatted(counts, WHICH);
    }

    /**
     * What to think of a row in which two peers are near to each other; empty if enough processes have measured all
     * that are compared.
     */
    String doubt() {
        boolean ofFew =
                Stream.concat(quiet.stream(), withNeighbour.stream())
                        .anyMatch(
                                row ->
                                        RIVALS.stream()
                                                .filter(rival -> rival.isIn(row))
                                                .anyMatch(rival -> rival.isOfFewProcesses(row)));
        return ofFew
                ? """

                Where fewer than five processes have measured a cell, a ratio from 0.9 to 1.1 may as well be on the other side of 1.
                """
                : "";
    }

    private static String counts(List<Row> rows) {
        return RIVALS.stream()
                .map(rival -> rival.count(rows))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private String item(Rival rival) {
        String names = names(quiet, rival::isAhead);
        return "- %s%s\n".formatted(rival.count(quiet), names.isEmpty() ? "" : ": " + names);
    }

    /**
     * The same for figures beside a program that burns a core, and the rows in which that costs more than it should.
     */
    String sentenceBesideANeighbour() {
        String counts = counts(withNeighbour);
        return counts.isEmpty()
                ? ""
                : "Beside a program that burns a core it is behind %s; more than %.0f times its own quiet figure, which is the limit, it takes there in %s.\n"
                        .formatted(counts, Report.OF_ITS_QUIET_FIGURE, lostMost());
    }

    /** Such as {@code 1 row: `pair` 0 (3.18)}. */
    private String lostMost() {
        List<String> rows =
                withNeighbour.stream()
                        .filter(
                                row ->
                                        row.isLost(Row.HANDOFF)
                                                || report.toQuiet(row) > Report.OF_ITS_QUIET_FIGURE)
                        .map(row -> "%s (%s)".formatted(name(row), toQuiet(row)))
                        .toList();
        return switch (rows.size()) {
            case 0 -> "no row";
            case 1 -> "1 row: " + rows.getFirst();
            default -> rows.size() + " rows: " + String.join(", ", rows);
        };
    }

    private String toQuiet(Row row) {
        return row.isLost(Row.HANDOFF) ? "no end" : Table.ratio(report.toQuiet(row));
    }

    private static String name(Row row) {
        return "`%s` %d".formatted(row.scenario, row.capacity);
    }

    /** Such as {@code `pair` 0, 16; `relay` 0}. */
    private static String names(List<Row> rows, Predicate<Row> which) {
        Map<String, String> capacities = new LinkedHashMap<>();
        rows.stream()
                .filter(which)
                .forEach(
                        row ->
                                capacities.merge(
                                        row.scenario, "" + row.capacity, (a, b) -> a + ", " + b));
        return capacities.entrySet().stream()
                .map(entry -> "`%s` %s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("; "));
    }
}
