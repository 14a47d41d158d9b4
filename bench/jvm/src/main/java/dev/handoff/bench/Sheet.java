package dev.handoff.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The figures of one or several files: parts of a measurement of the same build on the same machine. */
final class Sheet {
    /** Of the lines of the heads: those that may differ from part to part. */
    private static final Set<String> OF_A_PART = Set.of("date", "load", "rounds");

    private static final List<Scenario> SCENARIOS = List.of(Scenario.values());

    private static final Pattern LOAD = Pattern.compile("(\\S+) at the start; (\\d+) neighbours");

    /** The lines of the heads: by key, each different value once. */
    private final Map<String, Set<String>> head = new LinkedHashMap<>();

    private final List<Result> quiet = new ArrayList<>();
    private final List<Result> withNeighbour = new ArrayList<>();

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if they are not parts of one measurement
     */
    Sheet(List<Path> files) throws IOException {
        for (Path file : files) {
            add(file, Files.readAllLines(file));
        }
    }

    private void add(Path file, List<String> lines) {
        List<Result> results = quiet;
        for (String line : lines) {
            if (line.startsWith("# ")) {
                int colon = line.indexOf(": ");
                String key = line.substring(2, colon);
                String value = line.substring(colon + 2);
                Set<String> values = head.computeIfAbsent(key, k -> new LinkedHashSet<>());
                values.add(value);
                if (!OF_A_PART.contains(key) && values.size() > 1) {
                    throw new IllegalArgumentException(
                            "%s is of another measurement than the files before it: %s: %s"
                                    .formatted(file, key, String.join(" and ", values)));
                }
                if (key.equals("load") && neighbours(value) > 0) {
                    results = withNeighbour;
                }
            } else if (!line.equals(Result.COLUMNS)) {
                results.add(Result.parse(line));
            }
        }
    }

    private static int neighbours(String load) {
        Matcher matcher = LOAD.matcher(load);
        return matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
    }

    /** Lines such as {@code jdk: 25}. */
    List<String> head() {
        List<String> lines = new ArrayList<>();
        head.forEach((key, values) -> lines.add(key + ": " + together(key, values)));
        return lines;
    }

    private static String together(String key, Collection<String> values) {
        return switch (key) {
            case "date" -> range(values.stream().sorted().toList());
            case "load" -> {
                List<String> loads =
                        values.stream()
                                .map(value -> LOAD.matcher(value).replaceFirst("$1"))
                                .map(Double::valueOf)
                                .sorted()
                                .map(String::valueOf)
                                .toList();
                yield range(loads) + " at the start";
            }
            default -> String.join("; ", values);
        };
    }

    private static String range(List<String> sorted) {
        String first = sorted.getFirst();
        String last = sorted.getLast();
        return first.equals(last) ? first : first + "…" + last;
    }

    /** On a quiet machine, in the order of the list of scenarios. */
    List<Row> quiet() {
        return rows(quiet, Result::median);
    }

    /** The warm-ups on a quiet machine. */
    List<Row> cold() {
        return rows(quiet, Result::cold);
    }

    /** While another program burned a core. */
    List<Row> withNeighbour() {
        return rows(withNeighbour, Result::median);
    }

    private static List<Row> rows(List<Result> results, ToDoubleFunction<Result> figure) {
        Map<Integer, Map<String, List<Result>>> byPlace = new TreeMap<>();
        for (Result result : results) {
            byPlace.computeIfAbsent(place(result), place -> new LinkedHashMap<>())
                    .computeIfAbsent(result.scenario(), scenario -> new ArrayList<>())
                    .add(result);
        }
        List<Row> rows = new ArrayList<>();
        byPlace.values()
                .forEach(
                        figures ->
                                figures.forEach(
                                        (scenario, all) ->
                                                rows.add(
                                                        new Row(
                                                                scenario,
                                                                all.getFirst().capacity(),
                                                                all,
                                                                figure))));
        return rows;
    }

    /** By scenario, then by capacity. The figures of one cell, such as its percentiles, keep their order. */
    private static int place(Result result) {
        String label = result.scenario().replaceFirst("-p.*", "");
        return SCENARIOS.indexOf(Scenario.labelled(label)) * 10_000 + result.capacity();
    }
}
