package dev.handoff.pipeline;

import dev.handoff.CheckReturnValue;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * The part of {@link Pipeline} with the stages that react to failures: to those that {@link #recover} tells of. A stage
 * that was stopped deals with no failure: it may have come of the stop, and nobody wants anything in its place.
 */
@CheckReturnValue(Ignored.PIPELINE)
abstract sealed class FailureStages<T> extends BranchingStages<T> permits Pipeline {
    FailureStages(@Nullable String name, Stage<T> last) {
        super(name, last);
    }

    // ---- of all that is above

    /**
     * Puts out one more value instead of a failure, and ends without a failure.
     *
     * <p>It deals with a failure of what stands above. A failure of what stands below passes, and so do an interrupt,
     * an {@link Error}, and a {@link dev.handoff.CancelledException}, by which a channel says that its receiver wants
     * no more, also as the cause of an {@link java.io.IOException}. Once this stage is stopped, or a scope or task
     * around the run was cancelled, for example by its deadline, it deals with no failure: it ends by an
     * {@link InterruptedException} with the failure as its cause.
     *
     * @param value makes the value; what it throws is the failure then, with the one before suppressed
     * @return a pipeline
     */
    public Pipeline<T> recover(Mapping<? super PipelineException, ? extends T> value) {
        Objects.requireNonNull(value, "value");
        return with(Label.of("recover"), Failures.recover(last, value));
    }

    /**
     * Goes on with another pipeline instead of a failure; {@link #recover} says which failures are meant.
     *
     * @param other gives the pipeline; what it throws is the failure then, with the one before suppressed
     * @return a pipeline
     */
    public Pipeline<T> recoverWith(
            Mapping<? super PipelineException, ? extends Pipeline<? extends T>> other) {
        Objects.requireNonNull(other, "other");
        return with(Label.of("recoverWith"), Failures.recoverWith(last, other));
    }

    /**
     * Runs all that is above again when it has failed, after a pause, from the source on: an iterable is asked for a new
     * iterator, a file opened again, a channel received from further on. Values that were put out before the failure are
     * put out again by the next run, if its source has them again; they are not taken back. To repeat a function for one
     * value, see {@link Mapping#retrying}. {@link #recover} says which failures are meant.
     *
     * <p>The attempts are those of a whole run, even if values have come out between two failures, or much time has
     * passed, unless the back-off says otherwise: {@link Backoff#anewAfterValues}, {@link Backoff#anewAfter}. When the
     * last attempt has failed, its failure is thrown, with the {@value Backoff#KEPT} failures before it suppressed, the
     * oldest first.
     *
     * @param backoff how often, after which failures and pauses
     * @return a pipeline
     */
    public Pipeline<T> retry(Backoff backoff) {
        Objects.requireNonNull(backoff, "backoff");
        return with(Label.of("retry", backoff), Failures.retry(last, backoff));
    }

    // ---- of a function, for one value

    /**
     * As map; for a value for which the function fails, {@code onError} says what happens.
     *
     * @param mapping the function
     * @param onError what is done when it fails
     * @param <R> the type of what it gives
     * @return a pipeline
     */
    public <R> Pipeline<R> map(
            Mapping<? super T, ? extends R> mapping, OnError<? super T, ? extends R> onError) {
        Objects.requireNonNull(mapping, "mapping");
        Objects.requireNonNull(onError, "onError");
        return with(
                Label.of("map", onError),
                Failures.resolve(Elements.map(last, Attempt.<T, R>at(mapping)), onError));
    }

    /**
     * As {@link #parallel}; for a value for which the function fails, {@code onError} says what happens, in the order of
     * the values, in the process of the stage.
     *
     * @param workers how many values are worked on at the same time, at most
     * @param mapping the function; must be safe to be used by several threads
     * @param onError what is done when it fails
     * @param <R> the type of what it gives
     * @return a pipeline
     * @throws IllegalArgumentException if {@code workers} is less than one
     */
    public <R> Pipeline<R> parallel(
            int workers,
            Mapping<? super T, ? extends R> mapping,
            OnError<? super T, ? extends R> onError) {
        Objects.requireNonNull(mapping, "mapping");
        Objects.requireNonNull(onError, "onError");
        return resolved(
                "parallel",
                workers + ", ordered, ",
                parallel(workers, Attempt.<T, R>at(mapping)).last.body(),
                onError);
    }

    /**
     * As {@link #parallelUnordered}; for a value for which the function fails, {@code onError} says what happens, when its
     * turn comes among the results, in the process of the stage. The other workers go on, except after
     * {@link OnError#stop}: then they are interrupted, and what they have done and was not put out is dropped. An
     * {@link dev.handoff.Owned} result does not move to the stages below.
     *
     * @param workers how many values are worked on at the same time, at most
     * @param mapping the function; must be safe to be used by several threads
     * @param onError what is done when it fails
     * @param <R> the type of what it gives
     * @return a pipeline
     * @throws IllegalArgumentException if {@code workers} is less than one
     */
    public <R> Pipeline<R> parallelUnordered(
            int workers,
            Mapping<? super T, ? extends R> mapping,
            OnError<? super T, ? extends R> onError) {
        Objects.requireNonNull(mapping, "mapping");
        Objects.requireNonNull(onError, "onError");
        return resolved(
                "parallel",
                workers + ", unordered, ",
                parallelUnordered(workers, Attempt.<T, R>at(mapping)).last.body(),
                onError);
    }

    /**
     * As {@link #parallelWith(int, Callable, Combining)}; for a value for which the function fails, or the opening that it
     * needs, {@code onError} says what happens, in the order of the values, in the process of the stage. After a
     * failure the worker closes what it has opened, which may be broken, and opens anew for its next value; a failure
     * to close is suppressed in that failure. A failure to close at the end fails the run.
     *
     * @param workers how many values are worked on at the same time, at most
     * @param opening makes what a worker needs; its failures are those of the value that it is needed for
     * @param mapping is given what the worker has opened, and the value; must be safe to be used by several threads
     * @param onError what is done when one of the two fails
     * @param <W> the type of what a worker needs
     * @param <R> the type of what it gives
     * @return a pipeline
     * @throws IllegalArgumentException if {@code workers} is less than one
     */
    public <W extends AutoCloseable, R> Pipeline<R> parallelWith(
            int workers,
            Callable<? extends W> opening,
            Combining<? super W, ? super T, ? extends R> mapping,
            OnError<? super T, ? extends R> onError) {
        requirePositive(workers, "parallelWith");
        Objects.requireNonNull(opening, "opening");
        Objects.requireNonNull(mapping, "mapping");
        Objects.requireNonNull(onError, "onError");
        return resolved(
                "parallelWith",
                workers + ", ordered, ",
                new OrderedWorkers<>(last, workers, Work.<W, T, R>attemptsWith(opening, mapping)),
                onError);
    }

    /**
     * As {@link #parallelWith(int, Callable, Combining, OnError)}, but the results are put out as they come; {@code onError}
     * says what happens when the turn of the failure comes among them. The other workers go on, except after
     * {@link OnError#stop}, as with {@link #parallelUnordered(int, Mapping, OnError)}, and an {@link dev.handoff.Owned}
     * result does not move to the stages below.
     *
     * @param workers how many values are worked on at the same time, at most
     * @param opening makes what a worker needs; its failures are those of the value that it is needed for
     * @param mapping is given what the worker has opened, and the value; must be safe to be used by several threads
     * @param onError what is done when one of the two fails
     * @param <W> the type of what a worker needs
     * @param <R> the type of what it gives
     * @return a pipeline
     * @throws IllegalArgumentException if {@code workers} is less than one
     */
    public <W extends AutoCloseable, R> Pipeline<R> parallelUnorderedWith(
            int workers,
            Callable<? extends W> opening,
            Combining<? super W, ? super T, ? extends R> mapping,
            OnError<? super T, ? extends R> onError) {
        requirePositive(workers, "parallelUnorderedWith");
        Objects.requireNonNull(opening, "opening");
        Objects.requireNonNull(mapping, "mapping");
        Objects.requireNonNull(onError, "onError");
        return resolved(
                "parallelWith",
                workers + ", unordered, ",
                new UnorderedWorkers<>(last, workers, Work.<W, T, R>attemptsWith(opening, mapping)),
                onError);
    }

    private <R> Pipeline<R> resolved(
            String operator,
            String how,
            StageBody<Attempt<T, R>> attempted,
            OnError<? super T, ? extends R> onError) {
        return with(Label.of(operator, how + onError), Failures.resolve(attempted, onError));
    }
}
