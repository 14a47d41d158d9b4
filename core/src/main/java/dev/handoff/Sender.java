package dev.handoff;

import dev.handoff.internal.Ignored;

import java.time.Duration;

/**
 * The sending end of a channel. It cannot receive.
 *
 * <p>All methods may be called by any thread. Actions before a send happen-before the return of the receive that
 * gets the value, and actions before {@link #close} or {@link #fail} happen-before the return of a receive that
 * reports the end (L8). {@code null} is refused with a {@link NullPointerException} before anything else (L7). An {@link
 * Owned} value that is not the caller's is refused with an {@link OwnershipException}, and not sent.
 *
 * <p>A method that can wait is a cancellation point: it throws {@link InterruptedException} if the thread is
 * interrupted, even on entry when it would not have to wait. Nothing was sent then; a {@link #sendAll} may have sent
 * some of its values, but not all (L20, L21). An interrupt after the match changes nothing: the send goes on as usual,
 * and the interrupt status stays set.
 *
 * <p>A counted sender ({@link #newSender}) ends by its own close: from then on it refuses values, as a closed channel
 * does, and the channel goes on until the last counted sender is closed (L16). What another thread began to send
 * through it before the close may still be matched after that close has returned. This holds for a send, for a value of
 * a {@link #sendAll}, and for a select that waits already. A try sends nothing then, and a select that does not wait
 * yet finds the sender closed.
 *
 * @param <T> the type of the values
 */
public sealed interface Sender<T> extends AutoCloseable permits Channel, CountedSender {
    /**
     * Sends {@code value}: waits until a receiver takes it or the buffer has room. A send that waits when the channel
     * is closed goes on waiting, and its value is still received (L11). If an extended receive gets the value, the send
     * waits for its handler, too (L24); an interrupt does not end that wait, and stays set.
     *
     * @param value the value
     * @throws ClosedException if the channel was closed or failed before; the exception carries the value
     * @throws CancelledException if the receiver has cancelled the channel; the exception carries the value
     * @throws ReceiverFailedException if the value was received, and the receiver's handler threw
     * @throws InterruptedException if the thread was interrupted; the value was not sent
     */
    void send(T value) throws InterruptedException;

    /**
     * Sends {@code value} if that is possible without waiting. Exact: {@link Sent.Full} is answered only if there was
     * an instant during the call at which no receiver waited and there was no room (L18). A channel that drops values
     * accepts each value, and may drop this one ({@link Overflow}). If an extended receive takes the value, this does
     * not wait for its handler.
     *
     * @param value the value
     * @return whether it was accepted, and if not, why
     */
    Sent trySend(T value);

    /**
     * As {@link #send}, but waits at most {@code limit}. It either takes effect or times out, never both (L19). If an
     * extended receive gets the value, this waits for the handler for as long as that runs, unless it was a try.
     *
     * @param value the value
     * @param limit how long at most; zero or less: try
     * @return {@link Sent.Accepted}, or {@link Sent.Full} when the time is up, or {@link Sent.Closed} if the channel
     *     had ended before, or if its receiver cancels it while this waits
     * @throws ReceiverFailedException as {@link #send}
     * @throws InterruptedException if the thread was interrupted; the value was not sent
     */
    @CheckReturnValue(Ignored.SENT)
    Sent sendWithin(T value, Duration limit) throws InterruptedException;

    /**
     * Sends all values in order: the same as sends in a row, but faster (L23). A {@link java.util.Collection} is asked
     * for up to 64 values before the first of them is sent; any other iterable is asked for one value at a time. If the
     * iterator throws, that is thrown here once the values that it gave before have been sent.
     *
     * @param values the values
     * @throws NullPointerException if a value is null, when its turn comes; the values before it were sent
     * @throws ClosedException as {@link #send}: the values before {@link ClosedException#undelivered} were sent
     * @throws CancelledException as {@link #send}, likewise
     * @throws ReceiverFailedException as {@link #send}; the values up to the one that the handler was given were sent
     * @throws InterruptedException if the thread was interrupted; some of the values may have been sent
     */
    void sendAll(Iterable<? extends T> values) throws InterruptedException;

    /**
     * Declares that no more values will be sent. What was sent before is still received; then the end is reported.
     * Never waits; a second close does nothing (L10). To close a counted sender ends the channel if it is the last one.
     */
    @Override
    void close();

    /**
     * As {@link #close}, and tells whether it was this call that closed the channel. If so, the channel stays closed:
     * no new sender can take up the count again.
     *
     * @return false if the channel had ended before, or cannot end ({@link Channel#never}); for a counted sender also
     *     if it is not the last one
     */
    boolean tryClose();

    /**
     * Closes the channel because of a failure: receivers get the values that were sent, and then a
     * {@link ChannelFailedException} with {@code cause} (L13); senders get a {@link ClosedException} with it. One
     * counted sender fails the channel for all of them. Never waits; does nothing if the channel has ended before.
     *
     * @param cause what went wrong
     * @return false if the channel had ended before or cannot end ({@link Channel#never}), or if this is a counted sender that
     *     was closed: nobody gets the cause then
     */
    boolean fail(Throwable cause);

    /**
     * A channel that never has a value, and ends when the channel of this sender takes no more values: when its receiver has
     * cancelled it, or a sender has closed or failed it. A counted sender that is closed while others are open does not end
     * it. It is meant for {@link Select#done(Sender, Outcome)}, by which a sender that waits for something else learns
     * that nobody wants its values, and for code that waits for nothing else.
     *
     * <p>When the call that ends the sender's channel returns, this channel has ended, too; waiting receivers are told
     * first. Actions before that call happen-before the return of a receive that reports this end. Like a waiting
     * receiver, this channel is told at once that the last counted sender was closed. To cancel it does nothing,
     * because others wait for it, too. After {@code Sender::closed} of Rust's tokio.
     *
     * @return the same one each time
     */
    Receiver<Void> done();

    /**
     * One more counted sender: when the last of them is closed, so is the channel (L16). When the count has fallen to
     * zero, a new sender can take it up again as long as nobody was told of the end. To be safe from that race, make
     * all senders before their processes start, or make each from one that is still open.
     *
     * @return a sender to be closed by whoever gets it
     * @throws ClosedException if the channel was closed or has failed, or if this is a counted sender that was closed
     * @throws CancelledException if the receiver has cancelled the channel
     */
    @CheckReturnValue(Ignored.SENDER)
    Sender<T> newSender();

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
}
