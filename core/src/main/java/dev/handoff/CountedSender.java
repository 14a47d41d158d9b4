package dev.handoff;

import dev.handoff.internal.Ignored;
import dev.handoff.internal.Interrupts;
import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/** One of several senders of a channel; the last one to be closed closes the channel (L16). */
final class CountedSender<T> implements Sender<T> {
    private final Channel<T> channel;
    private final long id;

    /** How it was closed; null while it is not. Written under the channel's lock. */
    private volatile @Nullable End end;

    private CountedSender(Channel<T> channel) {
        this.channel = channel;
        this.id = channel.scheduling.newId();
    }

    static <T> Sender<T> of(Channel<T> channel) {
        Kind<T> kind = channel.kind;
        CountedSender<T> sender = new CountedSender<>(channel); // made before it is counted
        boolean added;
        channel.scheduling.reach(Op.NEW_SENDER, kind.id);
        kind.lock();
        try {
            added = kind.addSender();
        } finally {
            kind.unlock();
        }
        if (!added) {
            throw kind.end().refusedSender(channel);
        }
        return sender;
    }

    Channel<T> channel() {
        return channel;
    }

    /** Whether it is a counted sender that was closed. Exact under the channel's lock, which a close takes. */
    static boolean isClosed(Sender<?> sender) {
        return sender instanceof CountedSender<?> counted && counted.isClosed();
    }

    boolean isClosed() {
        return end != null;
    }

    /** As {@link #isClosed(Sender)}, as the first step of an operation. */
    static boolean wasClosedBefore(Sender<?> sender) {
        return sender instanceof CountedSender<?> counted && counted.wasClosedBefore();
    }

    /** As the first step of an operation: another process may close this sender before that step. */
    private boolean wasClosedBefore() {
        channel.scheduling.reach(Op.INSPECT, id);
        return isClosed();
    }

    /** Notes that this sender is closed; called under the channel's lock. */
    void end(End how) {
        end = how;
    }

    @Override
    public void send(T value) throws InterruptedException {
        channel.requireValue(value);
        if (isClosedOnEntry()) {
            throw refused("; the value was not sent", value);
        }
        channel.send(value);
    }

    /** To be called only if this sender is closed. */
    private ClosedException refused(String what, @Nullable Object value) {
        String title = "this sender of " + channel.title();
        return new ClosedException(Objects.requireNonNull(end).describe(title) + what, value, null);
    }

    @Override
    public Sent trySend(T value) {
        channel.requireValue(value);
        return wasClosedBefore() ? Sent.Closed.INSTANCE : trySendUnlessClosed(value);
    }

    /**
     * Another process may be closing this sender. A process that has seen it closed sees no value come from it after
     * that.
     */
    private Sent trySendUnlessClosed(T value) {
        Kind.Sending answer = SendOperation.trySend(channel, value, this);
        return answer == Kind.Sending.ENDED && isClosed()
                ? Sent.Closed.INSTANCE
                : channel.sent(answer);
    }

    @CheckReturnValue(Ignored.SENT)
    @Override
    public Sent sendWithin(T value, Duration limit) throws InterruptedException {
        channel.requireValue(value);
        Objects.requireNonNull(limit, "limit");
        if (isClosedOnEntry()) {
            return Sent.Closed.INSTANCE;
        }
        if (limit.isPositive()) {
            return channel.sendWithin(value, limit);
        }
        Interrupts.throwIfInterrupted();
        return trySendUnlessClosed(value);
    }

    @Override
    public void sendAll(Iterable<? extends T> values) throws InterruptedException {
        SendOperation.sendAll(this, channel, values);
    }

    /** Also looks at the interrupt status, as every operation does that could wait (L21). */
    private boolean isClosedOnEntry() throws InterruptedException {
        if (!wasClosedBefore()) {
            return false; // the channel will look
        }
        Interrupts.throwIfInterrupted();
        return true;
    }

    @Override
    public void close() {
        close(false);
    }

    @Override
    public boolean tryClose() {
        return close(true);
    }

    private boolean close(boolean told) {
        channel.scheduling.reach(Op.CLOSE, channel.kind.id);
        channel.scheduling.touch(Op.CLOSE, id);
        return !isClosed() && EndOperation.removeSender(this, told);
    }

    @Override
    public boolean fail(Throwable cause) {
        return EndOperation.end(channel, this, End.failed(Objects.requireNonNull(cause, "cause")));
    }

    @Override
    public Receiver<Void> done() {
        return channel.done();
    }

    @CheckReturnValue(Ignored.SENDER)
    @Override
    public Sender<T> newSender() {
        if (wasClosedBefore()) {
            throw refused("", null);
        }
        return channel.newSender();
    }

    @Override
    public int size() {
        return channel.size();
    }

    @Override
    public int capacity() {
        return channel.capacity();
    }

    @Override
    public String toString() {
        return "counted sender of " + channel;
    }
}
