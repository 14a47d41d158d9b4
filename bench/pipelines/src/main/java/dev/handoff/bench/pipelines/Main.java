package dev.handoff.bench.pipelines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code run FILE [ROW…]} measures rows and adds the figures to a file, {@code report FILE} prints the table of a file;
 * {@code cell ROW PEER} is what run starts.
 */
public final class Main {
    private static final String STEPS = "# steps a microsecond: ";

    private Main() {}

    /**
     * Does what the first argument says.
     *
     * @param args as above
     * @throws Exception if it fails
     */
    public static void main(String... args) throws Exception {
        String command = args.length == 0 ? "" : args[0];
        switch (command) {
            case "cell" ->
                    IO.println(new Cell(Row.of(args[1]), Peers.of(args[2]).peer()).measure());
            case "run" -> run(Path.of(args[1]), Arrays.asList(args).subList(2, args.length));
            case "report" -> IO.print(Report.of(Path.of(args[1])));
            default -> {
                System.err.println("usage: run FILE [ROW…] | report FILE");
                System.exit(2);
            }
        }
    }

    private static void run(Path file, List<String> titles) throws Exception {
        List<Row> rows =
                titles.isEmpty() ? List.of(Row.values()) : titles.stream().map(Row::of).toList();
        List<String> head = Machine.header();
        String steps;
        if (Files.exists(file)) {
            refuseAnother(file, head);
            steps = stepsOf(file);
        } else {
            steps = Calibration.measured();
            List<String> all = new ArrayList<>(head);
            all.add(STEPS + steps);
            Files.write(file, all);
        }
        for (Row row : rows) {
            for (Peers peer : Peers.values()) {
                if (peer.peer().has(row)) {
                    measure(row, peer, steps, file);
                }
            }
        }
    }

    /** All runs whose figures are in one file do the same work. */
    private static String stepsOf(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(STEPS))
                .map(line -> line.substring(STEPS.length()))
                .findFirst()
                .orElseGet(Calibration::measured);
    }

    /** The figures of a file are of one build on one machine; they may be taken at several times. */
    private static void refuseAnother(Path file, List<String> head) throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (String line : head) {
            if (!line.startsWith("# date: ")
                    && !line.startsWith("# load: ")
                    && !lines.contains(line)) {
                System.err.println(
                        file + " is of another measurement: it does not say \"" + line + '"');
                System.exit(2);
            }
        }
    }

    private static void measure(Row row, Peers peer, String steps, Path file)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xms1g",
                        "-Xmx1g",
                        Calibration.option(steps),
                        "-cp",
                        System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "cell", row.title(), peer.title()));
        Process cell =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String answer =
                new String(cell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (cell.waitFor() != 0) {
            throw new IllegalStateException("failed: " + String.join(" ", command));
        }
        String line =
                String.format(
                        Locale.ROOT,
                        "%s\t%s\t%.2f",
                        row.title(),
                        peer.title(),
                        Double.parseDouble(answer));
        IO.println(line);
        Files.writeString(file, line + System.lineSeparator(), StandardOpenOption.APPEND);
    }
}
