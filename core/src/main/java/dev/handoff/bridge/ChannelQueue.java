package dev.handoff.bridge;

import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.internal.Foreign;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A channel as a blocking queue; {@link Queues#view} says how. */
final class ChannelQueue<T> extends AbstractQueue<T> implements BlockingQueue<T> {
    private final Channel<T> channel;

    ChannelQueue(Channel<T> channel) {
        this.channel = channel;
    }

    // ---- inserting

    @Override
    public void put(T value) throws InterruptedException {
        channel.send(value);
    }

    @Override
    public boolean offer(T value) {
        return channel.trySend(value).accepted();
    }

    @Override
    public boolean offer(T value, long timeout, TimeUnit unit) throws InterruptedException {
        return channel.sendWithin(value, duration(timeout, unit)).accepted();
    }

    @Override
    public boolean add(T value) {
        if (!offer(value)) {
            throw new IllegalStateException(
                    channel + (channel.isClosed() ? " takes no more values" : " is full"));
        }
        return true;
    }

    // ---- removing

    @Override
    public T take() throws InterruptedException {
        return channel.receive();
    }

    @Override
    public @Nullable T poll() {
        return valueOrNull(channel.tryReceive());
    }

    @Override
    public @Nullable T poll(long timeout, TimeUnit unit) throws InterruptedException {
        return valueOrNull(channel.receiveWithin(duration(timeout, unit)));
    }

    private @Nullable T valueOrNull(Received<T> received) {
        if (received instanceof Received.Closed<T>(Throwable cause) && cause != null) {
            throw new IllegalStateException(
                    channel + " has failed with " + Foreign.words(cause), cause);
        }
        return received.orNull();
    }

    @Override
    public int drainTo(Collection<? super T> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super T> to, int maxElements) {
        Objects.requireNonNull(to, "to");
        if (to instanceof ChannelQueue<?> view && view.channel.equals(channel)) {
            throw new IllegalArgumentException("the view of " + channel + " drained to itself");
        }
        int most = Math.min(maxElements, there());
        int drained = 0;
        while (drained < most) {
            T value = drained == 0 ? poll() : channel.tryReceiveOrNull();
            if (value == null) {
                break;
            }
            to.add(value);
            drained++;
        }
        return drained;
    }

    @Override
    public void clear() {
        for (int left = there(); left > 0 && channel.tryReceiveOrNull() != null; left--) {}
    }

    /**
     * How many values can be taken, but at least one. The number is a limit: a loop that takes until there is none
     * might go on for as long as others put.
     */
    private int there() {
        return Math.max(1, channel.size() + channel.waitingSenders());
    }

    // ---- counting

    @Override
    public int size() {
        return channel.size();
    }

    @Override
    public int remainingCapacity() {
        int capacity = channel.capacity();
        return capacity == Integer.MAX_VALUE ? capacity : Math.max(0, capacity - channel.size());
    }

    // ---- looking, which a channel does not allow

    @Override
    public @Nullable T peek() {
        throw unsupported("peek");
    }

    @Override
    public T element() {
        throw unsupported("element");
    }

    @Override
    public Iterator<T> iterator() {
        throw unsupported("iterator");
    }

    @Override
    public boolean contains(@Nullable Object value) {
        throw unsupported("contains");
    }

    @Override
    public boolean remove(@Nullable Object value) {
        throw unsupported("remove(Object)");
    }

    @Override
    public boolean removeIf(Predicate<? super T> filter) {
        throw unsupported("removeIf");
    }

    private UnsupportedOperationException unsupported(String method) {
        return new UnsupportedOperationException(
                method
                        + " of the queue view of "
                        + channel
                        + ": a channel does not show what is in it; receive it with take, poll or"
                        + " drainTo");
    }

    private static Duration duration(long timeout, TimeUnit unit) {
        return Duration.ofNanos(unit.toNanos(timeout)); // cut to 292 years
    }

    @Override
    public String toString() {
        return "queue view of " + channel;
    }
}
