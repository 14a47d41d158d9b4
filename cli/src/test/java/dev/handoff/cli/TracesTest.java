package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.CancelledException;
import dev.handoff.WorkCancelledException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.List;

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

    /** A circle, of which each is cut once. */
    @Test
    void causesAndWhatIsSuppressedAreCut() {
        Exception failure = new Exception();
        Exception cause = new Exception();
        Exception suppressed = new Exception();
        failure.initCause(cause);
        cause.initCause(failure);
        failure.addSuppressed(suppressed);
        StackTraceElement main = new StackTraceElement("Hoard", "main", "Hoard.java", 1);
        for (Exception each : List.of(failure, cause, suppressed)) {
            each.setStackTrace(
                    new StackTraceElement[] {
                        main,
                        new StackTraceElement("jdk.internal.reflect.Accessor", "invoke", null, -1),
                        new StackTraceElement("dev.handoff.cli.Program", "run", null, -1),
                        new StackTraceElement("java.lang.Thread", "run", null, -1)
                    });
        }
        Traces.cut(failure);
        assertThat(List.of(failure, cause, suppressed))
                .allSatisfy(each -> assertThat(each.getStackTrace()).containsExactly(main));
    }

    static List<Exception> endsByACancel() {
        return List.of(
                new InterruptedException(),
                new CancelledException("orders", null),
                new WorkCancelledException("job", null),
                new ClosedByInterruptException(),
                new FileLockInterruptionException(),
                new SocketException("Closed by interrupt"));
    }

    @ParameterizedTest
    @MethodSource("endsByACancel")
    void whoEndsByACancelHasNotFailed(Exception end) {
        assertThat(Traces.failuresIn(end)).isEmpty();
        assertThat(Traces.failuresIn(new IllegalStateException(end))).isEmpty();
    }

    static List<Exception> failures() {
        Exception withoutTrace = new InterruptedIOException("timeout");
        withoutTrace.setStackTrace(new StackTraceElement[0]);
        return List.of(
                withoutTrace,
                new SocketException("Connection reset"),
                new IOException("Closed by interrupt"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatIsLikeACancelIsTold(Exception end) {
        assertThat(Traces.failuresIn(end)).containsExactly(end);
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
        end.setStackTrace(
                new StackTraceElement[] {
                    new StackTraceElement(
                            "app", "java.base", "25", "sun.nio.ch.NioSocketImpl", "read", null, -1)
                });
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
    void whatHasFailedBesideThatIsToldOnce() {
        IOException disk = new IOException("disk");
        InterruptedException interrupt = new InterruptedException();
        interrupt.addSuppressed(disk);
        InterruptedException end = new InterruptedException();
        end.addSuppressed(new IllegalStateException(interrupt));
        end.addSuppressed(new IllegalStateException(interrupt));
        assertThat(Traces.failuresIn(end)).containsExactly(disk);
    }

    /** What is suppressed in it is told with it. */
    @Test
    void aFailureIsToldAsAWhole() {
        IOException end = new IOException("disk");
        end.addSuppressed(new IOException("close"));
        assertThat(Traces.failuresIn(end)).containsExactly(end);
    }

    @Test
    void causesMayFormACircle() {
        IOException end = new IOException("disk");
        end.initCause(new IOException(end));
        assertThat(Traces.failuresIn(end)).containsExactly(end);
    }

    @Test
    void whatHasFailedBelowCancelledWorkIsToldByItsScope() {
        InterruptedException interrupt = new InterruptedException();
        interrupt.addSuppressed(new IOException("disk"));
        assertThat(Traces.failuresIn(new WorkCancelledException("job", interrupt))).isEmpty();
    }
}
