package dev.handoff.pipeline;

import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** The processes of one run of a stage that has some: a scope, and what was left open in them. */
final class Boundary {
    private final Scope scope;
    private final FailedCloses failedCloses;

    private Boundary(Scope scope, FailedCloses failedCloses) {
        this.scope = scope;
        this.failedCloses = failedCloses;
    }

    /** What receives from the processes, and answers whether more is wanted. */
    @FunctionalInterface
    interface Body {
        boolean run(Boundary processes) throws Exception;
    }

    /**
     * Runs {@code body} in a scope of its own, and throws the failure of a process as it was. If the body answers that no
     * more is wanted, interrupts all that still runs in the scope; what fails then is of no interest, but for closes.
     */
    static boolean run(Label me, Body body) throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        FailedCloses failedCloses = new FailedCloses();
        try {
            Scope.named(me.toString())
                    .run(
                            scope -> {
                                if (!body.run(new Boundary(scope, failedCloses))) {
                                    stopped.set(true);
                                    scope.cancel();
                                }
                            });
        } catch (ProcessFailedException e) {
            if (!stopped.get()) {
                throw failedCloses.addedTo(unwrapped(me, e));
            }
        } catch (Exception e) {
            throw failedCloses.addedTo(e);
        }
        if (stopped.get()) {
            failedCloses.report();
        }
        return !stopped.get();
    }

    private static Exception unwrapped(Label me, ProcessFailedException e) {
        Throwable cause = Objects.requireNonNull(e.getCause());
        if (!(cause instanceof PipelineException failure)) {
            return me.failure(e);
        }
        for (Throwable later : e.getSuppressed()) {
            failure.addSuppressed(later);
        }
        return failure;
    }

    /** Starts a process; if it fails, so does the stage. */
    void go(String name, ProcessBody body) {
        scope.go(
                name,
                () -> {
                    try {
                        body.run();
                    } catch (Exception e) {
                        ended(e);
                        throw e;
                    }
                });
    }

    /** Notes with what a process has ended that tells it to others: they may not listen any more. */
    void ended(@Nullable Throwable failure) {
        failedCloses.add(failure);
    }
}
