package dev.handoff.share;

import dev.handoff.Channel;
import dev.handoff.CheckReturnValue;
import dev.handoff.Deadline;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A value that changes, and that others can watch (L44).
 *
 * <pre>{@code
 * Watch<Config> config = Watch.named("config", Config.DEFAULT);
 * config.set(newConfig);                          // anybody
 * config.update(c -> c.withPort(8081));           // atomically
 * for (Config c : config.changes()) { … }         // the present one, then each newest one
 * config.await(Config::isComplete);
 * }</pre>
 *
 * <p>A reader sees the newest value, not each value: those that were replaced before it looked are left out. It never
 * sees an older one after a newer one, whether it receives from {@link #changes}, calls {@link #get}, or both. (Two
 * receivers of changes are two readers.)
 *
 * <p>A set that has returned is seen by every {@code get} and every receive that begins after it. While a set is under way,
 * one reader may see the new value a moment before another does.
 *
 * <p>{@code get}, {@code set} and {@code update} never wait for a reader. They are not cancellation points: an
 * interrupt is kept for later. Actions before a set happen-before the return of the call that gets the value. After the
 * watch channel of tokio and Kotlin's {@code StateFlow} (both 2020); differs: a set is seen even if the value equals
 * the one before.
 *
 * <p>An {@link dev.handoff.Owned} value has one owner, and is refused with an {@link IllegalArgumentException}.
 *
 * @param <T> the type of the value
 */
public final class Watch<T> implements AutoCloseable {
    /* Overview
     *
     *   set:  take the turn; give the value to each reader's channel, which keeps the latest; give the turn back
     *   get:  take the turn; look; give it back
     *
     * The turn puts all sets in one order, so no reader can be given an older value after a newer one. A reader that
     * has received a value from its channel while that is being handed out, and calls get, waits until all readers have
     * it. A volatile field would be faster to read. But then get could be ahead of, or behind, the caller's own
     * channel; and the checker, which sees only channels, would not see what a get depends on. No code of the user runs
     * in the turn, and nobody waits in it.
     */
    private static final int SWEEP_AFTER = 32;

    private final @Nullable String name;
    private final Turn turn;

    /** A channel that never has a value, and ends when this watch does. */
    private final Channel<T> end;

    private final List<Channel<T>> readers = new ArrayList<>();
    private int sweepAt = SWEEP_AFTER;
    private T current;

    private Watch(@Nullable String name, T initial) {
        this.name = name;
        this.current = shared(initial, "initial");
        this.turn = new Turn(name == null ? "turn of a watch" : "turn of watch " + name);
        this.end = Distributor.<T>named(name).open();
    }

    /**
     * Makes a watch without a name.
     *
     * @param initial the first value
     * @param <T> the type of the value
     * @return a new watch
     * @throws IllegalArgumentException if the value is {@link dev.handoff.Owned}
     */
    public static <T> Watch<T> of(T initial) {
        return new Watch<>(null, initial);
    }

    /**
     * Makes a watch with a name, which messages and reports will show.
     *
     * @param name the name
     * @param initial the first value
     * @param <T> the type of the value
     * @return a new watch
     * @throws IllegalArgumentException if the value is {@link dev.handoff.Owned}
     */
    public static <T> Watch<T> named(String name, T initial) {
        return new Watch<>(Objects.requireNonNull(name, "name"), initial);
    }

    // ---- changing

    /**
     * Replaces the value.
     *
     * @param value the new one
     * @throws IllegalArgumentException if the value is {@link dev.handoff.Owned}
     * @throws dev.handoff.ClosedException if the watch was closed or failed before; it carries the value
     */
    public void set(T value) {
        shared(value, "value");
        turn.take();
        boolean done;
        try {
            done = publish(value);
        } finally {
            turn.give();
        }
        if (!done) {
            refuse(value);
        }
    }

    /**
     * Replaces the value by one made from it, atomically.
     *
     * @param change gives the new value; called again if another value was set in the meantime, so it should do nothing
     *     else
     * @return the new value
     * @throws IllegalArgumentException if it is {@link dev.handoff.Owned}
     * @throws dev.handoff.ClosedException if the watch was closed or failed before
     */
    public T update(Function<? super T, ? extends T> change) {
        while (true) {
            T before = get();
            T after = shared(change.apply(before), "what the change returns");
            if (replace(before, after)) {
                return after;
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very value that the change was made from
    private boolean replace(T before, T after) {
        boolean done;
        turn.take();
        try {
            if (current != before) {
                return false;
            }
            done = publish(after);
        } finally {
            turn.give();
        }
        if (!done) {
            refuse(after);
        }
        return true;
    }

    private static <T> T shared(T value, String what) {
        return Shared.checked(value, what, "a watch shows its value to all");
    }

    /** To be called in the turn. False if the watch has ended. */
    private boolean publish(T value) {
        if (end.isClosed()) {
            return false;
        }
        readers.removeIf(reader -> !reader.trySend(value).accepted());
        current = value;
        return true;
    }

    /**
     * Throws what a send to a channel that has ended throws. Such a send does not wait, but it looks at the interrupt
     * status first.
     */
    private void refuse(T value) {
        Interrupts.undisturbed(
                () -> {
                    end.send(value);
                    return true;
                });
    }

    // ---- watching

    /**
     * The newest value.
     *
     * @return the value as it was set last; after the end, as it was then
     */
    public T get() {
        turn.take();
        try {
            return current;
        } finally {
            turn.give();
        }
    }

    /**
     * A receiver that has the present value, and from then on the newest one whenever there is one that it has not received:
     * for loops, time-outs and selects. Cancel it when it is no longer wanted: until then the watch keeps it, even if
     * nobody else does, and each set gives it the value. When the watch is closed or fails, the receiver ends after the
     * newest value.
     *
     * @return a new one each time; for one reader, because each value goes to one receive
     */
    @CheckReturnValue("nobody receives from it, and the watch keeps it")
    public Receiver<T> changes() {
        Channel<T> reader =
                Distributor.<T>named(name == null ? null : "changes of " + name).latest().open();
        turn.take();
        try {
            reader.trySend(current);
            switch (end.tryReceive()) {
                case Received.Closed<T>(Throwable cause) -> endBy(reader, cause);
                case Received.Value<T> _, Received.Empty<T> _ -> add(reader);
            }
        } finally {
            turn.give();
        }
        return reader;
    }

    /**
     * To be called in the turn. Now and then takes out the readers that have cancelled, which otherwise the next set
     * does.
     */
    private void add(Channel<T> reader) {
        if (readers.size() >= sweepAt) {
            readers.removeIf(Channel::isClosed);
            sweepAt = SWEEP_AFTER + 2 * readers.size();
        }
        readers.add(reader);
    }

    /**
     * Waits for a value that meets a condition. One that is replaced at once may be missed.
     *
     * @param condition what is waited for
     * @return the first value seen for which it is true; the present one, if it is
     * @throws dev.handoff.ClosedException if the watch is closed and the last value does not meet the condition
     * @throws dev.handoff.ChannelFailedException if it has failed, likewise
     * @throws InterruptedException if the thread was interrupted
     */
    public T await(Predicate<? super T> condition) throws InterruptedException {
        Receiver<T> changes = changes();
        try {
            while (true) {
                T value = changes.receive();
                if (condition.test(value)) {
                    return value;
                }
            }
        } finally {
            changes.cancel();
        }
    }

    /**
     * As {@link #await}, but waits at most {@code limit}.
     *
     * @param limit how long at most; zero or less: looks at the present value
     * @param condition what is waited for
     * @return the first value seen for which it is true, or {@link Received.Empty} when the time is up, or {@link
     *     Received.Closed} if the watch has ended and the last value does not meet the condition, with the cause of a
     *     failure
     * @throws InterruptedException if the thread was interrupted
     */
    public Received<T> awaitWithin(Duration limit, Predicate<? super T> condition)
            throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        Receiver<T> changes = changes();
        try {
            do {
                Received<T> seen = changes.receiveWithin(deadline.remaining());
                if (!(seen instanceof Received.Value<T>(T value)) || condition.test(value)) {
                    return seen;
                }
            } while (!deadline.hasPassed()); // else a watch set all the time is never too late
            Received<T> last = changes.tryReceive(); // set before the time was up, perhaps
            return last instanceof Received.Value<T>(T value) && !condition.test(value)
                    ? Received.empty()
                    : last;
        } finally {
            changes.cancel();
        }
    }

    // ---- ending

    /**
     * Declares that the value will not change any more. Readers are told after the newest value. Never waits; a second close,
     * or one after a failure, does nothing.
     */
    @Override
    public void close() {
        end(null);
    }

    /**
     * As {@link #close}, because of a failure: readers get {@code cause} after the newest value.
     *
     * @param cause what went wrong
     * @return false if the watch had ended before
     */
    public boolean fail(Throwable cause) {
        return end(Objects.requireNonNull(cause, "cause"));
    }

    private boolean end(@Nullable Throwable cause) {
        turn.take();
        try {
            boolean first = endBy(end, cause);
            readers.forEach(reader -> endBy(reader, cause));
            readers.clear();
            return first;
        } finally {
            turn.give();
        }
    }

    private static boolean endBy(Channel<?> channel, @Nullable Throwable cause) {
        return cause == null ? channel.tryClose() : channel.fail(cause);
    }

    /** Such as {@code watch "config"}. */
    @Override
    public String toString() {
        return name == null ? "watch over " + end : "watch \"" + name + "\"";
    }
}
