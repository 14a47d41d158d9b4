package dev.handoff.pipeline;

import dev.handoff.CheckReturnValue;
import dev.handoff.Overflow;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Callable;

/** The part of {@link Pipeline} with the stages that run what is above them in other processes. */
@CheckReturnValue(Ignored.PIPELINE)
abstract sealed class ConcurrentStages<T> extends ElementStages<T> permits TimedStages {
    ConcurrentStages(@Nullable String name, Stage<T> last) {
        super(name, last);
    }

    /**
     * Runs what is above in a process of its own, which may be {@code capacity} values ahead of what is below.
     *
     * @param capacity how many values wait at most; zero: the two meet for each value
     * @return a pipeline
     * @throws IllegalArgumentException if {@code capacity} is negative
     */
    public Pipeline<T> buffer(int capacity) {
        requireNotNegative(capacity, "buffer");
        return with(Label.of("buffer", capacity), Buffering.buffer(last, capacity, Overflow.WAIT));
    }

    /**
     * As {@link #buffer(int)}, and says what happens to a value for which there is no room. Where a value is dropped,
     * what is above never waits. Nobody is told what was dropped: to learn that, put a channel of your own between two
     * pipelines ({@link dev.handoff.ChannelBuilder#onUndelivered}, {@link dev.handoff.Channel#dropped}).
     * {@code conflate()} has room for one value, and drops the oldest.
     *
     * @param capacity how many values wait at most; zero only if none is dropped
     * @param overflow the policy
     * @return a pipeline
     * @throws IllegalArgumentException if {@code capacity} is negative, or zero and values are to be dropped
     */
    public Pipeline<T> buffer(int capacity, Overflow overflow) {
        if (overflow == Overflow.WAIT) {
            return buffer(capacity);
        }
        Objects.requireNonNull(overflow, "overflow");
        requirePositive(capacity, "buffer");
        return with(
                Label.of("buffer", capacity + ", " + overflow),
                Buffering.buffer(last, capacity, overflow));
    }

    /**
     * As map, with {@code workers} processes that do it at the same time; the results keep the order of the values. A
     * process is started for a value that finds none idle, so there are no more processes than are needed: with
     * {@link Integer#MAX_VALUE}, one for each value that is waited for.
     *
     * <p>Takes at most {@code 2 * workers + 128} values from above that it has not put out yet, so that a slow value
     * does not keep the others from being worked on. If the mapping fails, no further value is begun, the results
     * before it are put out, and then the pipeline fails: as with map. An {@link dev.handoff.Owned} value does not move
     * to the worker, nor does such a result move to the stages below, as they do with {@link #parallelUnordered}: they
     * travel with their place in the order.
     *
     * @param workers how many values are worked on at the same time, at most
     * @param mapping the function; must be safe to be used by several threads
     * @param <R> the type of what it gives
     * @return a pipeline
     * @throws IllegalArgumentException if {@code workers} is less than one
     */
    public <R> Pipeline<R> parallel(int workers, Mapping<? super T, ? extends R> mapping) {
        requirePositive(workers, "parallel");
        Objects.requireNonNull(mapping, "mapping");
        return with(
                Label.of("parallel", workers + ", ordered"),
                new OrderedWorkers<T, R>(last, workers, Work.of(mapping)));
    }

    /**
     * As {@link #parallel}, but the results are put out as they come.
     *
     * <p>If the mapping fails, the results that were there before it are put out, and then the pipeline fails; the
     * other workers are interrupted, and what they were working on is lost, even to a recover below. If what is above
     * fails, all values before that are worked on and put out first, as by {@link #parallel}. At most
     * {@code 2 * workers + 128} values are taken from above that were not put out yet.
     *
     * @param workers how many values are worked on at the same time, at most
     * @param mapping the function; must be safe to be used by several threads
     * @param <R> the type of what it gives
     * @return a pipeline
     * @throws IllegalArgumentException if {@code workers} is less than one
     */
    public <R> Pipeline<R> parallelUnordered(int workers, Mapping<? super T, ? extends R> mapping) {
        requirePositive(workers, "parallelUnordered");
        Objects.requireNonNull(mapping, "mapping");
        return with(
                Label.of("parallel", workers + ", unordered"),
                new UnorderedWorkers<T, R>(last, workers, Work.of(mapping)));
    }

    /**
     * As {@link #parallel}, for work that needs something that is expensive to make or cannot be shared, such as a
     * connection: each worker opens one when it gets its first value, and closes it at its end, however that comes. A
     * failure to close stops no other worker: the pipeline fails when all results have been put out, or the failure is
     * suppressed in another one.
     *
     * @param workers how many values are worked on at the same time, at most
     * @param opening makes what a worker needs; its failures are those of the value that it is needed for
     * @param mapping is given what the worker has opened, and the value; must be safe to be used by several threads
     * @param <W> the type of what a worker needs
     * @param <R> the type of what it gives
     * @return a pipeline
     * @throws IllegalArgumentException if {@code workers} is less than one
     */
    public <W extends AutoCloseable, R> Pipeline<R> parallelWith(
            int workers,
            Callable<? extends W> opening,
            Combining<? super W, ? super T, ? extends R> mapping) {
        requirePositive(workers, "parallelWith");
        Objects.requireNonNull(opening, "opening");
        Objects.requireNonNull(mapping, "mapping");
        return with(
                Label.of("parallelWith", workers + ", ordered"),
                new OrderedWorkers<T, R>(last, workers, Work.with(opening, mapping)));
    }

    /**
     * As {@link #parallelWith}, but the results are put out as they come, as {@link #parallelUnordered} does.
     *
     * @param workers how many values are worked on at the same time, at most
     * @param opening makes what a worker needs
     * @param mapping is given what the worker has opened, and the value; must be safe to be used by several threads
     * @param <W> the type of what a worker needs
     * @param <R> the type of what it gives
     * @return a pipeline
     * @throws IllegalArgumentException if {@code workers} is less than one
     */
    public <W extends AutoCloseable, R> Pipeline<R> parallelUnorderedWith(
            int workers,
            Callable<? extends W> opening,
            Combining<? super W, ? super T, ? extends R> mapping) {
        requirePositive(workers, "parallelUnorderedWith");
        Objects.requireNonNull(opening, "opening");
        Objects.requireNonNull(mapping, "mapping");
        return with(
                Label.of("parallelWith", workers + ", unordered"),
                new UnorderedWorkers<T, R>(last, workers, Work.with(opening, mapping)));
    }

    // ---- pipelines inside

    /**
     * Runs a pipeline for each value, {@code most} at the same time, and puts out what they put out, as it comes: the
     * values of each in their order. With {@code most} 1 this is {@link #flatMap}, one value ahead.
     *
     * <p>Each runs in a process of its own. Together they may be twice {@value Merging#AHEAD} values ahead, or three
     * times {@value Merging#AHEAD} if a platform thread runs what is below, and one more each. What is above runs in a
     * further process, which calls the mapping: when {@code most} pipelines are running, its next value waits until one
     * has ended. If a pipeline fails, so does this stage, after the values that were put out before, and the others are
     * stopped. If what is above fails, or the mapping, all pipelines that were begun come to their end first.
     *
     * <p>After Kotlin's {@code flatMapMerge} and the {@code flatMap} of Rx and Reactor.
     *
     * @param most how many pipelines run at the same time at most; one or more
     * @param mapping gives the pipeline
     * @param <R> the type of what it puts out
     * @return a pipeline
     * @throws IllegalArgumentException if {@code most} is less than one
     */
    public <R> Pipeline<R> flatMapMerge(
            int most, Mapping<? super T, ? extends Pipeline<? extends R>> mapping) {
        requirePositive(most, "flatMapMerge");
        Objects.requireNonNull(mapping, "mapping");
        return with(Label.of("flatMapMerge", most), new FlatMapMerging<T, R>(last, most, mapping));
    }

    /**
     * Runs a pipeline for each value, until the next value comes: then it is stopped, as by {@code take}, and awaited, and
     * the pipeline of the new value is begun. The last one runs to its end.
     *
     * <p>What is above runs in a process of its own, and so does the pipeline; both are one value ahead. When a new
     * value has come, what the pipeline of the value before was about to put out is dropped; while the stages below are
     * busy with a value, nothing is stopped. If a pipeline fails, so does this stage. If what is above fails, the
     * pipeline is stopped, and the failure takes the place of the rest.
     *
     * <p>A pipeline in whose place a newer one comes fails nothing any more. If it had failed before the newer value
     * was taken, while the stages below were busy, that failure goes to the uncaught-exception handler of the thread
     * that runs this stage; so does a failure to close. Failures of its functions once they are interrupted are not
     * told.
     *
     * <p>After Kotlin's {@code flatMapLatest}, where any failure of the older one fails the whole, and the {@code switchMap} of
     * Rx and Reactor, which hand it to their hooks for what nobody hears.
     *
     * @param mapping gives the pipeline
     * @param <R> the type of what it puts out
     * @return a pipeline
     */
    public <R> Pipeline<R> flatMapLatest(
            Mapping<? super T, ? extends Pipeline<? extends R>> mapping) {
        Objects.requireNonNull(mapping, "mapping");
        return with(Label.of("flatMapLatest"), FlatMapLatest.<T, R>of(last, mapping));
    }
}
