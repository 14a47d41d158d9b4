package dev.handoff;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/** A receiver in a {@code for} loop (L17). */
final class ReceiverIterator<T> implements Iterator<T> {
    private final Channel<T> channel;
    private @Nullable T next;

    ReceiverIterator(Channel<T> channel) {
        this.channel = channel;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = channel.receiveOrNull();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException(
                        "interrupted while iterating over " + channel.title(), null, e);
            }
        }
        return next != null;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException(channel.title() + " has ended");
        }
        T value = Objects.requireNonNull(next);
        next = null;
        return value;
    }
}
