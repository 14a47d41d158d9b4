package dev.handoff.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What one cell measured: nanoseconds an operation (or bytes a process), over its rounds; cold: during the warm-up. A
 * line of the TSV file.
 *
 * @param status {@code ok}, {@code late} or {@code failed}; the figures are then those of the rounds that were done
 * @param line how long a cache line took to another core and back, just before; or just after, if the cores were not those that
 *     were wanted then; not a number if it was not measured
 */
record Result(
        String scenario,
        int capacity,
        String peer,
        int process,
        double median,
        double min,
        double max,
        double cold,
        int rounds,
        String status,
        double line) {
    static final String OK = "ok";

    private static final List<String> PERCENTILES = List.of("p50", "p99", "p99.9");

    private static final Pattern FIGURE = Pattern.compile("[a-z0-9.]+\t(NaN|[0-9.]+(E-?[0-9]+)?)");

    static final String COLUMNS =
            "scenario\tcapacity\tpeer\tprocess\tmedian\tmin\tmax\tcold\trounds\tstatus\tline";

    /**
     * From the lines that a cell has printed: those of its rounds make one result; lines with another word, such as
     * {@code p99}, one each, of a scenario named so. The first {@code settle} rounds do not count, unless there is no
     * other: then the last one does. Of a cell that was left after its warm-up, since that was long enough, the warm-up
     * is the figure, and it has no rounds.
     */
    static List<Result> of(
            String scenario,
            int capacity,
            String peer,
            int process,
            List<String> printed,
            int settle,
            String status,
            double line) {
        double cold = Double.NaN;
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        for (String said : printed) {
            int tab = said.indexOf('\t');
            String word = said.substring(0, tab);
            double figure = Double.parseDouble(said.substring(tab + 1));
            if (word.equals("cold")) {
                cold = figure;
            } else {
                String name = word.equals("round") ? scenario : scenario + "-" + word;
                figures.computeIfAbsent(name, key -> new ArrayList<>()).add(figure);
            }
        }
        boolean warmUpOnly = figures.isEmpty();
        if (warmUpOnly) {
            List<Double> only = status.equals(OK) ? List.of(cold) : List.of();
            rows(scenario).forEach(row -> figures.put(row, only));
        }
        List<Result> results = new ArrayList<>();
        for (Map.Entry<String, List<Double>> entry : figures.entrySet()) {
            int all = entry.getValue().size();
            double[] sorted =
                    entry.getValue().stream()
                            .skip(Math.min(settle, Math.max(0, all - 1)))
                            .mapToDouble(d -> d)
                            .sorted()
                            .toArray();
            int count = sorted.length;
            results.add(
                    new Result(
                            entry.getKey(),
                            capacity,
                            peer,
                            process,
                            median(sorted),
                            count == 0 ? Double.NaN : sorted[0],
                            count == 0 ? Double.NaN : sorted[count - 1],
                            cold,
                            warmUpOnly ? 0 : count,
                            status,
                            line));
        }
        return results;
    }

    /** Those of a scenario that prints percentiles are named so. */
    private static List<String> rows(String scenario) {
        return scenario.startsWith("latency")
                ? PERCENTILES.stream().map(percentile -> scenario + "-" + percentile).toList()
                : List.of(scenario);
    }

    /** Whether a cell's line is one; a JVM may have something of its own to say. */
    static boolean isFigure(String line) {
        return FIGURE.matcher(line).matches();
    }

    /** Whether it is the line that names the columns. */
    static boolean isTitle(String line) {
        return COLUMNS.startsWith(line); // older figures lack the last one
    }

    static Result parse(String text) {
        String[] fields = text.split("\t", -1);
        return new Result(
                fields[0],
                Integer.parseInt(fields[1]),
                fields[2],
                Integer.parseInt(fields[3]),
                Double.parseDouble(fields[4]),
                Double.parseDouble(fields[5]),
                Double.parseDouble(fields[6]),
                Double.parseDouble(fields[7]),
                Integer.parseInt(fields[8]),
                fields[9],
                fields.length > 10 ? Double.parseDouble(fields[10]) : Double.NaN);
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%s\t%d\t%s\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t%d\t%s\t%.1f",
                scenario,
                capacity,
                peer,
                process,
                median,
                min,
                max,
                cold,
                rounds,
                status,
                line);
    }

    String summary() {
        return status.equals(OK) ? String.format(Locale.ROOT, "%.0f", median) : status;
    }

    static double median(double[] sorted) {
        int count = sorted.length;
        if (count == 0) {
            return Double.NaN;
        }
        return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    }
}
