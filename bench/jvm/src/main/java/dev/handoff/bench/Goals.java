package dev.handoff.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What Handoff is to reach: ratios to Go, from {@code bench/goals.tsv}. */
final class Goals {
    /** By scenario and capacity, as in the file. */
    private final Map<String, Double> ratios = new HashMap<>();

    Goals() {
        try (InputStream in =
                Objects.requireNonNull(Goals.class.getResourceAsStream("goals.tsv"))) {
            new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        int tab = line.lastIndexOf('\t');
        ratios.put(line.substring(0, tab), Double.valueOf(line.substring(tab + 1)));
    }

    /** The goal and whether the peer reaches it as far as the table shows, such as {@code 0.65 ✓}; empty where there is none. */
    String verdict(Row row, String peer) {
        Double goal = ratios.get(row.scenario + '\t' + row.capacity);
        if (goal == null) {
            return "";
        }
        String ratio = Table.ratio(row.ratio(peer, Row.GO));
        String verdict =
                row.isLost(peer)
                        ? " ✗"
                        : ratio.isEmpty() ? "" : Double.parseDouble(ratio) <= goal ? " ✓" : " ✗";
        return Table.ratio(goal) + verdict;
    }
}
