package dev.handoff.coordinate;

import dev.handoff.Case;
import dev.handoff.CheckReturnValue;
import dev.handoff.Outcome;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/**
 * Opens when it was counted down to zero, and stays open. A latch with a count of one is a gate that one process opens
 * for many.
 *
 * <pre>{@code
 * Latch ready = Latch.of(3);            // three servers have to be up
 * Select.one(ready.onOpen(() -> "go"), after(Duration.ofSeconds(10), () -> "too late"));
 * }</pre>
 *
 * <p>Actions before a {@link #countDown} happen-before the return of a wait that it has let through.
 *
 * <p>After {@code java.util.concurrent.CountDownLatch} (Doug Lea, 2004), which cannot be a case of a select.
 */
public final class Latch {
    /** How often it must still be counted down. */
    private static final class Left {
        int count;

        Left(int count) {
            this.count = count;
        }

        /** As the checker shows it, which sees the state in a channel. */
        @Override
        public String toString() {
            return "" + count;
        }
    }

    private final String title;
    private final int initial;
    private final Cell<Left> left;
    private final Gate gate;

    private Latch(String title, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a latch cannot begin at " + count);
        }
        this.initial = count;
        this.title = title;
        this.left = new Cell<>("count of " + title, new Left(count));
        this.gate = new Gate(title);
        if (count == 0) {
            gate.open();
        }
    }

    /**
     * Makes a latch.
     *
     * @param count how often it must be counted down; with zero it is open
     * @return the latch
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public static Latch of(int count) {
        return new Latch("latch", count);
    }

    /**
     * Makes a latch with a name, which messages and reports will show.
     *
     * @param name the name
     * @param count how often it must be counted down; with zero it is open
     * @return the latch
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public static Latch named(String name, int count) {
        return new Latch("latch \"" + Objects.requireNonNull(name, "name") + "\"", count);
    }

    /**
     * Counts down by one, and opens the latch if that makes zero; an open latch stays as it is. It is not a
     * cancellation point, and does not wait, unless the heap is full: then it counts as soon as there is memory for it.
     */
    public void countDown() {
        Left state = left.insistOnTake();
        try {
            if (state.count == 1) {
                gate.insistOnOpen();
            }
            state.count = Math.max(0, state.count - 1);
        } finally {
            left.put(state);
        }
    }

    /**
     * Waits until the latch is open.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public void await() throws InterruptedException {
        gate.await();
    }

    /**
     * Waits at most {@code limit} until the latch is open.
     *
     * @param limit how long at most; zero or less: only looks
     * @return whether it is open
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean awaitWithin(Duration limit) throws InterruptedException {
        return gate.awaitWithin(limit);
    }

    /**
     * A case that is ready once the latch is open.
     *
     * @param handler gives the select's result
     * @param <R> its type
     * @return the case; it may stand in selects that run many times
     */
    @CheckReturnValue(Ignored.CASE)
    public <R extends @Nullable Object> Case<R> onOpen(Outcome<? extends R> handler) {
        return gate.onOpen(handler);
    }

    /**
     * How often it must still be counted down.
     *
     * @return zero if it is open
     */
    public int count() {
        Left state = left.take();
        int count = state.count;
        left.put(state);
        return count;
    }

    /**
     * Whether a wait would return at once.
     *
     * @return true from the last count on
     */
    public boolean isOpen() {
        return gate.isOpen();
    }

    /**
     * Such as {@code latch (2 of 3 left)}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return "%s (%s of %s left)".formatted(title, count(), initial);
    }
}
