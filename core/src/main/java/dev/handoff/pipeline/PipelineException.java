package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.HandoffException;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/**
 * A stage of a pipeline has failed: the message names the stage, {@link #getCause} is what its function threw (L46).
 */
public final class PipelineException extends HandoffException {
    private static final long serialVersionUID = 1;

    private final String stage;
    private volatile @Nullable String pipeline;

    private final boolean isOfClose;
    private volatile boolean isRecovered;

    PipelineException(String stage, Throwable cause) {
        this(stage, cause, false);
    }

    PipelineException(String stage, Throwable cause, boolean isOfClose) {
        super("a stage has failed", cause);
        this.stage = stage;
        this.isOfClose = isOfClose;
    }

    /** Whether something could not be closed, or a finally block has failed. */
    boolean isOfClose() {
        return isOfClose;
    }

    /** Notes that a stage has dealt with this failure, and with what could not be closed after it. */
    void recover() {
        isRecovered = true;
        for (Throwable later : getSuppressed()) {
            if (later instanceof PipelineException failure && !failure.isRecovered) {
                failure.recover();
            }
        }
    }

    /** Takes {@link #recover} back: this failure fails what is below all the same. */
    void failAllTheSame() {
        isRecovered = false;
        for (Throwable later : getSuppressed()) {
            if (later instanceof PipelineException failure && failure.isRecovered) {
                failure.failAllTheSame();
            }
        }
    }

    boolean isRecovered() {
        return isRecovered;
    }

    /**
     * Whether a stage may deal with this failure. It may not if the cause is an error, or says that nobody wants a
     * function's work any more.
     */
    boolean mayBeMended() {
        Throwable cause = getCause();
        return cause instanceof Exception && (isOfClose || refusal(cause) == null);
    }

    /**
     * What a run of a pipeline ends by: this, unless a function was told that nobody wants its work any more. Then the
     * caller that runs the pipeline ends by that, too, as if it had called the function itself (ADR 5): with what is
     * suppressed on the way there, once each.
     */
    HandoffException ofRun(@Nullable String name) {
        CancelledException cancel = cancel();
        if (cancel == null) {
            return of(name);
        }
        List<Throwable> onTheWay =
                Foreign.withCauses(this).stream().takeWhile(t -> t != cancel).toList();
        Foreign.suppressAllOf(onTheWay, cancel);
        return cancel;
    }

    /** What has told a function that nobody wants its work any more, if this failure comes of that; else null. */
    @Nullable CancelledException cancel() {
        CancelledException cancel = isOfClose ? null : refusal(getCause());
        return cancel == null || isOfInterrupt(cancel) ? null : cancel;
    }

    /** What says in {@code cause} that a receiver wants no more (ADR 5): the rule of scopes, Cancellation.isNotWanted. */
    static @Nullable CancelledException refusal(@Nullable Throwable cause) {
        return Foreign.insideIo(cause) instanceof CancelledException c ? c : null;
    }

    /**
     * Whether it comes of a scope of the function's own that was cancelled, as its causes tell. An interrupt by others
     * is not wrapped in a PipelineException.
     */
    private static boolean isOfInterrupt(CancelledException cancel) {
        return Foreign.withCauses(cancel).stream().anyMatch(Interrupts::hasMet);
    }

    /** Notes to which pipeline the stage belongs; the first to say so, the innermost, is right. */
    PipelineException of(@Nullable String name) {
        if (pipeline == null) {
            pipeline = name;
        }
        return this;
    }

    /**
     * The stage, as {@link Pipeline#toString} has it: such as {@code map "square"}.
     *
     * @return its operator, and its name if it has one
     */
    public String stage() {
        return stage;
    }

    /**
     * The name of the pipeline.
     *
     * @return null if it has none, or if the failure has left neither the run nor a part that has a name: so it is in
     *     the functions of recover, and where uncaught-exception handlers are told of it
     */
    public @Nullable String pipeline() {
        return pipeline;
    }

    /**
     * Says which stage of which pipeline has failed, and why.
     *
     * @return such as {@code pipeline "prices", stage map "fetch" has failed: java.io.IOException: connection refused}
     */
    @Override
    public String getMessage() {
        String name = pipeline;
        String where = name == null ? "stage " : "pipeline \"" + name + "\", stage ";
        return where + stage + " has failed: " + Foreign.words(Objects.requireNonNull(getCause()));
    }
}
