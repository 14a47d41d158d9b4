package dev.handoff.verify;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What is left of a run that does not end: a dump of all threads, virtual ones with what they wait for. */
final class Hang {
    private Hang() {}

    /**
     * Does the work on a thread of its own, which starts all others.
     *
     * @throws AssertionError if it has not ended in time; what is left of it does not keep the JVM alive
     */
    static void orReport(Duration patience, String referee, long seed, Object about, Runnable work)
            throws InterruptedException {
        Thread keeper = Thread.ofPlatform().daemon().name(referee).start(work);
        if (!keeper.join(patience)) {
            throw new AssertionError(
                    "%s with seed %d hangs: %s; threads are in %s"
                            .formatted(referee, seed, about, dump(referee + "-" + seed)));
        }
    }

    private static String dump(String name) {
        try {
            Path file =
                    Files.createTempDirectory("handoff-hang")
                            .resolve(name + ".json")
                            .toAbsolutePath();
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
            return file.toString();
        } catch (IOException e) {
            return "no file: " + e;
        }
    }
}
