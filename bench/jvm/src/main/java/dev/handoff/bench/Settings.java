package dev.handoff.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is measured, and how.
 *
 * @param peers those that take part
 * @param folders where other peers are
 * @param capacities those of the scenarios' capacities that are wanted
 * @param processes how many JVMs measure each cell
 * @param settle how many rounds after the warm-up do not count, because a JVM still compiles in them; of rounds that
 *     take longer than {@code seconds}, only those that begin in the time of so many shorter ones
 * @param rounds how many count
 * @param seconds how long a round is at least
 * @param warmup how long the warm-up is at least, in seconds
 * @param enough seconds after which a cell is left at its next line
 * @param limit how long a cell may take, in seconds
 * @param neighbours how many threads burn a core meanwhile
 * @param cores where cells are measured
 * @param jvmOptions more options for each JVM
 * @param out the file that gets the results; empty for standard output
 * @param commit of Handoff; empty for the one that it was built from
 */
record Settings(
        List<Entrant> peers,
        List<Path> folders,
        List<Scenario> scenarios,
        List<Integer> capacities,
        int processes,
        int settle,
        int rounds,
        double seconds,
        double warmup,
        long enough,
        long limit,
        int neighbours,
        Cores cores,
        List<String> jvmOptions,
        String out,
        String commit) {
    static final String USAGE =
            """
            usage: java -jar bench.jar [run] [SCENARIO]... [OPTION VALUE]...
                   java -jar bench.jar report [--page FILE.md] FILE.tsv...
                   java -jar bench.jar list [SCENARIO]... [OPTION VALUE]...

              --impl A,B        the peers; a beginning of a name will do: handoff,jox,jdk (all)
              --folder DIR      a folder with more peers, built before; may be said more than once
              --absent NAME     a peer that was left out, whatever --impl says; likewise
              --scenario A,B    the scenarios, as SCENARIO; a beginning of a name will do (all)
              --cap 0,16,100    the capacities, where a scenario has them (all)
              --processes N     times that each cell is measured; the peers take turns (5)
              --settle N        rounds after the warm-up that do not count; of longer ones, those that begin within N times S (20)
              --rounds N        rounds that count (7)
              --seconds S       length of a round (0.1)
              --warmup S        length of the warm-up (1)
              --enough S        a slow cell is left at the end of the round that it is in by then (8)
              --limit S         a cell that takes longer is ended, and leaves a thread dump; in a folder 20 s later, and without (60)
              --neighbours N    threads that burn a core each meanwhile (0)
              --cores near      a cell waits until a cache line is fast from one core to the other; or far: until it is slow (any)
              --jvm "OPTIONS"   for the measuring JVMs
              --out FILE        gets the results as TSV (standard output)
              --commit ID       noted in the results (the one built from)
              --quick           one process, 3 rounds of 0.1 s right after a warm-up of 0.4 s\
            """;

    static Settings parse(List<String> arguments) {
        List<Path> folders = values("--folder", arguments).map(Path::of).toList();
        List<String> absent = values("--absent", arguments).toList();
        Map<String, Entrant> all = Entrant.all(folders);
        List<String> peers = List.copyOf(all.keySet());
        List<String> scenarios = new ArrayList<>();
        List<Integer> capacities = List.of();
        int processes = 5;
        int settle = 20;
        int rounds = 7;
        double seconds = 0.1;
        double warmup = 1;
        long enough = 8;
        long limit = 60;
        int neighbours = 0;
        Cores cores = Cores.ANY;
        List<String> jvmOptions = List.of();
        String out = "";
        String commit = "";
        for (int i = 0; i < arguments.size(); i++) {
            String option = arguments.get(i);
            if (option.equals("--quick")) {
                processes = 1;
                settle = 0;
                rounds = 3;
                seconds = 0.1;
                warmup = 0.4;
                continue;
            }
            if (!option.startsWith("-")) {
                scenarios.addAll(words(option));
                continue;
            }
            if (++i == arguments.size()) {
                throw new IllegalArgumentException(option + " takes a value");
            }
            String value = arguments.get(i);
            switch (option) {
                case "--impl" -> peers = present(value, absent, all.keySet());
                case "--folder", "--absent" -> {} // seen already
                case "--scenario" -> scenarios.addAll(words(value));
                case "--cap" -> capacities = words(value).stream().map(Integer::valueOf).toList();
                case "--processes" -> processes = Integer.parseInt(value);
                case "--settle" -> settle = Integer.parseInt(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--seconds" -> seconds = Double.parseDouble(value);
                case "--warmup" -> warmup = Double.parseDouble(value);
                case "--enough" -> enough = Long.parseLong(value);
                case "--limit" -> limit = Long.parseLong(value);
                case "--neighbours" -> neighbours = Integer.parseInt(value);
                case "--cores" -> cores = cores(value);
                case "--jvm" -> jvmOptions = Arrays.asList(value.trim().split(" +", -1));
                case "--out" -> out = value;
                case "--commit" -> commit = value;
                default -> throw new IllegalArgumentException("no option is called " + option);
            }
        }
        return new Settings(
                peers.stream().<Entrant>map(all::get).toList(),
                folders,
                scenarios(scenarios),
                capacities,
                processes,
                settle,
                rounds,
                seconds,
                warmup,
                enough,
                limit,
                neighbours,
                cores,
                jvmOptions,
                out,
                commit);
    }

    /** The values of an option that is needed before all else, since it says which names there are. */
    private static Stream<String> values(String option, List<String> arguments) {
        return IntStream.range(1, arguments.size())
                .filter(i -> arguments.get(i - 1).equals(option))
                .mapToObj(arguments::get);
    }

    private static Cores cores(String value) {
        return Arrays.stream(Cores.values())
                .filter(cores -> cores.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "--cores takes near, far or any, not " + value));
    }

    /** The names that the words mean, without the words that mean peers that were left out. */
    private static List<String> present(String value, List<String> absent, Set<String> names) {
        List<String> there =
                words(value).stream()
                        .filter(word -> absent.stream().noneMatch(name -> name.startsWith(word)))
                        .toList();
        return matching(there, List.copyOf(names));
    }

    /** How many rounds a process is to measure after its warm-up. */
    int allRounds() {
        return settle + rounds;
    }

    /** For how long after the warm-up the rounds that begin do not count. */
    long settleNanos() {
        return (long) (settle * seconds * 1e9);
    }

    boolean wants(int capacity) {
        return capacities.isEmpty() || capacities.contains(capacity);
    }

    Path outPath() {
        return Path.of(out.isEmpty() ? "bench.tsv" : out);
    }

    /** The scenarios that the words mean; all if there are none. */
    private static List<Scenario> scenarios(List<String> words) {
        List<String> labels = Arrays.stream(Scenario.values()).map(s -> s.label).toList();
        List<String> meant = words.isEmpty() ? labels : matching(words, labels);
        return meant.stream().distinct().map(Scenario::labelled).toList();
    }

    /** A word that is a name means that name alone; another one means all names that begin with it. */
    private static List<String> matching(List<String> words, List<String> names) {
        List<String> matching = new ArrayList<>();
        for (String word : words) {
            List<String> found =
                    names.contains(word)
                            ? List.of(word)
                            : names.stream().filter(name -> name.startsWith(word)).toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException(
                        "nothing is called " + word + "; there are " + String.join(", ", names));
            }
            matching.addAll(found);
        }
        return matching;
    }

    private static List<String> words(String value) {
        return Arrays.asList(value.split(",", -1));
    }
}
