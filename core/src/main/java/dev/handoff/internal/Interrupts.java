package dev.handoff.internal;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;

/** Whether a thread is interrupted, and what the JDK throws when it is. */
public final class Interrupts {
    private Interrupts() {}

    /**
     * Looks at the interrupt status, and clears it.
     *
     * @throws InterruptedException if it was set
     */
    public static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /**
     * Whether an interrupt has ended something.
     *
     * @param failure what was thrown; its causes are not looked at
     * @return true for what waits, channels, streams and sockets of the JDK throw then
     */
    public static boolean isOne(Throwable failure) {
        return failure instanceof InterruptedException
                || failure instanceof ClosedByInterruptException
                || failure instanceof FileLockInterruptionException
                || (failure instanceof InterruptedIOException
                        && !(failure instanceof SocketTimeoutException))
                || isOfSocket(failure);
    }

    /**
     * What a socket throws that a virtual thread waits at, and that is closed by its interrupt. The class is that of any
     * failure of a socket, and the interrupt status may have been cleared since; so the words tell.
     */
    private static boolean isOfSocket(Throwable failure) {
        return failure.getClass() == SocketException.class
                && "Closed by interrupt".equals(failure.getMessage());
    }
}
