package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.WorkCancelledException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;

/** What is told of a program that was asked to end. */
class TracesTest {
    /** The JVM has made it before, and hides nothing in its trace. */
    @Test
    void whatTheHeapHadNoRoomForIsCutBelowMain() {
        StackTraceElement main = new StackTraceElement("Hoard", "main", "Hoard.java", 1);
        Error full = new OutOfMemoryError();
        full.setStackTrace(
                new StackTraceElement[] {
                    main,
                    new StackTraceElement("java.lang.invoke.LambdaForm$MH/0x1", "invoke", null, -1),
                    new StackTraceElement("java.lang.reflect.Method", "invoke", null, -1),
                    new StackTraceElement("java.lang.VirtualThread", "run", null, -1),
                    new StackTraceElement(
                            "java.lang.VirtualThread$VThreadContinuation$1", "run", null, -1),
                    new StackTraceElement("jdk.internal.vm.Continuation", "enter", null, -1)
                });
        Traces.cut(full);
        assertThat(full.getStackTrace()).containsExactly(main);
    }

    @Test
    void whoHasWaitedForWhatWasCancelledHasNotFailed() {
        Exception end = new IllegalStateException(new WorkCancelledException("job", null));
        assertThat(Traces.failuresIn(end)).isEmpty();
    }

    @Test
    void whoIsInterruptedAtAPipeHasNotFailed() throws Exception {
        PipedInputStream pipe = new PipedInputStream(new PipedOutputStream());
        Thread.currentThread().interrupt();
        IOException end = catchThrowableOfType(IOException.class, pipe::read);
        assertThat(Traces.failuresIn(new UncheckedIOException(end))).isEmpty();
    }

    @Test
    void aTimeOutOfASocketIsTold() {
        IOException end = new SocketTimeoutException("Read timed out");
        assertThat(Traces.failuresIn(end)).containsExactly(end);
    }

    @Test
    void aTimeOutOfAnotherLibraryIsTold() {
        IOException end = new InterruptedIOException("timeout");
        assertThat(Traces.failuresIn(end)).containsExactly(end);
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
