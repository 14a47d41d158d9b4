package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/** What is said of a program that has not ended after a signal. */
class ForegroundTest {
    private static final Grace GRACE = new Grace(800);

    private static List<String> processes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "process " + i).toList();
    }

    @Test
    void whoStillRunsIsNamed() {
        assertThat(Foreground.halted(GRACE, "INT", processes(8)).lines())
                .startsWith("handoff: halted 0.8 s after Ctrl-C; still running:", "  process 0")
                .endsWith("  process 7")
                .hasSize(9);
    }

    @Test
    void ofMoreThanEightItIsSaidHowManyThereAre() {
        assertThat(Foreground.halted(GRACE, "TERM", processes(20)).lines())
                .startsWith("handoff: halted 0.8 s after SIGTERM; still running:")
                .endsWith("  process 7", "  … and 12 more")
                .hasSize(10);
    }

    @Test
    void ifNobodyRunsAShutdownHookDoes() {
        assertThat(Foreground.halted(GRACE, "HUP", List.of()))
                .isEqualTo("handoff: halted 0.8 s after SIGHUP, in a shutdown hook");
    }

    /** Where all cores are busy. */
    @Test
    void ifNobodyHasLookedNothingIsSaidOfThem() {
        assertThat(Foreground.halted(GRACE, "INT", null))
                .isEqualTo("handoff: halted 0.8 s after Ctrl-C");
    }
}
