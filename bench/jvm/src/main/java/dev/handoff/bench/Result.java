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
 * @param rounds how many count; 0 if the warm-up is the figure
 * @param wanted how many should, as the settings or the head of the file say; 0 if that is not known
 * @param status {@code ok}, {@code late} or {@code failed}; the figures are then those of the rounds that were done
 * @param line how long a cache line took to another core and back: just before, or just after if the cores were then
 *     not those that were wanted; not a number if it was not measured
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
        int wanted,
        String status,
        double line) {
    /** A line that a cell has printed, and when, in nanoseconds. */
    record Printed(String text, long nanos) {}

    static final String OK = "ok";

    private static final List<String> PERCENTILES = List.of("p50", "p99", "p99.9");

    private static final Pattern FIGURE = Pattern.compile("[a-z0-9.]+\t(NaN|[0-9.]+(E-?[0-9]+)?)");

    static final String COLUMNS =
            "scenario\tcapacity\tpeer\tprocess\tmedian\tmin\tmax\tcold\trounds\tstatus\tline";

    /**
     * Makes results of the lines that a cell has printed. The lines of its rounds make one result; lines with another
     * word, such as {@code p99}, make one each, of a scenario named so. Of the rounds that begin after the cell has
     * settled the last ones count, as many as are wanted; if there are none, the last round does. If a cell was left
     * after its warm-up, since that was long enough, the warm-up is the figure, and it has no rounds.
     */
    static List<Result> of(
            String scenario,
            int capacity,
            String peer,
            int process,
            List<Printed> printed,
            Settings settings,
            String status,
            double line) {
        double cold = Double.NaN;
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        Map<String, Integer> early = new LinkedHashMap<>();
        for (Printed said : printed) {
            int tab = said.text.indexOf('\t');
            String word = said.text.substring(0, tab);
            double figure = Double.parseDouble(said.text.substring(tab + 1));
            if (word.equals("cold")) {
                cold = figure;
            } else {
                String name = word.equals("round") ? scenario : scenario + "-" + word;
                figures.computeIfAbsent(name, key -> new ArrayList<>()).add(figure);
                if (said.nanos - printed.getFirst().nanos < settings.settleNanos()) {
                    early.merge(name, 1, Integer::sum);
                }
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
            // the one after those that have ended early has begun early, too; where no line ends
            // the warm-up, the time counts from the end of the first round
            int begunEarly = early.getOrDefault(entry.getKey(), 0) + (Double.isNaN(cold) ? 0 : 1);
            int unsettled = Math.min(settings.settle(), begunEarly);
            int before = Math.max(unsettled, all - settings.rounds());
            double[] sorted =
                    entry.getValue().stream()
                            .skip(Math.max(0, Math.min(before, all - 1)))
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
                            settings.rounds(),
                            status,
                            line));
        }
        return results;
    }

    /** The names of a scenario's rows: if it prints percentiles, one for each of them. */
    private static List<String> rows(String scenario) {
        return scenario.startsWith("latency")
                ? PERCENTILES.stream().map(percentile -> scenario + "-" + percentile).toList()
                : List.of(scenario);
    }

    /** Whether a line of a cell is a figure; a JVM may have something of its own to say. */
    static boolean isFigure(String line) {
        return FIGURE.matcher(line).matches();
    }

    /** Whether it is the line that names the columns. */
    static boolean isTitle(String line) {
        return COLUMNS.startsWith(line); // older figures lack the last one
    }

    /** Reads a line of a file whose head says how many rounds were wanted. */
    static Result parse(String text, int wanted) {
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
                wanted,
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

    /** Whether fewer rounds count than should, but not the warm-up alone. Bytes are measured once. */
    boolean isShort() {
        return rounds > 0 && rounds < wanted && !scenario.startsWith("parked");
    }

    /** The same result with the warm-up in the place of its rounds, of which none are missing then. */
    Result ofWarmUp() {
        return new Result(
                scenario, capacity, peer, process, cold, cold, cold, cold, rounds, rounds, status,
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
