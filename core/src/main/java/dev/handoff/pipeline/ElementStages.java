package dev.handoff.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/** The part of {@link Pipeline} with the stages that need no process of their own. */
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
     * @param action what
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
     */
    public Pipeline<T> take(long count) {
        requireNotNegative(count, "take");
        return with(Label.of("take", count), Elements.take(last, count));
    }

    static void requireNotNegative(long count, String stage) {
        if (count < 0) {
            throw new IllegalArgumentException(stage + "(" + count + "): zero or more");
        }
    }

    static void requirePositive(long count, String stage) {
        if (count < 1) {
            throw new IllegalArgumentException(stage + "(" + count + "): one or more");
        }
    }
}
