package dev.handoff.share;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.CheckReturnValue;
import dev.handoff.Handler;
import dev.handoff.HandoffException;
import dev.handoff.Outcome;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/**
 * A value that comes once (L45): any number of processes may wait for it, before or after.
 *
 * <pre>{@code
 * OneShot<Connection> connection = OneShot.named("connection");
 * scope.go("connect", () -> connection.complete(connect()));
 * connection.await().send(…);
 * Select.one(connection.onCompletion(c -> …), after(Duration.ofSeconds(1), () -> …));
 * }</pre>
 *
 * <p>It is completed with a value or by a failure, at most once: of several processes that try, the first completes it.
 * Every waiter sees the same, now or later; nobody takes it away from another. It has no process and belongs to no
 * scope: a waiter waits as long as nobody completes it.
 *
 * <p>Actions before the completion happen-before the return of a call that sees it. After the I-structures of Id
 * (Arvind, 1989), the write-once variables of Concurrent ML ({@code ivar}, Reppy, 1991) and tokio's oneshot channel.
 *
 * <p>An {@link dev.handoff.Owned} value has one owner, and is refused with an {@link IllegalArgumentException}.
 *
 * @param <T> the type of the value
 */
public final class OneShot<T> {
    /* Overview
     *
     * A channel that never has a value: its end is the completion. The end of a channel is atomic, happens once, is
     * seen by all that wait and all that come later, and is a case of a select. The channel fails: with a Completion
     * that carries the value, or with the cause of a failure.
     */
    private final @Nullable String name;
    private final Channel<T> end;

    /** The value, on its way through the end of the channel. Not a failure, and never thrown. */
    private static final class Completion extends HandoffException {
        private static final long serialVersionUID = 1;

        private final transient Object value;

        Completion(Object value) {
            super("completed with a value", null);
            this.value = value;
        }

        @Override
        public Throwable fillInStackTrace() {
            return this; // nobody looks at it
        }
    }

    private OneShot(@Nullable String name) {
        this.name = name;
        this.end = Distributor.<T>named(name).open();
    }

    /**
     * Makes a one-shot without a name.
     *
     * @param <T> the type of the value
     * @return a new one-shot
     */
    public static <T> OneShot<T> create() {
        return new OneShot<>(null);
    }

    /**
     * Makes a one-shot with a name, which messages and reports will show.
     *
     * @param name the name
     * @param <T> the type of the value
     * @return a new one-shot
     */
    public static <T> OneShot<T> named(String name) {
        return new OneShot<>(Objects.requireNonNull(name, "name"));
    }

    // ---- completing

    /**
     * Completes it with a value. Never waits.
     *
     * @param value the value
     * @throws IllegalArgumentException if the value is {@link dev.handoff.Owned}
     * @throws IllegalStateException if it has been completed, or has failed, before
     */
    public void complete(T value) {
        if (!tryComplete(value)) {
            throw new IllegalStateException(
                    this
                            + " has been completed before, and happens only once: use"
                            + " tryComplete(value)");
        }
    }

    /**
     * As {@link #complete}, where each of several processes may be the first.
     *
     * @param value the value
     * @return false if it has been completed, or has failed, before
     * @throws IllegalArgumentException if the value is {@link dev.handoff.Owned}
     */
    public boolean tryComplete(T value) {
        return end.fail(
                new Completion(
                        Shared.checked(value, "value", "a one-shot shows its value to all")));
    }

    /**
     * Completes it by a failure. Never waits.
     *
     * @param cause what went wrong
     * @return false if it has been completed, or has failed, before
     */
    public boolean fail(Throwable cause) {
        return end.fail(Objects.requireNonNull(cause, "cause"));
    }

    // ---- waiting

    /**
     * Waits until it is completed.
     *
     * @return the value
     * @throws dev.handoff.ChannelFailedException if it has failed; with the cause
     * @throws InterruptedException if the thread was interrupted
     */
    public T await() throws InterruptedException {
        return Select.one(onCompletion(value -> value));
    }

    /**
     * As {@link #await}, but waits at most {@code limit}.
     *
     * @param limit how long at most; zero or less: not at all
     * @return the value, or {@link Received.Empty} when the time is up, or {@link Received.Closed} with the cause of a failure
     * @throws InterruptedException if the thread was interrupted
     */
    public Received<T> awaitWithin(Duration limit) throws InterruptedException {
        return seen(end.receiveWithin(limit));
    }

    /**
     * Looks without waiting.
     *
     * @return the value, or {@link Received.Empty} if it is not completed, or {@link Received.Closed} with the cause of a
     *     failure
     */
    public Received<T> tryAwait() {
        return seen(end.tryReceive());
    }

    /**
     * A case of a select that is ready when this is completed. If it has failed, the select throws what {@link #await} throws.
     *
     * @param handler is given the value
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public <R extends @Nullable Object> Case<R> onCompletion(
            Handler<? super T, ? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        Outcome<R> outcome = () -> handler.handle(valueOrThrow());
        return Select.<T, R>on(end, nothing -> outcome.run()).onClosed(outcome);
    }

    /** To be called only when it is completed. An interrupt stays pending (L20). */
    private T valueOrThrow() {
        if (tryAwait() instanceof Received.Value<T>(T value)) {
            return value;
        }
        return Interrupts.undisturbed(end::receive); // has failed: throws that
    }

    @SuppressWarnings("unchecked") // only tryComplete() makes a Completion
    private Received<T> seen(Received<T> found) {
        return found instanceof Received.Closed<T>(Completion completion)
                ? new Received.Value<>((T) completion.value)
                : found;
    }

    /** Such as {@code one-shot "connection"}. */
    @Override
    public String toString() {
        return name == null ? "one-shot over " + end : "one-shot \"" + name + "\"";
    }
}
