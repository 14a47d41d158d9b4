package dev.handoff.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** All values of several inputs, one after the other. */
final class Concat<T> implements StageBody<T> {
    private final List<Stage<? extends T>> inputs;

    Concat(List<Stage<? extends T>> inputs) {
        this.inputs = inputs;
    }

    @Override
    public boolean run(Label me, Output<? super T> out) throws Exception {
        Deque<Stage<? extends T>> left = new ArrayDeque<>(inputs);
        for (Stage<? extends T> input; (input = next(left)) != null; ) {
            if (!input.run(out)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The inputs of a stage. A concat without a name that is an input of another concat is replaced by its own inputs.
     */
    static List<Stage<?>> inputs(Stage<?> stage) {
        return stage.body() instanceof Concat<?> concat
                ? List.copyOf(concat.flat())
                : stage.inputs();
    }

    private List<Stage<? extends T>> flat() {
        List<Stage<? extends T>> flat = new ArrayList<>();
        Deque<Stage<? extends T>> left = new ArrayDeque<>(inputs);
        for (Stage<? extends T> input; (input = next(left)) != null; ) {
            flat.add(input);
        }
        return flat;
    }

    /**
     * Takes the next input from those that are left; null at the end. Not by recursion: a loop that adds one input
     * after the other nests them deeply. And one at a time: a loop that adds a concat to itself makes millions of
     * inputs.
     */
    private static <T> @Nullable Stage<? extends T> next(Deque<Stage<? extends T>> left) {
        while (!left.isEmpty()) {
            Stage<? extends T> next = left.pop();
            var parts = parts(next);
            if (parts.isEmpty()) {
                return next;
            }
            parts.reversed().forEach(left::push);
        }
        return null;
    }

    private static <T> List<Stage<? extends T>> parts(Stage<T> stage) {
        return stage.label().name() == null && stage.body() instanceof Concat<T> concat
                ? concat.inputs
                : List.of();
    }
}
