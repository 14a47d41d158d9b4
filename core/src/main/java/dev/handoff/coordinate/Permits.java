package dev.handoff.coordinate;

import dev.handoff.BlockingBody;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.CheckReturnValue;
import dev.handoff.Outcome;
import dev.handoff.Select;
import dev.handoff.Sent;
import dev.handoff.internal.AtEnd;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/**
 * A number of permits: a process that wants to do what few may do at once acquires one, and releases it afterwards. It
 * is a semaphore, under a name that {@code java.util.concurrent} leaves free; one permit makes a mutex. An acquire
 * takes one permit, never several.
 *
 * <pre>{@code
 * Permits connections = Permits.named("connections", 4);
 * String row = connections.with(() -> query("…"));
 * }</pre>
 *
 * <p>It is a buffered channel with the permits in it: to acquire is to receive, to release is to send. So permits go to
 * waiting processes first come, first served (L6), nobody overtakes them, and what holds for a receive holds here: an
 * acquire that is interrupted, that times out or that is a case not chosen has taken no permit (L19, L20, L25). Permits
 * belong to no process: one process may acquire a permit, and another release it.
 *
 * <p>Actions before a release happen-before the return of the acquire that gets that permit.
 *
 * <p>A process that waits for a permit while all of them are held for good is part of a deadlock, and is reported as
 * such: it receives from the empty channel {@code permits "connections"}.
 *
 * <p>After E. W. Dijkstra's semaphores (Cooperating Sequential Processes, EWD123, 1965).
 */
public final class Permits {
    private enum Token {
        PERMIT;

        @Override
        public String toString() {
            return "permit";
        }
    }

    private final Channel<Token> free;
    private final int total;

    private Permits(String title, int total) {
        if (total < 1) {
            throw new IllegalArgumentException(
                    "there cannot be " + total + " permits; it is at least 1");
        }
        this.free = Channel.<Token>named(title).buffered(total).open();
        this.total = total;
        for (int i = 0; i < total; i++) {
            free.trySend(Token.PERMIT);
        }
    }

    /**
     * Makes permits, all free. Each takes about ten bytes of memory.
     *
     * @param total how many, at least one
     * @return the permits
     * @throws IllegalArgumentException if {@code total} is less than one
     */
    public static Permits of(int total) {
        return new Permits("permits", total);
    }

    /**
     * Makes permits with a name, which messages and reports will show.
     *
     * @param name the name
     * @param total how many, at least one
     * @return the permits
     * @throws IllegalArgumentException if {@code total} is less than one
     */
    public static Permits named(String name, int total) {
        return new Permits("permits \"" + Objects.requireNonNull(name, "name") + "\"", total);
    }

    /**
     * Takes a permit; waits until one is free.
     *
     * @throws InterruptedException if the thread was interrupted; no permit was taken
     */
    public void acquire() throws InterruptedException {
        free.receive();
    }

    /**
     * Takes a permit if one is free. Exact: answers false only if there was an instant during the call at which all
     * were held, or owed to those that wait (L18). Never waits.
     *
     * @return whether a permit was taken
     */
    @CheckReturnValue(Ignored.PERMIT)
    public boolean tryAcquire() {
        return free.tryReceiveOrNull() != null;
    }

    /**
     * Takes a permit; waits at most {@code limit}.
     *
     * @param limit how long at most; zero or less: try
     * @return whether a permit was taken
     * @throws InterruptedException if the thread was interrupted; no permit was taken
     */
    @CheckReturnValue(Ignored.PERMIT)
    public boolean acquireWithin(Duration limit) throws InterruptedException {
        return TimedTake.orNull(free, limit) != null;
    }

    /**
     * A case that takes a permit. The handler, or what comes after the select, has to release it.
     *
     * @param handler runs with the permit
     * @param <R> the type of the select's result
     * @return the case; it may stand in selects that run many times
     */
    @CheckReturnValue(Ignored.CASE)
    public <R extends @Nullable Object> Case<R> onAcquire(Outcome<? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return Select.on(free, permit -> handler.run());
    }

    /**
     * Gives a permit back: to the first process that waits, if any. Never waits, and is not a cancellation point, so it
     * is safe in {@code finally}.
     *
     * @throws IllegalStateException if no permit is held
     */
    public void release() {
        if (!(free.trySend(Token.PERMIT) instanceof Sent.Accepted)) {
            throw new IllegalStateException(
                    this + ": more were released than acquired; all " + total + " are free");
        }
    }

    /**
     * Takes a permit, runs {@code body}, and gives the permit back, however the body ends.
     *
     * @param body what is done with the permit
     * @param <T> the type of the result
     * @param <X> what the body throws beside an interrupt; {@link RuntimeException} if it throws nothing that must be
     *     declared
     * @return what the body returns
     * @throws InterruptedException if the thread was interrupted before it had a permit, and then the body was not run;
     *     or if the body throws it
     * @throws X what the body throws
     */
    public <T extends @Nullable Object, X extends Throwable> T with(
            BlockingBody<? extends T, X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        AtEnd release = this::release; // first: there may be no memory for it
        acquire();
        try (release) {
            return body.call();
        }
    }

    /**
     * As {@link #with(BlockingBody)}, for a body without a result.
     *
     * @param body what is done with the permit
     * @param <X> what the body throws beside an interrupt; {@link RuntimeException} if it throws nothing that must be
     *     declared
     * @throws InterruptedException if the thread was interrupted before it had a permit, and then the body was not run;
     *     or if the body throws it
     * @throws X what the body throws
     */
    public <X extends Throwable> void with(BlockingBody.Action<X> body)
            throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        AtEnd release = this::release; // first: there may be no memory for it
        acquire();
        try (release) {
            body.run();
        }
    }

    /**
     * How many permits are free, at an instant during the call (L22).
     *
     * @return zero to {@link #total}
     */
    public int available() {
        return free.size();
    }

    /**
     * How many permits there are.
     *
     * @return the number they were made with
     */
    public int total() {
        return total;
    }

    /**
     * How many processes wait for a permit, at an instant during the call (L22).
     *
     * @return zero or more; a select counts as one
     */
    public int waiting() {
        return free.waitingReceivers();
    }

    /**
     * Such as {@code permits "connections" (1 of 4 free)}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return "%s (%s of %s free)".formatted(free.name(), free.size(), total);
    }
}
