package dev.handoff.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What figures depend on, for the pages that have some. */
public final class Machine {
    private Machine() {}

    /**
     * Its name, as the system says it.
     *
     * @return such as {@code AMD EPYC}; where the system does not say, the architecture
     * @throws IOException if what the system says cannot be read
     */
    public static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceFirst("^[^:]*: *", ""))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
