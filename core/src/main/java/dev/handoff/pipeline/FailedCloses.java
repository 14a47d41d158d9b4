package dev.handoff.pipeline;

import dev.handoff.ProcessFailedException;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Unheard;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Failures to close something in the processes of a stage: they are not lost, even if nobody wants more values. */
final class FailedCloses {
    private final CopyOnWriteArrayList<PipelineException> failures = new CopyOnWriteArrayList<>();

    /** Those of the stage around, which tells what it has given to its branches. */
    private final @Nullable FailedCloses outer;

    private volatile @Nullable Throwable passedOn;

    FailedCloses(@Nullable FailedCloses outer) {
        this.outer = outer;
    }

    /** Notes it, if something could not be closed, or what could not be closed after it, be it an interrupt or a failure. */
    void add(@Nullable Throwable failure) {
        add(failure, Collections.newSetFromMap(new IdentityHashMap<>(4)));
    }

    private void add(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) { // they may form a circle
            return;
        }
        if (failure instanceof PipelineException e && e.isOfClose()) {
            if (outer == null || !outer.has(e)) {
                failures.addIfAbsent(e); // several processes may end with it
            }
            return;
        }
        if (failure instanceof ProcessFailedException) {
            add(failure.getCause(), seen); // of a stage inside
        }
        for (Throwable later : failure.getSuppressed()) {
            add(later, seen);
        }
    }

    /** Notes what fails the stage although one of its branches may recover from it. */
    void passOn(@Nullable Throwable failure) {
        passedOn = failure;
    }

    @Nullable Throwable passedOn() {
        return passedOn;
    }

    /** When no branch runs any more. */
    void branchesHaveEnded() {
        if (passedOn instanceof PipelineException failure) {
            failure.failAllTheSame();
        }
    }

    boolean has(Throwable failure) {
        return failures.contains(failure) || (outer != null && outer.has(failure));
    }

    /** As a try statement adds them to what its body has thrown. */
    Exception addedTo(Exception thrown) {
        for (PipelineException failure : failures) {
            if (!failure.isRecovered() && !tells(thrown, failure)) {
                thrown.addSuppressed(failure);
            }
        }
        return thrown;
    }

    private static boolean tells(Exception thrown, PipelineException failure) {
        return thrown == failure
                || Arrays.stream(thrown.getSuppressed())
                        .flatMap(s -> Stream.of(s, Foreign.cause(s)))
                        .filter(Objects::nonNull)
                        .anyMatch(s -> s == failure);
    }

    /** Throws the first, if there is one, with the others suppressed: after a run that has ended well otherwise. */
    void throwFirst() throws Exception {
        for (PipelineException failure : failures) {
            if (!failure.isRecovered()) {
                throw addedTo(failure);
            }
        }
    }

    void report() {
        for (PipelineException failure : failures) {
            if (!failure.isRecovered()) {
                Unheard.tell(failure);
            }
        }
    }
}
