package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.WorkCancelledException;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/** What is told of a program that was asked to end. */
class TracesTest {
    @Test
    void whoHasWaitedForWhatWasCancelledHasNotFailed() {
        Exception end = new IllegalStateException(new WorkCancelledException("job", null));
        assertThat(Traces.failuresIn(end)).isEmpty();
    }

    @Test
    void whatHasFailedBesideThatIsTold() {
        IOException disk = new IOException("disk");
        Exception end = new WorkCancelledException("job", null);
        end.addSuppressed(disk);
        assertThat(Traces.failuresIn(end)).containsExactly(disk);
    }

    @Test
    void whatHasFailedBelowCancelledWorkIsToldByItsScope() {
        InterruptedException interrupt = new InterruptedException();
        interrupt.addSuppressed(new IOException("disk"));
        assertThat(Traces.failuresIn(new WorkCancelledException("job", interrupt))).isEmpty();
    }
}
