package dev.handoff.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures of one or several files: parts of a measurement of the same build on the same machine. */
final class Sheet {
    /** The lines of the heads that may differ from part to part; the rounds from kind to kind. */
    private static final Set<String> OF_A_PART = Set.of("date", "load", "rounds", "cores");

    private static final List<Scenario> SCENARIOS = List.of(Scenario.values());

    private static final Pattern LOAD = Pattern.compile("(\\S+) at the start; (\\d+) neighbours");

    /** What a head says of its own file; the sheet has those of all. */
    private static final Pattern PROCESSES = Pattern.compile("^\\d+ process(es)? a cell, ");

    private static final Pattern ROUNDS = Pattern.compile("each (\\d+) rounds");

    /** What is measured alike: {@code bench/full} gives each kind its own number of processes. */
    private enum Kind {
        QUIET("quiet"),
        OTHERS("other peers"),
        NEIGHBOUR("with a neighbour"),
        FAR("on far cores");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** The lines of the heads: by key, each different value once. */
    private final Map<String, Set<String>> head = new LinkedHashMap<>();

    /** The machine's load at the start of each part: by its kind. */
    private final Map<Kind, List<Double>> loads = new EnumMap<>(Kind.class);

    /** What the rounds of each process are: by the kind of part. */
    private final Map<Kind, String> rounds = new EnumMap<>(Kind.class);

    /** By the kind of part, then by cell and peer: how many processes have measured it. */
    private final Map<Kind, Map<String, Integer>> processes = new EnumMap<>(Kind.class);

    private final List<Result> quiet = new ArrayList<>();
    private final List<Result> withNeighbour = new ArrayList<>();
    private final List<Result> far = new ArrayList<>();

    /**
     * Reads the figures. A cell that several of the files have was measured by so many more processes.
     *
     * @param figures files, or folders whose files are meant
     * @throws IllegalArgumentException if they are not parts of one measurement
     */
    Sheet(List<Path> figures) throws IOException {
        for (Path path : figures) {
            for (Path file : Files.isDirectory(path) ? filesOf(path) : List.of(path)) {
                add(file, Files.readAllLines(file));
            }
        }
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tsv")).sorted().toList();
        }
    }

    private void add(Path file, List<String> lines) {
        Map<String, String> own = new LinkedHashMap<>();
        List<String> figures = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("# ")) {
                int colon = line.indexOf(": ");
                own.put(line.substring(2, colon), line.substring(colon + 2));
            } else if (!Result.isTitle(line)) {
                figures.add(line);
            }
        }
        int wanted = roundsWanted(own.getOrDefault("rounds", ""));
        List<Result> results = figures.stream().map(line -> Result.parse(line, wanted)).toList();
        own.forEach((key, value) -> addHead(file, key, value));
        Kind kind = kind(own.getOrDefault("cores", ""), own.getOrDefault("load", ""), results);
        addLoad(kind, own.getOrDefault("load", ""));
        addRounds(file, kind, own.getOrDefault("rounds", ""));
        for (Result result : results) {
            String cell = result.scenario() + " " + result.capacity() + " " + result.peer();
            processes.computeIfAbsent(kind, k -> new HashMap<>()).merge(cell, 1, Integer::sum);
        }
        switch (kind) {
            case QUIET, OTHERS -> quiet.addAll(results);
            case NEIGHBOUR -> withNeighbour.addAll(results);
            case FAR -> far.addAll(results);
        }
    }

    private void addHead(Path file, String key, String value) {
        Set<String> values = head.computeIfAbsent(key, k -> new LinkedHashSet<>());
        values.add(value);
        if (!OF_A_PART.contains(key) && values.size() > 1) {
            throw another(file, key, values);
        }
    }

    private void addLoad(Kind kind, String words) {
        Matcher matcher = LOAD.matcher(words);
        if (matcher.matches()) {
            loads.computeIfAbsent(kind, k -> new ArrayList<>())
                    .add(Double.valueOf(matcher.group(1)));
        }
    }

    private void addRounds(Path file, Kind kind, String words) {
        String own = PROCESSES.matcher(words).replaceFirst("");
        String before = rounds.putIfAbsent(kind, own);
        if (before != null && !before.equals(own)) {
            throw another(file, "rounds", List.of(before, own));
        }
    }

    private static IllegalArgumentException another(
            Path file, String key, Collection<String> values) {
        return new IllegalArgumentException(
                "%s is of another measurement than the files before it: %s: %s"
                        .formatted(file, key, String.join(" and ", values)));
    }

    private static Kind kind(String cores, String load, List<Result> results) {
        if (cores.equals(Cores.FAR.words)) {
            return Kind.FAR;
        }
        if (neighbours(load) > 0) {
            return Kind.NEIGHBOUR;
        }
        boolean own = results.stream().anyMatch(result -> result.peer().equals(Row.HANDOFF));
        return own ? Kind.QUIET : Kind.OTHERS;
    }

    /** Zero if the words do not say it. */
    private static int roundsWanted(String words) {
        Matcher matcher = ROUNDS.matcher(words);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static int neighbours(String load) {
        Matcher matcher = LOAD.matcher(load);
        return matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
    }

    /** What the head says of the key; empty if nothing. */
    String head(String key) {
        return together(key, head.getOrDefault(key, Set.of("")));
    }

    /** Such as {@code 2 cores, A Processor}: without its memory, and what it runs. */
    String machine() {
        return head("machine").replaceFirst(",[^,]*$", "");
    }

    /** Such as {@code 25.0.3}. */
    String jdk() {
        return head("jdk").replaceFirst("[+].*", "");
    }

    /** The first and the last day on which it was measured, or the only one. */
    String days() {
        return head("date").replaceAll("T[^…]*", "").replaceFirst("^(.*)…\\1$", "$1");
    }

    /** Lines such as {@code jdk: 25}. */
    List<String> head() {
        List<String> lines = new ArrayList<>();
        head.forEach((key, values) -> lines.add(key + ": " + together(key, values)));
        String distance = distance(quiet);
        if (!distance.isEmpty()) {
            lines.add("a cache line to the other core and back: " + distance);
        }
        String farther = distance(far);
        if (!farther.isEmpty()) {
            lines.add("on far cores: " + farther);
        }
        return lines;
    }

    /**
     * How far the cores were apart before the cells, such as {@code 44…391 ns, median 50}; empty if that was not
     * measured.
     */
    private static String distance(List<Result> results) {
        Sample sample = Sample.of(results.stream().mapToDouble(Result::line));
        String median = Table.number(sample.median());
        return sample.isEmpty()
                ? ""
                : sample.hasSpread()
                        ? "%s ns, median %s".formatted(sample.spread(), median)
                        : median + " ns";
    }

    private String together(String key, Collection<String> values) {
        return switch (key) {
            case "date" -> range(values.stream().sorted().toList());
            case "load" -> loadsByKind() + " at the start";
            case "rounds" -> roundsByKind();
            default -> String.join("; ", values);
        };
    }

    private String loadsByKind() {
        return loads.entrySet().stream()
                .map(
                        entry ->
                                "%s: %s"
                                        .formatted(
                                                entry.getKey().words,
                                                range(
                                                        entry.getValue().stream()
                                                                .sorted()
                                                                .map(String::valueOf)
                                                                .toList())))
                .collect(Collectors.joining("; "));
    }

    private String roundsByKind() {
        return rounds.entrySet().stream()
                .map(
                        entry ->
                                "%s: %s, %s"
                                        .formatted(
                                                entry.getKey().words,
                                                processes(entry.getKey()),
                                                entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    /** Such as {@code 5 processes a cell}, or of cells that differ {@code 2…5 processes a cell}. */
    private String processes(Kind kind) {
        IntSummaryStatistics counts =
                processes.getOrDefault(kind, Map.of()).values().stream()
                        .mapToInt(count -> count)
                        .summaryStatistics();
        if (counts.getCount() == 0) {
            return "no process";
        }
        int least = counts.getMin();
        int most = counts.getMax();
        String range = least == most ? "" + least : least + "…" + most;
        return range + (most == 1 ? " process a cell" : " processes a cell");
    }

    private static String range(List<String> sorted) {
        String first = sorted.getFirst();
        String last = sorted.getLast();
        return first.equals(last) ? first : first + "…" + last;
    }

    /** The rows on a quiet machine, in the order of the list of scenarios. */
    List<Row> quiet() {
        return rows(quiet);
    }

    /** The warm-ups on a quiet machine. */
    List<Row> cold() {
        return rows(quiet.stream().map(Result::ofWarmUp).toList());
    }

    /** The rows while another program burned a core. */
    List<Row> withNeighbour() {
        return rows(withNeighbour);
    }

    /** The rows while the cores were far from each other. */
    List<Row> far() {
        return rows(far);
    }

    private static List<Row> rows(List<Result> results) {
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
                                                                all))));
        return rows;
    }

    /** Orders by scenario, then by capacity. The figures of one cell, such as its percentiles, keep their order. */
    private static int place(Result result) {
        String label = result.scenario().replaceFirst("-p.*", "");
        return SCENARIOS.indexOf(Scenario.labelled(label)) * 10_000 + result.capacity();
    }
}
