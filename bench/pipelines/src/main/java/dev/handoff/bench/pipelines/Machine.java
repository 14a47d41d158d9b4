package dev.handoff.bench.pipelines;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/** What the figures depend on, for the head of the file. */
final class Machine {
    private Machine() {}

    static List<String> header() throws IOException {
        Properties built = new Properties();
        try (InputStream in =
                Objects.requireNonNull(Machine.class.getResourceAsStream("built.properties"))) {
            built.load(in);
        }
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return List.of(
                "# date: " + Instant.now().truncatedTo(ChronoUnit.SECONDS),
                "# handoff: " + built.getProperty("version") + " at " + built.getProperty("commit"),
                "# kotlinx.coroutines: " + built.getProperty("kotlin"),
                "# reactor: " + built.getProperty("reactor"),
                "# jdk: "
                        + System.getProperty("java.runtime.version")
                        + ", "
                        + System.getProperty("java.vm.name"),
                String.format(
                        Locale.ROOT,
                        "# machine: %d cores, %s, %d GiB; %s",
                        system.getAvailableProcessors(),
                        processor(),
                        Math.round(system.getTotalMemorySize() / 0x1p30),
                        System.getProperty("os.name")),
                String.format(
                        Locale.ROOT, "# load: %.2f at the start", system.getSystemLoadAverage()));
    }

    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
