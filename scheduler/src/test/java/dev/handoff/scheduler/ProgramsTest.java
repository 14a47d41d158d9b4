package dev.handoff.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a program sees that is started with the options, or without. */
@Timeout(180)
final class ProgramsTest {
    private static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    private static final String THREADS = "-Dhandoff.threads=" + RunNextScheduler.class.getName();

    private static final String PARALLELISM = "-Djdk.virtualThreadScheduler.parallelism=";

    @Test
    void processesRunOnItIfTheOptionSaysSo() throws Exception {
        assertThat(lines(WhereProcessesRun.class, OPENS, THREADS))
                .singleElement()
                .asString()
                .matches("scope worker .*@handoff-(carrier|spare)-\\d+");
    }

    @Test
    void processesRunOnTheJdksSchedulerOtherwise() throws Exception {
        assertThat(lines(WhereProcessesRun.class))
                .singleElement()
                .asString()
                .matches("scope worker .*@ForkJoinPool.*");
    }

    @Test
    void withoutTheOtherOptionAProgramIsWarnedAndRuns() throws Exception {
        List<String> lines = lines(WhereProcessesRun.class, THREADS);
        assertThat(lines)
                .anyMatch(
                        line ->
                                line.contains(
                                                "-Dhandoff.threads=dev.handoff.scheduler.RunNextScheduler")
                                        && line.contains("cannot be used")
                                        && line.contains(
                                                "the JVM must be started with --add-opens"
                                                        + " java.base/java.lang=ALL-UNNAMED"));
        assertThat(lines).anyMatch(line -> line.matches("scope worker .*@ForkJoinPool.*"));
    }

    @Test
    void aProgramIsWarnedOfAClassThatIsNoFactory() throws Exception {
        assertThat(lines(WhereProcessesRun.class, "-Dhandoff.threads=no.such.Factory"))
                .anyMatch(line -> line.contains("-Dhandoff.threads=no.such.Factory cannot be used"))
                .anyMatch(line -> line.matches("scope worker .*@ForkJoinPool.*"));
        assertThat(lines(WhereProcessesRun.class, "-Dhandoff.threads=java.lang.String"))
                .anyMatch(
                        line -> line.contains("-Dhandoff.threads=java.lang.String cannot be used"))
                .anyMatch(line -> line.matches("scope worker .*@ForkJoinPool.*"));
    }

    @Test
    void aSchedulerThatIsMadeWithoutTheOptionSaysWhichOneIsMissing() throws Exception {
        assertThat(lines(MakesOne.class))
                .containsExactly(
                        "the JVM must be started with --add-opens java.base/java.lang=ALL-UNNAMED");
    }

    @Test
    void aSchedulerThatIsMadeWhereVirtualThreadsAreNoneSaysSo() throws Exception {
        assertThat(
                        lines(
                                MakesOne.class,
                                OPENS,
                                "-XX:+UnlockExperimentalVMOptions",
                                "-XX:-VMContinuations"))
                .containsExactly(
                        "on this machine, virtual threads are threads of the operating system");
    }

    @Test
    void aSchedulerHasACarrierForEachCore() throws Exception {
        assertThat(lines(MakesOne.class, OPENS, "-XX:ActiveProcessorCount=3"))
                .containsExactly("RunNextScheduler(3 carriers)");
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "1000, 256"})
    void aSchedulerHasAsManyCarriersAsTheJdksOptionSays(int option, int carriers) throws Exception {
        assertThat(lines(MakesOne.class, OPENS, PARALLELISM + option))
                .containsExactly("RunNextScheduler(" + carriers + " carriers)");
    }

    @Test
    void processesThatAreStartedAtTheEndOfAStackDoNotStopThoseThatAreStartedLater()
            throws Exception {
        assertThat(lines("dev.handoff.laws.EndOfStackProgram", OPENS, THREADS, "-Xint", "-Xss512k"))
                .last()
                .isEqualTo("later: java.io.IOException: disk");
    }

    @Test
    void threadsThatAreStartedAtTheEndOfAStackDoNotStopThoseThatAreStartedLater() throws Exception {
        assertThat(lines(StartsAtTheEndOfStacks.class, OPENS)).containsExactly("all run");
    }

    private static List<String> lines(Class<?> program, String... options) throws Exception {
        return lines(program.getName(), options);
    }

    /** What the program prints, to both streams. */
    private static List<String> lines(String program, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            List<String> lines =
                    CompletableFuture.supplyAsync(
                                    () ->
                                            process.inputReader(StandardCharsets.UTF_8)
                                                    .lines()
                                                    .toList())
                            .get(); // unlike the reader, it can be interrupted
            assertThat(process.waitFor()).as("%s", lines).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
