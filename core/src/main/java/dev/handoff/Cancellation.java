package dev.handoff;

import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Why a scope was cancelled. */
enum Cancellation {
    /** By {@link Scope#cancel}. */
    ASKED,
    /** The body or a process has failed. */
    FAILURE,
    /** A racer has won. */
    WON,
    /** The scope's deadline has passed. */
    DEADLINE,
    /** The surrounding scope was cancelled, or the thread of the body was interrupted. */
    OUTSIDE;

    /** Whether {@code t} is how a cancelled process ends, not a failure of its own. */
    static boolean ends(@Nullable Throwable t) {
        Set<Throwable> seen =
                Collections.newSetFromMap(new IdentityHashMap<>()); // causes may form a circle
        for (; t != null && seen.add(t); t = causeOf(t)) {
            if (t instanceof CancelledException || Interrupts.isOne(t)) {
                return true;
            }
        }
        return false;
    }

    /** Null, too, if it cannot say: no failure is lost for want of a cause. */
    private static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable t) {
            return null;
        }
    }
}
