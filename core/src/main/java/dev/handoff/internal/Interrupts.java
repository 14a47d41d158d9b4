package dev.handoff.internal;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/** What the JDK throws when a thread is interrupted. */
public final class Interrupts {
    private Interrupts() {}

    /**
     * Whether an interrupt has ended something.
     *
     * @param failure what was thrown; its causes are not looked at
     * @return true for what waits, channels and streams of the JDK throw then
     */
    public static boolean isOne(Throwable failure) {
        return failure instanceof InterruptedException
                || failure instanceof ClosedByInterruptException
                || (failure instanceof InterruptedIOException
                        && !(failure instanceof SocketTimeoutException));
    }
}
