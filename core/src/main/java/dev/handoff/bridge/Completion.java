package dev.handoff.bridge;

import dev.handoff.Channel;
import dev.handoff.internal.Insist;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** How a stage has completed, and a channel that ends when it does. */
final class Completion<T extends @Nullable Object> {
    /** Closed after the fields are written, so a process that sees the end sees them. */
    private final Channel<Void> done;

    private @Nullable T value;
    private @Nullable Throwable failure;

    private Completion(String what) {
        this.done = Channel.<Void>named(what).open();
    }

    /** The stage keeps a reference to the returned object until it completes. */
    static <T extends @Nullable Object> Completion<T> of(CompletionStage<? extends T> stage) {
        Completion<T> completion = new Completion<>("completion of a future");
        Objects.requireNonNull(stage, "stage").whenComplete(completion::completed);
        return completion;
    }

    private void completed(@Nullable T value, @Nullable Throwable failure) {
        this.value = value;
        this.failure = cause(failure);
        Insist.onClose(done); // the stage would not tell it again
    }

    Channel<Void> done() {
        return done;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    /** To be called after the end of {@link #done}. */
    @SuppressWarnings("NullAway") // null only if the stage's value is
    T get() {
        if (failure == null) {
            return value;
        }
        if (failure instanceof CancellationException cancelled) {
            throw cancelled;
        }
        throw new CompletionException(failure);
    }

    /** What went wrong, without the wrapping that depends on which stage of a chain is asked. */
    static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }
}
