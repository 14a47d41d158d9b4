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

    /** Whether {@code t} is how a process of a scope that was cancelled ends, not a failure of its own. */
    static boolean ends(@Nullable Throwable t) {
        for (Throwable each : Foreign.withCauses(t)) { // without a stream: see ScopeState.nested
            if (isOne(each)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code t} says by itself that this thread was interrupted, or its work not wanted: this one's, not that of others. */
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

    /** An iteration tells of the interrupt of its thread, and leaves that set. */
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

    /** Whether {@code t} says that a receiver wants no more, by itself or in the words of {@code java.io}; as a pipeline's refusal. */
    static boolean isNotWanted(@Nullable Throwable t) {
        return Foreign.insideIo(t) instanceof CancelledException;
    }

    /** Also in {@code internal.toolkit}, for those who may not be known here. */
    private static boolean isOne(Throwable t) {
        return t instanceof CancelledException
                || t instanceof WorkCancelledException
                || Interrupts.mayComeOfOne(t);
    }

    /**
     * What has failed beside the cancellation that {@code end} comes of: it is suppressed there, by a try-with-resources
     * whose close has failed, for example. Not what comes of a cancellation itself.
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
            // down to the cancellation that it comes of, of which all on the way come, too
            for (Throwable t = next;
                    t != null && seen.add(t);
                    t = isOne(t) ? null : Foreign.cause(t)) {
                left.addAll(Arrays.asList(t.getSuppressed()));
            }
        }
        return failures;
    }
}
