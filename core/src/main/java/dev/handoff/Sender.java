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
 * <p>A method that can wait is a cancellation point: it throws {@link InterruptedException}, also on entry when it
 * would not have to wait, and then nothing was sent, or by {@link #sendAll} not all (L20, L21). An interrupt after the match
 * changes nothing: the send goes on as ever, and the interrupt status stays set.
 *
 * <p>A counted sender ({@link #newSender}) ends by its own close: it refuses from then on, as a closed channel does, and the
 * channel goes on until the last of them is closed (L16). What another thread has begun to send with it before may still be
 * matched after that close has returned: by a send, also of one of the values of a {@link #sendAll}, or by a select that waits
 * already. A try sends nothing then, and a select that does not wait yet finds it closed.
 *
 * @param <T> the type of the values
 */
public sealed interface Sender<T> extends AutoCloseable permits Channel, CountedSender {
    /**
     * Sends {@code value}: waits until a receiver takes it or the buffer has room. A sender that waits when the
     * channel is closed goes on waiting, and is still received (L11). If the receive that gets the value is an
     * extended one, waits for its handler, too (L24): an interrupt does not end that wait, and stays set.
     *
     * @param value the value
     * @throws ClosedException if the channel was closed or failed before; it carries the value
     * @throws CancelledException if the receiver has cancelled the channel; it carries the value
     * @throws ReceiverFailedException if the value was received, and the receiver's handler threw
     * @throws InterruptedException if the thread was interrupted; the value was not sent
     */
    void send(T value) throws InterruptedException;

    /**
     * Sends {@code value} if that is possible without waiting. Exact: {@link Sent.Full} is answered only if there
     * was an instant during the call at which no receiver waited and no room was (L18); a channel that drops values accepts
     * each, and may drop this one ({@link Overflow}). An extended receive takes the value, and is not waited for.
     *
     * @param value the value
     * @return whether it was accepted, and if not, why
     */
    Sent trySend(T value);

    /**
     * As {@link #send}, but waits at most {@code limit}. It either takes effect or times out, never both (L19). If it
     * takes effect by an extended receive, it waits for the handler as long as that runs, unless it was a try.
     *
     * @param value the value
     * @param limit how long at most; zero or less: try
     * @return {@link Sent.Accepted}, or {@link Sent.Full} when the time is up, or {@link Sent.Closed} if the channel had
     *     ended before, or its receiver cancels it while this waits
     * @throws ReceiverFailedException as {@link #send}
     * @throws InterruptedException if the thread was interrupted; the value was not sent
     */
    @CheckReturnValue(Ignored.SENT)
    Sent sendWithin(T value, Duration limit) throws InterruptedException;

    /**
     * Sends all values in order: the same as sends in a row, faster (L23). Up to 64 values of a {@link
     * java.util.Collection} are asked for before the first of them is sent; what else is iterable is asked for one at a
     * time. What the iterator throws comes out when the values that it gave before have been sent.
     *
     * @param values the values
     * @throws NullPointerException if one is null, when its turn comes; those before it were sent
     * @throws ClosedException as {@link #send}: the values before {@link ClosedException#undelivered} were sent
     * @throws CancelledException as {@link #send}, likewise
     * @throws ReceiverFailedException as {@link #send}; the values up to the one that the handler was given were sent
     * @throws InterruptedException if the thread was interrupted; some of the values may have been sent
     */
    void sendAll(Iterable<? extends T> values) throws InterruptedException;

    /**
     * Declares that no more values will be sent. What was sent is still received, then the end is reported. Never
     * waits; a second close does nothing (L10). That of a counted sender ends the channel if it is the last one.
     */
    @Override
    void close();

    /**
     * As {@link #close}, and tells whether it was this call that closed it. If so it stays closed: the count of its senders
     * is not taken up again.
     *
     * @return false if the channel had ended before, or cannot end ({@link Channel#never}); of a counted sender also if it is
     *     not the last one
     */
    boolean tryClose();

    /**
     * Closes the channel because of a failure: after the values that were sent, receivers get a {@link
     * ChannelFailedException} with {@code cause} (L13), and senders a {@link ClosedException} with it. One counted sender
     * fails the channel for all of them. Never waits; does nothing if the channel has ended before.
     *
     * @param cause what went wrong
     * @return false if the channel had ended before or cannot end ({@link Channel#never}), or if this is a counted sender that
     *     was closed: nobody gets the cause then
     */
    boolean fail(Throwable cause);

    /**
     * A channel that never has a value, and ends when the channel of this sender takes no more values: when its receiver has
     * cancelled it, or a sender has closed or failed it. A counted sender that is closed while others are open does not end
     * it. For {@link Select#done(Sender, Outcome)}, by which a sender that waits for
     * something else learns that nobody wants its values, and for those who want to wait for nothing else.
     *
     * <p>It has ended when the call returns that has ended the channel, and receivers that wait are told first. Actions
     * before that call happen-before the return of a receive that reports this end. As a receiver that waits, it is told
     * of the close of the last counted sender at once. To cancel it does nothing: others wait for it, too. After {@code
     * Sender::closed} of Rust's tokio.
     *
     * @return the same one each time
     */
    Receiver<Void> done();

    /**
     * One more counted sender: when the last of them is closed, so is the channel (L16). A count that falls to
     * zero is taken up again by a new sender as long as nobody was told of the end; to be safe from that race,
     * make all senders before their processes start, or make each from one that is still open.
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
