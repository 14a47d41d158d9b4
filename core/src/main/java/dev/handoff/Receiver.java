package dev.handoff;

import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * The receiving end of a channel. It cannot send, and it cannot close: it can {@link #cancel} (L9).
 *
 * <p>All methods may be called by any thread; each value goes to one receiver. Actions before a send happen-before
 * the return of the receive that gets the value; actions before the k-th receive happen-before the return of the
 * (k+n)-th send on a channel of capacity n (L8).
 *
 * <p>A method that can wait is a cancellation point: it throws {@link InterruptedException} if the thread is
 * interrupted, even on entry when it would not have to wait. Nothing was received then (L20, L21). An interrupt after
 * the match changes nothing: the receive goes on as usual, and the interrupt status stays set.
 *
 * @param <T> the type of the values
 */
public sealed interface Receiver<T> extends Iterable<T> permits Channel {
    /**
     * What is done with a value while its sender is held; see {@link #receiveHolding}.
     *
     * @param <T> the type of the value
     * @param <X> what it throws
     */
    @FunctionalInterface
    interface Holding<T, X extends Exception> {
        /**
         * Runs in the thread that receives. It may wait.
         *
         * @param value the value
         * @throws X if it fails
         * @throws InterruptedException if it was interrupted
         */
        void handle(T value) throws X, InterruptedException;
    }

    /**
     * Receives the next value: waits until there is one, or the channel has ended.
     *
     * @return the value
     * @throws ClosedException if the channel is closed and nothing is left in it
     * @throws ChannelFailedException if it has failed and nothing is left in it
     * @throws CancelledException if its receiver has cancelled it, and it was not closed before
     * @throws InterruptedException if the thread was interrupted; nothing was received
     */
    T receive() throws InterruptedException;

    /**
     * As {@link #receive}, for loops: {@code while ((v = in.receiveOrNull()) != null)}. Allocates nothing unless it
     * must wait, or receives from a timer, which makes its ticks.
     *
     * @return the value, or null if the channel is closed or cancelled and nothing is left in it
     * @throws ChannelFailedException if it has failed and nothing is left in it
     * @throws InterruptedException if the thread was interrupted; nothing was received
     */
    @Nullable T receiveOrNull() throws InterruptedException;

    /**
     * Receives a value if one is there. Exact: {@link Received.Empty} is answered only if there was an instant during
     * the call at which none was there (L18). Never waits.
     *
     * @return a value, nothing, or the end
     */
    @CheckReturnValue(Ignored.RECEIVED)
    Received<T> tryReceive();

    /**
     * As {@link #tryReceive}, for callers that do not care why there is no value. Never allocates, except on a timer.
     *
     * @return the value, or null if none is there or the channel has ended
     */
    @CheckReturnValue(Ignored.RECEIVED)
    @Nullable T tryReceiveOrNull();

    /**
     * As {@link #receive}, but waits at most {@code limit}. It either takes effect or times out, never both (L19).
     *
     * @param limit how long at most; zero or less: try
     * @return a value, or {@link Received.Empty} when the time is up, or the end
     * @throws InterruptedException if the thread was interrupted; nothing was received
     */
    @CheckReturnValue(Ignored.RECEIVED)
    Received<T> receiveWithin(Duration limit) throws InterruptedException;

    /**
     * Receives between 1 and {@code max} values: waits only for the first, and then takes what is there (L23).
     *
     * @param max how many at most, one or more
     * @return the values in order; empty if the channel is closed or cancelled and nothing is left in it
     * @throws IllegalArgumentException if {@code max} is zero or less
     * @throws ChannelFailedException if it has failed and nothing is left in it
     * @throws InterruptedException if the thread was interrupted; nothing was received
     */
    @CheckReturnValue(Ignored.RECEIVED)
    List<T> receiveBatch(int max) throws InterruptedException;

    /**
     * The extended rendezvous of occam: on a rendezvous channel the sender is released only after {@code handler} has
     * returned. If the handler throws, even an {@link InterruptedException}, the sender gets a
     * {@link ReceiverFailedException} with that as its cause (L24). On channels of other kinds this is a receive
     * followed by a call of the handler. For loops: {@code while (in.receiveHolding(value -> save(value))) {}}.
     *
     * <p>The actions of the handler happen-before the return of the send that waited for it.
     *
     * @param handler is given the value, in this thread; what it throws is thrown here
     * @param <X> what the handler throws; {@link RuntimeException} if it throws nothing that must be declared, or only
     *     {@link InterruptedException}
     * @return true if a value was received, and the handler has returned; false if the channel is closed or cancelled and
     *     nothing is left in it
     * @throws X what the handler has thrown; the value was received
     * @throws ChannelFailedException if the channel has failed and nothing is left in it
     * @throws InterruptedException if the thread was interrupted while it waited for a value, and then nothing was
     *     received; or if the handler has thrown it, and then the value was received
     */
    <X extends Exception> boolean receiveHolding(Holding<? super T, X> handler)
            throws X, InterruptedException;

    /**
     * Declares that no more values are wanted (L15). Further sends are refused. Waiting senders get a
     * {@link CancelledException}, or {@link Sent.Closed} if they wait with a limit; the send case of a waiting select
     * is disabled (L28). The values in the buffer are handed to the channel's {@code onUndelivered} hook, each once, in
     * this thread, before this returns.
     *
     * <p>Never waits; a second cancel does nothing. On a channel that has ended before, a cancel discards what is left,
     * and the first end stays. {@link Channel#never} cannot be cancelled: those that wait there go on waiting (L5).
     *
     * <p>Actions before a cancel that ends the channel happen-before a sender is told of that: by an exception, by {@link
     * Sent.Closed}, or by {@link Sender#done}.
     */
    void cancel();

    /**
     * The values up to the end: {@code for (T value : receiver)}. The iteration ends when the channel is closed or
     * cancelled. It throws {@link ChannelFailedException} when the channel has failed, and {@link CancelledException}
     * when the thread is interrupted; the interrupt status is set then (L17). {@code hasNext} waits, and receives.
     *
     * @return an iterator, for one thread
     */
    @Override
    Iterator<T> iterator();

    /**
     * How many values are waiting in the buffer, at an instant during the call (L22).
     *
     * @return zero for a channel without a buffer
     */
    int size();

    /**
     * How many values the buffer can hold.
     *
     * @return zero for a rendezvous, {@link Integer#MAX_VALUE} for an unbounded channel
     */
    int capacity();

    /**
     * How many values the overflow policy has dropped so far (L4), at an instant during the call.
     *
     * @return zero for a channel that drops nothing
     */
    long dropped();
}
