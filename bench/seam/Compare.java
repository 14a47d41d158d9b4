import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Measures Handoff with its seam, and the variant without it, in turns; or prints the table of what was measured.
 *
 * <pre>
 * java Compare.java measure FILE.tsv SECONDS bench.jar jmh.jar VARIANT    appends whole rounds for so long
 * java Compare.java report FILE.tsv
 * </pre>
 */
/* Overview
 *
 *   round      every measurement once with the seam and once without, each in a JVM of its own, the two next to each
 *              other in time; who begins is a coin's choice
 *   ratio      with ÷ without, within a round; the table shows the median over the rounds, and the middle half
 *
 * Operations that are ready come from JMH (bench/jmh), those that wait from the scenarios (bench/jvm).
 */
final class Compare {
    private static final List<String> READY =
            List.of("sendReceiveOrNull", "tryBoth", "receiveWithin", "select2", "selectSend");

    private static final List<String> SCENARIOS =
            List.of(
                    "pair 0",
                    "pair 16",
                    "pair 100",
                    "select2 16",
                    "relay 0",
                    "stream 16",
                    "startjoin 0");

    private static final String WITH = "with";
    private static final String WITHOUT = "without";

    void main(String[] args) throws IOException, InterruptedException {
        Path file = Path.of(args[1]);
        if (args[0].equals("report")) {
            report(file);
        } else {
            measure(file, Double.parseDouble(args[2]), args[3], args[4], args[5]);
        }
    }

    private static void measure(Path file, double seconds, String bench, String jmh, String variant)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int round = Files.exists(file) ? Files.readAllLines(file).size() : 0;
        while (System.nanoTime() < end) {
            for (String name : READY) {
                both(
                        file,
                        round,
                        "ready " + name,
                        jmh,
                        variant,
                        List.of(
                                "org.openjdk.jmh.Main",
                                "HandoffReady." + name + "$",
                                "-f",
                                "1",
                                "-foe",
                                "true",
                                "-wi",
                                "3",
                                "-w",
                                "300ms",
                                "-i",
                                "3",
                                "-r",
                                "300ms"));
            }
            for (String scenario : SCENARIOS) {
                String[] words = scenario.split(" ");
                both(
                        file,
                        round,
                        scenario,
                        bench,
                        variant,
                        List.of(
                                "dev.handoff.bench.Main",
                                "cell",
                                "handoff",
                                words[0],
                                words[1],
                                "0.5",
                                "3",
                                "0.15",
                                "30",
                                "seam.threads"));
            }
            round++;
        }
    }

    private static void both(
            Path file, int round, String what, String jar, String variant, List<String> command)
            throws IOException, InterruptedException {
        List<String> sides = new ArrayList<>(List.of(WITH, WITHOUT));
        if (ThreadLocalRandom.current().nextBoolean()) {
            sides = sides.reversed();
        }
        for (String side : sides) {
            double nanos = run(side.equals(WITH) ? jar : variant + ":" + jar, command);
            String line =
                    String.format(Locale.ROOT, "%d\t%s\t%s\t%.3f%n", round, what, side, nanos);
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** The median of the rounds that a JVM prints, in nanoseconds an operation. */
    private static double run(String classpath, List<String> command)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-cp", classpath));
        line.addAll(command);
        Process process =
                new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> out = process.inputReader().lines().toList();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " has failed: " + out);
        }
        List<Double> figures = new ArrayList<>();
        for (String each : out) {
            if (each.startsWith("round\t")) {
                figures.add(Double.valueOf(each.substring(6)));
            } else if (each.startsWith("Iteration ")) { // of JMH: "Iteration   1: 12.3 ns/op"
                figures.add(
                        Double.valueOf(
                                each.substring(each.indexOf(':') + 1).strip().split(" ")[0]));
            }
        }
        return median(figures);
    }

    private static void report(Path file) throws IOException {
        Map<String, Map<String, Map<String, Double>>> all = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t");
            all.computeIfAbsent(cells[1], _ -> new LinkedHashMap<>())
                    .computeIfAbsent(cells[0], _ -> new LinkedHashMap<>())
                    .put(cells[2], Double.valueOf(cells[3]));
        }
        IO.println(
                "| operation | rounds | with the seam | without | with ÷ without | middle half |");
        IO.println("|---|---:|---:|---:|---:|---:|");
        List<Double> logarithms = new ArrayList<>();
        all.forEach(
                (what, rounds) -> {
                    List<Double> with = new ArrayList<>();
                    List<Double> without = new ArrayList<>();
                    List<Double> ratios = new ArrayList<>();
                    for (Map<String, Double> round : rounds.values()) {
                        if (round.size() == 2) {
                            with.add(round.get(WITH));
                            without.add(round.get(WITHOUT));
                            ratios.add(round.get(WITH) / round.get(WITHOUT));
                        }
                    }
                    logarithms.add(Math.log(median(ratios)));
                    IO.println(
                            String.format(
                                    Locale.ROOT,
                                    "| %s | %d | %.1f | %.1f | %.3f | %.3f…%.3f |",
                                    what,
                                    ratios.size(),
                                    median(with),
                                    median(without),
                                    median(ratios),
                                    quantile(ratios, 0.25),
                                    quantile(ratios, 0.75)));
                });
        double mean = logarithms.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        IO.println(
                String.format(
                        Locale.ROOT, "| *geometric mean of all* | | | | %.3f | |", Math.exp(mean)));
    }

    private static double median(List<Double> some) {
        return quantile(some, 0.5);
    }

    private static double quantile(List<Double> some, double part) {
        List<Double> sorted = some.stream().sorted().toList();
        double place = part * (sorted.size() - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
    }
}
