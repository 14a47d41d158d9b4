package dev.handoff;

import dev.handoff.internal.Foreign;
import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

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

    /**
     * Whether a process of a cancelled scope that ends by {@code t} ends by the cancel, and has no failure of its own.
     */
    static boolean ends(@Nullable Throwable t) {
        // no stream, no lambda: what is first linked at the end of the stack or of memory can never
        // be used again
        for (Throwable each : Foreign.withCauses(t)) {
            if (isOne(each)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether {@code t} says by itself that this thread was interrupted, or that its work is not wanted. What happened
     * to another thread or its work does not count.
     */
    static boolean isMetBy(Throwable t) {
        if (isNotWanted(t)) {
            return true;
        }
        for (Throwable each : Foreign.withCauses(t)) {
            if (Interrupts.hasMet(each)) {
                return true;
            }
            if (tellsOfOthers(each)) {
                return false;
            }
        }
        return false;
    }

    /** An iteration tells of the interrupt of its own thread, and leaves the interrupt status set. */
    private static boolean tellsOfOthers(Throwable t) {
        return switch (t) {
            case CancelledException e -> !Thread.currentThread().isInterrupted();
            case HandoffException e -> true;
            default ->
                    t instanceof ExecutionException
                            || t instanceof CompletionException
                            || t instanceof CancellationException;
        };
    }

    /**
     * Whether {@code t} says that a receiver wants no more: by itself, or in the words of {@code java.io}. A pipeline
     * has the same rule for a refusal.
     */
    static boolean isNotWanted(@Nullable Throwable t) {
        return Foreign.insideIo(t) instanceof CancelledException;
    }

    /** The rule is also in {@code internal.toolkit}, for packages that may not be known here. */
    private static boolean isOne(Throwable t) {
        return t instanceof CancelledException
                || t instanceof WorkCancelledException
                || Interrupts.mayComeOfOne(t);
    }

    /**
     * The failures beside the cancellation that {@code end} comes of: for example the failure of a close, which a
     * try-with-resources has suppressed in it. What comes of a cancellation itself is not among them.
     */
    static List<Throwable> failuresBeside(Throwable end) {
        List<Throwable> failures = new ArrayList<>();
        Set<Throwable> seen =
                Collections.newSetFromMap(new IdentityHashMap<>()); // they may form a circle, too
        Deque<Throwable> left = new ArrayDeque<>(List.of(end));
        for (Throwable next; (next = left.poll()) != null; ) {
            if (seen.contains(next)) {
                continue;
            }
            if (!ends(next)) {
                seen.add(next);
                failures.add(next);
                continue;
            }
            // down to the cancellation that it comes of: all on the way there come of it, too
            for (Throwable t = next;
                    t != null && seen.add(t);
                    t = isOne(t) ? null : Foreign.cause(t)) {
                left.addAll(Arrays.asList(t.getSuppressed()));
            }
        }
        return failures;
    }
}
