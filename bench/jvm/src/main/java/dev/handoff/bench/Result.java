package dev.handoff.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What one JVM measured: nanoseconds an operation, over its rounds; cold: during the warm-up. A line of the TSV file.
 *
 * @param status {@code ok}, {@code late} or {@code failed}; the figures are then those of the rounds that were done
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
        String status) {
    static final String OK = "ok";

    static final String COLUMNS =
            "scenario\tcapacity\tpeer\tprocess\tmedian\tmin\tmax\tcold\trounds\tstatus";

    /** From the lines that {@link Cell} has printed. */
    static Result of(
            String scenario,
            int capacity,
            String peer,
            int process,
            List<String> printed,
            String status) {
        double cold = Double.NaN;
        double[] rounds = new double[printed.size()];
        int count = 0;
        for (String line : printed) {
            double nanos = Double.parseDouble(line.substring(line.indexOf('\t') + 1));
            if (line.startsWith("cold")) {
                cold = nanos;
            } else {
                rounds[count++] = nanos;
            }
        }
        double[] sorted = Arrays.copyOf(rounds, count);
        Arrays.sort(sorted);
        return new Result(
                scenario,
                capacity,
                peer,
                process,
                median(sorted),
                count == 0 ? Double.NaN : sorted[0],
                count == 0 ? Double.NaN : sorted[count - 1],
                cold,
                count,
                status);
    }

    static Result parse(String line) {
        String[] fields = line.split("\t", -1);
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
                fields[9]);
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%s\t%d\t%s\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t%d\t%s",
                scenario,
                capacity,
                peer,
                process,
                median,
                min,
                max,
                cold,
                rounds,
                status);
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
