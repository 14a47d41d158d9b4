package dev.handoff.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The charts of a page: rows with the same unit that are looked at together. */
enum Charts {
    ONE(
            "one-to-one",
            "One sender, one receiver",
            "a value, or a round trip",
            "pair",
            "batch",
            "pingpong"),
    CHAINS(
            "chains",
            "Chains and rings of 1,000 and 10,000",
            "a hop",
            "relay",
            "relay10k",
            "stream",
            "stream10k"),
    CROWDS("crowds", "Many pairs, and many to many", "a value", "pairs", "pairs64", "mxm", "mxm16"),
    FANS("fans", "Fan-out and fan-in", "a job", "fan4", "fan64", "fan1000"),
    SELECTS("selects", "Select", "a value", "select2", "select8", "select64", "selectsendreceive"),
    READY(
            "ready",
            "Try, time-outs, start and join",
            "an operation",
            "try",
            "timeoutready",
            "timeoutparked",
            "startjoin"),
    SIEVE("sieve", "The first 1,000 primes", "a sieve", "sieve"),
    PARKED("parked", "A process that waits", "", "parked100k", "parked1m"),
    LATENCY(
            "latency",
            "Latency of a round trip",
            "a round trip",
            "latency1",
            "latency100",
            "latency10000");

    private final String file;
    private final String title;
    private final String operation;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final List<String> scenarios;

    Charts(String file, String title, String operation, String... scenarios) {
        this.file = file;
        this.title = title;
        this.operation = operation;
        this.scenarios = List.of(scenarios);
    }

    /** The names of the files, and what is in them; a group without figures has none. */
    static Map<String, String> of(List<Row> rows) {
        Map<String, String> files = new LinkedHashMap<>();
        for (Charts chart : values()) {
            List<Chart.Group> groups =
                    rows.stream()
                            .filter(row -> chart.scenarios.contains(label(row)))
                            .map(Charts::group)
                            .filter(group -> !group.bars().isEmpty())
                            .toList();
            if (!groups.isEmpty()) {
                files.put(chart.file + ".svg", new Chart(chart.title, chart.unit(), groups).svg());
            }
        }
        return files;
    }

    /** What stands instead of the picture where there is none. */
    static String title(String file) {
        return Arrays.stream(values())
                .filter(chart -> file.equals(chart.file + ".svg"))
                .findFirst()
                .orElseThrow()
                .title;
    }

    private String unit() {
        return (this == PARKED ? "bytes a process" : "nanoseconds " + operation)
                + ", logarithmic; lower is better; bars: medians, whiskers: least and greatest"
                + " process";
    }

    /** The name of a row without its percentile: of {@code latency1-p99} it is {@code latency1}. */
    private static String label(Row row) {
        int dash = row.scenario.indexOf('-');
        return dash < 0 ? row.scenario : row.scenario.substring(0, dash);
    }

    /** Bars with the fastest above; their names have the signs of the tables. */
    private static Chart.Group group(Row row) {
        boolean one = Scenario.labelled(label(row)).capacities.length == 1;
        List<Chart.Bar> bars =
                row.peers().stream()
                        .filter(peer -> !row.of(peer).isEmpty())
                        .sorted(Comparator.comparingDouble(peer -> row.of(peer).median()))
                        .map(
                                peer ->
                                        new Chart.Bar(
                                                peer + Report.signs(row, peer),
                                                word(peer),
                                                row.of(peer)))
                        .toList();
        return new Chart.Group(
                one ? row.scenario : row.scenario + ", capacity " + row.capacity, bars);
    }

    private static String word(String peer) {
        return switch (peer) {
            case Row.HANDOFF, Row.RUN_NEXT -> Row.HANDOFF;
            case Row.GO -> Row.GO;
            default -> "peer";
        };
    }
}
