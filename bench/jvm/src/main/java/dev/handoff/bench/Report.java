package dev.handoff.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The table of a run: medians over the processes, Handoff's with their spread, the others' with Handoff's ratio. */
final class Report {
    private static final String HANDOFF = "handoff";
    private static final String JDK = "jdk-";
    private static final String BEST_OF_JDK = "best of the JDK";

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

    /** The columns beside Handoff's: the peers in their order, those of the JDK as one. */
    private List<String> others() {
        Set<String> others = new LinkedHashSet<>();
        for (Map<String, List<Result>> row : rows.values()) {
            for (String peer : row.keySet()) {
                others.add(peer.startsWith(JDK) ? BEST_OF_JDK : peer);
            }
        }
        others.remove(HANDOFF);
        return List.copyOf(others);
    }

    private List<String> titles() {
        List<String> titles = new ArrayList<>(List.of("scenario", "cap", "Handoff", "spread"));
        titles.addAll(others());
        return titles;
    }

    private List<String[]> table(String slower) {
        List<String[]> table = new ArrayList<>();
        rows.forEach(
                (key, row) -> {
                    List<String> cells = new ArrayList<>(Arrays.asList(key.split("\t", -1)));
                    cells.add(nanos(median(row, HANDOFF), row.get(HANDOFF)));
                    cells.add(spread(medians(row, HANDOFF)));
                    for (String other : others()) {
                        cells.add(cell(row, other, slower));
                    }
                    table.add(cells.toArray(new String[0]));
                });
        return table;
    }

    /** Such as {@code 387 (0.69)}; the ratio is marked where Handoff is slower. */
    private static String cell(Map<String, List<Result>> row, String column, String slower) {
        String peer = column.equals(BEST_OF_JDK) ? bestOfJdk(row) : column;
        double other = median(row, peer);
        double ratio = median(row, HANDOFF) / other;
        String cell = nanos(other, row.get(peer));
        if (!Double.isNaN(ratio)) {
            String mark = ratio > 1 ? slower : "";
            cell += String.format(Locale.ROOT, " (%s%.2f%s)", mark, ratio, mark);
        }
        return column.equals(peer) || peer.isEmpty()
                ? cell
                : cell + " " + peer.substring(JDK.length());
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

    // ---- text

    private String text() {
        List<String[]> table = table("");
        table.addFirst(titles().toArray(new String[0]));
        int[] widths = new int[titles().size()];
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

                Generated by `bench/report`; not to be edited. Nanoseconds an operation (`parked`: bytes a process), lower is
                better: the median over processes of the medians of their rounds; the spread is that of the processes. In
                parentheses Handoff's ratio: below 1 Handoff is faster; above 1, where it is slower, it is bold. What each
                scenario does, and what stands for a channel where a peer has none: [scenarios](../../bench/scenarios.md). All
                figures:
                """);
        text.append("[`").append(file.getFileName()).append("`](../../bench/results/");
        text.append(file.getFileName()).append(").\n\n");
        header.forEach(line -> text.append("- ").append(line).append('\n'));
        text.append("\n|");
        for (String title : titles()) {
            text.append(' ').append(title).append(" |");
        }
        text.append("\n|---|").append("---:|".repeat(titles().size() - 1)).append('\n');
        for (String[] row : table("**")) {
            text.append("| ").append(String.join(" | ", row)).append(" |\n");
        }
        text.append(
                """

                To reproduce, on a quiet machine with Maven, a JDK 25, and the tools of the peers:

                ```
                bench/run.sh && bench/report --markdown > docs/reference/bench.md
                ```
                """);
        return text.toString();
    }
}
