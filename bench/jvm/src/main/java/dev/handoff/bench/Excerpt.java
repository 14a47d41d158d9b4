package dev.handoff.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the project's README shows of a page: some rows, how many of all are won, and which are lost. */
final class Excerpt {
    /** The peers with which Handoff is compared in all rows. */
    private static final List<String> OTHERS = List.of(Row.GO, Row.KOTLIN, Row.JOX);

    /** A row of the page, in plain words. */
    private record Shown(String words, Scenario scenario, int capacity) {
        boolean is(Row row) {
            return row.scenario.equals(scenario.label) && row.capacity == capacity;
        }

        List<String> cells(Row row) {
            List<String> cells = new ArrayList<>(List.of(words, "" + capacity));
            cells.add(Report.figure(row, Row.HANDOFF));
            Stream.of(Row.GO, Row.KOTLIN, Row.JOX)
                    .map(peer -> Report.cell(row, peer))
                    .forEach(cells::add);
            cells.add(ofTheJdk(row));
            cells.add(Report.cell(row, Row.BARE_PARK));
            return cells;
        }

        /** Such as {@code 66 (1.35) exchanger}. */
        private static String ofTheJdk(Row row) {
            String best = row.bestOfTheJdk();
            return best.isEmpty()
                    ? Table.NONE
                    : Report.cell(row, best) + ' ' + best.substring(Row.OF_THE_JDK.length());
        }
    }

    private static final List<Shown> SHOWN =
            List.of(
                    new Shown("one sender, one receiver: a value", Scenario.PAIR, 0),
                    new Shown("", Scenario.PAIR, 16),
                    new Shown("", Scenario.PAIR, 100),
                    new Shown("a round trip between two", Scenario.PINGPONG, 0),
                    new Shown("one value through 1,000 processes: a hop", Scenario.RELAY, 0),
                    new Shown("a stream through 1,000 processes: a hop", Scenario.STREAM, 0),
                    new Shown("", Scenario.STREAM, 100),
                    new Shown("10,000 pairs at once: a value", Scenario.PAIRS, 0),
                    new Shown("", Scenario.PAIRS, 100),
                    new Shown("4 senders, 4 receivers: a value", Scenario.MXM, 0),
                    new Shown("", Scenario.MXM, 100),
                    new Shown("4 workers between two channels: a job", Scenario.FAN4, 0),
                    new Shown("", Scenario.FAN4, 100),
                    new Shown("1,000 workers between two channels: a job", Scenario.FAN1000, 0),
                    new Shown("", Scenario.FAN1000, 100),
                    new Shown("select over 8 channels: a value", Scenario.SELECT8, 0),
                    new Shown("select that sends or receives", Scenario.SELECTSENDRECEIVE, 0),
                    new Shown("try to send, try to receive", Scenario.TRY, 16),
                    new Shown("start a process and join it", Scenario.STARTJOIN, 0));

    private final Sheet sheet;

    Excerpt(Sheet sheet) {
        this.sheet = sheet;
    }

    /** The nearest README above the page that has a place for it. */
    static Optional<Path> readmeAbove(Path page) {
        return Stream.iterate(page.getParent(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("README.md"))
                .filter(Marked::is)
                .findFirst();
    }

    String markdown() {
        Behind behind = new Behind(sheet);
        return """
        %s
        Nanoseconds, and in parentheses Handoff's ratio to them: below 1 Handoff is faster. *Best of the JDK*: the fastest of its queues and `Exchanger`,
        which have neither close nor select; to start and join, its virtual threads. *Bare park*: the same pattern with virtual threads
        that only park and unpark each other, without a channel. †: a slow cell, of fewer rounds. %s.
        """
                        .formatted(table().markdown(), where())
                + sentence(
                        "All processes of one were faster than all of the other, where three or"
                                + " more of each have measured a row, or one has come to no end"
                                + " (without bytes and latencies): ",
                        sheet.quiet())
                + sentence("The same beside a program that burns a core: ", sheet.withNeighbour())
                + behind.sentence()
                + behind.sentenceBesideANeighbour()
                + behind.doubt();
    }

    /** How many of the rows are won as a whole; empty as long as too few processes have measured any. */
    private static String sentence(String words, List<Row> rows) {
        String decided = decided(rows);
        return decided.isEmpty() ? "" : words + decided + ".\n";
    }

    private Table table() {
        Table table =
                new Table(
                        List.of(
                                "operation",
                                "buffer",
                                "Handoff",
                                "Go",
                                "Kotlin",
                                "Jox",
                                "best of the JDK",
                                "bare park"));
        for (Shown shown : SHOWN) {
            sheet.quiet().stream()
                    .filter(shown::is)
                    .forEach(row -> table.add(shown.cells(row), false));
        }
        return table;
    }

    /** The machine, the versions, the days, and how many processes. */
    private String where() {
        return "Handoff %s; %s; JDK %s, Go %s, %s, Jox %s; %s; %s"
                .formatted(
                        sheet.head(Row.HANDOFF),
                        sheet.machine(),
                        sheet.jdk(),
                        sheet.head(Row.GO),
                        sheet.head(Row.KOTLIN),
                        sheet.head(Row.JOX),
                        sheet.days(),
                        sheet.head("rounds").replaceAll(", [^;]*", ""));
    }

    /** Such as {@code Handoff in 20, Go in 15 of 55; Handoff in 50, Jox in 0 of 52}. */
    private static String decided(List<Row> rows) {
        return OTHERS.stream()
                .map(peer -> decided(rows, peer))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String decided(List<Row> rows, String peer) {
        List<Row> both =
                rows.stream()
                        .filter(row -> !row.isBytes() && !row.isLatency())
                        .filter(row -> row.isDecidable(peer))
                        .toList();
        if (both.isEmpty()) {
            return "";
        }
        List<Row> decided = both.stream().filter(row -> row.isDecided(peer)).toList();
        long lost =
                decided.stream()
                        .filter(row -> row.isLost(Row.HANDOFF) || row.ratioTo(peer) > 1)
                        .count();
        return "Handoff in %d, %s in %d of %d"
                .formatted(
                        decided.size() - lost,
                        peer.substring(0, 1).toUpperCase(Locale.ROOT) + peer.substring(1),
                        lost,
                        both.size());
    }
}
