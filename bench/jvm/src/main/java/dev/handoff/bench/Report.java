package dev.handoff.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of a run: medians over the processes, with their spread, and Handoff's ratios. */
final class Report {
    private static final String HANDOFF = "handoff";
    private static final String JOX = "jox";
    private static final String JDK = "jdk-";
    private static final String[] TITLES = {
        "scenario",
        "cap",
        "Handoff",
        "spread",
        "Jox",
        "spread",
        "best of the JDK",
        "spread",
        "ratio to Jox",
        "ratio to JDK"
    };

    private final List<String> header = new ArrayList<>();

    /** By scenario and capacity, then by peer. */
    private final Map<String, Map<String, List<Result>>> rows = new LinkedHashMap<>();

    private Report(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("# ")) {
                header.add(line.substring(2));
            } else if (!line.equals(Result.COLUMNS)) {
                add(Result.parse(line));
            }
        }
    }

    static String of(Path file, boolean markdown) throws IOException {
        Report report = new Report(Files.readAllLines(file));
        return markdown ? report.markdown(file) : report.text();
    }

    private void add(Result result) {
        rows.computeIfAbsent(
                        result.scenario() + '\t' + result.capacity(), key -> new LinkedHashMap<>())
                .computeIfAbsent(result.peer(), key -> new ArrayList<>())
                .add(result);
    }

    // ---- figures

    /** The medians of the processes that ended well, sorted. */
    private static double[] medians(Map<String, List<Result>> row, String peer) {
        return row.getOrDefault(peer, List.of()).stream()
                .filter(result -> result.status().equals(Result.OK))
                .mapToDouble(Result::median)
                .sorted()
                .toArray();
    }

    private static double median(Map<String, List<Result>> row, String peer) {
        return Result.median(medians(row, peer));
    }

    private static String bestOfJdk(Map<String, List<Result>> row) {
        String best = "";
        for (String peer : row.keySet()) {
            if (peer.startsWith(JDK) && (best.isEmpty() || median(row, peer) < median(row, best))) {
                best = peer;
            }
        }
        return best;
    }

    private List<String[]> table() {
        List<String[]> table = new ArrayList<>();
        rows.forEach(
                (key, row) -> {
                    String jdk = bestOfJdk(row);
                    double handoff = median(row, HANDOFF);
                    List<String> cells = new ArrayList<>(Arrays.asList(key.split("\t", -1)));
                    for (String peer : List.of(HANDOFF, JOX, jdk)) {
                        String suffix =
                                peer.startsWith(JDK) ? " " + peer.substring(JDK.length()) : "";
                        cells.add(nanos(median(row, peer), row.get(peer)) + suffix);
                        cells.add(spread(medians(row, peer)));
                    }
                    cells.add(ratio(handoff, median(row, JOX)));
                    cells.add(ratio(handoff, median(row, jdk)));
                    table.add(cells.toArray(new String[0]));
                });
        return table;
    }

    private static String nanos(double median, @Nullable List<Result> results) {
        if (results == null) {
            return "–";
        }
        if (Double.isNaN(median)) {
            return results.getFirst().status();
        }
        long notWell = results.stream().filter(r -> !r.status().equals(Result.OK)).count();
        return number(median) + (notWell == 0 ? "" : " (" + notWell + " not ok)");
    }

    private static String spread(double[] sorted) {
        return sorted.length == 0
                ? ""
                : number(sorted[0]) + "…" + number(sorted[sorted.length - 1]);
    }

    private static String number(double nanos) {
        return String.format(Locale.ROOT, nanos < 10 ? "%.1f" : "%.0f", nanos);
    }

    private static String ratio(double handoff, double other) {
        double ratio = handoff / other;
        return Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.2f", ratio);
    }

    // ---- text

    private String text() {
        List<String[]> table = table();
        table.addFirst(TITLES);
        int[] widths = new int[TITLES.length];
        for (String[] row : table) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        header.forEach(line -> text.append("# ").append(line).append('\n'));
        for (String[] row : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? row[i] + pad : pad + row[i]).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    // ---- Markdown

    private String markdown(Path file) {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Benchmark

                Generated by `bench/report`; not to be edited. Nanoseconds an operation, lower is better: the median over JVM
                processes of the medians of their rounds; the spread is that of the processes. A ratio below 1 means that Handoff
                is faster; above 1, where it is slower, it is bold. What each scenario does, and what stands for a channel where a
                peer has none: [scenarios](../../bench/scenarios.md). All figures:
                """);
        text.append("[`").append(file.getFileName()).append("`](../../bench/results/");
        text.append(file.getFileName()).append(").\n\n");
        header.forEach(line -> text.append("- ").append(line).append('\n'));
        text.append("\n|");
        for (String title : TITLES) {
            text.append(' ').append(title).append(" |");
        }
        text.append("\n|---|").append("---:|".repeat(TITLES.length - 1)).append('\n');
        for (String[] row : table()) {
            text.append('|');
            for (int i = 0; i < row.length; i++) {
                boolean slower =
                        i >= TITLES.length - 2
                                && !row[i].isEmpty()
                                && Double.parseDouble(row[i]) > 1;
                text.append(' ').append(slower ? "**" + row[i] + "**" : row[i]).append(" |");
            }
            text.append('\n');
        }
        text.append(
                """

                To reproduce, on a quiet machine with Maven and a JDK 25:

                ```
                bench/run.sh && bench/report --markdown > docs/reference/bench.md
                ```
                """);
        return text.toString();
    }
}
