package dev.handoff.internal.toolkit;

import dev.handoff.CancelledException;
import dev.handoff.WorkCancelledException;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

/** Whether what was thrown comes of a cancel or an interrupt, in the words of this library or of the JDK. */
public final class Cancellations {
    private Cancellations() {}

    /**
     * Whether a cancel or an interrupt, of this process or of another, may have ended something: the rule of scopes and tasks.
     *
     * @param failure what was thrown; its causes are not looked at
     * @return true for a {@link CancelledException}, a {@link WorkCancelledException}, and what {@link
     *     Interrupts#mayComeOfOne} says
     */
    public static boolean isOne(Throwable failure) {
        return isOfLibrary(failure) || Interrupts.mayComeOfOne(failure);
    }

    /**
     * Whether work that was cancelled has ended by that: then it is no failure of its own.
     *
     * @param failure what was thrown
     * @return whether it or one of its causes {@linkplain #isOne is one}
     */
    public static boolean hasEnded(Throwable failure) {
        return Foreign.withCauses(failure).stream().anyMatch(Cancellations::isOne);
    }

    /**
     * Whether a cancel or an interrupt was met here: as {@link #isOne}, but neither what was made of an interrupt nor
     * what may come of the interrupt of another.
     *
     * @param failure what was thrown; its causes are not looked at
     * @return true for a {@link CancelledException}, a {@link WorkCancelledException}, and what
     *     {@link Interrupts#isWhereMet} says
     */
    public static boolean isWhereMet(Throwable failure) {
        return isOfLibrary(failure) || Interrupts.isWhereMet(failure);
    }

    private static boolean isOfLibrary(Throwable failure) {
        return failure instanceof CancelledException || failure instanceof WorkCancelledException;
    }

    /**
     * Whether a function that ran in this thread was interrupted: at a wait, in a file, at a socket, or in an
     * iteration, which leaves the interrupt status set. If a scope of the function's own was cancelled, the exception
     * that tells of that has an interrupt as its cause, too: the one by that cancel.
     *
     * @param thrown by the function; null if it has thrown nothing
     * @return true for an interrupt, and for what the JDK and this library wrap it in
     */
    public static boolean isInterrupt(@Nullable Throwable thrown) {
        return thrown instanceof CancelledException
                ? Thread.currentThread().isInterrupted() && Interrupts.hasMet(thrown.getCause())
                : Interrupts.hasMet(thrown);
    }
}
