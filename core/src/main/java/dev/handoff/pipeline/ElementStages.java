package dev.handoff.pipeline;

import dev.handoff.CheckReturnValue;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.stream.Gatherer;

/** The part of {@link Pipeline} with the stages that need no process of their own. */
@CheckReturnValue(Ignored.PIPELINE)
abstract sealed class ElementStages<T> extends Sinks<T> permits ConcurrentStages {
    ElementStages(@Nullable String name, Stage<T> last) {
        super(name, last);
    }

    /** This pipeline with one more stage. */
    final <R> Pipeline<R> with(Label label, StageBody<R> body) {
        return new Pipeline<>(name, new Stage<>(label, List.of(last), body));
    }

    // ---- one value at a time

    /**
     * Puts out what {@code mapping} gives for each value.
     *
     * @param mapping the function
     * @param <R> the type of what it gives
     * @return a pipeline
     */
    public <R> Pipeline<R> map(Mapping<? super T, ? extends R> mapping) {
        Objects.requireNonNull(mapping, "mapping");
        return with(Label.of("map"), Elements.map(last, mapping));
    }

    /**
     * Puts out the values that meet a condition.
     *
     * @param condition the condition
     * @return a pipeline
     */
    public Pipeline<T> filter(Condition<? super T> condition) {
        Objects.requireNonNull(condition, "condition");
        return with(Label.of("filter"), Elements.filter(last, condition));
    }

    /**
     * Does something with each value, and puts it out.
     *
     * @param action what is done
     * @return a pipeline
     */
    public Pipeline<T> peek(Action<? super T> action) {
        Objects.requireNonNull(action, "action");
        return with(Label.of("peek"), Elements.peek(last, action));
    }

    // ---- some of the values

    /**
     * Puts out the first {@code count} values, and stops everything above with the last of them.
     *
     * @param count how many; zero or more. With zero nothing above is run
     * @return a pipeline
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public Pipeline<T> take(long count) {
        requireNotNegative(count, "take");
        return with(Label.of("take", count), Elements.take(last, count));
    }

    /**
     * Leaves out the first {@code count} values.
     *
     * @param count how many; zero or more
     * @return a pipeline
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public Pipeline<T> drop(long count) {
        requireNotNegative(count, "drop");
        return with(Label.of("drop", count), Elements.drop(last, count));
    }

    /**
     * Puts out the values before the first that does not meet a condition; with that one it stops everything above.
     *
     * @param condition the condition
     * @return a pipeline
     */
    public Pipeline<T> takeWhile(Condition<? super T> condition) {
        Objects.requireNonNull(condition, "condition");
        return with(Label.of("takeWhile"), Elements.takeWhile(last, condition));
    }

    /**
     * Leaves out the values before the first that does not meet a condition.
     *
     * @param condition the condition; not asked any more after that
     * @return a pipeline
     */
    public Pipeline<T> dropWhile(Condition<? super T> condition) {
        Objects.requireNonNull(condition, "condition");
        return with(Label.of("dropWhile"), Elements.dropWhile(last, condition));
    }

    /**
     * Leaves out values that are equal to an earlier one. Keeps a set of all values that it has put out.
     *
     * @return a pipeline
     */
    public Pipeline<T> distinct() {
        return with(Label.of("distinct"), Remembering.distinct(last, value -> value));
    }

    /**
     * Leaves out values with a key that is equal to that of an earlier one. Keeps a set of all keys.
     *
     * @param key gives the key of a value
     * @return a pipeline
     */
    public Pipeline<T> distinctBy(Mapping<? super T, ?> key) {
        Objects.requireNonNull(key, "key");
        return with(Label.of("distinctBy"), Remembering.distinct(last, key));
    }

    /**
     * Leaves out values that are equal to the one before. Keeps that one alone: the last that it has put out.
     *
     * @return a pipeline
     */
    public Pipeline<T> distinctUntilChanged() {
        return with(Label.of("distinctUntilChanged"), Remembering.distinctUntilChanged(last));
    }

    // ---- several values for one, and one for several

    /**
     * Runs a pipeline for each value, one after the other, and puts out what they put out. If one fails, so does this
     * stage. Elsewhere it is known as concatMap; {@link Pipeline#flatMapMerge} runs several at the same time.
     *
     * @param mapping gives the pipeline
     * @param <R> the type of what it puts out
     * @return a pipeline
     */
    public <R> Pipeline<R> flatMap(Mapping<? super T, ? extends Pipeline<? extends R>> mapping) {
        Objects.requireNonNull(mapping, "mapping");
        return with(Label.of("flatMap"), Elements.flatMap(last, mapping));
    }

    /**
     * Puts out, for each value, the elements of an iterable, such as a list.
     *
     * @param mapping gives the iterable
     * @param <R> the type of its elements
     * @return a pipeline
     */
    public <R> Pipeline<R> flatMapIterable(
            Mapping<? super T, ? extends Iterable<? extends R>> mapping) {
        Objects.requireNonNull(mapping, "mapping");
        return with(Label.of("flatMapIterable"), Elements.flatMapIterable(last, mapping));
    }

    /**
     * Puts out, for each value, the result of all values so far, folded from the left.
     *
     * @param first the result of no value; not put out
     * @param folding gives the next result, of the one so far and a value
     * @param <A> the type of the result
     * @return a pipeline
     */
    public <A> Pipeline<A> scan(A first, Combining<? super A, ? super T, ? extends A> folding) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(folding, "folding");
        return with(Label.of("scan"), Remembering.scan(last, first, folding));
    }

    /**
     * Puts out lists of {@code size} values; the last one may be shorter. Each list is new, and belongs to whoever gets
     * it. If a stage above fails, the values of the list that was begun are lost.
     *
     * @param size one or more
     * @return a pipeline
     * @throws IllegalArgumentException if {@code size} is less than one
     */
    public Pipeline<List<T>> batch(int size) {
        requirePositive(size, "batch");
        return with(Label.of("batch", size), Batching.bySize(last, size));
    }

    /**
     * Puts out lists of values that together weigh at most {@code most}: a list is put out when it weighs so much, or
     * when the next value does not fit. A value that alone weighs more makes a list of its own. Otherwise as
     * {@link #batch(int)}.
     *
     * @param most the weight of a list; one or more
     * @param weight gives the weight of a value, zero or more, without its fraction if it has one; asked once for each
     * @return a pipeline
     * @throws IllegalArgumentException if {@code most} is less than one
     */
    public Pipeline<List<T>> batchByWeight(long most, Mapping<? super T, ? extends Number> weight) {
        requirePositive(most, "batchByWeight");
        Objects.requireNonNull(weight, "weight");
        return with(Label.of("batchByWeight", most), Batching.byWeight(last, most, weight));
    }

    /**
     * Any stage that {@link java.util.stream.Stream#gather} takes, such as those of {@link
     * java.util.stream.Gatherers}. It runs in one process, value by value; its combiner is not used. If it answers that
     * it has enough, everything above is stopped. Its finisher runs at the end. If the gatherer has failed, or what is
     * above or below, nothing that the finisher pushes is taken, and what it throws is suppressed in the failure. So
     * mapConcurrent, other than in a stream, cancels its tasks then, and waits for them. But it takes no notice of an
     * interrupt: if the run is stopped while it waits for a task, for example by the stages below a buffer or by a
     * scope, that task is waited for to its end. Nor does it learn of a failure if another gatherer is joined behind it
     * by {@code andThen}: all of its tasks are waited for then. So give the two as two stages.
     * {@link Pipeline#parallel} has neither limit.
     *
     * @param gatherer the stage
     * @param <A> the type of its state
     * @param <R> the type of what it puts out
     * @return a pipeline
     */
    public <A, R> Pipeline<R> gather(Gatherer<? super T, A, R> gatherer) {
        Objects.requireNonNull(gatherer, "gatherer");
        return with(Label.of("gather"), new Gathering<T, A, R>(last, gatherer));
    }

    static void requireNotNegative(long count, String stage) {
        if (count < 0) {
            throw new IllegalArgumentException(stage + "(" + count + "): zero or more");
        }
    }
}
