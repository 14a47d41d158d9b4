package dev.handoff.bench;

import java.util.List;

/** What a process costs, beside Go's: a part of the page that says how many are too many. */
final class ProcessCosts {
    /** A row of the benchmark's page, in plain words. */
    private record Shown(String words, Scenario scenario) {
        boolean is(Row row) {
            return row.scenario.equals(scenario.label);
        }

        List<String> cells(Row row) {
            return List.of(
                    words,
                    Report.figure(row, Row.HANDOFF),
                    row.of(Row.HANDOFF).spread(),
                    Report.figure(row, Row.GO),
                    row.of(Row.GO).spread(),
                    '`' + row.scenario + '`');
        }
    }

    private static final List<Shown> SHOWN =
            List.of(
                    new Shown("start and join, 1,000 at a time: ns each", Scenario.STARTJOIN),
                    new Shown("parked, 100,000: bytes each", Scenario.PARKED100K),
                    new Shown("parked, 1,000,000: bytes each", Scenario.PARKED1M));

    private final Sheet sheet;

    ProcessCosts(Sheet sheet) {
        this.sheet = sheet;
    }

    String markdown() {
        Table table = new Table(List.of("", "Handoff", "spread", "Go", "spread", "its row"));
        for (Shown shown : SHOWN) {
            sheet.quiet().stream()
                    .filter(shown::is)
                    .forEach(row -> table.add(shown.cells(row), false));
        }
        return """
        %s
        Medians over the processes of the bench, and their spread. Handoff %s; %s; JDK %s, Go %s; %s.
        """
                .formatted(
                        table.markdown(),
                        sheet.head(Row.HANDOFF),
                        sheet.machine(),
                        sheet.jdk(),
                        sheet.head(Row.GO),
                        sheet.days());
    }
}
