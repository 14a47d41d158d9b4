package dev.handoff.verify.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code verify/run jcstress [options of jcstress]}: runs jcstress in a JVM of its own, in the folder
 * {@code verify/target/jcstress}; a path among the options is seen from there.
 *
 * <p>Its exit code alone is not to be trusted: it is zero, too, if no test could be run. It leaves out the tests that have more
 * actors than the machine has cores. And it waits for ever for an actor that hangs, and says nothing more: then it is ended, and
 * the stacks of the actors are the end of its output.
 */
final class StressRun {
    private static final Pattern RESULTS =
            Pattern.compile(
                    "Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs,"
                            + " (\\d+) hard errs");

    /** How long it may say nothing: the longest modes give each test some minutes. */
    private static final Duration SILENCE = Duration.ofMinutes(15);

    /** All tests but the planted one. */
    private static final String ALL = "(verify\\.stress|scheduler|coordinate)\\.[A-Z]";

    /** Where the runs of {@link #quick} are. */
    static final Path QUICK = Path.of("target", "jcstress-quick");

    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    private StressRun() {}

    /** How a run ended; {@code output} is what jcstress said. */
    record Result(int exitCode, boolean hung, int planned, int passed, String output) {
        boolean isGood(int expectedTests) {
            return exitCode == 0 && !hung && planned >= expectedTests && passed == planned;
        }
    }

    static void main(String[] args) throws IOException, InterruptedException {
        Result result = run(Path.of("target", "jcstress"), SILENCE, true, options(args));
        System.exit(result.isGood(1) ? 0 : 1);
    }

    /** What is said, and what is not: jcstress takes no option twice. */
    static List<String> options(String... said) {
        List<String> options = new ArrayList<>(List.of("-jvmArgsPrepend", NATIVE));
        options.addAll(said.length > 0 ? List.of(said) : List.of("-m", "quick"));
        if (!options.contains("-t")) {
            options.addAll(List.of("-t", ALL));
        }
        if (!options.contains("-r")) {
            options.addAll(List.of("-r", "."));
        }
        return options;
    }

    /**
     * One short iteration of each test that {@code selection} finds, in one JVM each, with one set of JVM options.
     *
     * @param silence how long it may say nothing
     */
    static Result quick(String selection, Duration silence)
            throws IOException, InterruptedException {
        return run(
                QUICK,
                silence,
                false,
                List.of(
                        "-r",
                        ".",
                        "-t",
                        selection,
                        "-f",
                        "1",
                        "-fsm",
                        "1",
                        "-iters",
                        "1",
                        "-time",
                        "50",
                        "-sc",
                        "false",
                        "-af",
                        "NONE",
                        "-pth",
                        "false",
                        "-jvmArgs",
                        NATIVE));
    }

    private static Result run(Path folder, Duration silence, boolean shown, List<String> options)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                NATIVE,
                                "-cp",
                                absolute(System.getProperty("java.class.path")),
                                "org.openjdk.jcstress.Main"));
        command.addAll(options);
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        Listener listener = new Listener(shown);
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> process.inputReader().lines().forEach(listener::hear));
        boolean hung = false;
        try {
            while (!hung && !process.waitFor(1, TimeUnit.SECONDS)) {
                hung = listener.hasHeardNothingFor(silence);
            }
            if (hung) {
                listener.hear("jcstress has said nothing for " + silence + "; these still run:");
                for (ProcessHandle fork : process.descendants().toList()) {
                    stacks(fork).forEach(listener::hear);
                }
            }
        } finally { // also if it is interrupted
            List<ProcessHandle> forks = process.descendants().toList();
            // before the forks: it would start another one for each that has ended; and by its
            // handle:
            // the process itself would close the pipe before all is read
            process.toHandle().destroyForcibly();
            forks.forEach(ProcessHandle::destroyForcibly);
            process.waitFor();
        }
        reader.join();
        return result(process.exitValue(), hung, listener.heard());
    }

    /** Keeps the lines, and knows when the latest came. */
    private static final class Listener {
        private final boolean shown;
        private final StringBuilder heard = new StringBuilder();
        private long latestNanos = System.nanoTime();

        Listener(boolean shown) {
            this.shown = shown;
        }

        synchronized void hear(String line) {
            latestNanos = System.nanoTime();
            heard.append(line).append('\n');
            if (shown) {
                System.out.println(line);
            }
        }

        synchronized boolean hasHeardNothingFor(Duration silence) {
            return System.nanoTime() - latestNanos > silence.toNanos();
        }

        synchronized String heard() {
            return heard.toString();
        }
    }

    /** Of all threads of a JVM; those of the actors name the test. */
    private static List<String> stacks(ProcessHandle jvm) throws IOException {
        Process jstack =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jstack")
                                        .toString(),
                                "" + jvm.pid())
                        .redirectErrorStream(true)
                        .start();
        return jstack.inputReader().lines().toList();
    }

    private static String absolute(String classPath) {
        return String.join(
                ":",
                List.of(classPath.split(":")).stream()
                        .map(part -> Path.of(part).toAbsolutePath().toString())
                        .toList());
    }

    private static Result result(int exitCode, boolean hung, String output) {
        int planned = 0;
        int passed = 0;
        for (Matcher line = RESULTS.matcher(output); line.find(); ) {
            planned = Integer.parseInt(line.group(1));
            passed = Integer.parseInt(line.group(2));
        }
        return new Result(exitCode, hung, planned, passed, output);
    }
}
