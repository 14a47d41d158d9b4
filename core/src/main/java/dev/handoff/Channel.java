package dev.handoff;

import dev.handoff.internal.Ignored;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.Unheard;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.Watcher;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * A typed queue between processes, with both of its ends. Pass it on as a {@link Sender} or a {@link Receiver} to
 * say who does what.
 *
 * <pre>{@code
 * Channel<Integer> numbers = Channel.buffered(16);
 * Channel<Job> jobs = Channel.<Job>named("jobs").buffered(64).overflow(DROP_OLDEST).onUndelivered(Job::close).open();
 * }</pre>
 *
 * <p>Values of one sender arrive in the order sent; values of all senders arrive in the order in which their sends
 * were matched (L1). Waiters are served first come, first served (L6).
 *
 * @param <T> the type of the values
 */
public final class Channel<T> implements Sender<T>, Receiver<T> {
    final Kind<T> kind;
    final Scheduling scheduling;
    private final Watcher watcher;
    private final @Nullable String name;
    private final @Nullable Consumer<? super T> onUndelivered;

    Channel(Kind<T> kind, @Nullable String name, @Nullable Consumer<? super T> onUndelivered) {
        this(kind, name, onUndelivered, Scheduling.current());
    }

    Channel(
            Kind<T> kind,
            @Nullable String name,
            @Nullable Consumer<? super T> onUndelivered,
            Scheduling scheduling) {
        this.kind = kind;
        this.name = name;
        this.onUndelivered = onUndelivered;
        this.scheduling = scheduling;
        this.watcher = scheduling.watcher();
    }

    // ---- making

    /**
     * A channel without a buffer: a send returns only after a receiver has taken the value (L2).
     *
     * @param <T> the type of the values
     * @return a new channel
     */
    public static <T> Channel<T> rendezvous() {
        return new Channel<>(new Rendezvous<>(), null, null);
    }

    /**
     * A channel with a buffer: a send waits only while {@code capacity} values are unreceived (L3).
     *
     * @param capacity how many values; zero makes a rendezvous
     * @param <T> the type of the values
     * @return a new channel
     * @throws IllegalArgumentException if {@code capacity} is negative
     */
    public static <T> Channel<T> buffered(int capacity) {
        return Channel.<T>unnamed().buffered(capacity).open();
    }

    /**
     * A channel whose sends never wait (L5). Nothing slows a sender that is faster than the receivers: the limits
     * are the memory and the two thousand million values that an array can hold.
     *
     * @param <T> the type of the values
     * @return a new channel
     */
    public static <T> Channel<T> unbounded() {
        return Channel.<T>unnamed().unbounded().open();
    }

    /**
     * A channel that holds the latest value only: a send never waits, and replaces a value that was not received yet
     * (L4). Also known as conflated.
     *
     * @param <T> the type of the values
     * @return a new channel
     */
    public static <T> Channel<T> latest() {
        return Channel.<T>unnamed().latest().open();
    }

    /**
     * A channel that cannot be closed, and neither end of which is ever ready: a select leaves out its cases, and a
     * plain send or receive waits until it is interrupted (L5, L29).
     *
     * @param <T> the type of the values
     * @return a new channel
     */
    public static <T> Channel<T> never() {
        return new Channel<>(new Never<>(), null, null);
    }

    /**
     * Begins the description of a channel with a name, which all messages and reports about it will show.
     *
     * @param name the name
     * @param <T> the type of the values
     * @return the description; end it with {@link ChannelBuilder#open}
     */
    public static <T> ChannelBuilder<T> named(String name) {
        return new ChannelBuilder<>(Objects.requireNonNull(name, "name"));
    }

    /**
     * Begins the description of a channel without a name; messages show its number.
     *
     * @param <T> the type of the values
     * @return the description; end it with {@link ChannelBuilder#open}
     */
    public static <T> ChannelBuilder<T> unnamed() {
        return new ChannelBuilder<>(null);
    }

    // ---- sending

    @Override
    public void send(T value) throws InterruptedException {
        requireValue(value);
        requireSent(SendOperation.send(this, value, Scheduling.FOREVER), this, value);
    }

    /** The answer is the first argument, so that nothing is kept on the stack while it is waited for (ADR 26). */
    private static void requireSent(Kind.Sending answer, Channel<?> channel, Object value) {
        if (answer == Kind.Sending.ENDED) {
            throw channel.kind.end().refusedSend(channel, value);
        }
        if (answer == Kind.Sending.CANCELLED) {
            throw End.cancelledWhileSending(channel, value);
        }
    }

    @Override
    public Sent trySend(T value) {
        requireValue(value);
        return sent(SendOperation.trySend(this, value, null));
    }

    @CheckReturnValue(Ignored.SENT)
    @Override
    public Sent sendWithin(T value, Duration limit) throws InterruptedException {
        requireValue(value);
        long nanos = Deadline.nanos(limit);
        if (nanos <= 0) {
            scheduling.reach(Op.TRY_SEND, kind.id);
            Interrupts.throwIfInterrupted();
            return trySend(value);
        }
        return sent(SendOperation.send(this, value, nanos));
    }

    Sent sent(Kind.Sending answer) {
        return switch (answer) {
            case WAIT, MEET -> Sent.Full.INSTANCE;
            case ENDED, CANCELLED -> sentClosed(kind.end().cause());
            case DONE, DROPPED -> Sent.Accepted.INSTANCE;
        };
    }

    private static Sent sentClosed(@Nullable Throwable cause) {
        return cause == null ? Sent.Closed.INSTANCE : new Sent.Closed(cause);
    }

    @Override
    public void sendAll(Iterable<? extends T> values) throws InterruptedException {
        SendOperation.sendAll(this, this, values);
    }

    // ---- receiving

    @Override
    public T receive() throws InterruptedException {
        Object got = ReceiveOperation.receive(this, Scheduling.FOREVER);
        if (got == Kind.NoValue.ENDED) {
            throw kind.end().endOfReceive(this);
        }
        return value(got);
    }

    @Override
    public @Nullable T receiveOrNull() throws InterruptedException {
        return valueOrNull(ReceiveOperation.receive(this, Scheduling.FOREVER));
    }

    @CheckReturnValue(Ignored.RECEIVED)
    @Override
    public Received<T> tryReceive() {
        return received(ReceiveOperation.tryReceive(this));
    }

    @CheckReturnValue(Ignored.RECEIVED)
    @Override
    public @Nullable T tryReceiveOrNull() {
        Object got = ReceiveOperation.tryReceive(this);
        return got instanceof Kind.NoValue ? null : value(got);
    }

    @CheckReturnValue(Ignored.RECEIVED)
    @Override
    public Received<T> receiveWithin(Duration limit) throws InterruptedException {
        long nanos = Deadline.nanos(limit);
        if (nanos <= 0) {
            scheduling.reach(Op.TRY_RECEIVE, kind.id);
            Interrupts.throwIfInterrupted();
            return tryReceive();
        }
        return received(ReceiveOperation.receive(this, nanos));
    }

    private Received<T> received(Object got) {
        if (got == Kind.NoValue.WAIT) {
            return Received.empty();
        }
        return got == Kind.NoValue.ENDED
                ? Received.closed(kind.end().cause())
                : new Received.Value<>(value(got));
    }

    @CheckReturnValue(Ignored.RECEIVED)
    @Override
    public List<T> receiveBatch(int max) throws InterruptedException {
        if (max < 1) {
            throw new IllegalArgumentException("a batch of " + max + " values from " + title());
        }
        return ReceiveOperation.receiveBatch(this, max);
    }

    @Override
    public <X extends Exception> boolean receiveHolding(Holding<? super T, X> handler)
            throws X, InterruptedException {
        Objects.requireNonNull(handler, "handler");
        return ReceiveOperation.receiveHolding(this, handler);
    }

    @Override
    public Iterator<T> iterator() {
        return new ReceiverIterator<>(this);
    }

    @SuppressWarnings("unchecked") // what is not NoValue was sent to this channel
    T value(Object got) {
        return (T) got;
    }

    @Nullable T valueOrNull(Object got) {
        if (got != Kind.NoValue.ENDED) {
            return value(got);
        }
        End end = kind.end();
        if (end.type() == End.Type.FAILED) {
            throw end.endOfReceive(this);
        }
        return null;
    }

    // ---- ending

    @Override
    public void close() {
        tryClose();
    }

    @Override
    public boolean tryClose() {
        return EndOperation.end(this, null, End.closed());
    }

    @Override
    public boolean fail(Throwable cause) {
        return EndOperation.end(this, null, End.failed(Objects.requireNonNull(cause, "cause")));
    }

    @Override
    public void cancel() {
        EndOperation.cancel(this);
    }

    /** A channel that never has a value; see {@link Signal}. */
    static Channel<Void> signal(
            String what, Supplier<List<Thread>> awaited, Scheduling scheduling) {
        return new Channel<>(new Signal(what, awaited), null, null, scheduling);
    }

    @Override
    public Receiver<Void> done() {
        return EndOperation.done(this);
    }

    @CheckReturnValue(Ignored.SENDER)
    @Override
    public Sender<T> newSender() {
        return CountedSender.of(this);
    }

    /** Hands a value that nobody will receive to the hook. What the hook throws is reported, and stops nothing. */
    void undelivered(T value) {
        if (onUndelivered == null) {
            return;
        }
        if (value instanceof Owned<?> owned) {
            owned.arrive(this);
        }
        try {
            onUndelivered.accept(value);
        } catch (Throwable t) {
            Unheard.tell(t); // and the values that follow are still to be handed over
            Interrupts.keep(t);
        }
    }

    // ---- looking

    @Override
    public int size() {
        return (int) inspect(Kind::size);
    }

    @Override
    public int capacity() {
        return kind.capacity();
    }

    /**
     * How many senders wait, at an instant during the call; a select counts once (L22).
     *
     * @return zero if none
     */
    public int waitingSenders() {
        return (int) inspect(Kind::waitingSenders);
    }

    /**
     * How many receivers wait, at an instant during the call; a select counts once (L22).
     *
     * @return zero if none
     */
    public int waitingReceivers() {
        return (int) inspect(Kind::waitingReceivers);
    }

    @Override
    public long dropped() {
        return inspect(Kind::droppedCount);
    }

    /**
     * Whether the channel takes no more values. There may still be some to receive. A caller that gets true has been
     * told of the end: if the last counted sender was closed, no new one can take up the count after that (L16).
     *
     * @return true once it was closed, failed or cancelled
     */
    public boolean isClosed() {
        scheduling.reach(Op.INSPECT, kind.id);
        boolean ended;
        kind.lock();
        try {
            ended = kind.isEnded();
        } finally {
            kind.unlock();
        }
        if (ended) {
            foundEnded();
        }
        return ended;
    }

    private long inspect(ToLongFunction<Kind<T>> question) {
        scheduling.reach(Op.INSPECT, kind.id);
        kind.lock();
        try {
            return question.applyAsLong(kind);
        } finally {
            kind.unlock();
        }
    }

    /**
     * The name that the channel was made with. Tools and specifications know the channel by this name.
     *
     * @return null if it has none
     */
    public @Nullable String name() {
        return name;
    }

    /** Such as {@code channel "orders"}, or {@code channel #12} if it has no name. */
    String title() {
        return kind.title(name);
    }

    /** Such as {@code channel "orders" (buffered 16)}. It does not look inside the channel, because reports call it. */
    @Override
    public String toString() {
        return title() + " (" + kind.describe() + ")";
    }

    // ---- shared with the operations

    /** Unparks a party that a move has met; after unlock. */
    void wake(Parked sleeper) {
        boolean othersWait = kind.isAwaited(); // before: this one may soon wait again
        scheduling.unpark(sleeper);
        if (othersWait) {
            kind.hasWoken(1);
        }
    }

    /** Unparks all parties that a batch of moves has met; after unlock. */
    void wake(Asleep asleep) {
        boolean othersWait = kind.isAwaited();
        asleep.unpark(scheduling);
        if (othersWait && asleep.size() > 0) {
            kind.hasWoken(asleep.size());
        }
    }

    /** Called when the current process has received {@code value}. */
    void took(Object value) {
        watcher.received(this, kind.id, value);
        if (value instanceof Owned<?> owned) {
            owned.arrive(this);
        }
    }

    /**
     * How it has ended, or will have as soon as somebody is told; null if neither. For a process that does not know whether it has:
     * by the lock, what was before the end is before what follows.
     */
    @Nullable End lookForEnd() {
        kind.lock();
        try {
            return kind.endOrLapse();
        } finally {
            kind.unlock();
        }
    }

    /** Called when the current process is about to be told that the channel has ended. */
    void foundEnded() {
        watcher.foundEnded(this, kind.id);
    }

    private static final String NO_CHANNEL =
            "a case of a select has no channel (null); for one that is never ready use"
                    + " Channel.never()";

    static <T> Channel<T> of(Receiver<T> receiver) {
        return switch (Objects.requireNonNull(receiver, NO_CHANNEL)) {
            case Channel<T> channel -> channel;
        };
    }

    static <T> Channel<T> of(Sender<T> sender) {
        return switch (Objects.requireNonNull(sender, NO_CHANNEL)) {
            case Channel<T> channel -> channel;
            case CountedSender<T> counted -> counted.channel();
        };
    }

    Watcher watcher() {
        return watcher;
    }

    void requireValue(@Nullable T value) {
        if (value == null) {
            throw nullRefused();
        }
    }

    NullPointerException nullRefused() {
        return new NullPointerException(title() + ": null is no value and cannot be sent");
    }
}
