package dev.handoff.generate;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;

/** A generator under a stream: pulled where the stream may stop early, run directly where the stream wants all. */
final class RunSpliterator<T> implements Spliterator<T> {
    private final GeneratorRun<T> run;

    RunSpliterator(Generator<T> generator) {
        this.run = generator.open();
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action"); // before a value is taken
        T value = RunIterator.pull(run, true);
        if (value != null) {
            action.accept(value);
        }
        return value != null;
    }

    @Override
    public void forEachRemaining(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        if (!run.steps().hasBegun()) { // nor was it closed
            run.close();
            run.steps().generator().forEach(action);
            return;
        }
        Spliterator.super.forEachRemaining(action);
    }

    /** Never: the values come one after the other. */
    @Override
    public @Nullable Spliterator<T> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL;
    }

    void close() {
        run.close();
    }
}
