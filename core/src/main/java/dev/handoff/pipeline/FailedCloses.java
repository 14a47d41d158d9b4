package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.ProcessFailedException;
import dev.handoff.internal.Access;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Unheard;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Failures to close something in the processes of a stage: they are not lost, even if nobody wants more values. Nor is
 * anything else lost that is suppressed in the end of a process which was told so, by an interrupt or a refusal: it may
 * be a commit (ADR 5).
 */
final class FailedCloses {
    private final List<Throwable> failures = new ArrayList<>();
    private final Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Those of the stage around, which tells the failures that it has given to its branches. */
    private final @Nullable FailedCloses outer;

    /** Which failure is the first depends on who comes first. */
    private final Access access = new Access();

    private volatile @Nullable Throwable passedOn;

    FailedCloses(@Nullable FailedCloses outer) {
        this.outer = outer;
    }

    /**
     * Notes what could not be closed when a process or a stage has ended by {@code end}: that is {@code end} itself, or
     * what is suppressed in it.
     *
     * @param wasStopped whether it was stopped before: then what wraps an interrupt comes of that, and is no failure
     */
    void add(@Nullable Throwable end, BooleanSupplier wasStopped) {
        add(end, wasStopped, false, Collections.newSetFromMap(new IdentityHashMap<>(4)));
    }

    /**
     * As above.
     *
     * @param isBeside whether {@code t} is suppressed in an end that is no failure: then {@code t} is a failure,
     *     whatever it is, unless it comes of a cancel itself
     */
    private void add(
            @Nullable Throwable t,
            BooleanSupplier wasStopped,
            boolean isBeside,
            Set<Throwable> seen) {
        if (t == null || !seen.add(t)) { // they may form a circle
            return;
        }
        if (t instanceof PipelineException e && e.isOfClose()) {
            note(e);
        } else if (t instanceof ProcessFailedException) { // of a stage inside
            add(t.getCause(), wasStopped, isBeside, seen);
            addSuppressed(t, wasStopped, isBeside, seen);
        } else if (t instanceof Boundary.Enough) {
            // what the scope has suppressed in it is of its processes
            for (Throwable later : t.getSuppressed()) {
                add(later, wasStopped, !(later instanceof ProcessFailedException), seen);
            }
        } else if (isEnd(t) || comesOfCancel(t, wasStopped, isBeside)) {
            downToCancel(t).forEach(each -> addSuppressed(each, wasStopped, true, seen));
        } else if (isBeside) {
            note(t);
        } else {
            addSuppressed(t, wasStopped, false, seen);
        }
    }

    private void addSuppressed(
            Throwable t, BooleanSupplier wasStopped, boolean areBeside, Set<Throwable> seen) {
        for (Throwable later : t.getSuppressed()) {
            add(later, wasStopped, areBeside, seen);
        }
    }

    private static boolean comesOfCancel(
            Throwable t, BooleanSupplier wasStopped, boolean isBeside) {
        return !downToCancel(t).isEmpty() && (isBeside || wasStopped.getAsBoolean());
    }

    /** Notes a failure once: several processes may end with it. */
    private void note(Throwable failure) {
        if (outer != null && outer.has(failure)) {
            return;
        }
        access.write();
        synchronized (this) {
            if (known.add(failure)) {
                failures.add(failure);
            }
        }
    }

    private boolean has(Throwable failure) {
        synchronized (this) {
            if (known.contains(failure)) {
                return true;
            }
        }
        return outer != null && outer.has(failure);
    }

    /** Whether a process that has ended by {@code t} was told that nobody wants its work, and has not failed. */
    static boolean isEnd(Throwable t) {
        return t instanceof InterruptedException
                || t instanceof CancelledException
                || (t instanceof PipelineException e && e.cancel() != null);
    }

    /** {@code thrown}, its cause and so on, down to the cancel or the interrupt that it comes of; empty if there is none. */
    private static List<Throwable> downToCancel(Throwable thrown) {
        return Foreign.downTo(thrown, Cancellations::isOne);
    }

    /** Notes a failure that fails the stage although one of its branches may recover from it. */
    void passOn(@Nullable Throwable failure) {
        passedOn = failure;
    }

    @Nullable Throwable passedOn() {
        return passedOn;
    }

    /** Called when no branch runs any more. */
    void branchesHaveEnded() {
        if (passedOn instanceof PipelineException failure) {
            failure.failAllTheSame();
        }
    }

    /** Suppresses the failures in {@code thrown}, as a try statement does with a close that fails. */
    Exception addedTo(Exception thrown) {
        List<Throwable> all = notRecovered();
        if (!all.isEmpty()) {
            Set<Throwable> told = toldBy(thrown);
            for (Throwable failure : all) {
                if (!told.contains(failure)) {
                    thrown.addSuppressed(failure);
                    told.addAll(Foreign.withCauses(failure));
                }
            }
        }
        return thrown;
    }

    private static Set<Throwable> toldBy(Exception thrown) {
        Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
        told.add(thrown);
        Stream.concat(Stream.of(thrown), downToCancel(thrown).stream())
                .flatMap(t -> Arrays.stream(t.getSuppressed()))
                .forEach(beside -> told.addAll(Foreign.withCauses(beside)));
        return told;
    }

    /**
     * Called after a run that has ended well otherwise. Throws the first failed close, if there is one, with all others
     * suppressed. What has failed beside an end that is no failure does not fail the run, and is reported.
     */
    void throwFirst() throws Exception {
        for (Throwable failure : notRecovered()) {
            if (failure instanceof PipelineException e && e.isOfClose()) {
                throw addedTo(e);
            }
        }
        report();
    }

    void report() {
        notRecovered().forEach(Unheard::tell);
    }

    private synchronized List<Throwable> notRecovered() {
        return failures.stream()
                .filter(failure -> !(failure instanceof PipelineException e && e.isRecovered()))
                .toList();
    }
}
