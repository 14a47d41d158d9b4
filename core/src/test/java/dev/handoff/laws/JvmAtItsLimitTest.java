package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a scope does in a JVM whose heap is full, whose stack has ended, or that has one carrier: each in a JVM of its own. */
class JvmAtItsLimitTest {
    /** Of a JVM that takes a few seconds where nothing else runs. */
    private static final int LIMIT_SECONDS = 150;

    private static final String CLASSES =
            String.join(File.pathSeparator, "target/classes", "target/test-classes");

    @ParameterizedTest(name = "in {0}")
    @ValueSource(strings = {"body", "process", "task"})
    @DisplayName(
            "L35, L36 a scope in which the heap is filled ends with that when others have let go of"
                    + " some, and outlives nobody")
    void fullHeap(String where) throws Exception {
        assertThat(run(FullHeapProgram.class, where, "-Xmx24m", "-XX:+UseSerialGC"))
                .containsExactly("OutOfMemoryError, TERMINATED");
    }

    @Test
    @DisplayName("L41 a detached process that fails while the heap is full reports its failure")
    void fullHeapInADetachedProcess() throws Exception {
        assertThat(run(FullHeapProgram.class, "detached process", "-Xmx24m", "-XX:+UseSerialGC"))
                .containsExactly("java.io.IOException: disk");
    }

    @Test
    @DisplayName("what is taken by a call that there is not enough memory for is given back")
    void scarceHeap() throws Exception {
        assertThat(run(ScarceHeapProgram.class, "", "-Xmx16m", "-XX:+UseSerialGC", "-XX:-UseTLAB"))
                .singleElement()
                .asString()
                .startsWith("the end");
    }

    @Test
    @DisplayName("L36 scopes that fail at the end of the stack do no harm to those that fail later")
    void endOfStack() throws Exception {
        assertThat(run(EndOfStackProgram.class, "", "-Xint", "-Xss512k"))
                .last()
                .isEqualTo("later: java.io.IOException: disk");
    }

    @ParameterizedTest(name = "for {0}")
    @ValueSource(strings = {"an interlude", "memory"})
    @DisplayName("a process that was interrupted leaves the only carrier to others, too")
    void oneCarrier(String why) throws Exception {
        assertThat(
                        run(
                                OneCarrierProgram.class,
                                why,
                                "-Djdk.virtualThreadScheduler.parallelism=1",
                                "-Djdk.virtualThreadScheduler.maxPoolSize=1"))
                .containsExactly("let somebody in, still interrupted");
    }

    private static List<String> run(Class<?> main, String argument, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", CLASSES, main.getName(), argument));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
            return process.inputReader().readAllLines();
        } finally {
            process.destroyForcibly();
        }
    }
}
