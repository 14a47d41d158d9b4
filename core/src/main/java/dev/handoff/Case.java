package dev.handoff;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One alternative of a {@link Select}, made by the static methods of that class. A case is a description: it may stand
 * in several selects that run at the same time in several threads. {@link #when} and {@link #onClosed} belong to its
 * making: one thread calls them, before the case is used. {@link Select} says which actions happen-before its handler.
 *
 * @param <R> the type of the select's result
 */
public abstract sealed class Case<R extends @Nullable Object> {
    private @Nullable BooleanSupplier guard;

    private Case() {}

    /**
     * Makes this case depend on a condition, which is asked once at the beginning of each run of the select, in the
     * process that selects. In a run for which it is false, the case is not there (L29). After the guards of occam's
     * ALT.
     *
     * @param guard the condition
     * @return this case
     * @throws IllegalStateException if this case has a guard already, or is the {@link Select#ended} case
     */
    public Case<R> when(BooleanSupplier guard) {
        if (this instanceof Plain<R> plain && plain.trigger == Trigger.ENDED) {
            throw new IllegalStateException("the case for the end of all cases takes no guard");
        }
        Objects.requireNonNull(guard, "guard");
        if (this.guard != null) {
            throw new IllegalStateException(this + ": this case has its guard already");
        }
        this.guard = guard;
        return this;
    }

    /**
     * What is done when the case's channel has ended: the case is then matched, in a run that waits as in each later
     * run, and runs {@code handler}. Without this handler, a case whose channel has ended is disabled (L28). A case that waits to
     * send when its channel is closed goes on waiting, and its value may still be received, as with a
     * {@linkplain Sender#send send} (L11); the case that hears of a close is {@link Select#done(Sender, Outcome)}. A
     * case that waits for an end, such as {@link Select#done(Scope, Outcome)} or that of a latch that opens, has this
     * handler from the beginning: the one that it was made with.
     *
     * <p>A channel that has failed has ended, too. This handler does not see why; that of {@link #onClosed(Handler)}
     * does.
     *
     * @param handler gives the select's result
     * @return this case
     * @throws IllegalStateException if this case has such a handler already, or has no channel
     */
    public Case<R> onClosed(Outcome<? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return onClosed(cause -> handler.run());
    }

    /**
     * As {@link #onClosed(Outcome)}, with a handler that is told whether the channel has failed.
     *
     * @param handler gives the select's result; it gets what the channel has failed with, or null if it was closed or cancelled
     * @return this case
     * @throws IllegalStateException if this case has such a handler already, or has no channel
     */
    public Case<R> onClosed(Handler<@Nullable Throwable, ? extends R> handler) {
        throw new IllegalStateException("only a receive or a send case has a channel that can end");
    }

    /** Whether the user's code runs when the case is prepared for a run: a guard, or the supplier of a value. */
    boolean isAsked() {
        return guard != null;
    }

    final boolean isOpen() {
        return guard == null || guard.getAsBoolean();
    }

    /** A case on a channel. */
    abstract static sealed class OnChannel<T, R extends @Nullable Object> extends Case<R> {
        final Channel<T> channel;
        @Nullable Handler<@Nullable Throwable, ? extends R> closedHandler;

        private OnChannel(Channel<T> channel) {
            this.channel = channel;
        }

        @Override
        public final Case<R> onClosed(Handler<@Nullable Throwable, ? extends R> handler) {
            Objects.requireNonNull(handler, "handler");
            if (closedHandler != null) {
                throw new IllegalStateException(
                        this + ": this case has its handler for the end already");
            }
            this.closedHandler = handler;
            return this;
        }

        /** For a select that is being built: refuses a case that waits for what never comes. */
        void requireMatchable() {}

        /** Whether the case is matched when its channel has come to {@code end}. */
        abstract boolean matchesEnd(End end);

        /** The result when that end was matched. */
        final R resultOfEnd() throws InterruptedException {
            // null if the case is on a counted sender, and only that was closed
            End end = channel.lookForEnd();
            if (end != null) {
                channel.foundEnded();
            }
            if (closedHandler == null) {
                throw channel.kind.end().endOfReceive(channel);
            }
            return closedHandler.handle(end == null ? null : end.cause());
        }

        /** The result when the case itself was matched. */
        abstract R result(@Nullable Object item) throws InterruptedException;
    }

    static final class Receive<T, R extends @Nullable Object> extends OnChannel<T, R> {
        private final Handler<? super T, ? extends R> handler;

        Receive(Channel<T> channel, Handler<? super T, ? extends R> handler) {
            super(channel);
            this.handler = Objects.requireNonNull(handler, "handler");
        }

        @Override
        void requireMatchable() {
            if (closedHandler == null && channel.kind instanceof Signal) {
                throw new IllegalArgumentException(
                        "a receive case on the "
                                + channel.title()
                                + " can never be matched: that has no value, it only ends; for its"
                                + " end write done(…) instead of on(…), or add onClosed(…)");
            }
        }

        @Override
        boolean matchesEnd(End end) {
            return closedHandler != null || end.type() == End.Type.FAILED;
        }

        @Override
        public String toString() {
            return (channel.kind instanceof Signal ? "" : "receive from ") + channel.title();
        }

        @Override
        R result(@Nullable Object item) throws InterruptedException {
            T value = channel.value(Objects.requireNonNull(item));
            channel.took(value);
            return handler.handle(value);
        }
    }

    static final class Send<T, R extends @Nullable Object> extends OnChannel<T, R> {
        private final @Nullable CountedSender<T> counted;
        private final Supplier<? extends T> values;

        /** Whether the value is the same in all runs. */
        private final boolean isFixed;

        private final Handler<? super T, ? extends R> handler;

        Send(
                Sender<T> sender,
                Supplier<? extends T> values,
                boolean isFixed,
                Handler<? super T, ? extends R> handler) {
            super(Channel.of(sender));
            this.counted = sender instanceof CountedSender<T> one ? one : null;
            this.values = Objects.requireNonNull(values, "values");
            this.isFixed = isFixed;
            this.handler = Objects.requireNonNull(handler, "handler");
        }

        T nextValue() {
            T value = values.get();
            channel.requireValue(value);
            return value;
        }

        @Override
        boolean isAsked() {
            return !isFixed || super.isAsked();
        }

        /** Whether the case's counted sender was closed; exact under the channel's lock. */
        boolean isSenderClosed() {
            return counted != null && counted.isClosed();
        }

        @Override
        boolean matchesEnd(End end) {
            return closedHandler != null;
        }

        @Override
        public String toString() {
            return "send to " + channel.title();
        }

        @Override
        R result(@Nullable Object item) throws InterruptedException {
            return handler.handle(channel.value(Objects.requireNonNull(item)));
        }
    }

    /** A case without a channel. */
    static final class Plain<R extends @Nullable Object> extends Case<R> {
        final Trigger trigger;
        final Outcome<? extends R> handler;
        private final long nanos;

        /** Gives a deadline for each run; null if it is the same in all. */
        private final @Nullable Supplier<Deadline> deadlines;

        Plain(Trigger trigger, long nanos, Outcome<? extends R> handler) {
            this(trigger, nanos, null, handler);
        }

        Plain(Supplier<Deadline> deadlines, Outcome<? extends R> handler) {
            this(Trigger.AT, 0, Objects.requireNonNull(deadlines, "deadlines"), handler);
        }

        private Plain(
                Trigger trigger,
                long nanos,
                @Nullable Supplier<Deadline> deadlines,
                Outcome<? extends R> handler) {
            this.trigger = trigger;
            this.nanos = nanos;
            this.deadlines = deadlines;
            this.handler = Objects.requireNonNull(handler, "handler");
        }

        @Override
        boolean isAsked() {
            return deadlines != null || super.isAsked();
        }

        /** When a timed case is due, in a run that begins at {@code now}; to be called once a run. */
        long due(long now) {
            long instant = trigger == Trigger.AFTER ? now + nanos : instant();
            return instant == Waiting.NONE ? Waiting.NONE - 1 : instant;
        }

        private long instant() {
            if (deadlines == null) {
                return nanos;
            }
            return Objects.requireNonNull(
                            deadlines.get(),
                            "the supplier of a select's deadline gave null; for a run without the"
                                    + " case give it a guard")
                    .nanoTime();
        }

        /** Whether what is due then is a deadline that has passed; no time-out has, in a run that has just begun. */
        boolean hasPassed(long due, long now) {
            return trigger == Trigger.AT && due - now <= 0;
        }

        @Override
        public String toString() {
            return trigger == Trigger.AFTER ? "after " + Duration.ofNanos(nanos) : trigger.words;
        }
    }

    /** What brings about a case without a channel. */
    enum Trigger {
        /** So much time has passed since the run began. */
        AFTER("a time-out"),
        /** An instant has come. */
        AT("a deadline"),
        /** No case is ready. */
        OTHERWISE("otherwise"),
        /** No case can ever be ready. */
        ENDED("the end of all cases");

        final String words;

        Trigger(String words) {
            this.words = words;
        }
    }
}
