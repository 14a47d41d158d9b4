package dev.handoff.bench;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/** What the results depend on, for the head of the file. */
final class Machine {
    private Machine() {}

    static List<String> header(Settings settings) throws IOException {
        Properties built = built();
        List<String> lines = new ArrayList<>();
        lines.add(line("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
        lines.add(
                line(
                        "handoff",
                        built.getProperty("version")
                                + " at "
                                + (settings.commit().isEmpty()
                                        ? built.getProperty("commit")
                                        : settings.commit())));
        lines.add(line("jox", built.getProperty("jox")));
        lines.add(line("jcsp", built.getProperty("jcsp")));
        for (Path folder : settings.folders()) {
            Entrant.ask(folder, "version").forEach(version -> lines.add("# " + version));
        }
        lines.add(
                line(
                        "jdk",
                        System.getProperty("java.runtime.version")
                                + ", "
                                + System.getProperty("java.vm.name")));
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        lines.add(
                line(
                        "machine",
                        String.format(
                                Locale.ROOT,
                                "%d cores, %s, %d GiB; %s %s",
                                system.getAvailableProcessors(),
                                processor(),
                                Math.round(system.getTotalMemorySize() / 0x1p30),
                                System.getProperty("os.name"),
                                System.getProperty("os.version"))));
        lines.add(
                line(
                        "load",
                        String.format(
                                Locale.ROOT,
                                "%.2f at the start; %d neighbours",
                                system.getSystemLoadAverage(),
                                settings.neighbours())));
        lines.add(line("cores", settings.cores().words));
        lines.add(
                line(
                        "jvm options",
                        settings.jvmOptions().isEmpty()
                                ? "none"
                                : String.join(" ", settings.jvmOptions())));
        lines.add(
                line(
                        "rounds",
                        String.format(
                                Locale.ROOT,
                                "%d %s a cell, each %d rounds of %.2f s after %.2f s%s",
                                settings.processes(),
                                settings.processes() == 1 ? "process" : "processes",
                                settings.rounds(),
                                settings.seconds(),
                                settings.warmup(),
                                settings.settle() == 0
                                        ? ""
                                        : " and " + settings.settle() + " rounds")));
        return lines;
    }

    private static String line(String key, String value) {
        return "# " + key + ": " + value;
    }

    private static Properties built() {
        Properties built = new Properties();
        try (InputStream in =
                Objects.requireNonNull(Machine.class.getResourceAsStream("built.properties"))) {
            built.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return built;
    }

    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (Files.isReadable(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            }
        }
        return System.getProperty("os.arch");
    }
}
