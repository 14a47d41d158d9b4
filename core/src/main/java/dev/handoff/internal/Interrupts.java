package dev.handoff.internal;

import org.jspecify.annotations.Nullable;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLockInterruptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

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
            throw toThrow();
        }
    }

    /**
     * For a caller that knows that there was an interrupt, or a cancel in whose place one is thrown: clears the
     * interrupt status. The thread's own class may keep another one.
     *
     * @return what to throw; if there is no memory for it, the interrupt stays pending
     */
    public static InterruptedException taken() {
        InterruptedException interrupt = new InterruptedException(); // first
        Thread.interrupted();
        return interrupt;
    }

    /** Called when the status was cleared: if there is no memory to tell of it, sets it again. */
    private static InterruptedException toThrow() {
        try {
            return new InterruptedException();
        } catch (VirtualMachineError e) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    /**
     * An action that may be interrupted.
     *
     * @param <R> the type of what it returns
     */
    @FunctionalInterface
    public interface Interruptible<R> {
        /**
         * Does it.
         *
         * @return its result
         * @throws InterruptedException if the thread was interrupted; nothing was done then
         */
        R call() throws InterruptedException;
    }

    /**
     * Does something that is no cancellation point: again, if it is interrupted.
     *
     * @param body what is to be done
     * @param <R> the type of what it returns
     * @return what it has returned; the interrupt status is set if there was an interrupt, also if {@code body} throws
     */
    public static <R> R undisturbed(Interruptible<R> body) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return body.call();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Interrupts a thread. That may run code of the thread's class, or of the channel that it is in; what such code
     * throws is {@linkplain Unheard#tell told}, because the caller has others to tell.
     *
     * @param thread which one
     */
    public static void interrupt(Thread thread) {
        try {
            thread.interrupt();
        } catch (Throwable t) {
            Unheard.tell(t);
        }
    }

    /**
     * Whether an interrupt has ended something.
     *
     * @param failure what was thrown; its causes are not looked at
     * @return true for what the waits, channels, streams and sockets of the JDK throw then
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
     * Whether this is what a socket throws if a virtual thread waits at it and is interrupted, which closes the socket.
     * The class is that of any failure of a socket, and the interrupt status may have been cleared since; so the words
     * tell.
     */
    private static boolean isOfSocket(Throwable failure) {
        return failure.getClass() == SocketException.class
                && "Closed by interrupt".equals(failure.getMessage());
    }

    /**
     * Whether an interrupt, of this thread or of another, may have ended something. That is what {@link #isOne} says,
     * and also what others are told: those that use a channel or a socket of the JDK that an interrupt has closed, or
     * wait at a barrier that one has broken, or for a future that was cancelled because of one.
     *
     * @param failure what was thrown; its causes are not looked at
     * @return true also if somebody has closed, reset or cancelled it by hand, or a barrier has broken because a party
     *     was late or its action failed: that party tells of it
     */
    public static boolean mayComeOfOne(Throwable failure) {
        return isOne(failure)
                || failure instanceof ClosedChannelException
                || failure instanceof CancellationException
                || failure instanceof BrokenBarrierException
                || (failure.getClass() == SocketException.class
                        && "Socket closed".equals(failure.getMessage()));
    }

    /**
     * Whether a function was interrupted, at a wait, in a file, a pipe or at a socket, and has not failed by itself. An
     * {@link InterruptedIOException} may be a time-out of other code; it counts as one unless it has an interrupt as
     * its cause or is the JDK's.
     *
     * @param thrown by the function; null if it has thrown nothing
     * @return true for an interrupt, and for what the JDK and this library wrap it in
     */
    public static boolean hasMet(@Nullable Throwable thrown) {
        if (!(thrown instanceof InterruptedIOException || thrown instanceof UncheckedIOException)) {
            return thrown != null && isOne(thrown); // without a walk along all causes
        }
        for (Throwable t : Foreign.withCauses(thrown)) { // they may form a circle
            if (isWhereMet(t)) {
                return true;
            }
            if (!(t instanceof InterruptedIOException || t instanceof UncheckedIOException)) {
                return false;
            }
        }
        return false;
    }

    /**
     * Whether an interrupt was met here: as {@link #isOne}, but neither a time-out of other code nor what wraps an
     * interrupt.
     *
     * @param failure what was thrown; its causes are not looked at
     * @return true for the interrupt itself, and for what the JDK has thrown in its place
     */
    public static boolean isWhereMet(Throwable failure) {
        return failure instanceof InterruptedIOException e ? isOfJdk(e) : isOne(failure);
    }

    /**
     * Sets the interrupt status again if a function of the user's {@linkplain #hasMet has met} an interrupt. For a
     * caller that tells what the function has thrown, and goes on: a cancel comes only once.
     *
     * @param thrown by the function
     */
    public static void keep(Throwable thrown) {
        if (hasMet(thrown)) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether this is what the pipes of the JDK throw when they are interrupted. It has no cause, and the interrupt
     * status is clear by then, so the place where it was thrown tells. The JDK's own time-outs have a class of their
     * own.
     */
    private static boolean isOfJdk(InterruptedIOException e) {
        if (e.getClass() != InterruptedIOException.class) {
            return false; // the methods of a subclass may be somebody else's
        }
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length > 0 && "java.base".equals(trace[0].getModuleName());
    }

    /**
     * An interrupt as it is to be thrown.
     *
     * @param met what a function has thrown that has met an interrupt
     * @return the interrupt itself, or an interrupt with {@code met} as its cause. What is suppressed on the way from
     *     {@code met} to the interrupt that it wraps is suppressed in it, once each, and the interrupt status is clear
     *     then. If there is no memory for it, the interrupt stays pending
     */
    public static InterruptedException asOne(Throwable met) {
        return asOne(met, t -> false);
    }

    /**
     * As {@link #asOne(Throwable)}, for a failure that may come of the interrupt of others.
     *
     * @param met as above
     * @param isOfOthers whether a failure on the way tells how the work of others has ended: those others tell what has
     *     failed beside that
     * @return as above, without what is suppressed below such a failure
     */
    public static InterruptedException asOne(
            Throwable met, Predicate<? super Throwable> isOfOthers) {
        if (met instanceof InterruptedException interrupt) {
            return interrupt;
        }
        try {
            return wrapping(met, isOfOthers);
        } catch (VirtualMachineError e) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    private static InterruptedException wrapping(
            Throwable met, Predicate<? super Throwable> isOfOthers) {
        InterruptedException interrupt = new InterruptedException();
        interrupt.initCause(met);
        List<Throwable> onTheWay = new ArrayList<>();
        for (Throwable t : Foreign.withCauses(met)) {
            onTheWay.add(t);
            if (isWhereMet(t) || isOfOthers.test(t)) {
                break;
            }
        }
        Foreign.suppressAllOf(onTheWay, interrupt);
        Thread.interrupted();
        return interrupt;
    }
}
