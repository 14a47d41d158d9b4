package dev.handoff.bridge;

import dev.handoff.Receiver;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;

/** A receiver as the source of a stream: one value at a time, or a batch of what is there for another thread. */
final class ReceiverSpliterator<T> implements Spliterator<T> {
    private static final int MAX_BATCH = 256;

    private final Receiver<? extends T> receiver;
    private final Iterator<? extends T> values;

    ReceiverSpliterator(Receiver<? extends T> receiver) {
        this.receiver = receiver;
        this.values = receiver.iterator();
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action"); // before a value is taken
        if (!values.hasNext()) {
            return false;
        }
        action.accept(values.next());
        return true;
    }

    /** Splits only before the first {@link #tryAdvance}, when the iterator holds no value. */
    @Override
    public @Nullable Spliterator<T> trySplit() {
        try {
            List<T> batch = Collections.unmodifiableList(receiver.receiveBatch(MAX_BATCH));
            return batch.isEmpty() ? null : batch.spliterator();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // which throws, in the words of the channel
            return values.hasNext() ? List.<T>of(values.next()).spliterator() : null;
        }
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL;
    }
}
