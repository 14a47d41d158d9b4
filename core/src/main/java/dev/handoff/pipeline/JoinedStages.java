package dev.handoff.pipeline;

import dev.handoff.CheckReturnValue;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** The part of {@link Pipeline} with the stages that have several inputs. */
@CheckReturnValue(Ignored.PIPELINE)
abstract sealed class JoinedStages<T> extends TimedStages<T> permits BranchingStages {
    JoinedStages(@Nullable String name, Stage<T> last) {
        super(name, last);
    }

    // ---- pairs

    /**
     * Combines the first value of this pipeline with the first of another, the second with the second, and so on, until
     * one of them has ended; the other is stopped then. This one is asked first: a value for which the other has none
     * is dropped, and an end or a failure of the other is noticed with the next value of this one.
     *
     * <p>The other one runs in a process of its own, and is one value ahead. If either fails, so does the whole, after the
     * pairs before.
     *
     * @param other the other pipeline
     * @param combining makes one of two
     * @param <U> the type of its values
     * @param <R> the type of what comes out
     * @return a pipeline
     */
    public <U, R> Pipeline<R> zip(
            Pipeline<? extends U> other, Combining<? super T, ? super U, ? extends R> combining) {
        Objects.requireNonNull(combining, "combining");
        Stage<? extends U> second = other.part();
        return paired("zip", second, Joins.zip(last, second, combining));
    }

    /**
     * Combines each value of this pipeline with the latest one of another, and each value of the other with the latest
     * one of this: a result for each value, once both have had one. Of the values that come before the other pipeline
     * has one, the latest counts; the others are dropped. Ends when both have ended. When a pipeline ends that never
     * had a value, so does the whole, and the other is stopped.
     *
     * <p>Each runs in a process of its own, and is one value ahead: while the stages below are busy, both wait, and
     * nothing is dropped. If both have a value ready then, either may be first. If either fails, so does the whole,
     * after the results that were put out before, and the other is stopped.
     *
     * <p>After the {@code combineLatest} of Rx and Reactor. Kotlin's {@code combine} makes one result of values of both that
     * come together.
     *
     * @param other the other pipeline
     * @param combining makes one of two; runs in the process of the stage
     * @param <U> the type of its values
     * @param <R> the type of what comes out
     * @return a pipeline
     */
    public <U, R> Pipeline<R> combineLatest(
            Pipeline<? extends U> other, Combining<? super T, ? super U, ? extends R> combining) {
        Objects.requireNonNull(combining, "combining");
        Stage<? extends U> second = other.part();
        return paired(
                "combineLatest", second, CombineLatest.of(List.of(last, second), pair(combining)));
    }

    @SuppressWarnings("unchecked") // the values stand in the order of the inputs
    private static <T, U, R> CombineLatest.Combination<R> pair(
            Combining<? super T, ? super U, ? extends R> combining) {
        return (me, latest) -> Elements.combine(me, combining, (T) latest[0], (U) latest[1]);
    }

    private <R> Pipeline<R> paired(String operator, Stage<?> second, StageBody<R> body) {
        return new Pipeline<>(name, new Stage<>(Label.of(operator), List.of(last, second), body));
    }

    // ---- all of several

    /**
     * What this pipeline and others put out, as it comes. See {@link #mergeAll}.
     *
     * @param others the other pipelines
     * @return a pipeline
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final Pipeline<T> merge(Pipeline<? extends T>... others) {
        return joined("merge", name, stages(others), Merging::new);
    }

    /**
     * What all of {@code pipelines} put out, as it comes: the values of each in their order. Ends when all have ended;
     * fails when one has failed, after the values that were put out before, and stops the others.
     *
     * <p>Each runs in a process of its own. Together they may be twice {@value Merging#AHEAD} values ahead, or three
     * times {@value Merging#AHEAD} if a platform thread runs what is below, and one more each.
     *
     * @param pipelines which ones; none makes an empty pipeline
     * @param <T> the type of the values
     * @return a pipeline
     */
    public static <T> Pipeline<T> mergeAll(Collection<? extends Pipeline<? extends T>> pipelines) {
        return joined("merge", null, stages(pipelines), Merging::new);
    }

    /**
     * What this pipeline puts out, then what the others do. See {@link #concatAll}.
     *
     * @param others the other pipelines
     * @return a pipeline
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final Pipeline<T> concat(Pipeline<? extends T>... others) {
        return joined("concat", name, stages(others), Concat::new);
    }

    /**
     * What the first of {@code pipelines} puts out, then what the second does, and so on. Each begins when the one before
     * has ended. None has a process of its own.
     *
     * @param pipelines which ones; none makes an empty pipeline
     * @param <T> the type of the values
     * @return a pipeline
     */
    public static <T> Pipeline<T> concatAll(Collection<? extends Pipeline<? extends T>> pipelines) {
        return joined("concat", null, stages(pipelines), Concat::new);
    }

    /**
     * A value of this pipeline, then one of each of the others, and so on. See {@link #interleaveAll}.
     *
     * @param others the other pipelines
     * @return a pipeline
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final Pipeline<T> interleave(Pipeline<? extends T>... others) {
        return joined("interleave", name, stages(others), Joins::interleave);
    }

    /**
     * A value of each of {@code pipelines} by turns, in their order, waiting for the one whose turn it is; a pipeline
     * that has ended is left out from then on. Ends when all have ended; fails when it is the turn of one that has
     * failed.
     *
     * <p>Each runs in a process of its own, and is one value ahead.
     *
     * @param pipelines which ones; none makes an empty pipeline
     * @param <T> the type of the values
     * @return a pipeline
     */
    public static <T> Pipeline<T> interleaveAll(
            Collection<? extends Pipeline<? extends T>> pipelines) {
        return joined("interleave", null, stages(pipelines), Joins::interleave);
    }

    // ---- lists of all

    /**
     * The first values of all of {@code pipelines} as a list, then the second ones, and so on, until one of them has
     * ended; the others are stopped then. They are asked in their order: the values of a list that is not whole are
     * dropped, and the end or failure of a pipeline is noticed when it is its turn.
     *
     * <p>Each runs in a process of its own, and is one value ahead. If one fails, so does the whole, after the lists before.
     *
     * @param pipelines which ones; none makes an empty pipeline
     * @param <T> the type of the values
     * @return a pipeline of unmodifiable lists with a value of each, in the order of the pipelines
     */
    public static <T> Pipeline<List<T>> zipAll(
            Collection<? extends Pipeline<? extends T>> pipelines) {
        return joined("zip", null, JoinedStages.<T>stages(pipelines), Joins::zipAll);
    }

    /**
     * The latest values of all of {@code pipelines} as a list: one list for each value, once all have had one. As
     * {@link #combineLatest}, for any number of pipelines: ends when all have ended; when one ends that never had a
     * value, so does the whole, and the others are stopped.
     *
     * @param pipelines which ones; none makes an empty pipeline
     * @param <T> the type of the values
     * @return a pipeline of unmodifiable lists with a value of each, in the order of the pipelines
     */
    public static <T> Pipeline<List<T>> combineLatestAll(
            Collection<? extends Pipeline<? extends T>> pipelines) {
        return joined(
                "combineLatest",
                null,
                JoinedStages.<T>stages(pipelines),
                inputs -> CombineLatest.of(inputs, JoinedStages::list));
    }

    @SuppressWarnings("unchecked") // they are values of inputs of the type
    private static <T> List<T> list(Label me, Object[] latest) {
        return (List<T>) List.of(latest);
    }

    /** How several stages become one. */
    private interface Joining<T, R> {
        StageBody<R> of(List<Stage<? extends T>> inputs);
    }

    private static <T, R> Pipeline<R> joined(
            String operator,
            @Nullable String name,
            List<Stage<? extends T>> inputs,
            Joining<T, R> joining) {
        return new Pipeline<>(
                name, new Stage<>(Label.of(operator), List.copyOf(inputs), joining.of(inputs)));
    }

    private List<Stage<? extends T>> stages(Pipeline<? extends T>[] others) {
        List<Stage<? extends T>> stages = new ArrayList<>();
        stages.add(last);
        for (Pipeline<? extends T> other : others) {
            stages.add(other.part());
        }
        return stages;
    }

    private static <T> List<Stage<? extends T>> stages(
            Collection<? extends Pipeline<? extends T>> pipelines) {
        List<Stage<? extends T>> stages = new ArrayList<>();
        for (Pipeline<? extends T> pipeline : pipelines) {
            stages.add(pipeline.part());
        }
        return stages;
    }
}
