package dev.handoff.pipeline;

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
        for (Stage<? extends T> input : flat()) {
            if (!input.run(out)) {
                return false;
            }
        }
        return true;
    }

    /** The inputs of a stage; in place of a concat without a name, as one input of another, its inputs. */
    static List<Stage<?>> inputs(Stage<?> stage) {
        return stage.body() instanceof Concat<?> concat
                ? List.copyOf(concat.flat())
                : stage.inputs();
    }

    /** Without a recursion: a loop that adds one input after the other nests them deeply. */
    private List<Stage<? extends T>> flat() {
        List<Stage<? extends T>> flat = new ArrayList<>();
        Deque<Stage<? extends T>> left = new ArrayDeque<>(inputs);
        while (!left.isEmpty()) {
            Stage<? extends T> next = left.pop();
            var parts = parts(next);
            parts.reversed().forEach(left::push);
            if (parts.isEmpty()) {
                flat.add(next);
            }
        }
        return flat;
    }

    private static <T> List<Stage<? extends T>> parts(Stage<T> stage) {
        return stage.label().name() == null && stage.body() instanceof Concat<T> concat
                ? concat.inputs
                : List.of();
    }
}
