package dev.handoff.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The command line. */
public final class Main {
    /**
     * The status if some cells lack, so that the figures are not whole: another than that of a JVM which an exception
     * ends.
     */
    private static final int SOME_CELLS_LACK = 3;

    private static final String RUN = "run";

    /** What the first word may be; a command line without one means {@code run}. */
    private static final Set<String> COMMANDS = Set.of(RUN, "cell", "report", "list");

    private Main() {}

    /**
     * Runs the benchmark, or reports what it has measured.
     *
     * @param args see {@code --help}
     * @throws IOException if a file cannot be read or written
     * @throws InterruptedException if the main thread is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> arguments = Arrays.asList(args);
        List<String> rest = isNamed(arguments) ? arguments.subList(1, arguments.size()) : arguments;
        if (arguments.contains("--help")) {
            System.out.println(Settings.USAGE);
            return;
        }
        try {
            switch (command(arguments)) {
                case "cell" -> Cell.main(rest);
                case "report" -> report(rest);
                case "list" -> list(Settings.parse(rest));
                default -> {
                    if (!Run.run(Settings.parse(rest))) {
                        System.exit(SOME_CELLS_LACK);
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(Settings.USAGE);
            System.exit(2);
        }
    }

    /** What is to be done. */
    static String command(List<String> arguments) {
        return isNamed(arguments) ? arguments.getFirst() : RUN;
    }

    private static boolean isNamed(List<String> arguments) {
        return !arguments.isEmpty() && COMMANDS.contains(arguments.getFirst());
    }

    private static void report(List<String> arguments) throws IOException {
        boolean page = arguments.size() > 1 && arguments.getFirst().equals("--page");
        List<String> names = page ? arguments.subList(2, arguments.size()) : arguments;
        if (names.isEmpty() || names.getFirst().startsWith("--")) {
            throw new IllegalArgumentException("report takes files of figures");
        }
        List<Path> files = names.stream().map(Path::of).toList();
        if (page) {
            new Page(Path.of(arguments.get(1)), files).write();
            return;
        }
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        out.print(new Report(new Sheet(files)).text());
        out.flush();
    }

    private static void list(Settings settings) {
        for (Scenario scenario : settings.scenarios()) {
            for (int capacity : scenario.capacities) {
                List<String> peers =
                        settings.peers().stream()
                                .filter(peer -> peer.measures(scenario, capacity))
                                .map(Entrant::name)
                                .toList();
                System.out.printf(
                        "%-18s%5d  %s%n", scenario.label, capacity, String.join(" ", peers));
            }
        }
    }
}
